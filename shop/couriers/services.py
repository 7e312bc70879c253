"""Asking for a courier, calling it off, and believing what it says. Nothing here calls out.

Rows are taken as everywhere: the order first (``shop.order.locking``), then the booking.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order import services as orders
from shop.order.effects import require_complete
from shop.order.errors import NotAllowed
from shop.order.locking import Locked, lock
from shop.order.models import Parcel, ParcelState, PaymentState
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.shipping.biteship import FarEvent, FarOrder
from shop.transactions import retries_contention

from . import words
from .models import Booking, BookingState, CourierNotice, TrackingEvent
from .parcels import why_not_by_courier

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

BOOK, CANCEL, CHECK = "courier.book", "courier.cancel", "courier.check"
LANE = "biteship"
SOURCE = "courier"
POLL = timedelta(minutes=30)
S = BookingState
IN_STORE = frozenset({ParcelState.TO_PACK, ParcelState.PACKED})
UNPAID = frozenset({PaymentState.AWAITING, PaymentState.HELD, PaymentState.REFUNDED})


@retries_contention
def book(*, parcel_id: int, courier: str, service: str, actor: User | None = None) -> Booking:
    """Ask a courier to fetch a parcel; one that is asked for already is returned as it is.

    Raises ``NotAllowed`` for a parcel that must not leave or that no courier can be asked for.
    """
    with transaction.atomic():
        order_id = Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)
        locked = lock(order_id=order_id)
        parcel = locked.parcel(parcel_id)
        earlier = Booking.objects.filter(parcel=parcel).order_by("-attempt").first()
        if earlier is not None and earlier.is_open:
            return earlier
        _require_ready(locked, parcel)
        attempt = earlier.attempt + 1 if earlier else 1
        reference = parcel.number if attempt == 1 else f"{parcel.number}-k{attempt}"
        booking = Booking.objects.create(
            parcel=parcel,
            attempt=attempt,
            reference=reference,
            courier=courier,
            service=service,
            actor=actor,
        )
        outbox.enqueue(
            kind=BOOK,
            dedup_key=reference,
            payload={"booking_id": booking.pk},
            lane=LANE,
            cooperative_id=parcel.cooperative_id,
        )
    return booking


def _require_ready(locked: Locked, parcel: Parcel) -> None:
    if parcel.state not in IN_STORE:
        raise NotAllowed("has_left", _("This parcel has left already. Nothing was changed."))
    if parcel.on_hold:
        raise NotAllowed("on_hold", _("This parcel is on hold."))
    if locked.order.payment_state in UNPAID:
        raise NotAllowed("unpaid", _("This order has not been paid yet."))
    require_complete(locked, parcel)
    reason = why_not_by_courier(parcel)
    if reason:
        raise NotAllowed("no_courier", reason)


@retries_contention
def call_off(*, booking_id: int, reason: str = "") -> bool:
    """Call a courier off; False when it is over already or being called off.

    A request nobody has begun to send ends at once, any other by asking the courier.
    """
    with transaction.atomic():
        booking = Booking.objects.select_related("parcel").get(pk=booking_id)
        changed = Booking.objects.filter(pk=booking_id, state__in=[S.ASKED, S.BOOKED]).update(
            state=S.CANCELLING, updated_at=timezone.now()
        )
        if not changed:
            return False
        unsent = Message.objects.filter(kind=BOOK, dedup_key=booking.reference, attempts=0)
        message_id = unsent.values_list("pk", flat=True).first()
        if booking.state == S.ASKED and message_id and outbox.cancel(message_id=message_id):
            Booking.objects.filter(pk=booking_id).update(state=S.CANCELLED)
            return True
        outbox.enqueue(
            kind=CANCEL,
            dedup_key=booking.reference,
            payload={"booking_id": booking_id, "reason": reason},
            lane=LANE,
            cooperative_id=booking.parcel.cooperative_id,
        )
    return True


@retries_contention
def try_again(*, booking_id: int) -> bool:
    """A person lets stopped work about a booking go on; False when nothing had stopped."""
    reference = Booking.objects.values_list("reference", flat=True).get(pk=booking_id)
    stopped = Message.objects.filter(
        kind__in=[BOOK, CANCEL], dedup_key=reference, state="parked"
    ).values_list("pk", flat=True)
    return sum(outbox.retry(message_id=message_id) for message_id in list(stopped)) > 0


@retries_contention
def note_seen(*, booking_id: int) -> bool:
    """A person has taken care of what went wrong; False when nothing had."""
    rows = Booking.objects.filter(pk=booking_id).exclude(problem="")
    return rows.update(problem="", updated_at=timezone.now()) == 1


@retries_contention
def failed(*, booking_id: int, text: str) -> None:
    """The broker refused the request: nobody comes, and a person reads why."""
    problem = _("The courier service said no. In its own words: %(words)s") % {"words": text}
    Booking.objects.filter(pk=booking_id, state__in=[S.ASKED, S.CANCELLING]).update(
        state=S.FAILED, problem=problem[:300], updated_at=timezone.now()
    )


@retries_contention
def add_problem(*, booking_id: int, text: str) -> None:
    """The service refused something about an open booking; a person reads its words."""
    problem = _("The courier service said no. In its own words: %(words)s") % {"words": text}
    Booking.objects.filter(pk=booking_id).update(problem=problem[:300], updated_at=timezone.now())


@retries_contention
def believe(*, booking_id: int, far: FarOrder, history: Sequence[FarEvent] = ()) -> None:
    """Let the courier's own answer change booking and parcel, forward only; twice is once."""
    with transaction.atomic():
        booking = Booking.objects.select_related("parcel").get(pk=booking_id)
        lock(order_id=booking.parcel.order_id)
        booking.refresh_from_db()
        _keep_history(booking, history)
        _take_names(booking, far)
        if not booking.is_open or words.rank(far.status) < words.rank(booking.status):
            return
        booking.status = far.status
        booking.problem = words.problem_of(far.status)
        _move_parcel(booking, far)
        booking.state = _state_after(booking, far.status)
        if booking.state == S.CANCELLED and booking.parcel.state == ParcelState.CANCELLED:
            booking.problem = ""
        booking.save(update_fields=["status", "problem", "state", "updated_at"])


