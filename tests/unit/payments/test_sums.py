"""What came, what went back and what everybody is left with add up to the rupiah (D12).

``tests/unit/order/test_refunds.py`` proves it for what an order promises; here real sums come in
(with a unique code, too much, too little) and go back in parts.
"""

from __future__ import annotations

import random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.money import lists
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Line, Order
from shop.payments import services
from shop.payments.models import PaymentRequest
from shop.payments.selectors import paid_for
from tests.factories_payments import make_account
from tests.unit.order.test_refunds import give_back_something, left_with, mixed_order

pytestmark = pytest.mark.django_db


def pay(request: PaymentRequest, chance: random.Random) -> None:
    """The right sum, or another one that a person accepts, with or without the rest going back."""
    off = chance.choice([0, 0, -chance.randint(1, 999), chance.randint(1, 50_000)])
    came = max(1, request.amount + off)
    services.confirm(request_id=request.pk, amount=came, actor=None, reference="BRI 1")
    if came == request.amount:
        return
    if came > request.amount and chance.random() < 0.5:
        services.accept_and_return_rest(request_id=request.pk, actor=None, note="")
        services.refunded(request_id=request.pk, actor=None, reference="lebih")
    else:
        services.accept(request_id=request.pk, actor=None, note="")


def send_back(chance: random.Random, *, whole: bool) -> None:
    """Staff transfer what the desk says is owed, all of it or first a part."""
    for number, owed in enumerate(lists.owed(None)):
        amount = owed.amount if whole else chance.randint(1, max(1, owed.amount // 2))
        assert services.return_money(
            request_id=owed.request.pk, amount=amount, actor=None, note="batal"
        )
        assert not services.return_money(
            request_id=owed.request.pk, amount=amount, actor=None, note="batal"
        )
        assert services.refunded(
            request_id=owed.request.pk, actor=None, reference=f"kembali {number}"
        )


def check(request: PaymentRequest, order: Order) -> None:
    """Never more goes back than came, and every statement of it says the same."""
    request.refresh_from_db()
    order.refresh_from_db()
    assert request.paid_amount == sum(each.amount for each in request.receipts.all())
    assert 0 <= request.refunded_amount <= request.paid_amount
    too_much = request.refunded_amount - order.refunded_amount
    assert 0 <= too_much <= max(0, request.paid_amount - request.amount)
    paid = paid_for(order)
    assert paid is not None
    assert paid.total + paid.code + paid.more == paid.came == request.paid_amount - too_much


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_what_came_is_what_was_sold_and_what_went_back(seed: int) -> None:
    chance = random.Random(seed)
    with transaction.atomic():
        make_account(number=f"0-{seed}")
        order = mixed_order(chance)
        request = services.start(order=order, provider="manual_transfer", clock=timezone.now)
        pay(request, chance)
        check(request, order)
        for parcel in order.parcels.all():
            if chance.random() < 0.3:
                orders.walk(parcel_id=parcel.pk, to="delivered", source="desk")
        for number in range(chance.randint(1, 5)):
            line = chance.choice(list(Line.objects.filter(order=order)))
            try:
                give_back_something(line, chance, ref=f"r{number}")
            except NotAllowed:
                continue
            send_back(chance, whole=chance.random() < 0.5)
            check(request, order)
        if chance.random() < 0.5:
            for parcel in order.parcels.filter(state="to_pack"):
                orders.move(parcel_id=parcel.pk, to="cancelled")
        send_back(chance, whole=True)
        check(request, order)
        check_end(request, order)
        transaction.set_rollback(True)


def check_end(request: PaymentRequest, order: Order) -> None:
    """We keep what was sold, and the code with it; of an order that is over nothing at all."""
    assert lists.owed(None) == []
    kept = request.paid_amount - request.refunded_amount
    if not order.parcels.exclude(state="cancelled").exists():
        assert kept == 0
        return
    back = int(order.total_incl_tax) - sum(each.buyer for each in left_with(order))
    too_much = request.refunded_amount - order.refunded_amount
    assert kept == max(0, request.paid_amount - too_much - back)
