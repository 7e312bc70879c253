"""Lazada's signatures, consent, table of errors and notifications."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl

import pytest

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelError,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.words import (
    Hint,
    HintKind,
)
from integrations.connectors.lazada import LazadaConnector
from integrations.connectors.lazada.client import ERRORS, classify, sign
from tests.connectors.lazada.case import CASE
from tests.connectors.lazada.playing import json_answer, play
from tests.contract.case import NOW

# Signature


def test_the_vector_of_the_official_guide():
    parameters = (
        ("access_token", "test"),
        ("app_key", "123456"),
        ("order_id", "1234"),
        ("sign_method", "sha256"),
        ("timestamp", "1517820392000"),
    )
    expected = "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A"
    assert sign("helloworld", "/order/get", parameters) == expected
    assert sign("helloworld", "/order/get", (*parameters[::-1], ("sign", "x"))) == expected


def test_the_vector_with_an_offset_in_a_time():
    parameters = (
        ("access_token", "50000601c30atpedfgu3LVvik87Ixlsvle3mSoB7701ceb156fPunYZ43GBg"),
        ("app_key", "100100"),
        ("sign_method", "sha256"),
        ("timestamp", "1789012345000"),
        ("update_after", "2026-09-07T00:00:00+07:00"),
        ("limit", "100"),
        ("offset", "0"),
        ("sort_by", "updated_at"),
        ("sort_direction", "ASC"),
    )
    assert sign("lz-koperasi-01", "/orders/get", parameters) == (
        "D8398F6C33589A595F08B53072DFE84570DE23610A5D18E92270B7A9A67CE2FB"
    )


def test_a_call_is_signed_over_what_it_sends_and_the_plus_is_encoded():
    connector, transport = play({"orders/get": ("orders.empty",)})
    connector.read_orders(NOW - timedelta(hours=1), NOW)
    [request] = transport.requests

    sent = parse_qsl(request.full_url.partition("?")[2])
    told = dict(sent)
    assert request.url == "https://api.lazada.co.id/rest/orders/get"
    assert told["update_after"] == "2025-11-24T21:59:59+07:00"
    assert "%2B07%3A00" in request.full_url
    assert told["timestamp"] == str(int(NOW.timestamp() * 1000))
    assert told["sign"] == sign("lz-koperasi-01", "/orders/get", sent)


def test_a_write_is_a_signed_form():
    connector, transport = play({"product/stock/sellable/update": ("stock.ok",)})
    connector.push_stock(CASE.stock_levels[:1])
    [request] = transport.requests

    sent = parse_qsl(request.body.decode())
    assert request.query == ()
    assert dict(sent)["sign"] == sign("lz-koperasi-01", "/product/stock/sellable/update", sent)


def test_tokens_come_from_the_consent_host_and_keep_the_end_of_the_consent():
    connector, transport = play({"auth/token/refresh": ("token_refresh",)})
    grant = connector.refresh("old")

    assert transport.requests[0].url == "https://auth.lazada.com/rest/auth/token/refresh"
    assert "access_token" not in parse_qs(transport.requests[0].body.decode())
    assert grant.tokens.refresh_expires_at == NOW + timedelta(seconds=1987200)
    assert grant.external_shop_id == "1002003001"


def test_a_sandbox_is_one_host_for_everything():
    connector = LazadaConnector(
        None, lambda _: None, lambda: NOW, app=CASE.app, base_url="http://127.0.0.1:7003/rest/"
    )
    address = connector.authorize_url("https://x.example/", "s")
    assert address.startswith("http://127.0.0.1:7003/oauth/authorize?response_type=code&")


# Errors


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_code_of_the_table_is_its_class(code: str):
    body = json.dumps({"type": "ISP", "code": code, "message": "m", "request_id": "r"}).encode()
    error = classify(200, {}, body)
    assert type(error) is ERRORS[code]
    assert (error.code, error.request_id) == (code, "r")


@pytest.mark.parametrize("code", ["14", "17", "19", "36", "74", "75", "204", "212", "501", "4135"])
def test_business_numbers_are_refusals(code: str):
    body = json.dumps({"type": "ISP", "code": code, "message": f"E{code}: no"}).encode()
    assert type(classify(200, {}, body)) is Rejected


def test_an_unknown_code_of_the_platform_itself_passes():
    body = json.dumps({"type": "SYSTEM", "code": "Whatever", "message": "oops"}).encode()
    assert type(classify(200, {}, body)) is Unavailable


def test_the_ban_says_how_long():
    answer = CASE.answer("error.call_limit")
    error = classify(answer.status, answer.headers, answer.body)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 3.0


@pytest.mark.parametrize(
    ("code", "kind"), [("1000003", Rejected), ("901", RateLimited), ("", Rejected)]
)
def test_the_second_envelope_is_judged(code: str, kind: type[ChannelError]):
    result = {"success": False, "error_code": code, "error_msg": "no"}
    answer = json_answer({"code": "0", "result": result})
    assert type(classify(200, {}, answer.body)) is kind


# Notifications


def test_the_vector_of_a_push_and_its_hint():
    headers, body, url = CASE.webhook("order")
    assert headers["Authorization"] == (
        "7a6c0c80762866ad9fa25e74c5689118c578b1c6bedafaae10115178f5b8a921"
    )
    connector, _ = play({})
    assert connector.verify_webhook(headers, body, url).hints == (
        Hint(
            kind=HintKind.ORDER,
            external_shop_id="1234567",
            external_id="260422900198363",
            raw_kind="0",
        ),
    )


def test_every_documented_event_has_a_kind():
    expected = {"reverse": HintKind.RETURN, "ending": HintKind.AUTHORIZATION_ENDING}
    connector, _ = play({})
    for name, kind in (expected | {"unknown_type": HintKind.OTHER}).items():
        [hint] = connector.verify_webhook(*CASE.webhook(name)).hints
        assert (hint.kind, hint.external_shop_id) == (kind, "1002003001")


def test_a_call_without_a_shop_asks_for_a_person():
    connector = LazadaConnector(None, lambda _: None, lambda: NOW, app=CASE.app)
    with pytest.raises(AuthRevoked):
        connector.shop_info()


def test_a_stale_token_stops_hiding_listings():
    connector, transport = play({"product/item/get": ("error.token", "error.token")})
    outcomes = connector.set_visible(CASE.visibilities)
    assert [type(each.error) for each in outcomes] == [AuthExpired, AuthExpired]
    assert [each.is_sent for each in outcomes] == [True, False]
    assert len(transport.requests) == 1
