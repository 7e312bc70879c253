"""Lazada's words into ours and back. Pure: no call, no clock, no account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone

from integrations.channels.errors import BadPayload
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

WIB = timezone(timedelta(hours=7))  # what a time of Lazada Indonesia without an offset means
ONLY_WAREHOUSE = "dropshipping"

# There is no state of an order, only of its units; the order is as far as its slowest live unit.
# `packed` stays READY: without the readiness that follows it the courier is not called.
UNIT_STATES: dict[str, OrderState] = {
    "unpaid": OrderState.UNPAID,
    "pending": OrderState.READY,
    "topack": OrderState.READY,
    "packed": OrderState.READY,
    "repacked": OrderState.READY,
    "toship": OrderState.PROCESSED,
    "ready_to_ship": OrderState.PROCESSED,
    "shipping": OrderState.SHIPPED,
    "shipped": OrderState.SHIPPED,
    "delivered": OrderState.DELIVERED,
    "canceled": OrderState.CANCELLED,
    "failed": OrderState.RETURN_REQUESTED,  # not delivered: the parcel is on its way back
    "returned": OrderState.RETURNED,
}
# `lost_by_3pl` and `damaged_by_3pl` are left out on purpose: the goods are gone, Lazada pays, and
# only a person knows what that means for stock and buyer.
WALK = (
    OrderState.UNPAID,
    OrderState.READY,
    OrderState.PROCESSED,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
    OrderState.RETURN_REQUESTED,
    OrderState.RETURNED,
)

LISTING_STATES: dict[str, ListingState] = {
    "active": ListingState.LIVE,
    "live": ListingState.LIVE,
    "sold-out": ListingState.LIVE,
    "inactive": ListingState.DRAFT,
    "pending": ListingState.SUSPENDED,
    "pending qc": ListingState.SUSPENDED,
    "rejected": ListingState.SUSPENDED,
    "suspended": ListingState.SUSPENDED,
    "image-missing": ListingState.SUSPENDED,
    "deleted": ListingState.GONE,
}

PERSONAL = frozenset(
    {
        "address_billing",
        "address_shipping",
        "buyer_id",
        "buyer_note",
        "customer_first_name",
        "customer_last_name",
        "digital_delivery_info",
        "extra_attributes",
        "gift_message",
        "national_registration_number",
        "remarks",
        "tax_code",
    }
)
_SHOP_SKU = re.compile(r"(\d+)_[A-Z]{2}-(\d+)")
_BLANK_OFFSET = re.compile(r" (?=[+-]\d{2}:?\d{2}$)")


def moment(found: Payload) -> datetime:
    """A time in UTC: ISO 8601, "2026-09-07 10:00:00 +0700", or a count of (milli)seconds."""
    text = found.text()
    try:
        if text.isdigit():
            number = int(text)
            return datetime.fromtimestamp(number / 1000 if len(text) >= 13 else number, UTC)
        read = datetime.fromisoformat(_BLANK_OFFSET.sub("", text))
    except (OverflowError, OSError, ValueError):
        raise BadPayload(found.path, "not a moment in time") from None
    return (read if read.tzinfo else read.replace(tzinfo=WIB)).astimezone(UTC)


def first_at(payload: Payload, *names: str) -> Payload | None:
    """The first of several spellings that is there."""
    return next((found for name in names if (found := payload.optional(name))), None)


def text_of(payload: Payload, *names: str) -> str:
    """The text under the first of several spellings, or ""."""
    found = first_at(payload, *names)
    return found.text() if found else ""


def is_true(payload: Payload, name: str) -> bool:
    """A flag that comes as a truth value, a number or a text."""
    found = payload.optional(name)
    return found is not None and str(found.value).lower() in {"true", "1"}


# Listings


def listings_from(product: Payload) -> list[Listing]:
    """Every SKU of a product. Even a product without variants has one."""
    item_id = product.field("item_id").text()
    title = product.field("attributes").field("name").text()
    images = [image.text() for image in product.rows_at("images")]
    skus = list(product.field("skus").items())
    return [
        _listing(product, sku, item_id, title, images[0] if images else "", len(skus) > 1)
        for sku in skus
    ]


def _listing(
    product: Payload, sku: Payload, item_id: str, title: str, image: str, has_variants: bool
) -> Listing:
    raw_state = text_of(sku, "Status", "status") or product.text_at("status")
    price = first_at(sku, "price")
    updated = first_at(product, "updated_time", "updated_at")
    rooms = warehouses(sku)
    return Listing(
        external_listing_id=item_id,
        external_variant_id=text_of(sku, "SkuId", "sku_id") or sku.field("SkuId").text(),
        seller_sku=text_of(sku, "SellerSku", "seller_sku"),
        title=title,
        variant_name=_variant_name(sku) if has_variants else "",
        state=LISTING_STATES.get(raw_state.lower(), ListingState.UNKNOWN),
        raw_state=raw_state,
        price=price.rupiah() if price else None,
        quantity=_sellable(sku, rooms),
        reserved=sum(
            room.integer_at("occupyQuantity") + room.integer_at("withholdQuantity")
            for room in rooms
        ),
        image_url=image,
        location_ids=_locations(rooms),
        updated_at=moment(updated) if updated else None,
    )


def warehouses(sku: Payload) -> list[Payload]:
    """Where the SKU lies; empty where the answer does not tell."""
    found = first_at(sku, "multiWarehouseInventories", "MultiWarehouseInventories")
    return list(found.items()) if found else []


def _sellable(sku: Payload, rooms: Sequence[Payload]) -> int | None:
    """What buyers can order: never `quantity`, which counts units of orders not shipped yet."""
    told = [found for room in rooms if (found := room.optional("sellableQuantity"))]
    if told:
        return sum(found.integer() for found in told)
    found = first_at(sku, "Available", "available", "SellableQuantity", "quantity")
    return found.integer() if found else None


def _locations(rooms: Sequence[Payload]) -> tuple[str, ...]:
    codes = tuple(filter(None, (text_of(room, "warehouseCode", "WarehouseCode") for room in rooms)))
    return () if codes in ((), (ONLY_WAREHOUSE,)) else codes


def _variant_name(sku: Payload) -> str:
    options = first_at(sku, "saleProp", "sale_prop")
    if options is None or not isinstance(options.value, Mapping):
        return ""
    return ", ".join(str(value) for value in options.value.values())


# Orders


def order_from(order: Payload, units: Payload | None) -> ChannelOrder:
    """An order from its head and its units. Raises `BadPayload` with its id and redacted text."""
    try:
        if units is None:
            raise BadPayload(f"{order.path}.order_items", "missing")
        return _order(order, list(units.items()))
    except BadPayload as error:
        raise _about(order, units, error.path, error.reason) from None
    except ValueError as error:
        raise _about(order, units, order.path, str(error)) from None


def _about(order: Payload, units: Payload | None, path: str, reason: str) -> BadPayload:
    known = isinstance(order.value, Mapping)
    return BadPayload(
        path,
        reason,
        ref=order.text_at("order_id") if known else "",
        raw=_whole(order, units).redacted(PERSONAL),
    )


def _whole(order: Payload, units: Payload | None) -> Payload:
    return Payload({"order": order.value, "order_items": units.value if units else None})


def _order(order: Payload, units: list[Payload]) -> ChannelOrder:
    state, raw_state = state_of(units)
    reasons = [reason for unit in units if (reason := unit.text_at("reason"))]
    promised = [found for unit in units if (found := unit.optional("sla_time_stamp"))]
    shipping = order.rupiah_at("shipping_fee")
    return ChannelOrder(
        external_order_id=order.field("order_id").text(),
        state=state,
        raw_state=raw_state,
        created_at=moment(order.field("created_at")),
        updated_at=moment(order.field("updated_at")),
        ship_by=min(map(moment, filter(lambda found: found.value, promised)), default=None),
        is_cod=order.text_at("payment_method").upper() == "COD",
        currency=text_of(units[0], "currency") or "IDR" if units else "IDR",
        lines=lines_of(units),
        parcels=_parcels(units),
        recipient=_recipient(order),
        buyer_name=order.text_at("customer_first_name"),
        buyer_note=order.text_at("remarks"),
        cancel_reason=reasons[0] if reasons else "",
        courier=next(filter(None, (unit.text_at("shipment_provider") for unit in units)), ""),
        shipping_paid=shipping,
        # Lazada's `price` holds neither the voucher nor the shipping.
        total=order.field("price").rupiah() - order.rupiah_at("voucher") + shipping,
        payload=_whole(order, Payload([unit.value for unit in units])).redacted(PERSONAL),
    )


def state_of(units: Sequence[Payload]) -> tuple[OrderState, str]:
    """How far the order is, and the words of its units as they came."""
    words = [unit.field("status").text() for unit in units]
    unknown = sorted({word for word in words if word not in UNIT_STATES})
    if unknown:
        return OrderState.UNKNOWN, ",".join(unknown)
    raw_state = ",".join(sorted(set(words)))
    live = [UNIT_STATES[word] for word in words if word != "canceled"]
    if not live:
        return OrderState.CANCELLED, raw_state
    if any(wants_cancel(unit) for unit in units):
        return OrderState.CANCEL_REQUESTED, raw_state
    # One returned unit among delivered ones is a fact of its line, not of the order.
    return min(live, key=WALK.index), raw_state


def wants_cancel(unit: Payload) -> bool:
    """Whether the buyer waits for an answer about this unit."""
    open_wish = is_true(unit, "need_cancel_confirm") or is_true(unit, "is_cancel_pending")
    return open_wish and unit.text_at("status") != "canceled"


def lines_of(units: Sequence[Payload]) -> tuple[ChannelOrderLine, ...]:
    """Units of the same SKU at the same price as one line, named by its lowest unit id."""
    groups: dict[tuple[str, ...], list[Payload]] = {}
    for unit in units:
        kind = (
            *_sold(unit),
            unit.text_at("sku"),
            str(int(unit.field("item_price").rupiah())),
            str(int(unit.field("paid_price").rupiah())),
        )
        groups.setdefault(kind, []).append(unit)
    return tuple(_line(group) for group in groups.values())


def _line(units: Sequence[Payload]) -> ChannelOrderLine:
    first = units[0]
    listing_id, variant_id = _sold(first)
    words = [unit.field("status").text() for unit in units]
    listed, paid = first.field("item_price").rupiah(), first.field("paid_price").rupiah()
    off = (listed - paid) * len(units)
    platform = sum((unit.rupiah_at("voucher_platform") for unit in units), Rupiah(0))
    return ChannelOrderLine(
        external_line_id=min((unit.field("order_item_id").text() for unit in units), key=_by_age),
        external_listing_id=listing_id,
        external_variant_id=variant_id,
        seller_sku=first.text_at("sku"),
        title=first.field("name").text(),
        variant_name=first.text_at("variation"),
        quantity=len(units),
        cancelled_quantity=words.count("canceled"),
        returned_quantity=words.count("returned"),
        unit_list_price=listed,
        unit_price=paid,
        seller_discount=off - platform,
        platform_discount=platform,
    )


def _by_age(unit_id: str) -> tuple[int, str]:
    return (len(unit_id), unit_id)


def _sold(unit: Payload) -> tuple[str, str]:
    """Listing and SKU of a unit; the shop SKU "123_ID-456" holds both where they are not told."""
    shop_sku = unit.text_at("shop_sku")
    parts = _SHOP_SKU.fullmatch(shop_sku)
    listing_id, variant_id = parts.groups() if parts else (shop_sku, "")
    return (
        text_of(unit, "product_id", "item_id") or listing_id,
        text_of(unit, "sku_id") or variant_id,
    )


def _parcels(units: Sequence[Payload]) -> tuple[ChannelParcel, ...]:
    found: dict[str, ChannelParcel] = {}
    for unit in units:
        parcel_id = unit.text_at("package_id")
        if parcel_id and unit.text_at("status") != "canceled":
            found.setdefault(
                parcel_id,
                ChannelParcel(
                    external_parcel_id=parcel_id,
                    raw_state=unit.text_at("status"),
                    courier=unit.text_at("shipment_provider"),
                    tracking_number=unit.text_at("tracking_code"),
                ),
            )
    return tuple(found.values())


def _recipient(order: Payload) -> Recipient:
    address = order.optional("address_shipping")
    if address is None:
        return Recipient()
    name = " ".join(filter(None, (address.text_at("first_name"), address.text_at("last_name"))))
    streets = (address.text_at("address1"), address.text_at("address2"))
    parts = {
        "name": name,
        "phone": address.text_at("phone"),
        "address": ", ".join(filter(None, streets)),
    }
    return Recipient(
        **parts,
        district=address.text_at("address5"),
        city=address.text_at("address4") or address.text_at("city"),
        province=address.text_at("address3"),
        postal_code=address.text_at("post_code"),
        is_masked=any("*" in part for part in parts.values()),
    )


def shop_from(answer: Payload) -> ShopInfo:
    """Shop facts."""
    shop = answer.field("data")
    raw_state = shop.text_at("status")
    return ShopInfo(
        external_shop_id=shop.field("seller_id").text(),
        name=shop.field("name").text(),
        region=shop.text_at("country") or "ID",
        raw_state=raw_state,
        is_open=raw_state.upper() in {"", "ACTIVE"},
    )
