"""AS-02: one pack left, wanted in the shop and at the marketplace at the same moment.

Here the whole installation is in between, a few times in each order of events; the service level
repeats it two hundred times (README.md of this folder says where).
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.sync.models import ChannelOrder
from shop.demo.shopper import Buyer, Page, Shopper, placed
from shop.order.models import Order
from tests.live import goods
from tests.live.market import Refused
from tests.live.stack import Stack, until, until_equal

pytestmark = pytest.mark.processes

SKU = "KKL-LN-0200"
OTHER = "KKL-NG-SDG"
BUYER = Buyer(name="Sari Wulandari")
REPETITIONS = 4


def one_left(stack: Stack) -> None:
    """Exactly one pack is free, and the marketplace knows."""
    goods.set_packs(SKU, 1)
    until_equal(lambda: stack.market.number(SKU), 1, what="one pack at the marketplace")


def at_the_button(stack: Stack) -> tuple[Shopper, Page]:
    """A guest with the last pack and something else in the basket, one press before the order."""
    shopper = stack.shopper()
    shopper.add(goods.slug(OTHER), OTHER)
    shopper.add(goods.slug(SKU), SKU)
    return shopper, shopper.address(BUYER, "cod")


def is_ordered(page: Page) -> bool:
    return page.status == 200 and "/pesanan/" in page.url


def shop_order(page: Page) -> Order:
    return Order.objects.get(number=placed(page).number)


def assert_consistent(shop_order_: Order | None, channel: Order | None) -> None:
    """At most one pack promised; every order has its reservation or its shortage."""
    assert goods.packs(SKU) == 0
    assert goods.item(SKU).on_hand >= goods.item(SKU).allocated
    held = 0
    for order in filter(None, (shop_order_, channel)):
        line = goods.line_of(order, SKU)
        assert line.reserved + line.shortage == 1
        assert len(goods.reservations(SKU, order)) == line.reserved
        held += line.reserved
    assert held == 1
    assert goods.audit() == []


def test_the_shop_is_first(stack: Stack) -> None:
    one_left(stack)
    shopper, page = at_the_button(stack)

    with stack.asleep("sync_worker"):
        answer = shopper.place(page, BUYER, "cod")
        order_sn = stack.market.order(SKU)

    assert is_ordered(answer), answer.words
    channel = until(lambda: goods.imported(order_sn), what="the marketplace's order")
    channel.refresh_from_db()
    line = goods.line_of(channel, SKU)
    assert (line.reserved, line.shortage) == (0, 1)
    assert channel.needs_decision
    assert channel.decision_due is not None
    assert_consistent(shop_order(answer), channel)
    until_equal(lambda: stack.market.number(SKU), 0, what="nothing left at the marketplace")


def test_the_marketplace_is_first(stack: Stack) -> None:
    one_left(stack)
    shopper, page = at_the_button(stack)
    before = Order.objects.filter(source=Order.SHOP).count()
    order_sn = stack.market.order(SKU)
    channel = until(lambda: goods.imported(order_sn), what="the marketplace's order")

    answer = shopper.place(page, BUYER, "cod")

    assert answer.status == 409
    assert "Maaf" in answer.words
    assert "baru saja habis" in answer.words
    assert "Barang lain tetap tersimpan" in answer.words
    assert Order.objects.filter(source=Order.SHOP).count() == before
    assert goods.record(OTHER).product.get_title()[:20] in shopper.get("/keranjang/").words
    assert not channel.needs_decision
    assert_consistent(None, channel)


@pytest.mark.parametrize("repetition", range(REPETITIONS))
def test_both_at_once(stack: Stack, repetition: int) -> None:
    one_left(stack)
    shopper, page = at_the_button(stack)
    line = threading.Barrier(2)

    def buy_here() -> Page:
        line.wait()
        return shopper.place(page, BUYER, "cod")

    def buy_there() -> str:
        line.wait()
        try:
            return stack.market.order(SKU)
        except Refused as refusal:
            if refusal.code != "out_of_stock":
                raise
            return ""

    with ThreadPoolExecutor(2) as pool:
        presses = pool.submit(buy_here), pool.submit(buy_there)
        answer, order_sn = presses[0].result(), presses[1].result()

    channel = until(lambda: goods.imported(order_sn)) if order_sn else None
    ours = shop_order(answer) if is_ordered(answer) else None
    if ours is None:
        assert answer.status == 409
        assert "baru saja habis" in answer.words
    if channel is not None:
        channel.refresh_from_db()
        assert channel.needs_decision == (ours is not None)
    assert_consistent(ours, channel)
    assert ChannelOrder.objects.filter(external_order_id=order_sn).count() == bool(order_sn)
