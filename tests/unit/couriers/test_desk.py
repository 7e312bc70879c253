"""The courier on the desk: asked for, followed, called off, and what went wrong with a button."""

from __future__ import annotations

import re

import pytest

from shop.accounts.models import Role
from shop.couriers import services
from shop.couriers.models import Booking
from shop.order.models import Order, Parcel, ParcelState
from shop.outbox.models import Message
from tests.factories_desk import client_of, make_staff
from tests.factories_orders import make_shelf

from .conftest import Road, booked, parcel_to_send, work

pytestmark = pytest.mark.django_db(transaction=True)


def page(client, parcel: Parcel, end: str = "") -> str:
    return client.get(f"/kerja/paket/{parcel.pk}/{end}").content.decode()


def press(client, parcel: Parcel, what: str) -> str:
    booking = Booking.objects.order_by("-pk").first()
    told = {"pesanan": booking.pk, "aksi": what}
    answer = client.post(f"/kerja/paket/{parcel.pk}/kurir/", told, follow=True)
    return answer.content.decode()


def ask(client, parcel: Parcel, service: str = "jne:reg") -> str:
    url = f"/kerja/paket/{parcel.pk}/pesan-kurir/"
    return client.post(url, {"layanan": service}, follow=True).content.decode()


def test_from_the_button_to_the_door(road: Road) -> None:
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative, Role.PACKER))
    assert "Pesan kurir" in page(client, parcel)
    offered = page(client, parcel, "pesan-kurir/")
    assert "JNE Reguler" in offered
    assert offered.index("Pos Indonesia") < offered.index("JNE Reguler")  # cheapest first
    assert "Kurir sedang dipesan" in ask(client, parcel)
    work()
    assert "Kurir sudah dipesan" in page(client, parcel)
    road.act("walk", parcel.number, status="delivered")
    services.ring(Booking.objects.get().pk, event="look")
    work()
    shown = page(client, parcel)
    assert "Sampai di alamat tujuan" in shown
    assert "Perjalanan paket" in shown
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.DELIVERED


@pytest.mark.parametrize(("bought", "ticked"), [("jne.reg", "jne:reg"), ("reguler", "pos:")])
def test_what_the_buyer_paid_is_ticked_or_else_the_cheapest(
    road: Road, bought: str, ticked: str
) -> None:
    parcel = parcel_to_send()
    Parcel.objects.filter(pk=parcel.pk).update(quote={**parcel.quote, "code": bought})
    shown = page(client_of(make_staff(parcel.cooperative)), parcel, "pesan-kurir/")
    [found] = re.findall(r'name="layanan" value="([^"]+)" checked', shown)
    assert found.startswith(ticked)


def test_couriers_that_do_not_answer_are_told_and_the_parcel_can_be_sent(road: Road) -> None:
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative))
    road.fault("http_500", path="/v1/rates/couriers")
    shown = page(client, parcel, "pesan-kurir/")
    assert "Kurir sedang tidak menjawab" in shown
    assert f"/kerja/paket/{parcel.pk}/kirim/" in shown


def test_called_off_and_asked_again(road: Road) -> None:
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative))
    ask(client, parcel)
    work()
    assert "Pesanan kurir sedang dibatalkan" in press(client, parcel, "batal")
    work()
    assert "Pesan kurir" in page(client, parcel)
    ask(client, parcel, "jnt:ez")
    work()
    assert Booking.objects.filter(state="booked", attempt=2).exists()


def test_what_came_back_is_taken_in_by_a_person(road: Road) -> None:
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative))
    ask(client, parcel)
    work()
    way = ("allocated", "picking_up", "picked", "dropping_off", "return_in_transit", "returned")
    for status in way:
        road.act("move", parcel.number, status=status)
    services.ring(Booking.objects.get().pk, event="look")
    work()
    assert "Paket sudah kami terima" in page(client, parcel)
    assert "Dicatat: paket sudah kembali" in press(client, parcel, "kembali")
    parcel.refresh_from_db()
    assert parcel.state == ParcelState.RETURNED


def test_stopped_work_can_be_tried_again(road: Road) -> None:
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative))
    ask(client, parcel)
    Message.objects.filter(kind=services.BOOK).update(state="parked")
    assert "Kurir sudah lama tidak menjawab" in page(client, parcel)
    assert "Dipesan lagi" in press(client, parcel, "coba")
    work()
    assert Booking.objects.get().state == "booked"


@pytest.mark.parametrize("service", ["", "gojek:instant", "jne", "jne:" + "x" * 30, "jne:<b>"])
def test_what_was_not_offered_is_not_asked_for(road: Road, service: str) -> None:
    parcel = parcel_to_send()
    ask(client_of(make_staff(parcel.cooperative)), parcel, service)
    assert not Booking.objects.exists()


def test_others_find_nothing(road: Road) -> None:
    parcel = parcel_to_send()
    stranger = client_of(make_staff(make_shelf().partner))
    for end in ("pesan-kurir/", "kurir/"):
        assert stranger.post(f"/kerja/paket/{parcel.pk}/{end}").status_code == 404
    treasurer = client_of(make_staff(parcel.cooperative, Role.TREASURER))
    assert treasurer.get(f"/kerja/paket/{parcel.pk}/pesan-kurir/").status_code == 403


def test_without_a_key_the_desk_says_nothing_about_couriers(settings) -> None:
    settings.BITESHIP_KEY = ""
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative))
    assert "Pesan kurir" not in page(client, parcel)


def test_money_at_the_door_is_asked_of_those_who_collect_it(road: Road) -> None:
    parcel = parcel_to_send()
    Order.objects.filter(pk=parcel.order_id).update(payment_state="cod")
    client = client_of(make_staff(parcel.cooperative))
    offered = page(client, parcel, "pesan-kurir/")
    assert "JNE Reguler" in offered
    assert "Pos Indonesia" not in offered
    ask(client, parcel)
    work()
    cash = road.act("show", parcel.number)["cash"]
    assert cash == int(Order.objects.get(pk=parcel.order_id).total_incl_tax)


def test_a_courier_with_a_problem_is_a_task_until_it_is_taken_care_of(road: Road) -> None:
    parcel = parcel_to_send()
    client = client_of(make_staff(parcel.cooperative, Role.PACKER))
    assert "Kurir bermasalah" not in client.get("/kerja/").content.decode()
    booking = booked(parcel)
    road.act("move", booking.reference, status="courier_not_found")
    services.ring(booking.pk, event="look")
    work()
    shown = client.get("/kerja/").content.decode()
    assert "Kurir bermasalah" in shown
    assert f"/kerja/paket/{parcel.pk}/" in shown
    other = client_of(make_staff(parcel_to_send().cooperative, Role.PACKER))
    assert "Kurir bermasalah" not in other.get("/kerja/").content.decode()
    url = f"/kerja/paket/{parcel.pk}/kurir/"
    client.post(url, {"pesanan": booking.pk, "aksi": "beres"})
    assert "Kurir bermasalah" not in client.get("/kerja/").content.decode()
