"""After an order has left: arrived, problem with photos, invoice, the same again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from shop.complaints.models import Complaint, ComplaintPhoto
from shop.order import services
from shop.order.models import Order, Parcel
from shop.order.requests import Contact
from shop.order.selectors import order_by_token
from shop.partner.models import StockRecord
from shop.payments import services as payments
from shop.storefront import invoice
from tests.factories_orders import make_order, make_shelf, only_parcel
from tests.factories_storefront import make_account, make_product

pytestmark = pytest.mark.django_db

DIGITS = "7890"


@pytest.fixture
def order() -> Order:
    make_account()
    record = StockRecord.objects.get(product=make_product("Kopi Lintong", price=95_000))
    placed = make_order((record, 2))
    request = payments.start(order=placed, provider="manual_transfer", clock=timezone.now)
    payments.confirm(request_id=request.pk, amount=request.amount, actor=None)
    services.walk(parcel_id=only_parcel(placed).pk, to="shipped", source="desk")
    placed.refresh_from_db()
    return placed


@pytest.fixture
def buyer(client: Client, order: Order) -> Client:
    client.post(f"/pesanan/{order.token}/buka/", {"digits": DIGITS})
    return client


def at(order: Order, part: str = "") -> str:
    return f"/pesanan/{order.token}/{part}"


def photo(name: str = "foto.png") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), content_type="image/png")


def report(order: Order, **changes: Any) -> dict[str, Any]:
    line = order.lines.get()
    return {"masalah": "broken", "mau": "money", f"isi-{line.pk}": "1", **changes}


def test_who_has_the_parcel_closes_the_order(buyer, order):
    assert at(order, "sampai/1/") in buyer.get(at(order)).content.decode()
    assert buyer.post(at(order, "sampai/1/")).status_code == 303

    parcel = only_parcel(order)
    assert parcel.state == "completed"
    assert parcel.delivered_at
    assert buyer.post(at(order, "sampai/1/")).status_code == 303
    assert parcel.events.filter(to_state="completed").count() == 1


def test_a_problem_with_a_photo_reaches_the_cooperative(buyer, order):
    response = buyer.post(at(order, "masalah/1/"), report(order, cerita="Pecah", foto=photo()))
    assert response.status_code == 303

    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.lines.get().quantity) == ("Pecah", 1)
    shown = buyer.get(at(order)).content.decode()
    assert "Rusak atau basi" in shown
    assert "sampai/1/" not in shown
    picture = buyer.get(at(order, f"masalah/foto/{complaint.photos.get().pk}/"))
    assert picture["Content-Type"] == "image/jpeg"
    assert "no-store" in picture["Cache-Control"]


def test_the_buyer_may_say_it_is_solved(buyer, order):
    buyer.post(at(order, "masalah/1/"), report(order))
    buyer.post(at(order, "masalah/1/"), {"selesai": "1"})
    assert Complaint.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    "changes",
    [
        {"masalah": "hacked"},
        {"mau": ""},
        {"isi": "none"},
        {"foto": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")},
        {"foto": [photo(f"{n}.png") for n in range(5)]},
    ],
)
def test_a_bad_report_is_refused_in_words_and_kept_on_the_page(buyer, order, changes):
    sent = report(order, cerita="Isinya pecah semua")
    if "isi" in changes:
        sent[f"isi-{order.lines.get().pk}"] = "0"
    response = buyer.post(at(order, "masalah/1/"), sent | changes)

    assert response.status_code == 422
    assert "Isinya pecah semua" in response.content.decode()
    assert not Complaint.objects.exists()
    assert not Parcel.objects.get(order=order).has_open_complaint


@pytest.mark.parametrize("part", ["sampai/1/", "masalah/1/", "lagi/", "nota.pdf"])
def test_the_link_alone_opens_none_of_it(client, order, part):
    for response in (client.get(at(order, part)), client.post(at(order, part), report(order))):
        assert response.status_code in {303, 405}
    assert only_parcel(order).state == "shipped"
    assert not Complaint.objects.exists()


def test_what_was_reported_is_not_shown_to_who_only_has_the_link(buyer, order):
    buyer.post(at(order, "masalah/1/"), report(order, cerita="Rahasia saya", foto=photo()))
    stranger = Client()
    assert "Rahasia saya" not in stranger.get(at(order)).content.decode()
    picture = ComplaintPhoto.objects.get().pk
    assert stranger.get(at(order, f"masalah/foto/{picture}/")).status_code == 404


def test_a_photo_is_not_found_under_another_order(buyer, order):
    buyer.post(at(order, "masalah/1/"), report(order, foto=photo()))
    other = make_order((make_shelf(), 1))
    buyer.post(f"/pesanan/{other.token}/buka/", {"digits": DIGITS})
    picture = ComplaintPhoto.objects.get().pk
    assert buyer.get(at(other, f"masalah/foto/{picture}/")).status_code == 404


def test_parcels_that_are_not_there_are_not_found(buyer, order):
    assert buyer.get(at(order, "masalah/9/")).status_code == 404


def test_the_invoice_is_a_pdf_that_nobody_stores(buyer, order):
    response = buyer.get(at(order, "nota.pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_there_is_no_invoice_before_the_money(client):
    unpaid = make_order((make_shelf(), 1))
    client.post(f"/pesanan/{unpaid.token}/buka/", {"digits": DIGITS})
    assert client.get(at(unpaid, "nota.pdf")).status_code == 404


def test_the_sums_of_the_invoice_are_those_of_the_order():
    order = order_by_token(make_order((make_shelf(), 2), (make_shelf(price=7_777), 3)).token)
    parts = [
        sum(line.price + line.shipping_paid for line in lines)
        for _seller, lines in invoice.sections(order)
    ]
    assert len(parts) == 2
    assert sum(parts) == int(order.total_incl_tax)


@pytest.mark.parametrize("name", ["Ŝari Đặng", "李小龍", "<b>&amp;", "نور", "a" * 120])
def test_every_name_can_be_printed(name):
    order = make_order((make_shelf(), 1), contact=Contact(name=name, phone="+62811"))
    assert invoice.draw(order_by_token(order.token)).read().startswith(b"%PDF-")


def test_letters_without_a_picture_lose_their_marks_and_are_never_boxes():
    assert invoice.printable("Kopi Đặng ṭ 李") == "Kopi Đặng ṭ 李".replace(
        "Đặng", invoice.printable("Đặng")
    ).replace("ṭ", "t").replace("李", "·")


def test_the_same_again_says_what_is_gone(buyer, order):
    assert order.number in buyer.get(at(order, "lagi/")).content.decode()
    assert buyer.post(at(order, "lagi/")).status_code == 303
    assert "Kopi Lintong" in buyer.get("/keranjang/").content.decode()

    StockRecord.objects.all().delete()
    response = Client()
    response.post(f"/pesanan/{order.token}/buka/", {"digits": DIGITS})
    shown = response.post(at(order, "lagi/"), follow=True).content.decode()
    assert "Sedang tidak dijual: Kopi Lintong" in shown
