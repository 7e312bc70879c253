"""What people see and press: with an account, as a guest, at sign-up and at the checkout."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shop.accounts.models import User
from shop.order.models import Order
from shop.outbox.models import Message
from shop.privacy import columns, consents, editions, exporting, registry, retention, services
from shop.privacy.models import Consent, DataRequest, RequestState
from tests.factories_privacy import (
    EMAIL,
    PHONE,
    STREET,
    finish,
    make_buyer,
    make_user,
    pay,
    place,
)
from tests.factories_storefront import make_account, make_places, make_product, put_in_basket
from tests.unit.storefront.test_checkout import look, press

pytestmark = pytest.mark.django_db
HOME = "/akun/data/privasi/"
PASSWORD = "panjang-sekali-42"


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def signed_in(email: str = EMAIL, *, proven: bool = True) -> Client:
    """A browser; ``proven``: signed in with the password just now."""
    user = User.objects.filter(email=email).first() or make_user(email)
    client = Client()
    if proven:
        client.post("/akun/login/", {"login": email, "password": PASSWORD})
    else:
        client.force_login(user)
    return client


def unpack(response: Any) -> dict[str, Any]:
    """The JSON of a copy, and everything readable of it."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    told = json.loads(packed.read("data-saya.json"))
    told["page"] = packed.read("data-saya.html").decode()
    told["files"] = [name for name in packed.namelist() if name.startswith("berkas/")]
    return told


def made_copy(client: Client) -> DataRequest:
    assert client.post(f"{HOME}salinan/").status_code == 303
    request = DataRequest.objects.get(kind="export", state="waiting")
    assert services.work(request_id=request.pk)
    request.refresh_from_db()
    return request


def test_the_page_asks_for_a_login_and_shows_what_can_be_done() -> None:
    assert Client().get(HOME).status_code == 302
    page = signed_in().get(HOME)
    assert page.status_code == 200
    for words in ("Buat salinan", "Lihat apa yang akan dihapus", "Ya, kabari saya"):
        assert words in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_copy_holds_the_account_its_orders_and_the_pictures() -> None:
    buyer = make_buyer()
    client = signed_in()
    request = made_copy(client)

    told = unpack(client.get(f"{HOME}salinan/{request.pk}/"))

    assert told["accounts.User"][0]["email"] == EMAIL
    assert told["order.Order"][0]["number"] == buyer.order.number
    assert told["order.Order"][0]["contact_phone"] == PHONE
    assert told["order.ShippingAddress"][0]["line1"] == STREET
    assert told["complaints.Complaint"][0]["text"].startswith("Saya Marsinta")
    assert len(told["files"]) == 3
    assert STREET in told["page"]
    assert "untuk mengirim dan menyelesaikan pesanan" in told["page"]
    assert "password" not in json.dumps(told).lower()


def test_a_copy_is_for_its_owner_alone_and_for_seven_days() -> None:
    make_user()
    request = made_copy(signed_in())
    address = f"{HOME}salinan/{request.pk}/"
    User.objects.create_superuser(email="pusat@lapak.example", password=PASSWORD)

    assert signed_in("orang.lain@surat.example").get(address).status_code == 404
    assert signed_in("pusat@lapak.example").get(address).status_code in {302, 404}
    assert Client().get(address).status_code == 302

    DataRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert signed_in().get(address).status_code == 404
    retention.purge(clock=timezone.now)
    request.refresh_from_db()
    assert (request.state, request.file.name) == (RequestState.EXPIRED, "")
    assert not storages["private"].exists(f"exports/{request.pk}.zip")


@pytest.mark.parametrize("path", ["salinan/", "hapus/"])
def test_who_is_signed_in_for_long_proves_it_again(path: str) -> None:
    make_user()
    response = signed_in(proven=False).post(f"{HOME}{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/akun/reauthenticate/?next=")
    assert DataRequest.objects.count() == 0


def test_downloading_asks_again_too() -> None:
    make_user()
    request = made_copy(signed_in())
    response = signed_in(proven=False).get(f"{HOME}salinan/{request.pk}/")
    assert response["Location"].startswith("/akun/reauthenticate/?next=")


