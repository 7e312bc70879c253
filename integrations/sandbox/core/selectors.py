"""Reads for people and tests: the exact truth of the marketplace, without a dialect's veil."""

import json
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.states import ItemState
from integrations.sandbox.core.store import Tx


def find_shop(*, tx: Tx, name: str) -> Row:
    """A shop by id or by username."""
    row = tx.one("SELECT * FROM shop WHERE username = ?", name)
    if row is None and name.isdigit():
        row = tx.one("SELECT * FROM shop WHERE id = ?", int(name))
    if row is None:
        raise NotFound(f"shop {name}")
    return row


def shops(*, tx: Tx, dialect: str = "") -> list[Row]:
    """Every shop, or those of one dialect."""
    return tx.all("SELECT * FROM shop WHERE ?1 = '' OR dialect = ?1 ORDER BY id", dialect)


def variants_of(*, tx: Tx, item_id: int) -> list[Row]:
    """The choices of an item, in order."""
    return tx.all("SELECT * FROM variant WHERE item_id = ? ORDER BY position, id", item_id)


def find_variant(
    *, tx: Tx, shop_id: int, sku: str = "", variant_id: int = 0, item_id: int = 0
) -> int:
    """The id of a shop's variant, by seller SKU, by its own id, or by an item with one variant."""
    rows = tx.all(
        "SELECT variant.id FROM variant JOIN item ON item.id = variant.item_id "
        "WHERE item.shop_id = ?1 AND item.status <> ?5 AND (variant.id = ?2 OR "
        "(?3 <> '' AND (variant.seller_sku = ?3 OR (item.seller_sku = ?3 "
        "AND item.has_variants = 0))) "
        "OR (item.id = ?4 AND item.has_variants = 0)) ORDER BY variant.id",
        *(shop_id, variant_id, sku, item_id, ItemState.DELETED),
    )
    if not rows:
        raise NotFound(f"variant {sku or variant_id or item_id} in shop {shop_id}")
    return int(rows[0]["id"])


def truth(*, tx: Tx, shop: Row) -> dict[str, Any]:
    """Exact stock, prices and orders of one shop."""
    return {
        "shop_id": shop["id"],
        "username": shop["username"],
        "dialect": shop["dialect"],
        "items": [
            _item_truth(tx=tx, item=row)
            for row in tx.all("SELECT * FROM item WHERE shop_id = ? ORDER BY id", shop["id"])
        ],
        "orders": [
            order_truth(tx=tx, order=row)
            for row in tx.all("SELECT * FROM orders WHERE shop_id = ? ORDER BY id", shop["id"])
        ],
    }


def _item_truth(*, tx: Tx, item: Row) -> dict[str, Any]:
    return {
        "item_id": item["id"],
        "seller_sku": item["seller_sku"],
        "name": item["name"],
        "status": item["status"],
        "has_variants": bool(item["has_variants"]),
        "variants": [
            {
                "variant_id": row["id"],
                "seller_sku": row["seller_sku"],
                "options": json.loads(row["options"]),
                "price": row["price"],
                "stock": row["stock"],
                "reserved": row["reserved"],
                "sold": row["sold"],
                "promotion_id": row["promotion_id"],
            }
            for row in variants_of(tx=tx, item_id=item["id"])
        ],
    }


def order_truth(*, tx: Tx, order: Row) -> dict[str, Any]:
    """Everything about one order, unmasked."""
    parcel = tx.the("SELECT * FROM parcel WHERE order_id = ?", order["id"])
    buyer = tx.the("SELECT username FROM buyer WHERE id = ?", order["buyer_id"])
    kept = ("created_at", "updated_at", "paid_at", "ship_by", "cancel_by", "cancel_reason")
    return {
        "order_sn": order["sn"],
        "shop_id": order["shop_id"],
        "state": order["state"],
        "buyer": buyer["username"],
        **{name: order[name] for name in kept},
        "buyer_cancel_reason": order["buyer_cancel_reason"],
        "due_at": order["due_at"],
        "total": total(tx=tx, order=order),
        "lines": [
            {
                "item_id": row["item_id"],
                "variant_id": row["variant_id"],
                "sku": row["variant_sku"] or row["item_sku"],
                "quantity": row["quantity"],
                "price": row["price"],
            }
            for row in lines_of(tx=tx, order=order)
        ],
        "parcel": {
            "number": parcel["number"],
            "state": parcel["state"],
            "tracking_number": parcel["tracking_number"],
        },
    }


def lines_of(*, tx: Tx, order: Row) -> list[Row]:
    """The lines of an order."""
    return tx.all("SELECT * FROM order_line WHERE order_id = ? ORDER BY id", order["id"])


def total(*, tx: Tx, order: Row) -> int:
    """What the buyer pays, in rupiah."""
    row = tx.the("SELECT sum(price * quantity) FROM order_line WHERE order_id = ?", order["id"])
    return int(row[0] or 0) + int(order["shipping_fee"])


def search_items(*, tx: Tx, words: str = "", shop_id: int = 0, limit: int = 60) -> list[Row]:
    """Items on sale whose name or SKU contains every word, with price range and stock."""
    patterns = [f"%{_literal(word)}%" for word in words.split()[:6]]
    return tx.all(
        "SELECT item.*, shop.name AS shop_name, shop.city AS shop_city, "
        "min(CASE WHEN promotion_id THEN promotion_price ELSE price END) AS lowest, "
        "max(price) AS highest, sum(stock) AS stock, sum(sold) AS sold "
        "FROM item JOIN shop ON shop.id = item.shop_id JOIN variant ON variant.item_id = item.id "
        "WHERE item.status = ?1 AND (?2 = 0 OR item.shop_id = ?2) AND NOT EXISTS ("
        "SELECT 1 FROM json_each(?3) WHERE NOT (item.name LIKE value ESCAPE '\\' "
        "OR item.seller_sku LIKE value ESCAPE '\\')) "
        "GROUP BY item.id ORDER BY sum(stock) = 0, item.id LIMIT ?4",
        *(ItemState.NORMAL, shop_id, json.dumps(patterns), limit),
    )


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
