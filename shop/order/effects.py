"""What happens to stock and to the quantities of lines when goods move.

Every function changes lines by a conditional UPDATE and the objects in memory with it. The
caller holds the order (shop.order.locking).
"""

import secrets
from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from shop.formats import long_date
from shop.stock import services as stock
from shop.stock.harvests import is_waiting

from .errors import NotAllowed
from .locking import Locked
from .missing import there_for
from .models import Line, Parcel


class OutOfStep(RuntimeError):
    """A line is not what it was a moment ago although it is held: a bug, never shown as fact."""


def ship(locked: Locked, parcel: Parcel) -> None:
    """Goods left the store: consume what is reserved, once.

    What a channel reports as sent although we thought it was missing was there after all: it
    counts as shipped, and the next count of the item tells how many are left.
    """
    for row, line in locked.contents(parcel):
        _ship(parcel, line, row.quantity)


def ship_line(locked: Locked, parcel: Parcel, line: Line) -> None:
    """As ``ship``, for one line that became known after its parcel had left."""
    for row, each in locked.contents(parcel):
        if each is line:
            _ship(parcel, line, row.quantity)


def _ship(parcel: Parcel, line: Line, quantity: int) -> None:
    if line.stock_item_id is None:
        return
    reserved = min(quantity, line.reserved)
    unseen = min(quantity - reserved, line.shortage)
    change(line, reserved=-reserved, shortage=-unseen, shipped=reserved + unseen)
    if reserved:
        stock.ship(
            item_id=line.stock_item_id,
            quantity=reserved * line.units_per_sale,
            ref=f"{line.stock_ref}#ship-{parcel.pk}",
        )


def give_back(locked: Locked, parcel: Parcel, *, what: str) -> None:
    """The parcel will not be sent: release what is reserved for it, once."""
    locked.reread()
    released = [
        (line, cancel_counters(line, row.quantity), f"{line.stock_ref}#{what}-{parcel.pk}")
        for row, line in locked.contents(parcel)
    ]
    for line, packs, ref in released:
        release(locked, line, packs, ref=ref)


def cancel_quantity(locked: Locked, line: Line, quantity: int) -> None:
    """Cancel packs of one line and release what was reserved of them."""
    packs = cancel_counters(line, quantity)
    release(locked, line, packs, ref=f"{line.stock_ref}#{unique('cancel')}")


def cancel_counters(line: Line, quantity: int) -> int:
    """Count packs as cancelled: first those that are missing, then reserved ones.

    Returns how many reserved packs stock has to give back. The line comes first: goods that
    are free again at once fill what is short, and must not fill what is being cancelled.
    """
    if line.stock_item_id is None:
        return 0
    missing = min(quantity, line.shortage)
    reserved = min(quantity - missing, line.reserved)
    change(line, reserved=-reserved, shortage=-missing, cancelled=reserved + missing)
    return reserved


def release(locked: Locked, line: Line, packs: int, *, ref: str) -> None:
    """Give reserved packs back to stock."""
    if packs and line.stock_item_id is not None:
        locked.is_stale = True
        stock.release(
            item_id=line.stock_item_id,
            quantity=packs * line.units_per_sale,
            ref=ref,
            holder=line.stock_holder,
        )


def reserve_again(locked: Locked, parcels: list[Parcel]) -> None:
    """Reserve everything in these parcels a second time; raises ``stock.NotEnough``."""
    rows = [pair for parcel in parcels for pair in locked.contents(parcel)]
    demands = [
        stock.Demand(
            item_id=line.stock_item_id,
            quantity=row.quantity * line.units_per_sale,
            ref=f"{line.stock_ref}#revive-{row.parcel_id}",
            step=line.units_per_sale,
        )
        for row, line in rows
        if line.stock_item_id is not None
    ]
    stock.reserve_many(demands=demands)
    for row, line in rows:
        if line.stock_item_id is not None:
            change(line, reserved=row.quantity, cancelled=-row.quantity)


def reserve_what_is_there(line: Line, packs: int, *, what: str = "") -> int:
    """Reserve up to so many packs of a line; returns how many were free."""
    if line.stock_item_id is None or not packs:
        return 0
    ref = line.stock_ref if not what else f"{line.stock_ref}#{what}"
    granted = stock.reserve_up_to(
        item_id=line.stock_item_id,
        quantity=packs * line.units_per_sale,
        step=line.units_per_sale,
        ref=ref,
        holder=line.stock_holder,
    )
    return granted // line.units_per_sale


def reserve_new_lines(lines: Sequence[Line]) -> None:
    """Turn what is short of lines that were just written into reservations, as far as it is there.

    The first in the row gets goods first. Lines that got all of it are changed together.
    """
    known = [line for line in lines if line.stock_item_id is not None]
    granted = stock.reserve_each_up_to(
        demands=[
            stock.Demand(
                item_id=line.stock_item_id,
                quantity=line.quantity * line.units_per_sale,
                step=line.units_per_sale,
                ref=line.stock_ref,
                holder=line.stock_holder,
            )
            for line in known
            if line.stock_item_id is not None
        ]
    )
    whole = []
    for line, units in zip(known, granted, strict=True):
        packs = units // line.units_per_sale
        if packs == line.quantity:
            whole.append(line)
        else:
            change(line, reserved=packs, shortage=-packs)
    _reserve_whole(whole)


def _reserve_whole(lines: Sequence[Line]) -> None:
    if not lines:
        return
    mine = Line.objects.filter(pk__in=[line.pk for line in lines])
    changed = mine.filter(reserved=0, shortage=F("quantity")).update(
        reserved=F("quantity"), shortage=0
    )
    if changed != len(lines):
        raise OutOfStep(f"{len(lines) - changed} of {len(lines)} new lines")
    for line in lines:
        line.reserved, line.shortage = line.quantity, 0


def change(line: Line, **changes: int) -> None:
    """Add to the counters of a line, if they still are what they are in memory."""
    wanted = {name: by for name, by in changes.items() if by}
    if not wanted:
        return
    as_read = {name: getattr(line, name) for name in wanted}
    changed = Line.objects.filter(pk=line.pk, **as_read).update(
        **{name: F(name) + by for name, by in wanted.items()}
    )
    if not changed:
        raise OutOfStep(f"line {line.pk}")
    for name, by in wanted.items():
        setattr(line, name, as_read[name] + by)


def require_complete(locked: Locked, parcel: Parcel) -> None:
    """Refuse a parcel whose goods are not all there; its missing part can be split off."""
    for row, line in locked.contents(parcel):
        if line.stock_item_id is None:
            raise NotAllowed(
                "unknown_article", _("%(title)s is not matched yet.") % {"title": line.title}
            )
        if line.promised_on and is_waiting(line.stock_item_id):
            raise NotAllowed(
                "harvest",
                _("%(title)s waits for the harvest of %(day)s.")
                % {"title": line.title, "day": long_date(line.promised_on)},
            )
        there = there_for(locked, parcel, line)
        if row.quantity > there:
            raise NotAllowed(
                "short",
                _("%(count)s × %(title)s are missing.")
                % {"count": row.quantity - there, "title": line.title},
            )


def unique(what: str) -> str:
    """A mark for an event whose repeat is already kept out by the state of the line."""
    return f"{what}-{secrets.token_hex(4)}"
