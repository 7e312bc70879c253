"""D5: what is pushed falls with sales and rises only with an entry in the ledger.

A push that is older than a sale, or that forgets one, would raise the number again: that is how
stock that was sold once is sold twice.
"""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from shop.demo.shopper import Buyer
from shop.stock import services
from tests.live import goods
from tests.live.market import COFFEE
from tests.live.stack import Stack, until_equal

pytestmark = pytest.mark.processes

SKU = "KKL-LG-0500"
SEED = 226
SALES = 30
BUYER = Buyer(name="Pembeli Uji")


def pushed(stack: Stack, after: int) -> list[int]:
    """The numbers we set at the marketplace since change ``after``, oldest first."""
    changes = stack.market.get("stock_changes", shop=COFFEE, after=after, limit=10_000)["changes"]
    return [
        change["after"]
        for change in changes
        if change["cause"] == "api" and change["seller_sku"] == SKU
    ]


def last_change(stack: Stack) -> int:
    changes = stack.market.get("stock_changes", shop=COFFEE, limit=10_000)["changes"]
    return int(changes[-1]["id"]) if changes else 0


def in_step(stack: Stack) -> None:
    until_equal(lambda: stack.market.number(SKU), goods.packs(SKU), what="both sides agree")


def test_numbers_fall_with_sales_and_rise_only_with_a_receipt(stack: Stack) -> None:
    goods.set_packs(SKU, 100)
    in_step(stack)
    since, chance = last_change(stack), random.Random(SEED)
    stack.market.fault("push_lost", path="push/*", probability=0.5)
    stack.market.fault("list_lag", path="*/get_order_list", probability=0.3, params={"seconds": 2})
    for _sale in range(SALES):
        if chance.random() < 0.5:
            stack.market.order(SKU)
        else:
            shopper = stack.shopper()
            shopper.add(goods.slug(SKU), SKU)
            shopper.check_out(buyer=BUYER, pay="manual_transfer")
    stack.market.mend()
    until_equal(lambda: goods.packs(SKU), 100 - SALES, what="every sale is known here")
    in_step(stack)

    falling = pushed(stack, since)
    assert falling[-1] == 100 - SALES
    assert [pair for pair in pairwise([100, *falling]) if pair[1] > pair[0]] == []

    since = last_change(stack)
    pack = goods.record(SKU)
    services.receive(
        item_id=goods.item(SKU).pk, quantity=5 * pack.units_per_sale, ref="panen:d5", reason="panen"
    )
    in_step(stack)
    assert pushed(stack, since) == [100 - SALES + 5]
