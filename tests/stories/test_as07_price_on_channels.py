"""AS-07, second half: a price raised here reaches every channel, by its own rule, and once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations import registry
from integrations.sync import listings, services
from integrations.sync.models import Desired, PriceRounding
from shop.order.models import Line
from shop.partner.services import set_price
from tests.factories_orders import make_paid_order
from tests.factories_sync import BUDGET, Scene, ShiftedClock, make_account, make_app, make_scene
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace
from tests.live import goods
from tests.live.stack import Stack, until, until_equal

BEFORE, AFTER = 95_000, 105_000
SKU = "KKL-NG-SDG"


def shop_on(channel: str, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch) -> FakeMarketplace:
    market = FakeMarketplace(clock=clock)
    monkeypatch.setitem(registry.CONNECTORS, channel, connector_to(market))
    return market


def second_shop(first: Scene, channel: str, market: FakeMarketplace) -> Scene:
    """The same goods in a shop of another channel."""
    app = make_app(channel)
    key = market.list_item(seller_sku=first.record.partner_sku, quantity=10, price=BEFORE)
    account = make_account(record=first.record, market=market, clock=first.clock, app=app)
    listings.read_listings(account_id=account.pk, clock=first.clock, budget=BUDGET)
    services.accept_certain(account_id=account.pk)
    services.switch_on(account_id=account.pk)
    scene = replace(first, market=market, app=app, account=account, key=key)
    scene.pull()
    scene.push()
    return scene


def price_there(scene: Scene) -> int:
    return int(scene.market.shelves[scene.key].price)


@pytest.mark.django_db(transaction=True)
def test_each_channel_gets_the_price_of_its_own_rule_once_and_orders_keep_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = ShiftedClock()
    plain = make_scene(shop_on("fake", clock, monkeypatch), clock)
    dear = second_shop(plain, "fake_mahal", shop_on("fake_mahal", clock, monkeypatch))
    services.set_rules(
        account_id=dear.account.pk,
        rules=services.Rules(price_percent=110, price_rounding=PriceRounding.ENDS_IN_900),
    )
    for scene in (plain, dear):
        scene.push("price")
    assert [price_there(scene) for scene in (plain, dear)] == [BEFORE, 104_900]
    ours = make_paid_order((plain.record, 1))
    theirs = dear.market.buy(dear.key)
    dear.pull()

    assert set_price(stockrecord_id=plain.record.pk, price=AFTER, actor=None)

    wanted = Desired.objects.filter(
        aspect="price", listing__account__in=[plain.account, dear.account]
    )
    assert all(row.generation > row.synced_generation for row in wanted)
    # 105.000 × 110 % = 115.500, upwards to the next number that ends in 900.
    sent = [scene.push("price").handled for scene in (plain, dear)]
    assert sent == [1, 1]
    assert [price_there(scene) for scene in (plain, dear)] == [AFTER, 115_900]
    assert [scene.push("price").handled for scene in (plain, dear)] == [0, 0]

    assert ours.lines.get().list_price == BEFORE
    assert Line.objects.get(order=dear.order(theirs)).list_price == 104_900
    dear.pull()
    assert Line.objects.get(order=dear.order(theirs)).list_price == 104_900


@pytest.mark.processes
def test_in_the_running_installation_the_marketplace_follows(stack: Stack) -> None:
    record = goods.record(SKU)
    old = int(record.price)
    order_sn = stack.market.order(SKU)
    order = until(lambda: goods.imported(order_sn), what="the order is taken over")
    paid = goods.line_of(order, SKU).list_price

    assert set_price(stockrecord_id=record.pk, price=old + 10_000, actor=None)

    until_equal(lambda: price_at_the_marketplace(stack), old + 10_000, what="the new price there")
    assert goods.line_of(order, SKU).list_price == paid


def price_at_the_marketplace(stack: Stack) -> int:
    (price,) = {
        int(variant["price"])
        for item in stack.market.shop()["items"]
        for variant in item["variants"]
        if (variant["seller_sku"] or item["seller_sku"]) == SKU
    }
    return price
