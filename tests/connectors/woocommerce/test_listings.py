"""Products, variations, numbers and webhooks."""

from __future__ import annotations

import pytest

from integrations.channels.errors import BadSignature, NotFound, Unavailable
from integrations.channels.words import HintKind, ListingState, PriceLevel, Rupiah, StockLevel
from integrations.connectors.woocommerce.webhook import read
from tests.connectors.woocommerce.case import BIJI, CASE, HALUS, KOPI, KOPI_250, elements
from tests.connectors.woocommerce.playing import json_answer, play

VECTOR_BODY = b'{"id":727,"status":"processing","total":"30000.00","currency":"IDR"}'
VECTOR_SIGNATURE = "1VWNGDN3ZvQNDq2gOv7jUVhgQIRiGrxfBYq2FQau1Ig="


def test_variations_are_listings_and_what_is_not_sold_there_is_left_out():
    connector, _ = play({"products": ("products.first",), "variations": ("variations.kopi",)})

    found = {
        (item.external_listing_id, item.external_variant_id): item
        for item in connector.list_listings().items
    }
    assert set(found) == {(KOPI, ""), (KOPI_250, BIJI), (KOPI_250, HALUS), ("520", "")}
    assert found[KOPI_250, BIJI].variant_name == "Biji"
    assert found[KOPI_250, BIJI].title == "Kopi Lintong 250 g"
    assert found[KOPI_250, BIJI].seller_sku == "KOPI-LTG-250-BIJI"
    assert found[KOPI_250, BIJI].image_url.endswith("/511.jpg")
    # Sold below zero is sold out; not counted is not told.
    assert found[KOPI_250, HALUS].quantity == 0
    assert found["520", ""].quantity is None


def test_a_variation_is_hidden_with_its_product():
    product = {"id": 7, "name": "Teh", "type": "variable", "status": "draft"}
    variation = {"id": 8, "status": "publish", "regular_price": "5000", "sku": "T"}
    connector, _ = play(
        {"products": (json_answer([product]),), "variations": (json_answer([variation]),)}
    )

    [listing] = connector.list_listings().items
    assert (listing.state, listing.raw_state) == (ListingState.DRAFT, "draft")


def test_many_variations_are_read_to_the_end():
    product = {"id": 7, "name": "Teh", "type": "variable", "status": "publish"}
    pages = [json_answer([{"id": n, "status": "publish"}], X_WP_TotalPages="3") for n in (1, 2, 3)]
    connector, transport = play({"products": (json_answer([product]),), "variations": tuple(pages)})

    assert len(connector.list_listings().items) == 3
    assert [dict(request.query)["page"] for request in transport.requests] == ["1", "1", "2", "3"]


def level(listing: str, variant: str = "", quantity: int = 1) -> StockLevel:
    return StockLevel(external_listing_id=listing, external_variant_id=variant, quantity=quantity)


def test_numbers_go_by_product_and_switch_counting_on():
    connector, transport = play({"*": (CASE.accept_all, CASE.accept_all)})

    connector.push_stock([level(KOPI, quantity=4), level(KOPI_250, BIJI), level("520", quantity=0)])

    first, second = transport.requests
    assert first.url.endswith("/products/batch")
    assert elements(first) == [
        {"id": 501, "manage_stock": True, "stock_quantity": 4},
        {"id": 520, "manage_stock": True, "stock_quantity": 0},
    ]
    assert second.url.endswith("/products/510/variations/batch")
    assert [each["id"] for each in elements(second)] == [511]


def test_prices_are_text():
    connector, transport = play({"*": (CASE.accept_all,)})

    connector.push_price([PriceLevel(external_listing_id=KOPI, price=Rupiah(90_000))])
    assert elements(transport.requests[0]) == [{"id": 501, "regular_price": "90000"}]


def test_the_same_product_twice_is_two_calls():
    connector, transport = play({"*": (CASE.accept_all, CASE.accept_all)})

    connector.push_stock([level(KOPI, quantity=4), level(KOPI, quantity=5)])
    assert [elements(request)[0]["stock_quantity"] for request in transport.requests] == [4, 5]


def test_elements_are_told_apart_by_their_id_and_not_by_their_place():
    connector, _ = play({"products/stock": ("batch.missing",)})

    there, gone = connector.push_stock([level(KOPI), level("9999")])
    assert there.is_ok
    assert isinstance(gone.error, NotFound)


def test_an_element_the_answer_leaves_out_is_not_taken_for_done():
    connector, _ = play({"products/stock": (json_answer({"update": []}),)})

    [outcome] = connector.push_stock([level(KOPI)])
    assert not outcome.is_ok


def test_after_a_lost_answer_the_other_products_are_not_sent():
    connector, transport = play({"*": (Unavailable("no answer"),)})

    first, second = connector.push_stock([level(KOPI_250, BIJI), level(KOPI)])
    assert (first.is_sent, second.is_sent) == (True, False)
    assert len(transport.requests) == 1


def test_the_webhook_vector_of_the_fact_sheet():
    headers = {
        "X-WC-Webhook-Signature": VECTOR_SIGNATURE,
        "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Source": "https://Toko.Example.test/",
    }

    [hint] = read(secret="rahasia-hook-01", headers=headers, body=VECTOR_BODY).hints
    assert (hint.kind, hint.external_id) == (HintKind.ORDER, "727")
    assert hint.external_shop_id == "toko.example.test"


@pytest.mark.parametrize("body", [b"webhook_id=", b"webhook_id=3&x=1", b"", b'{"id":1}'])
def test_nothing_but_the_ping_comes_unsigned(body: bytes):
    with pytest.raises(BadSignature):
        read(secret="rahasia-hook-01", headers={}, body=body)


def test_all_pings_are_one_delivery():
    keys = {
        read(secret="s", headers={}, body=b"webhook_id=%d" % number).delivery_key
        for number in range(5)
    }
    assert keys == {"ping"}


def test_without_a_secret_nothing_is_proven():
    with pytest.raises(BadSignature):
        read(secret="", headers={"X-WC-Webhook-Signature": VECTOR_SIGNATURE}, body=VECTOR_BODY)


def delivery(name: str, **changes: str):
    headers, body, _ = CASE.webhook(name)
    return read(secret="rahasia-hook-01", headers={**headers, **changes}, body=body)


def test_the_delivery_id_is_not_the_key():
    once = delivery("order")
    again = delivery("order", **{"X-WC-Webhook-Delivery-ID": "another"})
    elsewhere = delivery("order", **{"X-WC-Webhook-Source": "https://lain.example/"})

    assert once.delivery_key == again.delivery_key
    assert once.delivery_key != elsewhere.delivery_key


@pytest.mark.parametrize(
    ("name", "kind", "external_id"),
    [
        ("order", HintKind.ORDER, "727"),
        ("deleted", HintKind.ORDER, "731"),
        ("created", HintKind.LISTING, "520"),
        ("product", HintKind.OTHER, "501"),  # every sale and every number of ours fires it
        ("coupon", HintKind.OTHER, "88"),
    ],
)
def test_what_a_notification_hints_at(name: str, kind: HintKind, external_id: str):
    [hint] = delivery(name).hints
    assert (hint.kind, hint.external_id) == (kind, external_id)
