"""TikTok's words for shops, listings and orders into ours. Pure: no call, no clock, no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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

ORDER_STATES: dict[str, OrderState] = {
    "UNPAID": OrderState.UNPAID,
    # Paid, but for an hour the buyer may take it back and nothing can be arranged: nobody packs.
    "ON_HOLD": OrderState.UNPAID,
    "AWAITING_SHIPMENT": OrderState.READY,
    # Some parcels are arranged, the others still want to be.
    "PARTIALLY_SHIPPING": OrderState.READY,
    "AWAITING_COLLECTION": OrderState.PROCESSED,
    "IN_TRANSIT": OrderState.SHIPPED,
    "DELIVERED": OrderState.DELIVERED,
    "COMPLETED": OrderState.COMPLETED,
    "CANCELLED": OrderState.CANCELLED,
    "CANCEL": OrderState.CANCELLED,  # how notifications spell it
}
_BUYER_MAY_ASK = frozenset({OrderState.UNPAID, OrderState.READY, OrderState.PROCESSED})
_CANCELLED = frozenset({"CANCELLED", "CANCEL"})

LISTING_STATES: dict[str, ListingState] = {
    "ACTIVATE": ListingState.LIVE,
    "DRAFT": ListingState.DRAFT,
    "SELLER_DEACTIVATED": ListingState.DRAFT,
    "PENDING": ListingState.SUSPENDED,  # in the audit that every new or edited product goes through
    "FAILED": ListingState.SUSPENDED,
    "PLATFORM_DEACTIVATED": ListingState.SUSPENDED,
    "FREEZE": ListingState.SUSPENDED,
    "DELETED": ListingState.GONE,
}

PERSONAL = frozenset(
    {
        "buyer_email",
        "buyer_message",
        "buyer_nickname",
        "buyer_avatar",
        "cpf",
        "cpf_name",
        "recipient_address",
        "seller_note",
        "user_id",
    }
)
# Which of the deadlines is the parcel's hand-over, best first.
_DEADLINES = ("collection_due_time", "tts_sla_time", "shipping_due_time", "rts_sla_time")


def shop_from(shops: Payload, external_shop_id: str) -> ShopInfo | None:
    """The account's shop among those its token is for; None when it is not one of them."""
    for shop in shops.field("shops").items():
        if shop.field("id").text() == external_shop_id:
            return ShopInfo(
                external_shop_id=external_shop_id,
                name=shop.field("name").text(),
                region=shop.field("region").text(),
                raw_state=shop.text_at("seller_type"),
            )
    return None


def listings_from(product: Payload) -> list[Listing]:
    """Every SKU of a product; a product without variants has exactly one."""
    raw_state = product.field("status").text()
    return [
        Listing(
            external_listing_id=product.field("id").text(),
            external_variant_id=sku.field("id").text(),
            seller_sku=sku.text_at("seller_sku"),
            title=product.field("title").text(),
            variant_name=variant_name(sku),
            state=LISTING_STATES.get(raw_state, ListingState.UNKNOWN),
            raw_state=raw_state,
            price=_price(sku),
            quantity=_quantity(sku),
            image_url=_first_image(product),
            location_ids=tuple(row.text_at("warehouse_id") for row in _stocked(sku)),
            updated_at=product.seconds_at("update_time"),
        )
        for sku in product.field("skus").items()
    ]


def variant_name(sku: Payload) -> str:
    """ "Merah, XL" from the sales attributes."""
    values = [row.text_at("value_name") for row in sku.rows_at("sales_attributes")]
    return ", ".join(filter(None, values))


def _price(sku: Payload) -> Rupiah | None:
    price = sku.optional("price")
    if price is None:
        return None
    for name in ("amount", "tax_exclusive_price", "sale_price"):
        if price.text_at(name):
            return price.field(name).rupiah()
    return None


def _stocked(sku: Payload) -> list[Payload]:
    return [row for row in sku.rows_at("inventory") if row.text_at("warehouse_id")]


def _quantity(sku: Payload) -> int | None:
    rows = sku.rows_at("inventory")
    return sum(row.field("quantity").integer() for row in rows) if rows else None


def _first_image(product: Payload) -> str:
    for image in product.rows_at("main_images"):
        for url in (*image.rows_at("urls"), *image.rows_at("thumb_urls")):
            return url.text()
    return ""


def order_from(order: Payload) -> ChannelOrder:
    """An order. Raises `BadPayload` with the order's number and its text without the buyer."""
    try:
        return _order(order)
    except BadPayload as error:
        raise about(order, error.path, error.reason) from None
    except ValueError as error:
        raise about(order, order.path, str(error)) from None


def about(row: Payload, path: str, reason: str, *, name: str = "id") -> BadPayload:
    """What is wrong with one element of a page."""
    known = isinstance(row.value, Mapping)
    ref = row.value.get(name) if known else ""
    return BadPayload(path, reason, ref=str(ref or ""), raw=row.redacted(PERSONAL))


