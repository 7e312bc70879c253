"""Products and their variations as the API shows them."""

import json
import re
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce import publishing, stock
from integrations.sandbox.dialects.woocommerce.call import (
    Answer,
    Call,
    RestError,
    both,
    paged,
)

STATUS = {ItemState.NORMAL: "publish", ItemState.UNLISTED: "draft", ItemState.BANNED: "private"}
_ORDERS = {
    "date": lambda row: (row["created_at"], row["id"]),
    "modified": lambda row: (row["updated_at"], row["id"]),
    "id": lambda row: row["id"],
    "title": lambda row: (row["name"].lower(), row["id"]),
}


def read_many(call: Call) -> Answer:
    """`GET /products`."""
    rows = [row for row in _items(call) if _is_asked_for(call, row)]
    order = call.one_of("orderby", tuple(_ORDERS), "date")
    rows.sort(key=_ORDERS[order], reverse=call.one_of("order", ("asc", "desc"), "desc") == "desc")
    sku = call.query.get("sku")
    found = [item_facts(call.tx, row, call.site_url, call.pages_url) for row in rows]
    if sku:
        found = with_sku(call, sku.split(","))
    page, headers = paged(call, found)
    return Answer(data=list(page), headers=headers)


def _items(call: Call) -> list[Row]:
    return call.tx.all(
        "SELECT * FROM item WHERE shop_id = ? AND status <> ? ORDER BY id",
        *(call.shop_id, ItemState.DELETED),
    )


def _is_asked_for(call: Call, row: Row) -> bool:
    status = call.query.get("status", "any")
    after, before = call.moment("modified_after"), call.moment("modified_before")
    made_after, made_before = call.moment("after"), call.moment("before")
    include = call.words("include")
    words = call.query.get("search", "").lower()
    return (
        status in ("any", STATUS[row["status"]])
        and (after is None or row["updated_at"] > after)
        and (before is None or row["updated_at"] < before)
        and (made_after is None or row["created_at"] > made_after)
        and (made_before is None or row["created_at"] < made_before)
        and (not include or str(row["id"]) in include)
        and words in row["name"].lower()
        and _has_stock_status(call, row)
    )


def _has_stock_status(call: Call, row: Row) -> bool:
    wanted = call.query.get("stock_status")
    if not wanted:
        return True
    variants = selectors.variants_of(tx=call.tx, item_id=row["id"])
    return _status_of(call.tx, variants) == wanted


def with_sku(call: Call, skus: list[str]) -> list[dict[str, Any]]:
    """Products of these SKUs, and variations with the product they belong to."""
    found = []
    for row in _items(call):
        if row["seller_sku"] in skus:
            found.append(item_facts(call.tx, row, call.site_url, call.pages_url))
        for variant in _variations(call.tx, row):
            if variant["seller_sku"] in skus:
                facts = variation_facts(call.tx, row, variant, call.site_url, call.pages_url)
                found.append({**facts, "type": "variation", "parent_id": row["id"]})
    return found


def _variations(tx: Tx, item: Row) -> list[Row]:
    return selectors.variants_of(tx=tx, item_id=item["id"]) if item["has_variants"] else []


def read_one(call: Call) -> Answer:
    """`GET /products/<id>`; a variation's id works too."""
    found = facts_of(call.tx, call.shop_id, int(call.parts[0]), call.site_url, call.pages_url)
    if found is None:
        raise no_id(status=404)
    return Answer(data=found)


def facts_of(
    tx: Tx, shop_id: int, number: int, site_url: str, pages_url: str
) -> dict[str, Any] | None:
    """A product or a variation by its id, as the API shows it."""
    item = find_item(tx, shop_id, number)
    if item is not None:
        return item_facts(tx, item, site_url, pages_url)
    variant = tx.one("SELECT * FROM variant WHERE id = ?", number)
    item = find_item(tx, shop_id, variant["item_id"]) if variant else None
    if variant is None or item is None or not item["has_variants"]:
        return None
    facts = variation_facts(tx, item, variant, site_url, pages_url)
    return {**facts, "type": "variation", "parent_id": item["id"]}


def find_item(tx: Tx, shop_id: int, number: int) -> Row | None:
    """A product of the site that is not deleted."""
    return tx.one(
        "SELECT * FROM item WHERE id = ? AND shop_id = ? AND status <> ?",
        *(number, shop_id, ItemState.DELETED),
    )


def no_id(*, status: int = 400) -> RestError:
    """There is no such product; 404 where it is read."""
    return RestError("woocommerce_rest_product_invalid_id", "Invalid ID.", status=status)


