"""Shopee's words into ours and back. Pure: no call, no clock, no account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from integrations.channels.errors import BadPayload, Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import (
    ChannelOrder,
    ChannelOrderLine,
    ChannelParcel,
    Listing,
    ListingState,
    OrderState,
    Recipient,
    Rupiah,
    ShopInfo,
)

ORDER_STATES: dict[str, OrderState] = {
    "UNPAID": OrderState.UNPAID,
    "READY_TO_SHIP": OrderState.READY,
    "PROCESSED": OrderState.PROCESSED,
    # The courier did not come: still arranged, and an order never moves backwards.
    "RETRY_SHIP": OrderState.PROCESSED,
    "SHIPPED": OrderState.SHIPPED,
    "TO_CONFIRM_RECEIVE": OrderState.DELIVERED,
    "COMPLETED": OrderState.COMPLETED,
    "IN_CANCEL": OrderState.CANCEL_REQUESTED,
    "CANCELLED": OrderState.CANCELLED,
    "TO_RETURN": OrderState.RETURN_REQUESTED,
}

LISTING_STATES: dict[str, ListingState] = {
    "NORMAL": ListingState.LIVE,
    "UNLIST": ListingState.DRAFT,
    "REVIEWING": ListingState.SUSPENDED,
    "BANNED": ListingState.SUSPENDED,
    "SELLER_DELETE": ListingState.GONE,
    "SHOPEE_DELETE": ListingState.GONE,
}

# Without these the order detail holds little more than a number and a state.
ORDER_FIELDS = ",".join(
    (
        "buyer_username",
        "recipient_address",
        "item_list",
        "pay_time",
        "package_list",
        "shipping_carrier",
        "total_amount",
        "note",
        "cancel_by",
        "cancel_reason",
        "buyer_cancel_reason",
    )
)

PERSONAL = frozenset(
    {
        "buyer_cpf_id",
        "buyer_user_id",
        "buyer_username",
        "dropshipper",
        "dropshipper_phone",
        "invoice_data",
        "message_to_seller",
        "note",
        "recipient_address",
    }
)


def number(value: str, name: str) -> int:
    """One of Shopee's numeric ids for the wire; anything else cannot be expressed there."""
    if not value.isascii() or not value.isdigit():
        raise Rejected(f"{name} must be a number, got {value!r}", fields={name: "not a number"})
    return int(value)


def model_number(external_variant_id: str) -> int:
    """The model id on the wire: 0 for an item without models."""
    return number(external_variant_id or "0", "external_variant_id")


def listing_from_item(item: Payload) -> Listing:
    """An item that has no models."""
    return Listing(
        external_listing_id=item.field("item_id").text(),
        seller_sku=item.text_at("item_sku"),
        title=item.field("item_name").text(),
        **_listing_facts(item, item, item.field("item_status").text()),
    )


def listing_from_model(item: Payload, model: Payload) -> Listing:
    """One model of an item; stock and price stand on the model only."""
    raw_state = item.field("item_status").text()
    if model.text_at("model_status") == "MODEL_UNAVAILABLE" and raw_state == "NORMAL":
        raw_state = "MODEL_UNAVAILABLE"
    return Listing(
        external_listing_id=item.field("item_id").text(),
        external_variant_id=model.field("model_id").text(),
        seller_sku=model.text_at("model_sku"),
        title=item.field("item_name").text(),
        variant_name=model.text_at("model_name"),
        **_listing_facts(item, model, raw_state),
    )


def _listing_facts(item: Payload, stocked: Payload, raw_state: str) -> dict[str, Any]:
    stock = stocked.optional("stock_info_v2")
    state = LISTING_STATES.get(raw_state, ListingState.UNKNOWN)
    if raw_state == "MODEL_UNAVAILABLE":
        state = ListingState.SUSPENDED
    return {
        "state": state,
        "raw_state": raw_state,
        "price": _listed_price(stocked),
        "quantity": _seller_stock(stock) if stock else None,
        "reserved": _reserved_stock(stock) if stock else 0,
        "is_stock_writable": not (stock and stock.rows_at("shopee_stock")),
        "image_url": _first_image(item),
        "updated_at": item.seconds_at("update_time"),
    }


def _listed_price(stocked: Payload) -> Rupiah | None:
    prices = stocked.rows_at("price_info")
    return prices[0].field("original_price").rupiah() if prices else None


def _seller_stock(stock: Payload) -> int:
    """What `update_stock` sets. The summary also counts what lies in Shopee's own warehouse."""
    rows = stock.rows_at("seller_stock")
    if rows:
        return sum(row.field("stock").integer() for row in rows)
    return stock.field("summary_info").field("total_available_stock").integer()


def _reserved_stock(stock: Payload) -> int:
    summary = stock.optional("summary_info")
    reserved = summary.optional("total_reserved_stock") if summary else None
    return reserved.integer() if reserved else 0


def _first_image(item: Payload) -> str:
    image = item.optional("image")
    urls = image.rows_at("image_url_list") if image else []
    return urls[0].text() if urls else ""


