"""Every path this dialect answers, with its method and kind of signature."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.sandbox.dialects.shopee import (
    cancellations,
    documents,
    logistics,
    order_detail,
    order_lists,
    payments,
    products,
    publishing,
    push_api,
    shop_info,
    tokens,
)
from integrations.sandbox.dialects.shopee.call import Call

PREFIX = "/api/v2/"
Answer = dict[str, Any] | list[dict[str, Any]] | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One endpoint. A flat answer stands beside `error`, a wrapped one inside `response`.

    Tokens are flat by the sheet. About shop facts the sheet and clients in the wild differ, so
    those come both ways.
    """

    method: str
    handler: Callable[[Call], Answer]
    is_public: bool = False
    is_flat: bool = False
    is_wrapped: bool = True
    is_upload: bool = False


def _get(handler: Callable[[Call], dict[str, Any]]) -> Route:
    return Route(method="GET", handler=handler)


def _post(handler: Callable[[Call], Answer]) -> Route:
    return Route(method="POST", handler=handler)


ROUTES: Mapping[str, Route] = {
    "auth/token/get": Route(
        method="POST", handler=tokens.get_token, is_public=True, is_flat=True, is_wrapped=False
    ),
    "auth/access_token/get": Route(
        method="POST", handler=tokens.refresh_token, is_public=True, is_flat=True, is_wrapped=False
    ),
    "public/get_shops_by_partner": Route(
        method="GET", handler=shop_info.get_shops_by_partner, is_public=True, is_flat=True
    ),
    "push/get_lost_push_message": Route(
        method="GET", handler=push_api.get_lost_push_message, is_public=True
    ),
    "push/confirm_consumed_lost_push_message": Route(
        method="POST", handler=push_api.confirm_consumed_lost_push_message, is_public=True
    ),
    "shop/get_shop_info": Route(method="GET", handler=shop_info.get_shop_info, is_flat=True),
    "shop/get_warehouse_detail": _get(shop_info.get_warehouse_detail),
    "product/get_item_list": _get(products.get_item_list),
    "product/get_item_base_info": _get(products.get_item_base_info),
    "product/get_model_list": _get(products.get_model_list),
    "product/update_stock": _post(products.update_stock),
    "product/update_price": _post(products.update_price),
    "product/get_category": _get(publishing.get_category),
    "product/get_attribute_tree": _get(publishing.get_attribute_tree),
    "product/add_item": _post(publishing.add_item),
    "product/update_item": _post(publishing.update_item),
    "product/delete_item": _post(publishing.delete_item),
    "product/init_tier_variation": _post(publishing.init_tier_variation),
    "media_space/upload_image": Route(
        method="POST", handler=publishing.upload_image, is_public=True, is_upload=True
    ),
    "product/unlist_item": _post(products.unlist_item),
    "order/get_order_list": _get(order_lists.get_order_list),
    "order/get_order_detail": _get(order_detail.get_order_detail),
    "order/get_shipment_list": _get(order_lists.get_shipment_list),
    "order/cancel_order": _post(cancellations.cancel_order),
    "order/handle_buyer_cancellation": _post(cancellations.handle_buyer_cancellation),
    "payment/get_escrow_list": _get(payments.get_escrow_list),
    "payment/get_escrow_detail": _get(payments.get_escrow_detail),
    "payment/get_escrow_detail_batch": _post(payments.get_escrow_detail_batch),
    "logistics/get_channel_list": _get(publishing.get_channel_list),
    "logistics/get_shipping_parameter": _get(logistics.get_shipping_parameter),
    "logistics/ship_order": _post(logistics.ship_order),
    "logistics/mass_ship_order": _post(logistics.mass_ship_order),
    "logistics/update_shipping_order": _post(logistics.update_shipping_order),
    "logistics/get_tracking_number": _get(logistics.get_tracking_number),
    "logistics/create_shipping_document": _post(documents.create_shipping_document),
    "logistics/get_shipping_document_result": _post(documents.get_shipping_document_result),
    "logistics/download_shipping_document": _post(documents.download_shipping_document),
}
