"""Couriers' own prices in the basket and the checkout, and the table when they cannot be asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from shop.address.models import Region
from shop.order.models import Order
from shop.shipping import live
from shop.shipping.models import RateAnswer, Tariff
from shop.shipping.quotes import Item, ParcelContents, quote_all
from tests.factories_storefront import (
    KEBAYORAN,
    make_account,
    make_places,
    make_product,
    make_seller,
    put_in_basket,
)

from .conftest import Road

pytestmark = pytest.mark.django_db(transaction=True)

RATES = "/v1/rates/couriers"
SORRY = "Kurir belum bisa memberi harga"
CONTACT = {
    "name": "Sari Wulandari",
    "phone": "0812-3456-7890",
    "email": "",
    "region": KEBAYORAN,
    "street": "Jl. Wijaya II No. 14",
    "postal_code": "",
    "landmark": "",
    "note": "",
}


@pytest.fixture(autouse=True)
def places() -> None:
    make_places()
    make_account()
    Region.objects.filter(code__startswith=KEBAYORAN).update(postal_code="12110")


def parcel(grams: int = 1_080, **fields: Any) -> ParcelContents:
    seller = make_seller(postal_code="22475")
    return ParcelContents(
        cooperative_id=seller.pk,
        origin_code=seller.district_id,
        items=(Item(weight_grams=grams, name="Kopi", **fields),),
    )


def codes(contents: ParcelContents) -> list[str]:
    (options,) = quote_all(parcels=[contents], destination_code=KEBAYORAN)
    return [option.code for option in options]


def warm(*parcels: ParcelContents) -> bool:
    return live.warm(parcels=parcels, destination=KEBAYORAN)


def press(client: Client, response: HttpResponse, action: str = "place") -> Any:
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", response.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        is_off = 'type="radio"' in tag and " checked" not in tag
        if name and not is_off and name[1] not in {"csrfmiddlewaretoken", "place_query"}:
            data.setdefault(name[1], []).append(value[1] if value else "")
    return client.post("/checkout/", {**data, **CONTACT, "action": action})


def test_what_couriers_ask_replaces_the_general_rows_and_is_asked_once(road: Road) -> None:
    contents = parcel()
    Tariff.objects.create(
        cooperative_id=contents.cooperative_id, service="antar", per_kilogram=0, fixed=7_000,
        days_from=1, days_to=1,
    )  # fmt: skip
    assert codes(contents) == ["antar", "reguler", "ambil"]
    assert warm(contents)
    assert not warm(contents)
    assert road.calls("POST", RATES) == 1
    (options,) = quote_all(parcels=[contents], destination_code=KEBAYORAN)
    found = [option.code for option in options]
    assert (found[0], found[-1]) == ("antar", "ambil")
    assert set(found[1:-1]) >= {"jne.reg", "jnt.ez", "sicepat.reg", "anteraja.reg", "pos.reg"}
    assert "reguler" not in found
    assert not any(option.is_fallback for option in options)
    jne = next(option for option in options if option.code == "jne.reg")
    assert (jne.days_from, jne.days_to, jne.allows_cod) == (2, 4, True)
    assert jne.price > 0


def test_other_goods_or_another_district_are_another_question(road: Road) -> None:
    contents = parcel()
    warm(contents)
    heavier = ParcelContents(
        cooperative_id=contents.cooperative_id,
        origin_code=contents.origin_code,
        items=(Item(weight_grams=9_000, name="Kopi"),),
    )
    assert codes(heavier) == ["reguler", "ambil"]
    assert live.found(parcels=[contents], destination="12.71.01") == {}
    assert live.found(parcels=[contents], destination=f"{KEBAYORAN}.1001")


def test_an_answer_ends_and_is_asked_for_again(road: Road) -> None:
    contents = parcel()
    warm(contents)
    RateAnswer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert codes(contents) == ["reguler", "ambil"]
    assert warm(contents)
    assert "jne.reg" in codes(contents)
    assert RateAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "kind", ["outage", "http_500", "http_429", "half_json", "html", "timeout_after"]
)
def test_a_courier_who_fails_leaves_the_table_and_is_left_alone(road: Road, kind: str) -> None:
    first, second = parcel(), parcel()
    road.fault(kind, path=RATES)
    assert not warm(first, second)
    assert not warm(first, second)  # nobody is asked for a minute
    assert road.calls("POST", RATES) <= 1
    for options in quote_all(parcels=[first, second], destination_code=KEBAYORAN):
        assert [(option.code, option.is_fallback) for option in options] == [
            ("reguler", True), ("ambil", False),
        ]  # fmt: skip
    RateAnswer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert warm(first, second)
    assert "jne.reg" in codes(second)


def test_without_a_key_nothing_is_asked_or_said(road: Road, settings: Any) -> None:
    settings.BITESHIP_KEY = ""
    contents = parcel()
    assert not warm(contents)
    (options,) = quote_all(parcels=[contents], destination_code=KEBAYORAN)
    assert not any(option.is_fallback for option in options)
    assert road.calls("POST", RATES) == 0


def test_a_cooperative_without_postal_code_sends_by_the_table(road: Road) -> None:
    contents = parcel()
    seller = make_seller()
    nameless = ParcelContents(
        cooperative_id=seller.pk, origin_code=seller.district_id, items=contents.items
    )
    seller.postal_code = ""
    seller.save()
    assert warm(nameless, contents)
    assert codes(nameless) == ["reguler", "ambil"]
    assert "jne.reg" in codes(contents)


def test_nobody_is_called_inside_a_transaction(road: Road) -> None:
    contents = parcel()
    with transaction.atomic(), pytest.raises(RuntimeError, match="close the transaction"):
        warm(contents)
    assert road.calls("POST", RATES) == 0


def test_a_buyer_chooses_a_courier_and_pays_its_price(client: Client, road: Road) -> None:
    put_in_basket(client, make_product(cooperative=make_seller(postal_code="22475")))
    page = press(client, client.get("/checkout/"), "update")
    way = page.context["page"].blocks[0].chosen.option
    assert way.rule.startswith("biteship:")
    assert SORRY not in page.content.decode()
    response = press(client, page)
    assert response.status_code == 303, response.content.decode()[:2000]
    frozen = Order.objects.get().parcels.get()
    assert (frozen.quote["code"], frozen.quote["price"]) == (way.code, way.price)
    assert road.calls("POST", RATES) <= 2


def test_a_courier_down_when_ordering_asks_the_buyer_again_by_the_table(
    client: Client, road: Road
) -> None:
    put_in_basket(client, make_product(cooperative=make_seller(postal_code="22475")))
    page = press(client, client.get("/checkout/"), "update")
    RateAnswer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    road.fault("http_500", path=RATES)
    again = press(client, page)
    assert again.status_code == 409
    assert not Order.objects.exists()
    assert SORRY in again.content.decode()
    assert again.context["page"].blocks[0].chosen.option.code == "reguler"
    assert press(client, again).status_code == 303
    assert Order.objects.get().parcels.get().quote["is_fallback"]


def test_a_rate_that_changed_meanwhile_is_shown_before_it_is_paid(
    client: Client, road: Road
) -> None:
    put_in_basket(client, make_product(cooperative=make_seller(postal_code="22475")))
    page = press(client, client.get("/checkout/"), "update")
    for row in RateAnswer.objects.all():
        row.rates = [{**rate, "price": rate["price"] + 1_000} for rate in row.rates]
        row.save()
    again = press(client, page)
    assert again.status_code == 409
    assert "rate_changed" in {problem.code for problem in again.context["problems"]}
    assert press(client, again).status_code == 303
