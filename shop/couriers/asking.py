"""Sent long ago and never arrived: the buyer is asked once, and the staff see it until it is known.

Only for parcels of our own shop: a channel says itself when an order is done.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order import mails
from shop.order.locking import lock
from shop.order.models import Order, Parcel, ParcelEvent, ParcelState
from shop.shipping.defaults import PICKUP
from shop.transactions import retries_contention

SOURCE = "asked"
# A parcel of long ago (taken over from elsewhere, or before this was asked) is not asked about.
OLDEST = timedelta(days=120)


def overdue(now: datetime) -> QuerySet[Parcel]:
    """Parcels of our own shop on their way for more than ``ORDER_ASK_DAYS``, the oldest first.

    Not those the buyer fetched, and not those with a complaint, which somebody answers anyway.
    """
    # EXISTS and not exclude(): a quote without a code would be NULL, which is neither.
    fetched = Parcel.objects.filter(pk=OuterRef("pk"), quote__code=PICKUP)
    return Parcel.objects.filter(
        ~Exists(fetched),
        state=ParcelState.SHIPPED,
        shipped_at__lte=now - timedelta(days=settings.ORDER_ASK_DAYS),
        shipped_at__gt=now - OLDEST,
        has_open_complaint=False,
        order__source__in=[Order.SHOP, Order.MANUAL],
    ).order_by("shipped_at", "pk")


def ask_due(*, now: datetime, limit: int = 100) -> int:
    """Ask the buyers of overdue parcels whether they have come; returns how many. Each once."""
    asked = ParcelEvent.objects.filter(parcel=OuterRef("pk"), source=SOURCE)
    rows = overdue(now).exclude(Exists(asked)).values_list("pk", "order_id")
    return sum(_ask(parcel_id, order_id) for parcel_id, order_id in list(rows[:limit]))


@retries_contention
def _ask(parcel_id: int, order_id: int) -> bool:
    with transaction.atomic():
        parcel = lock(order_id=order_id).parcel(parcel_id)
        was_asked = parcel.events.filter(source=SOURCE).exists()
        if was_asked or parcel.is_collected or parcel.state != ParcelState.SHIPPED:
            return False
        ParcelEvent.objects.create(
            parcel=parcel,
            from_state=parcel.state,
            to_state=parcel.state,
            source=SOURCE,
            note=_("The buyer was asked whether it has come"),
        )
        days = (timezone.localdate() - timezone.localdate(parcel.shipped_at)).days
        mails.has_it_come(order=parcel.order, parcel=parcel, days=days)
    return True
