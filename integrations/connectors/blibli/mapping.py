"""Blibli's words into ours and back. Pure: no call, no clock, no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

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
)

# There is no state of an order, only of its items; the order is as far as its slowest live item.
# `BP` stays READY: the courier is not called before the package is fulfilled.
ITEM_STATES: dict[str, OrderState] = {
    "FP": OrderState.READY,
    "BP": OrderState.READY,
    "PU": OrderState.PROCESSED,  # waits for the courier; named on the page of the label only
    "FR": OrderState.SHIPPED,
    "D": OrderState.DELIVERED,
    "CX": OrderState.CANCELLED,
    "RT": OrderState.RETURNED,
    "VB": OrderState.RETURNED,
}
# `CR` (staging's in-between) and whatever else there is are unknown on purpose.
WALK = (
    OrderState.READY,
    OrderState.PROCESSED,
    OrderState.SHIPPED,
    OrderState.DELIVERED,
    OrderState.RETURNED,
)
TO_PACK = frozenset({"FP"})
BEFORE_SHIPMENT = frozenset({"FP", "BP", "PU"})

PRODUCT_STATES: dict[str, ListingState] = {
    "ACTIVE": ListingState.LIVE,
    "OOS": ListingState.LIVE,
    "SUSPENDED": ListingState.SUSPENDED,
    "NEED_CORRECTION": ListingState.SUSPENDED,
    "IN_PROGRESS": ListingState.SUSPENDED,
    "ARCHIVED": ListingState.GONE,
}

PERSONAL = frozenset(
    {
        "address",
        "buyer",
        "customerEmail",
        "customerFullName",
        "customerName",
        "customerNote",
        "note",
        "recipient",
        "shippingInstruction",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One order item as the list shows it, and the package it lies in ("" without one)."""

    package_id: str
    row: Payload

    @property
    def order(self) -> Payload:
        """The part of the row about the order."""
        return self.row.field("order")

    @property
    def order_id(self) -> str:
        """The order it belongs to."""
        return self.order.field("id").text()

    @property
    def item_id(self) -> str:
        """Its own id."""
        return self.order.field("itemId").text()

    @property
    def status(self) -> str:
        """Its state in Blibli's letters."""
        return self.order.field("itemStatus").text()


def first_at(payload: Payload, *names: str) -> Payload | None:
    """The first of several spellings that is there."""
    return next((found for name in names if (found := payload.optional(name))), None)


def text_of(payload: Payload, *names: str) -> str:
    """The text under the first of several spellings, or ""."""
    found = first_at(payload, *names)
    return found.text() if found else ""


