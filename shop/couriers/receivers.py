"""What bookings do when parcels move."""

from typing import Any

from django.dispatch import receiver

from shop.order.models import ParcelState
from shop.order.signals import order_moved

from .models import OPEN, Booking
from .services import call_off


@receiver(order_moved, dispatch_uid="couriers_call_off_cancelled")
def call_off_cancelled(sender: Any, parcel_id: int, to_state: str, **facts: Any) -> None:
    """Nobody fetches a parcel that was cancelled."""
    if to_state != ParcelState.CANCELLED:
        return
    for booking_id in Booking.objects.filter(parcel_id=parcel_id, state__in=OPEN).values_list(
        "pk", flat=True
    ):
        call_off(booking_id=booking_id)
