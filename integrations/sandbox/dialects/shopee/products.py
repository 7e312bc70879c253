"""`product/*`: lists of items and models, stock and prices."""

import json
import math
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, orders
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.selectors import variants_of
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.dialects.shopee import words
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

BATCH = 50
PAGE = 100
LOCKED = "Failed to get lock."
_ITEMS_WHERE = (
    " FROM item WHERE shop_id = ? AND updated_at BETWEEN ? AND ? "
    "AND status IN (SELECT value FROM json_each(?))"
)


def get_item_list(call: Call) -> dict[str, Any]:
    """`GET product/get_item_list`: ids and states, paged by offset."""
    offset = call.query_int("offset", low=0, default=0)
    size = call.query_int("page_size", low=1, high=PAGE)
    states = _states(call)
    since = call.query_int("update_time_from", low=0, default=0)
    until = call.query_int("update_time_to", low=0, default=2**62)
    values = (call.shop_id, since, until, json.dumps(states))
    count = call.tx.the("SELECT count(*)" + _ITEMS_WHERE, *values)
    rows = call.tx.all(
        "SELECT *" + _ITEMS_WHERE + " ORDER BY id LIMIT ? OFFSET ?", *values, size, offset
    )
    has_next = offset + len(rows) < count[0]
    answer: dict[str, Any] = {
        "item": [
            {
                "item_id": row["id"],
                "item_status": words.ITEM_STATUS[row["status"]],
                "update_time": row["updated_at"],
            }
            for row in rows
        ],
        "total_count": count[0],
        "has_next_page": has_next,
    }
    return {**answer, "next_offset": offset + len(rows)} if has_next else answer


def _states(call: Call) -> list[str]:
    states = []
    for word in call.query_list("item_status", most=10):
        if word not in words.ITEM_STATE and word not in words.OTHER_ITEM_STATUS:
            raise call.bad(f"item_status {word} is invalid")
        states.append(str(words.ITEM_STATE.get(word, word)))
    return states


def get_item_base_info(call: Call) -> dict[str, Any]:
    """`GET product/get_item_base_info`: up to 50 items; price and stock only without models."""
    wanted = call.query_list("item_id_list", most=BATCH)
    found = [row for text in wanted if (row := _find_item(call, text)) is not None]
    if not found:
        raise ApiError("error_item_not_found", "Product not found.")
    return {"item_list": [_base_info(call, row) for row in found]}


def _find_item(call: Call, text: str) -> Row | None:
    if not text.isdigit() or not text.isascii():
        raise call.bad("item_id must be a whole number")
    return call.tx.one(
        "SELECT * FROM item WHERE id = ? AND shop_id = ? AND status <> ?",
        *(int(text), call.shop_id, ItemState.DELETED),
    )


def _item(call: Call, item_id: int) -> Row:
    row = _find_item(call, str(item_id))
    if row is None:
        raise ApiError("error_item_not_found", "Product not found.")
    return row


def _base_info(call: Call, item: Row) -> dict[str, Any]:
    image = f"{call.pages_url}/gambar/{item['id']}"
    info: dict[str, Any] = {
        "item_id": item["id"],
        "category_id": item["category_id"],
        "item_name": item["name"],
        "description": item["description"],
        "description_type": "normal",
        "item_sku": item["seller_sku"],
        "item_status": words.ITEM_STATUS[item["status"]],
        "has_model": bool(item["has_variants"]),
        "weight": f"{item['weight_grams'] / 1000:.3f}",
        "condition": "NEW",
        "brand": {"brand_id": 0, "original_brand_name": "No Brand"},
        "image": {"image_id_list": [f"gambar-{item['id']}"], "image_url_list": [image]},
        "create_time": item["created_at"],
        "update_time": item["updated_at"],
    }
    published = call.tx.one("SELECT data FROM shopee_item WHERE item_id = ?", item["id"])
    if published is not None:
        info.update(json.loads(published["data"]))
        info["image"]["image_url_list"] = [image]
    if not item["has_variants"]:
        variant = variants_of(tx=call.tx, item_id=item["id"])[0]
        info["price_info"] = [_price_info(variant)]
        info["stock_info_v2"] = _stock_info(variant)
    return info


