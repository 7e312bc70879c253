"""Vouchers as Oscar has them, with limits that hold for guests too."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.voucher.abstract_models import AbstractVoucher, AbstractVoucherApplication


class Voucher(AbstractVoucher):
    """A code. ``num_orders`` counts the orders that use it now and decides whether it is used up.

    An order that lapses or is cancelled gives its use back (shop.order.discounts).
    """

    most_orders = models.PositiveIntegerField(
        _("orders, at most"), null=True, blank=True, help_text=_("Empty: without limit.")
    )
    most_per_customer = models.PositiveIntegerField(
        _("orders of one customer, at most"),
        null=True,
        blank=True,
        help_text=_("A customer is known by account, e-mail or phone number. Empty: no limit."),
    )

    @property
    def limit(self) -> int | None:
        """How many orders may use it in all."""
        return 1 if self.usage == self.SINGLE_USE else self.most_orders

    @property
    def limit_per_customer(self) -> int | None:
        """How many orders of one person may use it."""
        return 1 if self.usage == self.ONCE_PER_CUSTOMER else self.most_per_customer

    @property
    def is_used_up(self) -> bool:
        """Whether its last use is gone, as far as this row was read."""
        return self.limit is not None and self.num_orders >= self.limit

    def is_available_to_user(self, user: Any = None) -> tuple[bool, str]:
        """Whether this visitor may still use it; guests are known only when they order."""
        if self.is_used_up:
            return False, str(_("This code has been used up."))
        limit = self.limit_per_customer
        if limit is None or user is None or not user.is_authenticated:
            return True, ""
        if self.applications.filter(user=user, given_back_at=None).count() >= limit:
            return False, str(_("You have used this code already."))
        return True, ""


class VoucherApplication(AbstractVoucherApplication):
    """One order's use of a voucher, with who used it as keyed digests, never in the clear."""

    email_key = models.CharField(max_length=64, blank=True, editable=False)
    phone_key = models.CharField(max_length=64, blank=True, editable=False)
    given_back_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(AbstractVoucherApplication.Meta):
        constraints = [
            models.UniqueConstraint(fields=["voucher", "order"], name="voucher_once_per_order")
        ]
        indexes = [
            models.Index(fields=["voucher", "phone_key"], name="voucher_by_phone"),
        ]


from oscar.apps.voucher.models import *  # noqa: E402,F403
