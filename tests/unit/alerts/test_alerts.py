"""Beri tahu saya: one message when goods are there, to whoever asked, and an end to it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from shop.customer.models import Alert
from shop.outbox.models import Message
from shop.stock import services as stock
from shop.stock.harvests import open_harvest
from shop.storefront import alerts
from shop.storefront.throttle import TooManyTries
from tests.factories_storefront import SAME_ORIGIN, card_of, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


def ask(product, contact: str = "Sari@Example.com", address: str = "10.0.0.1") -> Alert:
    return alerts.ask(card=card_of(product), contact=contact, address=address, language="id")


def find() -> int:
    return alerts.find_due(clock=timezone.now, budget=50)


def receive(product, packs: int = 5) -> None:
    item = product.stockrecords.get().stock_item
    stock.receive(item_id=item.pk, quantity=packs * 1000, ref=f"masuk {packs}")


def test_one_alert_for_each_product_and_contact() -> None:
    product, other = make_product(packs=0), make_product(packs=0)
    first = ask(product)
    assert ask(product, "sari@example.com ") == first
    assert ask(other) != first
    assert first.contact == "sari@example.com"


@pytest.mark.parametrize("contact", ["", "sari@", "12", "sari", "+1 555 0100"])
def test_what_is_no_contact_is_refused_in_words(contact: str) -> None:
    with pytest.raises(alerts.BadContact) as refused:
        ask(make_product(packs=0), contact)
    assert str(refused.value)
    assert Alert.objects.count() == 0


def test_a_number_is_kept_as_e164() -> None:
    alert = ask(make_product(packs=0), "0812-3456-7890")
    assert (alert.way, alert.contact) == ("whatsapp", "+6281234567890")


def test_too_many_from_one_address_have_to_wait() -> None:
    product = make_product(packs=0)
    for number in range(alerts.ASKS_PER_ADDRESS):
        ask(product, f"a{number}@example.com")
    with pytest.raises(TooManyTries):
        ask(product, "satu-lagi@example.com")


def test_the_mail_goes_once_when_goods_come() -> None:
    product = make_product("Beras merah", packs=0)
    alert = ask(product)
    assert find() == 0
    receive(product)
    assert (find(), find()) == (1, 0)
    message = Message.objects.get()
    assert message.payload["to"] == ["sari@example.com"]
    assert f"/kabar/{alert.token}/berhenti/" in message.payload["text"]
    assert "Rp" not in message.payload["text"]
    assert product.get_absolute_url() in message.payload["html"]


def test_after_the_message_the_same_contact_may_ask_again() -> None:
    product = make_product(packs=0)
    first = ask(product)
    receive(product)
    find()
    stock.reserve(
        item_id=product.stockrecords.get().stock_item_id, quantity=5_000, ref="uji:habis:1"
    )
    second = ask(product)
    assert second != first
    assert find() == 0
    receive(product, 9)
    find()
    assert Message.objects.count() == 2


def test_who_asked_during_a_pre_order_waits_for_the_goods() -> None:
    product = make_product(packs=0)
    early = ask(product, "lebih-dulu@example.com")
    today = timezone.localdate()
    open_harvest(
        goods_id=product.stockrecords.get().stock_item_id,
        quota=5_000,
        harvest_date=today + timedelta(days=9),
        closes_on=today + timedelta(days=8),
    )
    during = ask(product, "saat-po@example.com")
    assert find() == 1
    early.refresh_from_db()
    during.refresh_from_db()
    assert (early.told_at is None, during.due_at) == (False, None)
    receive(product)
    assert find() == 1


def test_a_phone_waits_for_a_person_at_the_right_desk() -> None:
    product = make_product(packs=0)
    alert = ask(product, "081234567890")
    receive(product)
    find()
    assert Message.objects.count() == 0
    assert list(alerts.to_tell([product.partner_id + 1])) == []
    assert list(alerts.to_tell([product.partner_id])) == [alert]
    assert product.get_absolute_url() in alerts.message_text(alert)
    told = {"alert_id": alert.pk, "cooperative_ids": [product.partner_id]}
    assert [alerts.told(**told), alerts.told(**told)] == [True, False]


def test_the_link_ends_it_and_opening_it_alone_does_not(client: Client) -> None:
    product = make_product(packs=0)
    alert = ask(product)
    address = f"/kabar/{alert.token}/berhenti/"
    assert client.get(address).status_code == 200
    alert.refresh_from_db()
    assert alert.ended_at is None
    assert [client.post(address).status_code for _time in range(2)] == [200, 200]
    receive(product)
    assert find() == 0
    assert client.get("/kabar/tidak-ada-token-ini/berhenti/").status_code == 404


def test_the_form_says_what_is_wrong_and_never_who_asked_before(client: Client) -> None:
    product = make_product(packs=0)
    address = f"/produk/{product.slug}/kabari/"
    wrong = client.post(address, {"contact": "sari@"}, **SAME_ORIGIN)
    assert wrong.status_code == 422
    assert 'value="sari@"' in wrong.content.decode()
    answers = [
        client.post(address, {"contact": "sari@example.com"}, **SAME_ORIGIN).content
        for _time in range(2)
    ]
    assert answers[0] == answers[1]
    assert client.post(address, {"contact": "a@b.id"}).status_code == 403
    assert not client.cookies