def _price_info(variant: Row) -> dict[str, Any]:
    current = variant["promotion_price"] or variant["price"]
    return {
        "currency": "IDR",
        "original_price": float(variant["price"]),
        "current_price": float(current),
        "inflated_price_of_original_price": float(variant["price"]),
        "inflated_price_of_current_price": float(current),
    }


def _stock_info(variant: Row) -> dict[str, Any]:
    return {
        "summary_info": {
            "total_reserved_stock": variant["reserved"],
            "total_available_stock": variant["stock"] - variant["reserved"],
        },
        "seller_stock": [{"location_id": "", "stock": variant["stock"], "if_saleable": True}],
        "shopee_stock": [],
        "advance_stock": {"sellable_advance_stock": 0, "in_transit_advance_stock": 0},
    }


def get_model_list(call: Call) -> dict[str, Any]:
    """`GET product/get_model_list`: the models of one item; none when it has none."""
    item = _item(call, call.query_int("item_id", low=1))
    tiers = json.loads(item["tiers"])
    variants = variants_of(tx=call.tx, item_id=item["id"]) if item["has_variants"] else []
    options = [_options(variants, depth) for depth in range(len(tiers))]
    return {
        "tier_variation": [
            {"name": name, "option_list": [{"option": option} for option in options[depth]]}
            for depth, name in enumerate(tiers)
        ],
        "model": [_model(variant, options) for variant in variants],
    }


def _options(variants: list[Row], depth: int) -> list[str]:
    return list(dict.fromkeys(json.loads(row["options"])[depth] for row in variants))


def _model(variant: Row, options: list[list[str]]) -> dict[str, Any]:
    chosen = json.loads(variant["options"])
    return {
        "model_id": variant["id"],
        "model_name": orders.variant_name(variant),
        "model_sku": variant["seller_sku"],
        "tier_index": [options[depth].index(option) for depth, option in enumerate(chosen)],
        "model_status": "MODEL_NORMAL" if variant["status"] == "normal" else "MODEL_UNAVAILABLE",
        "price_info": [_price_info(variant)],
        "stock_info_v2": _stock_info(variant),
        "has_promotion": bool(variant["promotion_id"]),
        "promotion_id": variant["promotion_id"],
    }


def update_stock(call: Call) -> dict[str, Any]:
    """`POST product/update_stock`: absolute seller stock of the models of one item."""
    item = _item(call, call.body_int("item_id"))
    wanted = [(element, _model_id(call, element)) for element in _elements(call, "stock_list")]
    stocks = [_stock(call, element) for element, _ in wanted]
    answer: dict[str, Any] = {"success_list": [], "failure_list": []}
    unlucky = call.unlucky(len(wanted))
    for index, (_, model_id) in enumerate(wanted):
        reason = LOCKED if index == unlucky else _set_stock(call, item, model_id, stocks[index])
        if reason:
            answer["failure_list"].append({"model_id": model_id, "failed_reason": reason})
        else:
            answer["success_list"].append({"model_id": model_id, "stock": stocks[index]})
    if not answer["success_list"]:
        reason = answer["failure_list"][0]["failed_reason"]
        raise ApiError("error_busi_update_stock_failed", reason, response=answer)
    return answer


def _elements(call: Call, name: str) -> list[Mapping[str, Any]]:
    elements = call.body_list(name, most=BATCH)
    ids = [_model_id(call, element) for element in elements]
    if len(set(ids)) != len(ids):
        raise call.bad("Repeat model_id")
    return elements


def _model_id(call: Call, element: Mapping[str, Any]) -> int:
    return call.as_int("model_id", element.get("model_id", 0))


