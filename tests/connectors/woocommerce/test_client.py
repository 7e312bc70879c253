"""Proofs, addresses and what an answer means."""

from __future__ import annotations

import base64

import pytest

from integrations.channels.errors import (
    AuthRevoked,
    BadPayload,
    ChannelError,
    Conflict,
    NotFound,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import Response
from integrations.connectors.woocommerce import client as woo
from integrations.connectors.woocommerce.client import classify, sign
from integrations.connectors.woocommerce.site import address_of, shop_id_of
from tests.connectors.woocommerce.case import CASE, KEY, SECRET
from tests.connectors.woocommerce.playing import play
from tests.contract.case import NOW

VECTOR_SECRET = "cs_fedcba9876543210"
ORDERS = "http://toko.example.test/wp-json/wc/v3/orders"
BATCH = "http://toko.example.test/wp-json/wc/v3/products/batch"
FILTERS = (("status", "processing"), ("per_page", "50"), ("page", "2"))


def _oauth(nonce: str) -> tuple[tuple[str, str], ...]:
    return (
        ("oauth_consumer_key", "ck_0123456789abcdef"),
        ("oauth_timestamp", "1789012345"),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA256"),
    )


@pytest.mark.parametrize(
    ("method", "url", "parameters", "signature"),
    [
        (
            "GET",
            ORDERS,
            (*FILTERS, *_oauth("a1b2c3d4")),
            "kj0A0PJcoc//57tbwh/OHHwlir9FwBOLXohGSbQ1VkE=",
        ),
        (
            "GET",
            ORDERS,
            (*FILTERS, *_oauth("a1b2c3d4"), ("oauth_version", "1.0")),
            "ADD0L8hfmA97laura8aAz9ph6DcKc8piC4ZufR0Ai5w=",
        ),
        ("POST", BATCH, _oauth("e5f6a7b8"), "ZRimGQCR8jl8TSmvne5qXdyg3NGMwS2oZ9DjtwCTCwU="),
    ],
)
def test_the_vectors_of_the_fact_sheet(method, url, parameters, signature):
    assert sign(method, url, parameters, VECTOR_SECRET) == signature


def test_over_https_the_keys_are_a_header_and_not_in_the_address():
    connector, transport = play({"shop": ("shop",)})
    connector.shop_info()

    [request] = transport.requests
    pair = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
    assert pair == f"{KEY}:{SECRET}"
    assert request.query == (("per_page", "1"),)


def test_a_site_that_eats_the_header_gets_them_in_the_address():
    connector, transport = play({"shop": ("shop",)}, more="query")
    connector.shop_info()

    [request] = transport.requests
    assert "Authorization" not in request.headers
    assert dict(request.query)["consumer_key"] == KEY
    assert dict(request.query)["consumer_secret"] == SECRET


def test_over_http_every_call_is_signed_anew_and_no_secret_leaves():
    connector, transport = play(
        {"shop": ("shop", "shop")}, site="http://127.0.0.1:8905", more="query"
    )
    connector.shop_info()
    connector.shop_info()

    first, second = (dict(request.query) for request in transport.requests)
    assert SECRET not in repr(first) + repr(transport.requests[0].headers)
    assert first["oauth_timestamp"] == str(int(NOW.timestamp()))
    assert first["oauth_nonce"] != second["oauth_nonce"]
    told = [(name, value) for name, value in first.items() if name != "oauth_signature"]
    url = "http://127.0.0.1:8905/wp-json/wc/v3/orders"
    assert first["oauth_signature"] == sign("GET", url, told, SECRET)


@pytest.mark.parametrize(
    ("typed", "address", "shop_id"),
    [
        ("https://toko.example", "https://toko.example", "toko.example"),
        ("Toko.Example/", "https://toko.example", "toko.example"),
        ("https://toko.example:443/", "https://toko.example", "toko.example"),
        ("https://toko.example/belanja/", "https://toko.example/belanja", "toko.example/belanja"),
        ("https://toko.example/wp-admin/index.php", "https://toko.example", "toko.example"),
        ("http://127.0.0.1:8905", "http://127.0.0.1:8905", "127.0.0.1:8905"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]", "[2001:db8::1]"),
        ("ftp://toko.example", "", ""),
        ("https://orang:sandi@toko.example", "", ""),
        ("https://toko.example:99999", "", ""),
        ("toko contoh", "", ""),
        ("", "", ""),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, address: str, shop_id: str):
    assert address_of(typed) == address
    assert shop_id_of(typed) == shop_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("site", "bukan alamat"),
        ("site", "https://" + "a" * 90 + ".example"),
        ("consumer_key", "cs_0123456789abcdef0123456789abcdef01234567"),
        ("consumer_secret", "rahasia"),
        ("send_keys", "header"),
    ],
)
def test_what_cannot_be_a_key_is_refused_before_any_call(field: str, value: str):
    connector, transport = play({})

    with pytest.raises(Rejected) as caught:
        connector.grant_from_keys({**CASE.keys, field: value})
    assert set(caught.value.fields) == {field}
    assert value not in str(caught.value)
    assert transport.requests == []


