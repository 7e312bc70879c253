"""`/product/*`: products with one entry per SKU, absolute stock per warehouse, prices."""

import json
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.selectors import variants_of
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.dialects.tiktok_shop import names, publishing
from integrations.sandbox.dialects.tiktok_shop.call import ApiError, Call, bad, objects

UNKNOWN_PRODUCT, UNKNOWN_SKU, DOUBLE_SKU = 12052260, 12052556, 12052553
NO_WAREHOUSE, ALL_WAREHOUSES, OUT_OF_LIMITS = 12052097, 12019028, 12052055
LOCKED, BAD_STATUS, CHECK_FAILED = 12052393, 12052901, 12052990
BIGGEST = 99_999
MOST_SKUS = 100
PLATFORMS = ("TIKTOK_SHOP", "TOKOPEDIA")


def search(call: Call) -> dict[str, Any]:
    """`POST products/search`: newest change last, paged by id."""
    size = call.number("page_size", low=1, high=100, default=20)
    status = str(call.body.get("status", "ALL"))
    if status not in names.PRODUCT_FILTERS:
        raise bad(f"status {status}")
    states = [state for state, word in names.ITEM_STATUS.items() if status in ("ALL", word)]
    where = " FROM item WHERE shop_id = ? AND status IN (SELECT value FROM json_each(?))"
    values = (call.shop_id, json.dumps(states))
    total = call.tx.the("SELECT count(*)" + where, *values)[0]
    rows = call.tx.all(
        "SELECT *" + where + " AND id > ? ORDER BY id LIMIT ?",
        *(*values, _page_token(call), size + 1),
    )
    page = rows[:size]
    return {
        "total_count": total,
        "next_page_token": str(page[-1]["id"]) if len(rows) > size else "",
        "products": [_product(call, row) for row in page],
    }


def _page_token(call: Call) -> int:
    text = call.query.get("page_token", "") or "0"
    if not (text.isascii() and text.isdigit()):
        raise bad("page_token")
    return int(text)


def read(call: Call) -> dict[str, Any]:
    """`GET products/{id}`: one product with pictures and description."""
    item = _item(call, call.parts[0])
    return {
        **_product(call, item),
        "description": f"<p>{item['description']}</p>",
        "main_images": [{"uri": f"gambar-{item['id']}", "urls": [_picture(call, item)]}],
        "category_chains": [{"id": str(item["category_id"]), "is_leaf": True}],
        "package_weight": {"value": str(item["weight_grams"]), "unit": "GRAM"},
    }


def edit(call: Call) -> dict[str, Any]:
    """`POST products/{id}/partial_edit`."""
    return publishing.edit(call, _item(call, call.parts[0]))


def _picture(call: Call, item: Row) -> str:
    return f"{call.pages_url}/gambar/{item['id']}"


def _item(call: Call, text: str) -> Row:
    row = call.tx.one(
        "SELECT * FROM item WHERE id = ? AND shop_id = ? AND status <> ?",
        *(int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0,),
        *(call.shop_id, ItemState.DELETED),
    )
    if row is None:
        raise ApiError(UNKNOWN_PRODUCT, "The product does not exist")
    return row


def _product(call: Call, item: Row) -> dict[str, Any]:
    in_audit = publishing.is_in_audit(call.tx, item)
    word = "PENDING" if in_audit else names.ITEM_STATUS[item["status"]]
    return {
        "id": str(item["id"]),
        "title": item["name"],
        "status": word,
        "sales_regions": ["ID"],
        "create_time": item["created_at"],
        "update_time": item["updated_at"],
        "listing_platforms": list(PLATFORMS),
        "integrated_platform_statuses": [{"platform": PLATFORMS[1], "status": word}],
        "skus": [_sku(call, item, row) for row in variants_of(tx=call.tx, item_id=item["id"])],
    }


def _sku(call: Call, item: Row, variant: Row) -> dict[str, Any]:
    tiers, options = json.loads(item["tiers"]), json.loads(variant["options"])
    return {
        "id": str(variant["id"]),
        "seller_sku": variant["seller_sku"],
        "price": {
            "currency": "IDR",
            "sale_price": str(variant["promotion_price"] or variant["price"]),
            "tax_exclusive_price": str(variant["price"]),
        },
        "inventory": [
            {"warehouse_id": names.warehouse_id(call.shop_id), "quantity": variant["stock"]}
        ],
        "sales_attributes": [
            {"id": str(100_000 + place), "name": tier, "value_id": "", "value_name": options[place]}
            for place, tier in enumerate(tiers)
        ],
    }


def inventory(call: Call) -> dict[str, Any]:
    """`POST inventory/search`: free and committed units of products or SKUs."""
    skus, products = call.body.get("sku_ids") or [], call.body.get("product_ids") or []
    if not (skus or products) or len(products) > 100 or len(skus) > 600:
        raise bad("1 to 100 product_ids or 1 to 600 sku_ids are needed")
    rows = call.tx.all(
        "SELECT variant.* FROM variant JOIN item ON item.id = variant.item_id "
        "WHERE item.shop_id = ?1 AND item.status <> ?2 AND ("
        "CAST(variant.id AS TEXT) IN (SELECT value FROM json_each(?3)) OR "
        "CAST(item.id AS TEXT) IN (SELECT value FROM json_each(?4))) ORDER BY variant.id",
        *(call.shop_id, ItemState.DELETED, json.dumps([str(each) for each in skus])),
        json.dumps([str(each) for each in products]),
    )
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["item_id"], []).append(row)
    return {
        "inventory": [
            {"product_id": str(item), "skus": [_counts(call, row) for row in variants]}
            for item, variants in found.items()
        ]
    }


