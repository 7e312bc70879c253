"""Products and their stock, told in parts: sellable, withheld, occupied and held."""

import json
import xml.etree.ElementTree as ET  # nosec B405 (see `_from_xml`)
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, selectors
from integrations.sandbox.core.records import BadInput, MarketError
from integrations.sandbox.core.states import CANCEL_ON_REQUEST, ItemState, OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.lazada.call import ApiError, Call, milliseconds

SKUS_PER_CALL = 50
STATUS = {
    ItemState.NORMAL: "Active",
    ItemState.UNLISTED: "InActive",
    ItemState.BANNED: "Suspended",
    ItemState.DELETED: "Deleted",
}
_FILTERS = {
    "all": ("normal", "unlisted", "banned"),
    "live": ("normal",),
    "inactive": ("unlisted",),
    "deleted": ("deleted",),
    "rejected": ("banned",),
    "pending": (),
    "image-missing": (),
    "sold-out": ("normal",),
}


def get_products(call: Call) -> dict[str, Any]:
    """`/products/get`: at most 50 of a filter, oldest first."""
    wanted = call.text("filter", "all")
    if wanted not in _FILTERS:
        raise ApiError("5", f"E005: Invalid filter {wanted}")
    limit = call.whole("limit", code="19", most=50, default=20)
    offset = call.whole("offset", code="14", most=10_000, default=0)
    rows = call.tx.all(
        "SELECT * FROM item WHERE shop_id = ? AND updated_at >= ? "
        "AND status IN (SELECT value FROM json_each(?)) ORDER BY id",
        *(call.shop_id, call.moment("update_after") or 0, json.dumps(_FILTERS[wanted])),
    )
    found = [_facts(call, row) for row in rows]
    if wanted == "sold-out":
        found = [each for each in found if any(sku["Available"] == 0 for sku in each["skus"])]
    page = found[offset : offset + limit]
    return {"data": {"total_products": len(found), "products": page}}


def get_item(call: Call) -> dict[str, Any]:
    """`/product/item/get`, by item id."""
    return {"data": _facts(call, _item(call, call.text("item_id")))}


def _item(call: Call, text: object) -> Row:
    digits = str(text)
    row = None
    if digits.isascii() and digits.isdigit():
        row = call.tx.one(
            "SELECT * FROM item WHERE id = ? AND shop_id = ? AND status <> 'deleted'",
            *(min(int(digits), 2**62), call.shop_id),
        )
    if row is None:
        raise ApiError("208", "E208: ITEM_NOT_FOUND")
    return row


def _facts(call: Call, item: Row) -> dict[str, Any]:
    image = f"{call.base_url}/gambar/{item['id']}.svg" if call.base_url else ""
    return {
        "item_id": item["id"],
        "primary_category": item["category_id"],
        "status": STATUS[item["status"]],
        "attributes": {"name": item["name"], "description": item["description"]},
        "images": [image],
        "created_time": milliseconds(item["created_at"]),
        "updated_time": milliseconds(item["updated_at"]),
        "skus": [
            _sku_facts(call.tx, item, row)
            for row in selectors.variants_of(tx=call.tx, item_id=item["id"])
        ],
    }


def _sku_facts(tx: Tx, item: Row, row: Row) -> dict[str, Any]:
    withheld, occupied = committed(tx, row["id"])
    sellable = row["stock"] - row["reserved"]
    total = row["stock"] + withheld + occupied
    names = json.loads(item["tiers"])
    return {
        "SkuId": row["id"],
        "SellerSku": row["seller_sku"] or item["seller_sku"],
        "ShopSku": f"{item['id']}_ID-{row['id']}",
        "Status": "active" if item["status"] == ItemState.NORMAL else "inactive",
        "price": float(row["price"]),
        "special_price": float(row["promotion_price"]),
        "quantity": total,
        "Available": sellable,
        "saleProp": dict(zip(names, json.loads(row["options"]), strict=True)),
        "package_weight": f"{item['weight_grams'] / 1000:.2f}",
        "multiWarehouseInventories": [
            {
                "warehouseCode": "dropshipping",
                "totalQuantity": total,
                "quantity": sellable,
                "sellableQuantity": sellable,
                "withholdQuantity": withheld,
                "occupyQuantity": occupied,
            }
        ],
    }


