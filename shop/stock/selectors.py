"""Reading stock: its history, what it was at a moment, who holds it, and whether it adds up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .counting import newest_reservations
from .models import StockGrant, StockItem, StockMovement
from .movements import allocated_effect, check_aware, on_hand_effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What one order line still holds, in base units."""

    ref: str
    quantity: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A counter that is not the sum of its movements (or grants): must never happen."""

    item_id: int
    name: str
    base_unit: str
    counter: str
    stored: int
    from_movements: int


def history(
    *,
    item_id: int,
    kinds: Collection[str] = (),
    before_id: int | None = None,
    limit: int = 25,
) -> list[StockMovement]:
    """Movements of an item, newest first; ``before_id`` continues below the last one shown."""
    rows = StockMovement.objects.filter(item_id=item_id).select_related("actor")
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows.order_by("-pk")[:limit])


def on_hand_at(item_id: int, moment: datetime) -> int:
    """What the books say lay in the store at the moment. Raises StockItem.DoesNotExist.

    Counted back from today's number, in one statement, so that it agrees with the counter.
    """
    check_aware(moment)
    item = StockItem.objects.annotate(
        later=Coalesce(
            _sum_over(StockMovement.objects.filter(happened_at__gt=moment), on_hand_effect()), 0
        )
    ).get(pk=item_id)
    return item.on_hand - int(item.later)


def open_reservations(item_id: int) -> list[Reservation]:
    """Who still holds how much of the item, newest first."""
    return [
        Reservation(ref=ref, quantity=quantity, step=step)
        for ref, quantity, step in newest_reservations(item_id)
    ]


def audit() -> list[Discrepancy]:
    """Every counter that is not the sum of its movements, or of its grants, by item.

    One statement, so that sales going on meanwhile cannot look like a mistake.
    """
    movements = StockMovement.objects.all()
    wrong = (
        StockItem.objects.annotate(
            on_hand_sum=Coalesce(_sum_over(movements, on_hand_effect()), 0),
            allocated_sum=Coalesce(_sum_over(movements, allocated_effect()), 0),
            granted_sum=Coalesce(_sum_over(StockGrant.objects.all(), F("quantity")), 0),
        )
        .filter(
            ~Q(on_hand=F("on_hand_sum"))
            | ~Q(allocated=F("allocated_sum"))
            | ~Q(granted=F("granted_sum"))
        )
        .order_by("pk")
    )
    return [found for item in wrong for found in _discrepancies(item)]


def _discrepancies(item: StockItem) -> list[Discrepancy]:
    sums = {
        "on_hand": (item.on_hand, item.on_hand_sum),  # type: ignore[attr-defined]
        "allocated": (item.allocated, item.allocated_sum),  # type: ignore[attr-defined]
        "granted": (item.granted, item.granted_sum),  # type: ignore[attr-defined]
    }
    return [
        Discrepancy(
            item_id=item.pk,
            name=item.name,
            base_unit=item.base_unit,
            counter=counter,
            stored=stored,
            from_movements=int(summed),
        )
        for counter, (stored, summed) in sums.items()
        if stored != summed
    ]


def _sum_over(movements: QuerySet[Any], effect: object) -> Subquery:
    """SQL: sum of an effect over the outer item's movements or grants."""
    return Subquery(
        movements.filter(item=OuterRef("pk"))
        .order_by()
        .values("item")
        .annotate(total=Sum(effect))
        .values("total")
    )


def kept_shares(item_ids: Collection[int]) -> frozenset[tuple[int, str]]:
    """Which holders have a share of which goods: what they give back stays theirs."""
    rows = StockGrant.objects.filter(item_id__in=item_ids)
    return frozenset(rows.values_list("item_id", "holder"))
