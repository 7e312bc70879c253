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
            why_not="" if receiving_accounts(order_like) else missing,
        )

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """Take an amount nobody else has open on the owner's accounts. Raises NoCodeLeft,
        NotOffered.

        The request names the first account, so the database keeps the amount unique among all
        requests of its owner; the buyer may transfer to any of them.
        """
        accounts = receiving_accounts(order_like)
        if not accounts:
            raise NotOffered("no_account", _("Bank transfer is not set up yet."))
        request = open_with_code(
            total=order_like.total,
            arrives_at={"account": accounts[0]},
            # A closed account too: its earlier buyers were shown the others beside it.
            seen_at={"account__cooperative": accounts[0].cooperative_id},
            order=order,
            provider=self.code,
            expires_at=expires_at,
        )
        request.receiving = accounts
        return request

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """Where to, how much, until when."""
        accounts = accounts_of(request)
        if not accounts:
            return None
        total = request.amount - request.unique_code
        return HowToPay(
            method=_("Bank transfer"),
            amount=request.amount,
            rows=(
                *[row for account in accounts for row in rows_of(account)],
                (_("Total"), rupiah(total)),
                (_("Unique code"), rupiah(request.unique_code)),
            ),
            due=request.expires_at,
            note=_("Transfer exactly this amount, down to the last digit, so that we find it."),
        )


def rows_of(account: BankAccount) -> tuple[tuple[str, str], ...]:
    """One account in a mail."""
    return (
        (_("Bank"), account.bank),
        (_("Account number"), account.number),
        (_("Account holder"), account.holder),
    )


def accounts_of(request: PaymentRequest) -> list[BankAccount]:
    """Every account the money of a request may be sent to: those its owner has open now.

    The request's own one where the owner has closed all.
    """
    at_hand: list[BankAccount] | None = getattr(request, "receiving", None)
    if at_hand is not None:
        return at_hand
    if request.account is None:
        return []
    mine = BankAccount.objects.filter(is_active=True, cooperative=request.account.cooperative_id)
    return list(mine.order_by("pk")) or [request.account]


def receiving_accounts(order_like: OrderLike) -> list[BankAccount]:
    """The only sender's own accounts, otherwise the operator's; the oldest first."""
    senders = order_like.cooperative_ids
    allowed = Q(cooperative__isnull=True)
    if len(senders) == 1:
        allowed |= Q(cooperative__in=senders)
    found = list(
        BankAccount.objects.filter(allowed, is_active=True).order_by(
            F("cooperative").asc(nulls_last=True), "pk"
        )
    )
    return [account for account in found if account.cooperative_id == found[0].cooperative_id]
