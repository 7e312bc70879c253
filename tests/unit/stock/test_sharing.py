"""Several reservations in few statements leave what one after the other leaves."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.stock import services
from shop.stock.models import StockGrant, StockItem, StockMovement
from shop.stock.services import Demand
from tests.factories_stock import make_item

pytestmark = pytest.mark.django_db


def shelf() -> list[StockItem]:
    """Two items, the first of them with a grant for one holder."""
    items = [make_item(on_hand=40), make_item(on_hand=25)]
    StockGrant.objects.create(item=items[0], holder="listing:1", quantity=9)
    StockItem.objects.filter(pk=items[0].pk).update(granted=9)
    return items


def wishes(items: list[StockItem], chance: random.Random) -> list[Demand]:
    """Twelve of them, more than there is, with packs that do not always fit."""
    return [
        Demand(
            item_id=chance.choice(items).pk,
            quantity=chance.randint(1, 4) * step,
            step=step,
            ref=f"shopee:{number}:1",
            holder=chance.choice(["", "listing:1", "listing:2"]),
        )
        for number in range(12)
        for step in [chance.choice([1, 3, 5])]
    ]


def facts(items: list[StockItem]) -> list[object]:
    """Everything that was written about the items, without their ids."""
    found: list[object] = []
    for item in items:
        rows = StockMovement.objects.filter(item=item, kind="reserve").order_by("pk")
        columns = ("ref", "quantity", "step", "on_hand_after", "allocated_after")
        item.refresh_from_db()
        found += [*rows.values_list(*columns), (item.on_hand, item.allocated, item.granted)]
        found += StockGrant.objects.filter(item=item).values_list("holder", "quantity")
    return found


@pytest.mark.parametrize("seed", range(6))
def test_together_is_one_after_the_other(seed: int) -> None:
    together, alone = shelf(), shelf()
    got = services.reserve_each_up_to(demands=wishes(together, random.Random(seed)))
    one_by_one = [
        services.reserve_up_to(
            item_id=each.item_id,
            quantity=each.quantity,
            step=each.step,
            ref=each.ref,
            holder=each.holder,
        )
        for each in wishes(alone, random.Random(seed))
    ]
    assert got == one_by_one
    assert facts(together) == facts(alone)
    assert sum(got) > 0, "nothing was reserved"


def test_a_repeat_is_answered_as_the_first_time() -> None:
    items = shelf()
    demands = wishes(items, random.Random(1))
    first = services.reserve_each_up_to(demands=demands[:5])
    before = facts(items)
    assert services.reserve_each_up_to(demands=demands[:5]) == first
    assert facts(items) == before
    assert services.reserve_each_up_to(demands=demands)[:5] == first


def test_smaller_than_before_under_the_same_ref_is_refused() -> None:
    [item, _other] = shelf()
    demand = Demand(item_id=item.pk, quantity=6, ref="shopee:1:1")
    services.reserve_each_up_to(demands=[demand])
    fresh = Demand(item_id=item.pk, quantity=1, ref="shopee:2:1")
    with pytest.raises(services.RefConflict):
        services.reserve_each_up_to(demands=[fresh, replace(demand, quantity=2)])
    item.refresh_from_db()
    assert item.allocated == 6, "all or none"


def test_one_ref_twice_and_unknown_items_are_refused() -> None:
    [item, _other] = shelf()
    demand = Demand(item_id=item.pk, quantity=1, ref="shopee:1:1")
    with pytest.raises(ValueError, match="same ref"):
        services.reserve_each_up_to(demands=[demand, demand])
    with pytest.raises(StockItem.DoesNotExist):
        services.reserve_each_up_to(demands=[demand, replace(demand, item_id=10**9)])
    item.refresh_from_db()
    assert item.allocated == 0
    assert services.reserve_each_up_to(demands=[]) == []


def test_more_demands_cost_no_more_statements() -> None:
    [item, _other] = shelf()
    costs = []
    for count in (1, 8):
        demands = [
            Demand(item_id=item.pk, quantity=1, ref=f"shopee:{count}-{number}:1")
            for number in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            services.reserve_each_up_to(demands=demands)
        costs.append(len(captured))
    assert costs[0] == costs[1]
