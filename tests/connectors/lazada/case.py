"""Lazada's recordings for the contract."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

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
from integrations.connectors.lazada.client import classify
from tests.contract.case import ConnectorCase

KOPI, MADU = "2900001", "2900002"
KOPI_250, KOPI_1000, MADU_500 = "190000011", "190000012", "190000020"


def skus_in(request: Request) -> list[dict[str, object]]:
    """The SKUs of a stock or price call."""
    form = parse_qs(request.body.decode())
    found: list[dict[str, object]] = json.loads(form["payload"][0])["Request"]["Product"]["Skus"][
        "Sku"
    ]
    return found


def _many(count: int) -> list[StockLevel]:
    return [
        StockLevel(external_listing_id=KOPI, external_variant_id=str(500 + n), quantity=n)
        for n in range(count)
    ]


def _accept_all(request: Request) -> Response:
    return Response(status=200, body=b'{"code":"0","data":{},"request_id":"r"}')


def _echo(words: str) -> Response:
    answer = {"type": "ISV", "code": "IllegalAccessToken", "message": f"bad: {words}"}
    return Response(status=200, body=json.dumps(answer).encode())


ITEMS = "orders/items/get"
UNITS = "order/items/get"
VALIDATE, CREATE = "order/reverse/cancel/validate", "order/reverse/cancel/create"

CASE = ConnectorCase(
    code="lazada",
    app=App(app_id="100100", secret=Secret("lz-koperasi-01")),
    credentials=Credentials(
        external_shop_id="1002003001", access_token=Secret("50000601c30atpedfgu3-contract")
    ),
    folder=Path(__file__).parent / "payloads",
    classify=classify,
    good_answer="seller",
    scenarios={
        "push_stock": {"product/stock/sellable/update": ("stock.partial",)},
        "push_price": {"product/price_quantity/update": ("price.partial",)},
        "list_listings": {"products/get": ("products.first",)},
        "list_listings_broken": {"products/get": ("products.broken",)},
        "list_nothing": {"products/get": ("products.empty",)},
        "set_visible": {
            "product/item/get": ("item_get", "item_get"),
            "product/update": ("product_update.refused", "product_update"),
        },
        "read_orders": {"orders/get": ("orders.two",), ITEMS: ("items.two",)},
        "read_orders_again": {"orders/get": ("orders.again",), ITEMS: ("items.again",)},
        "read_orders_broken": {"orders/get": ("orders.broken",), ITEMS: ("items.broken",)},
        "read_orders_unknown_state": {"orders/get": ("orders.unknown",), ITEMS: ("items.unknown",)},
        "read_nothing": {"orders/get": ("orders.empty",)},
        "fetch_missing": {"order/get": ("order.missing", "order.one"), ITEMS: ("items.one",)},
        "ship_options": {},
        "ship": {
            UNITS: ("units.pending",),
            "order/fulfill/pack": ("pack",),
            "order/package/rts": ("rts",),
        },
        "tracking": {UNITS: ("units.ready",)},
        "tracking_pending": {UNITS: ("units.pending",)},
        "request_label": {UNITS: ("units.ready",)},
        "label_pending": {UNITS: ("units.pending",)},
        "label": {UNITS: ("units.ready",), "order/package/document/get": ("document",)},
        "cancel": {UNITS: ("units.pending",), VALIDATE: ("validate",), CREATE: ("cancel",)},
        "cancel_conflict": {
            UNITS: ("units.pending",),
            VALIDATE: ("validate",),
            CREATE: ("cancel.conflict",),
        },
        "accept_cancellation": {
            UNITS: ("units.wish",),
            VALIDATE: ("validate",),
            CREATE: ("cancel",),
        },
        "refuse_cancellation": {},
        "read_settlements": {"finance/transaction/details/get": ("transactions",)},
        "exchange": {"auth/token/create": ("token_create",)},
        "refresh": {"auth/token/refresh": ("token_refresh",)},
        "refresh_revoked": {"auth/token/refresh": ("token_refresh.revoked",)},
        "shop_info": {"seller/get": ("seller",)},
    },
    errors={
        RateLimited: ("error.call_limit", "error.campaign", "error.http_429"),
        Unavailable: ("error.timeout", "error.http_502", "error.html_200", "error.half_json"),
        AuthExpired: ("error.token",),
        AuthRevoked: ("error.sign", "token_refresh.revoked"),
        Rejected: ("error.missing", "error.param", "stock.whole"),
        NotFound: ("error.not_found", "item_get.missing"),
        Conflict: ("error.state", "cancel.conflict"),
    },
    stock_levels=(
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, quantity=26),
        StockLevel(external_listing_id=MADU, external_variant_id=MADU_500, quantity=12),
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, quantity=1),
    ),
    refused_stock=frozenset({2}),
    price_levels=(
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, price=Rupiah(350_000)),
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, price=Rupiah(7_000)),
        PriceLevel(external_listing_id=MADU, external_variant_id=MADU_500, price=Rupiah(66_000)),
    ),
    refused_prices=frozenset({1}),
    visibilities=(
        ListingVisibility(external_listing_id="2900005", is_visible=True),
        ListingVisibility(external_listing_id=KOPI, is_visible=False),
    ),
    refused_visibilities=frozenset({0}),
    many_levels=_many,
    accept_all=_accept_all,
    levels_in=lambda request: len(skus_in(request)),
    levels_per_call=20,
    order_refs=(OrderRef(external_order_id="260422900000001"),),
    unchanged_order="260422900000001",
    changed_order="260422900000002",
    broken_order="260422900000003",
    broken_path="$.data[0].order_items[0].item_price",
    unknown_raw_state="lost_by_3pl",
    broken_listing="2900004",
    missing_order="260422900000404",
    ship_choice=ShipChoice(method=ShipMethod.DROPOFF),
    cancel_lines=(LineRef(external_listing_id=KOPI, external_variant_id=KOPI_250),),
    can_refuse_cancellation=False,
    personal=("Siti", "6281260001234", "Sisingamangaraja", "digiling halus"),
    webhooks={"order": 1, "reverse": 1, "ending": 1, "unknown_type": 1},
    signature_header="Authorization",
    echoing=_echo,
)