def committed(tx: Tx, variant_id: int) -> tuple[int, int]:
    """Units in unpaid orders, and units in paid ones that have not left."""
    row = tx.the(
        "SELECT coalesce(sum(CASE WHEN o.state = ?2 THEN l.quantity END), 0) AS withheld, "
        "coalesce(sum(CASE WHEN o.state IN (SELECT value FROM json_each(?3)) "
        "THEN l.quantity END), 0) AS occupied "
        "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.variant_id = ?1",
        *(variant_id, OrderState.UNPAID, json.dumps([*CANCEL_ON_REQUEST, OrderState.IN_CANCEL])),
    )
    return int(row["withheld"]), int(row["occupied"])


# Numbers


def update_price_quantity(call: Call) -> dict[str, Any]:
    """`/product/price_quantity/update`: `Quantity` is the total, sold units included."""

    def act(row: Row, sku: Mapping[str, Any]) -> None:
        if sku.get("Price") not in (None, ""):
            _set_price(call, row, _number(sku["Price"], "price"))
        quantity = _told_quantity(sku, "Quantity")
        if quantity is not None:
            gone = sum(committed(call.tx, row["id"]))
            _set_stock(call, row, quantity - gone)

    return _each(call, act)


def update_sellable(call: Call) -> dict[str, Any]:
    """`/product/stock/sellable/update`: what a buyer can order, absolute."""

    def act(row: Row, sku: Mapping[str, Any]) -> None:
        quantity = _told_quantity(sku, "SellableQuantity")
        if quantity is None:
            raise ApiError("MissingParameter", "SellableQuantity is missing")
        _set_stock(call, row, quantity + row["reserved"])

    return _each(call, act)


def adjust_sellable(call: Call) -> dict[str, Any]:
    """`/product/stock/sellable/adjust`: a difference."""

    def act(row: Row, sku: Mapping[str, Any]) -> None:
        change = _told_quantity(sku, "SellableQuantity")
        if change is None:
            raise ApiError("MissingParameter", "SellableQuantity is missing")
        _set_stock(call, row, row["stock"] + change)

    return _each(call, act)


def _told_quantity(sku: Mapping[str, Any], name: str) -> int | None:
    rows = sku.get("MultiWarehouseInventories")
    if isinstance(rows, Mapping):
        rows = rows.get("MultiWarehouseInventory", [])
    if not rows:
        value = sku.get(name)
        return None if value in (None, "") else _number(value, name)
    total = 0
    for row in rows if isinstance(rows, list) else [rows]:
        if row.get("WarehouseCode") != "dropshipping":
            raise ApiError("212", f"E212: warehouse {row.get('WarehouseCode')} does not exist")
        told = row.get("Quantity", row.get("SellableQuantity"))
        total += _number(told, name)
    return total


def _number(value: object, name: str) -> int:
    try:
        found = float(str(value))
    except ValueError:
        found = 0.5
    if found != int(found):
        raise ApiError("IllegalParameter", f"{name} is not a whole number")
    return int(found)


def _set_stock(call: Call, row: Row, stock: int) -> None:
    if stock < row["reserved"]:
        raise ApiError("501", "E501: negative sellable")
    try:
        catalog.set_stock(tx=call.tx, variant_id=row["id"], stock=stock, cause="api")
    except MarketError as refusal:
        raise ApiError("501", f"E501: {refusal}") from None


def _set_price(call: Call, row: Row, price: int) -> None:
    refused = catalog.set_prices(tx=call.tx, item_id=row["item_id"], prices={row["id"]: price})
    if refused:
        raise ApiError("1000", refused[row["id"]])