def moment(found: Payload) -> datetime:
    """A time given in milliseconds."""
    try:
        return datetime.fromtimestamp(found.integer() / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise BadPayload(found.path, "not a moment in time") from None


def part(payload: Payload, name: str) -> Payload:
    """A part that may be missing: then an empty one."""
    return payload.optional(name) or Payload({}, f"{payload.path}.{name}")


def product_of(blibli_sku: str) -> str:
    """ "KOP-60021-00001-00002" is a choice of product "KOP-60021-00001"."""
    head, dash, tail = blibli_sku.rpartition("-")
    return head if dash and blibli_sku.count("-") == 3 and tail.isdigit() else blibli_sku


# Orders


def order_from(items: Sequence[Item], recipient: Recipient | None = None) -> ChannelOrder:
    """An order from all of its items. Raises `BadPayload` with its id and redacted text."""
    try:
        return _order(items, recipient)
    except BadPayload as error:
        raise _about(items, error.path, error.reason) from None
    except ValueError as error:
        raise _about(items, items[0].row.path, str(error)) from None


def _about(items: Sequence[Item], path: str, reason: str) -> BadPayload:
    try:
        order_id = items[0].order_id
    except BadPayload:
        order_id = ""
    return BadPayload(path, reason, ref=order_id, raw=_whole(items))


def _whole(items: Sequence[Item]) -> str:
    told = [{"packageId": item.package_id, **_fields(item.row)} for item in items]
    return Payload(told).redacted(PERSONAL)


def _fields(row: Payload) -> Mapping[str, object]:
    return row.value if isinstance(row.value, Mapping) else {"row": row.value}


def _order(items: Sequence[Item], recipient: Recipient | None) -> ChannelOrder:
    head = items[0].order
    state, raw_state = state_of(items)
    paid = [moment(found) for item in items if (found := _paid_at(item))]
    created = first_at(head, "date") or first_at(items[0].row, "createdDate")
    deadlines = [
        moment(found) for item in items if (found := first_at(item.order, "autoCancelTimestamp"))
    ]
    if created is None and not paid:
        raise BadPayload(f"{head.path}.date")
    name = text_of(head, "customerFullName", "customerName")
    return ChannelOrder(
        external_order_id=items[0].order_id,
        state=state,
        raw_state=raw_state,
        created_at=moment(created) if created else min(paid),
        # Blibli tells when an item was paid, never when it changed.
        updated_at=max(paid) if paid else moment(head.field("date")),
        paid_at=min(paid) if paid else None,
        ship_by=min(deadlines, default=None),
        lines=tuple(_line(item) for item in items),
        parcels=_parcels(items),
        recipient=recipient or Recipient(name=name, is_masked="*" in name),
        buyer_name=name,
        courier=next(filter(None, (_courier(item) for item in items)), ""),
        payload=_whole(items),
    )


def _paid_at(item: Item) -> Payload | None:
    found = first_at(item.order, "statusFPUpdatedTimestamp")
    return found if found and found.integer() else None


def state_of(items: Sequence[Item]) -> tuple[OrderState, str]:
    """How far the order is, and the words of its items as they came."""
    words = [item.status for item in items]
    unknown = sorted({word for word in words if word not in ITEM_STATES})
    if unknown:
        return OrderState.UNKNOWN, ",".join(unknown)
    live = [ITEM_STATES[word] for word in words if word != "CX"]
    raw_state = ",".join(sorted(set(words)))
    if not live:
        return OrderState.CANCELLED, raw_state
    return min(live, key=WALK.index), raw_state


def _line(item: Item) -> ChannelOrderLine:
    product = item.row.field("product")
    sku = text_of(product, "blibliSku", "gdnSku") or product.field("blibliSku").text()
    left = item.order.field("quantity").integer()
    # A cancelled item may show 0; what was ordered is told by some answers only.
    ordered = max(left, item.order.integer_at("initialQuantity"), 1)
    is_gone = item.status == "CX"
    listed = product.field("price").rupiah()
    paid = first_at(product, "finalPrice")
    price = paid.rupiah() if paid else listed
    return ChannelOrderLine(
        external_line_id=item.item_id,
        external_listing_id=product_of(sku),
        external_variant_id=sku,
        seller_sku=text_of(product, "sellerSku", "merchantSku"),
        title=text_of(product, "itemName", "name") or sku,
        variant_name=product.text_at("variantName"),
        quantity=ordered,
        cancelled_quantity=ordered if is_gone else ordered - max(left, 0),
        returned_quantity=left if item.status in {"RT", "VB"} else 0,
        unit_list_price=listed,
        unit_price=price,
        seller_discount=(listed - price) * ordered,
    )


def _parcels(items: Sequence[Item]) -> tuple[ChannelParcel, ...]:
    found: dict[str, ChannelParcel] = {}
    for item in items:
        if not item.package_id or item.status == "CX":
            continue
        parcel = ChannelParcel(
            external_parcel_id=item.package_id,
            raw_state=item.status,
            courier=_courier(item),
            tracking_number=text_of(part(item.row, "logistic"), "awbNumber", "awbNo"),
        )
        found.setdefault(item.package_id, parcel)
    return tuple(found.values())


def _courier(item: Item) -> str:
    return text_of(part(item.row, "logistic"), "productName", "optionName", "productCode")


def recipient_from(detail: Payload) -> Recipient:
    """Where it goes, from an item's detail."""
    address = part(detail, "recipient")
    parts = {
        "name": text_of(address, "name", "fullName"),
        "phone": text_of(address, "phoneNumber", "phone"),
        "address": text_of(address, "streetAddress", "address"),
    }
    return Recipient(
        **parts,
        village=text_of(address, "subdistrict", "subDistrict"),
        district=address.text_at("district"),
        city=address.text_at("city"),
        province=text_of(address, "state", "province"),
        postal_code=text_of(address, "zipCode", "postalCode"),
        is_masked=any("*" in value for value in parts.values()),
    )


# Listings


def listings_from(product: Payload, variants: Sequence[Payload]) -> list[Listing]:
    """Every choice of a product; rows that differ in the pickup point only are one choice."""
    about = part(product, "product") if product.optional("product") else product
    product_sku = text_of(about, "sku", "productSku") or about.field("sku").text()
    title = text_of(about, "name", "productName")
    raw_state = text_of(about, "state")
    image = next((text_of(each, "path", "url") for each in product.rows_at("images")), "")
    choices: dict[str, list[Payload]] = {}
    for row in variants:
        choices.setdefault(_sku_of(row), []).append(row)
    return [
        _listing(product_sku, sku, rows, title, raw_state, image) for sku, rows in choices.items()
    ]


def _sku_of(row: Payload) -> str:
    found = first_at(row, "blibliSku", "gdnSku", "itemSku") or row.field("blibliSku")
    return found.text()


def _listing(
    product_sku: str, sku: str, rows: Sequence[Payload], title: str, raw_state: str, image: str
) -> Listing:
    first = rows[0]
    state = PRODUCT_STATES.get(raw_state, ListingState.UNKNOWN if raw_state else ListingState.LIVE)
    if state is ListingState.LIVE and not any(_is_buyable(row) for row in rows):
        state = ListingState.DRAFT
    stocks = [found.integer() for row in rows if (found := _stock_of(row))]
    name = text_of(first, "variantName", "itemName", "name")
    return Listing(
        external_listing_id=product_sku,
        external_variant_id=sku,
        seller_sku=text_of(first, "sellerSku", "merchantSku"),
        title=title or name or sku,
        variant_name=name if name != title else "",
        state=state,
        raw_state=raw_state or "ACTIVE",
        price=_price_of(first),
        quantity=sum(stocks) if stocks else None,
        image_url=image,
        location_ids=tuple(dict.fromkeys(filter(None, map(_pickup_of, rows)))),
    )


def _stock_of(row: Payload) -> Payload | None:
    found = first_at(row, "availableStock", "stock", "availableStockLevel2")
    return first_at(found, "available") if found and isinstance(found.value, Mapping) else found


def _price_of(row: Payload) -> Rupiah | None:
    found = first_at(row, "price", "regularPrice")
    if found is not None and isinstance(found.value, Mapping):
        found = first_at(found, "regular", "normal", "price")
    return found.rupiah() if found is not None else None


def _pickup_of(row: Payload) -> str:
    nested = row.optional("pickupPoint")
    return row.text_at("pickupPointCode") or (nested.text_at("code") if nested else "")


def _is_buyable(row: Payload) -> bool:
    found = first_at(row, "buyable") or part(row, "flags").optional("buyable")
    return found is None or found.value is not False
