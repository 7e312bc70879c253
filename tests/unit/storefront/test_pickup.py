"""Fetching a parcel oneself: a day among those the cooperative is open, from checkout to desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.order.dates import pickup_words
from shop.order.models import Order, Parcel
from shop.outbox.models import Message
from shop.partner import opening
from shop.partner.models import Partner
from tests.factories_desk import client_of, make_staff
from tests.factories_storefront import (
    make_account,
    make_places,
    make_product,
    make_seller,
    put_in_basket,
)
from tests.unit.storefront.test_checkout import look, press

pytestmark = pytest.mark.django_db

HOURS = {str(day): ["08:00", "15:30"] for day in range(5)}


@pytest.fixture
def seller() -> Partner:
    make_places()
    make_account()
    return make_seller(opening_hours=HOURS, origin_line="Jl. Sisingamangaraja 5")


def fetched(client: Client, seller: Partner, day: str = "") -> Any:
    put_in_basket(client, make_product(cooperative=seller))
    shown = look(client)
    (block,) = shown.context["page"].blocks
    way = next(way for way in block.ways if way.is_pickup)
    goods = shown.context["page"].basket.goods
    chosen = {f"ship_{seller.pk}": way.value, "shown_total": str(goods)}
    chosen["email"] = "sari@contoh.example"
    if day:
        chosen[f"day_{seller.pk}"] = day
    return press(client, shown, **chosen), [value for value, _day, _is in block.days]


def test_open_days_leave_out_what_is_closed() -> None:
    friday = date(2026, 11, 27)
    partner = Partner(opening_hours=HOURS, closing_days=["2026-11-30"])

    assert opening.open_days(partner, first=friday, count=2) == [friday, date(2026, 12, 1)]
    assert opening.hours_on(partner, friday) == ("08:00", "15:30")
    assert opening.hours_on(partner, friday + timedelta(days=1)) is None
    nobody = Partner(opening_hours={"7": []})
    assert opening.open_days(nobody, first=friday, count=2) == []


def test_the_chosen_day_stands_on_order_mail_and_desk(client: Client, seller: Partner) -> None:
    put_in_basket(client, make_product(cooperative=seller))
    days = look(client).context["page"].blocks[0].days
    assert len(days) == 10
    assert all(day.weekday() < 5 for _value, day, _is in days)

    chosen = days[3][0]
    answer, _days = fetched(client, seller, chosen)

    assert answer.status_code == 303
    parcel = Parcel.objects.get()
    assert parcel.quote["pickup_on"] == chosen
    words = pickup_words(parcel.quote)
    assert "08.00 – 15.30" in words or "08:00 – 15:30" in words
    by = timezone.localtime(parcel.ship_by)
    assert (by.date().isoformat(), by.hour, by.minute) == (chosen, 15, 30)
    order = Order.objects.get()
    assert words in client.get(f"/pesanan/{order.token}/").content.decode()
    assert words in Message.objects.get(kind="email").payload["text"]
    staff = client_of(make_staff(seller))
    assert words in staff.get(f"/kerja/paket/{parcel.pk}/").content.decode()


def test_without_a_choice_it_is_the_first_day(client: Client, seller: Partner) -> None:
    answer, days = fetched(client, seller)

    assert answer.status_code == 303
    assert Parcel.objects.get().quote["pickup_on"] == days[0]


@pytest.mark.parametrize("wrong", ["2020-01-01", "2099-01-01"])
def test_a_day_that_cannot_be_is_asked_again(client: Client, seller: Partner, wrong: str) -> None:
    answer, _days = fetched(client, seller, wrong)

    assert answer.status_code == 409
    assert "Pilih hari lain" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_day_closed_meanwhile_is_asked_again(client: Client, seller: Partner) -> None:
    put_in_basket(client, make_product(cooperative=seller))
    day = look(client).context["page"].blocks[0].days[1][0]
    Partner.objects.filter(pk=seller.pk).update(closing_days=[day])

    answer, _days = fetched(client, seller, day)

    assert answer.status_code == 409
    assert not Order.objects.exists()


def test_a_parcel_that_is_sent_has_no_day(client: Client, seller: Partner) -> None:
    put_in_basket(client, make_product(cooperative=seller))
    assert press(client, look(client)).status_code == 303
    assert "pickup_on" not in Parcel.objects.get().quote
