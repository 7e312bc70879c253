"""A harvest under real rivals: nobody is promised what another one was promised."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shop.order.models import Line, Order
from shop.payments.models import BankAccount
from shop.stock.harvests import open_harvest
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.concurrency import order_roles
from tests.concurrency.rivals import race
from tests.factories_orders import make_shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture
def harvest():
    BankAccount.objects.create(bank="BRI", number="0123456789", holder="Lapak")
    record = make_shelf(on_hand=0)
    today = timezone.localdate()
    return open_harvest(
        goods_id=record.stock_item_id,
        quota=5_000,
        harvest_date=today + timedelta(days=20),
        closes_on=today + timedelta(days=10),
    )


def test_twenty_buyers_on_the_last_five_of_the_quota_get_exactly_five(harvest):
    record = harvest.harvest_of.stockrecords.get()
    connection.close()

    answers = race(order_roles.buy, [{"record_id": record.pk, "packs": 1}] * 20)

    assert Counter(each for each in answers if not each.startswith("LK-")) == {"sold_out": 15}
    assert Order.objects.count() == 5
    harvest.refresh_from_db()
    assert (harvest.on_hand, harvest.allocated) == (5_000, 5_000)
    assert audit() == []


def test_a_harvest_noted_by_six_is_received_once(harvest):
    record = harvest.harvest_of.stockrecords.get()
    order_roles.buy(record_id=record.pk, packs=2)
    connection.close()

    told = {"harvest_id": harvest.pk, "quantity": 5_000}
    answers = race(order_roles.receive_harvest, [told] * 6)

    assert Counter(answers) == {True: 1, False: 5}
    goods = StockItem.objects.get(pk=harvest.harvest_of_id)
    assert (goods.on_hand, goods.allocated) == (5_000, 2_000)
    assert StockMovement.objects.filter(item=goods, kind="receive").count() == 1
    assert audit() == []


def test_orders_that_meet_the_receipt_are_served_or_refused(harvest):
    record = harvest.harvest_of.stockrecords.get()
    connection.close()

    told = {"harvest_id": harvest.pk, "record_id": record.pk}
    tasks = [{**told, "buys": place != 3} for place in range(8)]
    race(order_roles.harvest_or_buy, tasks)

    # Whoever came first: no line hangs on a harvest that is over, and every number adds up.
    assert not Line.objects.filter(stock_item=harvest).exists()
    goods = StockItem.objects.get(pk=harvest.harvest_of_id)
    lines = Line.objects.all()
    assert sum(line.reserved + line.shortage for line in lines) == lines.count()
    assert goods.on_hand == 3_000
    assert goods.allocated == 1_000 * sum(line.reserved for line in lines) <= 3_000
    assert audit() == []