def _stock(call: Call, element: Mapping[str, Any]) -> int:
    if "normal_stock" in element:
        raise call.bad("normal_stock is no longer supported, use seller_stock")
    places = call.as_objects("seller_stock", element.get("seller_stock"), most=1)
    if places[0].get("location_id"):
        raise call.bad("location_id is invalid, the shop has a single location")
    stock = call.as_int("stock", places[0].get("stock"))
    if stock > catalog.MAX_STOCK:
        raise call.bad(f"stock must be at most {catalog.MAX_STOCK}")
    return stock


def _variant_id(call: Call, item: Row, model_id: int) -> int | None:
    """The core's variant behind a model id; 0 stands for the item itself when it has no models."""
    ids = [int(row["id"]) for row in variants_of(tx=call.tx, item_id=item["id"])]
    if not item["has_variants"]:
        return ids[0] if model_id == 0 else None
    return model_id if model_id in ids else None


def _set_stock(call: Call, item: Row, model_id: int, stock: int) -> str:
    variant_id = _variant_id(call, item, model_id)
    if variant_id is None:
        return "model_id not found"
    try:
        catalog.set_stock(tx=call.tx, variant_id=variant_id, stock=stock, cause="api")
    except MarketError as refusal:
        return str(refusal)
    return ""


def update_price(call: Call) -> dict[str, Any]:
    """`POST product/update_price`: whole rupiah per model of one item."""
    item = _item(call, call.body_int("item_id"))
    elements = _elements(call, "price_list")
    unlucky = call.unlucky(len(elements))
    prices: dict[int, int] = {}
    reasons: dict[int, str] = {}
    for index, element in enumerate(elements):
        model_id = _model_id(call, element)
        variant_id = _variant_id(call, item, model_id)
        if index == unlucky or variant_id is None:
            reasons[model_id] = LOCKED if index == unlucky else "model_id not found"
        else:
            prices[variant_id] = _price(call, element)
    refused = catalog.set_prices(tx=call.tx, item_id=item["id"], prices=prices)
    for variant_id, reason in refused.items():
        reasons[variant_id if item["has_variants"] else 0] = reason
    return _price_answer(call, elements, reasons)


def _price_answer(
    call: Call, elements: list[Mapping[str, Any]], reasons: dict[int, str]
) -> dict[str, Any]:
    answer: dict[str, Any] = {"success_list": [], "failure_list": []}
    for element in elements:
        model_id = _model_id(call, element)
        if model_id in reasons:
            answer["failure_list"].append(
                {"model_id": model_id, "failed_reason": reasons[model_id]}
            )
        else:
            price = float(element["original_price"])
            answer["success_list"].append({"model_id": model_id, "original_price": price})
    if not answer["success_list"]:
        reason = answer["failure_list"][0]["failed_reason"]
        raise ApiError("common.batch_api_all_failed", reason, response=answer)
    return answer


def _price(call: Call, element: Mapping[str, Any]) -> int:
    price = element.get("original_price")
    if not isinstance(price, int | float) or isinstance(price, bool):
        raise call.bad("original_price must be a number")
    if not math.isfinite(price) or price != int(price):
        raise call.bad("original_price must be whole rupiah")
    return int(price)


def unlist_item(call: Call) -> dict[str, Any]:
    """`POST product/unlist_item`: take items off sale or put them back, up to 50."""
    answer: dict[str, Any] = {"success_list": [], "failure_list": []}
    elements = call.body_list("item_list", most=BATCH)
    unlucky = call.unlucky(len(elements))
    for index, element in enumerate(elements):
        item_id = call.as_int("item_id", element.get("item_id"))
        unlist = element.get("unlist")
        if not isinstance(unlist, bool):
            raise call.bad("unlist must be a boolean")
        row = _find_item(call, str(item_id))
        if row is None or index == unlucky or row["status"] == ItemState.BANNED:
            reason = LOCKED if index == unlucky else "item not found or banned"
            answer["failure_list"].append({"item_id": item_id, "failed_reason": reason})
            continue
        status = ItemState.UNLISTED if unlist else ItemState.NORMAL
        catalog.set_status(tx=call.tx, item_id=item_id, status=status)
        answer["success_list"].append({"item_id": item_id, "unlist": unlist})
    return answer
