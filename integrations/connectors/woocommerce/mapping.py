"""WooCommerce's words into ours and back. Pure: no call, no clock, no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation

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

# `refunded` and `trash` are missing: what they mean depends on whether the goods had gone out.
ORDER_STATES: dict[str, OrderState] = {
    "pending": OrderState.UNPAID,
    "on-hold": OrderState.UNPAID,
    "failed": OrderState.UNPAID,  # the buyer may pay again; only the shop's owner ends the order
    "processing": OrderState.READY,
    "completed": OrderState.COMPLETED,
    "cancelled": OrderState.CANCELLED,
}
# (nothing had gone out, the goods had gone out)
ENDINGS: dict[str, tuple[OrderState, OrderState]] = {
    "refunded": (OrderState.CANCELLED, OrderState.RETURN_REQUESTED),
    "trash": (OrderState.CANCELLED, OrderState.COMPLETED),
}
NOT_ORDERED_YET = frozenset({"auto-draft", "checkout-draft"})

LISTING_STATES: dict[str, ListingState] = {
    "publish": ListingState.LIVE,
    "draft": ListingState.DRAFT,
    "private": ListingState.DRAFT,
    "future": ListingState.DRAFT,
    "pending": ListingState.SUSPENDED,
    "trash": ListingState.GONE,
}
# A group is only a shelf of other products, an external one is sold by somebody else.
NOT_SOLD_HERE = frozenset({"grouped", "external"})

TRACKING, COURIER = "_tracking_number", "_tracking_provider"
TRACKING_ITEMS = "_wc_shipment_tracking_items"
PERSONAL = frozenset(
    {
        "billing",
        "cart_hash",
        "customer_id",
        "customer_ip_address",
        "customer_note",
        "customer_user_agent",
        "meta_data",
        "order_key",
        "payment_url",
        "shipping",
        "transaction_id",
    }
)


def moment(found: Payload) -> datetime:
    """A time of a field that ends in `_gmt`: UTC, written without an offset."""
    try:
        read = datetime.fromisoformat(found.text())
    except ValueError:
        raise BadPayload(found.path, "not a moment in time") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def moment_at(payload: Payload, name: str) -> datetime | None:
    """A time that may be missing, null or empty."""
    found = payload.optional(name)
    return moment(found) if found is not None and found.value else None


def gmt(when: datetime) -> str:
    """A time as the filters take it together with `dates_are_gmt`."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def amount_at(payload: Payload, name: str) -> Decimal:
    """An amount with its fraction, from text; 0 where it is missing or empty."""
    found = payload.optional(name)
    if found is None or found.value == "":
        return Decimal(0)
    try:
        amount = Decimal(found.text())
    except (BadPayload, InvalidOperation):
        raise BadPayload(found.path, "not an amount") from None
    if not amount.is_finite():
        raise BadPayload(found.path, "not an amount")
    return amount


# Listings


def listing_from(product: Payload) -> Listing:
    """A product without variations."""
    return _listing(product, product.field("id").text(), "", product.field("name").text(), "")


def without_variations(product: Payload) -> Listing:
    """A product that is to have variations and has none yet: it stands there, and sells nothing."""
    listing = listing_from(product)
    facts = {name: getattr(listing, name) for name in Listing.__slots__}
    return Listing(**{**facts, "is_stock_writable": False})


def variation_from(parent: Payload, variation: Payload) -> Listing:
    """One variation; hidden where its product is."""
    listing = _listing(
        variation,
        parent.field("id").text(),
        variation.field("id").text(),
        parent.field("name").text(),
        variant_name(variation),
    )
    hidden = LISTING_STATES.get(parent.text_at("status"), ListingState.UNKNOWN)
    if hidden is ListingState.LIVE:
        return listing
    return _with_state(listing, hidden, parent.text_at("status"))


def variant_name(variation: Payload) -> str:
    """The chosen options: "Biji, 250 g"."""
    return ", ".join(
        option for row in variation.rows_at("attributes") if (option := row.text_at("option"))
    )


def _listing(found: Payload, listing_id: str, variant_id: str, title: str, variant: str) -> Listing:
    raw_state = found.text_at("status")
    price = found.optional("regular_price")
    return Listing(
        external_listing_id=listing_id,
        external_variant_id=variant_id,
        seller_sku=found.text_at("sku"),
        title=title,
        variant_name=variant,
        state=LISTING_STATES.get(raw_state, ListingState.UNKNOWN),
        raw_state=raw_state,
        price=price.rupiah() if price is not None and price.value != "" else None,
        quantity=_quantity(found),
        image_url=_image(found),
        updated_at=moment_at(found, "date_modified_gmt"),
    )


