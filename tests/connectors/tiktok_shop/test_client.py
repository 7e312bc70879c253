"""Signatures, hosts, tokens and the whole table of errors."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelError,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Response, Secret
from integrations.channels.words import App, Credentials
from integrations.connectors.tiktok_shop import TikTokShopConnector
from integrations.connectors.tiktok_shop.client import sign
from integrations.connectors.tiktok_shop.errors import classify
from tests.connectors.tiktok_shop.case import CASE, CIPHER, SHOP
from tests.contract.case import NOW


def test_the_official_vector():
    query = (("app_key", "29a39d"), ("timestamp", "1623812664"))

    assert sign("e59af819cc", "/authorization/202309/shops", query) == (
        "b596b73e0cc6de07ac26f036364178ab16b0a907af13d43f0a0cd2345f582dc8"
    )


def test_the_vector_with_a_body_whatever_the_order_of_the_query():
    query = (
        ("sort_field", "update_time"),
        ("page_size", "20"),
        ("shop_cipher", "ROW_xkMbgAAAeVAQra0eZWebFQq5aIK"),
        ("app_key", "68xu9ks5p4i8"),
        ("timestamp", "1789012345"),
        ("access_token", "never part of it"),
        ("sign", "nor this"),
    )
    body = b'{"update_time_ge":1788900000,"update_time_lt":1789012345}'

    assert sign("koperasi-secret-01", "/order/202309/orders/search", query, body) == (
        "c8eebc3653ce7eff361174f2c0c4e87d7f71f6eddae6d300dd3cc4dfb796622e"
    )


def test_a_call_is_signed_over_what_is_sent():
    connector, transport = CASE.play("read_orders")

    connector.read_orders(NOW, NOW)

    [request] = transport.requests
    query = dict(request.query)
    assert query["shop_cipher"] == CIPHER
    assert query["timestamp"] == str(int(NOW.timestamp()))
    assert request.headers["x-tts-access-token"] == "ROW_contract-access-token-001"
    assert "access_token" not in query
    secret = CASE.app.secret.reveal()
    text = "".join(name + value for name, value in sorted(query.items()) if name != "sign")
    message = f"{secret}/order/202309/orders/search{text}".encode() + request.body
    expected = hmac.new(secret.encode(), message + secret.encode(), hashlib.sha256).hexdigest()
    assert query["sign"] == expected


TABLE = [
    *((code, AuthRevoked) for code in (106001, 106013, 105005, 36009033, 101000)),
    (105002, AuthExpired),
    *((code, Rejected) for code in (36009009, 36009010, 36009014)),
    (36009002, RateLimited),
    *((code, Unavailable) for code in (36009003, 36009007, 11034037)),
    *(
        (code, Rejected)
        for code in (
            12052990,
            12052097,
            12052530,
            12019028,
            12052037,
            12019024,
            12052055,
            12052393,
            12052553,
            12052901,
            12052850,
            12052921,
            *range(11021009, 11021024),
            99999999,
        )
    ),
    *((code, NotFound) for code in (12052556, 12052260)),
    *((code, Conflict) for code in (11006021, 21021010)),
]


@pytest.mark.parametrize(("code", "kind"), TABLE)
@pytest.mark.parametrize("status", [200, 400])
def test_every_code_is_its_error_whatever_the_status(
    code: int, kind: type[ChannelError], status: int
):
    body = json.dumps({"code": code, "message": "m", "request_id": "r"}).encode()

    error = classify(status, {}, body)

    assert type(error) is kind
    assert error.code == str(code)
    assert error.request_id == "r"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Invalid timestamp", Unavailable),
        ("Invalid credentials", AuthExpired),
        ("Invalid parameter: page_size", Rejected),
    ],
)
def test_one_code_for_three_things_is_told_apart(sentence: str, kind: type[ChannelError]):
    body = json.dumps({"code": 36009004, "message": sentence}).encode()

    assert type(classify(400, {}, body)) is kind


def test_success_is_code_zero_whatever_the_status_below_four_hundred():
    assert classify(201, {}, b'{"code":0,"data":{}}') is None


def _nobody(app: App) -> TikTokShopConnector:
    return TikTokShopConnector(None, lambda request: Response(status=500), lambda: NOW, app=app)


def test_the_consent_page_knows_the_service_not_the_key():
    address = _nobody(CASE.app).authorize_url("https://lapak.example.id/kembali/", "s-1")

    assert address.startswith("https://services.tiktokshop.com/open/authorize?")
    query = parse_qs(urlsplit(address).query)
    assert query == {"service_id": ["7172540101234567890"], "state": ["s-1"]}


def test_a_test_host_is_all_hosts_at_once():
    app = App(app_id="k", secret=Secret("s"), api_base="http://127.0.0.1:9002")

    assert _nobody(app).authorize_url("", "s-1").startswith("http://127.0.0.1:9002/open/authorize")


def test_the_pair_carries_the_cipher_and_its_ends_are_moments():
    connector, transport = CASE.play("exchange")

    grant = connector.exchange("code-1", "")

    assert grant.external_shop_id == SHOP
    assert grant.other_shop_ids == ("7494049642642449999",)
    assert grant.tokens.access.reveal() == f"{CIPHER} ROW_access_new_1"
    assert grant.tokens.refresh.reveal() == f"{CIPHER} ROW_refresh_new_1"
    assert grant.tokens.access_expires_at == datetime(2025, 12, 1, 16, 0, tzinfo=UTC)
    assert dict(transport.requests[0].query)["grant_type"] == "authorized_code"
    assert transport.requests[0].url == "https://auth.tiktok-shops.com/api/v2/token/get"
    assert "shop_cipher" not in dict(transport.requests[1].query)


def test_a_consent_for_another_shop_is_told_as_what_it_is():
    connector, _ = CASE.play("exchange")

    assert connector.exchange("code-1", "7494049642642440000").external_shop_id == SHOP


def test_refreshing_sends_the_bare_token_and_keeps_the_cipher():
    connector, transport = CASE.play("refresh")

    grant = connector.refresh("ROW_other ROW_refresh_old", "7494049642642449999")

    assert dict(transport.requests[0].query)["refresh_token"] == "ROW_refresh_old"
    assert grant.tokens.access.reveal() == "ROW_other ROW_access_new_2"
    assert grant.tokens.refresh.reveal() == "ROW_other ROW_refresh_new_2"
    assert grant.external_shop_id == "7494049642642449999"


def test_a_permission_without_cipher_asks_for_a_person_before_any_call():
    bare = Credentials(external_shop_id=SHOP, access_token=Secret("ROW_token"))
    connector = TikTokShopConnector(bare, pytest.fail, lambda: NOW, app=CASE.app)

    with pytest.raises(AuthRevoked, match="names no shop"):
        connector.list_listings()


def test_a_shop_that_left_the_permission_asks_for_a_person():
    other = Credentials(external_shop_id="1", access_token=CASE.credentials.access_token)
    connector = TikTokShopConnector(
        other, lambda request: CASE.answer("shops"), lambda: NOW, app=CASE.app
    )

    with pytest.raises(AuthRevoked, match="not for this shop"):
        connector.shop_info()
