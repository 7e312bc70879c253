"""Signature, keys, envelopes and the table of errors."""

from __future__ import annotations

import base64
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from integrations.channels.errors import (
    AuthRevoked,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Request, Secret
from integrations.channels.words import Credentials
from integrations.connectors.blibli import BlibliConnector, client, reading
from integrations.connectors.blibli.client import (
    QUOTA_WAIT,
    Keys,
    classify,
    date_line,
    sign,
    signed_path,
)
from tests.connectors.blibli.case import CASE, KEYS, SELLER_KEY
from tests.connectors.blibli.playing import json_answer, play
from tests.contract.case import NOW

AT = 1589275732000


def _told(proof: bytes) -> str:
    return base64.b64encode(proof).decode()


def test_the_vector_of_a_reading_call():
    url = "https://api.blibli.com/v2/proxy/mta/api/businesspartner/v1/order/orderDetail"
    proof = sign("12345678", method="GET", body=b"", milliseconds=AT, path=signed_path(url))

    assert _told(proof) == "vZjhidhGHmk2ZNg6C48u5U35hqCPYOifc/6uov++em8="


def test_the_vector_of_a_writing_call():
    url = "https://seller-api.blibli.com/seller/v1/orders/regular/123456/fulfill"
    body = b'{"awbNo":"123456"}'
    proof = sign("12345678", method="POST", body=body, milliseconds=AT, path=signed_path(url))

    assert _told(proof) == "825bemhMoxOGv4E/yKEUeBem44XMeDe1Z6oQr1bQ534="


def test_the_date_is_jakartas_with_the_word_wib():
    assert date_line(AT) == "Tue May 12 16:28:52 WIB 2020"
    assert date_line(1767200400000) == "Thu Jan 01 00:00:00 WIB 2026"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://seller-api.blibli.com/seller/v1/logistics", "/seller/v1/logistics"),
        ("https://api.blibli.com/v2/proxy/seller/v1/logistics", "/seller/v1/logistics"),
        ("https://api.blibli.com/v2/proxy/mta/api/x/mta/y", "/mtaapi/api/x/mta/y"),
        ("https://seller-api.blibli.com/mtaapi/api/x", "/mtaapi/api/x"),
    ],
)
def test_what_of_the_address_is_signed(url: str, path: str):
    assert signed_path(url) == path


def _one_call(connector: BlibliConnector, transport) -> Request:
    connector.shop_info()
    [request] = transport.requests
    return request


def test_a_call_says_who_asks_for_whom():
    connector, transport = play({reading.PICKUP_POINTS: ("pickup_points",)})
    request = _one_call(connector, transport)
    query = dict(request.query)
    pair = base64.b64encode(b"mta-api-lapak:mta-api-kunci-latihan-kontrak").decode()

    assert request.headers["Authorization"] == f"Basic {pair}"
    assert request.headers["Api-Seller-Key"] == SELLER_KEY
    assert query["storeId"] == "10001"
    assert query["channelId"] == "mta-api-lapak"
    assert query["username"] == KEYS["username"]
    assert query["storeCode"] == "KOP-60021"
    assert "businessPartnerCode" not in query
    assert not urlsplit(request.url).query


def test_basic_as_in_the_official_example():
    app = replace(CASE.app, app_id="mta-api-clientsdk-cc80f", secret=Secret("mta-api-KEY"))
    _, transport = play({reading.PICKUP_POINTS: ("pickup_points",)})
    BlibliConnector(CASE.credentials, transport, lambda: NOW, app=app).shop_info()

    told = transport.requests[0].headers["Authorization"]
    assert told == "Basic bXRhLWFwaS1jbGllbnRzZGstY2M4MGY6bXRhLWFwaS1LRVk="


def test_the_signature_is_over_the_bytes_that_are_sent():
    connector, transport = play({reading.PICKUP_POINTS: ("pickup_points",)})
    request = _one_call(connector, transport)
    at = int(request.headers["Signature-Time"])
    path = urlsplit(request.url).path
    proof = sign("12345678", method="POST", body=request.body, milliseconds=at, path=path)

    assert at == int(NOW.timestamp() * 1000)
    assert request.headers["Signature"] == _told(proof)
    assert request.headers["Content-Type"] == "application/json"


def test_without_a_signature_key_nothing_is_signed():
    grant = BlibliConnector(None, None, None, app=CASE.app).grant_from_keys(
        {**KEYS, "signature_key": ""}
    )
    account = Credentials(external_shop_id=grant.external_shop_id, access_token=grant.tokens.access)
    _, transport = play({reading.PICKUP_POINTS: ("pickup_points",)})
    BlibliConnector(account, transport, lambda: NOW, app=CASE.app).shop_info()

    assert {"Signature", "Signature-Time"} & set(transport.requests[0].headers) == set()


