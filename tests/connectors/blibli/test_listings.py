"""The shelf, numbers, prices, switches; and what notifications mean."""

from __future__ import annotations

import json

import pytest

from integrations.channels.errors import BadSignature, NotFound, RateLimited, Rejected
from integrations.channels.listings import ListingState
from integrations.channels.notifications import HintKind
from integrations.channels.words import PriceLevel, Rupiah, StockLevel
from integrations.connectors.blibli import BlibliConnector, reading, writing
from tests.connectors.blibli.case import CASE, KOPI, KOPI_250, KOPI_1000
from tests.connectors.blibli.playing import json_answer, play, sent
from tests.contract.case import NOW

LEVEL = StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, quantity=26)


def test_a_choice_at_two_pickup_points_is_one_listing():
    connector, _ = CASE.play("list_listings")
    small, big, honey = connector.list_listings().items

    assert big.external_variant_id == KOPI_1000
    assert big.quantity == 6
    assert big.location_ids == ("PP-3001234", "PP-3009999")
    assert (small.price, small.title, small.variant_name) == (
        52_000,
        "Kopi Arabika",
        "Kopi Arabika 250 g",
    )
    assert honey.state is ListingState.DRAFT


def test_a_product_without_choices_cannot_be_shown():
    connector, _ = play({reading.VARIANTS: ("variants.none",)})
    [outcome] = connector.set_visible([CASE.visibilities[0]])
    assert isinstance(outcome.error, NotFound)


def test_every_shelf_is_asked_for():
    connector, transport = play(
        {
            reading.PRODUCTS: ("products.empty", "products.empty", "products.empty"),
        }
    )
    connector.list_listings()

    asked = [body["filter"]["state"] for body in sent(transport, reading.PRODUCTS)]
    assert asked == ["ACTIVE", "OOS", "SUSPENDED"]


def test_the_next_shelf_follows_the_last_page_of_one():
    connector, _ = play(
        {
            reading.PRODUCTS: ("products.last",),
            reading.VARIANTS: ("variants.kopi", "variants.madu"),
        }
    )
    assert connector.list_listings("ACTIVE|3").next_cursor == "OOS|0"


def test_a_product_of_another_shelf_is_left_to_that_one():
    connector, transport = play({reading.PRODUCTS: ("products.last", "products.empty")})

    assert connector.list_listings("OOS|0").items == ()
    assert reading.VARIANTS not in transport.counts()


def test_stock_is_set_absolutely_with_a_call_for_each():
    connector, transport = play({writing.STOCK: ("stock.ok",)})
    connector.push_stock([LEVEL])
    [request] = transport.requests

    assert request.method == "PUT"
    assert request.url.endswith(f"/seller/v1/products/{KOPI_250}/stock")
    assert json.loads(request.body) == {"availableStock": 26}


def test_other_pickup_points_are_emptied():
    level = StockLevel(
        external_listing_id=KOPI,
        external_variant_id=KOPI_250,
        quantity=26,
        location_id="PP-1",
        empty_location_ids=("PP-2",),
    )
    connector, transport = play({writing.STOCK: ("stock.ok", "stock.ok")})

    assert connector.push_stock([level])[0].is_ok
    assert sent(transport, writing.STOCK) == [
        {"availableStock": 26, "pickupPointCode": "PP-1"},
        {"availableStock": 0, "pickupPointCode": "PP-2"},
    ]


def test_what_our_own_pace_held_back_was_not_sent():
    class OutOfTurn(RateLimited):
        """As the engine's."""

    connector, _ = play({writing.STOCK: (OutOfTurn("our pace", retry_after=1),)})
    [outcome] = connector.push_stock([LEVEL])

    assert not outcome.is_sent


def test_list_and_sale_price_go_together():
    connector, transport = play({writing.BULK: ("bulk.queued",)})
    level = PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, price=Rupiah(53_000))
    connector.push_price([level])

    [body] = sent(transport, writing.BULK)
    assert body == {"productRequests": [{"gdnSku": KOPI_250, "price": 53_000, "salePrice": 53_000}]}
    assert "businessPartnerCode" in dict(transport.requests[0].query)


def test_no_call_carries_more_than_a_hundred_prices():
    levels = [
        PriceLevel(external_listing_id=KOPI, external_variant_id=f"{KOPI}-{n:05d}", price=Rupiah(9))
        for n in range(201)
    ]
    connector, transport = play({writing.BULK: ("bulk.queued",) * 3})

    assert all(outcome.is_ok for outcome in connector.push_price(levels))
    carried = [len(body["productRequests"]) for body in sent(transport, writing.BULK)]
    assert carried == [100, 100, 1]


def test_a_refused_call_of_prices_refuses_each():
    connector, _ = play({writing.BULK: ("bulk.refused",)})
    outcomes = connector.push_price(CASE.price_levels)

    assert {type(outcome.error) for outcome in outcomes} == {Rejected}
    assert outcomes[0].error.fields == {KOPI_250: "All products are archived"}


def test_hiding_switches_every_choice():
    connector, transport = play(
        {reading.VARIANTS: ("variants.kopi",), writing.BULK: ("bulk.queued",)}
    )
    assert connector.set_visible([CASE.visibilities[1]])[0].is_ok

    [body] = sent(transport, writing.BULK)
    assert body["productRequests"] == [
        {"gdnSku": KOPI_250, "buyable": False, "displayable": False},
        {"gdnSku": KOPI_1000, "buyable": False, "displayable": False},
    ]


# Notifications


def _hint(name: str):
    headers, body, url = CASE.webhook(name)
    connector = BlibliConnector(None, None, lambda: NOW, app=CASE.app)
    [hint] = connector.verify_webhook(headers, body, url).hints
    return hint


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("new_order", HintKind.ORDER),
        ("delivered_hex", HintKind.ORDER),
        ("canceled_whole_address", HintKind.ORDER),
        ("returned", HintKind.RETURN),
        ("product", HintKind.LISTING),
    ],
)
def test_a_notification_names_shop_and_subject(name: str, kind: HintKind):
    hint = _hint(name)

    assert hint.kind is kind
    assert hint.external_shop_id == "KOP-60021"
    assert hint.external_id == (KOPI_250 if kind is HintKind.LISTING else "12010000001")


def test_another_time_is_another_signature():
    headers, body, url = CASE.webhook("new_order")
    connector = BlibliConnector(None, None, lambda: NOW, app=CASE.app)

    for told in ("1764000000000", "", "besok", "9" * 30):
        with pytest.raises(BadSignature):
            connector.verify_webhook({**headers, "requestTime": told}, body, url)


def test_what_is_signed_and_no_json_has_no_hints():
    assert json_answer([]).body == b"[]"
    from integrations.connectors.blibli import webhook

    assert webhook.read(b"[]").hints == ()
    assert webhook.read(b"\xff").hints == ()
    assert webhook.read(b"{}").hints[0].kind is HintKind.OTHER
