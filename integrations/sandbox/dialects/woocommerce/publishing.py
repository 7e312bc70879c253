"""What a site keeps of a new product beside its numbers, and variations made one by one or many."""

import json
import re
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, shelves
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce.call import (
    Answer,
    Call,
    RestError,
    invalid,
    paged,
)

_SRC = re.compile(r"https?://[^/]+/.+\.(jpe?g|png|gif|webp)", re.IGNORECASE)
_MEASURE = re.compile(r"\d*(\.\d+)?")
_SIDES = ("length", "width", "height")
_NOTHING: dict[str, Any] = {"is_variable": False, "images": [], "dimensions": {}, "attributes": []}


def read_categories(call: Call) -> Answer:
    """`GET /products/categories`."""
    rows = [
        {
            "id": shelf.number,
            "name": shelf.name,
            "slug": re.sub(r"[^a-z0-9]+", "-", shelf.name.lower()).strip("-"),
            "parent": shelf.parent,
            "count": 0,
        }
        for shelf in shelves.SHELVES
    ]
    page, headers = paged(call, rows)
    return Answer(data=list(page), headers=headers)


def kept_of(tx: Tx, item_id: int) -> dict[str, Any]:
    """What was told of a product beside name, text and numbers."""
    row = tx.one("SELECT data FROM woo_product WHERE item_id = ?", item_id)
    return {**_NOTHING, **(json.loads(row["data"]) if row else {})}


def awaits_variations(tx: Tx, item: Row) -> bool:
    """Whether a product was made to have variations and has none yet."""
    return not item["has_variants"] and bool(kept_of(tx, item["id"])["is_variable"])


def describe(call: Call, item_id: int, element: Mapping[str, Any]) -> None:
    """Keep category, weight, size, pictures and kind; refuse what WordPress would refuse."""
    kept = kept_of(call.tx, item_id)
    if "type" in element:
        if element["type"] not in ("simple", "variable"):
            raise invalid("type", "type is not one of simple, variable.")
        kept["is_variable"] = element["type"] == "variable"
    if "attributes" in element:
        kept["attributes"] = _attributes(element["attributes"])
    if "images" in element:
        kept["images"] = _images(call, kept["images"], element["images"])
    if "dimensions" in element:
        sides = element["dimensions"]
        kept["dimensions"] = {side: _measure(sides.get(side, ""), side) for side in _SIDES}
    if "categories" in element:
        _set_category(call, item_id, element["categories"])
    if weight := _measure(element.get("weight", ""), "weight"):
        grams = round(float(weight) * 1000)
        call.tx.run("UPDATE item SET weight_grams = ? WHERE id = ?", grams, item_id)
    call.tx.run("DELETE FROM woo_product WHERE item_id = ?", item_id)
    call.tx.insert("woo_product", item_id=item_id, data=json.dumps(kept))


def _attributes(rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, list):
        raise invalid("attributes", "attributes is not of type array.")
    return [
        {
            "id": 0,
            "name": str(row.get("name", "")),
            "variation": bool(row.get("variation")),
            "visible": bool(row.get("visible", True)),
            "options": [str(option) for option in row.get("options", [])],
        }
        for row in rows
    ]


def _images(call: Call, before: list[dict[str, Any]], rows: Any) -> list[dict[str, Any]]:
    """A picture is fetched from its address, or named by the id under which it lies there."""
    known = {image["id"]: image for image in before}
    found = []
    for row in rows if isinstance(rows, list) else [{}]:
        if "id" in row:
            if row["id"] not in known:
                told = f"#{row['id']} is an invalid image ID."
                raise RestError("woocommerce_product_invalid_image_id", told)
            found.append(known[row["id"]])
            continue
        source = str(row.get("src", ""))
        if not _SRC.fullmatch(source):
            told = f"Error getting remote image {source}."
            raise RestError("woocommerce_product_image_upload_error", told)
        name = str(row.get("name", "")) or source.rpartition("/")[2]
        number = call.tx.next_number("item")
        found.append({"id": number, "src": source, "name": name, "alt": str(row.get("alt", ""))})
    return found


def _measure(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise invalid(name, f"{name} is not of type string.")
    if not _MEASURE.fullmatch(value):
        raise invalid(name, f"{name} is not a number.")
    return value


def _set_category(call: Call, item_id: int, rows: Any) -> None:
    known = {shelf.number for shelf in shelves.SHELVES}
    wanted = [row.get("id") for row in rows if isinstance(row, Mapping)]
    if not wanted or wanted[0] not in known:
        raise invalid("categories", "categories has no such term.")
    call.tx.run("UPDATE item SET category_id = ? WHERE id = ?", wanted[0], item_id)


def add_variation(
    call: Call, item: Row, element: Mapping[str, Any], *, sku: str, price: int
) -> Row:
    """One more variation of a product that has (or is to have) them."""
    kept = kept_of(call.tx, item["id"])
    if not item["has_variants"] and not kept["is_variable"]:
        told = "No matching product found."
        raise RestError("woocommerce_rest_product_invalid_id", told, status=404)
    names = json.loads(item["tiers"]) or [row["name"] for row in kept["attributes"]]
    chosen = {str(row.get("name", "")): str(row.get("option", "")) for row in element["attributes"]}
    offered = {row["name"]: row["options"] for row in kept["attributes"]}
    for name in names:
        if name in offered and chosen.get(name) not in offered[name]:
            raise invalid("attributes", f"{name} is not one of its options.")
    try:
        options = tuple(chosen.get(name, "") for name in names)
        variant = catalog.NewVariant(seller_sku=sku, price=price, stock=0, options=options)
    except MarketError as refusal:
        raise invalid("regular_price", str(refusal)) from None
    if item["has_variants"]:
        number = catalog.add_variant(tx=call.tx, item_id=item["id"], variant=variant)
    else:
        [number] = catalog.give_variants(
            tx=call.tx, item_id=item["id"], tiers=names, variants=[variant]
        )
    return call.tx.the("SELECT * FROM variant WHERE id = ?", number)
