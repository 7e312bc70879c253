"""What a cooperative gets for an order, from the facts frozen on its lines. Whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass

from desk import words
from shop.order.models import Line, Order, Parcel, PaymentState


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBox:
    """Sums over this cooperative's lines of the order, cancelled packs included."""

    goods: int
    discount: int
    platform_discount: int
    shipping: int
    fees: tuple[tuple[str, int], ...]
    tax: int
    cancelled: int
    is_own: bool
    is_cod: bool
    parcels: int

    @property
    def received(self) -> int:
        """What the cooperative gets, as far as it is known."""
        fees = sum(amount for _code, amount in self.fees)
        shipping = self.shipping if self.is_own else 0
        return self.goods - self.discount + shipping - fees - self.tax - self.cancelled


def of(parcel: Parcel) -> MoneyBox:
    """The money of the parcel's order that belongs to the parcel's cooperative."""
    lines = list(
        Line.objects.filter(order_id=parcel.order_id, partner_id=parcel.cooperative_id)
        .prefetch_related("fees")
        .order_by("pk")
    )
    fees: dict[str, int] = {}
    for fee in [fee for line in lines for fee in line.fees.all()]:
        fees[fee.code] = fees.get(fee.code, 0) + fee.amount
    return MoneyBox(
        goods=sum(line.list_price for line in lines),
        discount=sum(line.seller_discount for line in lines),
        platform_discount=sum(line.platform_discount for line in lines),
        shipping=sum(line.shipping_paid for line in lines),
        fees=tuple(sorted(fees.items())),
        tax=sum(line.tax_withheld for line in lines),
        cancelled=sum(part(line, line.cancelled) for line in lines),
        is_own=words.is_own(parcel.order.source),
        is_cod=parcel.order.payment_state == PaymentState.COD,
        parcels=Parcel.objects.filter(
            order_id=parcel.order_id, cooperative_id=parcel.cooperative_id
        ).count(),
    )


def part(line: Line, packs: int) -> int:
    """The line's price for so many of its packs, rounded up for the buyer."""
    return -(-line.price * packs // line.quantity) if packs else 0


def paid_for(parcel: Parcel) -> int:
    """What the buyer pays for what is in this parcel, with the sending where all of it is here."""
    total = 0
    for row in parcel.parcel_lines.all():
        total += part(row.line, row.quantity)
        if row.quantity == row.line.quantity:
            total += row.line.shipping_paid
    return total


def goes_back(order: Order, parcel: Parcel) -> int:
    """Rupiah the buyer gets back when this parcel is cancelled; nothing that was never paid."""
    has_paid = order.payment_state in {PaymentState.PAID, PaymentState.REFUNDED_PARTLY}
    return paid_for(parcel) if has_paid else 0
