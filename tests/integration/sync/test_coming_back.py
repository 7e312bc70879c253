"""An order that was cancelled at the channel and lives again: goods first, then a person."""

from __future__ import annotations

import pytest

from integrations.channels.orders import OrderState
from shop.order import services as orders
from shop.order.models import ParcelState
from shop.stock.selectors import audit
from tests.factories_orders import incoming, incoming_line
from tests.factories_sync import Scene

pytestmark = pytest.mark.django_db(transaction=True)


def cancelled_and_back(scene: Scene, packs: int) -> str:
    order_id = scene.market.buy(scene.key, quantity=packs, is_paid=False)
    scene.pull()
    scene.market.move(order_id, OrderState.CANCELLED)
    scene.pull()
    return order_id


@pytest.mark.parametrize("state", [OrderState.READY, OrderState.PROCESSED])
def test_an_order_that_comes_back_reserves_its_goods_again(scene: Scene, state: OrderState) -> None:
    order_id = cancelled_and_back(scene, 2)
    free = scene.item.free

    for _again in range(2):
        scene.market.move(order_id, state)
        scene.pull()
    line = scene.order(order_id).lines.get()
    assert (line.reserved, line.shortage, line.cancelled) == (2, 0, 0)
    assert scene.item.free == free - 2000
    assert scene.parcel(order_id).state in {ParcelState.TO_PACK, ParcelState.PACKED}
    assert scene.channel_order(order_id).error_code == ""

    for _again in range(2):
        scene.market.move(order_id, OrderState.CANCELLED)
        scene.pull()
        assert scene.item.free == free
        scene.market.move(order_id, state)
        scene.pull()
        assert scene.item.free == free - 2000
    assert audit() == []


def test_an_order_that_comes_back_to_an_empty_store_asks_a_person(scene: Scene) -> None:
    order_id = cancelled_and_back(scene, 3)
    orders.import_order(
        incoming=incoming(scene.account.cooperative, [incoming_line(scene.record, 9)])
    )
    scene.market.move(order_id, OrderState.READY)
    scene.pull()
    order = scene.order(order_id)
    line = order.lines.get()
    assert (line.reserved, line.shortage, line.cancelled) == (1, 2, 0)
    assert order.needs_decision
    assert audit() == []


@pytest.mark.parametrize("state", [OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED])
def test_an_order_that_comes_back_already_sent_takes_its_goods_out(
    scene: Scene, state: OrderState
) -> None:
    order_id = cancelled_and_back(scene, 2)
    on_hand = scene.item.on_hand
    for _again in range(2):
        scene.market.move(order_id, state)
        scene.pull()
        line = scene.order(order_id).lines.get()
        assert (line.shipped, line.reserved, line.cancelled) == (2, 0, 0)
        assert scene.item.on_hand == on_hand - 2000
    assert scene.channel_order(order_id).error_code == ""
    assert audit() == []


@pytest.mark.parametrize("state", [OrderState.SHIPPED, OrderState.COMPLETED])
def test_goods_that_had_left_are_not_sent_a_second_time(scene: Scene, state: OrderState) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    for each in (OrderState.SHIPPED, OrderState.CANCELLED, state):
        on_hand = scene.item.on_hand
        scene.market.move(order_id, each)
        scene.pull()
    row = scene.channel_order(order_id)
    assert (row.import_state, row.error_code) == ("parked", "came_back")
    assert scene.item.on_hand == on_hand
    assert audit() == []


def test_goods_that_had_left_do_not_come_back_by_themselves(scene: Scene) -> None:
    order_id = scene.market.buy(scene.key, quantity=2)
    for state in (OrderState.SHIPPED, OrderState.CANCELLED, OrderState.READY):
        scene.market.move(order_id, state)
        scene.pull()
    row = scene.channel_order(order_id)
    assert (row.import_state, row.error_code) == ("parked", "came_back")
    assert scene.parcel(order_id).state == ParcelState.CANCELLED
    assert audit() == []
