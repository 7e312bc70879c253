"""Setting aside what is there for several who ask one after the other, in few statements.

Nothing outside this package imports this module; call ``shop.stock.services``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F

from .errors import RefConflict
from .models import Kind, StockGrant, StockItem, StockMovement
from .movements import Move, change_counters, lock_all
from .signals import availability_changed


@dataclass(slots=True, kw_only=True)
class Shares:
    """Items that are held, and how much of them the moves so far have taken."""

    items: dict[int, StockItem]
    grants: dict[tuple[int, str], StockGrant]
    earlier: dict[tuple[int, str], int]
    allocated: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    # Base units out of grants, by the grant.
    used: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    rows: list[StockMovement] = field(default_factory=list)


def share(moves: Sequence[Move]) -> list[int]:
    """Set aside for each move the largest multiple of its step that is there; needs a transaction.

    The items are held first, so what is counted here is true until the end; the UPDATE of each
    item still decides.
    """
    shares = _hold(moves)
    granted = [_take(shares, move) for move in moves]
    StockMovement.objects.bulk_create(shares.rows)
    _count(shares)
    if shares.allocated:
        availability_changed.send(sender=StockItem, item_ids=tuple(sorted(shares.allocated)))
    return granted


def _hold(moves: Sequence[Move]) -> Shares:
    items = lock_all({move.item_id for move in moves})
    earlier = StockMovement.objects.filter(
        item_id__in=items, kind=Kind.RESERVE, ref__in=[move.ref for move in moves]
    ).values_list("item_id", "ref", "quantity")
    return Shares(
        items=items,
        grants=_grants(items.values(), {move.holder for move in moves if move.holder}),
        earlier={(item_id, ref): quantity for item_id, ref, quantity in earlier},
    )


def _grants(
    items: Collection[StockItem], holders: Collection[str]
) -> dict[tuple[int, str], StockGrant]:
    """What these holders alone may take. One query, and only where there are grants."""
    granted = [item.pk for item in items if item.granted]
    if not granted or not holders:
        return {}
    rows = StockGrant.objects.filter(item_id__in=granted, holder__in=holders)
    return {(row.item_id, row.holder): row for row in rows}


def _take(shares: Shares, move: Move) -> int:
    """From the holder's own grant first, then from what is free for everybody."""
    before = shares.earlier.get((move.item_id, move.ref))
    if before is not None:
        if before > move.quantity:
            raise RefConflict(move.item_id, Kind.RESERVE, move.ref, before, move.quantity)
        return before
    item, mine = shares.items[move.item_id], (move.item_id, move.holder)
    grant = shares.grants.get(mine)
    own = grant.quantity - shares.used[mine] if grant is not None else 0
    granted = min(move.quantity, item.free + own) // move.step * move.step
    if not granted:
        return 0
    used = min(granted, own)
    item.allocated += granted
    item.granted -= used
    shares.used[mine] += used
    shares.allocated[move.item_id] += granted
    row = replace(move, quantity=granted).row()
    row.on_hand_after, row.allocated_after = item.on_hand, item.allocated
    shares.rows.append(row)
    return granted


def _count(shares: Shares) -> None:
    """One UPDATE for each grant and each item. Raises RuntimeError when one refuses: a bug."""
    out_of_grants: defaultdict[int, int] = defaultdict(int)
    for (item_id, holder), used in sorted(shares.used.items()):
        if used:
            out_of_grants[item_id] += used
            StockGrant.objects.filter(item_id=item_id, holder=holder).update(
                quantity=F("quantity") - used
            )
    for item_id, allocated in sorted(shares.allocated.items()):
        if not change_counters(
            item_id=item_id, on_hand=0, allocated=allocated, granted=-out_of_grants[item_id]
        ):
            raise RuntimeError(f"item {item_id} changed although it is held")