def _each(call: Call, act: Any) -> dict[str, Any]:
    """Every SKU on its own: what is refused stands in `detail`, the others are done."""
    skus = _skus(payload(call))
    if len(skus) > SKUS_PER_CALL:
        raise ApiError("204", "E204: Too many SKUs, at most 50")
    unlucky, detail = call.unlucky(len(skus)), []
    for index, sku in enumerate(skus):
        try:
            if index == unlucky:
                raise ApiError("4170", "Blocked during a mega campaign")
            act(_sku(call, sku), sku)
        except ApiError as refusal:
            names = {"sku_id": str(sku.get("SkuId", "")), "seller_sku": sku.get("SellerSku", "")}
            detail.append({**names, "code": refusal.code, "message": refusal.message})
    if detail:
        raise ApiError(detail[0]["code"], detail[0]["message"], detail=detail, keep=True)
    return {"data": {}}


def _sku(call: Call, sku: Mapping[str, Any]) -> Row:
    item = _item(call, sku["ItemId"]) if sku.get("ItemId") else None
    digits, seller_sku = str(sku.get("SkuId") or ""), str(sku.get("SellerSku") or "")
    rows = call.tx.all(
        "SELECT v.* FROM variant v JOIN item i ON i.id = v.item_id WHERE i.shop_id = ?1 "
        "AND i.status <> 'deleted' AND (?2 = 0 OR i.id = ?2) AND (?3 = 0 OR v.id = ?3) "
        "AND (?4 = '' OR coalesce(nullif(v.seller_sku, ''), i.seller_sku) = ?4) LIMIT 2",
        *(call.shop_id, item["id"] if item else 0),
        *(int(digits) if digits.isascii() and digits.isdigit() else 0, seller_sku),
    )
    if len(rows) != 1 or not (digits or seller_sku):
        raise ApiError("206", f"E206: SKU not found: {seller_sku or digits}")
    return rows[0]


# Payloads


def payload(call: Call) -> Mapping[str, Any]:
    """`Request.Product` of the `payload`, whether it came as JSON or as XML."""
    text = call.text("payload").strip()
    found = {"Request": _from_xml(text)} if text.startswith("<") else call.json("payload")
    try:
        product = found["Request"]["Product"]
    except (KeyError, TypeError):
        raise ApiError("IllegalParameter", "payload holds no Request.Product") from None
    if not isinstance(product, Mapping):
        raise ApiError("IllegalParameter", "payload holds no Request.Product")
    return product


def _from_xml(text: str) -> Any:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities can blow up; the platform has none
        raise ApiError("IllegalParameter", "payload is not valid XML")
    try:
        return _tree(ET.fromstring(text))  # noqa: S314 # nosec B314
    except ET.ParseError:
        raise ApiError("IllegalParameter", "payload is not valid XML") from None


