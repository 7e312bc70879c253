"""Vouchers under real rivals: never used beyond the limit, given back exactly once."""

from collections import Counter

import pytest
from django.db import connection

from shop.order import services
from shop.order.models import Order
from shop.payments.models import BankAccount
from tests.concurrency import order_roles
from tests.concurrency.rivals import race
from tests.factories_offers import make_voucher
from tests.factories_orders import make_basket, make_request, make_shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture(autouse=True)
def account():
    return BankAccount.objects.create(bank="BRI", number="0123456789", holder="Lapak")


def tasks(record, voucher, phones):
    return [{"record_id": record.pk, "voucher_id": voucher.pk, "phone": phone} for phone in phones]


def counted(voucher):
    voucher.refresh_from_db()
    open_uses = voucher.applications.filter(given_back_at=None).count()
    assert voucher.num_orders == open_uses == voucher.offers.get().num_orders
    return open_uses


def test_twenty_guests_and_five_uses_make_five_orders():
    record = make_shelf(on_hand=50_000, price=100_000)
    voucher = make_voucher(most_orders=5)
    phones = [f"+6281200000{number:02}" for number in range(20)]
    connection.close()

    answers = race(order_roles.buy_with_voucher, tasks(record, voucher, phones))

    refused = Counter(answer for answer in answers if not answer.startswith("LK-"))
    assert sum(refused.values()) == 15
    assert set(refused) <= {"voucher_gone", "total_changed"}
    assert Order.objects.count() == counted(voucher) == 5


def test_twenty_presses_of_one_person_use_their_only_one():
    record = make_shelf(on_hand=50_000, price=100_000)
    voucher = make_voucher(most_per_customer=1)
    connection.close()

    answers = race(order_roles.buy_with_voucher, tasks(record, voucher, ["+6281234567890"] * 20))

    assert len([answer for answer in answers if answer.startswith("LK-")]) == 1
    assert Order.objects.count() == counted(voucher) == 1


def test_a_lapse_and_a_cancellation_at_once_give_back_once():
    record = make_shelf(on_hand=50_000, price=100_000)
    voucher = make_voucher(most_orders=3)
    orders = []
    for _each in range(2):
        basket = make_basket((record, 1))
        basket.vouchers.add(voucher)
        orders.append(services.place(new=make_request(basket, seen_total=90_000)))
    ending, _staying = orders
    Order.objects.exclude(pk=ending.pk).update(lapses_at=None)
    connection.close()

    told = [{"order_id": ending.pk, "lapses": number % 2 == 0} for number in range(6)]
    race(order_roles.end_order, told)

    assert counted(voucher) == 1
