"""Signature, sending and the table of errors."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Request, Response, Secret
from integrations.channels.words import App, Credentials
from integrations.connectors.shopee.client import ShopeeClient, classify, error_for, sign

KEY = "6b6f70657261736920706b20746573742076656b746f72206b6f706572617369"
TOKEN = "59777174636562737266615546704c6d"
MOMENT = datetime.fromtimestamp(1655714431, UTC)


class Recorder:
    """Answers every call with the same thing and keeps the last request."""

    def __init__(self, answer: dict[str, object]) -> None:
        self.answer = answer
        self.request: Request | None = None

    def __call__(self, request: Request) -> Response:
        self.request = request
        return Response(status=200, body=json.dumps(self.answer).encode())


def client(transport: Recorder, moment: datetime = MOMENT) -> ShopeeClient:
    return ShopeeClient(
        Credentials(external_shop_id="14701711", access_token=Secret(TOKEN)),
        transport,
        lambda: moment,
        app=App(app_id="2001887", secret=Secret(KEY)),
        base_url="http://127.0.0.1:8901/",
    )


def envelope(code: str, message: str = "") -> bytes:
    return json.dumps({"request_id": "r-1", "error": code, "message": message}).encode()


# Signature


def test_the_public_vector_is_signed():
    base = "2001887/api/v2/public/get_shops_by_partner1655714431"

    assert sign(KEY, base) == "f983ecc9322cf042e3110abd193e88d8de3ba51bc90c0f04e02d96c5e84a56c2"


def test_a_shop_call_is_signed_as_the_vector_says():
    transport = Recorder({"error": ""})

    client(transport).get("/api/v2/shop/get_shop_info")

    assert transport.request.url == "http://127.0.0.1:8901/api/v2/shop/get_shop_info"
    assert dict(transport.request.query) == {
        "partner_id": "2001887",
        "timestamp": "1655714431",
        "access_token": TOKEN,
        "shop_id": "14701711",
        "sign": "b0710c1f3e92953edeac8ba27ed2f9ad2b42e50214df850e4330f029e3baf752",
    }


def test_business_parameters_are_not_signed_and_lists_repeat_their_key():
    transport = Recorder({"error": ""})

    client(transport).get(
        "/api/v2/shop/get_shop_info", (("item_status", "NORMAL"), ("item_status", "UNLIST"))
    )

    assert transport.request.query[:2] == (("item_status", "NORMAL"), ("item_status", "UNLIST"))
    assert dict(transport.request.query)["sign"].startswith("b0710c1f")


def test_a_body_is_json_and_only_common_parameters_travel_in_the_query():
    transport = Recorder({"error": ""})

    client(transport).post("/api/v2/product/update_stock", {"item_id": 1, "catatan": "é"})

    assert json.loads(transport.request.body) == {"item_id": 1, "catatan": "é"}
    assert transport.request.headers["Content-Type"] == "application/json"
    assert [name for name, _ in transport.request.query] == [
        "partner_id",
        "timestamp",
        "access_token",
        "shop_id",
        "sign",
    ]


def test_a_call_without_a_shop_asks_for_one():
    transport = Recorder({"error": ""})
    bare = ShopeeClient(
        None, transport, lambda: MOMENT, app=App(app_id="1", secret=Secret(KEY)), base_url=""
    )

    with pytest.raises(AuthRevoked):
        bare.get("/api/v2/shop/get_shop_info")
    assert transport.request is None
    assert bare.base_url == "https://partner.shopeemobile.com"


# Errors


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("error_sign", AuthRevoked),
        ("error_partner_key_expired", AuthRevoked),
        ("source_ip_undeclared", AuthRevoked),
        ("invalid_acceess_token", AuthExpired),
        ("invalid_access_token", AuthExpired),
        ("error_permission", AuthRevoked),
        ("error_api_permission", AuthRevoked),
        ("shop_no_linked", AuthRevoked),
        ("partner_shop_no_link", AuthRevoked),
        ("shop_banned", AuthRevoked),
        ("error_kyc_auth", AuthRevoked),
        ("api_suspended", AuthRevoked),
        ("invalid_code", AuthRevoked),
        ("refresh_token_expired", AuthRevoked),
        ("error_shop_refresh_token", AuthRevoked),
        ("shop_access_expired", AuthRevoked),
        ("error_param", Rejected),
        ("product.error_param", Rejected),
        ("logistics.error_param", Rejected),
        ("error_data", Rejected),
        ("error_not_found", NotFound),
        ("error_item_not_found", NotFound),
        ("error_rate_limit", RateLimited),
        ("error_limit", RateLimited),
        ("error_server", Unavailable),
        ("error_inner", Unavailable),
        ("error_system_busy", Unavailable),
        ("error_network", Unavailable),
        ("order.order_list_invalid_time", Rejected),
        ("logistics.error_order_state", Conflict),
        ("error_state", Conflict),
        ("order_finalized", Conflict),
        ("error_too_many_invoke_function", Unavailable),
        ("logistics.ship_order_need_pacakge_number", Rejected),
        ("logistics.package_can_not_print", Conflict),
        ("error_busi_update_stock_failed", Rejected),
        ("error_wms_shop_block_upate_stock", Rejected),
        ("common.batch_api_all_failed", Rejected),
        ("product.something_nobody_wrote_down", Rejected),
    ],
)
def test_every_code_of_the_reference_has_its_class(code: str, kind: type[Exception]):
    error = classify(200, {}, envelope(code, "a sentence"))

    assert type(error) is kind
    assert (error.code, error.request_id, error.message) == (code, "r-1", "a sentence")


@pytest.mark.parametrize(
    ("message", "kind"),
    [("Invalid access_token.", AuthExpired), ("partner_id is invalid", AuthRevoked)],
)
def test_error_auth_means_two_things(message: str, kind: type[Exception]):
    assert type(classify(403, {}, envelope("common.error_auth", message))) is kind


def test_a_stale_timestamp_is_a_clock_not_a_refusal():
    assert type(error_for("error_param", "Timestamp is expired")) is Unavailable
    assert type(error_for("error_param", "no timestamp")) is Rejected


def test_the_body_decides_not_the_status():
    assert type(classify(403, {}, envelope("error_sign"))) is AuthRevoked
    assert type(classify(500, {}, envelope("error_item_not_found"))) is NotFound
    assert type(classify(500, {}, envelope("nobody_knows"))) is Unavailable
    assert type(classify(404, {}, envelope(""))) is Unavailable
    assert classify(200, {}, envelope("")) is None


def test_throttling_in_the_body_keeps_the_header():
    error = classify(200, {"Retry-After": "3"}, envelope("error_rate_limit"))

    assert error.retry_after == 3.0


def test_a_retry_after_that_is_a_date_is_not_guessed():
    error = classify(429, {"Retry-After": "Tue, 24 Nov 2026 07:28:00 GMT"}, b"")

    assert error.retry_after is None


@pytest.mark.parametrize(
    ("utc_hour", "hours"), [(15, 1), (16, 24), (23, 17)], ids=["23 h", "midnight", "7 h"]
)
def test_a_used_up_quota_waits_for_midnight_in_utc_plus_8(utc_hour: int, hours: int):
    moment = datetime(2026, 11, 24, utc_hour, 0, tzinfo=UTC)
    transport = Recorder({"error": "error_limit", "message": "daily quota"})

    with pytest.raises(RateLimited) as caught:
        client(transport, moment).get("/api/v2/shop/get_shop_info")

    assert caught.value.retry_after == hours * 3600
