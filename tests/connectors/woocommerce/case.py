"""WooCommerce's recordings for the contract."""

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
from integrations.connectors.woocommerce.client import classify
from tests.contract.case import ConnectorCase
from tests.contract.drafts import COFFEE

KOPI, KOPI_250, BIJI, HALUS, MADU = "501", "510", "511", "512", "520"
KEY = "ck_0123456789abcdef0123456789abcdef01234567"
SECRET = "cs_fedcba9876543210fedcba9876543210fedcba98"


def _many(count: int) -> list[StockLevel]:
    return [StockLevel(external_listing_id=str(9000 + n), quantity=n) for n in range(count)]


def elements(request: Request) -> list[dict[str, object]]:
    """What a batch call carries."""
    found: list[dict[str, object]] = json.loads(request.body)["update"]
    return found


def _accept_all(request: Request) -> Response:
    return Response(status=200, body=json.dumps({"update": elements(request)}).encode())


def _echo(words: str) -> Response:
    answer = {"code": "woocommerce_rest_cannot_view", "message": f"bad: {words}", "data": None}
    return Response(status=401, body=json.dumps(answer).encode())


CASE = ConnectorCase(
    code="woocommerce",
    app=App(app_id="woocommerce", secret=Secret("rahasia-hook-01")),
    credentials=Credentials(
        external_shop_id="toko.example.test", access_token=Secret(f"{KEY} {SECRET}")
    ),
    folder=Path(__file__).parent / "payloads",
    classify=classify,
    good_answer="shop",
    scenarios={
        "push_stock": {"products/stock": ("batch.stock", "batch.stock.variation")},
        "push_price": {"products/price": ("batch.price", "batch.price.variation")},
        "list_listings": {"products": ("products.first",), "variations": ("variations.kopi",)},
        "list_listings_broken": {"products": ("products.broken",)},
        "list_nothing": {"products": ("products.empty",)},
        "set_visible": {"products/visibility": ("batch.visible",)},
        "categories": {"categories": ("categories",)},
        "category_attributes": {},
        "publish": {
            "settings": ("settings.products",),
            "products/create": ("product.created",),
            "variations/create": ("variations.created",),
            "products/show": ("product.created",),
        },
        "finish": {
            "variations": ("variations.half",),
            "variations/create": ("variations.rest",),
            "products/show": ("product.created",),
        },
        "edit": {
            "product": ("product.created",),
            "settings": ("settings.products",),
            "products/edit": ("product.created",),
        },
        "read_orders": {"orders": ("orders.two",)},
        "read_orders_again": {"orders": ("orders.again",)},
        "read_orders_broken": {"orders": ("orders.broken",)},
        "read_orders_unknown_state": {"orders": ("orders.unknown",)},
        "read_nothing": {"orders": ("orders.empty",), "orders/trash": ("orders.empty",)},
        "fetch_missing": {"order": ("order.missing", "order.one")},
        "ship_options": {},
        "ship": {"order": ("order.one",), "order/complete": ("order.completed",)},
        "tracking": {"order": ("order.completed",)},
        "tracking_pending": {"order": ("order.one",)},
        "cancel": {"order": ("order.one",), "order/cancel": ("order.cancelled",)},
        "cancel_conflict": {"order": ("order.completed",)},
        "shop_info": {"shop": ("shop",)},
    },
    errors={
        RateLimited: ("error.http_429",),
        Unavailable: (
            "error.http_502",
            "error.critical",
            "error.maintenance",
            "error.timestamp",
            "error.nonce",
            "error.plugin_401",
            "error.no_route",
            "error.permalinks",
            "error.html_401",
            "error.moved",
            "error.notice",
            "error.half_json",
        ),
        AuthRevoked: ("error.cannot_view", "error.signature", "error.cannot_edit"),
        Rejected: ("error.param", "error.sku", "error.too_large", "error.picture"),
        NotFound: ("error.product_404", "error.product_put", "order.missing"),
        Conflict: ("error.http_409",),
    },
    draft=COFFEE,
    draft_listing="530",
    asks_attributes=False,
    stock_levels=(
        StockLevel(external_listing_id=KOPI, quantity=26),
        StockLevel(external_listing_id=KOPI_250, external_variant_id=BIJI, quantity=12),
        StockLevel(external_listing_id="599", quantity=1),
    ),
    refused_stock=frozenset({2}),
    price_levels=(
        PriceLevel(external_listing_id=KOPI, price=Rupiah(190_000)),
        PriceLevel(external_listing_id=MADU, price=Rupiah(100)),
        PriceLevel(external_listing_id=KOPI_250, external_variant_id=HALUS, price=Rupiah(56_000)),
    ),
    refused_prices=frozenset({1}),
    visibilities=(
        ListingVisibility(external_listing_id=KOPI, is_visible=False),
        ListingVisibility(external_listing_id=MADU, is_visible=True),
    ),
    refused_visibilities=frozenset({1}),
    many_levels=_many,
    accept_all=_accept_all,
    levels_in=lambda request: len(elements(request)),
    levels_per_call=100,
    order_refs=(OrderRef(external_order_id="727"),),
    unchanged_order="727",
    changed_order="728",
    broken_order="729",
    broken_path="$[0].line_items[0].quantity",
    unknown_raw_state="wc-siap-jemput",
    broken_listing="521",
    missing_order="404404",
    ship_choice=ShipChoice(
        method=ShipMethod.OWN_COURIER, tracking_number="JNE0123456789", courier_code="JNE"
    ),
    cancel_lines=(LineRef(external_listing_id=KOPI),),
    can_accept_cancellation=False,
    can_refuse_cancellation=False,
    personal=(
        "Siti",
        "Rahmawati",
        "Sisingamangaraja",
        "081260001234",
        "siti@contoh.test",
        "203.0.113.9",
        "digiling halus",
        "wc_order_AbCdEf",
    ),
    webhooks={"order": 1, "deleted": 1, "product": 1, "created": 1, "coupon": 1, "ping": 0},
    signature_header="X-WC-Webhook-Signature",
    echoing=_echo,
    keys={
        "site": "https://toko.example.test/",
        "consumer_key": KEY,
        "consumer_secret": SECRET,
        "send_keys": "",
    },
)
