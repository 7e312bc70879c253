"""Orders, parcels and money under real rivals: one database, many processes, one moment."""

from collections import Counter

import pytest
from django.db import connection

from shop.order import services
from shop.order.models import Line, Order, Parcel, ParcelEvent
from shop.outbox.models import Message
from shop.payments.models import BankAccount, PaymentRequest
from shop.stock.models import StockItem, StockMovement
from shop.stock.selectors import audit
from tests.concurrency import order_roles
from tests.concurrency.rivals import race
from tests.factories_orders import (
    incoming,
    incoming_line,
    make_basket,
    make_order,
    make_paid_order,
    make_shelf,
    only_parcel,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture
def account():
    return BankAccount.objects.create(bank="BRI", number="0123456789", holder="Lapak")


def test_twenty_guests_and_five_packs_make_five_orders(account):
    record = make_shelf(on_hand=5_000)
    connection.close()

    answers = race(order_roles.buy, [{"record_id": record.pk, "packs": 1}] * 20)

    numbers = [answer for answer in answers if answer.startswith("LK-")]
    assert Counter(answer for answer in answers if not answer.startswith("LK-")) == {"sold_out": 15}
    assert len(set(numbers)) == 5
    assert Order.objects.count() == PaymentRequest.objects.count() == 5
    assert len(set(PaymentRequest.objects.values_list("amount", flat=True))) == 5
    item = StockItem.objects.get(pk=record.stock_item_id)
    assert (item.on_hand, item.allocated) == (5_000, 5_000)
    assert audit() == []


def test_one_button_pressed_eight_times_is_one_order(account):
    record = make_shelf(on_hand=50_000)
    basket = make_basket((record, 2))
    connection.close()

    told = {"record_id": record.pk, "packs": 2, "key": "same", "basket_id": basket.pk}
    answers = race(order_roles.buy, [told] * 8)

    assert len(set(answers)) == 1
    assert Order.objects.count() == 1
    assert PaymentRequest.objects.count() == 1
    assert Message.objects.count() == 1
    assert StockItem.objects.get(pk=record.stock_item_id).allocated == 2_000


def test_twenty_who_press_again_after_the_first_answer_was_lost_find_the_first_order(account):
    record = make_shelf(on_hand=2_000)
    basket = make_basket((record, 2))
    told = {"record_id": record.pk, "packs": 2, "key": "lost", "basket_id": basket.pk}
    lost = order_roles.buy(**told)
    connection.close()

    answers = race(order_roles.buy, [told] * 20)

    assert set(answers) == {lost}
    assert Order.objects.count() == PaymentRequest.objects.count() == Message.objects.count() == 1
    assert StockItem.objects.get(pk=record.stock_item_id).allocated == 2_000
    assert audit() == []


@pytest.mark.parametrize(("to", "on_hand"), [("shipped", 3_000), ("cancelled", 5_000)])
def test_one_parcel_moved_by_six_has_one_effect(to, on_hand):
    record = make_shelf(on_hand=5_000)
    parcel = only_parcel(make_paid_order((record, 2)))
    services.move(parcel_id=parcel.pk, to="packed")
    connection.close()

    answers = race(order_roles.move_parcel, [{"parcel_id": parcel.pk, "to": to}] * 6)

    assert Counter(answers) == {"moved": 1, "was there": 5}
    item = StockItem.objects.get(pk=record.stock_item_id)
    assert (item.on_hand, item.allocated) == (on_hand, 0)
    assert ParcelEvent.objects.filter(to_state=to).count() == 1
    assert audit() == []


def test_money_and_the_end_of_the_hold_meet():
    record = make_shelf(on_hand=5_000)
    order = make_order((record, 2))
    connection.close()

    tasks = [{"order_id": order.pk, "pays": pays} for pays in (True, False, True, False)]
    answers = race(order_roles.pay_or_lapse, tasks)

    order.refresh_from_db()
    # Whoever came first: the order is paid and its goods are reserved exactly once.
    assert order.payment_state == "paid"
    assert order.lapsed_at is None
    assert sorted(answers[::2]) in (["already", "paid"], ["already", "revived"])
    assert StockItem.objects.get(pk=record.stock_item_id).allocated == 2_000
    assert audit() == []


def test_one_channel_order_imported_by_six_is_one_order():
    record = make_shelf(on_hand=3_000)
    told = {
        "source": "shopee",
        "account_key": "12",
        "external_number": "240901ABC",
        "cooperative_id": record.partner_id,
        "payment_state": "paid",
        "line": {
            "external_line_id": "1",
            "title": "Kopi",
            "quantity": 2,
            "list_price": 200_000,
            "stockrecord_id": record.pk,
        },
    }
    connection.close()

    answers = race(order_roles.import_again, [{"told": told}] * 6)

    assert len(set(answers)) == 1
    assert Order.objects.count() == 1
    assert StockMovement.objects.filter(kind="reserve").count() == 1


def test_many_hands_on_the_same_parcels():
    record = make_shelf(on_hand=40_000)
    parcels = [only_parcel(make_paid_order((record, 2))).pk for _number in range(6)]
    connection.close()

    tasks = [{"parcel_ids": parcels, "seed": seed, "steps": 25} for seed in range(4)]
    race(order_roles.work, tasks)

    lines = Line.objects.all()
    assert all(line.reserved + line.shipped + line.cancelled == 2 for line in lines)
    item = StockItem.objects.get(pk=record.stock_item_id)
    assert item.allocated == 1_000 * sum(line.reserved for line in lines)
    assert item.on_hand == 40_000 - 1_000 * sum(line.shipped for line in lines)
    for parcel in Parcel.objects.all():
        line = parcel.parcel_lines.get().line
        ended = {"cancelled": line.cancelled, "shipped": line.shipped, "delivered": line.shipped}
        assert ended.get(parcel.state, line.reserved) == 2
    assert audit() == []


def test_goods_arrive_while_orders_that_wait_are_cancelled():
    record = make_shelf(on_hand=0)
    orders = [
        services.import_order(incoming=incoming(record.partner, [incoming_line(record, 2)])).pk
        for _number in range(6)
    ]
    connection.close()

    tasks = [
        {"item_id": record.stock_item_id, "order_ids": orders[start::2], "name": str(number)}
        for number, start in enumerate([0, 1, 0, 1])
    ]
    race(order_roles.fill_and_cancel, tasks)

    lines = Line.objects.all()
    assert all(line.cancelled == 2 and not line.reserved + line.shortage for line in lines)
    item = StockItem.objects.get(pk=record.stock_item_id)
    assert (item.on_hand, item.allocated) == (12_000, 0)
    assert audit() == []
