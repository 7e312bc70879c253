"""Shopee's recordings for the contract."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

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
from integrations.channels.words import (
    App,
    Credentials,
    LineRef,
    ListingVisibility,
    OrderRef,
    PriceLevel,
    Rupiah,
    ShipChoice,
    ShipMethod,
    StockLevel,
)
from integrations.connectors.shopee.client import classify
from tests.contract.case import ConnectorCase
from tests.contract.drafts import COFFEE

KOPI, MADU = "29000000001", "29000000002"
KOPI_250, KOPI_1000 = "190000000011", "190000000012"

DRAFT = replace(
    COFFEE,
    attributes={"4001": "12 bulan", "4002": "Aceh"},
    attribute_value_ids={"4001": "2"},
)


def _many(count: int) -> list[StockLevel]:
    return [
        StockLevel(external_listing_id=KOPI, external_variant_id=str(500 + n), quantity=n)
        for n in range(count)
    ]


def _accept_all(request: Request) -> Response:
    models = [entry["model_id"] for entry in json.loads(request.body)["stock_list"]]
    done = [{"model_id": model, "stock": 1} for model in models]
    answer = {"error": "", "response": {"success_list": done, "failure_list": []}}
    return Response(status=200, body=json.dumps(answer).encode())


def _echo(words: str) -> Response:
    answer = {"request_id": "r-1", "error": "error_param", "message": f"Wrong value: {words}"}
    return Response(status=200, body=json.dumps(answer).encode())


CASE = ConnectorCase(
    code="shopee",
    app=App(app_id="2001887", secret=Secret("shpk-contract-partner-key-001")),
    credentials=Credentials(
        external_shop_id="226785001", access_token=Secret("contract-access-token-001")
    ),
    folder=Path(__file__).parent / "payloads",
    classify=classify,
    good_answer="shop_info",
    scenarios={
        "push_stock": {"product/update_stock": ("update_stock.partial", "update_stock.single")},
        "push_price": {"product/update_price": ("update_price.partial", "update_price.single")},
        "list_listings": {
            "product/get_item_list": ("item_list.first",),
            "product/get_item_base_info": ("item_base_info.first",),
            "product/get_model_list": ("model_list.kopi",),
        },
        "list_listings_broken": {
            "product/get_item_list": ("item_list.last",),
            "product/get_item_base_info": ("item_base_info.last",),
        },
        "list_nothing": {"product/get_item_list": ("item_list.empty",)},
        "set_visible": {"product/unlist_item": ("unlist_item.partial",)},
        "categories": {"product/get_category": ("category",)},
        "category_attributes": {"product/get_attribute_tree": ("attribute_tree",)},
        "publish": {
            "logistics/get_channel_list": ("channel_list",),
            "media_space/upload_image": ("upload_image",),
            "product/add_item": ("add_item",),
            "product/init_tier_variation": ("init_tier_variation",),
            "product/unlist_item": ("unlist_item.shown",),
        },
        "finish": {
            "product/init_tier_variation": ("init_tier_variation",),
            "product/unlist_item": ("unlist_item.shown",),
        },
        "edit": {
            "media_space/upload_image": ("upload_image",),
            "product/update_item": ("update_item",),
        },
        "read_orders": {
            "order/get_order_list": ("order_list.two",),
            "order/get_order_detail": ("order_detail.two",),
        },
        "read_orders_again": {
            "order/get_order_list": ("order_list.again",),
            "order/get_order_detail": ("order_detail.again",),
        },
        "read_orders_broken": {
            "order/get_order_list": ("order_list.broken",),
            "order/get_order_detail": ("order_detail.broken",),
        },
        "read_orders_unknown_state": {
            "order/get_order_list": ("order_list.unknown_state",),
            "order/get_order_detail": ("order_detail.unknown_state",),
        },
        "read_nothing": {"order/get_order_list": ("order_list.empty",)},
        "fetch_missing": {"order/get_order_detail": ("order_detail.one_missing",)},
        "ship_options": {"logistics/get_shipping_parameter": ("shipping_parameter",)},
        "ship": {"logistics/ship_order": ("ship_order",)},
        "tracking": {"logistics/get_tracking_number": ("tracking_number",)},
        "tracking_pending": {"logistics/get_tracking_number": ("tracking_number.pending",)},
        "request_label": {
            "logistics/get_tracking_number": ("tracking_number",),
            "logistics/create_shipping_document": ("create_shipping_document",),
        },
        "label_pending": {
            "logistics/get_shipping_document_result": ("shipping_document_result.processing",)
        },
        "label": {
            "logistics/get_shipping_document_result": ("shipping_document_result.ready",),
            "logistics/download_shipping_document": ("download_shipping_document",),
        },
        "cancel": {"order/cancel_order": ("cancel_order",)},
        "cancel_conflict": {"order/cancel_order": ("cancel_order.conflict",)},
        "accept_cancellation": {"order/handle_buyer_cancellation": ("handle_buyer_cancellation",)},
        "refuse_cancellation": {"order/handle_buyer_cancellation": ("handle_buyer_cancellation",)},
        "read_settlements": {
            "payment/get_escrow_list": ("escrow_list",),
            "payment/get_escrow_detail_batch": ("escrow_detail_batch",),
        },
        "exchange": {"auth/token/get": ("token_get",)},
        "refresh": {"auth/access_token/get": ("access_token_get",)},
        "refresh_revoked": {"auth/access_token/get": ("access_token_get.revoked",)},
        "shop_info": {"shop/get_shop_info": ("shop_info",)},
    },
    errors={
        RateLimited: ("error.rate_limit", "error.http_429", "error.quota"),
        Unavailable: ("error.server", "error.http_502", "error.html_200", "error.half_json"),
        AuthExpired: ("error.token",),
        AuthRevoked: ("error.sign", "error.unlinked", "access_token_get.revoked"),
        Rejected: ("error.param",),
        NotFound: ("error.not_found", "order_detail.not_found"),
        Conflict: ("error.state", "cancel_order.conflict"),
    },
    stock_levels=(
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, quantity=26),
        StockLevel(external_listing_id=MADU, quantity=12),
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, quantity=1),
    ),
    refused_stock=frozenset({2}),
    price_levels=(
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, price=Rupiah(350_000)),
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, price=Rupiah(97_000)),
        PriceLevel(external_listing_id=MADU, price=Rupiah(66_000)),
    ),
    refused_prices=frozenset({0}),
    visibilities=(
        ListingVisibility(external_listing_id="29000000005", is_visible=True),
        ListingVisibility(external_listing_id=KOPI, is_visible=False),
    ),
    refused_visibilities=frozenset({0}),
    draft=DRAFT,
    draft_listing="29000000009",
    many_levels=_many,
    accept_all=_accept_all,
    levels_in=lambda request: len(json.loads(request.body)["stock_list"]),
    levels_per_call=50,
    order_refs=(OrderRef(external_order_id="2511240KOPI001"),),
    unchanged_order="2511240KOPI001",
    changed_order="2511240KOPI002",
    broken_order="2511240KOPI003",
    broken_path="$.response.order_list[0].item_list[0].model_quantity_purchased",
    unknown_raw_state="INVOICE_PENDING",
    broken_listing="29000000004",
    missing_order="2511240KOPI404",
    ship_choice=ShipChoice(method=ShipMethod.PICKUP, address_id="3828", slot_id="1764039600"),
    cancel_lines=(LineRef(external_listing_id=KOPI, external_variant_id=KOPI_250),),
    personal=("Siti", "6281260001234", "Sisingamangaraja", "sitiaminah88", "digiling halus"),
    webhooks={"order_status": 1, "return_update": 1, "penalty_as_text": 1, "test_message": 0},
    signature_header="Authorization",
    echoing=_echo,
)
