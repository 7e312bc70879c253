"""`product/add_item` and its company: categories, pictures, models, editing, deleting."""

import json
import math
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, shelves
from integrations.sandbox.core.catalog import NewItem, NewVariant
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

NAME = range(5, 101)
PICTURES = 9
PICTURE_BYTES = 10 * 1024 * 1024
MAGIC = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}
MOST_MODELS, MOST_TIERS, MOST_SKU = 50, 2, 100
COURIERS = ((8001, "JNE Reguler", True), (8002, "SPX Standard", True), (8003, "Kargo", False))
CHOOSE, CHOOSE_OR_WRITE, WRITE = 1, 2, 3  # attribute_info.input_type


def get_category(call: Call) -> dict[str, Any]:
    """`GET product/get_category`: the whole tree."""
    return {
        "category_list": [
            {
                "category_id": shelf.number,
                "parent_category_id": shelf.parent,
                "original_category_name": shelf.name,
                "display_category_name": shelf.name,
                "has_children": not shelves.is_leaf(shelf.number),
            }
            for shelf in shelves.SHELVES
        ]
    }


def get_attribute_tree(call: Call) -> dict[str, Any]:
    """`GET product/get_attribute_tree`: what up to 20 categories ask."""
    wanted = [int(text) for text in call.query_list("category_id_list", most=20) if text.isdigit()]
    return {
        "list": [
            {
                "category_id": number,
                "attribute_tree": [_attribute(each) for each in shelves.questions_of(number)],
            }
            for number in wanted
            if shelves.is_leaf(number)
        ]
    }


def _attribute(question: shelves.Question) -> dict[str, Any]:
    kind = CHOOSE if question.answers else WRITE
    return {
        "attribute_id": question.number,
        "name": question.name,
        "mandatory": question.is_mandatory,
        "attribute_value_list": [
            {"value_id": number, "name": name} for number, name in question.answers.items()
        ],
        "attribute_info": {
            "input_type": CHOOSE_OR_WRITE if question.answers and question.takes_words else kind
        },
    }


def get_channel_list(call: Call) -> dict[str, Any]:
    """`GET logistics/get_channel_list`: the shop's delivery services."""
    return {
        "logistics_channel_list": [
            {"logistics_channel_id": number, "logistics_channel_name": name, "enabled": is_on}
            for number, name, is_on in COURIERS
        ]
    }


def upload_image(call: Call) -> dict[str, Any]:
    """`POST media_space/upload_image`: one picture, kept for whoever names it."""
    data = call.files.get("image", b"")
    if not any(data.startswith(magic) for magic in MAGIC):
        raise call.bad("image must be a JPG, JPEG or PNG file")
    if len(data) > PICTURE_BYTES:
        raise call.bad("image must be at most 10 MB")
    image_id = f"id-{call.tx.token('image')[:24]}"
    call.tx.insert("shopee_image", image_id=image_id, partner_id=call.partner_id, bytes=len(data))
    info = {"image_id": image_id, "image_url_list": []}
    return {
        "image_info": info,
        "image_info_list": [{"id": 0, "error": "", "message": "", "image_info": info}],
    }


def add_item(call: Call) -> dict[str, Any]:
    """`POST product/add_item`: an item without models, for sale or unlisted."""
    facts = _content(call, call.body)
    price, stock = _price(call, call.body), _stock(call, call.body)
    _couriers(call)
    status = call.body_text("item_status", "NORMAL")
    if status not in {"NORMAL", "UNLIST"}:
        raise call.bad("item_status must be NORMAL or UNLIST")
    sku = _sku(call, call.body.get("item_sku", ""))
    new = NewItem(
        name=facts["name"],
        seller_sku=sku,
        description=facts["description"],
        weight_grams=facts["weight_grams"],
        category_id=facts["category_id"],
        variants=(NewVariant(seller_sku=sku, price=price, stock=stock),),
    )
    item_id = catalog.add_item(tx=call.tx, shop_id=call.shop_id, item=new)
    if status == "UNLIST":
        catalog.set_status(tx=call.tx, item_id=item_id, status=ItemState.UNLISTED)
    _keep(call, item_id, facts)
    return {"item_id": item_id, "item_status": status}


