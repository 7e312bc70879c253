"""A buyer cancels at once while nothing is prepared, and asks a person afterwards."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shop.accounts.models import Role
from shop.couriers.models import Booking
from shop.order import services
from shop.order.models import CancelRequest, Order, Parcel
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_orders import make_paid_order, make_shelf, sent

pytestmark = pytest.mark.django_db
DIGITS = "7890"


@pytest.fixture
def order() -> Order:
    worker_beats()
    coffee, cloth = make_shelf(price=95_000), make_shelf(price=425_000)
    return make_paid_order((coffee, 1), (cloth, 1), **sent(coffee, cloth))


@pytest.fixture
def buyer(client: Client, order: Order) -> Client:
    client.post(f"/pesanan/{order.token}/buka/", {"digits": DIGITS})
    return client


def pack(order: Order, sequence: int = 1) -> Parcel:
    parcel = order.parcels.get(sequence=sequence)
    services.move(parcel_id=parcel.pk, to="packed")
    return parcel


def page(client: Client, order: Order, part: str = "") -> str:
    return client.get(f"/pesanan/{order.token}/{part}").content.decode()


def send(client: Client, order: Order, **data: object) -> object:
    return client.post(f"/pesanan/{order.token}/batal/", data)


def test_once_one_parcel_is_packed_the_buyer_asks_for_those_ticked(buyer, order) -> None:
    parcel = pack(order)
    assert "Minta batal" in page(buyer, order)
    form = page(buyer, order, "batal/")
    assert form.count('type="checkbox"') == 2
    empty = send(buyer, order, reason="Salah alamat")
    assert empty.status_code == 422
    assert "Pilih paket" in empty.content.decode()
    assert 'value="Salah alamat"' in empty.content.decode()
    assert send(buyer, order, paket="1", reason="Salah alamat").status_code == 303
    wish = CancelRequest.objects.get()
    assert (wish.parcel_id, wish.reason) == (parcel.pk, "Salah alamat")
    shown = page(buyer, order)
    assert "Anda minta paket ini dibatalkan" in shown
    assert "Koperasi menjawab sebelum" in shown


def test_a_courier_on_the_way_makes_a_wish_of_a_cancellation(buyer, order) -> None:
    parcel = order.parcels.get(sequence=1)
    assert "Batalkan pesanan" in page(buyer, order)
    Booking.objects.create(parcel=parcel, attempt=1, reference=parcel.number)
    assert "Minta batal?" in page(buyer, order, "batal/")
    send(buyer, order, paket=["1", "2"])
    assert CancelRequest.objects.filter(state="asked").count() == 2
    assert set(order.parcels.values_list("state", flat=True)) == {"to_pack"}


def test_the_buyer_changes_the_mind(buyer, order) -> None:
    pack(order)
    send(buyer, order, paket="1")
    assert "Tidak jadi batal" in page(buyer, order, "batal/")
    send(buyer, order, paket="1", urungkan="1")
    assert CancelRequest.objects.get().state == "withdrawn"
    assert "Anda menarik kembali" in page(buyer, order)


def test_who_only_has_the_link_neither_sees_nor_asks(buyer, order) -> None:
    pack(order)
    send(buyer, order, paket="1", reason="Rahasia saya")
    stranger = Client()
    assert "Anda minta paket ini" not in page(stranger, order)
    send(stranger, order, paket="2")
    assert CancelRequest.objects.count() == 1


def test_the_desk_sees_the_wish_first_answers_it_and_the_buyer_reads_it(buyer, order) -> None:
    parcel = pack(order)
    staff = client_of(make_staff(parcel.cooperative, Role.MANAGER))
    send(buyer, order, paket="1", reason="Salah alamat")
    address = reverse("desk:answer_cancel", args=[parcel.pk])
    assert address in staff.get(reverse("desk:home")).content.decode()
    listed = staff.get(reverse("desk:orders")).content.decode()
    assert "Minta batal" in listed
    assert "Tahan, jangan dikirim" in listed
    assert address in staff.get(reverse("desk:parcel", args=[parcel.pk])).content.decode()
    assert "Salah alamat" in staff.get(address).content.decode()
    assert "Rp121.000" in staff.get(address, {"di": "gudang"}).content.decode()
    wordless = staff.post(address, {"di": "kurir", "kata": " "})
    assert wordless.status_code == 422
    assert CancelRequest.objects.get().state == "asked"
    staff.post(address, {"di": "kurir", "kata": "Sudah di truk."})
    assert "Sudah di truk." in page(buyer, order)
    assert "Tidak ada lagi yang perlu dijawab" in staff.get(address).content.decode()
    staff.post(address, {"di": "gudang"})
    assert Parcel.objects.get(pk=parcel.pk).state == "packed"


def test_agreeing_at_the_desk_cancels_only_that_parcel(buyer, order) -> None:
    parcel = pack(order)
    send(buyer, order, paket="1")
    staff = client_of(make_staff(parcel.cooperative, Role.MANAGER))
    staff.post(reverse("desk:answer_cancel", args=[parcel.pk]), {"di": "gudang"})
    states = dict(order.parcels.values_list("sequence", "state"))
    assert states == {1: "cancelled", 2: "to_pack"}
    assert "Dibatalkan sesuai permintaan Anda" in page(buyer, order)


def test_others_cooperatives_cannot_answer(buyer, order) -> None:
    parcel = pack(order)
    send(buyer, order, paket="1")
    other = order.parcels.get(sequence=2).cooperative
    stranger = client_of(make_staff(other, Role.MANAGER))
    address = reverse("desk:answer_cancel", args=[parcel.pk])
    assert stranger.post(address, {"di": "gudang"}).status_code == 404
    assert CancelRequest.objects.get().state == "asked"


def test_packed_parcels_wait_for_the_courier_who_brings_them(buyer, order) -> None:
    for sequence in (1, 2):
        pack(order, sequence)
    assert "Sudah dikemas, menunggu kurir" in page(buyer, order)
