"""Putting goods up: what a category asks, pictures, the item, its models.

An item with models takes three calls. It is created hidden and shown only when its models are
there, so that nobody buys from half a listing. A token that is refused between them does not begin
the whole anew: the item stands already, and whoever asked looks for it and finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

from integrations.channels.errors import (
    AuthExpired,
    BadPayload,
    Conflict,
    NotFound,
    Rejected,
    Unavailable,
)
from integrations.channels.payload import Payload
from integrations.channels.words import (
    Attribute,
    AttributeValue,
    Category,
    DraftImage,
    Listing,
    ListingDraft,
    ListingLimits,
    ListingVisibility,
    Rupiah,
)
from integrations.connectors.shopee import batches, mapping
from integrations.connectors.shopee.client import ShopeeClient

ADD = "/api/v2/product/add_item"
UPDATE = "/api/v2/product/update_item"
MODELS = "/api/v2/product/init_tier_variation"
DELETE = "/api/v2/product/delete_item"
SHOW = "/api/v2/product/unlist_item"
UPLOAD = "/api/v2/media_space/upload_image"
COURIERS = "/api/v2/logistics/get_channel_list"

# Title, pictures, models and price span by the papers; the rest is told per category.
LIMITS = ListingLimits(
    title_least=5,
    title_most=100,
    description_least=1,
    pictures_least=1,
    pictures_most=9,
    picture_types=("image/jpeg", "image/png"),
    picture_bytes=10 * 1024 * 1024,
    variants_most=50,
    options_most=2,
    sku_most=100,
    dearest_over_cheapest=7,
    needs_weight=True,
    needs_size=True,
)
NO_BRAND = {"brand_id": 0, "original_brand_name": "No Brand"}


def categories(client: ShopeeClient) -> list[Category]:
    """The tree in Indonesian."""
    answer = client.get("/api/v2/product/get_category", (("language", "id"),)).field("response")
    return [
        Category(
            category_id=row.field("category_id").text(),
            parent_id=_parent(row),
            name=row.text_at("display_category_name") or row.field("original_category_name").text(),
            is_leaf=not _flag(row, "has_children"),
        )
        for row in answer.field("category_list").items()
    ]


def _parent(row: Payload) -> str:
    parent = row.text_at("parent_category_id")
    return "" if parent == "0" else parent


def _flag(row: Payload, name: str) -> bool:
    found = row.optional(name)
    return found is not None and found.boolean()


def attributes(client: ShopeeClient, category_id: str) -> list[Attribute]:
    """What the category asks."""
    query = (("category_id_list", category_id), ("language", "id"))
    answer = client.get("/api/v2/product/get_attribute_tree", query).field("response")
    found = [row for row in answer.field("list").items() if _is_of(row, category_id)]
    if not found:
        raise NotFound(f"no category {category_id}")
    return [_attribute(row) for row in found[0].rows_at("attribute_tree")]


def _is_of(row: Payload, category_id: str) -> bool:
    return row.field("category_id").text() == category_id


def _attribute(row: Payload) -> Attribute:
    values = tuple(
        AttributeValue(value_id=each.field("value_id").text(), name=each.field("name").text())
        for each in row.rows_at("attribute_value_list")
    )
    info = row.optional("attribute_info")
    # 1 and 4 are lists to choose from; 2, 3 and 5 take words of one's own.
    closed = info is not None and info.integer_at("input_type") in {1, 4}
    return Attribute(
        attribute_id=row.field("attribute_id").text(),
        name=row.field("name").text(),
        is_mandatory=_flag(row, "mandatory"),
        values=values,
        takes_text=not closed,
    )


def publish(client: ShopeeClient, draft: ListingDraft) -> list[Listing]:
    """Create the item; with variants it stays hidden until its models are there."""
    _refuse_other_pictures(draft)
    couriers = list(draft.courier_ids) or _couriers(client)
    pictures = [_upload(client, image) for image in draft.images]
    body = {**_content(draft, pictures), **_first_numbers(draft, couriers)}
    answer = client.post(ADD, body)
    item_id = answer.field("response").field("item_id").text()
    if not draft.variants:
        return [_listing(item_id, draft)]
    try:
        ids = _models_or_nothing(client, item_id, draft)
    except AuthExpired as error:
        raise _unknown(error) from error
    return _whole(client, item_id, ids, draft)


def finish(client: ShopeeClient, item_id: str, draft: ListingDraft) -> list[Listing]:
    """Give a hidden item its models, then show it."""
    return _whole(client, item_id, _give_models(client, item_id, draft), draft)


def _models_or_nothing(client: ShopeeClient, item_id: str, draft: ListingDraft) -> list[str]:
    try:
        return _give_models(client, item_id, draft)
    except (Rejected, NotFound, Conflict):
        # Refused for good: half a listing is nothing anybody wants to find later.
        client.post(DELETE, {"item_id": mapping.number(item_id, "item_id")})
        raise


def _unknown(error: AuthExpired) -> Unavailable:
    """Renewing the keys and calling again would put the goods up a second time."""
    return Unavailable(error.message, code=error.code, request_id=error.request_id)


def _give_models(client: ShopeeClient, item_id: str, draft: ListingDraft) -> list[str]:
    body = {
        "item_id": mapping.number(item_id, "item_id"),
        "standardise_tier_variation": [_tier(draft, place) for place in _places(draft)],
        "model": [_model(draft, place) for place in range(len(draft.variants))],
    }
    answer = client.post(MODELS, body).field("response")
    ids = [row.field("model_id").text() for row in answer.field("model").items()]
    if len(ids) != len(draft.variants):
        raise BadPayload("$.response.model", "not one for each variant")
    return ids


def _whole(
    client: ShopeeClient, item_id: str, ids: list[str], draft: ListingDraft
) -> list[Listing]:
    if draft.is_visible:
        _show(client, item_id)
    return list(_models(item_id, ids, draft))


def _show(client: ShopeeClient, item_id: str) -> None:
    """Put a hidden item on sale. A refusal may stand in the list of a call that was taken."""
    change = ListingVisibility(external_listing_id=item_id, is_visible=True)
    early, calls = batches.visibility_calls([change])
    [outcome] = batches.send(client, SHOW, [item_id], calls, key="item_id", early=early)
    if isinstance(outcome.error, AuthExpired):
        raise _unknown(outcome.error) from outcome.error
    if outcome.error is not None:
        raise outcome.error


def edit(client: ShopeeClient, item_id: str, draft: ListingDraft) -> None:
    """Make the item's content the draft's. Pictures are sent anew: Shopee keeps one of each."""
    _refuse_other_pictures(draft)
    pictures = [_upload(client, image) for image in draft.images]
    item = {"item_id": mapping.number(item_id, "item_id")}
    client.post(UPDATE, {**item, **_content(draft, pictures)})


def _refuse_other_pictures(draft: ListingDraft) -> None:
    for image in draft.images:
        if image.content_type not in LIMITS.picture_types:
            told = f"Shopee takes JPEG and PNG, not {image.content_type}"
            raise Rejected(told, fields={"images": told})


def _couriers(client: ShopeeClient) -> list[str]:
    """What the shop itself has switched on."""
    answer = client.get(COURIERS).field("response")
    found = [
        row.field("logistics_channel_id").text()
        for row in answer.field("logistics_channel_list").items()
        if _flag(row, "enabled")
    ]
    if not found:
        told = "the shop has no delivery service switched on at Shopee"
        raise Rejected(told, fields={"logistic_info": told}, code="no_courier")
    return found


def _upload(client: ShopeeClient, image: DraftImage) -> str:
    boundary = f"lapak{sha256(image.content).hexdigest()[:32]}"
    name = "".join(each for each in image.filename if each.isalnum() or each in "._-") or "foto"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="scene"\r\n\r\nnormal\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
        f"Content-Type: {image.content_type}\r\n\r\n"
    )
    body = head.encode() + image.content + f"\r\n--{boundary}--\r\n".encode()
    answer = client.upload(UPLOAD, boundary=boundary, body=body).field("response")
    return answer.field("image_info").field("image_id").text()


def _content(draft: ListingDraft, pictures: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "item_name": draft.title,
        "description": draft.description,
        "category_id": mapping.number(draft.category_id, "category_id"),
        "image": {"image_id_list": pictures},
        "weight": _kilograms(draft.weight_grams),
        "dimension": {
            "package_length": _centimetres(draft.length_mm),
            "package_width": _centimetres(draft.width_mm),
            "package_height": _centimetres(draft.height_mm),
        },
        "brand": NO_BRAND,
        "condition": "NEW",
        "item_dangerous": 0,
        "item_sku": draft.seller_sku,
        "attribute_list": [_answer(draft, name) for name in draft.attributes],
    }
    if draft.preorder_days:
        body["pre_order"] = {"is_pre_order": True, "days_to_ship": draft.preorder_days}
    return body


def _answer(draft: ListingDraft, attribute_id: str) -> dict[str, Any]:
    value_id = draft.attribute_value_ids.get(attribute_id, "0")
    value = {
        "value_id": mapping.number(value_id, "value_id"),
        "original_value_name": draft.attributes[attribute_id],
    }
    return {
        "attribute_id": mapping.number(attribute_id, "attribute_id"),
        "attribute_value_list": [value],
    }


def _first_numbers(draft: ListingDraft, couriers: list[str]) -> dict[str, Any]:
    prices = [each.price for each in draft.variants]
    if draft.price is not None:
        prices.append(draft.price)
    if not prices:
        raise Rejected("the price is missing", fields={"original_price": "missing"})
    is_shown = draft.is_visible and not draft.variants
    return {
        "original_price": int(min(prices)),
        "seller_stock": [{"stock": 0 if draft.variants else draft.quantity}],
        "logistic_info": [
            {"logistic_id": mapping.number(each, "logistic_id"), "enabled": True}
            for each in couriers
        ],
        "item_status": "NORMAL" if is_shown else "UNLIST",
    }


def _places(draft: ListingDraft) -> range:
    return range(len(draft.option_names))


def _options(draft: ListingDraft, place: int) -> list[str]:
    return list(dict.fromkeys(variant.options[place] for variant in draft.variants))


def _tier(draft: ListingDraft, place: int) -> dict[str, Any]:
    return {
        "variation_id": 0,
        "variation_name": draft.option_names[place],
        "variation_option_list": [
            {"variation_option_id": 0, "variation_option_name": option}
            for option in _options(draft, place)
        ],
    }


def _model(draft: ListingDraft, number: int) -> dict[str, Any]:
    variant = draft.variants[number]
    return {
        "tier_index": [
            _options(draft, place).index(variant.options[place]) for place in _places(draft)
        ],
        "original_price": int(variant.price),
        "model_sku": variant.seller_sku,
        "seller_stock": [{"stock": variant.quantity}],
    }


def _kilograms(grams: int) -> float:
    return float(Decimal(grams) / 1000)  # three decimals: a float holds them


def _centimetres(millimetres: int) -> int:
    return -(-millimetres // 10)  # whole centimetres: never smaller than true


def _listing(item_id: str, draft: ListingDraft) -> Listing:
    return Listing(
        external_listing_id=item_id,
        seller_sku=draft.seller_sku,
        title=draft.title,
        price=draft.price,
        quantity=draft.quantity,
        **_state(draft),
    )


def _models(item_id: str, ids: list[str], draft: ListingDraft) -> Iterator[Listing]:
    for model_id, variant in zip(ids, draft.variants, strict=True):
        yield Listing(
            external_listing_id=item_id,
            external_variant_id=model_id,
            seller_sku=variant.seller_sku,
            title=draft.title,
            variant_name=",".join(variant.options),
            price=Rupiah(int(variant.price)),
            quantity=variant.quantity,
            **_state(draft),
        )


def _state(draft: ListingDraft) -> dict[str, Any]:
    raw_state = "NORMAL" if draft.is_visible else "UNLIST"
    return {"state": mapping.LISTING_STATES[raw_state], "raw_state": raw_state}
