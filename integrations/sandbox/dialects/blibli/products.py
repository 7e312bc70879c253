"""Products, their choices at the one pickup point, and the numbers set on them."""

import json
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, selectors
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.blibli.call import MINUTE, ApiError, Call, invalid, page_of

SKUS_PER_CALL = 100
QUEUE_SECONDS = 2
NUMBERS = 100_000  # a SKU shows the last five digits of an id of the core
STATES = {
    ItemState.NORMAL: "ACTIVE",
    ItemState.UNLISTED: "ACTIVE",  # hidden by `buyable` and `displayable`, not by a state
    ItemState.BANNED: "SUSPENDED",
    ItemState.DELETED: "ARCHIVED",
}
_UNKNOWN = ApiError(404, "ERR-PA404001", "Product not found")


def product_sku(seller: Row, item: Row) -> str:
    """ "KOP-60021-00012"."""
    return f"{seller['store_code']}-{item['id'] % NUMBERS:05d}"


def blibli_sku(seller: Row, item_id: int, variant_id: int) -> str:
    """ "KOP-60021-00012-00034"."""
    return f"{seller['store_code']}-{item_id % NUMBERS:05d}-{variant_id % NUMBERS:05d}"


def pickup_point(seller: Row) -> str:
    """The one place a store ships from here."""
    return f"PP-{3_000_000 + seller['shop_id'] % 100_000}"


def find_product(call: Call, sku: str) -> Row:
    """An item of the store by its product SKU."""
    prefix, _, number = sku.rpartition("-")
    row = None
    if prefix == call.seller["store_code"] and number.isascii() and number.isdigit():
        row = call.tx.one(
            "SELECT * FROM item WHERE shop_id = ? AND id % ? = ? AND status <> 'deleted'",
            *(call.shop_id, NUMBERS, int(number)),
        )
    if row is None:
        raise _UNKNOWN
    return row


def find_variant(call: Call, sku: object) -> Row:
    """A choice of the store by its Blibli SKU."""
    product, _, number = str(sku).rpartition("-")
    item = find_product(call, product)
    rows = selectors.variants_of(tx=call.tx, item_id=item["id"])
    row = next((row for row in rows if f"{row['id'] % NUMBERS:05d}" == number), None)
    if row is None:
        raise _UNKNOWN
    return row


def flags(tx: Tx, row: Row, item: Row) -> dict[str, bool]:
    """Whether a choice can be bought and is shown."""
    if item["status"] != ItemState.NORMAL:
        return {"buyable": False, "displayable": False}
    found = tx.one("SELECT * FROM blibli_flag WHERE variant_id = ?", row["id"])
    if found is None:
        return {"buyable": True, "displayable": True}
    return {"buyable": bool(found["buyable"]), "displayable": bool(found["displayable"])}


def list_products(call: Call) -> dict[str, Any]:
    """`POST /seller/v1/products/filter`: one row per product, of one state."""
    call.spend("products", most=25, seconds=MINUTE)
    page, size = call.paging()
    told = call.object().get("filter") or {}
    wanted = told.get("state") or "ACTIVE"
    items = call.tx.all("SELECT * FROM item WHERE shop_id = ? ORDER BY id", call.shop_id)
    rows = [
        facts
        for item in items
        if (facts := _product(call, item))["product"]["state"] == wanted
        and told.get("productSku") in (None, "", facts["product"]["sku"])
    ]
    return page_of(rows, page, size)


