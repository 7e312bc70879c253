"""Closing what has arrived: after some days without a complaint an order is done."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Order, Parcel, ParcelState

SOURCE = "arrived"


def complete_due(*, now: datetime, limit: int = 100) -> int:
    """Complete parcels of our own shop that arrived long enough ago; returns how many.

    One with an open complaint stays open. Several processes at once complete each parcel once.
    """
    before = now - timedelta(days=settings.ORDER_COMPLETE_DAYS)
    rows = Parcel.objects.filter(
        state=ParcelState.DELIVERED,
        delivered_at__lte=before,
        has_open_complaint=False,
        order__source__in=[Order.SHOP, Order.MANUAL],
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    return sum(_complete(parcel_id) for parcel_id in ids)


def _complete(parcel_id: int) -> bool:
    try:
        return orders.move(parcel_id=parcel_id, to=ParcelState.COMPLETED, source=SOURCE)
    except NotAllowed:
        return False  # moved meanwhile: a complaint, a return, or a person was faster
