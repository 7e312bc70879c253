"""Putting goods up at Shopee: recorded, and against Pasar Tiruan's own reading of the papers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from werkzeug.test import Client

from integrations.channels.errors import NotFound, Rejected, Unavailable
from integrations.channels.transport import Request, Response, Secret
from integrations.channels.words import (
    App,
    Credentials,
    DraftImage,
    Listing,
    ListingDraft,
    ListingState,
    Rupiah,
    StockLevel,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.case import CASE, DRAFT
from tests.connectors.shopee.recordings import bodies, play
from tests.sandbox.stranger import PARTNER_ID, PARTNER_KEY, SHOP, Stranger, make_stranger

ITEM = "29000000009"
SIMPLE = replace(DRAFT, option_names=(), variants=(), price=Rupiah(95_000), quantity=9)
PUBLISHED = {
    "logistics__get_channel_list": ["channel_list"],
    "media_space__upload_image": ["upload_image"],
    "product__add_item": ["add_item"],
}


def test_without_variants_it_is_one_call_and_on_sale_at_once():
    connector, transport = play(**PUBLISHED)

    [listing] = connector.publish(SIMPLE)

    assert (listing.external_listing_id, listing.external_variant_id) == (ITEM, "")
    assert listing.state is ListingState.LIVE
    body = json.loads(transport.requests[-1].body)
    assert (body["item_status"], body["original_price"]) == ("NORMAL", 95_000)
    assert body["seller_stock"] == [{"stock": 9}]
    assert body["weight"] == 0.275
    assert body["dimension"] == {"package_length": 19, "package_width": 12, "package_height": 6}
    assert body["logistic_info"] == [{"logistic_id": 8001, "enabled": True}]
    assert body["brand"]["brand_id"] == 0
    assert body["attribute_list"][0] == {
        "attribute_id": 4001,
        "attribute_value_list": [{"value_id": 2, "original_value_name": "12 bulan"}],
    }
    assert body["attribute_list"][1]["attribute_value_list"][0]["value_id"] == 0


def test_with_variants_nobody_sees_it_before_it_is_whole():
    connector, transport = CASE.play("publish")

    connector.publish(DRAFT)

    *_, add, models, show = transport.requests
    assert json.loads(add.body)["item_status"] == "UNLIST"
    assert json.loads(add.body)["seller_stock"] == [{"stock": 0}]
    assert [each["tier_index"] for each in json.loads(models.body)["model"]] == [[0], [1]]
    assert json.loads(show.body) == {"item_list": [{"item_id": int(ITEM), "unlist": False}]}


def test_refused_models_leave_nothing_behind():
    connector, transport = play(
        **PUBLISHED,
        product__init_tier_variation=["init_tier_variation.refused"],
        product__delete_item=["delete_item"],
    )

    with pytest.raises(Rejected):
        connector.publish(DRAFT)

    assert json.loads(transport.requests[-1].body) == {"item_id": int(ITEM)}


def test_a_lost_answer_about_the_models_deletes_nothing():
    connector, transport = play(
        **PUBLISHED, product__init_tier_variation=[Unavailable("no answer")]
    )

    with pytest.raises(Unavailable):
        connector.publish(DRAFT)

    assert "product/delete_item" not in transport.counts()


def test_the_upload_is_multipart_and_signed_without_the_shop():
    connector, transport = CASE.play("publish")

    connector.publish(DRAFT)

    upload = next(each for each in transport.requests if "upload" in each.operation)
    assert upload.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'filename="kopibiru.jpg"' in upload.body
    assert {name for name, _ in upload.query} == {"partner_id", "timestamp", "sign"}


def test_a_picture_that_shopee_does_not_take_is_not_sent():
    picture = DraftImage(filename="kopi.webp", content_type="image/webp", content=b"RIFF")
    connector, transport = play()

    with pytest.raises(Rejected):
        connector.publish(replace(SIMPLE, images=(picture,)))

    assert bodies(transport) == []


def test_a_shop_without_delivery_services_is_told_so():
    connector, _ = play(logistics__get_channel_list=["channel_list.none"])

    with pytest.raises(Rejected) as caught:
        connector.publish(SIMPLE)

    assert caught.value.code == "no_courier"


def test_a_category_that_is_gone():
    connector, _ = play(product__get_attribute_tree=["attribute_tree.none"])

    with pytest.raises(NotFound):
        connector.category_attributes("1")


# Against Pasar Tiruan


def in_process(host: Client) -> Callable[[Request], Response]:
    """A transport to the sandbox's host without a network."""

    def send(request: Request) -> Response:
        answer = host.open(
            request.full_url,
            method=request.method,
            data=request.body or None,
            headers=dict(request.headers),
        )
        return Response(status=answer.status_code, headers=dict(answer.headers), body=answer.data)

    return send


