"""A courier asked for once, whatever happens to the answer, and a parcel that walks by itself."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from shop.address.models import Region
from shop.couriers import closing, services, tracking
from shop.couriers.models import Booking, BookingState, CourierNotice, TrackingEvent
from shop.couriers.parcels import postal_code_of, why_not_by_courier
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Parcel, ParcelState
from shop.outbox.models import Message
from shop.shipping import biteship
from shop.shipping.biteship import CourierError, CourierRefused

from .conftest import Road, booked, parcel_to_send, tell, work

pytestmark = pytest.mark.django_db(transaction=True)
S = BookingState
STRAIGHT = ("allocated", "picking_up", "picked", "dropping_off")


def state_of(parcel: Parcel) -> str:
    parcel.refresh_from_db()
    return parcel.state


def test_from_booking_to_the_door(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    assert (booking.state, booking.status) == (S.BOOKED, "confirmed")
    assert booking.reference == parcel.number
    assert booking.price > 0
    road.act("walk", booking.reference, status="picked")
    for body in road.notices():
        assert tell(body) == 200
    assert state_of(parcel) == ParcelState.TO_PACK  # a message alone is not believed
    work()
    assert state_of(parcel) == ParcelState.SHIPPED
    assert parcel.tracking_number.startswith("JNE")
    road.act("walk", booking.reference, status="delivered")
    for body in road.notices():
        assert tell(body) == 200
    work()
    assert state_of(parcel) == ParcelState.DELIVERED
    booking.refresh_from_db()
    assert (booking.state, booking.problem) == (S.DONE, "")
    shown = tracking.events(parcel)
    assert len(shown) == 6
    assert shown[0].text == "Sampai di alamat tujuan"
    assert tracking.events_of([parcel.pk]) == {parcel.pk: shown}


def test_nobody_tells_us_and_we_ask(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    road.act("walk", booking.reference, status="delivered")
    assert services.poll_due(now=timezone.now()) == 0
    later = timezone.now() + timedelta(minutes=31)
    assert services.poll_due(now=later) == 1
    assert services.poll_due(now=later) == 0
    work(31)
    assert state_of(parcel) == ParcelState.DELIVERED


def test_late_doubled_and_reordered_messages_move_forward_only(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    road.act("walk", booking.reference, status="delivered")
    for body in [*reversed(road.notices())] * 2:
        assert tell(body) == 200
    work()
    assert state_of(parcel) == ParcelState.DELIVERED
    assert TrackingEvent.objects.count() == 6
    road.act("move", booking.reference, status="picked", force=True)
    services.ring(booking.pk, event="late")
    work()
    assert state_of(parcel) == ParcelState.DELIVERED


def test_forged_broken_and_unknown_messages_change_nothing(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    lie = f'{{"event":"order.status","order_id":"{booking.external_id}","status":"delivered"}}'
    assert tell(lie.encode(), secret="") == 401
    assert tell(lie.encode(), secret="tebakan") == 401
    assert tell(b"{", secret="rahasia-latihan-pasar-tiruan") == 400
    assert tell(b"[]") == 400
    assert tell(b"x" * (256 * 1024 + 1)) == 413
    assert tell(b"", secret="") == 200
    assert tell(b'{"order_id":"lain","status":"delivered"}') == 200
    assert CourierNotice.objects.count() == 1
    assert tell(lie.encode()) == 200  # genuine header, a lie inside
    work()
    assert state_of(parcel) == ParcelState.TO_PACK


def test_without_a_secret_no_message_is_believed(road: Road, settings) -> None:
    settings.BITESHIP_WEBHOOK_SECRET = ""
    assert tell(b'{"order_id":"x"}', secret="") == 401


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("timeout_after", {"seconds": 0.2}),
        ("half_json", {}),
        ("outage", {}),
        ("http_500", {}),
        ("http_429", {}),
        ("html", {}),
    ],
)
def test_a_lost_answer_never_sends_a_second_courier(road: Road, kind: str, more: dict) -> None:
    parcel = parcel_to_send()
    services.book(parcel_id=parcel.pk, courier="jne", service="reg")
    road.fault(kind, path="/v1/orders", **more)
    work()
    assert not Booking.objects.get().external_id
    work(minutes=5)
    booking = Booking.objects.get()
    assert booking.state == S.BOOKED
    assert booking.external_id == road.act("show", parcel.number)["code"]
    assert Message.objects.get(kind=services.BOOK).state == "sent"


@pytest.mark.parametrize("kind", ["half_json", "outage", "http_500", "http_429", "html"])
def test_calling_off_and_asking_survive_a_lost_answer(road: Road, kind: str) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    road.fault(kind, path="/v1/orders/*")
    services.ring(booking.pk, event="look")
    work()
    work(minutes=2)
    assert Message.objects.get(kind=services.CHECK).state == "sent"
    road.fault(kind, path="/v1/orders/*/cancel")
    assert services.call_off(booking_id=booking.pk)
    work()
    work(minutes=2)
    booking.refresh_from_db()
    assert booking.state == S.CANCELLED
    assert road.act("show", booking.reference)["status"] == "cancelled"


def test_a_refusal_is_told_and_another_can_be_asked(road: Road) -> None:
    parcel = parcel_to_send()
    road.act("account", balance=1)
    booking = booked(parcel)
    assert booking.state == S.FAILED
    assert "balance" in booking.problem
    road.act("account", balance=1_000_000)
    again = booked(parcel)
    assert (again.attempt, again.state) == (2, S.BOOKED)
    assert again.reference == f"{parcel.number}-k2"


def test_twice_pressed_is_one_courier(road: Road) -> None:
    parcel = parcel_to_send()
    first = services.book(parcel_id=parcel.pk, courier="jne", service="reg")
    second = services.book(parcel_id=parcel.pk, courier="jnt", service="ez")
    assert first.pk == second.pk
    assert Message.objects.filter(kind=services.BOOK).count() == 1


def test_many_at_once_are_one_courier(road: Road) -> None:
    parcel = parcel_to_send()
    found: list[int] = []

    def press() -> None:
        try:
            found.append(services.book(parcel_id=parcel.pk, courier="jne", service="reg").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert Booking.objects.count() == 1


def test_called_off_before_it_was_sent_nobody_is_asked(road: Road) -> None:
    parcel = parcel_to_send()
    booking = services.book(parcel_id=parcel.pk, courier="jne", service="reg")
    assert services.call_off(booking_id=booking.pk)
    assert not services.call_off(booking_id=booking.pk)
    work()
    assert road.calls("POST", "/v1/orders") == 0
    booking.refresh_from_db()
    assert booking.state == S.CANCELLED


def test_a_cancelled_parcel_calls_its_courier_off(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    orders.cancel_order(order_id=parcel.order_id, reason="berubah pikiran")
    work()
    booking.refresh_from_db()
    assert (booking.state, booking.problem) == (S.CANCELLED, "")
    assert road.act("show", booking.reference)["status"] == "cancelled"


def test_too_late_to_call_off_is_told_and_the_parcel_goes_on(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    road.act("walk", booking.reference, status="picked")
    services.call_off(booking_id=booking.pk)
    work()
    work(minutes=1)  # what is asked after the refusal
    booking.refresh_from_db()
    assert state_of(parcel) == ParcelState.SHIPPED
    assert booking.is_open
    road.act("walk", booking.reference, status="delivered")
    services.ring(booking.pk, event="end")
    work()
    assert state_of(parcel) == ParcelState.DELIVERED


@pytest.mark.parametrize(
    ("way", "word"),
    [
        (["courier_not_found"], "Pesan lagi"),
        (["allocated", "picking_up", "picked", "on_hold"], "Tanyakan"),
        (["allocated", "picking_up", "picked", "dropping_off", "rejected"], "Hubungi"),
        ([*STRAIGHT, "return_in_transit", "returned"], "kembali"),
        (["allocated", "picking_up", "picked", "disposed"], "hilang"),
    ],
)
def test_what_goes_wrong_is_told_in_words(road: Road, way: list[str], word: str) -> None:
    booking = booked(parcel_to_send())
    for status in way:
        road.act("move", booking.reference, status=status)
    services.ring(booking.pk, event="look")
    work()
    booking.refresh_from_db()
    assert word in booking.problem
    assert booking.is_open == (way[-1] in {"on_hold", "rejected"})
    assert services.note_seen(booking_id=booking.pk)
    assert not services.note_seen(booking_id=booking.pk)


def test_an_unknown_word_changes_nothing(road: Road) -> None:
    parcel = parcel_to_send()
    booking = booked(parcel)
    road.act("move", booking.reference, status="abducted", force=True)
    services.ring(booking.pk, event="look")
    work()
    booking.refresh_from_db()
    assert (booking.state, booking.status) == (S.BOOKED, "confirmed")
    assert tracking.events(parcel)[0].text == "abducted"


def test_who_cannot_be_fetched(road: Road, settings) -> None:
    parcel = parcel_to_send()
    Parcel.objects.filter(pk=parcel.pk).update(on_hold=True)
    with pytest.raises(NotAllowed):
        services.book(parcel_id=parcel.pk, courier="jne", service="reg")
    Parcel.objects.filter(pk=parcel.pk).update(on_hold=False, quote={"code": "ambil"})
    with pytest.raises(NotAllowed, match="mengambil"):
        services.book(parcel_id=parcel.pk, courier="jne", service="reg")
    settings.BITESHIP_KEY = ""
    with pytest.raises(NotAllowed, match="Biteship"):
        services.book(parcel_id=parcel.pk, courier="jne", service="reg")


def test_a_place_without_a_postal_code_takes_that_of_its_first_village(road: Road) -> None:
    parcel = parcel_to_send()
    address = parcel.order.shipping_address
    address.postcode, address.region_code = "", "31.74.01"
    address.save()
    assert "kode pos" in why_not_by_courier(parcel)
    for code, postal in (
        ("31.74.01.1002", "12830"),
        ("31.74.01.1001", "12820"),
        ("31.74.011", "1"),
    ):
        Region.objects.create(code=code, name=code, level=4, path=code, postal_code=postal)
    assert postal_code_of(address) == "12820"
    assert booked(parcel).state == S.BOOKED


def test_no_call_inside_a_transaction(road: Road) -> None:
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError):
        biteship.order("x")


@pytest.mark.parametrize("kind", ["outage", "http_500", "http_429", "html", "half_json"])
def test_rates_say_when_there_is_no_clear_answer(road: Road, kind: str) -> None:
    goods = [biteship.Goods(name="Kopi", grams=500, value=1000, quantity=1)]
    asked = {"origin": "22475", "destination": "12810", "couriers": ["jne"], "goods": goods}
    road.fault(kind, path="/v1/rates/couriers")
    with pytest.raises(CourierError) as error:
        biteship.rates(**asked)
    assert not isinstance(error.value, CourierRefused)
    assert [rate.service for rate in biteship.rates(**asked)] == ["reg", "jtr"]


def test_arrived_parcels_are_done_after_some_days_unless_kept_open(road: Road) -> None:
    parcel = parcel_to_send()
    orders.walk(parcel_id=parcel.pk, to=ParcelState.DELIVERED)
    assert closing.complete_due(now=timezone.now() + timedelta(days=6)) == 0
    later = timezone.now() + timedelta(days=8)
    Parcel.objects.filter(pk=parcel.pk).update(has_open_complaint=True)
    assert closing.complete_due(now=later) == 0
    Parcel.objects.filter(pk=parcel.pk).update(has_open_complaint=False)
    assert closing.complete_due(now=later) == 1
    assert state_of(parcel) == ParcelState.COMPLETED
    assert closing.complete_due(now=later) == 0
    assert mail.outbox == []
