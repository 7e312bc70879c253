"""The outbox's side: the calls to Biteship, outside any transaction, once per attempt.

A request whose answer was lost is looked up by asking again under the same reference: the
service then names the first order instead of sending a second courier.
"""

from __future__ import annotations

from datetime import timedelta

from shop.outbox.models import Message
from shop.outbox.registry import NotSent, OutcomeUnknown, Retry, Sent, StillUnknown
from shop.shipping import biteship
from shop.shipping.biteship import CourierError, CourierRefused, FarOrder

from . import services
from .models import Booking, BookingState
from .parcels import pickup_of
from .services import BOOK, CANCEL, CHECK

__all__ = [
    "BOOK",
    "CANCEL",
    "CHECK",
    "deliver_booking",
    "deliver_cancel",
    "deliver_check",
    "look_up_booking",
]

BUSY = timedelta(seconds=30)
S = BookingState


def load(message: Message) -> Booking:
    """The booking with everything a courier is told."""
    return Booking.objects.select_related(
        "parcel__cooperative", "parcel__order__shipping_address"
    ).get(pk=message.payload["booking_id"])


def deliver_booking(message: Message) -> Sent:
    """Outbox: ask for the courier."""
    booking = load(message)
    if booking.external_id or booking.state not in {S.ASKED, S.CANCELLING}:
        return Sent(external_id=booking.external_id)
    try:
        far = biteship.book(pickup_of(booking))
    except CourierRefused as error:
        services.failed(booking_id=booking.pk, text=error.text)
        return Sent(external_id=error.code)
    except CourierError as error:
        if error.is_unknown:
            raise OutcomeUnknown(error.code, error.text) from error
        raise Retry(BUSY, error.code, error.text, counts=False) from error
    return booked(booking, far)


def look_up_booking(message: Message) -> Sent | NotSent | StillUnknown:
    """Outbox: whether the courier was booked; asking under the same reference tells."""
    booking = load(message)
    if booking.external_id:
        return Sent(external_id=booking.external_id)
    try:
        far = biteship.book(pickup_of(booking))
    except CourierRefused:
        return NotSent()  # asked again it is refused again, and then a person reads why
    except CourierError:
        return StillUnknown()
    return booked(booking, far)


def booked(booking: Booking, far: FarOrder) -> Sent:
    """Keep the courier's names for it."""
    services.believe(booking_id=booking.pk, far=far)
    return Sent(external_id=far.external_id)


def deliver_cancel(message: Message) -> Sent:
    """Outbox: call the courier off. Calling off twice is the same as once."""
    booking = load(message)
    if booking.state != S.CANCELLING:
        return Sent()
    if not booking.external_id:
        raise Retry(BUSY, "not_booked_yet", "Whether the courier was booked is not known yet.")
    try:
        far = biteship.cancel(booking.external_id, reason=message.payload["reason"])
    except CourierRefused as error:
        services.add_problem(booking_id=booking.pk, text=error.text)
        services.ring(booking.pk, event="not-cancelled")
        return Sent(external_id=error.code)
    except CourierError as error:
        raise Retry(BUSY, error.code, error.text) from error
    services.believe(booking_id=booking.pk, far=far)
    return Sent(external_id=far.external_id)


def deliver_check(message: Message) -> Sent:
    """Outbox: ask how far the parcel is. Asking changes nothing there."""
    booking = load(message)
    if not booking.external_id:
        return Sent()
    try:
        far = biteship.order(booking.external_id)
        name = far.tracking_id or booking.tracking_id
        history = biteship.history(name) if name else []
    except CourierRefused as error:
        services.add_problem(booking_id=booking.pk, text=error.text)
        return Sent(external_id=error.code)
    except CourierError as error:
        raise Retry(BUSY, error.code, error.text) from error
    services.believe(booking_id=booking.pk, far=far, history=history)
    return Sent(external_id=far.status)
