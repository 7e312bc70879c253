"""New orders of a page are written together: few statements, and right all the same."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.channels.orders import OrderState
from integrations.sync import order_batches, orders
from integrations.sync.models import ChannelOrder, ChannelOrderLine
from shop.order.models import Line, Order, Parcel
from shop.stock.models import StockItem, StockMovement
from tests.factories_sync import Scene, add_pack
from tests.seams import run_before

pytestmark = pytest.mark.django_db(transaction=True)
# Statements of a poll that finds one order, savepoints included.
ALONE = 47
# Statements of fifteen more orders in the same poll.
FIFTEEN_MORE = 3


def statements(scene: Scene) -> int:
    """What a poll costs."""
    with CaptureQueriesContext(connection) as captured:
        scene.pull()
    return len(captured)


def test_an_order_more_costs_next_to_nothing(scene: Scene) -> None:
    _record, key = add_pack(scene, packs=200)
    costs = {}
    for count in (1, 5, 20):
        for _number in range(count):
            scene.market.buy(key)
        costs[count] = statements(scene)
    assert costs[1] <= ALONE, costs
    assert costs[20] - costs[5] <= FIFTEEN_MORE, costs
    assert Order.objects.count() == 26


def test_a_page_leaves_what_one_by_one_leaves(scene: Scene, monkeypatch) -> None:
    """The same purchases through both doors: equal rows, whatever they are of."""
    _record, scarce = add_pack(scene, packs=2, quantity=50)
    scene.market.shelves[scarce].quantity = 50
    stranger = scene.market.list_item(seller_sku="TIDAK-ADA", quantity=50)
    found = []
    for at_once in (True, False):
        if not at_once:
            monkeypatch.setattr(order_batches, "TOGETHER", 1)
        for key in (scene.key, stranger, scarce):
            scene.market.buy(key, quantity=2)
            scene.market.buy(key, is_paid=False)
        assert scene.pull().new == 6
        found.append(_facts())
        _forget(scene)
    assert found[0] == found[1]
    assert {row["order__needs_decision"] for row in found[0]} == {True, False}


FACTS = (
    *("title", "quantity", "reserved", "shortage", "stock_item_id", "units_per_sale"),
    *("list_price", "line_price_incl_tax", "stock_holder", "order__needs_decision"),
    *("order__payment_state", "order__status", "order__total_incl_tax", "order__contact_name"),
    *("order__shipping_address__search_text", "parcel_lines__quantity"),
    *("parcel_lines__parcel__state", "parcel_lines__parcel__courier"),
    *("channel_line__listing_id", "channel_line__channel_order__state"),
)


def _facts() -> list[dict[str, object]]:
    return list(Line.objects.filter(order__source="fake").order_by("pk").values(*FACTS))


def _forget(scene: Scene) -> None:
    """As if nothing had been bought: rows and reservations are gone, the shelves as before."""
    scene.market.orders.clear()
    ChannelOrder.objects.all().delete()
    StockMovement.objects.filter(kind="reserve").delete()
    StockItem.objects.update(allocated=0)
    Parcel.objects.all().delete()
    Line.objects.all().delete()
    Order.objects.all().delete()


def test_who_bought_first_gets_what_is_there(scene: Scene) -> None:
    """Ten packs here, four orders of three: the fourth is short, and nobody gets a share of one."""
    scene.market.shelves[scene.key].quantity = 12
    ids = [scene.market.buy(scene.key, quantity=3) for _number in range(4)]
    assert scene.pull().new == 4
    got = [scene.order(each).lines.get() for each in ids]
    assert sorted((line.reserved, line.shortage) for line in got) == [
        (1, 2),
        (3, 0),
        (3, 0),
        (3, 0),
    ]
    assert scene.item.allocated == 10_000
    assert sum(scene.order(each).needs_decision for each in ids) == 1
    last = StockMovement.objects.filter(kind="reserve").latest("pk")
    assert (last.on_hand_after, last.allocated_after) == (10_000, 10_000)


def test_a_rival_inside_the_page_loses_nothing(scene: Scene) -> None:
    """Somebody takes one of them over after we have looked: once, and the others as well."""
    ids = [scene.market.buy(scene.key) for _number in range(3)]
    taken = scene.market.orders[ids[1]]

    def rival() -> None:
        orders.take(account=scene.account, incoming=taken, now=scene.clock())

    with run_before("integrations.sync.order_batches._try", rival):
        assert scene.pull().new == 2
    assert Order.objects.count() == 3
    assert ChannelOrderLine.objects.filter(order_line__isnull=False).count() == 3
    assert scene.item.allocated == 3000


def test_what_has_moved_on_is_taken_alone(scene: Scene) -> None:
    """Only orders that were bought and no more are written together."""
    first, second = scene.market.buy(scene.key), scene.market.buy(scene.key)
    scene.market.move(second, OrderState.SHIPPED)
    scene.pull()
    assert scene.parcel(first).state == "to_pack"
    assert scene.parcel(second).state == "shipped"
    assert scene.item.on_hand == 9000


def test_listings_of_the_page_are_sent_again(scene: Scene) -> None:
    _record, other = add_pack(scene)
    scene.market.buy(scene.key, quantity=2)
    scene.market.buy(other, quantity=3)
    scene.pull()
    assert scene.stock.last_value is None
    scene.push()
    assert (scene.shown, scene.market.quantity(other)) == (8, 7)
