"""A harvest is there: those who ordered from it get the goods, the oldest order first.

Each waiting line becomes a shortage of the goods, and the receipt fills shortages as every
receipt does. What the harvest was too small for stays short and asks for a decision, in the same
transaction.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from shop.stock import harvests as stock_harvests
from shop.stock import services as stock
from shop.transactions import retries_contention

from . import shortages
from .decisions import ask
from .effects import OutOfStep
from .locking import hold
from .models import Line

if TYPE_CHECKING:
    from shop.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """How many lines waited for the harvest, and how many of them did not get everything."""

    waiting: int = 0
    short: int = 0
    is_new: bool = True


@retries_contention
def receive_harvest(
    *, harvest_id: int, quantity: int, reason: str = "", actor: "User | None" = None
) -> Received:
    """The harvest brought so many base units (0: nothing came). Once; a repeat changes nothing.

    Raises StockItem.DoesNotExist for what is no harvest, ValueError below zero.
    """
    if quantity < 0:
        raise ValueError(f"Nobody harvests less than nothing: {quantity}.")
    with transaction.atomic():
        goods_id = stock_harvests.close(harvest_id)
        if goods_id is None:
            return Received(is_new=False)
        waiting = list(
            Line.objects.filter(stock_item_id=harvest_id, reserved__gt=0)
            .select_related("order")
            .order_by("order__date_placed", "pk")
        )
        for line in waiting:
            _now_short(line, harvest_id, goods_id)
        # Lines that hold nothing (cancelled, lapsed) may come back: from the store then.
        Line.objects.filter(stock_item_id=harvest_id).update(stock_item_id=goods_id)
        for line in waiting:
            stock.release(
                item_id=harvest_id,
                quantity=line.reserved * line.units_per_sale,
                ref=f"{line.stock_ref}#harvest",
            )
        stock_harvests.empty(harvest_id=harvest_id, actor=actor)
        _hand_out(goods_id, harvest_id, quantity, reason, actor)
        short = _ask_about([line.pk for line in waiting])
    return Received(waiting=len(waiting), short=short)


def _now_short(line: Line, harvest_id: int, goods_id: int) -> None:
    """The line waits for goods in the store from now on."""
    changed = Line.objects.filter(
        pk=line.pk, stock_item_id=harvest_id, reserved=line.reserved
    ).update(stock_item_id=goods_id, reserved=0, shortage=F("shortage") + line.reserved)
    if not changed:
        raise OutOfStep(f"line {line.pk}")


def _hand_out(
    goods_id: int, harvest_id: int, quantity: int, reason: str, actor: "User | None"
) -> None:
    """Receive the goods; the receipt fills what is short. Without a receipt, what is free does."""
    if not quantity:
        shortages.fill(goods_id)
        return
    stock.receive(
        item_id=goods_id,
        quantity=quantity,
        ref=f"harvest:{harvest_id}",
        reason=reason,
        actor=actor,
    )


def _ask_about(line_ids: list[int]) -> int:
    """Ask a person about every order that is still short; returns how many lines are."""
    short = Line.objects.filter(pk__in=line_ids, shortage__gt=0)
    order_ids = sorted(set(short.values_list("order_id", flat=True)))
    for order_id in order_ids:
        ask(hold(order_id=order_id))
    return short.count()
