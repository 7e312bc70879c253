"""The only writer of stock. Quantities are base units (g, ml, pcs).

Every service joins the caller's transaction, writes first, and is idempotent by ``ref``: the
same (item, kind, ref) again changes nothing, with another quantity it raises ``RefConflict``. A
reservation's ref is ``<source>:<order number>:<line id>``; later movements of that reservation
append ``#<what>``. Called outside a transaction a service repeats itself after a lock timeout
or a deadlock; inside one the caller's outermost transaction must be repeated
(``shop.transactions.retries_contention``). Callers that touch several items in one transaction
take them in primary-key order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Subquery, Value

from shop.transactions import retries_contention

from .counting import count, late_receipt
from .errors import (
    BelowAllocated,
    CountInFuture,
    NotEnough,
    NotReserved,
    RefConflict,
    Short,
    StockError,
)
from .models import Kind, StockItem, StockMovement
from .movements import (
    Move,
    apply,
    change_counters,
    find,
    require_replay,
)
from .results import CountResult, Cut
from .sharing import share
from .signals import availability_changed

if TYPE_CHECKING:
    from shop.accounts.models import User
    from shop.audit.models import Source

__all__ = [
    "BelowAllocated",
    "CountInFuture",
    "CountResult",
    "Cut",
    "Demand",
    "NotEnough",
    "NotReserved",
    "RefConflict",
    "Short",
    "StockError",
    "adjust",
    "count",
    "receive",
    "release",
    "reserve",
    "reserve_each_up_to",
    "reserve_many",
    "reserve_up_to",
    "ship",
    "take_back",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one order line wants of one item. ``step`` is its pack: cuts never break one."""

    item_id: int
    quantity: int
    ref: str
    step: int = 1
    # Whose grant ``reserve_up_to`` takes from first.
    holder: str = ""

    def move(self) -> Move:
        """The reservation as a movement."""
        return Move(
            item_id=self.item_id,
            kind=Kind.RESERVE,
            quantity=self.quantity,
            ref=self.ref,
            step=self.step,
            holder=self.holder,
        )


@retries_contention
def receive(
    *,
    item_id: int,
    quantity: int,
    ref: str,
    reason: str = "",
    actor: User | None = None,
    happened_at: datetime | None = None,
    source: Source | None = None,
) -> bool:
    """Goods came in. False when this receipt was written before.

    A receipt that is older than a count (typed in without signal) is written down, but changes
    no number: the count already saw the goods.
    """
    move = Move(
        item_id=item_id,
        kind=Kind.RECEIVE,
        quantity=quantity,
        ref=ref,
        reason=reason,
        actor=actor,
        happened_at=happened_at,
        source=source,
    )
    return apply(move) if happened_at is None else late_receipt(move)


@retries_contention
def reserve(*, item_id: int, quantity: int, ref: str, step: int = 1) -> bool:
    """Set aside free stock for ``ref``; raises NotEnough. False when it was set aside before."""
    return apply(Demand(item_id=item_id, quantity=quantity, ref=ref, step=step).move())


@retries_contention
def reserve_many(*, demands: Iterable[Demand]) -> bool:
    """Set aside all demands or none; raises NotEnough naming every short item.

    False when all of them had been set aside before.
    """
    moves = sorted((demand.move() for demand in demands), key=lambda m: (m.item_id, m.ref))
    if len({(move.item_id, move.ref) for move in moves}) != len(moves):
        raise ValueError("Two demands for one item carry the same ref.")
    return _reserve_all(moves)


def _reserve_all(moves: Sequence[Move]) -> bool:
    if not moves:
        return False
    try:
        with transaction.atomic():
            _write_reservations(moves)
    except (IntegrityError, NotEnough) as error:
        new = [move for move in moves if find(move.item_id, move.kind, move.ref) is None]
        if len(new) == len(moves):
            raise
        for move in moves:
            if move not in new:
                require_replay(move, error)
        return _reserve_all(new)
    return True