def test_every_request_has_an_id_of_its_own():
    connector, transport = play({reading.PICKUP_POINTS: ("pickup_points", "pickup_points")})
    connector.shop_info()
    connector.shop_info()

    assert len({dict(request.query)["requestId"] for request in transport.requests}) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seller_key", SELLER_KEY[:-1]),
        ("seller_key", "x" * 64),
        ("username", "petugas koperasi"),
        ("store_code", "KOP\t60021"),
    ],
)
def test_a_key_that_cannot_be_right_is_named(name: str, value: str):
    with pytest.raises(Rejected) as caught:
        BlibliConnector(None, None, None, app=CASE.app).grant_from_keys({**KEYS, name: value})
    assert set(caught.value.fields) == {name}


def test_stored_keys_of_another_kind_ask_for_a_person():
    with pytest.raises(AuthRevoked):
        Keys.opened(Secret("just-one-token"))


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (401, {"errorCode": "ERR-PA401001", "success": False}, AuthRevoked),
        (200, {"errorCode": "ERR-PA401001", "success": False}, AuthRevoked),
        (401, {}, AuthRevoked),
        (403, {"code": 403, "status": "FORBIDDEN"}, AuthRevoked),
        (200, {"errorCode": "ERR-PA429001", "success": False}, RateLimited),
        (200, {"code": 429, "status": "TOO_MANY_REQUESTS"}, RateLimited),
        (404, {"errorCode": "ERR-PA404012", "success": False}, NotFound),
        (200, {"errorCode": "ERR-PA404099", "success": False}, NotFound),
        (200, {"code": 404, "status": "NOT_FOUND"}, NotFound),
        (400, {"errorCode": "ERR-PA400054", "success": False}, Rejected),
        (400, {"code": 400, "errors": {"size": ["TooBig"]}}, Rejected),
        (200, {"success": False, "errorMessage": "no"}, Rejected),
        (400, {"success": False, "errorMessage": "Order status is D"}, Conflict),
        (409, {"code": 409, "status": "CONFLICT"}, Conflict),
        (200, {"errorCode": "ERR-MA500007", "success": False}, Unavailable),
        (500, {"errorCode": "ERR-PA400054"}, Unavailable),
        (503, {}, Unavailable),
    ],
)
def test_the_table_of_errors(status: int, answer: dict, kind: type):
    response = json_answer(answer, status)
    error = classify(response.status, response.headers, response.body)

    assert type(error) is kind


@pytest.mark.parametrize(
    "answer", [{"success": True, "value": {}}, {"code": 200, "status": "OK", "data": []}, {}]
)
def test_both_envelopes_can_be_well(answer: dict):
    assert classify(200, {}, json_answer(answer).body) is None


def test_an_empty_204_is_well_and_any_other_emptiness_is_not():
    assert classify(204, {}, b"") is None
    assert type(classify(200, {}, b"")) is Unavailable


def test_a_used_up_quota_is_left_alone_for_a_while():
    error = classify(200, {}, json_answer({"errorCode": "ERR-PA429001"}).body)

    assert isinstance(error, RateLimited)
    assert error.retry_after == QUOTA_WAIT


def test_fields_of_the_newer_envelope_are_kept():
    body = json_answer({"code": 400, "errors": {"awbNo": ["Blank", "TooLong"], "x": "Y"}}).body
    error = classify(400, {}, body)

    assert isinstance(error, Rejected)
    assert error.fields == {"awbNo": "Blank, TooLong", "x": "Y"}
    assert error.message == "awbNo: Blank, TooLong; x: Y"


def test_no_quota_can_be_overspent_by_its_pace():
    windows = {
        reading.ORDERS: (1800, 100),
        "products/stock": (60, 60),
        "product/updateProduct": (60, 25),
        reading.PRODUCTS: (60, 25),
        "order/createPackage": (86_400, 7_200),
    }
    for limit in BlibliConnector.limits.operations:
        seconds, quota = windows.pop(limit.operation)
        assert limit.burst + limit.rate_per_second * seconds <= quota
    assert windows == {}


def test_the_client_needs_an_account():
    connector = BlibliConnector(None, None, lambda: NOW, app=CASE.app)

    with pytest.raises(AuthRevoked):
        connector.shop_info()
    assert client.PRODUCTION == "https://seller-api.blibli.com"
