"""Every path this dialect answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.sandbox.dialects.lazada import (
    apps,
    finance,
    fulfilment,
    orders,
    products,
    seller,
)
from integrations.sandbox.dialects.lazada.call import Call

PREFIX = "/rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One endpoint. `is_public` calls are made by the app alone."""

    methods: frozenset[str]
    handler: Callable[[Call], dict[str, Any]]
    is_public: bool = False


def _reads(handler: Callable[[Call], dict[str, Any]]) -> Route:
    return Route(methods=frozenset({"GET"}), handler=handler)


def _writes(handler: Callable[[Call], dict[str, Any]]) -> Route:
    return Route(methods=frozenset({"POST"}), handler=handler)


def _either(handler: Callable[[Call], dict[str, Any]], *, is_public: bool = False) -> Route:
    return Route(methods=frozenset({"GET", "POST"}), handler=handler, is_public=is_public)


ROUTES: Mapping[str, Route] = {
    "/auth/token/create": _either(apps.create_token, is_public=True),
    "/auth/token/refresh": _either(apps.refresh_token, is_public=True),
    "/seller/get": _reads(seller.get_seller),
    "/products/get": _reads(products.get_products),
    "/product/item/get": _reads(products.get_item),
    "/product/create": _writes(products.create),
    "/product/update": _writes(products.update),
    "/product/deactivate": _writes(products.deactivate),
    "/product/price_quantity/update": _writes(products.update_price_quantity),
    "/product/stock/sellable/update": _writes(products.update_sellable),
    "/product/stock/sellable/adjust": _writes(products.adjust_sellable),
    "/image/upload": _writes(products.upload_image),
    "/orders/get": _reads(orders.get_orders),
    "/order/get": _reads(orders.get_order),
    "/order/items/get": _reads(orders.get_items),
    "/orders/items/get": _reads(orders.get_items_of_many),
    "/order/fulfill/pack": _writes(fulfilment.pack),
    "/order/package/rts": _writes(fulfilment.ready_to_ship),
    "/order/package/document/get": _either(fulfilment.document),
    "/order/shipment/providers/get": _either(fulfilment.providers),
    "/order/reverse/cancel/validate": _either(fulfilment.validate_cancel),
    "/order/reverse/cancel/create": _writes(fulfilment.cancel),
    "/finance/transaction/details/get": _reads(finance.transactions),
    "/finance/payout/status/get": _reads(finance.payouts),
}