def _write_reservations(moves: Sequence[Move]) -> None:
    """One summed UPDATE per item in primary-key order, then all rows with what it left.

    The UPDATE decides and holds the item, so the rows are inserted with counters that are true.
    What was reserved before is short here or a second row there; the caller tells them apart.
    """
    wanted: defaultdict[int, int] = defaultdict(int)
    for move in moves:
        wanted[move.item_id] += move.quantity
    short_ids = [
        item_id
        for item_id, quantity in wanted.items()
        if not change_counters(item_id=item_id, on_hand=0, allocated=quantity)
    ]
    if short_ids:
        raise NotEnough(_shorts(short_ids, wanted))
    StockMovement.objects.bulk_create(_rows_after(moves))
    availability_changed.send(sender=StockItem, item_ids=tuple(wanted))


def _shorts(item_ids: Iterable[int], wanted: dict[int, int]) -> list[Short]:
    """How short each item is. Raises StockItem.DoesNotExist for an unknown one."""
    found = []
    for item_id in item_ids:
        item = StockItem.objects.get(pk=item_id)
        found.append(Short(item_id=item_id, wanted=wanted[item_id], free=item.free))
    return found


def _rows_after(moves: Sequence[Move]) -> list[StockMovement]:
    """The rows with the counters after each; those of one item are counted back from the last.

    The database reads the counters in the statement that inserts the rows.
    """
    later: defaultdict[int, int] = defaultdict(int)
    rows = [move.row() for move in moves]
    for row in reversed(rows):
        item = StockItem.objects.filter(pk=row.item_id).order_by()
        row.on_hand_after = Subquery(item.values("on_hand"))
        row.allocated_after = Subquery(item.values("allocated")) - Value(later[row.item_id])
        later[row.item_id] += row.quantity
    return rows


@retries_contention
def reserve_up_to(*, item_id: int, quantity: int, step: int, ref: str, holder: str = "") -> int:
    """Set aside the largest multiple of ``step`` up to ``quantity`` that is free; returns it.

    A ``holder`` takes from its own grant first, then from what is free for everybody. The same
    ref again returns what was set aside the first time. 0 leaves no trace, so asking again later
    may find stock.
    """
    demand = Demand(item_id=item_id, quantity=quantity, ref=ref, step=step, holder=holder)
    return reserve_each_up_to(demands=[demand])[0]


@retries_contention
def reserve_each_up_to(*, demands: Sequence[Demand]) -> list[int]:
    """As ``reserve_up_to`` for each, one after the other; returns what each of them got.

    A handful of statements for all of them and one more for each item. Raises
    StockItem.DoesNotExist, RefConflict, or ValueError when one ref comes twice for an item.
    """
    moves = [demand.move() for demand in demands]
    if len({(move.item_id, move.ref) for move in moves}) != len(moves):
        raise ValueError("Two demands for one item carry the same ref.")
    if not moves:
        return []
    with transaction.atomic():
        return share(moves)


@retries_contention
def release(*, item_id: int, quantity: int, ref: str, reason: str = "", holder: str = "") -> bool:
    """Give back what the reservation holds; raises NotReserved for more. False on a repeat.

    Where the ``holder`` has a grant of the item they are its own again, else they are free.
    """
    return apply(
        Move(
            item_id=item_id,
            kind=Kind.RELEASE,
            quantity=quantity,
            ref=ref,
            reason=reason,
            holder=holder,
        )
    )


@retries_contention
def ship(*, item_id: int, quantity: int, ref: str) -> bool:
    """Reserved goods left the store; raises NotReserved. False on a repeat.

    Free stock stays the same number, so ``availability_changed`` is not sent.
    """
    return apply(Move(item_id=item_id, kind=Kind.SHIP, quantity=quantity, ref=ref))


@retries_contention
def take_back(
    *, item_id: int, quantity: int, ref: str, reason: str = "", actor: User | None = None
) -> bool:
    """Returned goods are back in the store and fit to sell. False on a repeat."""
    return apply(
        Move(
            item_id=item_id,
            kind=Kind.TAKE_BACK,
            quantity=quantity,
            ref=ref,
            reason=reason,
            actor=actor,
        )
    )


@retries_contention
def adjust(
    *,
    item_id: int,
    difference: int,
    ref: str,
    reason: str,
    actor: User | None,
    source: Source | None = None,
) -> bool:
    """Correct ``on_hand`` by a signed difference; raises BelowAllocated. False on a repeat."""
    if difference == 0:
        raise ValueError("An adjustment by nothing is not an event.")
    return apply(
        Move(
            item_id=item_id,
            kind=Kind.ADJUST,
            quantity=difference,
            ref=ref,
            reason=reason,
            actor=actor,
            source=source,
        )
    )
