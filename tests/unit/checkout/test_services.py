"""Checking out: order, payment and mail together or not at all."""

import pytest

from shop.basket.models import Basket
from shop.checkout.services import check_out
from shop.order.errors import CannotPlace
from shop.order.models import Order
from shop.outbox.models import Message
from shop.payments.models import BankAccount, PaymentRequest
from shop.payments.services import PaymentError
from shop.stock.models import StockItem
from tests.factories_orders import make_basket, make_request, make_shelf, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return BankAccount.objects.create(bank="BRI", number="0123456789", holder="Lapak")


@pytest.fixture
def shelf():
    return make_shelf(on_hand=5_000, price=95_000)


def test_an_order_comes_with_a_payment_and_a_mail_that_says_how_to_pay(account, shelf):
    order = check_out(new=make_request(make_basket((shelf, 2))), provider="manual_transfer")

    request = PaymentRequest.objects.get(order=order)
    message = Message.objects.get()
    assert request.amount == 190_000 + request.unique_code
    assert message.payload["to"] == ["sari@example.com"]
    assert "0123456789" in message.payload["text"]
    assert f"Rp{request.amount:,}".replace(",", ".") in message.payload["text"]
    assert f"/pesanan/{order.token}/" in message.payload["text"]
    assert f"/pesanan/{order.token}/" in message.payload["html"]


def test_a_second_press_changes_nothing(account, shelf):
    new = make_request(make_basket((shelf, 2)))

    first = check_out(new=new, provider="manual_transfer")
    second = check_out(new=new, provider="manual_transfer")

    assert first.pk == second.pk
    assert PaymentRequest.objects.count() == 1
    assert Message.objects.count() == 1


def test_cash_on_delivery_asks_for_nothing_now(shelf):
    new = make_request(make_basket((shelf, 1)), pays_cash_on_delivery=True)

    order = check_out(new=new, provider="cod")

    assert order.payment_state == "cod"
    assert PaymentRequest.objects.get().unique_code == 0
    assert "received" in Message.objects.get().dedup_key


def test_without_a_way_to_pay_there_is_no_order(shelf):
    basket = make_basket((shelf, 2))

    with pytest.raises(PaymentError):
        check_out(new=make_request(basket), provider="manual_transfer")

    assert Order.objects.count() == 0
    assert StockItem.objects.get(pk=shelf.stock_item_id).allocated == 0
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_without_stock_there_is_no_payment(account):
    basket = make_basket((make_shelf(on_hand=500), 1))

    with pytest.raises(CannotPlace):
        check_out(new=make_request(basket), provider="manual_transfer")

    assert PaymentRequest.objects.count() == 0
    assert Message.objects.count() == 0


def test_queries_of_a_whole_checkout(account, shelf):
    check_out(new=make_request(make_basket((shelf, 1))), provider="manual_transfer")
    new = make_request(make_basket((shelf, 1)))

    sql = statements(lambda: check_out(new=new, provider="manual_transfer"))

    # Stock, cards, listings, payment and mail included.
    assert len(sql) <= 30
