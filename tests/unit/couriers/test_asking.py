"""Parcels that left long ago and never arrived: the buyer is asked once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from shop.couriers import asking
from shop.order import services as orders
from shop.order.models import Order, Parcel
from shop.outbox.models import Message
from shop.shipping.defaults import PICKUP
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_orders import make_paid_order, make_shelf, only_parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel():
    found = only_parcel(make_paid_order((make_shelf(), 1)))
    Parcel.objects.filter(pk=found.pk).update(quote={"code": "jne"})
    orders.walk(parcel_id=found.pk, to="shipped", tracking_number="JX-7")
    return found


def late(days: int = 1):
    return timezone.now() + timedelta(days=settings.ORDER_ASK_DAYS + days)


def told() -> list[Message]:
    return list(Message.objects.filter(dedup_key__contains=":has_it_come:"))


def test_the_buyer_is_asked_once_with_the_link_that_says_it_came(parcel):
    assert asking.ask_due(now=late(-1)) == 0
    assert asking.ask_due(now=late()) == 1
    assert asking.ask_due(now=late(9)) == 0

    (mail,) = told()
    assert f"/pesanan/{parcel.order.token}/sampai/1/" in mail.payload["text"]
    assert "JX-7" in mail.payload["text"]
    assert parcel.events.filter(source="asked").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"state": "delivered"},
        {"has_open_complaint": True},
        {"quote": {"code": PICKUP}},
        {"shipped_at": timezone.now() - timedelta(days=400)},
    ],
)
def test_what_needs_no_question_is_not_asked(parcel, change):
    Parcel.objects.filter(pk=parcel.pk).update(**change)
    assert asking.ask_due(now=late()) == 0
    assert told() == []


def test_what_was_fetched_does_not_keep_others_from_being_asked(parcel):
    fetched = only_parcel(make_paid_order((make_shelf(), 1)))
    Parcel.objects.filter(pk=fetched.pk).update(
        quote={"code": PICKUP}, state="shipped", shipped_at=timezone.now() - timedelta(days=1)
    )
    unquoted = only_parcel(make_paid_order((make_shelf(), 1)))
    Parcel.objects.filter(pk=unquoted.pk).update(
        quote={}, state="shipped", shipped_at=timezone.now() + timedelta(hours=1)
    )
    assert list(asking.overdue(late())) == [parcel, unquoted]
    assert asking.ask_due(now=late(), limit=1) == 1


def test_a_channel_says_itself_when_an_order_is_done(parcel):
    Order.objects.filter(pk=parcel.order_id).update(source="shopee")
    assert asking.ask_due(now=late()) == 0


def test_the_desk_shows_it_until_it_arrived_and_the_steps_keep_their_time(parcel, client):
    worker_beats()
    sent = timezone.now() - timedelta(days=settings.ORDER_ASK_DAYS + 2)
    Parcel.objects.filter(pk=parcel.pk).update(shipped_at=sent)
    parcel.events.filter(to_state="shipped").update(created_at=sent)
    staff = client_of(make_staff(parcel.cooperative))
    assert asking.ask_due(now=timezone.now()) == 1
    assert "Sudah sampai belum?" in staff.get(reverse("desk:home")).content.decode()
    page = client.get(reverse("storefront:order", args=[parcel.order.token])).content.decode()
    assert f'<time datetime="{timezone.localtime(sent).isoformat()}"' in page
    orders.walk(parcel_id=parcel.pk, to="delivered")
    assert "Sudah sampai belum?" not in staff.get(reverse("desk:home")).content.decode()
