"""Cancelling orders and lines, taking goods back, holding and splitting parcels."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shop.stock import services as stock
from shop.transactions import retries_contention

from . import effects, mails
from .decisions import ask, refresh
from .errors import NotAllowed
from .locking import Locked, lock
from .models import Line, Parcel, ParcelEvent, ParcelLine, ParcelState
from .signals import order_moved
from .transitions import Call, apply

if TYPE_CHECKING:
    from shop.accounts.models import User

IN_THE_STORE = frozenset({ParcelState.TO_PACK, ParcelState.PACKED})


@retries_contention
def cancel_order(
    *, order_id: int, reason: str, actor: "User | None" = None, source: str = ""
) -> bool:
    """Cancel every parcel that has not left; reserved goods are free again, once.

    False when nothing was left to cancel because all of it is cancelled already. Raises
    ``NotAllowed`` when every parcel that is not cancelled has left.
    """
    with transaction.atomic():
        locked = lock(order_id=order_id)
        here = [parcel for parcel in locked.parcels if parcel.state in IN_THE_STORE]
        if not here:
            if all(parcel.state == ParcelState.CANCELLED for parcel in locked.parcels):
                return False
            raise NotAllowed("has_left", _("The parcel has left and cannot be cancelled."))
        is_whole = len(here) == len(locked.parcels)
        call = Call(actor=actor, source=source, note=reason, tells_buyer=not is_whole)
        for parcel in here:
            apply(locked, parcel, ParcelState.CANCELLED, call)
        if is_whole:
            mails.order_cancelled(order=locked.order, reason=reason)
        ask(locked)
    return True


@retries_contention
def cancel_line(
    *, line_id: int, quantity: int, reason: str, actor: "User | None" = None, source: str = ""
) -> None:
    """Cancel packs of one line, the missing ones first; a parcel left empty is cancelled.

    Raises ``NotAllowed`` for more than is still open.
    """
    with transaction.atomic():
        order_id = Line.objects.values_list("order_id", flat=True).get(pk=line_id)
        locked = lock(order_id=order_id)
        line = locked.lines[line_id]
        in_store = sum(row.quantity for row in _open_rows(locked, line))
        if not 1 <= quantity <= in_store:
            raise NotAllowed(
                "too_many", _("Only %(count)s can be cancelled.") % {"count": in_store}
            )
        call = Call(actor=actor, source=source, note=reason)
        _take_out(locked, line, quantity, call)
        ask(locked)


@retries_contention
def take_back(
    *, line_id: int, quantity: int, reason: str = "", actor: "User | None" = None
) -> None:
    """A person has shipped packs in hand again and says they are fit to sell.

    Raises ``NotAllowed`` for more than was shipped and not yet taken back.
    """
    with transaction.atomic():
        order_id = Line.objects.values_list("order_id", flat=True).get(pk=line_id)
        locked = lock(order_id=order_id)
        line = locked.lines[line_id]
        out = line.shipped - line.taken_back
        if not 1 <= quantity <= out or line.stock_item_id is None:
            raise NotAllowed("too_many", _("Only %(count)s can come back.") % {"count": out})
        effects.change(line, taken_back=quantity)
        locked.is_stale = True
        stock.take_back(
            item_id=line.stock_item_id,
            quantity=quantity * line.units_per_sale,
            ref=f"{line.stock_ref}#{effects.unique('back')}",
            reason=reason,
            actor=actor,
        )
        refresh(locked)


def hold_parcel(
    *, parcel_id: int, reason: str, actor: "User | None" = None, source: str = ""
) -> bool:
    """Stop a parcel from being packed or sent. False when it is held or has left."""
    with transaction.atomic():
        held = Parcel.objects.filter(pk=parcel_id, on_hold=False, state__in=IN_THE_STORE).update(
            on_hold=True, hold_reason=reason[:160]
        )
        if held:
            _note(parcel_id, actor, source, _("Held") + f": {reason}")
    return held == 1


def unhold_parcel(*, parcel_id: int, actor: "User | None" = None, source: str = "") -> bool:
    """Let a held parcel go on. False when it is not held."""
    with transaction.atomic():
        freed = Parcel.objects.filter(pk=parcel_id, on_hold=True).update(
            on_hold=False, hold_reason=""
        )
        if freed:
            _note(parcel_id, actor, source, _("No longer held"))
    return freed == 1


@retries_contention
def split_parcel(
    *,
    parcel_id: int,
    quantities: Mapping[int, int],
    ready_on: date | None = None,
    actor: "User | None" = None,
    source: str = "",
) -> Parcel:
    """Move packs ({line id: packs}) of a parcel into a new one that is sent later.

    The price of sending stays on the first parcel: the buyer paid it once. Raises
    ``NotAllowed`` when nothing or everything is moved, or the parcel has left.
    """
    with transaction.atomic():
        order_id = Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)
        locked = lock(order_id=order_id)
        parcel = locked.parcel(parcel_id)
        wanted = {line_id: packs for line_id, packs in quantities.items() if packs}
        _require_splittable(parcel, wanted)
        second = _second(locked, parcel, ready_on)
        _move_rows(parcel, second, wanted)
        note = _("Split from %(number)s") % {"number": parcel.number}
        ParcelEvent.objects.create(
            parcel=second, to_state=second.state, actor=actor, source=source, note=note
        )
        order_moved.send(sender=Parcel, parcel_id=second.pk, from_state="", to_state=second.state)
        locked.parcels.append(second)
        refresh(locked)
    return second


def _require_splittable(parcel: Parcel, wanted: Mapping[int, int]) -> None:
    held = {row.line_id: row.quantity for row in parcel.parcel_lines.all()}
    fits = all(0 < packs <= held.get(line_id, 0) for line_id, packs in wanted.items())
    if parcel.state not in IN_THE_STORE:
        raise NotAllowed("has_left", _("The parcel has left and cannot be split."))
    if not wanted or not fits or sum(wanted.values()) == sum(held.values()):
        raise NotAllowed("split", _("Leave at least one pack in each of the two parcels."))


def _second(locked: Locked, parcel: Parcel, ready_on: date | None) -> Parcel:
    last = Parcel.objects.filter(order=locked.order).aggregate(last=Max("sequence"))["last"]
    second = Parcel.objects.create(
        order=locked.order,
        cooperative_id=parcel.cooperative_id,
        sequence=last + 1,
        courier=parcel.courier,
        service=parcel.service,
        quote=parcel.quote,
        ship_by=parcel.ship_by,
        ready_on=ready_on or parcel.ready_on,
    )
    second.order = locked.order
    return second


def _move_rows(parcel: Parcel, second: Parcel, wanted: Mapping[int, int]) -> None:
    for row in parcel.parcel_lines.all():
        packs = wanted.get(row.line_id, 0)
        if packs:
            _reduce(row, packs)
            ParcelLine.objects.create(parcel=second, line_id=row.line_id, quantity=packs)
    _forget_rows(parcel, second)


def _open_rows(locked: Locked, line: Line) -> list[ParcelLine]:
    """The line's places in parcels that are still here, the latest parcel first."""
    return [
        row
        for parcel in reversed(locked.parcels)
        if parcel.state in IN_THE_STORE
        for row in parcel.parcel_lines.all()
        if row.line_id == line.pk
    ]