def _product(call: Call, item: Row) -> dict[str, Any]:
    rows = selectors.variants_of(tx=call.tx, item_id=item["id"])
    stock = sum(row["stock"] - row["reserved"] for row in rows)
    state = STATES[item["status"]]
    if state == "ACTIVE" and stock == 0:
        state = "OOS"
    prices = [row["price"] for row in rows]
    sku = product_sku(call.seller, item)
    image = f"{call.base_url}/gambar/{item['id']}.svg" if call.base_url else ""
    return {
        "product": {
            "sku": sku,
            "code": f"MTA-{item['id'] % NUMBERS:07d}",
            "name": item["name"],
            "state": state,
            "url": {"blibli": f"https://www.blibli.com/p/{sku.lower()}"},
        },
        "brand": {"name": "no brand"},
        "category": {"code": f"KA-{item['category_id']}", "name": "Bahan Makanan"},
        "counter": {"stock": stock, "variant": len(rows)},
        "price": {
            "normal": {"min": float(min(prices)), "max": float(max(prices))},
            "sale": {"min": float(min(prices)), "max": float(max(prices))},
        },
        "images": [{"main": True, "path": image, "sequence": 0}],
        "pickupPointCodes": [pickup_point(call.seller)],
        "createdDate": item["created_at"] * 1000,
        "updatedDate": item["updated_at"] * 1000,
    }


def list_variants(call: Call, sku: str) -> dict[str, Any]:
    """`POST /seller/v1/products/{productSku}/variants/filter`: per choice and pickup point."""
    item = find_product(call, sku)
    call.spend(f"variants:{item['id']}", most=25, seconds=MINUTE)
    page, size = call.paging()
    rows = selectors.variants_of(tx=call.tx, item_id=item["id"])
    return page_of([variant(call, item, row) for row in rows], page, size)


def variant(call: Call, item: Row, row: Row) -> dict[str, Any]:
    """One choice at the pickup point."""
    name = ", ".join(json.loads(row["options"]))
    return {
        "blibliSku": blibli_sku(call.seller, item["id"], row["id"]),
        "sellerSku": row["seller_sku"] or item["seller_sku"],
        "name": f"{item['name']} {name}".rstrip(),
        "variantName": name,
        "pickupPoint": {"code": pickup_point(call.seller), "name": "Gudang koperasi"},
        "price": {
            "normal": float(row["price"]),
            "sale": float(row["promotion_price"] or row["price"]),
        },
        "stock": {
            "available": row["stock"] - row["reserved"],
            "reserved": row["reserved"],
            "minimum": 0,
        },
        "flags": flags(call.tx, row, item),
    }


def pickup_points(call: Call) -> dict[str, Any]:
    """`POST /seller/v1/stores/pickup-points/filter`: one place per store here."""
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", call.shop_id)
    place = {
        "code": pickup_point(call.seller),
        "name": "Gudang koperasi",
        "address": shop["address"],
        "city": shop["city"],
        "zipCode": shop["zipcode"],
    }
    return page_of([place], 0, 10)


def set_stock(call: Call, sku: str) -> None:
    """`PUT /seller/v1/products/{blibliSku}/stock`: what can be sold, absolute, at once."""
    call.spend("stock", most=60, seconds=MINUTE)
    row, told = find_variant(call, sku), call.object()
    place = told.get("pickupPointCode")
    if place not in (None, "", pickup_point(call.seller)):
        raise invalid(f"pickupPointCode {place} does not exist")
    stock = told.get("availableStock")
    if not isinstance(stock, int) or isinstance(stock, bool) or stock < 0:
        raise invalid("availableStock must be a whole number from 0 on")
    if call.plan.get("partial"):
        raise invalid("stock is kept for a campaign")
    _set_stock(call.tx, row, stock + row["reserved"])


def _set_stock(tx: Tx, row: Row, stock: int) -> None:
    try:
        catalog.set_stock(tx=tx, variant_id=row["id"], stock=stock, cause="api")
    except MarketError as refusal:
        raise invalid(str(refusal)) from None


def update_products(call: Call) -> dict[str, Any]:
    """`…/product/updateProduct`: taken into the queue; what became of it stands there later."""
    call.spend("bulk", most=25, seconds=MINUTE)
    rows = call.rows("productRequests", most=SKUS_PER_CALL)
    for row in rows:
        if "stock" in row and "exactStock" in row:
            raise invalid("stock and exactStock must not be sent together")
        if ("price" in row) != ("salePrice" in row):
            raise invalid("price and salePrice must be sent together")
    queue_id = call.tx.token("blibli-queue")
    unlucky = call.unlucky(len(rows))
    call.tx.insert(
        "blibli_job",
        shop_id=call.shop_id,
        queue_id=queue_id,
        kind="updateProduct",
        rows=json.dumps([{**row, "_refused": at == unlucky} for at, row in enumerate(rows)]),
        at=call.tx.now,
        due_at=call.tx.now + QUEUE_SECONDS,
    )
    return {"value": {"queueFeedId": queue_id}}


