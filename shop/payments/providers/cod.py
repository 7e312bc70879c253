"""Cash on delivery: the courier collects, so every parcel and every sender must allow it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.order.mails import HowToPay
from shop.order.models import Order, Parcel, ParcelState
from shop.partner.models import Partner

from ..models import CodBlock, CodRule, PaymentRequest
from .base import Method, NotOffered, OrderLike

# So many parcels have to come back before a number is judged by its share.
FAILED_LEAST = 2


class CashOnDelivery:
    """Paid at the door, parcel by parcel. Delivered does not mean that the money came."""

    code = "cod"
    collects_in_parts = True

    def is_set_up(self) -> bool:
        """Always listed: each cooperative decides."""
        return True

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
    if order_like.phone and is_blocked(order_like.phone):
        return _("Payment at the door is not possible for this number. Please pay another way.")
    return over_limit(order_like)


def over_limit(order_like: OrderLike) -> str:
    """Names the first cooperative whose limit is passed, by what its courier would collect."""
    sums: defaultdict[int, int] = defaultdict(int)
    for parcel in order_like.parcels:
        sums[parcel.cooperative_id] += parcel.amount
    cooperatives = {
        each.pk: each for each in Partner.objects.filter(pk__in=sums).select_related("cod_rule")
    }
    for cooperative_id, amount in sorted(sums.items()):
        cooperative = cooperatives[cooperative_id]
        if cooperative.cod_limit is None:
            return _("%(name)s does not offer payment at the door.") % {"name": cooperative.name}
        if amount > cooperative.cod_limit:
            return _("%(name)s accepts payment at the door up to %(limit)s.") % {
                "name": cooperative.name,
                "limit": rupiah(cooperative.cod_limit),
            }
        reason = against_rule(cooperative, amount, order_like.region)
        if reason:
            return reason
    return ""


def against_rule(cooperative: Partner, amount: int, region: str) -> str:
    """What speaks against it in the cooperative's own rule; an unknown place passes for now."""
    rule: CodRule | None = getattr(cooperative, "cod_rule", None)
    if rule is None:
        return ""
    if amount < rule.least:
        return _("%(name)s accepts payment at the door from %(least)s.") % {
            "name": cooperative.name,
            "least": rupiah(rule.least),
        }
    codes = [str(code) for code in rule.regions]
    if region and codes and not any(region == c or region.startswith(f"{c}.") for c in codes):
        return _("%(name)s does not offer payment at the door in your region.") % {
            "name": cooperative.name
        }
    return ""


def is_blocked(phone: str) -> bool:
    """Blocked by a person, or by its own past: most of at least two parcels came back unpaid."""
    if CodBlock.objects.filter(phone=phone).exists():
        return True
    past = Parcel.objects.filter(
        order__contact_phone=phone,
        order__payment_requests__provider=CashOnDelivery.code,
        state__in=[ParcelState.DELIVERED, ParcelState.COMPLETED, ParcelState.RETURNED],
    ).aggregate(all=Count("pk"), failed=Count("pk", filter=Q(state=ParcelState.RETURNED)))
    failed, arrived = int(past["failed"]), int(past["all"])
    return failed >= FAILED_LEAST and failed * 2 >= arrived
