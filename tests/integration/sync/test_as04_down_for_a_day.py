"""AS-04: a marketplace is down for a day. Nobody must do anything, nothing is lost or doubled.

40 sales in our shop, 15 at the marketplace that we cannot see, 300 changes of stock.
"""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta

import pytest

from integrations.channels.words import StockLevel
from integrations.sync import breaker, pull, push, selectors
from integrations.sync.models import ChannelOrder
from integrations.sync.numbers import Number
from shop.order.models import Line, Order
from shop.partner.models import StockRecord
from shop.stock import services as stock
from shop.stock.selectors import audit
from tests.factories_orders import make_paid_order
from tests.factories_sync import BUDGET, Scene, add_pack
from tests.fakes.marketplace import Fault, Key

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = 10


def goods_of(scene: Scene) -> list[tuple[StockRecord, Key]]:
    """Ten kinds of goods at the marketplace, ten packs each."""
    more = [add_pack(scene, packs=10) for _number in range(ITEMS - 1)]
    return [(scene.record, scene.key), *more]


def a_minute_of_work(scene: Scene) -> None:
    """What a worker does of its own accord: only what is due, only with whom may be called."""
    scene.clock.advance(minutes=1)
    if breaker.callable_accounts(scene.clock()).filter(pk=scene.account.pk).exists():
        pull.pull_account(account_id=scene.account.pk, clock=scene.clock, budget=BUDGET)
        scene.push()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often a number of each listing was sent."""
    counts: Counter[int] = Counter()
    original = push._stock_level

    def counted(number: Number) -> StockLevel:
        counts[number.listing.pk] += 1
        return original(number)

    monkeypatch.setattr(push, "_stock_level", counted)
    return counts


def test_down_for_a_day(scene: Scene, sent: Counter[int]) -> None:
    goods = goods_of(scene)
    began = scene.clock()
    scene.market.fail("*", Fault.DOWN_BEFORE, times=10_000)
    scene.market.calls.clear()

    for _minute in range(5):
        a_minute_of_work(scene)
    account = pull.account_of(scene.account.pk)
    assert breaker.is_broken(account), "known within five minutes"

    turn = itertools.cycle(goods)
    for number in range(300):
        record, _key = next(turn)
        item_id = record.stock_item_id
        assert item_id is not None
        stock.receive(item_id=item_id, quantity=100, ref=f"setor:{number}")
    for _sale in range(40):
        make_paid_order((next(turn)[0], 1))
    hidden = [
        scene.market.buy(key, quantity=1) for _record, key in (next(turn) for _n in range(15))
    ]
    scene.clock.advance(hours=20)
    a_minute_of_work(scene)
    (card,) = selectors.health_cards([scene.account.cooperative_id], scene.clock())
    assert card.waiting == ITEMS, "a change waits once for each of the goods"
    assert "tidak menjawab sejak" in card.sentence
    assert card.sentence.endswith(f"{ITEMS} perubahan menunggu. Anda tidak perlu berbuat apa-apa.")
    assert Order.objects.filter(source=Order.SHOP).count() == 40, "our shop went on selling"

    scene.market._faults.clear()
    scene.market.calls.clear()
    sent.clear()
    back = scene.clock()
    while not scene.market.calls.count("push_stock"):
        a_minute_of_work(scene)
        assert scene.clock() - back < timedelta(minutes=10)
    first_push = scene.market.calls.index("push_stock")
    assert "read_orders" in scene.market.calls[:first_push], "orders come before numbers"
    for _minute in range(3):
        a_minute_of_work(scene)
    assert len(sent) == ITEMS
    assert max(sent.values()) == 1, "older changes are skipped"
    assert set(hidden) == set(
        ChannelOrder.objects.filter(account=account).values_list("external_order_id", flat=True)
    )
    assert Order.objects.filter(external_number__in=hidden).count() == len(hidden)
    for record, key in goods:
        free = type(scene.item).objects.get(pk=record.stock_item_id).free
        assert scene.market.quantity(key) == free // record.units_per_sale
    assert not Line.objects.filter(shortage__gt=0, order__needs_decision=False).exists()
    assert audit() == []
    assert scene.clock() - began < timedelta(days=1)