def _counts(call: Call, variant: Row) -> dict[str, Any]:
    waiting = call.tx.the(
        "SELECT coalesce(sum(quantity), 0) FROM order_line JOIN orders "
        "ON orders.id = order_id WHERE variant_id = ? AND picked_up_at = 0 "
        "AND state NOT IN ('cancelled', 'completed')",
        variant["id"],
    )[0]
    counts = {"available_quantity": variant["stock"], "committed_quantity": waiting}
    return {
        "id": str(variant["id"]),
        "seller_sku": variant["seller_sku"],
        "total_available_quantity": variant["stock"],
        "total_committed_quantity": waiting,
        "warehouse_inventory": [{"warehouse_id": names.warehouse_id(call.shop_id), **counts}],
        "total_available_inventory_distribution": {
            "in_shop_inventory": {"quantity": variant["stock"] - variant["reserved"]},
            "campaign_inventory": [{"quantity": variant["reserved"]}],
        },
    }


def update_inventory(call: Call) -> dict[str, Any]:
    """`POST products/{id}/inventory/update`: every warehouse of each SKU, absolute numbers."""
    return _each_sku(call, _set_stock)


def update_prices(call: Call) -> dict[str, Any]:
    """`POST products/{id}/prices/update`: amounts as text, not while in a promotion."""
    return _each_sku(call, _set_price)


def _each_sku(call: Call, act: Callable[[Call, Row, Mapping[str, Any]], None]) -> dict[str, Any]:
    item = _item(call, call.parts[0])
    if item["status"] not in (ItemState.NORMAL, ItemState.UNLISTED):
        raise ApiError(BAD_STATUS, "The product status does not allow this")
    rows = call.rows("skus", most=MOST_SKUS)
    ids = [str(row.get("id", "")) for row in rows]
    if len(set(ids)) != len(ids):
        raise ApiError(DOUBLE_SKU, "Duplicate SKU")
    known = {str(row["id"]): row for row in variants_of(tx=call.tx, item_id=item["id"])}
    errors = []
    unlucky = call.unlucky(len(rows))
    for place, row in enumerate(rows):
        try:
            if place == unlucky:
                raise ApiError(CHECK_FAILED, "Check failed, please try again")
            if ids[place] not in known:
                raise ApiError(UNKNOWN_SKU, "The SKU does not exist")
            act(call, known[ids[place]], row)
        except ApiError as refusal:
            detail = {"sku_id": ids[place], "extra_errors": []}
            errors.append({"code": refusal.code, "message": refusal.message, "detail": detail})
    return {"errors": errors} if errors else {}


def _set_stock(call: Call, variant: Row, row: Mapping[str, Any]) -> None:
    rooms = objects(row.get("inventory"), "inventory", most=10)
    own = names.warehouse_id(call.shop_id)
    told = [str(room.get("warehouse_id", "")) for room in rooms]
    if any(each != own for each in told):
        raise ApiError(NO_WAREHOUSE, "The warehouse does not exist")
    if told != [own]:
        raise ApiError(ALL_WAREHOUSES, "All warehouses must be listed once")
    quantity = rooms[0].get("quantity")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 0 <= quantity <= BIGGEST:
        raise ApiError(OUT_OF_LIMITS, f"quantity must be between 0 and {BIGGEST}")
    try:
        catalog.set_stock(tx=call.tx, variant_id=variant["id"], stock=quantity, cause="api")
    except MarketError as refusal:
        raise ApiError(LOCKED, str(refusal)) from None


def _set_price(call: Call, variant: Row, row: Mapping[str, Any]) -> None:
    price = row.get("price")
    text = str(price.get("amount", "")) if isinstance(price, Mapping) else ""
    if not (text.isascii() and text.isdigit()) or not 100 <= int(text) <= 100_000_000:
        raise ApiError(CHECK_FAILED, "amount must be whole rupiah from 100 to 100000000")
    refused = catalog.set_prices(
        tx=call.tx, item_id=variant["item_id"], prices={variant["id"]: int(text)}
    )
    if refused:
        raise ApiError(CHECK_FAILED, refused[variant["id"]])


def activate(call: Call) -> dict[str, Any]:
    """`POST products/activate`: put products on sale."""
    return _show(call, ItemState.NORMAL)


def deactivate(call: Call) -> dict[str, Any]:
    """`POST products/deactivate`: take products off sale."""
    return _show(call, ItemState.UNLISTED)


def _show(call: Call, status: ItemState) -> dict[str, Any]:
    errors = []
    wanted = call.texts("product_ids", most=20)
    unlucky = call.unlucky(len(wanted))
    for place, text in enumerate(wanted):
        try:
            item = _item(call, text)
            if place == unlucky or item["status"] == ItemState.BANNED:
                raise ApiError(BAD_STATUS, "The product status does not allow this")
            catalog.set_status(tx=call.tx, item_id=item["id"], status=status)
        except ApiError as refusal:
            detail = {"product_id": text, "extra_errors": []}
            errors.append({"code": refusal.code, "message": refusal.message, "detail": detail})
    return {"errors": errors} if errors else {}


def sku_name(line: Row) -> str:
    """The variant as an order shows it."""
    return line["variant_name"] or "Default"
