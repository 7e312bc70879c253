"""Putting goods up: categories, pictures, then the product with all its SKUs in one call.

TikTok audits every new or edited product before buyers see it.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from html import escape
from typing import Any

from integrations.channels.errors import Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import (
    Attribute,
    AttributeValue,
    Category,
    DraftImage,
    DraftVariant,
    Listing,
    ListingDraft,
    ListingLimits,
)
from integrations.connectors.tiktok_shop import mapping
from integrations.connectors.tiktok_shop.client import (
    ATTRIBUTES,
    CATEGORIES,
    CREATE_PRODUCT,
    EDIT_PRODUCT,
    PRODUCT,
    UPLOAD_IMAGE,
    WAREHOUSES,
    TikTokClient,
)

LIMITS = ListingLimits(
    title_least=25,
    title_most=255,
    description_least=1,
    description_most=10_000,
    pictures_least=1,
    pictures_most=9,
    picture_types=("image/jpeg", "image/png"),
    picture_bytes=10 * 1024 * 1024,
    variants_most=100,
    options_most=3,
    sku_most=50,
    needs_weight=True,
    needs_size=True,
)
LOCALE = (("locale", "id-ID"),)
PROPERTY = "PRODUCT_PROPERTY"  # the others tell SKUs apart: those are our variants


def categories(client: TikTokClient) -> list[Category]:
    """The tree in Indonesian."""
    return [
        Category(
            category_id=row.field("id").text(),
            parent_id="" if row.text_at("parent_id") == "0" else row.text_at("parent_id"),
            name=row.field("local_name").text(),
            is_leaf=_flag(row, "is_leaf"),
        )
        for row in client.call(CATEGORIES, query=LOCALE).field("categories").items()
    ]


def attributes(client: TikTokClient, category_id: str) -> list[Attribute]:
    """What a leaf asks."""
    answer = client.call(ATTRIBUTES, id=category_id, query=LOCALE)
    return [
        _attribute(row) for row in answer.rows_at("attributes") if row.text_at("type") == PROPERTY
    ]


def _attribute(row: Payload) -> Attribute:
    values = tuple(
        AttributeValue(value_id=each.field("id").text(), name=each.field("name").text())
        for each in row.rows_at("values")
    )
    return Attribute(
        attribute_id=row.field("id").text(),
        name=row.field("name").text(),
        # The papers spell it so; should they ever mend it, both are read.
        is_mandatory=_flag(row, "is_requried") or _flag(row, "is_required"),
        values=values,
        takes_text=_flag(row, "is_customizable") or not values,
    )


def _flag(row: Payload, name: str) -> bool:
    found = row.optional(name)
    return found is not None and found.boolean()


def finish(client: TikTokClient, product_id: str) -> list[Listing]:
    """What stands there: a product and its SKUs come in one call, so none is ever half made."""
    return mapping.listings_from(client.call(PRODUCT, id=product_id))


def edit(client: TikTokClient, product_id: str, draft: ListingDraft) -> None:
    """Make the content the draft's. SKUs are left out of the call and stay as they are."""
    body = _content(draft)
    uris = [_upload(client, image) for image in draft.images]
    if uris:
        body["main_images"] = [{"uri": uri} for uri in uris]
    client.call(EDIT_PRODUCT, id=product_id, data=body)


def publish(client: TikTokClient, draft: ListingDraft) -> list[Listing]:
    """Create the product in the shop's sales warehouse; its SKUs with their ids."""
    if draft.preorder_days:
        told = "pre-orders are set at TikTok itself"
        raise Rejected(told, fields={"preorder_days": told})
    _refuse_codes_with_spaces(draft)
    warehouse = _sales_warehouse(client.call(WAREHOUSES))
    uris = [_upload(client, image) for image in draft.images]
    body = product_body(draft, uris=uris, warehouse_id=warehouse)
    answer = client.call(CREATE_PRODUCT, data=body)
    return _listings(answer, draft, warehouse)


def _refuse_codes_with_spaces(draft: ListingDraft) -> None:
    for variant in _variants(draft):
        if any(each.isspace() for each in variant.seller_sku):
            told = f"TikTok takes no code with a space in it: {variant.seller_sku}"
            raise Rejected(told, fields={"seller_sku": told})


def _sales_warehouse(answer: Payload) -> str:
    """Where goods are sold from: the default among the warehouses that are open."""
    open_ones = [
        row
        for row in answer.rows_at("warehouses")
        if row.text_at("type") in {"", "SALES_WAREHOUSE"}
        and row.text_at("effect_status") in {"", "ENABLED"}
    ]
    for row in open_ones:
        is_default = row.optional("is_default")
        if is_default is not None and is_default.boolean():
            return row.field("id").text()
    if not open_ones:
        raise Rejected("the shop has no warehouse to sell from", fields={"warehouse": "missing"})
    return open_ones[0].field("id").text()


