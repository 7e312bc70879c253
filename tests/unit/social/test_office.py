"""What head office sees of messages, and where buyers say yes and no."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integrations.social.models import MessageStatus, Reached
from shop.notices import services
from shop.notices.models import NoticeTemplate
from shop.order.models import Order
from shop.outbox.models import Message, State
from shop.privacy import consents
from tests.factories_orders import SARI, make_order, make_shelf
from tests.factories_storefront import make_account, make_places, make_product, put_in_basket
from tests.unit.privacy.test_pages import order_by_hand, shown_text
from tests.unit.storefront.test_checkout import look, press

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sender(settings: Any) -> None:
    settings.WHATSAPP_PHONE_ID, settings.WHATSAPP_TOKEN = "1", "token-of-tests"


@pytest.fixture
def office(django_user_model: Any) -> Client:
    client = Client()
    user = django_user_model.objects.create_superuser("pusat@example.com", "x")
    client.force_login(user)
    return client


@pytest.fixture
def order() -> Order:
    NoticeTemplate.objects.create(event="received", name="pesanan_diterima", parameters="number")
    order = make_order((make_shelf(), 1))
    services.begin(order=order, user_id=None, version="1", language="id")
    return order


def test_head_office_reads_states_and_reasons(office: Client, order: Order) -> None:
    Message.objects.update(state=State.PARKED, error_code="132001", error_text="x")
    page = office.get(reverse("social_messages")).content.decode()
    assert "Perlu diperiksa" in page
    assert "Templat ini belum disetujui." in page
    assert "6281234567890" not in page
    assert "Kirim ulang" in page
    Message.objects.update(state=State.SENT, external_id="wamid.A", error_code="")
    MessageStatus.objects.create(wamid="wamid.A", reached=Reached.FAILED, error_code="131026")
    page = office.get(reverse("social_messages")).content.decode()
    assert "Tidak sampai" in page
    assert "tidak punya WhatsApp" in page
    later = timezone.now() + timedelta(hours=3)
    Message.objects.update(state=State.QUEUED, external_id="", not_before=later)
    page = office.get(reverse("social_messages")).content.decode()
    assert "Dikirim pukul 07.00." in page


def test_head_office_sends_again_once(office: Client, order: Order) -> None:
    message = Message.objects.get(kind="whatsapp")
    Message.objects.update(state=State.PARKED, error_code="no_report")
    for _click in range(2):
        answer = office.post(reverse("social_messages"), {"pesan": str(message.pk)})
        assert answer.status_code == 302
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert office.post(reverse("social_messages"), {"pesan": "x"}).status_code == 404


def test_without_a_key_head_office_reads_how_to_switch_it_on(office: Client, settings: Any) -> None:
    settings.WHATSAPP_TOKEN = ""
    page = office.get(reverse("social_messages")).content.decode()
    assert "WHATSAPP_PHONE_ID" in page


def test_nobody_else_gets_in(django_user_model: Any) -> None:
    client = Client()
    client.force_login(django_user_model.objects.create_user("a@example.com", password=None))
    assert client.get(reverse("social_messages")).status_code in {302, 403, 404}


@pytest.mark.parametrize("has_key", [True, False])
def test_the_checkout_asks_only_when_there_is_a_sender(settings: Any, has_key: bool) -> None:
    settings.WHATSAPP_TOKEN = "token-of-tests" if has_key else ""
    NoticeTemplate.objects.create(event="received", name="pesanan_diterima", parameters="number")
    order = order_by_hand(whatsapp="on")
    assert consents.wants_whatsapp(order_id=order.pk) is has_key
    assert Message.objects.filter(kind="whatsapp").count() == int(has_key)


@pytest.mark.parametrize(("source", "count"), [("account", 1), ("checkout", 0)])
def test_an_account_that_said_yes_to_all_need_not_tick_it(
    django_user_model: Any, client: Client, source: str, count: int
) -> None:
    NoticeTemplate.objects.create(event="received", name="pesanan_diterima", parameters="number")
    user = django_user_model.objects.create_user("a@example.com", password=None)
    consents.record(
        purpose=consents.Purpose.WHATSAPP, is_given=True, source=source, user_id=user.pk
    )
    client.force_login(user)
    make_places()
    make_account()
    wanted = {"product": make_product().pk, "quantity": 1}
    client.post("/keranjang/tambah/", wanted, headers={"Sec-Fetch-Site": "same-origin"})
    assert press(client, look(client)).status_code == 303

    assert Message.objects.filter(kind="whatsapp").count() == count
    assert Order.objects.get().user == user


def test_the_question_stands_there_unticked() -> None:
    assert box() == '<input type="checkbox" name="whatsapp" id="id_whatsapp">'


def test_the_question_is_not_asked_without_a_sender(settings: Any) -> None:
    settings.WHATSAPP_TOKEN = ""
    assert box() == ""


def box() -> str:
    make_places()
    make_account()
    client = Client()
    put_in_basket(client, make_product())
    found = re.search(r'<input type="checkbox"[^>]*name="whatsapp"[^>]*>', shown_text(client))
    return found.group() if found else ""


def test_a_guest_stops_it_on_the_order_page(order: Order, client: Client) -> None:
    url = reverse("privacy:order", args=[order.token])
    assert "Hentikan lewat WhatsApp" in client.get(url).content.decode()
    wrong = client.post(url, {"digits": "0000", "action": "whatsapp"})
    assert wrong.status_code == 422
    assert consents.wants_whatsapp(order_id=order.pk)
    client.post(url, {"digits": SARI.phone[-4:], "action": "whatsapp"})
    assert not consents.wants_whatsapp(order_id=order.pk)
    assert Message.objects.get(kind="whatsapp").state == State.CANCELLED


def test_an_account_says_yes_and_no(django_user_model: Any, client: Client) -> None:
    user = django_user_model.objects.create_user("a@example.com", password=None)
    client.force_login(user)
    assert "Ya, lewat WhatsApp juga" in client.get(reverse("privacy:mine")).content.decode()
    client.post(reverse("privacy:whatsapp"), {"kabar": "ya"})
    assert consents.account_wants_whatsapp(user_id=user.pk)
    assert "Hentikan lewat WhatsApp" in client.get(reverse("privacy:mine")).content.decode()
    client.post(reverse("privacy:whatsapp"), {"kabar": "tidak"})
    assert not consents.account_wants_whatsapp(user_id=user.pk)