def item_facts(tx: Tx, item: Row, site_url: str, pages_url: str) -> dict[str, Any]:
    """A product in full."""
    variants = selectors.variants_of(tx=tx, item_id=item["id"])
    first, kept = variants[0], publishing.kept_of(tx, item["id"])
    is_variable = bool(item["has_variants"] or kept["is_variable"])
    facts: dict[str, Any] = {
        **_shared(tx, item, first, site_url, pages_url),
        "id": item["id"],
        "name": item["name"],
        "slug": _slug(item["name"]),
        "type": "variable" if is_variable else "simple",
        "status": STATUS[item["status"]],
        "catalog_visibility": "visible",
        "short_description": "",
        "sku": item["seller_sku"],
        "categories": [{"id": item["category_id"], "name": "Barang", "slug": "barang"}],
        "tags": [],
        "images": kept["images"] or [_image(item, pages_url)],
        "attributes": kept["attributes"] or _attributes(item, variants),
        "variations": [row["id"] for row in variants] if item["has_variants"] else [],
        "parent_id": 0,
        "total_sales": sum(row["sold"] for row in variants),
    }
    if kept["dimensions"]:
        facts["dimensions"] = kept["dimensions"]
    if is_variable:
        facts |= {"regular_price": "", "sale_price": "", "manage_stock": False}
        facts |= {"stock_quantity": None, "stock_status": _status_of(tx, variants)}
    return facts


def _status_of(tx: Tx, variants: list[Row]) -> str:
    told = [stock.facts(tx=tx, variant=row)["stock_status"] for row in variants]
    return "instock" if "instock" in told else "outofstock"


def _shared(tx: Tx, item: Row, variant: Row, site_url: str, pages_url: str) -> dict[str, Any]:
    sale = str(variant["promotion_price"]) if variant["promotion_id"] else ""
    return {
        "permalink": f"{site_url}/produk/{_slug(item['name'])}/",
        **both("date_created", item["created_at"]),
        **both("date_modified", item["updated_at"]),
        "description": item["description"],
        "price": sale or str(variant["price"]),
        "regular_price": str(variant["price"]),
        "sale_price": sale,
        "on_sale": bool(sale),
        "purchasable": item["status"] == ItemState.NORMAL,
        "virtual": False,
        "tax_status": "taxable",
        **stock.facts(tx=tx, variant=variant),
        "backorders": "no",
        "backorders_allowed": False,
        "backordered": False,
        "weight": f"{item['weight_grams'] / 1000:g}",
        "dimensions": {"length": "", "width": "", "height": ""},
        "meta_data": [],
    }


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _image(item: Row, pages_url: str) -> dict[str, Any]:
    return {"id": item["id"], "src": f"{pages_url}/gambar/{item['id']}", "name": item["name"]}


def _attributes(item: Row, variants: list[Row]) -> list[dict[str, Any]]:
    tiers = json.loads(item["tiers"])
    options = [json.loads(row["options"]) for row in variants]
    return [
        {
            "id": 0,
            "name": tier,
            "variation": True,
            "visible": True,
            "options": list(dict.fromkeys(each[place] for each in options)),
        }
        for place, tier in enumerate(tiers)
    ]


def variation_facts(
    tx: Tx, item: Row, variant: Row, site_url: str, pages_url: str
) -> dict[str, Any]:
    """One variation in full."""
    options = json.loads(variant["options"])
    return {
        **_shared(tx, item, variant, site_url, pages_url),
        "id": variant["id"],
        "sku": variant["seller_sku"],
        "status": STATUS[item["status"]],
        "name": ", ".join(options),
        "image": _image(item, pages_url),
        "attributes": [
            {"id": 0, "name": tier, "option": option}
            for tier, option in zip(json.loads(item["tiers"]), options, strict=True)
        ],
    }


def read_variations(call: Call) -> Answer:
    """`GET /products/<id>/variations`."""
    item = parent_of(call)
    rows = [
        variation_facts(call.tx, item, row, call.site_url, call.pages_url)
        for row in _variations(call.tx, item)
        if call.query.get("sku", row["seller_sku"]) == row["seller_sku"]
    ]
    page, headers = paged(call, rows)
    return Answer(data=list(page), headers=headers)


def read_variation(call: Call) -> Answer:
    """`GET /products/<id>/variations/<id>`."""
    item = parent_of(call)
    variant = variation_of(call, item, call.parts[1])
    facts = variation_facts(call.tx, item, variant, call.site_url, call.pages_url)
    return Answer(data=facts)


def parent_of(call: Call) -> Row:
    """The product whose variations are meant."""
    item = find_item(call.tx, call.shop_id, int(call.parts[0]))
    if item is None:
        raise no_id(status=404)
    return item


def variation_of(call: Call, item: Row, number: object) -> Row:
    """One variation of a product."""
    row = call.tx.one(
        "SELECT * FROM variant WHERE id = ? AND item_id = ?", id_of(number), item["id"]
    )
    if row is None or not item["has_variants"]:
        message = "Invalid ID."
        raise RestError("woocommerce_rest_product_variation_invalid_id", message, status=404)
    return row


def id_of(value: object) -> int:
    """A number that came as one or as text; 0 for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