def test_nothing_of_a_stranger_whose_address_or_number_was_typed_in_is_told() -> None:
    stranger = make_buyer()
    thief = make_user("maling@surat.example")
    thief.emailaddress_set.create(email=EMAIL.replace("@", "+x@"), verified=False)
    User.objects.filter(pk=thief.pk).update(phone=PHONE)
    client = signed_in("maling@surat.example")
    told = unpack(client.get(f"{HOME}salinan/{made_copy(client).pk}/"))
    assert "order.Order" not in told
    assert stranger.order.number not in json.dumps(told)


def test_deleting_says_what_goes_and_can_be_called_back() -> None:
    make_user()
    client = signed_in()
    page = client.get(f"{HOME}hapus/").content.decode()
    assert "Yang harus tetap ada, tanpa nama Anda" in page

    assert client.post(f"{HOME}hapus/").status_code == 303
    assert "Akun Anda akan dihapus pada" in client.get(HOME).content.decode()
    assert Message.objects.filter(dedup_key__startswith="privacy:").count() == 1
    assert client.post(f"{HOME}hapus/").status_code == 303
    assert DataRequest.objects.count() == 1

    assert client.post(f"{HOME}batal/").status_code == 303
    assert DataRequest.objects.get().state == RequestState.CANCELLED


def test_what_is_open_is_shown_with_a_link_and_no_button() -> None:
    user = make_user()
    order = place(user)
    client = signed_in()
    page = client.get(f"{HOME}hapus/").content.decode()
    assert f"/pesanan/{order.token}/" in page
    assert "menunggu pembayaran" in page
    assert "Hapus akun saya 7 hari lagi" not in page
    assert client.post(f"{HOME}hapus/").status_code == 409
    assert DataRequest.objects.count() == 0


def test_messages_are_off_until_somebody_says_yes_and_every_answer_stays() -> None:
    user = make_user()
    client = signed_in()
    assert not consents.wants_promo(user_id=user.pk)
    client.post(f"{HOME}kabar/", {"kabar": "ya"})
    client.post(f"{HOME}kabar/", {"kabar": "ya"})
    assert consents.wants_promo(user_id=user.pk)
    client.post(f"{HOME}kabar/", {"kabar": "tidak"})
    assert not consents.wants_promo(user_id=user.pk)
    answers = Consent.objects.order_by("pk").values_list("is_given", "source")
    assert list(answers) == [(True, "account"), (False, "account")]


def guest_order() -> tuple[Order, str]:
    order = place()
    pay(order)
    finish(order)
    return order, f"/pesanan/{order.token}/data/"


def test_a_guest_takes_a_copy_with_the_digits_of_the_phone_only() -> None:
    order, address = guest_order()
    client = Client()
    assert EMAIL not in client.get(address).content.decode()
    wrong = client.post(address, {"digits": "0000", "action": "salinan"})
    assert wrong.status_code == 422

    told = unpack(client.post(address, {"digits": "6050", "action": "salinan"}))

    assert [row["number"] for row in told["order.Order"]] == [order.number]
    assert "accounts.User" not in told
    assert len(told["files"]) == 3
    # Nothing of it is kept on the way.
    assert DataRequest.objects.count() == 0


def test_a_guest_lets_an_order_forget_and_thinks_again() -> None:
    order, address = guest_order()
    client = Client()
    assert client.post(address, {"digits": "6050", "action": "hapus"}).status_code == 303
    request = DataRequest.objects.get()
    assert (request.order_id, request.state) == (order.pk, RequestState.WAITING)
    assert client.post(address, {"digits": "1111", "action": "batal"}).status_code == 422
    assert client.post(address, {"digits": "6050", "action": "batal"}).status_code == 303
    request.refresh_from_db()
    assert request.state == RequestState.CANCELLED


def test_guessing_the_digits_is_slowed_down() -> None:
    _order, address = guest_order()
    answers = [
        Client().post(address, {"digits": f"{n:04}", "action": "salinan"}).status_code
        for n in range(8)
    ]
    assert answers[-1] == 429


def test_orders_of_accounts_and_of_channels_are_not_dealt_with_by_link() -> None:
    order = place(make_user())
    address = f"/pesanan/{order.token}/data/"
    page = Client().post(address, {"digits": "6050", "action": "salinan"})
    assert "milik sebuah akun" in page.content.decode()
    Order.objects.filter(pk=order.pk).update(user=None, source="shopee")
    assert Client().get(address).status_code == 404