def _take_out(locked: Locked, line: Line, quantity: int, call: Call) -> None:
    left = quantity
    for row in _open_rows(locked, line):
        packs = min(left, row.quantity)
        if not packs:
            break
        left -= packs
        parcel = locked.parcel(row.parcel_id)
        contents = sum(each.quantity for each in parcel.parcel_lines.all())
        if packs == contents:
            # The last thing in it: cancelling the parcel keeps what it held on record.
            apply(locked, parcel, ParcelState.CANCELLED, call)
            continue
        _reduce(row, packs)
        _forget_rows(parcel)
        effects.cancel_quantity(locked, line, packs)
        _note(parcel.pk, call.actor, call.source, f"-{packs} × {line.title}: {call.note}")


def _reduce(row: ParcelLine, packs: int) -> None:
    if row.quantity == packs:
        row.delete()
        return
    row.quantity -= packs
    row.save(update_fields=["quantity"])


def _forget_rows(*parcels: Parcel) -> None:
    """Drop what was read of these parcels' contents, so that the next look reads it again."""
    for parcel in parcels:
        getattr(parcel, "_prefetched_objects_cache", {}).pop("parcel_lines", None)


def _note(parcel_id: int, actor: "User | None", source: str, text: str) -> None:
    state = Parcel.objects.values_list("state", flat=True).get(pk=parcel_id)
    ParcelEvent.objects.create(
        parcel_id=parcel_id,
        from_state=state,
        to_state=state,
        actor=actor,
        source=source,
        note=text[: ParcelEvent._meta.get_field("note").max_length],
    )
