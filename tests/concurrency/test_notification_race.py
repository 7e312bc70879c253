"""Twenty processes hear the same notification, or believe the same answer, at the same moment."""

import json

import pytest
from django.test import override_settings
from django.utils import timezone

from shop.order.models import Order, PaymentState
from shop.outbox.models import Message
from shop.payments import far, services
from shop.payments.models import PaymentRequest, ProviderEvent, RequestState
from shop.payments.providers import midtrans
from tests.concurrency import roles
from tests.concurrency.rivals import race
from tests.factories_orders import make_order, make_shelf

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

KEY = "SB-Mid-server-uji"
MANY = 20


def asked() -> PaymentRequest:
    order = make_order((make_shelf(price=147_000, on_hand=30_000), 1))
    with override_settings(MIDTRANS_SERVER_KEY=KEY):
        return services.start(order=order, provider="midtrans", clock=timezone.now)


def test_twenty_hear_the_same_notification_and_ask_once() -> None:
    request = asked()
    told = {
        "order_id": request.external_id,
        "status_code": "200",
        "gross_amount": f"{request.amount}.00",
        "transaction_status": "settlement",
        "transaction_id": "trx-1",
    }
    with override_settings(MIDTRANS_SERVER_KEY=KEY):
        signed = (told["order_id"], told["status_code"], told["gross_amount"])
        told["signature_key"] = midtrans.signature(*signed)

    answers = race(roles.hear, [{"body": json.dumps(told), "key": KEY}] * MANY)

    assert sorted(answers) == [False] * (MANY - 1) + [True]
    assert ProviderEvent.objects.count() == 1
    assert Message.objects.filter(kind=far.CHECK).count() == 1


def test_twenty_believe_the_same_answer_and_the_order_is_paid_once() -> None:
    request = asked()
    told = {"request_id": request.pk, "amount": request.amount, "state": "paid"}

    race(roles.believe, [told] * MANY)

    request.refresh_from_db()
    assert (request.state, request.paid_amount) == (RequestState.PAID, request.amount)
    assert request.receipts.count() == 1
    assert Order.objects.get(pk=request.order_id).payment_state == PaymentState.PAID


def test_money_and_its_end_at_once_leave_no_order_half_paid() -> None:
    """Settlement and expiry race: whoever is first, the money counts."""
    request = asked()
    paid = {"request_id": request.pk, "amount": request.amount, "state": "paid"}

    race(roles.believe, [paid, {**paid, "state": "waiting"}] * (MANY // 2))

    request.refresh_from_db()
    assert request.state == RequestState.PAID
    assert request.paid_amount == request.amount