def _upload(client: TikTokClient, image: DraftImage) -> str:
    digest = sha256(image.content).hexdigest()
    boundary = f"lapak{digest[:32]}"
    name = "".join(each for each in image.filename if each.isalnum() or each in "._-") or "image"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="use_case"\r\n\r\nMAIN_IMAGE\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="data"; filename="{name}"\r\n'
        f"Content-Type: {image.content_type}\r\n\r\n"
    )
    body = head.encode() + image.content + f"\r\n--{boundary}--\r\n".encode()
    return client.upload(UPLOAD_IMAGE, boundary=boundary, body=body).field("uri").text()


def product_body(draft: ListingDraft, *, uris: list[str], warehouse_id: str) -> dict[str, Any]:
    """The product as TikTok wants it. The same draft has the same key: a repeat is no second.

    Names of uploaded pictures are new each time, so the key is made from the pictures themselves.
    """
    body = {
        "save_mode": "LISTING" if draft.is_visible else "AS_DRAFT",
        **_content(draft),
        "skus": [_sku(draft, each, warehouse_id) for each in _variants(draft)],
    }
    if draft.courier_ids:
        body["delivery_option_ids"] = list(draft.courier_ids)
    pictures = [sha256(image.content).hexdigest() for image in draft.images]
    key = sha256(repr((body, pictures)).encode()).hexdigest()[:32]
    return body | {"main_images": [{"uri": uri} for uri in uris], "idempotency_key": key}


def _content(draft: ListingDraft) -> dict[str, Any]:
    lines = [escape(line, quote=False) for line in draft.description.split("\n") if line.strip()]
    body: dict[str, Any] = {
        "title": draft.title,
        "description": "".join(f"<p>{line}</p>" for line in lines),
        "category_id": draft.category_id,
        "package_weight": {"value": _thousandth(draft.weight_grams), "unit": "KILOGRAM"},
        "package_dimensions": {
            "length": _centimetres(draft.length_mm),
            "width": _centimetres(draft.width_mm),
            "height": _centimetres(draft.height_mm),
            "unit": "CENTIMETER",
        },
    }
    if draft.attributes:
        body["product_attributes"] = [_answer(draft, name) for name in draft.attributes]
    return body


def _answer(draft: ListingDraft, attribute_id: str) -> dict[str, Any]:
    value = {"name": draft.attributes[attribute_id]}
    if attribute_id in draft.attribute_value_ids:
        value["id"] = draft.attribute_value_ids[attribute_id]
    return {"id": attribute_id, "values": [value]}


def _variants(draft: ListingDraft) -> tuple[DraftVariant, ...]:
    if draft.variants:
        return draft.variants
    if draft.price is None:
        raise Rejected("the price is missing", fields={"price": "missing"})
    return (
        DraftVariant(
            options=(), seller_sku=draft.seller_sku, price=draft.price, quantity=draft.quantity
        ),
    )


def _sku(draft: ListingDraft, variant: DraftVariant, warehouse_id: str) -> dict[str, Any]:
    sku: dict[str, Any] = {
        "seller_sku": variant.seller_sku,
        "price": {"amount": str(int(variant.price)), "currency": "IDR"},
        "inventory": [{"warehouse_id": warehouse_id, "quantity": variant.quantity}],
    }
    if draft.option_names:
        sku["sales_attributes"] = [
            {"name": name, "value_name": value}
            for name, value in zip(draft.option_names, variant.options, strict=True)
        ]
    return sku


def _thousandth(value: int) -> str:
    return f"{Decimal(value) / 1000:f}"


def _centimetres(millimetres: int) -> str:
    return str(-(-millimetres // 10))  # TikTok takes whole centimetres: never smaller than true


def _listings(answer: Payload, draft: ListingDraft, warehouse_id: str) -> list[Listing]:
    product_id = answer.field("product_id").text()
    raw_state = "PENDING" if draft.is_visible else "DRAFT"
    wanted = {variant.seller_sku: variant for variant in _variants(draft)}
    listings = []
    for sku in answer.field("skus").items():
        variant = wanted.get(sku.text_at("seller_sku"))
        listings.append(
            Listing(
                external_listing_id=product_id,
                external_variant_id=sku.field("id").text(),
                seller_sku=sku.text_at("seller_sku"),
                title=draft.title,
                variant_name=", ".join(variant.options) if variant else "",
                state=mapping.LISTING_STATES[raw_state],
                raw_state=raw_state,
                price=variant.price if variant else None,
                quantity=variant.quantity if variant else None,
                location_ids=(warehouse_id,),
            )
        )
    return listings
