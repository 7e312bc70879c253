"""Bank transfer recognised by its amount: the total plus a code of up to three digits."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.order.mails import HowToPay
from shop.order.models import Order

from ..models import BankAccount, PaymentRequest
from .base import Method, NotOffered, OrderLike
from .unique_amount import open_with_code


class ManualTransfer:
    """The buyer transfers the exact amount and may send a picture; staff confirm."""

    code = "manual_transfer"
    collects_in_parts = False

    def is_set_up(self) -> bool:
        """Always listed: without an account it says why not."""
        return True

    def method(self, order_like: OrderLike) -> Method:
        """Offered while somebody has an account to receive the money."""
        missing = _("Bank transfer is not set up yet.")
        return Method(
            code=self.code,
            name=_("Bank transfer"),
            summary=_("Transfer the exact amount; we confirm it by hand."),
            why_not="" if receiving_account(order_like) else missing,
        )

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """Take an amount nobody else has open on the account. Raises NoCodeLeft, NotOffered."""
        account = receiving_account(order_like)
        if account is None:
            raise NotOffered("no_account", _("Bank transfer is not set up yet."))
        return open_with_code(
            total=order_like.total,
            arrives_at={"account": account},
            order=order,
            provider=self.code,
            expires_at=expires_at,
        )

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """Where to, how much, until when."""
        account = request.account
        if account is None:
            return None
        total = request.amount - request.unique_code
        return HowToPay(
            method=_("Bank transfer"),
            amount=request.amount,
            rows=(
                (_("Bank"), account.bank),
                (_("Account number"), account.number),
                (_("Account holder"), account.holder),
                (_("Total"), rupiah(total)),
                (_("Unique code"), rupiah(request.unique_code)),
            ),
            due=request.expires_at,
            note=_("Transfer exactly this amount, down to the last digit, so that we find it."),
        )


def receiving_account(order_like: OrderLike) -> BankAccount | None:
    """The only sender's own account, otherwise the operator's; None when there is none."""
    senders = order_like.cooperative_ids
    allowed = Q(cooperative__isnull=True)
    if len(senders) == 1:
        allowed |= Q(cooperative__in=senders)
    return (
        BankAccount.objects.filter(allowed, is_active=True)
        .order_by(F("cooperative").asc(nulls_last=True), "pk")
        .first()
    )