def order_from(order: Payload) -> ChannelOrder:
    """An order from its detail. Raises `BadPayload` with the order's number and redacted text."""
    try:
        return _order(order)
    except BadPayload as error:
        raise _about(order, error.path, error.reason) from None
    except ValueError as error:
        raise _about(order, order.path, str(error)) from None


def _about(order: Payload, path: str, reason: str) -> BadPayload:
    known = isinstance(order.value, Mapping)
    return BadPayload(
        path,
        reason,
        ref=order.text_at("order_sn") if known else "",
        raw=order.redacted(PERSONAL),
    )


def _order(order: Payload) -> ChannelOrder:
    raw_state = order.field("order_status").text()
    cod = order.optional("cod")
    total = order.optional("total_amount")
    return ChannelOrder(
        external_order_id=order.field("order_sn").text(),
        state=ORDER_STATES.get(raw_state, OrderState.UNKNOWN),
        raw_state=raw_state,
        created_at=order.field("create_time").seconds(),
        updated_at=order.field("update_time").seconds(),
        paid_at=order.seconds_at("pay_time"),
        ship_by=order.seconds_at("ship_by_date"),
        is_cod=cod.boolean() if cod else False,
        currency=order.text_at("currency") or "IDR",
        lines=_lines(order.field("item_list")),
        parcels=tuple(_parcel(package) for package in order.rows_at("package_list")),
        recipient=_recipient(order),
        buyer_name=order.text_at("buyer_username"),
        buyer_note=order.text_at("message_to_seller"),
        cancel_reason=order.text_at("cancel_reason") or order.text_at("buyer_cancel_reason"),
        cancelled_by=order.text_at("cancel_by"),
        courier=order.text_at("shipping_carrier"),
        total=total.rupiah() if total else None,
        payload=order.redacted(PERSONAL),
    )


def _lines(items: Payload) -> tuple[ChannelOrderLine, ...]:
    seen: Counter[str] = Counter()
    lines = []
    for item in items.items():
        line_id = _line_id(item)
        seen[line_id] += 1
        if seen[line_id] > 1:
            # Older answers have no line_item_id, and one model may stand on several lines.
            line_id = f"{line_id}#{seen[line_id]}"
        lines.append(_line(item, line_id))
    return tuple(lines)


def _line_id(item: Payload) -> str:
    own = item.text_at("line_item_id")
    if own and own != "0":
        return own
    group = item.text_at("promotion_group_id") or item.text_at("promotion_id") or "0"
    return "-".join((item.field("item_id").text(), item.text_at("model_id") or "0", group))


def _line(item: Payload, line_id: str) -> ChannelOrderLine:
    model_id = item.text_at("model_id")
    quantity = item.field("model_quantity_purchased").integer()
    listed = item.field("model_original_price").rupiah()
    paid = item.field("model_discounted_price").rupiah()
    # In a bundle deal Shopee writes 0 here; the true price comes with the settlement.
    is_final = not (paid == 0 and item.text_at("promotion_type") == "bundle_deal")
    unit_price = paid if is_final else listed
    return ChannelOrderLine(
        external_line_id=line_id,
        external_listing_id=item.field("item_id").text(),
        external_variant_id="" if model_id in {"", "0"} else model_id,
        seller_sku=item.text_at("model_sku") or item.text_at("item_sku"),
        title=item.field("item_name").text(),
        variant_name=item.text_at("model_name"),
        quantity=quantity,
        cancelled_quantity=item.integer_at("cancelled_qty"),
        returned_quantity=item.integer_at("returned_qty"),
        unit_list_price=listed,
        unit_price=unit_price,
        is_price_final=is_final,
        seller_discount=(listed - unit_price) * quantity,
    )


def _parcel(package: Payload) -> ChannelParcel:
    return ChannelParcel(
        external_parcel_id=package.field("package_number").text(),
        raw_state=package.text_at("logistics_status"),
        courier=package.text_at("shipping_carrier"),
    )


def _recipient(order: Payload) -> Recipient:
    address = order.optional("recipient_address")
    if address is None:
        return Recipient()
    parts = {
        "name": address.text_at("name"),
        "phone": address.text_at("phone"),
        "address": address.text_at("full_address"),
    }
    return Recipient(
        **parts,
        village=address.text_at("town"),
        district=address.text_at("district"),
        city=address.text_at("city"),
        province=address.text_at("state"),
        postal_code=address.text_at("zipcode"),
        is_masked=any("*" in part for part in parts.values()),
    )


def shop_from(answer: Payload, external_shop_id: str) -> ShopInfo:
    """Shop facts; this one endpoint answers without the `response` wrapper."""
    shop = answer.optional("response") or answer
    raw_state = shop.text_at("status")
    return ShopInfo(
        external_shop_id=external_shop_id,
        name=shop.field("shop_name").text(),
        region=shop.field("region").text(),
        raw_state=raw_state,
        is_open=raw_state in {"", "NORMAL"},
        authorized_until=shop.seconds_at("expire_time"),
    )
