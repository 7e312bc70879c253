"""Money that waits for a person: proofs, sums that do not fit, sums to give back.

A cooperative sees transfers to its own accounts; head office sees them all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from desk.access import Desk
from shop.order.models import Order, Parcel, ParcelState, PaymentState
from shop.order.selectors import refund_due, with_parts
from shop.payments import selectors as payments
from shop.payments.models import PaymentRequest, RequestState
from shop.payments.providers import registry

SHOWN = 50
CASH = "cod"
# Providers whose money arrives and is noted without a person.
BY_ITSELF = frozenset(code for code in registry.PROVIDERS if registry.get_far(code))
# Where a parcel stands once the courier has collected for it.
ARRIVED = [ParcelState.DELIVERED, ParcelState.COMPLETED]
# Payments for which money may still be noted.
OPEN = frozenset(
    {RequestState.AWAITING, RequestState.EXPIRED, RequestState.CANCELLED, RequestState.HELD}
)
Scope = Collection[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much waits."""

    proofs: int
    held: int
    refunds: int
    oldest_proof: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An order of which something was cancelled: so much must go back.

    With the last of an order its unique code goes back too: nothing was bought with it. What had
    come too much and was accepted goes back first, so it is part of the sum.
    """

    order: Order
    request: PaymentRequest
    amount: int


def scope(desk: Desk) -> Scope:
    """Whose money: None means everybody's."""
    return None if desk.is_head_office else [desk.cooperative.pk]


def counts(ids: Scope) -> Counts:
    """What waits, for the first screen."""
    proofs = payments.proofs_waiting(cooperative_ids=ids)
    return Counts(
        proofs=proofs.values("request_id").distinct().order_by().count(),
        held=payments.held(cooperative_ids=ids).count(),
        refunds=payments.refunds_due(cooperative_ids=ids).count() + len(owed(ids)),
        oldest_proof=proofs.aggregate(oldest=Min("created_at"))["oldest"],
    )


def visible(ids: Scope) -> QuerySet[PaymentRequest]:
    """Every payment request these people may open."""
    rows = PaymentRequest.objects.select_related("order", "account")
    return payments.seen_by(rows, "", ids)


def may_note(request: PaymentRequest) -> bool:
    """Whether money may be noted now: the courier has none to hand over before a parcel arrived."""
    if request.state not in OPEN or request.provider in BY_ITSELF:
        return False
    if request.provider != CASH or request.state == RequestState.HELD:
        return True
    return Parcel.objects.filter(order=request.order_id, state__in=ARRIVED).exists()


def reversed_payments(ids: Scope) -> QuerySet[PaymentRequest]:
    """Money that was taken back from us and is not paid again: somebody should call the buyer."""
    paid_again = PaymentRequest.objects.filter(order=OuterRef("order"), state=RequestState.PAID)
    rows = visible(ids).filter(state=RequestState.REVERSED)
    return rows.exclude(Exists(paid_again)).order_by("pk")


def owed(ids: Scope) -> list[Owed]:
    """Paid orders with cancelled goods whose money has not been promised back yet."""
    orders = {
        order.pk: order
        for order in with_parts()
        .filter(
            needs_decision=True,
            source__in=[Order.SHOP, Order.MANUAL],
            payment_state__in=[PaymentState.PAID, PaymentState.REFUNDED_PARTLY],
        )
        .order_by("pk")[:SHOWN]
    }
    requests = visible(ids).filter(Q(order_id__in=list(orders)), state=RequestState.PAID)
    found = []
    for request in requests.order_by("pk"):
        order = orders[request.order_id]
        due = refund_due(order=order, lines=order.lines.all(), parcels=order.parcels.all())
        left = request.paid_amount - request.refunded_amount
        is_over = all(parcel.state == ParcelState.CANCELLED for parcel in order.parcels.all())
        is_all = due and due + order.refunded_amount >= int(order.total_incl_tax)
        too_much = max(0, left - request.amount)
        amount = left if is_over and is_all else min(due + too_much, left) if due else 0
        if amount > 0:
            found.append(Owed(order=order, request=request, amount=amount))
    return found
