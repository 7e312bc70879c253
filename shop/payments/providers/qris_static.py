"""The shop's own QRIS with the amount inside: money arrives at the acquirer, a person confirms.

A converted static code tells nobody that it was paid. So it works like a transfer: an amount
nobody else has, a picture as proof, a look at the acquirer's statement.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.order.mails import HowToPay
from shop.order.models import Order

from .. import qris
from ..models import PaymentRequest, QrisCode
from .base import Method, NotOffered, OrderLike
from .unique_amount import CODES, open_with_code

MOST = qris.MOST - CODES.stop


class StaticQris:
    """The buyer scans, the amount is there already; staff confirm."""

    code = "qris"
    collects_in_parts = False

    def is_set_up(self) -> bool:
        """Whether anybody has stored a code."""
        return QrisCode.objects.filter(is_active=True).exists()

    def method(self, order_like: OrderLike) -> Method:
        """Offered up to the limit of QRIS while there is a code that may receive it."""
        return Method(
            code=self.code,
            name="QRIS",
            summary=_("Scan one code with any bank or e-wallet app; we confirm it by hand."),
            why_not=why_not(order_like, receiving_code(order_like)),
        )

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """Take an amount nobody else has open on this code. Raises NoCodeLeft, NotOffered."""
        code = receiving_code(order_like)
        reason = why_not(order_like, code)
        if reason or code is None:
            raise NotOffered("not_offered", reason)
        return open_with_code(
            total=order_like.total,
            arrives_at={"qris": code},
            order=order,
            provider=self.code,
            expires_at=expires_at,
        )

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """Which name the app shows, how much, until when; the picture is on the order's page."""
        if request.qris is None:
            return None
        shop = qris.merchant(request.qris.payload)
        return HowToPay(
            method="QRIS",
            amount=request.amount,
            rows=(
                (_("Name in your app"), shop.name),
                (_("Total"), rupiah(request.amount - request.unique_code)),
                (_("Unique code"), rupiah(request.unique_code)),
            ),
            due=request.expires_at,
            note=_("Scan the code on the page of your order. The amount is inside it."),
        )


def receiving_code(order_like: OrderLike) -> QrisCode | None:
    """The only sender's own code, otherwise the operator's; None when there is none."""
    senders = order_like.cooperative_ids
    allowed = Q(cooperative__isnull=True)
    if len(senders) == 1:
        allowed |= Q(cooperative__in=senders)
    return (
        QrisCode.objects.filter(allowed, is_active=True)
        .order_by(F("cooperative").asc(nulls_last=True), "pk")
        .first()
    )


def why_not(order_like: OrderLike, code: QrisCode | None) -> str:
    """The reason for the buyer; empty when QRIS is possible."""
    if code is None:
        return _("QRIS is not set up for these cooperatives.")
    if order_like.total > MOST:
        return _("QRIS takes at most %(most)s at once.") % {"most": rupiah(qris.MOST)}
    return ""