def update_item(call: Call) -> dict[str, Any]:
    """`POST product/update_item`: what is named changes, the rest stays."""
    item = _own(call)
    before = call.tx.one("SELECT data FROM shopee_item WHERE item_id = ?", item["id"])
    shown = {
        "item_name": item["name"],
        "description": item["description"],
        "category_id": item["category_id"],
        "weight": item["weight_grams"] / 1000,
        **(json.loads(before["data"]) if before else {}),
    }
    facts = _content(call, {**shown, **call.body})
    call.tx.run(
        "UPDATE item SET name = ?, description = ?, category_id = ?, weight_grams = ?,"
        " updated_at = ? WHERE id = ?",
        *(facts["name"], facts["description"], facts["category_id"], facts["weight_grams"]),
        *(call.tx.now, item["id"]),
    )
    _keep(call, item["id"], facts)
    return {"item_id": item["id"]}


def delete_item(call: Call) -> dict[str, Any]:
    """`POST product/delete_item`: gone from every list."""
    catalog.set_status(tx=call.tx, item_id=_own(call)["id"], status=ItemState.DELETED)
    return {}


def init_tier_variation(call: Call) -> dict[str, Any]:
    """`POST product/init_tier_variation`: from one number to a number for each model."""
    item = _own(call)
    if item["has_variants"]:
        raise call.bad("the item has variations already, use update_tier_variation")
    if "tier_variation" in call.body:
        raise call.bad("tier_variation is deprecated, use standardise_tier_variation")
    tiers = call.body_list("standardise_tier_variation", most=MOST_TIERS)
    options = [_options(call, tier) for tier in tiers]
    models = call.body_list("model", most=MOST_MODELS)
    variants = [_variant(call, model, options) for model in models]
    if len({variant.options for variant in variants}) != len(variants):
        raise call.bad("the same tier_index twice")
    prices = [variant.price for variant in variants]
    if max(prices) > catalog.DEAREST_OVER_CHEAPEST * min(prices):
        raise call.bad("the dearest model may cost at most 7 times the cheapest")
    names = [str(tier.get("variation_name", "")) for tier in tiers]
    ids = catalog.give_variants(tx=call.tx, item_id=item["id"], tiers=names, variants=variants)
    return {
        "item_id": item["id"],
        "standardise_tier_variation": tiers,
        "model": [
            {
                "model_id": model_id,
                "model_sku": variant.seller_sku,
                "tier_index": model["tier_index"],
            }
            for model_id, variant, model in zip(ids, variants, models, strict=True)
        ],
    }


def _own(call: Call) -> Row:
    item = call.tx.one(
        "SELECT * FROM item WHERE id = ? AND shop_id = ? AND status <> ?",
        *(call.body_int("item_id"), call.shop_id, ItemState.DELETED),
    )
    if item is None:
        raise ApiError("error_item_not_found", "Product not found.")
    return item


