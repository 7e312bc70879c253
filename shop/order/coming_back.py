"""An order of a channel that lives again after it was cancelled there.

The buyer paid after all, or somebody took the cancellation back. Its goods went back to stock with
the cancellation, so they are reserved a second time as far as they are there; what is missing is a
shortage for a person to decide about, as with any order of a channel.
"""

from django.db import transaction

from shop.transactions import retries_contention

from . import effects
from .decisions import ask
from .locking import Locked, lock
from .models import Parcel, ParcelState
from .transitions import Call, apply


@retries_contention
def come_back(*, order_id: int, source: str) -> bool:
    """Open the parcels of a cancelled order of a channel again; False when none can be.

    A parcel that had left before it was cancelled stays closed: its goods are outside, and only a
    person knows where. ``source`` is the channel that says so; orders of ours stay as they are.
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        closed = [parcel for parcel in locked.parcels if parcel.state == ParcelState.CANCELLED]
        if locked.order.is_ours or len(closed) < len(locked.parcels):
            return False
        call = Call(source=source, tells_buyer=False)
        opened = [_open(locked, parcel, call) for parcel in closed if parcel.shipped_at is None]
        if opened:
            ask(locked)
    return bool(opened)


def _open(locked: Locked, parcel: Parcel, call: Call) -> Parcel:
    apply(locked, parcel, ParcelState.TO_PACK, call)
    for row, line in locked.contents(parcel):
        packs = min(row.quantity, line.cancelled)
        if line.stock_item_id is None or not packs:
            continue
        effects.change(line, cancelled=-packs, shortage=packs)
        granted = effects.reserve_what_is_there(line, packs, what=effects.unique("back"))
        effects.change(line, reserved=granted, shortage=-granted)
    return parcel
