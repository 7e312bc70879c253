"""One reminder before unpaid goods are free again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.outbox.models import Message
from shop.payments import reminders, services
from shop.payments.models import PaymentRequest
from tests.factories_orders import make_order, make_shelf
from tests.factories_storefront import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_to_pay() -> PaymentRequest:
    make_account()
    order = make_order((make_shelf(), 1))
    found = services.start(order=order, provider="manual_transfer", clock=timezone.now)
    PaymentRequest.objects.filter(pk=found.pk).update(
        created_at=timezone.now() - timedelta(hours=19),
        expires_at=timezone.now() + timedelta(hours=5),
    )
    found.refresh_from_db()
    return found


def remind(**later: int) -> int:
    return reminders.remind_due(clock=lambda: timezone.now() + timedelta(**later), budget=10)


def test_a_buyer_is_reminded_once_with_the_exact_amount(request_to_pay):
    assert remind() == 1
    assert remind() == 0

    text = Message.objects.get(dedup_key__endswith=":pay_soon").payload["text"]
    assert f"Rp{request_to_pay.amount:,}".replace(",", ".") in text


@pytest.mark.parametrize("later", [{"hours": -2}, {"hours": 6}])
def test_neither_too_early_nor_after_the_end(request_to_pay, later):
    assert remind(**later) == 0


def test_who_ordered_a_moment_ago_is_not_reminded(request_to_pay):
    PaymentRequest.objects.update(created_at=timezone.now())
    assert remind() == 0


def test_who_has_paid_is_not_reminded(request_to_pay):
    services.confirm(request_id=request_to_pay.pk, amount=request_to_pay.amount, actor=None)
    assert remind() == 0