def _with_state(listing: Listing, state: ListingState, raw_state: str) -> Listing:
    facts = {name: getattr(listing, name) for name in Listing.__slots__}
    return Listing(**{**facts, "state": state, "raw_state": raw_state})


def _quantity(found: Payload) -> int | None:
    """What buyers can order; None where the shop does not count it. Below zero is sold out."""
    managed, quantity = found.optional("manage_stock"), found.optional("stock_quantity")
    if managed is None or managed.value is False or quantity is None:
        return None
    return max(0, quantity.integer())


def _image(found: Payload) -> str:
    """A product has a list of pictures, a variation one."""
    image = found.optional("image")
    pictures = [image] if image is not None else found.rows_at("images")
    return pictures[0].text_at("src") if pictures else ""


# Orders


def order_from(order: Payload) -> ChannelOrder:
    """An order. Raises `BadPayload` with its id and its text without the buyer."""
    try:
        return _order(order)
    except BadPayload as error:
        raise _about(order, error.path, error.reason) from None
    except ValueError as error:
        raise _about(order, order.path, str(error)) from None


def _about(order: Payload, path: str, reason: str) -> BadPayload:
    known = isinstance(order.value, Mapping) and isinstance(order.value.get("id"), (int, str))
    return BadPayload(
        path,
        reason,
        ref=str(order.value["id"]) if known else "",
        raw=order.redacted(PERSONAL),
    )


def _order(order: Payload) -> ChannelOrder:
    shipping = amount_at(order, "shipping_total") + amount_at(order, "shipping_tax")
    carriers = [row.text_at("method_title") for row in order.rows_at("shipping_lines")]
    tracking, courier = tracking_of(order)
    order_id = order.field("id").text()
    return ChannelOrder(
        external_order_id=order_id,
        state=state_of(order),
        raw_state=order.field("status").text(),
        created_at=moment(order.field("date_created_gmt")),
        updated_at=moment(order.field("date_modified_gmt")),
        paid_at=moment_at(order, "date_paid_gmt"),
        is_cod=order.text_at("payment_method") == "cod",
        currency=order.text_at("currency") or "IDR",
        lines=_lines(order.field("line_items")),
        parcels=_parcels(order_id, tracking, courier),
        recipient=_recipient(order),
        buyer_name=_name(order.optional("billing") or Payload({})),
        buyer_note=order.text_at("customer_note"),
        courier=courier or next(filter(None, carriers), ""),
        shipping_paid=_rupiah(order, "shipping_total", shipping),
        total=order.field("total").rupiah(),
        payload=order.redacted(PERSONAL),
    )


def state_of(order: Payload) -> OrderState:
    """Where the order stands; the states of plugins are unknown to us."""
    word = order.field("status").text()
    if word in ENDINGS:
        return ENDINGS[word][moment_at(order, "date_completed_gmt") is not None]
    return ORDER_STATES.get(word, OrderState.UNKNOWN)


def _lines(rows: Payload) -> tuple[ChannelOrderLine, ...]:
    """The goods. What is paid adds up to the rupiah: coupons split into fractions are put right."""
    lines = list(rows.items())
    paid = [amount_at(line, "total") + amount_at(line, "total_tax") for line in lines]
    whole = _whole(rows, paid)
    return tuple(_line(line, amount) for line, amount in zip(lines, whole, strict=True))


def _whole(rows: Payload, amounts: Sequence[Decimal]) -> list[int]:
    """Whole rupiah with the same sum; the largest fractions are rounded up."""
    total = sum(amounts, Decimal(0))
    # With two decimals the shop's own rounding leaves less than a cent per line.
    nearest = total.to_integral_value()
    if abs(total - nearest) * 100 > len(amounts):
        raise BadPayload(rows.path, f"not a whole number of rupiah: {total}")
    floors = [int(amount.to_integral_value(ROUND_FLOOR)) for amount in amounts]
    missing = int(nearest) - sum(floors)
    by_fraction = sorted(range(len(amounts)), key=lambda at: (floors[at] - amounts[at], at))
    for at in by_fraction[: max(0, missing)]:
        floors[at] += 1
    return floors


