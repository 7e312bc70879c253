"""`POST products` and its company: categories, pictures, a new product, its content, its audit."""

import re
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, shelves
from integrations.sandbox.core.catalog import NewItem, NewVariant
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.tiktok_shop import names
from integrations.sandbox.dialects.tiktok_shop.call import ApiError, Call, bad, objects

DOUBLE_SKU, NO_WAREHOUSE, CHECK_FAILED = 12052553, 12052097, 12052990
AUDIT_SECONDS = 600
TITLE, PICTURES, MOST_SKUS = range(25, 256), 9, 100
MAGIC = (b"\xff\xd8\xff", b"\x89PNG")
PICTURE_BYTES = 10 * 1024 * 1024
CHEAPEST, DEAREST, BIGGEST = 100, 100_000_000, 99_999
_SKU = re.compile(r"\S{1,50}")
_KILOGRAMS = re.compile(r"\d+(\.\d+)?")


def categories(call: Call) -> dict[str, Any]:
    """`GET categories`: the whole tree."""
    return {
        "categories": [
            {
                "id": str(shelf.number),
                "parent_id": str(shelf.parent),
                "local_name": shelf.name,
                "is_leaf": shelves.is_leaf(shelf.number),
                "permission_statuses": ["AVAILABLE"],
            }
            for shelf in shelves.SHELVES
        ]
    }


def attributes(call: Call) -> dict[str, Any]:
    """`GET categories/{id}/attributes`: what a leaf asks, and one that tells SKUs apart."""
    number = int(call.parts[0])
    if not shelves.is_leaf(number):
        raise bad("category_id must be a leaf category")
    sales = {"id": "100000", "name": "Ukuran", "type": "SALES_PROPERTY", "is_requried": False}
    asked = [
        {
            "id": str(each.number),
            "name": each.name,
            "type": "PRODUCT_PROPERTY",
            "is_requried": each.is_mandatory,
            "values": [{"id": str(key), "name": name} for key, name in each.answers.items()],
            "is_customizable": each.takes_words,
        }
        for each in shelves.questions_of(number)
    ]
    return {"attributes": [sales, *asked]}


def upload_image(call: Call) -> dict[str, Any]:
    """`POST images/upload`: one picture, kept for whoever names it."""
    data = call.files.get("data", b"")
    if not data.startswith(MAGIC) or len(data) > PICTURE_BYTES:
        raise bad("data must be a JPG or PNG of at most 10 MB")
    uri = f"tos-contoh/{call.tx.token('image')[:24]}"
    call.tx.insert("tiktok_image", uri=uri, bytes=len(data))
    return {"uri": uri, "use_case": "MAIN_IMAGE", "height": 800, "width": 800}


def create(call: Call) -> dict[str, Any]:
    """`POST products`: the product with its SKUs, then in audit. The same key is no second one."""
    key = str(call.body.get("idempotency_key", ""))
    known = call.tx.one("SELECT item_id FROM tiktok_product WHERE key = ? AND key <> ''", key)
    if known is not None:
        item = call.tx.the("SELECT * FROM item WHERE id = ?", known["item_id"])
        if item["status"] != ItemState.DELETED:
            return _answer(call.tx, item["id"])
    facts = _content(call, call.body, is_new=True)
    rows = call.rows("skus", most=MOST_SKUS)
    tiers = [str(each.get("name", "")) for each in rows[0].get("sales_attributes") or []]
    variants = tuple(_variant(call, row, tiers) for row in rows)
    codes = [variant.seller_sku for variant in variants]
    if len(set(codes)) != len(codes):
        raise ApiError(DOUBLE_SKU, "Duplicate seller SKU")
    try:
        new = NewItem(
            name=facts["title"],
            seller_sku="" if tiers else codes[0],
            variants=variants,
            tiers=tuple(tiers),
            description=facts["description"],
            weight_grams=facts["weight_grams"],
            category_id=facts["category_id"],
        )
    except MarketError as refusal:
        raise ApiError(CHECK_FAILED, str(refusal)) from None
    item_id = catalog.add_item(tx=call.tx, shop_id=call.shop_id, item=new)
    if call.body.get("save_mode", "LISTING") == "AS_DRAFT":
        catalog.set_status(tx=call.tx, item_id=item_id, status=ItemState.UNLISTED)
    until = call.tx.now + AUDIT_SECONDS
    call.tx.insert("tiktok_product", item_id=item_id, key=key, audit_until=until)
    return _answer(call.tx, item_id)


