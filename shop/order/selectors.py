"""Reading orders: by token, what is partly sent, what is due back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Sum
from django.utils.crypto import constant_time_compare

from .models import Line, Order, Parcel, ParcelLine, ParcelState, PaymentState

HAS_MONEY = frozenset({PaymentState.PAID, PaymentState.REFUNDED_PARTLY})
DELIVERED = frozenset({ParcelState.DELIVERED, ParcelState.COMPLETED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many packs have left: "Dikirim sebagian 2/3"."""

    shipped: int
    total: int


def order_by_token(token: str) -> Order | None:
    """The order whose page this token opens, with everything that page shows."""
    if not token:
        return None
    order = with_parts().filter(token=token).first()
    return order if order is not None and constant_time_compare(order.token, token) else None


def with_parts():  # type: ignore[no-untyped-def]
    """Orders with address, lines, parcels and their contents in a fixed number of queries."""
    contents = ParcelLine.objects.select_related("line").order_by("pk")
    parcels = Parcel.objects.select_related("cooperative").order_by("sequence")
    return Order.objects.select_related("shipping_address", "user").prefetch_related(
        "lines",
        Prefetch("parcels", parcels),
        Prefetch("parcels__parcel_lines", contents),
        "parcels__events",
    )


def progress(*, order_id: int) -> Progress:
    """Packs shipped, and packs to be shipped in all."""
    sums = Line.objects.filter(order_id=order_id).aggregate(
        shipped=Sum("shipped", default=0),
        quantity=Sum("quantity", default=0),
        cancelled=Sum("cancelled", default=0),
    )
    return Progress(shipped=sums["shipped"], total=sums["quantity"] - sums["cancelled"])


def refund_due(*, order: Order, lines: Iterable[Line], parcels: Iterable[Parcel]) -> int:
    """Rupiah that must go back to the buyer of our own shop for what was cancelled.

    Cancelled packs give back their part of the line's price, rounded up for the buyer; the
    price of sending goes back for parcels that are not sent at all. Nothing for channels: they
    hold the money and return it themselves.
    """
    if not order.is_ours or order.payment_state not in HAS_MONEY:
        return 0
    lines = list(lines)
    unsent = unsent_lines(lines=lines, parcels=parcels)
    due = sum(_due_of(line, is_unsent=line.pk in unsent) for line in lines)
    return max(0, due - order.refunded_amount)


def unsent_lines(*, lines: Iterable[Line], parcels: Iterable[Parcel]) -> set[int]:
    """Lines whose parcel never leaves: it was cancelled, or all of their cooperative's were.

    A line that was cancelled first has left its parcel; when the rest follows, nothing is sent
    and its part of the price of sending goes back too.
    """
    cancelled, going = [], set()
    for parcel in parcels:
        if parcel.state == ParcelState.CANCELLED:
            cancelled.append(parcel)
        else:
            going.add(parcel.cooperative_id)
    in_cancelled = {row.line_id for parcel in cancelled for row in parcel.parcel_lines.all()}
    nothing_sent = {parcel.cooperative_id for parcel in cancelled} - going
    return in_cancelled | {line.pk for line in lines if line.partner_id in nothing_sent}


def share_of(*, line: Line, packs: int, before: int = 0) -> int:
    """Rupiah the buyer paid for some packs of a line, discounts taken off.

    ``before`` packs were given back already: asking pack by pack gives the same sum as asking
    at once, and all packs together give the price of the line exactly.
    """
    if not 0 <= before <= before + packs <= line.quantity:
        raise ValueError(f"{before} and {packs} of {line.quantity} packs")
    up_to = -(-line.price * (before + packs) // line.quantity)
    return up_to - -(-line.price * before // line.quantity)


def _due_of(line: Line, *, is_unsent: bool) -> int:
    due = line.money_back
    if not line.cancelled or not line.quantity:
        return due
    due += share_of(line=line, packs=line.cancelled)
    if is_unsent and line.cancelled == line.quantity:
        due += line.shipping_paid
    # Nobody gets back more of a line than was paid for it, whatever was decided twice.
    return min(due, line.price + line.shipping_paid)
