"""Bank transfer recognised by its amount: the total plus a code of up to three digits."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.order.mails import HowToPay
from shop.order.models import Order

from ..models import BankAccount, PaymentRequest
from .base import Method, NoCodeLeft, NotOffered, OrderLike

logger = logging.getLogger(__name__)

CODES = range(1, 1000)
# A rival took the code between the look and the insert; each try looks again.
TRIES = 25


class ManualTransfer:
    """The buyer transfers the exact amount and may send a picture; staff confirm."""

    code = "manual_transfer"
    collects_in_parts = False

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
        for _try in range(TRIES):
            request = PaymentRequest(
                order=order,
                provider=self.code,
                account=account,
                unique_code=free_code(account, order_like.total),
                holds_amount=True,
                expires_at=expires_at,
            )
            request.amount = order_like.total + request.unique_code
            if insert(request):
                return request
        raise no_code(account, order_like.total)

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


def free_code(account: BankAccount, total: int) -> int:
    """A code whose amount is not taken on the account, by chance. Raises NoCodeLeft.

    By chance, because consecutive codes would tell buyers how many orders there are.
    """
    taken = set(
        PaymentRequest.objects.filter(
            account=account,
            holds_amount=True,
            amount__range=(total + CODES.start, total + CODES.stop - 1),
        ).values_list("amount", flat=True)
    )
    free = [code for code in CODES if total + code not in taken]
    if not free:
        raise no_code(account, total)
    return secrets.choice(free)


def insert(request: PaymentRequest) -> bool:
    """Write the request; False when a rival just took the amount."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        taken = PaymentRequest.objects.filter(
            account=request.account, amount=request.amount, holds_amount=True
        )
        if not taken.exists():
            raise
        request.pk = None
        return False
    return True


def no_code(account: BankAccount, total: int) -> NoCodeLeft:
    """Said loudly: money could not be told apart any more."""
    logger.error("payment codes exhausted account=%s total=%s", account.pk, total)
    return NoCodeLeft(
        "no_code_left",
        _("Bank transfer is full for this amount right now. Please choose another way to pay."),
    )
