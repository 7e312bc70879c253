"""Putting goods up: categories, the product with its pictures, its variations.

A product with variations takes three calls. It is a draft until its variations are there. The shop
fetches pictures itself from their public address; those that it has already are named by their id,
so that an edit fills nobody's media library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from integrations.channels.errors import BadPayload, ChannelError, Conflict, NotFound, Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import (
    Category,
    DraftVariant,
    Listing,
    ListingDraft,
    ListingLimits,
    ListingState,
    Rupiah,
)
from integrations.connectors.woocommerce import mapping, reading
from integrations.connectors.woocommerce.client import WooClient, error_for

# WooCommerce itself sets no limits but these; a batch carries a hundred variations.
LIMITS = ListingLimits(
    title_least=1,
    description_least=1,
    pictures_least=1,
    variants_most=100,
    options_most=2,
    needs_weight=True,
)
PER_PAGE = 100
NO_ADDRESS = "picture_not_fetched"
# Grams and millimetres in one unit of the shop's own.
GRAMS = {"kg": Decimal(1000), "g": Decimal(1), "lbs": Decimal("453.59237"), "oz": Decimal("28.35")}
MILLIMETRES = {
    "m": Decimal(1000),
    "cm": Decimal(10),
    "mm": Decimal(1),
    "in": Decimal("25.4"),
    "yd": Decimal("914.4"),
}
WEIGHT_UNIT, SIZE_UNIT = "woocommerce_weight_unit", "woocommerce_dimension_unit"


def categories(client: WooClient) -> list[Category]:
    """The shop's own categories. Goods may be put into any of them, so each is a leaf."""
    found: list[Payload] = []
    page = 1
    while True:
        query = (("per_page", str(PER_PAGE)), ("page", str(page)))
        rows = list(client.get("products/categories", query, operation="categories").items())
        found += rows
        if len(rows) < PER_PAGE:
            return [_category(row) for row in found]
        page += 1


def _category(row: Payload) -> Category:
    parent = row.text_at("parent")
    return Category(
        category_id=row.field("id").text(),
        parent_id="" if parent == "0" else parent,
        name=row.field("name").text(),
    )


def publish(client: WooClient, draft: ListingDraft) -> list[Listing]:
    """Create the product; with variations it stays a draft until they are there.

    A shop has every SKU once: a second creation is refused by the shop itself.
    """
    units = _units(client)
    body = {**_content(draft, units), "images": _pictures(draft, {}), "sku": draft.seller_sku}
    if draft.variants:
        body |= {"type": "variable", "status": "draft", "attributes": _options(draft)}
    else:
        body |= {"type": "simple", "status": _status(draft), **_numbers(draft)}
    product = client.post("products", body, operation="products/create")
    product_id = product.field("id").text()
    if not draft.variants:
        return [mapping.listing_from(product)]
    try:
        return _whole(client, product_id, _add(client, product_id, draft, draft.variants), draft)
    except (Rejected, NotFound, Conflict):
        # Refused for good: half a product is nothing anybody wants to find later.
        _delete(client, product_id)
        raise


def finish(client: WooClient, product_id: str, draft: ListingDraft) -> list[Listing]:
    """Give a product those variations that it lacks, then show it."""
    known = {row.text_at("sku"): row for row in reading.variations(client, product_id)}
    lacking = [each for each in draft.variants if each.seller_sku not in known]
    added = _add(client, product_id, draft, lacking) if lacking else {}
    return _whole(client, product_id, {**known, **added}, draft)


def edit(client: WooClient, product_id: str, draft: ListingDraft) -> None:
    """Make the product's content the draft's; pictures it has already are kept."""
    there = client.get(f"products/{product_id}", operation="product")
    body = _content(draft, _units(client))
    if draft.images:
        known = {row.text_at("name"): row.field("id").integer() for row in there.rows_at("images")}
        body["images"] = _pictures(draft, known)
    client.put(f"products/{product_id}", body, operation="products/edit")


def _units(client: WooClient) -> tuple[Decimal, Decimal]:
    """Grams in the shop's unit of weight, millimetres in its unit of length."""
    rows = client.get("settings/products", operation="settings").items()
    told = {row.text_at("id"): row for row in rows}
    weight = told[WEIGHT_UNIT].text_at("value") if WEIGHT_UNIT in told else "kg"
    size = told[SIZE_UNIT].text_at("value") if SIZE_UNIT in told else "cm"
    if weight not in GRAMS or size not in MILLIMETRES:
        raise BadPayload("$.value", f"not units we know: {weight}, {size}")
    return GRAMS[weight], MILLIMETRES[size]


