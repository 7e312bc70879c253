"""Creating a product: pictures first, then the product, which TikTok then audits."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import Any

from integrations.channels.errors import Rejected
from integrations.channels.payload import Payload
from integrations.channels.words import DraftImage, DraftVariant, Listing, ListingDraft
from integrations.connectors.tiktok_shop import mapping
from integrations.connectors.tiktok_shop.client import (
    CREATE_PRODUCT,
    UPLOAD_IMAGE,
    WAREHOUSES,
    TikTokClient,
)


def publish(client: TikTokClient, draft: ListingDraft) -> list[Listing]:
    """Create the product in the shop's sales warehouse; its SKUs with their ids."""
    if draft.preorder_days:
        told = "pre-orders are set at TikTok itself"
        raise Rejected(told, fields={"preorder_days": told})
    warehouse = _sales_warehouse(client.call(WAREHOUSES))
    uris = [_upload(client, image) for image in draft.images]
    body = product_body(draft, uris=uris, warehouse_id=warehouse)
    answer = client.call(CREATE_PRODUCT, data=body)
    return _listings(answer, draft, warehouse)


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
    """The product as TikTok wants it. The same draft has the same key: a repeat is no second."""
    body: dict[str, Any] = {
        "save_mode": "LISTING" if draft.is_visible else "AS_DRAFT",
        "title": draft.title,
        "description": draft.description,
        "category_id": draft.category_id,
        "main_images": [{"uri": uri} for uri in uris],
        "package_weight": {"value": _thousandth(draft.weight_grams), "unit": "KILOGRAM"},
        "package_dimensions": {
            "length": _centimetres(draft.length_mm),
            "width": _centimetres(draft.width_mm),
            "height": _centimetres(draft.height_mm),
            "unit": "CENTIMETER",
        },
        "skus": [_sku(draft, each, warehouse_id) for each in _variants(draft)],
    }
    if draft.attributes:
        body["product_attributes"] = [
            {"id": name, "values": [{"name": value}]} for name, value in draft.attributes.items()
        ]
    if draft.courier_ids:
        body["delivery_option_ids"] = list(draft.courier_ids)
    return body | {"idempotency_key": sha256(repr(body).encode()).hexdigest()[:32]}


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
