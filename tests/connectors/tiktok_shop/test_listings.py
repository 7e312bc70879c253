"""Listings, numbers, publishing and notifications."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from integrations.channels.errors import BadSignature, Rejected, Unavailable
from integrations.channels.transport import Response, Secret
from integrations.channels.words import (
    App,
    HintKind,
    ListingState,
    StockLevel,
)
from integrations.connectors.tiktok_shop import TikTokShopConnector
from tests.connectors.tiktok_shop.case import (
    CASE,
    DRAFT,
    GUDANG,
    KOPI,
    KOPI_250,
    KOPI_1000,
    RETUR,
    SHOP,
)
from tests.contract.case import NOW
from tests.contract.exchange import ScriptedTransport


def test_each_sku_is_a_listing_with_its_warehouses_and_deleted_ones_are_left_out():
    connector, _ = CASE.play("list_listings")

    small, large, madu = connector.list_listings().items

    assert (small.external_variant_id, small.seller_sku) == (KOPI_250, "GAYO-250")
    assert (small.variant_name, small.price, small.quantity) == ("250 g", 95_000, 26)
    assert small.location_ids == (GUDANG, RETUR)
    assert large.state is ListingState.LIVE
    assert madu.state is ListingState.DRAFT


def test_every_warehouse_is_told():
    connector, transport = CASE.play("push_stock")

    connector.push_stock(CASE.stock_levels)

    assert json.loads(transport.requests[0].body) == {
        "skus": [
            {
                "id": KOPI_250,
                "inventory": [
                    {"warehouse_id": GUDANG, "quantity": 26},
                    {"warehouse_id": RETUR, "quantity": 0},
                ],
            },
            {"id": KOPI_1000, "inventory": [{"quantity": 1}]},
        ]
    }
    assert transport.requests[0].url.endswith(f"/products/{KOPI}/inventory/update")


def test_a_refusal_tells_the_promotion_behind_it():
    connector, _ = CASE.play("push_stock")

    error = connector.push_stock(CASE.stock_levels)[2].error

    assert error.code == "12052393"
    assert error.message == "The stock is locked by a promotion: not below 4"


def _sold_out(hidden: Response) -> tuple[list[object], ScriptedTransport]:
    transport = ScriptedTransport(
        {"inventory/update": [CASE.answer("inventory.zero")], "products/deactivate": [hidden]}
    )
    levels = [
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, quantity=3),
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, quantity=0),
    ]
    return CASE.connector(transport).push_stock(levels), transport


def test_a_product_that_refuses_zero_is_hidden_and_staff_are_told():
    outcomes, transport = _sold_out(CASE.answer("deactivate"))

    assert outcomes[0].is_ok
    assert isinstance(outcomes[1].error, Rejected)
    assert "hidden" in outcomes[1].error.message
    assert json.loads(transport.requests[1].body) == {"product_ids": [KOPI]}


def test_a_product_that_could_not_be_hidden_is_tried_again():
    outcomes, _ = _sold_out(CASE.answer("error.internal"))

    assert isinstance(outcomes[1].error, Unavailable)


def test_a_number_without_sku_is_not_sent():
    connector, transport = CASE.always(CASE.answer("inventory.ok"))

    [outcome] = connector.push_stock([StockLevel(external_listing_id=KOPI, quantity=1)])

    assert isinstance(outcome.error, Rejected)
    assert not outcome.is_sent
    assert transport.requests == []


def test_an_error_that_names_nobody_is_about_everybody():
    answer = {"code": 0, "data": {"errors": [{"code": 12052037, "message": "not updatable"}]}}
    connector, _ = CASE.always(Response(status=200, body=json.dumps(answer).encode()), times=2)

    outcomes = connector.push_stock(CASE.stock_levels)

    assert [type(outcome.error) for outcome in outcomes] == [Rejected] * 3


def test_publishing_uploads_creates_and_waits_for_the_audit():
    connector, transport = CASE.play("publish")

    listings = connector.publish(DRAFT)

    assert [(each.external_variant_id, each.variant_name) for each in listings] == [
        ("1729382256910100771", "250 g"),
        ("1729382256910100772", "1 kg"),
    ]
    assert {each.state for each in listings} == {ListingState.SUSPENDED}
    body = json.loads(transport.requests[-1].body)
    assert body["main_images"] == [{"uri": "tos-alisg-i-contract/kopi"}]
    assert body["package_weight"] == {"value": "0.275", "unit": "KILOGRAM"}
    assert body["package_dimensions"]["length"] == "19"
    assert body["skus"][1]["inventory"] == [{"warehouse_id": GUDANG, "quantity": 2}]
    assert body["save_mode"] == "LISTING"


def test_the_upload_is_signed_without_its_body():
    connector, transport = CASE.play("publish")

    connector.publish(DRAFT)

    upload = transport.requests[1]
    assert upload.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="use_case"\r\n\r\nMAIN_IMAGE\r\n' in upload.body
    assert b'filename="kopibiru.jpg"' in upload.body
    query = dict(upload.query)
    secret = CASE.app.secret.reveal()
    text = "".join(name + value for name, value in sorted(query.items()) if name != "sign")
    message = f"{secret}/product/202309/images/upload{text}{secret}".encode()
    assert query["sign"] == hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def test_publishing_the_same_again_has_the_same_key():
    keys = []
    for _ in range(2):
        connector, transport = CASE.play("publish")
        connector.publish(DRAFT)
        keys.append(json.loads(transport.requests[-1].body)["idempotency_key"])

    assert keys[0] == keys[1]


OFFICIAL = App(app_id="29a39d", secret=Secret("e59af819cc"))
OFFICIAL_BODY = (
    b'{"type":1,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621",'
    b'"timestamp":1644412885,"data":{"order_id":"576486316948490001","order_status":"UNPAID",'
    b'"is_on_hold_order":false,"update_time":1644412885}}'
)
OFFICIAL_SIGNATURE = "e21e909414e500178230da539adfc1faddd443124f93a8f67a060568a49620be"


def _receive(signature: str) -> object:
    connector = TikTokShopConnector(None, pytest.fail, lambda: NOW, app=OFFICIAL)
    return connector.verify_webhook({"authorization": signature}, OFFICIAL_BODY, "https://x.id/")


def test_the_notification_of_the_vector():
    delivery = _receive(OFFICIAL_SIGNATURE)

    assert delivery.delivery_key == "1:7327112393057371910"
    [hint] = delivery.hints
    assert (hint.kind, hint.external_id) == (HintKind.ORDER, "576486316948490001")
    assert hint.external_shop_id == SHOP


def test_a_signature_in_capitals_is_refused():
    with pytest.raises(BadSignature):
        _receive(OFFICIAL_SIGNATURE.upper())


@pytest.mark.parametrize(
    ("name", "key", "kind", "ids"),
    [
        ("package_update", "4:7327112393057371911", HintKind.PARCEL, [490001, 490002]),
        ("product_as_number", "5:7327112393057371912", HintKind.LISTING, [1]),
        ("return", "12:7327112393057371913", HintKind.RETURN, [490001]),
        ("stock_changed", "71:ev-1", HintKind.STOCK, [1]),
    ],
)
def test_what_notifications_are_about(name: str, key: str, kind: HintKind, ids: list[int]):
    headers, body, url = CASE.webhook(name)
    connector = TikTokShopConnector(None, pytest.fail, lambda: NOW, app=CASE.app)

    delivery = connector.verify_webhook(headers, body, url)

    assert delivery.delivery_key == key
    assert {hint.kind for hint in delivery.hints} == {kind}
    assert [int(hint.external_id[-6:]) for hint in delivery.hints] == ids
