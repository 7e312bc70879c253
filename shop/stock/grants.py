"""Shares of the free stock that one channel alone may sell ("jatah"): granted, used, given back.

A grant is a bound: what its channel may still sell without our knowing. ``allocated + granted <=
on_hand`` is a CHECK, and every change is decided by the UPDATE of the item, which is taken first.
A grant grows from free stock, shrinks by orders of its own channel, and otherwise only by a fence
(``begin_fence`` … ``end_fence``) between which the caller makes sure that nothing is for sale
there. Goods that turn out not to exist cannot be kept for anybody: a count or a correction takes
them out of the largest grants and marks those as cut.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from shop.transactions import retries_contention

from .models import StockGrant, StockItem
from .movements import announce, change_counters, lock
from .signals import availability_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a holder has, in base units. ``is_cut``: it may show more than this."""

    holder: str
    quantity: int
    is_cut: bool


@retries_contention
def set_escrow(*, item_id: int, is_on: bool) -> bool:
    """Switch the mode; off, every grant is free again. False when it was so already."""
    with transaction.atomic():
        changed = StockItem.objects.filter(pk=item_id, is_escrow=not is_on).update(is_escrow=is_on)
        if not changed:
            return False
        freed = 0 if is_on else _drop(item_id, StockGrant.objects.filter(item_id=item_id))
        if freed:
            announce(item_id, free_change=freed)
        else:
            availability_changed.send(sender=StockItem, item_ids=(item_id,))
    return True


@retries_contention
def grant(*, item_id: int, holder: str, quantity: int, step: int) -> int:
    """Give the holder up to ``quantity`` more of what is free, in whole steps; returns how much.

    0 when the item is not in escrow. Raises StockItem.DoesNotExist.
    """
    with transaction.atomic():
        item = lock(item_id)
        amount = min(quantity, item.free) // step * step if item.is_escrow else 0
        if amount <= 0 or not change_counters(
            item_id=item_id, on_hand=0, allocated=0, granted=amount
        ):
            return 0
        StockGrant.objects.get_or_create(item_id=item_id, holder=holder)
        StockGrant.objects.filter(item_id=item_id, holder=holder).update(
            quantity=F("quantity") + amount
        )
        announce(item_id, free_change=-amount)
    return amount


@retries_contention
def begin_fence(*, item_id: int, holder: str) -> None:
    """From now on what comes back from cancelled orders is counted apart (``late``).

    Nothing happens when the item is not in escrow: nobody has a share then.
    """
    with transaction.atomic():
        item = lock(item_id)
        if not item.is_escrow:
            return
        StockGrant.objects.get_or_create(item_id=item_id, holder=holder)
        StockGrant.objects.filter(item_id=item_id, holder=holder).update(late=0, is_cut=False)


@retries_contention
def end_fence(*, item_id: int, holder: str) -> int:
    """Give back what the channel did not sell; returns what it keeps.

    It keeps what came back since the fence began: a cancellation puts units up for sale again at
    the channel by itself, and nobody knows whether before or after the listing was set to 0.
    """
    with transaction.atomic():
        lock(item_id)
        row = StockGrant.objects.filter(item_id=item_id, holder=holder).first()
        if row is None:
            return 0
        kept = min(row.late, row.quantity)
        freed = row.quantity - kept
        StockGrant.objects.filter(pk=row.pk).update(quantity=kept)
        if freed:
            _free(item_id, freed)
    return kept


@retries_contention
def drop(*, item_id: int, holders: list[str]) -> int:
    """Take the grants of holders away that sell the item no longer; returns what is free again."""
    with transaction.atomic():
        lock(item_id)
        freed = _drop(item_id, StockGrant.objects.filter(item_id=item_id, holder__in=holders))
        if freed:
            announce(item_id, free_change=freed)
    return freed


def of_item(item_id: int) -> dict[str, Grant]:
    """Every grant of an item by its holder."""
    return {
        row.holder: Grant(holder=row.holder, quantity=row.quantity, is_cut=row.is_cut)
        for row in StockGrant.objects.filter(item_id=item_id)
    }


def _drop(item_id: int, rows: QuerySet[StockGrant]) -> int:
    found = list(rows.order_by("pk"))
    freed = sum(row.quantity for row in found)
    StockGrant.objects.filter(pk__in=[row.pk for row in found]).delete()
    if freed:
        change_counters(item_id=item_id, on_hand=0, allocated=0, granted=-freed)
    return freed


def _free(item_id: int, quantity: int) -> None:
    change_counters(item_id=item_id, on_hand=0, allocated=0, granted=-quantity)
    announce(item_id, free_change=quantity)
