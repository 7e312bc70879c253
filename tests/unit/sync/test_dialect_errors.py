"""Every error a dialect knows ends in one entry of the catalogue (D11).

The codes below are those of the platforms' own documents. Each goes through the connector's own
``classify`` in the shape its platform sends, so that a code nobody has mapped fails here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

from integrations import registry
from integrations.channels.errors import ChannelError
from integrations.sync.errors_catalogue import CATALOGUE, Code, code_of
from tests.contract.case import case_of

REAUTH, AGAIN, WAIT = Code.AUTH_REVOKED, Code.AUTH_EXPIRED, Code.RATE_LIMITED
DOWN, NO, GONE, MOVED = Code.UNAVAILABLE, Code.REJECTED, Code.NOT_FOUND, Code.CONFLICT

SHEETS: dict[str, dict[Code, str]] = {
    "shopee": {
        REAUTH: "error_sign error_partner_key_expired source_ip_undeclared error_permission "
        "error_api_permission shop_no_linked partner_shop_no_link shop_banned error_kyc_auth "
        "api_suspended invalid_code refresh_token_expired error_shop_refresh_token "
        "shop_access_expired common.error_auth",
        AGAIN: "invalid_acceess_token invalid_access_token",
        NO: "error_param product.error_param error_data order.order_list_invalid_time "
        "logistics.ship_order_need_pacakge_number error_busi_update_stock_failed "
        "error_wms_shop_block_upate_stock common.batch_api_all_failed",
        GONE: "error_not_found error_item_not_found",
        WAIT: "error_rate_limit error_limit",
        DOWN: "error_server error_inner error_system_busy error_network "
        "error_too_many_invoke_function",
        MOVED: "logistics.error_order_state error_state order_finalized "
        "logistics.package_can_not_print",
    },
    "tiktok_shop": {
        REAUTH: "106001 106013 105005 36009033 101000",
        AGAIN: "105002",
        NO: "36009004 36009009 36009010 36009014 12052990 12052097 12052530 12019028 12052037 "
        "12019024 12052055 12052393 12052553 12052901 12052850 12052921 11021009 11021016 11021023",
        GONE: "12052556 12052260",
        WAIT: "36009002",
        DOWN: "36009003 36009007 11034037",
        MOVED: "11006021 21021010",
    },
    "lazada": {
        REAUTH: "IncompleteSignature IllegalRefreshToken InvalidCode AUTH_TYPE_UNSUPPORTED "
        "SellerNotVerified AppWhiteIpLimit",
        AGAIN: "IllegalAccessToken",
        NO: "MissingParameter 14 17 19 36 74 75 204 212 501 4135 4105",
        WAIT: "ApiCallLimit 901 998",
        DOWN: "ServiceTimeout ServiceUnavailable InternalError 4170",
    },
    "blibli": {
        Code.KEYS_REFUSED: "ERR-PA401001",
        Code.QUOTA_USED_UP: "ERR-PA429001",
        GONE: "ERR-PA404012",
        NO: "ERR-PA400054",
    },
    "woocommerce": {
        Code.KEYS_REFUSED: "401:woocommerce_rest_authentication_error "
        "401:woocommerce_rest_cannot_view 401:woocommerce_rest_cannot_edit "
        "403:woocommerce_rest_cannot_create",
        Code.CODE_TAKEN_THERE: "400:product_invalid_sku",
        Code.PICTURE_NOT_FETCHED: "400:woocommerce_product_image_upload_error "
        "400:woocommerce_product_invalid_image_id",
        NO: "400:rest_invalid_param 413:woocommerce_rest_request_entity_too_large",
        GONE: "404:woocommerce_rest_product_invalid_id",
        Code.SITE_NO_API: "404:rest_no_route",
        DOWN: "500:internal_server_error",
    },
}


def answer_of(channel: str, code: str) -> tuple[int, dict[str, object]]:
    """The code as its platform sends it: HTTP status and body."""
    status, _colon, bare = code.rpartition(":")
    shapes: dict[str, dict[str, object]] = {
        "shopee": {"error": code, "message": "told", "request_id": "r"},
        "tiktok_shop": {"code": int(code) if code.isdecimal() else code, "message": "told"},
        "lazada": {"type": "ISP", "code": code, "message": "told", "request_id": "r"},
        "blibli": {"success": False, "errorCode": code, "errorMessage": "told"},
        "woocommerce": {"code": bare, "message": "told", "data": {"status": int(status or 0)}},
    }
    return int(status or 200), shapes[channel]


def classify_of(channel: str) -> Callable[..., ChannelError | None]:
    found: Callable[..., ChannelError | None] = import_module(
        f"integrations.connectors.{channel}.client"
    ).classify
    return found


def codes() -> Iterator[tuple[str, str, Code]]:
    for channel, by_meaning in SHEETS.items():
        for meaning, text in by_meaning.items():
            for code in text.split():
                yield channel, code, meaning


def test_every_channel_has_its_sheet() -> None:
    assert set(SHEETS) == set(registry.CONNECTORS)


@pytest.mark.parametrize(("channel", "code", "meaning"), list(codes()))
def test_every_code_of_a_platform_has_its_entry(channel: str, code: str, meaning: Code) -> None:
    status, body = answer_of(channel, code)
    error = classify_of(channel)(status, {}, json.dumps(body).encode())
    assert error is not None, "an error was taken for success"
    assert code_of(error) is meaning
    assert CATALOGUE[code_of(error)].remedy


@pytest.mark.parametrize("channel", list(SHEETS))
def test_a_connectors_own_table_holds_nothing_unmapped(channel: str) -> None:
    """A code that a connector learns tomorrow must mean something to people at once."""
    tables = [
        vars(import_module(f"integrations.connectors.{channel}.{name}")).get("ERRORS", {})
        for name in ("client", "errors")
        if _exists(channel, name)
    ]
    kinds = {kind for table in tables for kind in table.values()}
    assert kinds
    for kind in kinds:
        code = code_of(kind("told"))
        assert code in CATALOGUE
        assert code not in {Code.BUG, Code.CHANNEL_ERROR}, kind


def _exists(channel: str, name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(f"integrations.connectors.{channel}.{name}") is not None


@pytest.mark.parametrize("channel", list(SHEETS))
def test_every_recorded_error_has_its_entry(channel: str) -> None:
    case = case_of(channel)
    for names in case.errors.values():
        for name in names:
            sample = case.answer(name)
            error = case.classify(sample.status, sample.headers, sample.body)
            assert code_of(error) not in {Code.BUG, Code.CHANNEL_ERROR}, name