def edit(call: Call, item: Row) -> dict[str, Any]:
    """`POST products/{id}/partial_edit`: what is named changes, and is audited anew."""
    if "skus" in call.body:
        raise bad("skus are not edited in this sandbox")
    shown = {
        "title": item["name"],
        "description": item["description"],
        "category_id": str(item["category_id"]),
        "package_weight": {"value": str(item["weight_grams"] / 1000), "unit": "KILOGRAM"},
    }
    facts = _content(call, {**shown, **call.body}, is_new=False)
    call.tx.run(
        "UPDATE item SET name = ?, description = ?, category_id = ?, weight_grams = ?,"
        " updated_at = ? WHERE id = ?",
        *(facts["title"], facts["description"], facts["category_id"], facts["weight_grams"]),
        *(call.tx.now, item["id"]),
    )
    call.tx.run(
        "INSERT INTO tiktok_product (item_id, key, audit_until) VALUES (?1, '', ?2) "
        "ON CONFLICT (item_id) DO UPDATE SET audit_until = ?2",
        *(item["id"], call.tx.now + AUDIT_SECONDS),
    )
    return _answer(call.tx, item["id"])


def is_in_audit(tx: Tx, item: Row) -> bool:
    """Whether a product for sale is still looked at."""
    row = tx.one("SELECT audit_until FROM tiktok_product WHERE item_id = ?", item["id"])
    return bool(row and row["audit_until"] > tx.now and item["status"] == ItemState.NORMAL)


def _answer(tx: Tx, item_id: int) -> dict[str, Any]:
    rows = tx.all("SELECT * FROM variant WHERE item_id = ? ORDER BY position, id", item_id)
    skus = [{"id": str(row["id"]), "seller_sku": row["seller_sku"]} for row in rows]
    return {"product_id": str(item_id), "skus": skus, "warnings": []}


def _content(call: Call, body: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    title, description = body.get("title"), body.get("description")
    if not isinstance(title, str) or len(title) not in TITLE:
        raise bad("title must have 25 to 255 characters")
    if not isinstance(description, str) or not 1 <= len(description) <= 10_000:
        raise bad("description must have 1 to 10000 characters")
    category = str(body.get("category_id", ""))
    if not category.isdigit() or not shelves.is_leaf(int(category)):
        raise bad("category_id must be a leaf category")
    if is_new or "main_images" in body:
        _check_pictures(call, body)
    if is_new or "product_attributes" in body:
        _check_answers(body, int(category))
    return {
        "title": title,
        "description": re.sub(r"</?p>", "", description),
        "category_id": int(category),
        "weight_grams": _weight(body),
    }


def _check_pictures(call: Call, body: Mapping[str, Any]) -> None:
    for row in objects(body.get("main_images"), "main_images", most=PICTURES):
        uri = str(row.get("uri", ""))
        if call.tx.one("SELECT 1 FROM tiktok_image WHERE uri = ?", uri) is None:
            raise bad(f"uri {uri} does not exist")


def _check_answers(body: Mapping[str, Any], category: int) -> None:
    asked = {str(each.number): each for each in shelves.questions_of(category)}
    given = {str(row.get("id")): row for row in body.get("product_attributes") or []}
    for name, row in given.items():
        if name not in asked:
            raise bad(f"attribute {name} is not of this category")
        [value] = objects(row.get("values"), "values", most=1)
        if str(value.get("id", "")) in map(str, asked[name].answers):
            continue
        if not asked[name].takes_words or not value.get("name"):
            raise bad(f"value of attribute {name} is not offered")
    missing = [each.name for key, each in asked.items() if each.is_mandatory and key not in given]
    if missing:
        raise bad(f"mandatory attributes are missing: {', '.join(missing)}")


def _weight(body: Mapping[str, Any]) -> int:
    weight = body.get("package_weight")
    if not isinstance(weight, Mapping):
        raise bad("package_weight is required")
    value = weight.get("value")
    if not isinstance(value, str) or not _KILOGRAMS.fullmatch(value) or not float(value):
        raise bad("package_weight must be a text above 0")
    if weight.get("unit") != "KILOGRAM":
        raise bad("package_weight.unit must be KILOGRAM")
    return round(float(value) * 1000)


def _variant(call: Call, row: Mapping[str, Any], tiers: list[str]) -> NewVariant:
    sku, price = row.get("seller_sku"), row.get("price")
    if not isinstance(sku, str) or not _SKU.fullmatch(sku):
        raise bad("seller_sku must have 1 to 50 characters without spaces")
    amount = price.get("amount") if isinstance(price, Mapping) else None
    if not isinstance(amount, str) or not amount.isdigit():
        raise bad("price.amount must be a text of digits")
    if not CHEAPEST <= int(amount) <= DEAREST:
        raise bad(f"price.amount must be {CHEAPEST} to {DEAREST}")
    [place] = objects(row.get("inventory"), "inventory", most=1)
    if place.get("warehouse_id") != names.warehouse_id(call.shop_id):
        raise ApiError(NO_WAREHOUSE, "The warehouse does not exist")
    stock = place.get("quantity")
    if not isinstance(stock, int) or not 0 <= stock <= BIGGEST:
        raise bad(f"quantity must be 0 to {BIGGEST}")
    chosen = {
        str(each.get("name")): str(each.get("value_name"))
        for each in row.get("sales_attributes") or []
    }
    if list(chosen) != tiers:
        raise bad("every SKU needs the same sales_attributes")
    return NewVariant(
        seller_sku=sku, price=int(amount), stock=stock, options=tuple(chosen.values())
    )