def apply_row(call: Call, told: Mapping[str, Any]) -> None:
    """One element of a queued job."""
    row = find_variant(call, told.get("gdnSku", ""))
    if told.get("_refused"):
        raise invalid("the product is under review")
    if "exactStock" in told:
        _set_stock(call.tx, row, _whole(told, "exactStock") + row["reserved"])
    elif told.get("stock"):  # a difference; 0 is ignored
        _set_stock(call.tx, row, row["stock"] + _whole(told, "stock"))
    if "price" in told:
        _set_price(call, row, _whole(told, "price"), _whole(told, "salePrice"))
    if "buyable" in told or "displayable" in told:
        _set_flags(call.tx, row, told)


def _whole(told: Mapping[str, Any], name: str) -> int:
    value = told[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise invalid(f"{name} must be a whole number")
    return int(value)


def _set_price(call: Call, row: Row, price: int, sale: int) -> None:
    if not 0 < sale <= price:
        raise invalid("salePrice must be between 1 and price")
    refused = catalog.set_prices(tx=call.tx, item_id=row["item_id"], prices={row["id"]: price})
    if refused:
        raise invalid(refused[row["id"]])
    # A sale price without a campaign behind it: kept where the core keeps promotion prices.
    call.tx.update(
        "variant",
        where="id = ?",
        values=(row["id"],),
        promotion_price=sale if sale < price else 0,
        promotion_id=0,
    )


def _set_flags(tx: Tx, row: Row, told: Mapping[str, Any]) -> None:
    item = tx.the("SELECT * FROM item WHERE id = ?", row["item_id"])
    now = flags(tx, row, item)
    values = {name: bool(told.get(name, now[name])) for name in ("buyable", "displayable")}
    tx.run(
        "INSERT OR REPLACE INTO blibli_flag (variant_id, buyable, displayable) VALUES (?, ?, ?)",
        *(row["id"], int(values["buyable"]), int(values["displayable"])),
    )
    rows = selectors.variants_of(tx=tx, item_id=item["id"])
    marks = [
        tx.one("SELECT buyable FROM blibli_flag WHERE variant_id = ?", each["id"]) for each in rows
    ]
    is_shown = any(mark is None or mark["buyable"] for mark in marks)
    state = ItemState.NORMAL if is_shown else ItemState.UNLISTED
    if item["status"] in (ItemState.NORMAL, ItemState.UNLISTED):
        catalog.set_status(tx=tx, item_id=item["id"], status=state)


def queue_list(call: Call) -> dict[str, Any]:
    """`…/feed/list`: the jobs of the store, newest first."""
    rows = call.tx.all("SELECT * FROM blibli_job WHERE shop_id = ? ORDER BY id DESC", call.shop_id)
    return {"value": {"queueHistory": [_job(row) for row in rows[:50]]}}


def queue_detail(call: Call) -> dict[str, Any]:
    """`…/feed/detail?queueFeedId=`: what became of each line."""
    row = call.tx.one(
        "SELECT * FROM blibli_job WHERE queue_id = ? AND shop_id = ?",
        *(call.query.get("queueFeedId", ""), call.shop_id),
    )
    if row is None:
        raise ApiError(404, "ERR-PA404002", "Queue not found")
    result = json.loads(row["result"]) if row["result"] else []
    return {"value": {**_job(row), "queueFeed": _job(row), "queueHistory": result}}


def _job(row: Row) -> dict[str, Any]:
    return {
        "queueFeedId": row["queue_id"],
        "requestAction": row["kind"],
        "total": len(json.loads(row["rows"])),
        "done": row["due_at"] is None,
        "timestamp": row["at"] * 1000,
    }
