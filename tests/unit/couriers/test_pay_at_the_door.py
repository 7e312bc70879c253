"""Paying at the door with couriers of which some collect no money: the checkout leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from shop.order.models import Order, PaymentState
from shop.payments.models import CodRule
from shop.shipping.models import RateAnswer
from tests.factories_storefront import make_product, make_seller, put_in_basket

from .conftest import Road
from .test_live_rates import places, press

__all__ = ["places"]

pytestmark = pytest.mark.django_db(transaction=True)

LEAD = "Pakai ini dan bayar di tempat"


def seller(**facts: Any) -> Any:
    return make_seller(postal_code="22475", **({"cod_limit": 2_000_000} | facts))


def shown(client: Client, *sellers: Any) -> HttpResponse:
    for each in sellers:
        put_in_basket(client, make_product(cooperative=each))
    return press(client, client.get("/checkout/"), "update")


def chosen(page: Any) -> list[str]:
    return [block.chosen.option.code for block in page.context["page"].blocks]


def test_the_cheapest_is_chosen_and_one_press_takes_those_that_collect(
    client: Client, road: Road
) -> None:
    page = shown(client, seller(), seller())
    assert chosen(page) == ["pos.reg", "pos.reg"]  # cheapest, collects nothing
    assert LEAD in page.content.decode()
    assert "Tanpa COD" in page.content.decode()

    switched = press(client, page, "to_cash")

    assert chosen(switched) == ["anteraja.reg", "anteraja.reg"]
    assert switched.context["page"].pay == "cod"
    assert LEAD not in switched.content.decode()
    assert press(client, switched).status_code == 303
    order = Order.objects.get()
    assert order.payment_state == PaymentState.COD
    assert {parcel.quote["code"] for parcel in order.parcels.all()} == {"anteraja.reg"}
    costs = sum(parcel.shipping_cost for parcel in order.parcels.all())
    assert costs == int(order.shipping_incl_tax)


def test_pressing_the_order_button_with_the_wrong_courier_leads_there_too(
    client: Client, road: Road
) -> None:
    page = shown(client, seller())
    content = page.content.decode()
    page.content = content.replace('value="cod"', 'value="cod" checked').encode()
    page.content = page.content.replace(
        b'value="manual_transfer" checked', b'value="manual_transfer"'
    )

    refused = press(client, page)

    assert refused.status_code == 409
    assert not Order.objects.exists()
    assert refused.context["page"].pay == "cod"
    assert LEAD in refused.content.decode()
    assert press(client, press(client, refused, "to_cash")).status_code == 303


def test_who_said_so_before_choosing_a_courier_gets_one_that_collects(
    client: Client, road: Road
) -> None:
    put_in_basket(client, make_product(cooperative=seller()))
    first = client.get("/checkout/")
    answer = client.post(
        "/checkout/", {"action": "update", "pay": "cod", "region": "31.74.07", "key": "k",
                       "basket": first.context["basket_signature"]}
    )  # fmt: skip

    assert chosen(answer) == ["anteraja.reg"]
    assert answer.context["page"].pay == "cod"


def test_no_courier_that_collects_is_said_kindly(client: Client, road: Road) -> None:
    page = shown(client, seller(services_off=["jne", "jnt", "sicepat", "anteraja", "ambil"]))

    assert chosen(page) == ["pos.reg"]
    assert LEAD not in page.content.decode()
    assert "Tidak ada kurir ke alamat ini yang menerima uang di tempat" in page.content.decode()


def test_a_cooperative_over_its_limit_is_not_offered_a_courier(client: Client, road: Road) -> None:
    page = shown(client, seller(cod_limit=1_000))

    assert LEAD not in page.content.decode()


def test_a_rule_of_the_cooperative_still_counts_after_the_change(
    client: Client, road: Road
) -> None:
    strict = seller()
    CodRule.objects.create(cooperative=strict, least=10_000_000)

    assert LEAD not in shown(client, strict).content.decode()


def test_couriers_a_cooperative_does_not_want_are_not_shown(client: Client, road: Road) -> None:
    page = shown(client, seller(services_off=["pos", "jne.jtr"], cash_off=["anteraja"]))
    (block,) = page.context["page"].blocks
    codes = {way.option.code for way in block.ways}

    assert not codes & {"pos.reg", "jne.jtr"}
    assert RateAnswer.objects.count() == 1
    assert chosen(press(client, page, "to_cash")) == ["sicepat.reg"]
