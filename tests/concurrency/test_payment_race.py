"""Buyers who ask at the same moment, and a button that everybody presses."""

import pytest

from shop.order.models import Order, PaymentState
from shop.payments.models import PaymentRequest, RequestState
from tests.concurrency import roles
from tests.concurrency.rivals import race
from tests.factories_orders import make_order, make_shelf
from tests.factories_payments import make_account, make_open_request

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_equal_totals_asked_at_once_get_different_amounts() -> None:
    account = make_account()
    shelf = make_shelf(price=147_000, on_hand=100_000)
    orders = [make_order((shelf, 1)).pk for _ in range(40)]
    tasks = [{"order_ids": orders[start::5]} for start in range(5)]
    amounts = [amount for answer in race(roles.ask_for_money, tasks) for amount in answer]
    assert len(set(amounts)) == 40
    assert all(147_001 <= amount <= 147_999 for amount in amounts)
    assert PaymentRequest.objects.filter(account=account, holds_amount=True).count() == 40


def test_one_order_asked_from_two_windows_has_one_amount() -> None:
    make_account()
    order = make_order((make_shelf(), 1))
    answers = race(roles.ask_for_money, [{"order_ids": [order.pk]}] * 6)
    assert len({tuple(answer) for answer in answers}) == 1
    assert PaymentRequest.objects.filter(order=order).count() == 1


def test_a_button_that_eight_press_pays_once() -> None:
    request = make_open_request()
    told = {"request_id": request.pk, "amount": request.amount}
    answers = race(roles.confirm, [told] * 8)
    assert sorted(answers) == ["already"] * 7 + ["paid"]
    request.refresh_from_db()
    assert (request.state, request.paid_amount) == (RequestState.PAID, request.amount)
    assert Order.objects.get(pk=request.order_id).payment_state == PaymentState.PAID