@pytest.mark.parametrize(
    ("recording", "kind", "code"),
    [
        ("error.permalinks", Unavailable, woo.SITE_NO_API),
        ("error.no_route", Unavailable, woo.SITE_NO_API),
        ("error.html_401", Unavailable, woo.SITE_API_OFF),
        ("error.plugin_401", Unavailable, woo.SITE_API_OFF),
        ("error.moved", Unavailable, woo.SITE_MOVED),
        ("error.notice", Unavailable, woo.SITE_UNREADABLE),
        ("error.maintenance", Unavailable, woo.SITE_UNREADABLE),
        ("error.half_json", Unavailable, woo.SITE_UNREADABLE),
        ("error.critical", Unavailable, "internal_server_error"),
        ("error.timestamp", Unavailable, woo.PROOF_TOO_OLD),
        ("error.nonce", Unavailable, woo.PROOF_TOO_OLD),
        ("error.signature", AuthRevoked, "woocommerce_rest_authentication_error"),
        ("error.cannot_view", AuthRevoked, "woocommerce_rest_cannot_view"),
        ("error.cannot_edit", AuthRevoked, "woocommerce_rest_cannot_edit"),
        ("error.param", Rejected, "rest_invalid_param"),
        ("error.sku", Rejected, "product_invalid_sku"),
        ("error.too_large", Rejected, "woocommerce_rest_request_entity_too_large"),
        ("error.product_404", NotFound, "woocommerce_rest_product_invalid_id"),
        ("error.product_put", NotFound, "woocommerce_rest_product_invalid_id"),
        ("order.missing", NotFound, "woocommerce_rest_shop_order_invalid_id"),
        ("error.http_409", Conflict, "order_locked_by_other_plugin"),
    ],
)
def test_the_whole_table_of_errors(recording: str, kind: type[ChannelError], code: str):
    answer = CASE.answer(recording)
    error = classify(answer.status, answer.headers, answer.body)

    assert type(error) is kind
    assert error.code == code


def test_a_refused_parameter_is_named():
    answer = CASE.answer("error.param")
    error = classify(answer.status, answer.headers, answer.body)

    assert set(error.fields) == {"per_page"}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("", woo.SITE_UNREACHABLE),
        ("certificate", woo.SITE_CERTIFICATE),
        ("address_refused", woo.SITE_REFUSED),
    ],
)
def test_a_connection_that_did_not_come_about_says_why(told: str, code: str):
    connector, transport = play({"shop": (Unavailable("shop: SSLError", code=told),)})

    with pytest.raises(Unavailable, match="shop: SSLError") as caught:
        connector.shop_info()
    assert caught.value.code == code
    assert len(transport.requests) == 1


def test_a_shop_in_a_folder_is_called_in_its_folder():
    connector, transport = play({"shop": ("shop",)}, site="https://toko.example/belanja")

    assert connector.shop_info().external_shop_id == "toko.example/belanja"
    assert transport.requests[0].url == "https://toko.example/belanja/wp-json/wc/v3/orders"


def test_without_keys_a_person_is_asked():
    with pytest.raises(AuthRevoked):
        CASE.factory(None, None, lambda: NOW, app=CASE.app).shop_info()


def test_an_object_where_a_list_was_expected_names_the_whole_answer():
    connector, _ = play({"orders": (Response(status=200, body=b'{"orders": []}'),)})

    with pytest.raises(BadPayload) as caught:
        connector.read_orders(NOW, NOW)
    assert caught.value.path == "$"
