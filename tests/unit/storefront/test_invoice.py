"""The invoice says what was paid, to the rupiah, and every line of it is explained."""

from __future__ import annotations

import re

import pytest

from shop.order import services as orders
from shop.order.models import Order
from shop.payments import services
from shop.payments.models import PaymentRequest
from shop.storefront import invoice
from tests.factories_orders import make_order, make_paid_order, make_shelf
from tests.factories_payments import make_open_request

pytestmark = pytest.mark.django_db


def last_lines(order: Order) -> list[tuple[str, int]]:
    """The rows below the cooperatives, in whole rupiah."""
    order.refresh_from_db()
    return [
        (name, int(re.sub(r"[^\d-]", "", amount.replace("−", "-"))))
        for name, amount in invoice.totals(order)
    ]


def pay(request: PaymentRequest, amount: int) -> None:
    services.confirm(request_id=request.pk, amount=amount, actor=None, reference=f"BRI {amount}")


def test_a_transfer_is_explained_down_to_its_code() -> None:
    request = make_open_request(price=147_000)
    pay(request, request.amount)
    *parts, (word, paid) = last_lines(request.order)
    assert [amount for _name, amount in parts] == [147_000, request.unique_code]
    assert (word, paid) == ("Dibayar", request.amount)
    assert sum(amount for _name, amount in parts) == paid


@pytest.mark.parametrize("off", [-20_000, 30_000])
def test_another_sum_that_was_accepted_is_explained_too(off: int) -> None:
    request = make_open_request(price=147_000)
    pay(request, request.amount + off)
    services.accept(request_id=request.pk, actor=None, note="")
    *parts, (_word, paid) = last_lines(request.order)
    assert paid == request.amount + off
    assert [amount for _name, amount in parts] == [147_000, request.unique_code, off]


def test_what_was_too_much_and_went_back_is_no_part_of_it() -> None:
    request = make_open_request(price=147_000)
    pay(request, request.amount + 30_000)
    services.accept_and_return_rest(request_id=request.pk, actor=None, note="")
    services.refunded(request_id=request.pk, actor=None, reference="BRI 2")
    assert last_lines(request.order)[-1] == ("Dibayar", request.amount)


def test_money_that_came_twice_is_no_part_of_it_held_due_or_returned() -> None:
    first = make_open_request(price=147_000)
    pay(first, first.amount)
    pay(first, first.amount + 1)  # a second transfer of the same buyer
    request = PaymentRequest.objects.get(pk=first.pk)
    assert last_lines(first.order)[-1] == ("Dibayar", first.amount)  # a person decides meanwhile
    services.accept_and_return_rest(request_id=request.pk, actor=None, note="")
    services.refunded(request_id=request.pk, actor=None, reference="BRI 9")
    assert last_lines(first.order)[-1] == ("Dibayar", first.amount)


def test_money_that_went_back_for_goods_stands_below_what_was_paid() -> None:
    request = make_open_request(price=147_000)
    pay(request, request.amount)
    services.return_money(request_id=request.pk, amount=47_000, actor=None, note="")
    services.refunded(request_id=request.pk, actor=None, reference="BRI 2")
    assert last_lines(request.order)[-1] == ("Dibayar", request.amount)
    assert Order.objects.get(pk=request.order_id).refunded_amount == 47_000


def test_wrong_money_that_waits_for_a_person_is_not_shown_as_paid() -> None:
    request = make_open_request(price=147_000)
    pay(request, 1_000)
    assert last_lines(request.order) == [("Total pesanan", 147_000)]


def test_before_anything_came_only_the_total_stands() -> None:
    order = make_order((make_shelf(price=50_000), 1))
    assert last_lines(order) == [("Total pesanan", 50_000)]
    cash = make_paid_order((make_shelf(price=60_000), 1))
    assert orders.mark_paid(order_id=cash.pk) == orders.Outcome.ALREADY
    assert last_lines(cash) == [("Total pesanan", 60_000)]
