"""What a cooperative gets for an order, from the facts frozen on its lines. Whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass

from desk import words
from shop.order.models import Line, Order, Parcel, PaymentState
from shop.order.refunds import shares
from shop.order.selectors import unsent_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBox:
    """Sums over this cooperative's lines of the order, cancelled packs included.

    ``shipping`` is what the buyer paid for sending: the courier's, so it is not part of what the
    cooperative gets. ``free_shipping`` and ``given_back`` are borne by the cooperative.
    """

    goods: int
    discount: int
    platform_discount: int
    shipping: int
    free_shipping: int
    fees: tuple[tuple[str, int], ...]
    tax: int
    cancelled: int
    given_back: int
    is_own: bool
    is_cod: bool
    parcels: int

    @property
    def received(self) -> int:
        """What the cooperative gets, as far as it is known."""
        fees = sum(amount for _code, amount in self.fees)
        own = self.free_shipping + self.given_back
        return self.goods - self.discount - own - fees - self.tax - self.cancelled


def of(parcel: Parcel) -> MoneyBox:
    """The money of the parcel's order that belongs to the parcel's cooperative."""
    lines = list(
        Line.objects.filter(order_id=parcel.order_id, partner_id=parcel.cooperative_id)
        .prefetch_related("fees")
        .order_by("pk")
    )
    parcels = _parcels(parcel)
    unsent = unsent_lines(lines=lines, parcels=parcels)
    left = [shares(line, is_unsent=line.pk in unsent) for line in lines]
    fees: dict[str, int] = {}
    for fee in [fee for line in lines for fee in line.fees.all()]:
        fees[fee.code] = fees.get(fee.code, 0) + fee.amount
    goods, discount = (
        sum(line.list_price for line in lines),
        sum(line.seller_discount for line in lines),
    )
    cancelled = sum(_cancelled(line) for line in lines)
    sending = sum(
        0 if line.pk in unsent and line.cancelled == line.quantity else line.shipping_by_seller
        for line in lines
    )
    before = goods - discount - cancelled - sending - sum(fees.values())
    return MoneyBox(
        goods=goods,
        discount=discount,
        platform_discount=sum(line.platform_discount for line in lines),
        shipping=sum(line.shipping_paid for line in lines),
        free_shipping=sending,
        fees=tuple(sorted(fees.items())),
        tax=sum(line.tax_withheld for line in lines),
        cancelled=cancelled,
        given_back=before - sum(each.seller for each in left),
        is_own=words.is_own(parcel.order.source),
        is_cod=parcel.order.payment_state == PaymentState.COD,
        parcels=len(parcels),
    )


def _parcels(parcel: Parcel) -> list[Parcel]:
    rows = Parcel.objects.filter(order_id=parcel.order_id, cooperative_id=parcel.cooperative_id)
    return list(rows.prefetch_related("parcel_lines"))


def _cancelled(line: Line) -> int:
    """What cancelled packs take from the cooperative: the buyer's price and the shop's part."""
    of_platform = line.platform_discount * line.cancelled // line.quantity
    return part(line, line.cancelled) + of_platform


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
