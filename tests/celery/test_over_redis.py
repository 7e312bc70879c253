"""Several machines: bells ring over Redis, and losing every bell loses nothing."""

from __future__ import annotations

import pytest
import redis

from integrations.sync.models import Heartbeat
from shop.demo.shopper import Buyer
from tests.live import goods
from tests.live.stack import Stack, until, until_equal

pytestmark = pytest.mark.processes

SKU = "KKL-LS-0250"
OTHER = "KKL-SK-0250"
BUYER = Buyer(name="Pembeli Uji")


def sell_here(stack: Stack, sku: str) -> str:
    shopper = stack.shopper()
    shopper.add(goods.slug(sku), sku)
    return shopper.check_out(buyer=BUYER, pay="cod").number


def in_step(stack: Stack, *skus: str) -> float:
    """Both sides show our numbers; after how many seconds."""
    return until_equal(
        lambda: {sku: stack.market.number(sku) for sku in skus},
        {sku: goods.packs(sku) for sku in skus},
        what="the marketplace follows",
    )


def test_a_sale_in_the_shop_reaches_the_marketplace(stack: Stack) -> None:
    in_step(stack, SKU)
    before = goods.packs(SKU)

    sell_here(stack, SKU)

    assert goods.packs(SKU) == before - 1
    print(f"Celery: right after {in_step(stack, SKU):.2f} s")


def test_a_sale_at_the_marketplace_reaches_the_shop(stack: Stack) -> None:
    in_step(stack, SKU)
    before = goods.packs(SKU)

    order_sn = stack.market.order(SKU)

    order = until(lambda: goods.imported(order_sn), what="the order")
    assert goods.line_of(order, SKU).reserved == 1
    assert goods.packs(SKU) == before - 1
    assert stack.shopper().packs(goods.slug(SKU), SKU) == before - 1
    assert Heartbeat.objects.filter(kind="celery").exists()


def test_an_emptied_broker_loses_nothing(stack: Stack, redis_url: str) -> None:
    broker = redis.Redis.from_url(redis_url)
    in_step(stack, SKU, OTHER)
    orders: list[str] = []
    with stack.asleep("celery -A shop.celery worker"):
        for _sale in range(5):
            sell_here(stack, SKU)
            orders.append(stack.market.order(OTHER))
            broker.flushdb()
    broker.flushdb()

    for order_sn in orders:
        until(lambda sn=order_sn: goods.imported(sn), what="every order of the marketplace")
    in_step(stack, SKU, OTHER)
    assert goods.audit() == []