def _content(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """Everything buyers read, checked as the papers say."""
    name, description = body.get("item_name"), body.get("description")
    if not isinstance(name, str) or len(name.strip()) not in NAME:
        raise call.bad("item_name must have 5 to 100 characters")
    if not isinstance(description, str) or not description.strip():
        raise call.bad("description is required")
    category = call.as_int("category_id", body.get("category_id"))
    if not shelves.is_leaf(category):
        raise call.bad("category_id must be a leaf category")
    return {
        "name": name.strip(),
        "description": description,
        "category_id": category,
        "weight_grams": _weight(call, body),
        "kept": {
            "image": {"image_id_list": _pictures(call, body)},
            "dimension": _dimension(call, body),
            "attribute_list": _answers(call, body, category),
            "brand": _brand(call, body),
        },
    }


def _keep(call: Call, item_id: int, facts: Mapping[str, Any]) -> None:
    call.tx.run("DELETE FROM shopee_item WHERE item_id = ?", item_id)
    call.tx.insert("shopee_item", item_id=item_id, data=json.dumps(facts["kept"]))


def _weight(call: Call, body: Mapping[str, Any]) -> int:
    weight = body.get("weight")
    if not isinstance(weight, int | float) or isinstance(weight, bool):
        raise call.bad("weight must be a number of kilograms")
    if not math.isfinite(weight) or weight <= 0:
        raise call.bad("weight must be a number of kilograms above 0")
    return round(weight * 1000)


def _pictures(call: Call, body: Mapping[str, Any]) -> list[str]:
    image = body.get("image")
    ids = image.get("image_id_list") if isinstance(image, Mapping) else None
    if not isinstance(ids, list) or not 1 <= len(ids) <= PICTURES:
        raise call.bad(f"image_id_list must have 1 to {PICTURES} elements")
    for image_id in ids:
        known = call.tx.one("SELECT 1 FROM shopee_image WHERE image_id = ?", str(image_id))
        if known is None:
            raise call.bad(f"image_id {image_id} does not exist")
    return [str(image_id) for image_id in ids]


def _dimension(call: Call, body: Mapping[str, Any]) -> dict[str, int]:
    found = body.get("dimension")
    if not isinstance(found, Mapping):
        raise call.bad("dimension is required")
    names = ("package_length", "package_width", "package_height")
    sides = {name: call.as_int(name, found.get(name)) for name in names}
    if min(sides.values()) < 1:
        raise call.bad("dimension must be at least 1 cm on every side")
    return sides


def _brand(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    brand = body.get("brand")
    if not isinstance(brand, Mapping) or brand.get("brand_id") != 0:
        raise call.bad("brand is required, brand_id 0 stands for No Brand")
    return {"brand_id": 0, "original_brand_name": str(brand.get("original_brand_name", ""))}


def _answers(call: Call, body: Mapping[str, Any], category: int) -> list[Any]:
    given = body.get("attribute_list") or []
    if not isinstance(given, list):
        raise call.bad("attribute_list must be a list")
    asked = {each.number: each for each in shelves.questions_of(category)}
    answered = set()
    for row in call.as_objects("attribute_list", given, most=100) if given else []:
        number = call.as_int("attribute_id", row.get("attribute_id"))
        if number not in asked:
            raise call.bad(f"attribute {number} is not of this category")
        _answer(call, asked[number], row)
        answered.add(number)
    missing = [each.name for each in asked.values() if each.is_mandatory]
    missing = [name for name in missing if name not in {asked[n].name for n in answered}]
    if missing:
        raise call.bad(f"mandatory attributes are missing: {', '.join(missing)}")
    return given


def _answer(call: Call, question: shelves.Question, row: Mapping[str, Any]) -> None:
    [value] = call.as_objects("attribute_value_list", row.get("attribute_value_list"), most=1)
    number = call.as_int("value_id", value.get("value_id"))
    words = value.get("original_value_name", "")
    if number in question.answers or (number == 0 and question.takes_words and words):
        return
    raise call.bad(f"value {number} is not offered for {question.name}")


def _couriers(call: Call) -> None:
    known = {number for number, _, is_on in COURIERS if is_on}
    rows = call.body_list("logistic_info", most=50)
    wanted = {
        call.as_int("logistic_id", row.get("logistic_id")) for row in rows if row.get("enabled")
    }
    if not wanted or wanted - known:
        raise call.bad("logistic_info must name enabled channels of the shop")


def _price(call: Call, body: Mapping[str, Any]) -> int:
    price = body.get("original_price")
    if not isinstance(price, int | float) or isinstance(price, bool) or price != int(price):
        raise call.bad("original_price must be whole rupiah")
    return int(price)


def _stock(call: Call, body: Mapping[str, Any]) -> int:
    [place] = call.as_objects("seller_stock", body.get("seller_stock"), most=1)
    return call.as_int("stock", place.get("stock"))


def _sku(call: Call, sku: object) -> str:
    if not isinstance(sku, str) or len(sku) > MOST_SKU:
        raise call.bad(f"sku must have at most {MOST_SKU} characters")
    return sku


def _options(call: Call, tier: Mapping[str, Any]) -> list[str]:
    if not tier.get("variation_name"):
        raise call.bad("variation_name is required")
    rows = call.as_objects("variation_option_list", tier.get("variation_option_list"), most=50)
    names = [str(row.get("variation_option_name", "")) for row in rows]
    if not all(names) or len(set(names)) != len(names):
        raise call.bad("variation options need different names")
    return names


def _variant(call: Call, model: Mapping[str, Any], options: list[list[str]]) -> NewVariant:
    index = model.get("tier_index")
    if not isinstance(index, list) or len(index) != len(options):
        raise call.bad("tier_index must have one number for each tier")
    places = [call.as_int("tier_index", number) for number in index]
    if any(place >= len(names) for place, names in zip(places, options, strict=True)):
        raise call.bad("tier_index points beyond the options")
    try:
        return NewVariant(
            seller_sku=_sku(call, model.get("model_sku", "")),
            price=_price(call, model),
            stock=_stock(call, model),
            options=tuple(names[place] for place, names in zip(places, options, strict=True)),
        )
    except MarketError as refusal:
        raise call.bad(str(refusal)) from None