def _line(line: Payload, paid: int) -> ChannelOrderLine:
    quantity = line.field("quantity").integer()
    if quantity < 1:
        raise BadPayload(f"{line.path}.quantity", "less than one unit")
    before = amount_at(line, "subtotal") + amount_at(line, "subtotal_tax")
    listed = max(_each(before, quantity), _each(Decimal(paid), quantity))
    variation = line.text_at("variation_id")
    return ChannelOrderLine(
        external_line_id=line.field("id").text(),
        external_listing_id=line.field("product_id").text(),
        external_variant_id="" if variation == "0" else variation,
        seller_sku=line.text_at("sku"),
        title=line.field("name").text(),
        quantity=quantity,
        unit_list_price=Rupiah(listed),
        unit_price=Rupiah(paid // quantity),
        seller_discount=Rupiah(listed * quantity - paid),
    )


def _each(amount: Decimal, quantity: int) -> int:
    """A price per unit that is never too low for what the whole line costs."""
    return int((amount / quantity).to_integral_value(ROUND_CEILING))


def _rupiah(order: Payload, name: str, amount: Decimal) -> Rupiah:
    if amount != amount.to_integral_value():
        raise BadPayload(f"{order.path}.{name}", "not a whole number of rupiah")
    return Rupiah(int(amount))


def tracking_of(order: Payload) -> tuple[str, str]:
    """Tracking number and courier from the order's extra fields; core has none for them."""
    found = {row.text_at("key"): row.optional("value") for row in order.rows_at("meta_data")}
    number, courier = _plain(found.get(TRACKING)), _plain(found.get(COURIER))
    items = found.get(TRACKING_ITEMS)
    if not number and items is not None and isinstance(items.value, list):
        for item in items.items():
            if isinstance(item.value, Mapping):
                return item.text_at("tracking_number"), item.text_at("tracking_provider")
    return number, courier


def _plain(value: Payload | None) -> str:
    return str(value.value) if value is not None and isinstance(value.value, (str, int)) else ""


def _parcels(order_id: str, tracking: str, courier: str) -> tuple[ChannelParcel, ...]:
    if not tracking:
        return ()
    # The order is its own parcel: WooCommerce keeps none.
    return (ChannelParcel(external_parcel_id=order_id, tracking_number=tracking, courier=courier),)


def _recipient(order: Payload) -> Recipient:
    """The delivery address, or the one of the bill where none was given."""
    billing = order.optional("billing") or Payload({})
    shipping = order.optional("shipping") or Payload({})
    address = shipping if shipping.text_at("address_1") else billing
    streets = (address.text_at("address_1"), address.text_at("address_2"))
    state = address.text_at("state")
    return Recipient(
        name=_name(address) or _name(billing),
        phone=shipping.text_at("phone") or billing.text_at("phone"),
        address=", ".join(filter(None, streets)),
        city=address.text_at("city"),
        province=PROVINCES.get(state, state),
        postal_code=address.text_at("postcode"),
    )


def _name(address: Payload) -> str:
    names = (address.text_at("first_name"), address.text_at("last_name"))
    return " ".join(filter(None, names)) or address.text_at("company")


# WooCommerce's own two letters for the provinces of Indonesia; newer provinces have none there.
PROVINCES: dict[str, str] = {
    "AC": "Aceh",
    "SU": "Sumatera Utara",
    "SB": "Sumatera Barat",
    "RI": "Riau",
    "KR": "Kepulauan Riau",
    "JA": "Jambi",
    "SS": "Sumatera Selatan",
    "BB": "Kepulauan Bangka Belitung",
    "BE": "Bengkulu",
    "LA": "Lampung",
    "JK": "DKI Jakarta",
    "JB": "Jawa Barat",
    "BT": "Banten",
    "JT": "Jawa Tengah",
    "JI": "Jawa Timur",
    "YO": "DI Yogyakarta",
    "BA": "Bali",
    "NB": "Nusa Tenggara Barat",
    "NT": "Nusa Tenggara Timur",
    "KB": "Kalimantan Barat",
    "KT": "Kalimantan Tengah",
    "KI": "Kalimantan Timur",
    "KS": "Kalimantan Selatan",
    "KU": "Kalimantan Utara",
    "SA": "Sulawesi Utara",
    "ST": "Sulawesi Tengah",
    "SG": "Sulawesi Tenggara",
    "SR": "Sulawesi Barat",
    "SN": "Sulawesi Selatan",
    "GO": "Gorontalo",
    "MA": "Maluku",
    "MU": "Maluku Utara",
    "PA": "Papua",
    "PB": "Papua Barat",
}
