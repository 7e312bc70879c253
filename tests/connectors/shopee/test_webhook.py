"""Pushes, by the official vector and by what their fields are called this time."""

from __future__ import annotations

import json

import pytest

from integrations.channels.errors import BadSignature
from integrations.channels.words import Hint, HintKind
from integrations.connectors.shopee import webhook
from tests.connectors.shopee.case import CASE

URL = "http://www.example.com/example/uri"
BODY = (
    b'{"shop_id": 123, "code": 1, "success": 1, "extra": "shop_id 123 is authorized successfully",'
    b' "data": {"more_info": "more info"}, "timestamp": 1470198856}'
)
SIGNATURE = "10a5615027d1d454130623461d22dc0fbe3bf45810b90912b3191d92bda2fbb8"


def test_the_official_vector_is_proven():
    webhook.verify(
        partner_key="shpk-Vektor-01", headers={"authorization": SIGNATURE}, body=BODY, url=URL
    )

    [hint] = webhook.read(BODY).hints
    assert hint == Hint(kind=HintKind.AUTHORIZED, external_shop_id="123", raw_kind="1")


@pytest.mark.parametrize(
    ("headers", "body", "url"),
    [
        ({"Authorization": SIGNATURE}, json.dumps(json.loads(BODY)).encode() + b"\n", URL),
        ({"Authorization": SIGNATURE}, BODY, URL + "/"),
        ({"Authorization": SIGNATURE.upper()}, BODY, URL),
        ({"Authorization": ""}, BODY, URL),
        ({}, BODY, URL),
    ],
    ids=["re-serialised", "other address", "upper case", "empty", "missing"],
)
def test_anything_else_is_refused(headers: dict[str, str], body: bytes, url: str):
    with pytest.raises(BadSignature):
        webhook.verify(partner_key="shpk-Vektor-01", headers=headers, body=body, url=url)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (
            {"code": 3, "shop_id": 7, "data": {"ordersn": "A", "status": "SHIPPED"}},
            Hint(kind=HintKind.ORDER, external_shop_id="7", external_id="A", raw_kind="3"),
        ),
        (
            {"code": "3", "shop_id": "7", "data": {"order_sn": "A"}},
            Hint(kind=HintKind.ORDER, external_shop_id="7", external_id="A", raw_kind="3"),
        ),
        (
            {"code": 4, "shop_id": 7, "data": {"ordersn": "A", "tracking_no": "T"}},
            Hint(kind=HintKind.PARCEL, external_shop_id="7", external_id="A", raw_kind="4"),
        ),
        (
            {"code": 8, "data": {"shop_id": 7, "item_id": 29000000001, "variation_id": 1}},
            Hint(
                kind=HintKind.STOCK, external_shop_id="7", external_id="29000000001", raw_kind="8"
            ),
        ),
        (
            {"code": 29, "shop_id": 7, "data": {"order_sn": "A", "return_sn": "R"}},
            Hint(kind=HintKind.RETURN, external_shop_id="7", external_id="A", raw_kind="29"),
        ),
        (
            {"code": 47, "shop_id": 7, "data": {"order_sn": "A", "package_number": "P"}},
            Hint(kind=HintKind.PARCEL, external_shop_id="7", external_id="A", raw_kind="47"),
        ),
        (
            {"code": 2, "data": {"shop_id_list": [7]}},
            Hint(kind=HintKind.DEAUTHORIZED, external_shop_id="7", raw_kind="2"),
        ),
        (
            {"code": 12, "data": {}},
            Hint(kind=HintKind.AUTHORIZATION_ENDING, external_shop_id="", raw_kind="12"),
        ),
        (
            {"code": 5, "data": [1]},
            Hint(kind=HintKind.OTHER, external_shop_id="", raw_kind="5"),
        ),
        (
            {"code": 3, "shop_id": 7, "data": {"status": "SHIPPED"}},
            Hint(kind=HintKind.OTHER, external_shop_id="7", raw_kind="3"),
        ),
    ],
)
def test_events_become_hints(body: dict[str, object], hint: Hint):
    assert webhook.read(json.dumps(body).encode()).hints == (hint,)


def test_one_notification_may_concern_several_shops():
    body = json.dumps({"code": 1, "data": {"shop_id_list": [7, "8", 7]}}).encode()

    assert [hint.external_shop_id for hint in webhook.read(body).hints] == ["7", "8"]


@pytest.mark.parametrize(
    "body", [b"", b"halo", b"[]", b"{}", b"\xff", b'{"code": null}', b'{"code":0}']
)
def test_what_is_signed_but_unreadable_hints_at_nothing(body: bytes):
    delivery = webhook.read(body)

    assert delivery.hints == ()
    assert len(delivery.delivery_key) == 64


def test_the_key_follows_the_bytes():
    _, body, _ = CASE.webhook("order_status")
    later = body.replace(b"1764000001", b"1764000002")

    assert webhook.read(body).delivery_key == webhook.read(body).delivery_key
    assert webhook.read(later).delivery_key != webhook.read(body).delivery_key
    assert webhook.read(body).delivery_key.startswith("3:")
