"""TikTok Shop's recordings for the contract."""

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
from integrations.connectors.tiktok_shop.errors import classify
from tests.contract.case import ConnectorCase
from tests.contract.drafts import COFFEE

SHOP = "7494049642642441621"
CIPHER = "ROW_kopiGayo00Contract01"
KOPI, MADU = "1729382256910000001", "1729382256910000002"
KOPI_250, KOPI_1000, MADU_500 = (
    "1729382256910100011",
    "1729382256910100012",
    "1729382256910100021",
)
GUDANG, RETUR = "7068517275539719942", "7068517275539719943"
ORDER = "576486316948490001"
PACKAGE = "1153132168123859001"
DRAFT = replace(
    COFFEE,
    attributes={"4001": "12 bulan", "4002": "Aceh"},
    attribute_value_ids={"4001": "2"},
)


def _many(count: int) -> list[StockLevel]:
    return [
        StockLevel(external_listing_id=KOPI, external_variant_id=str(500 + n), quantity=n + 1)
        for n in range(count)
    ]


def _accept_all(request: Request) -> Response:
    answer = {"code": 0, "message": "Success", "request_id": "r", "data": {}}
    return Response(status=200, body=json.dumps(answer).encode())


def _echo(words: str) -> Response:
    answer = {"code": 36009004, "message": f"Invalid parameter: {words}", "request_id": "r-1"}
    return Response(status=200, body=json.dumps(answer).encode())


CASE = ConnectorCase(
    code="tiktok_shop",
    app=App(
        app_id="68xu9ks5p4i8",
        secret=Secret("tts-contract-app-secret-001"),
        service_id="7172540101234567890",
    ),
    credentials=Credentials(
        external_shop_id=SHOP, access_token=Secret(f"{CIPHER} ROW_contract-access-token-001")
    ),
    folder=Path(__file__).parent / "payloads",
    classify=classify,
    good_answer="shops",
    scenarios={
        "push_stock": {"inventory/update": ("inventory.partial", "inventory.ok")},
        "push_price": {"prices/update": ("prices.partial", "inventory.ok")},
        "list_listings": {"products/search": ("products.first",)},
        "list_listings_broken": {"products/search": ("products.last",)},
        "list_nothing": {"products/search": ("products.empty",)},
        "set_visible": {
            "products/activate": ("activate.partial",),
            "products/deactivate": ("deactivate",),
        },
        "publish": {
            "logistics/warehouses": ("warehouses",),
            "images/upload": ("image",),
            "products/create": ("created",),
        },
        "categories": {"categories": ("categories",)},
        "category_attributes": {"categories/attributes": ("attributes",)},
        "finish": {"products/get": ("product",)},
        "edit": {"images/upload": ("image",), "products/edit": ("created",)},
        "read_orders": {"orders/search": ("orders.two",)},
        "read_orders_again": {"orders/search": ("orders.again",)},
        "read_orders_broken": {"orders/search": ("orders.broken",)},
        "read_orders_unknown_state": {"orders/search": ("orders.unknown_state",)},
        "read_nothing": {"orders/search": ("orders.empty",)},
        "fetch_missing": {"orders/get": ("orders.one",)},
        "ship_options": {"orders/get": ("orders.one",), "packages/slots": ("slots",)},
        "ship": {"packages/ship": ("ship",)},
        "tracking": {"orders/get": ("orders.tracked",)},
        "tracking_pending": {"orders/get": ("orders.one",)},
        "request_label": {"packages/documents": ("documents.pending",)},
        "label_pending": {"packages/documents": ("documents.pending",)},
        "label": {"packages/documents": ("documents",), "label/download": ("label",)},
        "cancel": {"cancellations/create": ("cancel",)},
        "cancel_conflict": {"cancellations/create": ("cancel.conflict",)},
        "accept_cancellation": {
            "cancellations/search": ("cancellations",),
            "cancellations/approve": ("answered",),
        },
        "refuse_cancellation": {
            "cancellations/search": ("cancellations",),
            "cancellations/reject": ("answered",),
        },
        "read_settlements": {
            "statements": ("statements",),
            "statements/transactions": (
                "transactions.first",
                "transactions.last",
                "transactions.empty",
            ),
        },
        "exchange": {"token/get": ("token_get",), "authorization/shops": ("shops",)},
        "refresh": {"token/refresh": ("token_refresh",)},
        "refresh_revoked": {"token/refresh": ("token_refresh.revoked",)},
        "shop_info": {"authorization/shops": ("shops",)},
    },
    errors={
        RateLimited: ("error.rate_limit", "error.http_429"),
        Unavailable: (
            "error.internal",
            "error.html_200",
            "error.half_json",
            "documents.pending",
        ),
        AuthExpired: ("error.token",),
        AuthRevoked: ("error.sign", "error.scope"),
        Rejected: ("error.param",),
        NotFound: ("error.not_found",),
        Conflict: ("error.shipped", "cancel.conflict"),
    },
    draft=DRAFT,
    draft_listing="1729382256910000077",
    stock_levels=(
        StockLevel(
            external_listing_id=KOPI,
            external_variant_id=KOPI_250,
            quantity=26,
            location_id=GUDANG,
            empty_location_ids=(RETUR,),
        ),
        StockLevel(external_listing_id=MADU, external_variant_id=MADU_500, quantity=12),
        StockLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, quantity=1),
    ),
    refused_stock=frozenset({2}),
    price_levels=(
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_1000, price=Rupiah(350_000)),
        PriceLevel(external_listing_id=KOPI, external_variant_id=KOPI_250, price=Rupiah(97_000)),
        PriceLevel(external_listing_id=MADU, external_variant_id=MADU_500, price=Rupiah(66_000)),
    ),
    refused_prices=frozenset({0}),
    visibilities=(
        ListingVisibility(external_listing_id="1729382256910000005", is_visible=True),
        ListingVisibility(external_listing_id=KOPI, is_visible=False),
        ListingVisibility(external_listing_id=MADU, is_visible=True),
    ),
    refused_visibilities=frozenset({0}),
    many_levels=_many,
    accept_all=_accept_all,
    levels_in=lambda request: len(json.loads(request.body)["skus"]),
    levels_per_call=100,
    order_refs=(OrderRef(external_order_id=ORDER, external_parcel_id=PACKAGE),),
    unchanged_order=ORDER,
    changed_order="576486316948490002",
    broken_order="576486316948490003",
    broken_path="$.data.orders[0].line_items[0].sku_id",
    unknown_raw_state="AWAITING_INVOICE",
    broken_listing="1729382256910000004",
    missing_order="576486316948499404",
    ship_choice=ShipChoice(
        method=ShipMethod.PICKUP, address_id="shop", slot_id="1764036000-1764043200"
    ),
    cancel_lines=(LineRef(external_listing_id=KOPI, external_variant_id=KOPI_250),),
    personal=("Siti", "81260001234", "Sisingamangaraja", "sitiaminah88", "digiling halus"),
    webhooks={
        "order_status": 1,
        "package_update": 2,
        "product_as_number": 1,
        "return": 1,
        "stock_changed": 1,
        "new_kind": 1,
    },
    signature_header="Authorization",
    echoing=_echo,
    consent_names_redirect=False,
)
