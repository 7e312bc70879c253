"""Putting goods up at TikTok Shop: recorded, and against Pasar Tiruan's own reading."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests

from integrations.channels.errors import AuthExpired, RateLimited, Rejected, Unavailable
from integrations.channels.transport import Secret
from integrations.channels.words import App, Credentials, Listing, ListingState, Rupiah
from integrations.connectors.tiktok_shop import TikTokShopConnector
from integrations.sandbox.market import reset
from integrations.sandbox.server import Running
from tests.connectors.shopee.pasar_tiruan import over_http
from tests.connectors.tiktok_shop.case import CASE, DRAFT

SIMPLE = replace(DRAFT, option_names=(), variants=(), price=Rupiah(95_000), quantity=9)


def test_only_what_describes_the_goods_is_asked():
    connector, _ = CASE.play("category_attributes")

    age, origin = connector.category_attributes("100629")

    assert (age.name, age.is_mandatory, age.takes_text) == ("Masa Penyimpanan", True, False)
    assert (origin.name, origin.is_mandatory, origin.takes_text) == ("Asal", False, True)


def test_text_becomes_paragraphs_and_no_markup_of_ours():
    connector, transport = CASE.play("publish")

    connector.publish(replace(DRAFT, description="Kopi < 1 kg\n\nAsal: Takengon"))

    body = json.loads(transport.requests[-1].body)
    assert body["description"] == "<p>Kopi &lt; 1 kg</p><p>Asal: Takengon</p>"
    assert body["product_attributes"] == [
        {"id": "4001", "values": [{"name": "12 bulan", "id": "2"}]},
        {"id": "4002", "values": [{"name": "Aceh"}]},
    ]


def test_the_key_is_the_same_whatever_name_the_picture_gets():
    keys = []
    for uri in ("tos-1", "tos-2"):
        connector, transport = CASE.play("publish")
        upload = {"code": 0, "data": {"uri": uri}}
        transport._answers["images/upload"].clear()
        answer = replace(CASE.answer("image"), body=json.dumps(upload).encode())
        transport._answers["images/upload"].append(answer)
        connector.publish(DRAFT)
        keys.append(json.loads(transport.requests[-1].body)["idempotency_key"])

    assert keys[0] == keys[1]


def test_a_code_with_a_space_is_not_sent():
    connector, transport = CASE.always(CASE.answer("image"))

    with pytest.raises(Rejected, match="KOPI 1"):
        connector.publish(replace(SIMPLE, seller_sku="KOPI 1"))

    assert transport.requests == []


# Pasar Tiruan


class Shop:
    """The demo's shop, and a connector for it."""

    def __init__(self, running: Running) -> None:
        self.market = running.market
        self.session = requests.Session()
        self.base = self.market.urls["pages"]
        self.control("settings", {"rate": 10_000, "burst": 10_000})
        self.keys = self.session.get(f"{self.base}/control/credentials").json()["tiktok_shop"]
        token = f"{self.keys['shop_cipher']} {self.keys['access_token']}"
        self.connector = TikTokShopConnector(
            Credentials(external_shop_id=str(self.keys["shop_id"]), access_token=Secret(token)),
            over_http(self.session),
            lambda: datetime.fromtimestamp(self.market.store.now(), UTC),
            app=App(
                app_id=self.keys["app_key"],
                secret=Secret(self.keys["app_secret"]),
                api_base=self.keys["base_url"],
            ),
        )

    def control(self, path: str, data: dict[str, object]) -> None:
        assert self.session.post(f"{self.base}/control/{path}", json=data).ok

    def fault(self, kind: str, path: str) -> None:
        self.control("faults", {"kind": kind, "path": path, "count": 1})

    @property
    def standing(self) -> list[Listing]:
        found: list[Listing] = []
        cursor: str | None = None
        while True:
            page = self.connector.list_listings(cursor)
            found += [each for each in page.items if isinstance(each, Listing)]
            cursor = page.next_cursor
            if cursor is None:
                return [each for each in found if each.title == DRAFT.title]


@pytest.fixture
def shop(running: Running) -> Shop:
    reset(market=running.market)
    return Shop(running)


def test_there_it_stands_with_its_skus_and_is_audited_first(shop: Shop):
    listings = shop.connector.publish(DRAFT)

    there = shop.standing
    assert [(each.external_variant_id, each.seller_sku) for each in there] == [
        (each.external_variant_id, each.seller_sku) for each in listings
    ]
    assert {each.state for each in there} == {ListingState.SUSPENDED}
    assert [(int(each.price or 0), each.quantity) for each in there] == [(95_000, 9), (340_000, 2)]
    shop.control("clock", {"advance": 601})
    assert {each.state for each in shop.standing} == {ListingState.LIVE}


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("half_json", Unavailable),
        ("outage", Unavailable),
        ("http_429", RateLimited),
        ("token_expired", AuthExpired),
    ],
)
def test_there_a_failed_call_made_again_is_one_product(
    shop: Shop, kind: str, error: type[Exception]
):
    shop.fault(kind, "/product/202309/products")
    with pytest.raises(error):
        shop.connector.publish(DRAFT)

    shop.connector.publish(DRAFT)

    assert len({each.external_listing_id for each in shop.standing}) == 1
    assert len(shop.standing) == 2


def test_there_a_mandatory_answer_that_lacks_is_refused(shop: Shop):
    with pytest.raises(Rejected, match="Masa Penyimpanan"):
        shop.connector.publish(replace(DRAFT, attributes={}, attribute_value_ids={}))
    assert shop.standing == []


def test_there_an_edit_changes_words_is_audited_and_moves_no_number(shop: Shop):
    [listing] = shop.connector.publish(SIMPLE)
    shop.control("clock", {"advance": 601})
    [before] = shop.standing

    outcome = shop.connector.edit(
        listing.external_listing_id, replace(SIMPLE, description="Petik merah.")
    )

    assert outcome.is_ok
    [after] = shop.standing
    assert (after.price, after.quantity) == (before.price, before.quantity)
    assert (before.state, after.state) == (ListingState.LIVE, ListingState.SUSPENDED)


def test_there_the_tree_and_its_questions_are_read(shop: Shop):
    leaf = next(each for each in shop.connector.categories() if each.name == "Kopi & Teh")
    asked = shop.connector.category_attributes(leaf.category_id)

    assert [each.name for each in asked if each.is_mandatory] == ["Masa Penyimpanan"]
    assert not any(each.name == "Ukuran" for each in asked)
