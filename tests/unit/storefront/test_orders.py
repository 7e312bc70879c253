"""Guests' orders: secret links, masked data, slowed guessing, paying, cancelling."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from shop.order import services
from shop.order.models import Order, Parcel, ParcelState
from shop.partner.models import StockRecord
from shop.payments.models import PaymentProof, PaymentRequest
from shop.payments.services import confirm, start
from shop.stock.models import StockItem
from shop.storefront import guests
from tests.factories_orders import make_order
from tests.factories_storefront import make_account, make_product

pytestmark = pytest.mark.django_db

DIGITS = "7890"


def record_of(product: Any) -> StockRecord:
    return StockRecord.objects.get(product=product)


@pytest.fixture
def order() -> Order:
    make_account()
    product = make_product("Kopi Lintong", price=95_000)
    placed = make_order((record_of(product), 2))
    start(order=placed, provider="manual_transfer", clock=timezone.now)
    return placed


def page(client: Client, order: Order, part: str = "") -> str:
    response = client.get(f"/pesanan/{order.token}/{part}")
    assert response.status_code == 200
    return response.content.decode()


def unlock(client: Client, order: Order, digits: str = DIGITS) -> int:
    return client.post(f"/pesanan/{order.token}/buka/", {"digits": digits}).status_code


@pytest.mark.parametrize("part", ["", "bayar/", "batal/", "buka/", "status/"])
def test_pages_behind_a_secret_link_are_not_stored_and_not_indexed(
    client: Client, order: Order, part: str
) -> None:
    unlock(client, order)
    response = client.get(f"/pesanan/{order.token}/{part}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_the_link_itself_is_sent_to_nobody(client: Client, order: Order) -> None:
    assert client.get(f"/pesanan/{order.token}/")["Referrer-Policy"] == "no-referrer"
    assert client.get(f"/pesanan/{order.token}/bayar/")["Referrer-Policy"] == "same-origin"
    assert "<form" not in page(client, order).split("<main")[1]


@pytest.mark.parametrize("token", ["x", "0", "a" * 43, "a" * 500, "../../etc", "%00", "null"])
def test_a_wrong_link_leads_nowhere(client: Client, token: str) -> None:
    make_order((record_of(make_product()), 1))
    for part in ("", "bayar/", "batal/", "buka/", "status/"):
        assert client.get(f"/pesanan/{token}/{part}").status_code == 404


def test_the_order_number_is_no_link(client: Client, order: Order) -> None:
    assert client.get(f"/pesanan/{order.number}/").status_code == 404


def test_personal_data_is_masked_until_four_digits_are_known(client: Client, order: Order) -> None:
    text = page(client, order)
    assert "Ibu S***" in text
    for secret in ("Ibu Sari", "Kebon Kacang 12", "3456-7890", "sari@example.com"):
        assert secret not in text
    assert unlock(client, order, "0000") == 422
    assert "Ibu Sari" not in page(client, order)
    assert unlock(client, order) == 303
    text = page(client, order)
    assert "Ibu Sari" in text
    assert "0812-3456-7890" in text


def test_another_browser_still_sees_masks(client: Client, order: Order) -> None:
    unlock(client, order)
    assert "Ibu Sari" not in page(Client(), order)


def test_number_and_digits_find_the_order(client: Client, order: Order) -> None:
    plain = order.number.lower().replace("-", " ")
    response = client.post("/pesanan/", {"number": plain, "digits": DIGITS})
    assert response["Location"] == f"/pesanan/{order.token}/"
    assert "Ibu Sari" in page(client, order)
    assert order.number in client.get("/pesanan/").content.decode()


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("{number}", "0000"),
        ("{number}", ""),
        ("{number}", "890"),
        ("{number}", "٧٨٩٠"),
        ("LK-00000000", DIGITS),
        ("", ""),
        ("' OR 1=1 --", DIGITS),
        ("LK-" + "9" * 500, DIGITS),
        ("LK-\x00", "\x00"),
    ],
)
def test_every_wrong_guess_gets_the_same_answer(
    client: Client, order: Order, number: str, digits: str
) -> None:
    right = {"number": number.format(number=order.number), "digits": digits}
    response = client.post("/pesanan/", right)
    assert response.status_code == 404
    assert "Tidak ada pesanan dengan nomor dan 4 angka ini." in response.content.decode()
    assert guests.SESSION_KEY not in client.session


def test_an_order_without_a_phone_number_is_never_found(client: Client, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(contact_phone="")
    for digits in ("", "----", "????", "0000"):
        response = client.post("/pesanan/", {"number": order.number, "digits": digits})
        assert response.status_code == 404


def test_a_channels_order_is_not_found_by_its_number(client: Client, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(source="shopee")
    response = client.post("/pesanan/", {"number": order.number, "digits": DIGITS})
    assert response.status_code == 404


def test_guessing_one_number_has_to_wait_even_with_the_right_digits(
    client: Client, order: Order
) -> None:
    for number in range(guests.TRIES_PER_ORDER):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            "/pesanan/", {"number": order.number, "digits": f"{number:04}"}
        )
    response = client.post("/pesanan/", {"number": order.number, "digits": DIGITS})
    assert response.status_code == 429
    assert "seperempat jam" in response.content.decode()
    assert unlock(client, order) == 429
    cache.clear()
    assert unlock(client, order) == 303


def test_guessing_many_numbers_has_to_wait_too(client: Client, order: Order) -> None:
    for number in range(guests.TRIES_PER_ADDRESS):
        client.post("/pesanan/", {"number": f"LK-{number:08}", "digits": "0000"})
    response = client.post("/pesanan/", {"number": order.number, "digits": DIGITS})
    assert response.status_code == 429


def test_how_to_pay_names_account_amount_and_deadline(client: Client, order: Order) -> None:
    request = PaymentRequest.objects.get(order=order)
    text = page(client, order, "bayar/")
    assert "Bank Uji" in text
    assert f'data-copy="{request.amount}"' in text
    assert "WIB" in text
    assert f"Rp{request.unique_code}" in text


def picture() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(data, "PNG")
    return SimpleUploadedFile("bukti.png", data.getvalue(), content_type="image/png")


def test_a_picture_of_the_transfer_is_taken_and_thanked_for(
    client: Client, order: Order, settings: Any, tmp_path: Any
) -> None:
    response = client.post(f"/pesanan/{order.token}/bayar/", {"proof": picture()})
    assert response.status_code == 303
    assert PaymentProof.objects.filter(request__order=order).count() == 1
    text = client.get(response["Location"]).content.decode()
    assert "Terima kasih. Kami cocokkan dengan rekening kami." in text
    assert "Foto sudah kami terima." in text
    PaymentProof.objects.get().file.delete(save=False)


def test_what_is_no_picture_is_refused_in_words(client: Client, order: Order) -> None:
    fake = SimpleUploadedFile("bukti.png", b"<svg onload=alert(1)>", content_type="image/png")
    for files in ({"proof": fake}, {}):
        response = client.post(f"/pesanan/{order.token}/bayar/", files)
        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()
    assert PaymentProof.objects.count() == 0


def test_the_waiting_page_learns_that_money_came(client: Client, order: Order) -> None:
    address = f"/pesanan/{order.token}/status/"
    assert client.get(address).json() == {"state": "awaiting.awaiting"}
    request = PaymentRequest.objects.get(order=order)
    confirm(request_id=request.pk, amount=request.amount, actor=None)
    assert client.get(address).json() == {"state": "paid.paid"}
    assert "Sudah dibayar, terima kasih" in page(client, order, "bayar/")
    assert "Sedang dikemas" in page(client, order)


def test_every_step_is_told_as_it_happens(client: Client, order: Order) -> None:
    assert "Menunggu pembayaran Anda" in page(client, order)
    services.mark_paid(order_id=order.pk)
    parcel = Parcel.objects.get(order=order)
    services.move(parcel_id=parcel.pk, to=ParcelState.PACKED)
    assert "Siap, silakan diambil" in page(client, order)  # fetched at the cooperative
    services.move(parcel_id=parcel.pk, to=ParcelState.SHIPPED, tracking_number="JNE123")
    text = page(client, order)
    assert "Dalam perjalanan" in text
    assert 'data-copy="JNE123"' in text
    services.move(parcel_id=parcel.pk, to=ParcelState.DELIVERED)
    services.move(parcel_id=parcel.pk, to=ParcelState.COMPLETED)
    assert "Selesai" in page(client, order)


def test_two_parcels_are_followed_one_by_one(client: Client) -> None:
    first, second = make_product("Kopi"), make_product("Ulos")
    order = make_order((record_of(first), 1), (record_of(second), 1))
    services.mark_paid(order_id=order.pk)
    parcel = order.parcels.order_by("sequence").first()
    services.walk(parcel_id=parcel.pk, to=ParcelState.SHIPPED, tracking_number="A1")
    text = page(client, order)
    assert "1 dari 2 paket di jalan" in text
    assert "Dikirim 1/2" in text


def test_cancelling_asks_first_and_frees_the_goods(client: Client, order: Order) -> None:
    item = StockItem.objects.get(pk=order.lines.get().stock_item_id)
    assert item.allocated == 2_000
    unlock(client, order)
    assert f"Batalkan pesanan {order.number}" in page(client, order, "batal/")
    item.refresh_from_db()
    assert item.allocated == 2_000
    response = client.post(f"/pesanan/{order.token}/batal/", {"reason": "salah pesan"})
    assert response["Location"] == f"/pesanan/{order.token}/"
    item.refresh_from_db()
    assert item.allocated == 0
    assert "Pesanan dibatalkan." in page(client, order)
    client.post(f"/pesanan/{order.token}/batal/", {})
    item.refresh_from_db()
    assert (item.allocated, item.on_hand) == (0, 20_000)


def test_the_link_alone_cancels_nothing(client: Client, order: Order) -> None:
    response = client.post(f"/pesanan/{order.token}/batal/", {})
    assert response["Location"] == f"/pesanan/{order.token}/buka/"
    assert Parcel.objects.get(order=order).state == ParcelState.TO_PACK


def test_what_is_packed_can_only_be_asked_to_stop(client: Client, order: Order) -> None:
    unlock(client, order)
    services.mark_paid(order_id=order.pk)
    parcel = Parcel.objects.get(order=order)
    services.move(parcel_id=parcel.pk, to=ParcelState.PACKED)
    assert "Minta batal?" in page(client, order, "batal/")
    client.post(f"/pesanan/{order.token}/batal/", {})
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.PACKED


def test_an_order_whose_time_is_over_says_so(client: Client, order: Order) -> None:
    moment = timezone.now() + timedelta(days=3)
    services.lapse_due(clock=lambda: moment, budget=10)
    from shop.payments.services import expire_due

    expire_due(clock=lambda: moment, budget=10)
    assert "Dibatalkan" in page(client, order)
    assert "Waktu bayar sudah habis" in page(client, order, "bayar/")


def test_a_customer_sees_own_orders_in_full_on_every_device(client: Client, order: Order) -> None:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user(email="sari@example.com", password="rahasia-123")
    Order.objects.filter(pk=order.pk).update(user=user)
    client.force_login(user)
    assert "Ibu Sari" in page(client, order)
    assert order.number in client.get("/pesanan/").content.decode()
