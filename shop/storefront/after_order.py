"""What a buyer does with an order that has left: say it is there, report a problem, order again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from shop.complaints import selectors as complaints
from shop.complaints import services
from shop.complaints.models import Complaint, ComplaintState
from shop.order.models import Order, Parcel, ParcelState
from shop.order.transitions import BUYER, walk
from shop.storefront import basket as baskets
from shop.storefront.typed import number


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDeeds:
    """What may be done with a parcel now, and what was reported about it."""

    can_confirm: bool
    can_complain: bool
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """What came into the basket, less of it than before, and what is not sold any more."""

    added: tuple[str, ...]
    fewer: tuple[str, ...]
    gone: tuple[str, ...]


def deeds(order: Order, *, is_open: bool) -> dict[int, ParcelDeeds]:
    """By parcel id. Whoever only holds the link sees no complaint and can do nothing."""
    if not (is_open and order.is_ours):
        return {}
    now = timezone.now()
    parcels = list(order.parcels.all())
    has_left = any(services.may_complain(parcel, now) or parcel.delivered_at for parcel in parcels)
    told = list(complaints.of_order(order)) if has_left else []
    return {parcel.pk: _deeds(parcel, told, now) for parcel in parcels}


def _deeds(parcel: Parcel, told: list[Complaint], now: datetime) -> ParcelDeeds:
    waits = parcel.has_open_complaint
    return ParcelDeeds(
        can_confirm=parcel.state in {ParcelState.SHIPPED, ParcelState.DELIVERED} and not waits,
        can_complain=services.may_complain(parcel, now) and not waits,
        complaints=tuple(each for each in told if each.parcel_id == parcel.pk),
    )


def confirm_arrival(*, parcel: Parcel) -> bool:
    """The buyer has the parcel and is content: it is done. Raises ``NotAllowed``."""
    if parcel.state not in {ParcelState.SHIPPED, ParcelState.DELIVERED}:
        return False
    return walk(parcel_id=parcel.pk, to=ParcelState.COMPLETED, source=BUYER)


def chosen_quantities(post: Mapping[str, str], parcel: Parcel) -> dict[int, int]:
    """{order line id: packs} from the fields ``isi-<line>`` of the form."""
    return {
        row.line_id: number(post.get(f"isi-{row.line_id}", ""), 6)
        for row in parcel.parcel_lines.all()
    }


def withdraw(*, order: Order, parcel: Parcel) -> bool:
    """The buyer takes back what is open about this parcel."""
    found = Complaint.objects.filter(parcel=parcel, state=ComplaintState.OPEN).first()
    if found is None or parcel.order_id != order.pk:
        return False
    return services.withdraw(complaint_id=found.pk)


def order_again(request: HttpRequest, order: Order) -> tuple[Reordered, object]:
    """Put what is still sold into the basket, at today's prices; returns it and the basket."""
    filled = baskets.basket_to_fill(request)
    added, fewer, gone = [], [], []
    for line in order.lines.all():
        try:
            if line.product_id is None:
                raise baskets.NotSold(0)
            put = baskets.add(basket=filled, product_id=line.product_id, quantity=line.quantity)
        except (baskets.NotSold, baskets.CannotAdd):
            gone.append(line.title)
        else:
            (fewer if put.is_cut else added).append(line.title)
    return Reordered(added=tuple(added), fewer=tuple(fewer), gone=tuple(gone)), filled
