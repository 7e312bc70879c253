"""Cash on delivery: the courier collects, so every parcel and every sender must allow it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.order.mails import HowToPay
from shop.order.models import Order
from shop.partner.models import Partner

from ..models import PaymentRequest
from .base import Method, NotOffered, OrderLike


class CashOnDelivery:
    """Paid at the door, parcel by parcel. Delivered does not mean that the money came."""

    code = "cod"
    collects_in_parts = True

    def method(self, order_like: OrderLike) -> Method:
        """Offered within the limit of every cooperative that sends something."""
        return Method(
            code=self.code,
            name=_("Pay on delivery (COD)"),
            summary=_("Pay the courier in cash when the parcel arrives."),
            why_not=why_not(order_like),
        )

    def open(
        self, *, order: Order, order_like: OrderLike, expires_at: datetime | None
    ) -> PaymentRequest:
        """The whole sum, without a code and without an end. Raises NotOffered."""
        reason = why_not(order_like)
        if reason:
            raise NotOffered("not_offered", reason)
        return PaymentRequest.objects.create(
            order=order, provider=self.code, amount=order_like.total
        )

    def how_to_pay(self, request: PaymentRequest) -> HowToPay | None:
        """Nothing to do before the parcel arrives."""
        return None


def why_not(order_like: OrderLike) -> str:
    """The reason for the buyer; empty when it may be paid at the door."""
    if not order_like.parcels:
        return _("Choose your district first, then you see whether COD is possible.")
    if not all(parcel.allows_cod for parcel in order_like.parcels):
        return _("The delivery you chose does not collect money at the door.")
    return over_limit(order_like)


def over_limit(order_like: OrderLike) -> str:
    """Names the first cooperative whose limit is passed, by what its courier would collect."""
    sums: defaultdict[int, int] = defaultdict(int)
    for parcel in order_like.parcels:
        sums[parcel.cooperative_id] += parcel.amount
    cooperatives = Partner.objects.in_bulk(sums)
    for cooperative_id, amount in sorted(sums.items()):
        cooperative = cooperatives[cooperative_id]
        if cooperative.cod_limit is None:
            return _("%(name)s does not offer payment at the door.") % {"name": cooperative.name}
        if amount > cooperative.cod_limit:
            return _("%(name)s accepts payment at the door up to %(limit)s.") % {
                "name": cooperative.name,
                "limit": rupiah(cooperative.cod_limit),
            }
    return ""
