"""Offers as Oscar has them, with whose goods they are for and who pays them; free shipping."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.offer.abstract_models import AbstractConditionalOffer


class Payer(models.TextChoices):
    """Whose money a discount is. Frozen on the order line (seller_ or platform_discount)."""

    SELLER = "seller", _("the cooperative")
    PLATFORM = "platform", _("the shop")


class LinesOf:
    """A basket of which conditions and benefits see the lines of one cooperative only."""

    def __init__(self, basket: Any, cooperative_id: int) -> None:
        self._basket = basket
        self._cooperative_id = cooperative_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._basket, name)

    def all_lines(self) -> list[Any]:
        """The same line objects as the basket's: discounts are written on them."""
        return [
            line
            for line in self._basket.all_lines()
            if line.stockrecord.partner_id == self._cooperative_id
        ]


class ConditionalOffer(AbstractConditionalOffer):
    """An offer; one with a cooperative counts and discounts only what that cooperative sells."""

    cooperative = models.ForeignKey(
        "partner.Partner",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="offers",
        verbose_name=_("cooperative"),
        help_text=_("Empty: for the goods of all cooperatives."),
    )
    payer = models.CharField(
        _("paid by"), max_length=8, choices=Payer.choices, default=Payer.SELLER
    )

    def is_condition_satisfied(self, basket: Any) -> Any:
        """Whether the lines it is for meet the condition."""
        return super().is_condition_satisfied(self._seen(basket))

    def is_condition_partially_satisfied(self, basket: Any) -> Any:
        """As Oscar's, for the lines it is for."""
        return super().is_condition_partially_satisfied(self._seen(basket))

    def get_upsell_message(self, basket: Any) -> Any:
        """As Oscar's, for the lines it is for."""
        return super().get_upsell_message(self._seen(basket))

    def apply_benefit(self, basket: Any) -> Any:
        """Discount the lines it is for."""
        return super().apply_benefit(self._seen(basket))

    def _seen(self, basket: Any) -> Any:
        if self.cooperative_id is None or isinstance(basket, LinesOf):
            return basket
        return LinesOf(basket, self.cooperative_id)


class FreeShippingRule(models.Model):
    """Sending is free, up to a cap, for parcels of enough goods to certain places.

    The minimum counts the goods of one parcel after discounts, also when the rule holds for
    the whole shop: every cooperative's parcel is sent, paid and cancelled for itself.
    """

    name = models.CharField(_("name"), max_length=80)
    cooperative = models.ForeignKey(
        "partner.Partner",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="free_shipping_rules",
        verbose_name=_("cooperative"),
        help_text=_("Empty: for the parcels of all cooperatives."),
    )
    minimum = models.PositiveBigIntegerField(_("goods in the parcel, at least (rupiah)"), default=0)
    cap = models.PositiveBigIntegerField(
        _("taken off at most (rupiah)"), null=True, blank=True, help_text=_("Empty: all of it.")
    )
    regions = models.CharField(
        _("to"),
        max_length=255,
        blank=True,
        help_text=_("Provinces, regencies or zones by code: 31 12.71 JAW. Empty: all."),
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    payer = models.CharField(
        _("paid by"), max_length=8, choices=Payer.choices, default=Payer.SELLER
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("free-shipping rule")
        verbose_name_plural = _("free-shipping rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) | Q(starts_at=None) | Q(ends_at=None),
                name="free_shipping_period",
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gt=0), name="free_shipping_cap_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes(self) -> frozenset[str]:
        """The destinations it is for; none for everywhere."""
        return frozenset(self.regions.replace(",", " ").upper().split())

    def clean(self) -> None:
        """A whole shop cannot spend one cooperative's money."""
        if self.cooperative_id is None and self.payer == Payer.SELLER:
            raise ValidationError({"payer": _("A rule for all cooperatives is paid by the shop.")})


from oscar.apps.offer.models import *  # noqa: E402,F403
