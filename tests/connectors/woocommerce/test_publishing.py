"""Putting goods up at a WooCommerce shop: recorded, and against Pasar Tiruan's own reading."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from integrations.channels.errors import NotFound, Rejected, Unavailable
from integrations.channels.words import Listing, ListingState, Rupiah
from integrations.connectors.woocommerce import publishing
from integrations.sandbox.market import reset
from integrations.sandbox.server import Running
from tests.connectors.woocommerce.case import CASE
from tests.connectors.woocommerce.playing import json_answer, play
from tests.connectors.woocommerce.test_against_sandbox import Pasar
from tests.contract.drafts import COFFEE

SIMPLE = replace(COFFEE, option_names=(), variants=(), price=Rupiah(95_000), quantity=9)


def test_with_variations_nobody_sees_it_before_it_is_whole():
    connector, transport = CASE.play("publish")

    connector.publish(COFFEE)

    _units, made, variations, shown = [json.loads(r.body or b"{}") for r in transport.requests]
    assert (made["type"], made["status"], made["sku"]) == ("variable", "draft", "LK-77")
    assert made["weight"] == "0.275"
    assert made["dimensions"] == {"length": "18.1", "width": "12", "height": "6"}
    assert made["images"] == [
        {
            "src": "https://lapak.example/media/kopi-biru.jpg",
            "name": "kopi biru.jpg",
            "alt": COFFEE.title,
        }
    ]
    assert variations["create"][0] == {
        "sku": "GAYO-250",
        "attributes": [{"name": "Berat", "option": "250 g"}],
        "regular_price": "95000",
        "manage_stock": True,
        "stock_quantity": 9,
    }
    assert shown == {"status": "publish"}


def test_the_shops_own_units_are_taken():
    units = [
        {"id": "woocommerce_weight_unit", "value": "g"},
        {"id": "woocommerce_dimension_unit", "value": "in"},
    ]
    product = json.loads(CASE.answer("product.created").body)
    connector, transport = play(
        {"settings": (json_answer(units),), "products/create": (json_answer(product),)}
    )

    connector.publish(SIMPLE)

    body = json.loads(transport.requests[-1].body)
    assert (body["weight"], body["dimensions"]["length"]) == ("275", "7.126")


def test_a_picture_nobody_can_fetch_is_not_sent():
    [image] = COFFEE.images
    connector, transport = play({"settings": ("settings.products",)})

    with pytest.raises(Rejected) as caught:
        connector.publish(replace(COFFEE, images=(replace(image, address=""),)))

    assert caught.value.code == publishing.NO_ADDRESS
    assert len(transport.requests) == 1


def test_a_refused_variation_takes_the_whole_product_away():
    connector, transport = play(
        {
            "settings": ("settings.products",),
            "products/create": ("product.created",),
            "variations/create": ("variations.refused",),
            "products/delete": ("product.created",),
        }
    )

    with pytest.raises(Rejected, match="SKU"):
        connector.publish(COFFEE)

    deleted = transport.requests[-1]
    assert (deleted.method, dict(deleted.query)["force"]) == ("DELETE", "true")


def test_an_edit_names_pictures_the_shop_has_by_their_id():
    connector, transport = CASE.play("edit")

    connector.edit("530", COFFEE)

    body = json.loads(transport.requests[-1].body)
    assert body["images"] == [{"id": 88}]
    assert not {"sku", "type", "status", "attributes"} & set(body)


def test_text_is_text_and_no_markup():
    connector, transport = CASE.play("edit")

    connector.edit("530", replace(COFFEE, description="Sangrai < 2 minggu & segar <b>"))

    body = json.loads(transport.requests[-1].body)
    assert body["description"] == "Sangrai &lt; 2 minggu &amp; segar &lt;b&gt;"


# Pasar Tiruan


@pytest.fixture
def pasar(running: Running) -> Pasar:
    """The demo as on its first day: stopping the ports takes longer than a test."""
    reset(market=running.market)
    return Pasar(running)


def standing(pasar: Pasar) -> list[Listing]:
    connector = pasar.connector()
    found: list[Listing] = []
    cursor: str | None = None
    while True:
        page = connector.list_listings(cursor)
        found += [each for each in page.items if isinstance(each, Listing)]
        cursor = page.next_cursor
        if cursor is None:
            return [each for each in found if each.title == COFFEE.title]


def test_there_it_stands_with_its_variations(pasar: Pasar):
    listings = pasar.connector().publish(COFFEE)

    there = standing(pasar)
    assert [(each.external_variant_id, each.seller_sku) for each in there] == [
        (each.external_variant_id, each.seller_sku) for each in listings
    ]
    assert [(int(each.price or 0), each.quantity) for each in there] == [(95_000, 9), (340_000, 2)]
    assert {each.state for each in there} == {ListingState.LIVE}
    assert [each.variant_name for each in there] == ["250 g", "1 kg"]


def test_there_a_second_time_is_refused_by_the_shop(pasar: Pasar):
    connector = pasar.connector()
    connector.publish(SIMPLE)

    with pytest.raises(Rejected) as caught:
        connector.publish(SIMPLE)

    assert caught.value.code == "product_invalid_sku"
    assert len(standing(pasar)) == 1


@pytest.mark.parametrize("kind", ["outage", "http_500"])
def test_there_half_a_product_is_found_and_finished(pasar: Pasar, kind: str):
    connector = pasar.connector()
    fault = {"kind": kind, "path": "*/variations/batch", "count": 1}
    assert pasar.session.post(f"{pasar.base}/control/faults", json=fault).ok
    with pytest.raises(Unavailable):
        connector.publish(COFFEE)
    [half] = standing(pasar)
    assert (half.seller_sku, half.external_variant_id, half.state) == (
        "LK-77",
        "",
        ListingState.DRAFT,
    )
    assert not half.is_stock_writable

    connector.finish(half.external_listing_id, COFFEE)

    assert [each.seller_sku for each in standing(pasar)] == ["GAYO-250", "GAYO-1000"]
    # Once more changes nothing: what is there is left as it is.
    connector.finish(half.external_listing_id, COFFEE)
    assert len(standing(pasar)) == 2


def test_there_an_edit_changes_words_and_no_numbers(pasar: Pasar):
    connector = pasar.connector()
    [listing] = connector.publish(SIMPLE)
    [before] = standing(pasar)

    outcome = connector.edit(listing.external_listing_id, replace(SIMPLE, weight_grams=300))

    assert outcome.is_ok
    [after] = standing(pasar)
    assert (after.price, after.quantity, after.image_url) == (
        before.price,
        before.quantity,
        before.image_url,
    )


def test_there_what_is_gone_is_gone(pasar: Pasar):
    outcome = pasar.connector().edit("999999", SIMPLE)
    assert isinstance(outcome.error, NotFound)


def test_there_a_picture_that_is_none_is_refused(pasar: Pasar):
    [image] = SIMPLE.images
    wrong = replace(SIMPLE, images=(replace(image, address="https://lapak.example/halaman"),))

    with pytest.raises(Rejected) as caught:
        pasar.connector().publish(wrong)

    assert caught.value.code == "woocommerce_product_image_upload_error"
    assert standing(pasar) == []


def test_there_the_categories_are_the_shops_own(pasar: Pasar):
    found = pasar.connector().categories()
    coffee = next(each for each in found if each.category_id == "100629")
    assert (coffee.name, coffee.is_leaf) == ("Kopi & Teh", True)
    assert coffee.parent_id == "100600"