def _tree(element: ET.Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for child in element:
        value = _tree(child)
        if child.tag in found:
            known = found[child.tag]
            found[child.tag] = [*(known if isinstance(known, list) else [known]), value]
        else:
            found[child.tag] = value
    return found


def _skus(product: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    skus = product.get("Skus")
    rows = skus.get("Sku") if isinstance(skus, Mapping) else skus
    found = [each for each in (rows if isinstance(rows, list) else [rows]) if each]
    if not found or not all(isinstance(each, Mapping) for each in found):
        raise ApiError("IllegalParameter", "payload holds no Skus")
    return list(found)


# Listings


def deactivate(call: Call) -> dict[str, Any]:
    """`/product/deactivate`: hides the whole product."""
    text = call.parameters.get("apiRequestBody") or call.parameters.get("payload") or ""
    if text.strip():
        field = "apiRequestBody" if call.parameters.get("apiRequestBody") else "payload"
        body = _from_xml(text) if text.strip().startswith("<") else call.json(field)
        body = body.get("Request", body)
        item_id = body.get("Product", body).get("ItemId")
    else:
        item_id = call.text("item_id")
    item = _item(call, item_id)
    catalog.set_status(tx=call.tx, item_id=item["id"], status=ItemState.UNLISTED)
    return {"data": {}}


def update(call: Call) -> dict[str, Any]:
    """`/product/update`: name, description, price, quantity, and `Status` of the SKUs."""
    product = payload(call)
    item = _item(call, product.get("ItemId"))
    if item["status"] == ItemState.BANNED:
        raise ApiError("4100", "The product is suspended")
    for column in ("name", "description"):
        told = (product.get("Attributes") or {}).get(column)
        if told:
            call.tx.update("item", where="id = ?", values=(item["id"],), **{column: str(told)})
    words = {str(sku.get("Status", "")).lower() for sku in _skus(product)}
    for word, state in (("active", ItemState.NORMAL), ("inactive", ItemState.UNLISTED)):
        if word in words:
            catalog.set_status(tx=call.tx, item_id=item["id"], status=state)
    for sku in _skus(product):
        _set_numbers(call, item, sku)
    return {"data": {"item_id": item["id"]}}


def _set_numbers(call: Call, item: Row, sku: Mapping[str, Any]) -> None:
    price, quantity = sku.get("price"), sku.get("quantity")
    if price in (None, "") and quantity in (None, ""):
        return
    row = _sku(call, {**sku, "ItemId": item["id"]})
    if price not in (None, ""):
        _set_price(call, row, _number(price, "price"))
    if quantity not in (None, ""):
        gone = sum(committed(call.tx, row["id"]))
        _set_stock(call, row, _number(quantity, "quantity") - gone)


def create(call: Call) -> dict[str, Any]:
    """`/product/create`: on sale at once; the audit of the platform is not imitated."""
    product = payload(call)
    about, skus = product.get("Attributes") or {}, _skus(product)
    names = [str(sku.get("SellerSku", "")) for sku in skus]
    for name in names:
        if not name or _is_known(call, name) or names.count(name) > 1:
            raise ApiError("4105", f"Duplicate or missing SellerSku {name}")
    tiers = tuple((skus[0].get("saleProp") or {}).keys())
    try:
        item = catalog.NewItem(
            name=str(about.get("name", "")),
            seller_sku=names[0],
            description=str(about.get("description", "")),
            tiers=tiers,
            category_id=_number(product.get("PrimaryCategory", 0), "PrimaryCategory"),
            weight_grams=round(float(skus[0].get("package_weight") or 1) * 1000),
            variants=tuple(
                catalog.NewVariant(
                    seller_sku=str(sku["SellerSku"]),
                    price=_number(sku.get("price"), "price"),
                    stock=_number(sku.get("quantity", 0), "quantity"),
                    options=tuple(str((sku.get("saleProp") or {}).get(tier, "")) for tier in tiers),
                )
                for sku in skus
            ),
        )
    except (BadInput, ValueError) as refusal:
        raise ApiError("4000", str(refusal)) from None
    item_id = catalog.add_item(tx=call.tx, shop_id=call.shop_id, item=item)
    rows = selectors.variants_of(tx=call.tx, item_id=item_id)
    made = [
        {
            "sku_id": row["id"],
            "seller_sku": row["seller_sku"],
            "shop_sku": f"{item_id}_ID-{row['id']}",
        }
        for row in rows
    ]
    return {"data": {"item_id": item_id, "sku_list": made}}


def _is_known(call: Call, seller_sku: str) -> bool:
    row = call.tx.one(
        "SELECT 1 FROM variant v JOIN item i ON i.id = v.item_id WHERE i.shop_id = ?1 "
        "AND i.status <> 'deleted' AND (v.seller_sku = ?2 OR i.seller_sku = ?2)",
        *(call.shop_id, seller_sku),
    )
    return row is not None


def upload_image(call: Call) -> dict[str, Any]:
    """`/image/upload`: JPG or PNG up to 1 MB; the picture itself is not kept."""
    content = call.files.get("image", b"")
    if not content.startswith((b"\xff\xd8", b"\x89PNG")) or len(content) > 1024 * 1024:
        raise ApiError("301", "E301: The image must be JPG or PNG and at most 1 MB")
    name = call.tx.token("image")
    image = {"hash_code": name, "url": f"https://id-live.slatic.net/p/{name}.jpg"}
    return {"data": {"image": image}}
