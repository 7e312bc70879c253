"""Counting with a time: what was seen at a moment, told later, with sales in between respected.

The latest count is the truth about everything before it. So an older count that arrives after it
changes no number, and neither does an older receipt: the later count saw those goods.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from shop.transactions import retries_contention

from .errors import CountInFuture, RefConflict
from .models import Kind, StockItem, StockMovement
from .movements import (
    Move,
    allocated_effect,
    announce,
    check_aware,
    find,
    lock,
    on_hand_effect,
    require_replay,
    write,
)
from .results import CountResult, Cut
from .signals import reservations_cut

if TYPE_CHECKING:
    from shop.accounts.models import User
    from shop.audit.models import Source

CUT_MARK = "#count:"


@retries_contention
def count(
    *,
    item_id: int,
    counted: int,
    counted_at: datetime,
    ref: str,
    reason: str = "",
    actor: User | None = None,
    source: Source | None = None,
) -> CountResult:
    """Write down that ``counted`` base units lay in the store at ``counted_at``.

    The difference is taken against the number at that moment. Where less is left than was
    promised, the newest reservations shrink, by whole packs, until the promise can be kept.
    Raises CountInFuture, RefConflict, ValueError for a negative count or a time without zone.
    """
    if counted < 0:
        raise ValueError(f"Nobody counts less than nothing: {counted}.")
    check_aware(counted_at)
    if counted_at > timezone.now():
        raise CountInFuture(counted_at)
    with transaction.atomic():
        item = lock(item_id)
        earlier = find(item_id, Kind.COUNT, ref)
        if earlier is not None:
            return _first_answer(earlier, counted=counted, counted_at=counted_at)
        difference = _difference(item, counted=counted, counted_at=counted_at)
        cuts = _cut(item, missing=item.allocated - (item.on_hand + difference), ref=ref)
        write(
            Move(
                item_id=item_id,
                kind=Kind.COUNT,
                quantity=difference,
                ref=ref,
                reason=reason,
                actor=actor,
                happened_at=counted_at,
                counted=counted,
                source=source,
            )
        )
        if cuts:
            reservations_cut.send(sender=StockItem, item_id=item_id, cuts=cuts)
        released = sum(cut.quantity for cut in cuts)
        announce(item_id, free_change=difference + released)
    return CountResult(difference=difference, cuts=cuts)


def _first_answer(earlier: StockMovement, *, counted: int, counted_at: datetime) -> CountResult:
    """The result of the first time, found in the history."""
    if earlier.counted != counted or earlier.happened_at != counted_at:
        raise RefConflict(earlier.item_id, Kind.COUNT, earlier.ref, earlier.counted or 0, counted)
    rows = StockMovement.objects.filter(
        item_id=earlier.item_id, kind=Kind.RELEASE, ref__endswith=CUT_MARK + earlier.ref
    ).order_by("id")
    return CountResult(
        difference=earlier.quantity,
        cuts=tuple(Cut(ref=row.source_ref, quantity=row.quantity) for row in rows),
    )


def _difference(item: StockItem, *, counted: int, counted_at: datetime) -> int:
    """Counted minus what the books said at that moment; 0 when a later count stands.

    Where more was shipped since than the count saw, one of the two is wrong; the store then
    holds nothing, never less.
    """
    later = StockMovement.objects.filter(item=item, happened_at__gt=counted_at)
    if later.filter(kind=Kind.COUNT).exists():
        return 0
    moved_since = later.aggregate(total=Sum(on_hand_effect(), default=0))["total"]
    return max(counted - (item.on_hand - int(moved_since)), -item.on_hand)


def _cut(item: StockItem, *, missing: int, ref: str) -> tuple[Cut, ...]:
    """Shrink the newest reservations until ``missing`` is freed. Needs the item locked."""
    cuts: list[Cut] = []
    for source_ref, held, step in newest_reservations(item.pk):
        if missing <= 0:
            break
        quantity = min(held, -(-missing // step) * step)
        write(
            Move(
                item_id=item.pk,
                kind=Kind.RELEASE,
                quantity=quantity,
                ref=f"{source_ref}{CUT_MARK}{ref}",
            )
        )
        cuts.append(Cut(ref=source_ref, quantity=quantity))
        missing -= quantity
    return tuple(cuts)


def newest_reservations(item_id: int) -> list[tuple[str, int, int]]:
    """(source_ref, base units held, step) of everything still reserved, newest first."""
    rows = (
        StockMovement.objects.filter(
            item_id=item_id, kind__in=[Kind.RESERVE, Kind.RELEASE, Kind.SHIP]
        )
        .order_by()
        .values("source_ref")
        .annotate(held=Sum(allocated_effect()), step=Max("step"), newest=Max("id"))
        .filter(held__gt=0)
        .order_by("-newest")
    )
    return [(row["source_ref"], row["held"], row["step"]) for row in rows]


def late_receipt(move: Move) -> bool:
    """A receipt with a moment of its own: changes the number only if no later count saw it."""
    try:
        with transaction.atomic():
            write(move)
            seen = (
                StockMovement.objects.filter(
                    item_id=move.item_id,
                    kind=Kind.COUNT,
                    counted__isnull=False,
                    happened_at__gte=move.happened_at,
                )
                .order_by("happened_at")
                .first()
            )
            if seen is None:
                announce(move.item_id, free_change=move.quantity)
            else:
                write(_already_counted(move, seen))
    except IntegrityError as error:
        require_replay(move, error)
        return False
    return True


def _already_counted(move: Move, seen: StockMovement) -> Move:
    """Takes the receipt out again at the moment of the count that had included it."""
    return Move(
        item_id=move.item_id,
        kind=Kind.COUNT,
        quantity=-move.quantity,
        ref=f"{move.ref}#counted",
        reason=move.reason,
        actor=move.actor,
        happened_at=seen.happened_at,
    )
