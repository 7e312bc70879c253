"""AS-03: ten bags and a sack of the same coffee in one basket, and not enough coffee for both."""

from __future__ import annotations

import pytest
from django.test import Client

from integrations.sync.rules import Rule, sellable
from shop.demo.shopper import Buyer, placed
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.stock import services as stock
from shop.stock.models import StockItem
from tests.factories_storefront import make_account, make_places, make_variants, put_in_basket
from tests.live import goods
from tests.live.stack import Stack, until_equal
from tests.unit.storefront.test_checkout import look, order_of, press

BAG, SACK = 1_000, 25_000
BUYER = Buyer(name="Sari Wulandari")


def shelf(on_hand: int) -> tuple[StockRecord, StockRecord]:
    """A bag of 1 kg and a sack of 25 kg that share one heap."""
    make_places()
    make_account()
    _parent, packs = make_variants(
        "Kopi Lintong", [("1 kg", BAG, 95_000), ("karung", SACK, 2_100_000)], on_hand=on_hand
    )
    bag, sack = (StockRecord.objects.get(product=pack) for pack in packs)
    return bag, sack


def fill(client: Client, bag: StockRecord, sack: StockRecord) -> None:
    put_in_basket(client, bag.product, 10)
    put_in_basket(client, sack.product, 1)


@pytest.mark.django_db
def test_too_much_is_refused_with_what_is_left_and_a_way_on(client: Client) -> None:
    bag, sack = shelf(30_000)
    fill(client, bag, sack)
    basket = client.get("/keranjang/").content.decode().replace("\xa0", " ")
    assert "30 kg" in basket
    refused = press(client, look(client))
    words = refused.content.decode().replace("\xa0", " ")
    assert refused.status_code == 409
    assert "tersisa 30 kg" in words.lower()
    assert "35 kg" in words
    assert "Sesuaikan keranjang" in words
    assert Order.objects.count() == 0
    assert StockItem.objects.get(pk=bag.stock_item_id).allocated == 0
    adjusted = press(client, refused, "tidy")
    order = order_of(client, press(client, adjusted))
    assert sum(line.quantity * line.units_per_sale for line in order.lines.all()) <= 30_000


@pytest.mark.django_db
def test_with_enough_it_is_ordered_and_channels_hear_whole_packs(client: Client) -> None:
    bag, sack = shelf(30_000)
    stock.receive(item_id=bag.stock_item_id, quantity=9_600, ref="terima:1")
    fill(client, bag, sack)
    order = order_of(client, press(client, look(client)))
    assert sorted(line.quantity for line in order.lines.all()) == [1, 10]
    item = StockItem.objects.get(pk=bag.stock_item_id)
    assert (item.allocated, item.free) == (35_000, 4_600)
    shown = [
        sellable(free=item.free, units_per_sale=record.units_per_sale, rule=Rule())
        for record in (bag, sack)
    ]
    assert shown == [4, 0]


# Two packs of one heap in the demo, the small one also at the marketplace.
SMALL, LARGE, LARGE_KG = "KKL-GB-1000", "KKL-GB-30000", 30


@pytest.mark.processes
def test_in_the_running_installation_the_heap_is_shared_to_the_last_kilogram(stack: Stack) -> None:
    goods.set_packs(SMALL, LARGE_KG + 5)
    shopper = stack.shopper()
    shopper.add(goods.slug(SMALL), SMALL, 10)
    shopper.add(goods.slug(LARGE), LARGE, 1)
    refused = shopper.place(shopper.address(BUYER, "manual_transfer"), BUYER, "manual_transfer")
    assert refused.status == 409
    assert f"tersisa {LARGE_KG + 5} kg" in refused.words.replace("\xa0", " ").lower()

    goods.set_packs(SMALL, LARGE_KG + 14)
    until_equal(lambda: stack.market.number(SMALL), LARGE_KG + 14, what="what is free, there")
    answer = shopper.place(shopper.address(BUYER, "manual_transfer"), BUYER, "manual_transfer")
    order = Order.objects.get(number=placed(answer).number)
    assert {line.partner_sku: line.reserved for line in order.lines.all()} == {SMALL: 10, LARGE: 1}
    until_equal(lambda: stack.market.number(SMALL), 4, what="whole packs of what is left")
    assert goods.packs(LARGE) == 0
    assert goods.audit() == []