def _content(draft: ListingDraft, units: tuple[Decimal, Decimal]) -> dict[str, Any]:
    grams, millimetres = units
    return {
        "name": draft.title,
        "description": escape(draft.description, quote=False),  # a description is HTML there
        "categories": [{"id": _number(draft.category_id)}],
        "weight": _measure(draft.weight_grams, grams),
        "dimensions": {
            "length": _measure(draft.length_mm, millimetres),
            "width": _measure(draft.width_mm, millimetres),
            "height": _measure(draft.height_mm, millimetres),
        },
    }


def _number(category_id: str) -> int:
    if not category_id.isdigit():
        raise Rejected("no category of this shop", fields={"categories": category_id})
    return int(category_id)


def _measure(value: int, unit: Decimal) -> str:
    """As text, "" for what is not known: a product without a size is taken."""
    return f"{(value / unit).quantize(Decimal('0.001')).normalize():f}" if value else ""


def _pictures(draft: ListingDraft, known: Mapping[str, int]) -> list[dict[str, Any]]:
    """By id where the shop has it, else by the address where the shop fetches it."""
    found: list[dict[str, Any]] = []
    for image in draft.images:
        if image.filename in known:
            found.append({"id": known[image.filename]})
        elif image.address:
            found.append({"src": image.address, "name": image.filename, "alt": draft.title})
        else:
            told = f"{image.filename} has no public address"
            raise Rejected(told, code=NO_ADDRESS, fields={"images": told})
    return found


def _numbers(draft: ListingDraft) -> dict[str, Any]:
    if draft.price is None:
        raise Rejected("the price is missing", fields={"regular_price": "missing"})
    return _price_and_stock(draft.price, draft.quantity)


def _price_and_stock(price: Rupiah, quantity: int) -> dict[str, Any]:
    """A price is text there: a number is refused."""
    return {"regular_price": str(int(price)), "manage_stock": True, "stock_quantity": quantity}


def _status(draft: ListingDraft) -> str:
    return "publish" if draft.is_visible else "draft"


def _options(draft: ListingDraft) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "position": place,
            "visible": True,
            "variation": True,
            "options": list(dict.fromkeys(each.options[place] for each in draft.variants)),
        }
        for place, name in enumerate(draft.option_names)
    ]


def _add(
    client: WooClient, product_id: str, draft: ListingDraft, wanted: Sequence[DraftVariant]
) -> dict[str, Payload]:
    """The new variations by their SKU; raises what the shop says of the first it refused."""
    path = f"products/{product_id}/variations/batch"
    entries = [_variation(draft, each) for each in wanted]
    answer = client.post(path, {"create": entries}, operation="variations/create")
    rows = answer.rows_at("create")
    for row in rows:
        _raise_refusal(row)
    if len(rows) != len(entries):
        raise BadPayload("$.create", "not one for each variation")
    return {row.text_at("sku"): row for row in rows}


def _variation(draft: ListingDraft, variant: DraftVariant) -> dict[str, Any]:
    chosen = zip(draft.option_names, variant.options, strict=True)
    return {
        "sku": variant.seller_sku,
        "attributes": [{"name": name, "option": option} for name, option in chosen],
        **_price_and_stock(variant.price, variant.quantity),
    }


def _raise_refusal(row: Payload) -> None:
    error = row.optional("error")
    if error is None:
        return
    data = error.optional("data")
    status = data.integer_at("status") if data is not None else 400
    value = data.value if data is not None else None
    found: ChannelError = error_for(error.text_at("code"), error.text_at("message"), status, value)
    raise found


def _delete(client: WooClient, product_id: str) -> None:
    client.delete(f"products/{product_id}", (("force", "true"),), operation="products/delete")


def _whole(
    client: WooClient, product_id: str, rows: Mapping[str, Payload], draft: ListingDraft
) -> list[Listing]:
    if draft.is_visible:
        shown = {"status": "publish"}
        client.put(f"products/{product_id}", shown, operation="products/show")
    state = ListingState.LIVE if draft.is_visible else ListingState.DRAFT
    return [
        Listing(
            external_listing_id=product_id,
            external_variant_id=_row(rows, each.seller_sku).field("id").text(),
            seller_sku=each.seller_sku,
            title=draft.title,
            variant_name=", ".join(each.options),
            state=state,
            raw_state=_status(draft),
            price=each.price,
            quantity=each.quantity,
        )
        for each in draft.variants
    ]


def _row(rows: Mapping[str, Payload], sku: str) -> Payload:
    if sku not in rows:
        raise BadPayload("$.create[].sku", f"no variation {sku} in the answer")
    return rows[sku]