def _state_after(booking: Booking, status: str) -> BookingState:
    if status in words.NEVER_LEFT:
        return S.CANCELLED
    if status in words.ENDS:
        return S.DONE
    return S.CANCELLING if booking.state == S.CANCELLING else S.BOOKED


def _take_names(booking: Booking, far: FarOrder) -> None:
    """Ids, waybill and price; a waybill that comes later reaches the parcel too."""
    booking.external_id = far.external_id
    booking.tracking_id = far.tracking_id or booking.tracking_id
    booking.waybill = far.waybill or booking.waybill
    booking.link = far.link or booking.link
    booking.price = far.price or booking.price
    booking.next_check = booking.next_check or timezone.now() + POLL
    booking.save(
        update_fields=["external_id", "tracking_id", "waybill", "link", "price", "next_check"]
    )
    if booking.is_open and far.waybill:
        Parcel.objects.filter(pk=booking.parcel_id).update(tracking_number=far.waybill)


def _keep_history(booking: Booking, history: Sequence[FarEvent]) -> None:
    rows = [
        TrackingEvent(
            parcel_id=booking.parcel_id,
            key=_digest(f"{booking.pk}|{event.moment.isoformat()}|{event.status}|{event.note}"),
            status=event.status,
            note=event.note,
            happened_at=event.moment,
        )
        for event in history
    ]
    TrackingEvent.objects.bulk_create(rows, ignore_conflicts=True)


def _move_parcel(booking: Booking, far: FarOrder) -> None:
    """Walk the parcel to where the courier says it is; what our own rules refuse is told."""
    if far.status == words.ARRIVED:
        to = ParcelState.DELIVERED
    elif far.status in words.LEFT:
        to = ParcelState.SHIPPED
    else:
        return
    try:
        orders.walk(
            parcel_id=booking.parcel_id,
            to=to,
            source=SOURCE,
            tracking_number=booking.waybill,
        )
    except NotAllowed as refusal:
        booking.problem = _("The courier has moved the parcel, but: %(reason)s") % {
            "reason": refusal.text
        }
    booking.parcel.refresh_from_db()


@retries_contention
def receive(*, body: bytes) -> bool:
    """Store a genuine message and ring for a look; False when it was stored before.

    Raises ``ValueError`` for what is no JSON object. Nothing it says is believed: the courier
    is asked. A message about a pickup we did not ask for is kept and changes nothing.
    """
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("not an object")
    key = _digest(body.decode(errors="replace"))
    with transaction.atomic():
        if CourierNotice.objects.filter(key=key).exists():
            return False
        CourierNotice.objects.bulk_create(
            [CourierNotice(key=key, body=told)], ignore_conflicts=True
        )
        external_id = str(told.get("order_id") or "")[:80]
        booking = Booking.objects.filter(external_id=external_id).exclude(external_id="").first()
        if booking is None:
            logger.warning("courier notice about an unknown pickup key=%s", key[:12])
        else:
            ring(booking.pk, event=key[:32])
    return True


def ring(booking_id: int, *, event: str) -> None:
    """Ask the courier about a booking, once per event."""
    outbox.enqueue(
        kind=CHECK,
        dedup_key=f"{booking_id}:{event}",
        payload={"booking_id": booking_id},
        lane=LANE,
    )


@retries_contention
def poll_due(*, now: datetime, limit: int = 100) -> int:
    """Ring for bookings nobody told us about for a while; returns how many."""
    due = Booking.objects.filter(state__in=[S.BOOKED, S.CANCELLING], next_check__lte=now).order_by(
        "next_check"
    )[:limit]
    rung = 0
    for booking in list(due):
        with transaction.atomic():
            taken = Booking.objects.filter(pk=booking.pk, next_check=booking.next_check).update(
                next_check=now + POLL
            )
            if taken:
                ring(booking.pk, event=f"poll-{booking.next_check:%Y%m%d%H%M%S}")
                rung += 1
    return rung


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