def _order(order: Payload) -> ChannelOrder:
    raw_state = order.field("status").text()
    payment = order.optional("payment") or Payload({}, f"{order.path}.payment")
    total = payment.optional("total_amount")
    shipping = payment.optional("shipping_fee")
    lines = list(order.field("line_items").items())
    return ChannelOrder(
        external_order_id=order.field("id").text(),
        state=_state(order, raw_state),
        raw_state=raw_state,
        created_at=order.field("create_time").seconds(),
        updated_at=order.field("update_time").seconds(),
        paid_at=order.seconds_at("paid_time"),
        ship_by=next(filter(None, (order.seconds_at(name) for name in _DEADLINES)), None),
        is_cod=_is_set(order, "is_cod"),
        currency=payment.text_at("currency") or "IDR",
        lines=lines_from(lines),
        parcels=parcels_from(order, lines),
        recipient=_recipient(order),
        buyer_name=order.text_at("buyer_nickname"),
        buyer_note=order.text_at("buyer_message"),
        cancel_reason=order.text_at("cancel_reason"),
        cancelled_by=order.text_at("cancellation_initiator"),
        courier=order.text_at("shipping_provider") or order.text_at("delivery_option_name"),
        shipping_paid=shipping.rupiah() if shipping else None,
        total=total.rupiah() if total else None,
        payload=order.redacted(PERSONAL),
    )


def _state(order: Payload, raw_state: str) -> OrderState:
    state = ORDER_STATES.get(raw_state, OrderState.UNKNOWN)
    if state in _BUYER_MAY_ASK and _is_set(order, "is_buyer_request_cancel"):
        return OrderState.CANCEL_REQUESTED
    return state


def _is_set(row: Payload, name: str) -> bool:
    found = row.optional(name)
    return found.boolean() if found else False


def lines_from(units: Sequence[Payload]) -> tuple[ChannelOrderLine, ...]:
    """Our lines from TikTok's, of which each is one unit: same SKU and same price make a line."""
    groups: dict[str, list[Payload]] = {}
    for unit in units:
        groups.setdefault(_line_id(unit), []).append(unit)
    return tuple(_line(line_id, group) for line_id, group in groups.items())


def _line_id(unit: Payload) -> str:
    """The same at every reading and in any order of the units; a gift stays apart from a sale."""
    price = int(unit.field("sale_price").rupiah())
    gift = ":gift" if _is_set(unit, "is_gift") else ""
    return f"{unit.field('sku_id').text()}:{price}{gift}"


def _line(line_id: str, units: Sequence[Payload]) -> ChannelOrderLine:
    first = units[0]
    paid = first.field("sale_price").rupiah()
    listed = first.optional("original_price")
    list_price = listed.rupiah() if listed else paid
    platform = Rupiah(sum(unit.rupiah_at("platform_discount") for unit in units))
    return ChannelOrderLine(
        external_line_id=line_id,
        external_listing_id=first.field("product_id").text(),
        external_variant_id=first.field("sku_id").text(),
        seller_sku=first.text_at("seller_sku"),
        title=first.field("product_name").text(),
        variant_name=first.text_at("sku_name"),
        quantity=len(units),
        cancelled_quantity=sum(unit.text_at("display_status") in _CANCELLED for unit in units),
        unit_list_price=list_price,
        unit_price=paid,
        seller_discount=(list_price - paid) * len(units) - platform,
        platform_discount=platform,
    )


def parcels_from(order: Payload, units: Sequence[Payload]) -> tuple[ChannelParcel, ...]:
    """The packages named by the order or by its units; each with its own number where told."""
    ids = [row.field("id").text() for row in order.rows_at("packages")]
    ids += [unit.text_at("package_id") for unit in units]
    found = list(dict.fromkeys(filter(None, ids)))
    parcels = []
    for parcel_id in found:
        inside = [unit for unit in units if unit.text_at("package_id") == parcel_id]
        numbers = [unit.text_at("tracking_number") for unit in inside]
        if len(found) == 1:
            numbers.append(order.text_at("tracking_number"))
        states = [unit.text_at("package_status") for unit in inside]
        parcels.append(
            ChannelParcel(
                external_parcel_id=parcel_id,
                raw_state=next(filter(None, states), ""),
                courier=order.text_at("shipping_provider"),
                tracking_number=next(filter(None, numbers), ""),
            )
        )
    return tuple(parcels)


_AREAS = {"L1": "province", "L2": "city", "L3": "district", "L4": "village"}


def _recipient(order: Payload) -> Recipient:
    """Absent until the order may be shipped, and starred where TikTok ships it itself."""
    address = order.optional("recipient_address")
    if address is None:
        return Recipient()
    parts = {
        "name": address.text_at("name"),
        "phone": address.text_at("phone_number"),
        "address": address.text_at("full_address"),
    }
    areas = {
        _AREAS[level]: row.text_at("address_name")
        for row in address.rows_at("district_info")
        if (level := row.text_at("address_level")) in _AREAS
    }
    return Recipient(
        **parts,
        **areas,
        postal_code=address.text_at("postal_code"),
        is_masked=any("*" in part for part in parts.values()),
    )