def test_an_open_order_is_refused_with_words() -> None:
    order = place()
    address = f"/pesanan/{order.token}/data/"
    page = Client().post(address, {"digits": "6050", "action": "hapus"})
    assert page.status_code == 409
    assert "menunggu pembayaran" in page.content.decode()


def test_ordering_writes_down_the_edition_and_no_consent_to_messages() -> None:
    order = order_by_hand()
    assert order.terms_version == editions.current()
    assert Consent.objects.count() == 0


def test_a_ticked_box_at_the_checkout_is_a_consent_of_its_own() -> None:
    order = order_by_hand(promo="on")
    consent = Consent.objects.get()
    facts = (consent.order_id, consent.purpose, consent.is_given, consent.source)
    assert facts == (order.pk, "promo", True, "checkout")
    assert consent.version == order.terms_version


def test_a_guest_takes_the_consent_back_on_the_orders_page() -> None:
    order = order_by_hand(promo="on")
    address = f"/pesanan/{order.token}/data/"
    digits = order.contact_phone[-4:]
    assert "Hentikan kabar ini" in Client().get(address).content.decode()
    assert Client().post(address, {"digits": "0000", "action": "kabar"}).status_code == 422
    assert consents.order_wants_promo(order_id=order.pk)
    assert Client().post(address, {"digits": digits, "action": "kabar"}).status_code == 303
    assert not consents.order_wants_promo(order_id=order.pk)
    assert Consent.objects.count() == 2


def order_by_hand(**more: str) -> Order:
    make_places()
    make_account()
    client = Client()
    put_in_basket(client, make_product())
    shown = look(client)
    box = re.search(r'<input type="checkbox"[^>]*name="promo"[^>]*>', shown_text(client))
    assert box is not None
    assert "checked" not in box.group()
    assert press(client, shown, **more).status_code == 303
    return Order.objects.get()


def shown_text(client: Client) -> str:
    return client.get("/checkout/").content.decode()


def test_an_edition_that_was_made_up_counts_as_todays() -> None:
    assert editions.of_form("kebijakan-privasi:999:forged") == editions.current()
    assert editions.of_form(editions.signed()) == editions.current()


def test_the_edition_follows_what_editors_publish() -> None:
    with override("id"):
        from wagtail.models import Page

        page = Page.objects.filter(depth=2).first()
        child = page.add_child(instance=Page(title="Kebijakan privasi", slug="kebijakan-privasi"))
    assert editions.current() == "kebijakan-privasi:0"
    revision = child.save_revision()
    revision.publish()
    from django.core.cache import cache

    cache.clear()
    assert editions.current() == f"kebijakan-privasi:{revision.pk}"


def test_signing_up_writes_down_terms_and_only_a_ticked_yes() -> None:
    for email, ticked in (("satu@surat.example", {}), ("dua@surat.example", {"promo": "on"})):
        Client().post("/akun/signup/", {"email": email, "password1": PASSWORD, **ticked})
    rows = Consent.objects.order_by("pk").values_list("user__email", "purpose", "source")
    assert list(rows) == [
        ("satu@surat.example", "terms", "sign_up"),
        ("dua@surat.example", "terms", "sign_up"),
        ("dua@surat.example", "promo", "sign_up"),
    ]


def test_every_column_of_a_copy_has_words_in_both_languages() -> None:
    for language in ("id", "en"):
        with override(language):
            for holding in registry.holdings():
                assert all(str(columns.label(name)) for name in holding.shows), holding.model


def test_two_who_make_the_same_copy_leave_one_file() -> None:
    user = make_user()
    request = services.ask_for_copy(user=user, language="id")
    assert services.ask_for_copy(user=user, language="id").pk == request.pk
    from shop.privacy.people import person_of

    first = exporting.store(request=request, person=person_of(user))
    assert exporting.store(request=request, person=person_of(user)) == first


def test_head_office_sees_what_is_open_and_no_name() -> None:
    user = make_user()
    services.ask_for_erasure(user=user, language="id")
    office = User.objects.create_superuser(email="pusat@lapak.example", password="x")
    client = Client()
    client.force_login(office)
    from tests.factories_stock import make_cooperative

    make_cooperative()
    page = client.get(reverse("desk:data_requests"))
    text = page.content.decode()
    assert page.status_code == 200
    assert f"akun {user.pk}" in text
    assert EMAIL not in text
    assert "Marsinta" not in text