@pytest.fixture
def there() -> Iterator[Stranger]:
    stranger = make_stranger(":memory:")
    yield stranger
    stranger.market.store.close()


@pytest.fixture
def connector(there: Stranger) -> ShopeeConnector:
    return ShopeeConnector(
        Credentials(external_shop_id=str(SHOP), access_token=Secret(there.access_token)),
        in_process(there.host),
        lambda: datetime.fromtimestamp(there.market.store.now(), UTC),
        app=App(app_id=str(PARTNER_ID), secret=Secret(PARTNER_KEY), api_base="http://pasar"),
    )


def shown(connector: ShopeeConnector, title: str) -> list[Listing]:
    return [each for each in connector.list_listings().items if each.title == title]


def test_what_is_put_up_is_what_the_list_shows(connector: ShopeeConnector):
    [listing] = connector.publish(SIMPLE)

    [found] = shown(connector, SIMPLE.title)
    assert (found.external_listing_id, found.seller_sku) == (listing.external_listing_id, "LK-77")
    assert (found.state, found.price, found.quantity) == (ListingState.LIVE, 95_000, 9)


def test_variants_are_models_and_take_numbers(connector: ShopeeConnector):
    small, large = connector.publish(DRAFT)

    found = shown(connector, DRAFT.title)
    assert [(each.external_variant_id, each.seller_sku, each.quantity) for each in found] == [
        (small.external_variant_id, "GAYO-250", 9),
        (large.external_variant_id, "GAYO-1000", 2),
    ]
    assert {each.state for each in found} == {ListingState.LIVE}
    level = StockLevel(
        external_listing_id=large.external_listing_id,
        external_variant_id=large.external_variant_id,
        quantity=7,
    )
    assert connector.push_stock([level])[0].is_ok


def test_the_half_made_is_finished(there: Stranger, connector: ShopeeConnector):
    there.fault("outage", path="/api/v2/product/init_tier_variation", count=1)
    with pytest.raises(Unavailable):
        connector.publish(DRAFT)
    [half] = shown(connector, DRAFT.title)
    assert (half.seller_sku, half.state) == ("LK-77", ListingState.DRAFT)

    connector.finish(half.external_listing_id, DRAFT)

    assert [each.seller_sku for each in shown(connector, DRAFT.title)] == ["GAYO-250", "GAYO-1000"]


def test_an_edit_changes_words_and_no_numbers(connector: ShopeeConnector):
    [listing] = connector.publish(SIMPLE)
    other = replace(SIMPLE, title="Kopi Gayo Petik Merah", price=Rupiah(1), quantity=0)

    assert connector.edit(listing.external_listing_id, other).is_ok

    [found] = shown(connector, "Kopi Gayo Petik Merah")
    assert (found.price, found.quantity) == (95_000, 9)


def test_the_tree_and_its_questions(connector: ShopeeConnector):
    leaf = next(each for each in connector.categories() if each.name == "Kopi & Teh")

    [age, origin, roast] = connector.category_attributes(leaf.category_id)

    assert leaf.is_leaf
    assert (age.is_mandatory, age.takes_text) == (True, False)
    assert (origin.takes_text, origin.values) == (True, ())
    assert not roast.is_mandatory


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "Kopi"},
        {"title": "K" * 101},
        {"description": ""},
        {"category_id": "100600"},
        {"images": ()},
        {"weight_grams": 0},
        {"height_mm": 0},
        {"attributes": {"4002": "Aceh"}},
        {"attribute_value_ids": {"4001": "99"}},
        {"seller_sku": "S" * 101},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_pasar_tiruan_refuses_what_the_papers_refuse(
    connector: ShopeeConnector, wrong: dict[str, object]
):
    draft: ListingDraft = replace(SIMPLE, **wrong)

    with pytest.raises(Rejected):
        connector.publish(draft)

    assert shown(connector, draft.title) == []
