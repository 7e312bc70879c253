"""Blibli's recordings for the contract."""

from __future__ import annotations

import json
from pathlib import Path

from integrations.channels.errors import (
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
from integrations.connectors.blibli import fulfilment, reading, writing
from integrations.connectors.blibli.client import Keys, classify
from tests.contract.case import ConnectorCase

KOPI, MADU = "KOP-60021-00001", "KOP-60021-00002"
KOPI_250, KOPI_1000, MADU_500 = f"{KOPI}-00001", f"{KOPI}-00002", f"{MADU}-00001"
SELLER_KEY = "0123456789ABCDEF" * 4
KEYS = {
    "seller_key": SELLER_KEY,
    "username": "petugas@koperasi.example",
    "store_code": "KOP-60021",
    "signature_key": "12345678",
}
ACCESS = Keys(
    seller_key=Secret(SELLER_KEY),
    username=KEYS["username"],
    store_code=KEYS["store_code"],
    signature_key=Secret(KEYS["signature_key"]),
).sealed()
VARIANTS = reading.VARIANTS


def _many(count: int) -> list[StockLevel]:
    return [
        StockLevel(external_listing_id=KOPI, external_variant_id=f"{KOPI}-{10 + n:05d}", quantity=n)
        for n in range(count)
    ]


def _echo(words: str) -> Response:
    answer = {"success": False, "errorCode": "ERR-PA401001", "errorMessage": f"bad: {words}"}
    return Response(status=401, body=json.dumps(answer).encode())


def _accept_all(request: Request) -> Response:
    return Response(status=204)


CASE = ConnectorCase(
    code="blibli",
    app=App(app_id="mta-api-lapak", secret=Secret("mta-api-kunci-latihan-kontrak")),
    credentials=Credentials(external_shop_id="KOP-60021", access_token=ACCESS),
    folder=Path(__file__).parent / "payloads",
    classify=classify,
    good_answer="pickup_points",
    scenarios={
        "push_stock": {writing.STOCK: ("stock.ok", "stock.refused", "stock.ok")},
        "push_price": {writing.BULK: ("bulk.partial",)},
        "list_listings": {
            reading.PRODUCTS: ("products.first",),
            VARIANTS: ("variants.kopi", "variants.madu"),
        },
        "list_listings_broken": {
            reading.PRODUCTS: ("products.broken", "products.empty", "products.empty"),
            VARIANTS: ("variants.kopi", "variants.broken"),
        },
        "list_nothing": {reading.PRODUCTS: ("products.empty",) * 3},
        "set_visible": {
            VARIANTS: ("variants.madu", "variants.kopi"),
            writing.BULK: ("bulk.refused", "bulk.queued"),
        },
        "read_orders": {reading.ORDERS: ("orders.two", "orders.cut")},
        "read_orders_again": {reading.ORDERS: ("orders.again",)},
        "read_orders_broken": {reading.ORDERS: ("orders.broken",)},
        "read_orders_unknown_state": {reading.ORDERS: ("orders.unknown",)},
        "read_nothing": {reading.ORDERS: ("orders.empty",)},
        "fetch_missing": {reading.ORDERS: ("order.new",), reading.DETAIL: ("detail",)},
        "ship_options": {reading.ORDERS: ("order.new",)},
        "ship": {
            reading.ORDERS: ("order.new",),
            fulfilment.CREATE_PACKAGE: ("package",),
            fulfilment.FULFILL: ("fulfill",),
        },
        "tracking": {reading.ORDERS: ("order.shipped",)},
        "tracking_pending": {reading.ORDERS: ("order.new",)},
        "request_label": {reading.ORDERS: ("order.packed",)},
        "label_pending": {
            reading.ORDERS: ("order.packed",),
            fulfilment.LABEL: ("label.pending",),
        },
        "label": {reading.ORDERS: ("order.shipped",), fulfilment.LABEL: ("label",)},
        "cancel": {
            reading.ORDERS: ("order.new",),
            fulfilment.REASONS: ("reasons",),
            fulfilment.CANCEL: ("cancel",),
        },
        "cancel_conflict": {
            reading.ORDERS: ("order.new",),
            fulfilment.REASONS: ("reasons",),
            fulfilment.CANCEL: ("cancel.conflict",),
        },
        "accept_cancellation": {
            reading.ORDERS: ("order.new",),
            fulfilment.REASONS: ("reasons",),
            fulfilment.CANCEL: ("cancel",),
        },
        "refuse_cancellation": {},
        "read_settlements": {
            reading.ORDERS: ("orders.delivered",),
            reading.DETAIL: ("detail.paid", "detail.paid_broken", "detail.unpaid"),
        },
        "shop_info": {reading.PICKUP_POINTS: ("pickup_points",)},
    },
    errors={
        RateLimited: ("error.quota", "error.http_429", "detail.quota"),
        Unavailable: (
            "error.http_502",
            "error.html_200",
            "error.half_json",
            "error.server",
        ),
        AuthRevoked: ("error.seller_key", "error.forbidden"),
        Rejected: ("error.validation", "stock.refused", "bulk.refused"),
        NotFound: ("error.not_found", "label.pending"),
        Conflict: ("error.state", "cancel.conflict", "fulfill.conflict"),
    },
    stock_levels=(
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, quantity=26),
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, quantity=1),
        StockLevel(external_listing_id=MADU, external_variant_id=MADU_500, quantity=12),
    ),
    refused_stock=frozenset({1}),
    price_levels=(
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, price=Rupiah(53_000)),
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, price=Rupiah(190_000)),
        PriceLevel(external_listing_id=MADU, external_variant_id=MADU_500, price=Rupiah(66_000)),
    ),
    refused_prices=frozenset({1}),
    visibilities=(
        ListingVisibility(external_listing_id=MADU, is_visible=True),
        ListingVisibility(external_listing_id=KOPI, is_visible=False),
    ),
    refused_visibilities=frozenset({0}),
    many_levels=_many,
    accept_all=_accept_all,
    levels_in=lambda request: 1,
    levels_per_call=1,
    order_refs=(OrderRef(external_order_id="12010000001"),),
    unchanged_order="12010000001",
    changed_order="12010000002",
    tells_when_changed=False,
    broken_order="12010000003",
    broken_path="$.content[1].orderItems[0].product.price",
    unknown_raw_state="CR",
    broken_listing="KOP-60021-00004",
    missing_order="12010000404",
    ship_choice=ShipChoice(method=ShipMethod.PICKUP, address_id="PP-3001234"),
    cancel_lines=(LineRef(external_listing_id=KOPI, external_variant_id=KOPI_250),),
    can_refuse_cancellation=False,
    personal=("Siti", "6281260001234", "Sisingamangaraja", "tetangga"),
    webhooks={
        "new_order": 1,
        "delivered_hex": 1,
        "canceled_whole_address": 1,
        "returned": 1,
        "product": 1,
    },
    signature_header="Signature",
    echoing=_echo,
    keys=KEYS,
)
