"""The mark of an open complaint on a parcel; ``shop.complaints`` knows what it is about."""

from .locking import lock
from .models import Parcel


def mark_complaint(*, parcel_id: int, is_open: bool) -> Parcel:
    """Keep a parcel from being completed while its buyer waits for an answer, or let it go.

    Returns the parcel with its order as they are now. Needs the caller's transaction.
    """
    order_id = Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)
    locked = lock(order_id=order_id)
    Parcel.objects.filter(pk=parcel_id).update(has_open_complaint=is_open)
    parcel = locked.parcel(parcel_id)
    parcel.has_open_complaint = is_open
    return parcel
