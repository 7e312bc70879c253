"""A coming harvest, sold before it is there: a stock item whose ``on_hand`` is the quota.

Reserving, releasing and auditing are those of any other item, so nothing is ever promised twice
or beyond the quota. What is written here is only how a harvest opens, changes and ends; giving
the received goods to those who ordered is ``shop.order.harvests``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from shop.transactions import retries_contention

from .errors import StockError
from .models import Kind, StockItem
from .movements import Move, lock, write
from .services import adjust
from .signals import availability_changed

if TYPE_CHECKING:
    from shop.accounts.models import User

OPENED = "harvest:open"
RECEIVED = "harvest:received"


class HarvestOpen(StockError):
    """These goods already wait for a harvest; it has to be received or ended first."""


class NoHarvest(StockError):
    """This harvest is not open any more."""


@retries_contention
def open_harvest(
    *, goods_id: int, quota: int, harvest_date: date, closes_on: date, actor: User | None = None
) -> StockItem:
    """Let buyers order up to ``quota`` base units of a harvest that is to come.

    The same harvest again returns the one that is open. Raises ``HarvestOpen`` for another one,
    ValueError for a quota below one or a closing day after the harvest.
    """
    if quota < 1 or closes_on > harvest_date:
        raise ValueError(f"A quota of {quota}, closing {closes_on}, for {harvest_date}.")
    with transaction.atomic():
        goods = lock(goods_id)
        if goods.open_harvest is not None:
            return _same(goods.open_harvest, quota, harvest_date)
        if goods.is_harvest:
            raise ValueError("A harvest has no harvest of its own.")
        number = StockItem.objects.filter(harvest_of=goods).count() + 1
        harvest = StockItem.objects.create(
            cooperative_id=goods.cooperative_id,
            name=f"{goods.name[:120]} #{number} {harvest_date:%Y-%m-%d}",
            base_unit=goods.base_unit,
            harvest_of=goods,
            harvest_date=harvest_date,
            closes_on=closes_on,
        )
        write(Move(item_id=harvest.pk, kind=Kind.RECEIVE, quantity=quota, ref=OPENED, actor=actor))
        StockItem.objects.filter(pk=goods_id).update(open_harvest=harvest)
        _tell(goods_id)
    harvest.refresh_from_db()
    return harvest


@retries_contention
def change_harvest(
    *, harvest_id: int, quota: int, closes_on: date, ref: str, actor: User | None = None
) -> None:
    """Set another quota and closing day. Raises ``BelowAllocated`` below what is sold, NoHarvest.

    ``ref`` names this change; sent twice it counts once.
    """
    with transaction.atomic():
        goods_id = _goods_of(harvest_id)
        lock(goods_id)
        harvest = lock(harvest_id)
        if not StockItem.objects.filter(pk=goods_id, open_harvest=harvest).exists():
            raise NoHarvest(harvest_id)
        if harvest.harvest_date is None or closes_on > harvest.harvest_date:
            raise ValueError("Orders close before the harvest.")
        StockItem.objects.filter(pk=harvest_id).update(closes_on=closes_on)
        if quota != harvest.on_hand:
            adjust(
                item_id=harvest_id,
                difference=quota - harvest.on_hand,
                ref=ref,
                reason="quota",
                actor=actor,
            )
        _tell(goods_id)


def close(harvest_id: int) -> int | None:
    """Take the harvest off sale and hold goods and harvest; the goods' id, once, then None.

    Needs a transaction. Whoever calls gives back what is promised and then calls ``empty``.
    """
    goods_id = _goods_of(harvest_id)
    closed = StockItem.objects.filter(pk=goods_id, open_harvest_id=harvest_id).update(
        open_harvest=None
    )
    if not closed:
        return None
    lock(harvest_id)
    return goods_id


def empty(*, harvest_id: int, actor: User | None) -> None:
    """Take what was left of the quota out of the books. Raises BelowAllocated if any is sold."""
    harvest = lock(harvest_id)
    if harvest.on_hand:
        adjust(
            item_id=harvest_id,
            difference=-harvest.on_hand,
            ref=RECEIVED,
            reason="harvest",
            actor=actor,
        )
    _tell(_goods_of(harvest_id))


def is_waiting(item_id: int | None) -> bool:
    """Whether goods held there are still on the field."""
    if item_id is None:
        return False
    return StockItem.objects.filter(pk=item_id, harvest_of__isnull=False).exists()


def _same(coming: StockItem, quota: int, harvest_date: date) -> StockItem:
    if (coming.on_hand, coming.harvest_date) != (quota, harvest_date):
        raise HarvestOpen(coming.pk)
    return coming


def _goods_of(harvest_id: int) -> int:
    """The goods of a harvest. Raises StockItem.DoesNotExist."""
    goods_id = StockItem.objects.values_list("harvest_of_id", flat=True).get(
        pk=harvest_id, harvest_of__isnull=False
    )
    return int(goods_id)


def _tell(goods_id: int) -> None:
    """What may be ordered of the goods changed, although no number of theirs did."""
    availability_changed.send(sender=StockItem, item_ids=(goods_id,))
