"""What a buyer may do who wants to cancel: at once while nothing is prepared, later by asking."""

from __future__ import annotations

from collections.abc import Sequence

from shop.couriers.models import OPEN, Booking
from shop.order import services
from shop.order.models import CancelRequest, CancelState, Order, Parcel, ParcelState

HERE = frozenset({ParcelState.TO_PACK, ParcelState.PACKED})


def at_once(order: Order, parcels: Sequence[Parcel]) -> bool:
    """Whether the buyer may cancel at once: nothing is packed and no courier is on the way."""
    live = {parcel.state for parcel in parcels} - {ParcelState.CANCELLED}
    if live != {ParcelState.TO_PACK}:
        return False
    return not Booking.objects.filter(parcel__order=order, state__in=OPEN).exists()


def wishes(order: Order) -> dict[int, CancelRequest]:
    """The latest wish to cancel of each parcel, by parcel id."""
    rows = CancelRequest.objects.filter(parcel__order=order).order_by("pk")
    return {row.parcel_id: row for row in rows}


def may_ask(parcel: Parcel, order: Order, wish: CancelRequest | None) -> bool:
    """Whether the buyer may ask for this parcel: it is here, and nobody has said no."""
    is_new = wish is None or wish.state == CancelState.WITHDRAWN
    return order.is_ours and parcel.state in HERE and is_new


def ask(*, parcels: Sequence[Parcel], reason: str) -> int:
    """Ask for each of these parcels; returns for how many. Raises ``NotAllowed``."""
    for parcel in parcels:
        services.ask_to_cancel(parcel_id=parcel.pk, reason=reason)
    return len(parcels)
