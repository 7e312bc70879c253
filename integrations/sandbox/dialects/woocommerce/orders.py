"""Orders as the API shows them: lists, single ones, notes and refunds."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce.call import (
    Answer,
    Call,
    RestError,
    both,
    invalid,
    money,
    paged,
)

FIRST_ORDER = 700  # orders share their numbers with pages and pictures: the first is not 1
TRASH, DELETED = "trash", "deleted"
STATUSES = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed")
STATUS: dict[str, str] = {
    OrderState.UNPAID: "pending",
    OrderState.READY_TO_SHIP: "processing",
    OrderState.PROCESSED: "processing",
    OrderState.RETRY_SHIP: "processing",
    OrderState.IN_CANCEL: "processing",
    OrderState.SHIPPED: "completed",
    OrderState.TO_CONFIRM: "completed",
    OrderState.COMPLETED: "completed",
    OrderState.CANCELLED: "cancelled",
}
_ORDERS = {
    "date": lambda row: (row["created_at"], row["id"]),
    "modified": lambda row: (row["updated_at"], row["id"]),
    "id": lambda row: row["id"],
    "include": lambda row: row["id"],
    "title": lambda row: row["id"],
    "slug": lambda row: row["id"],
}
_VERSION = "11.0.1"


def status_of(tx: Tx, order: Row) -> str:
    """What the API calls the order's state. A word that somebody set holds until it moves on."""
    row = tx.one("SELECT * FROM woo_order WHERE order_id = ?", order["id"])
    if row is not None and row["status"] in (TRASH, DELETED):
        return str(row["status"])
    if row is not None and row["core_state"] == order["state"]:
        return str(row["status"])
    return STATUS[order["state"]]


def read_many(call: Call) -> Answer:
    """`GET /orders`; without a status everything but the trash."""
    wanted = call.words("status") or ["any"]
    for word in wanted:
        if word not in (*STATUSES, "any", TRASH, "auto-draft", "checkout-draft"):
            raise invalid(
                "status[0]", f"status[0] is not one of any, trash, {', '.join(STATUSES)}."
            )
    lag = call.plan.get("list_lag")
    newest = call.tx.now - int(lag.number("seconds", 5)) if lag else 2**62
    rows = [row for row in _rows(call) if _is_asked_for(call, row, wanted, newest)]
    order = call.one_of("orderby", tuple(_ORDERS), "date")
    rows.sort(key=_ORDERS[order], reverse=call.one_of("order", ("asc", "desc"), "desc") == "desc")
    shift = call.plan.get("page_shift")
    if shift is not None and call.query.get("page", "1") != "1":
        rows = rows[int(shift.number("by", 1)) :]
    page, headers = paged(call, rows)
    return Answer(data=[facts(call.tx, row, call.site_url) for row in page], headers=headers)


def _rows(call: Call) -> list[Row]:
    return call.tx.all("SELECT * FROM orders WHERE shop_id = ? ORDER BY id", call.shop_id)


def _is_asked_for(call: Call, row: Row, wanted: list[str], newest: int) -> bool:
    status = status_of(call.tx, row)
    include = call.words("include")
    after, before = call.moment("modified_after"), call.moment("modified_before")
    made_after, made_before = call.moment("after"), call.moment("before")
    is_asked = status in wanted or ("any" in wanted and status != TRASH)
    return (
        is_asked
        and status != DELETED
        and row["updated_at"] <= newest
        and (after is None or row["updated_at"] > after)
        and (before is None or row["updated_at"] < before)
        and (made_after is None or row["created_at"] > made_after)
        and (made_before is None or row["created_at"] < made_before)
        and (not include or str(row["id"] + FIRST_ORDER) in include)
    )


def read_one(call: Call) -> Answer:
    """`GET /orders/<id>`."""
    return Answer(data=facts(call.tx, find(call, call.parts[0]), call.site_url))


def find(call: Call, number: object) -> Row:
    """An order of the site by the number it has there; deleted ones are gone."""
    text = str(number)
    wanted = int(text) - FIRST_ORDER if text.isascii() and text.isdigit() and len(text) < 18 else 0
    row = call.tx.one("SELECT * FROM orders WHERE id = ? AND shop_id = ?", wanted, call.shop_id)
    if row is None or status_of(call.tx, row) == DELETED:
        raise RestError("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", status=404)
    return row


def facts(tx: Tx, order: Row, site_url: str) -> dict[str, Any]:
    """An order in full."""
    lines = selectors.lines_of(tx=tx, order=order)
    status = status_of(tx, order)
    number = order["id"] + FIRST_ORDER
    address = _address(tx, order)
    return {
        "id": number,
        "parent_id": 0,
        "number": str(number),
        "order_key": f"wc_order_{order['sn']}",
        "created_via": "checkout",
        "version": _VERSION,
        "status": status,
        "currency": "IDR",
        **both("date_created", order["created_at"]),
        **both("date_modified", order["updated_at"]),
        "discount_total": "0.00",
        "discount_tax": "0.00",
        "shipping_total": money(order["shipping_fee"]),
        "shipping_tax": "0.00",
        "cart_tax": "0.00",
        "total": money(selectors.total(tx=tx, order=order)),
        "total_tax": "0.00",
        "prices_include_tax": False,
        "customer_id": order["buyer_id"],
        "customer_note": order["message"],
        "billing": address,
        "shipping": {key: value for key, value in address.items() if key != "email"},
        "payment_method": "cod" if order["cod"] else "saldo_tiruan",
        "payment_method_title": order["payment_method"],
        "transaction_id": f"TRX-{order['id']}" if order["paid_at"] else "",
        **both("date_paid", order["paid_at"] or None),
        **both("date_completed", order["picked_up_at"] or None),
        "meta_data": _meta(tx, order),
        "line_items": [_line(line) for line in lines],
        "tax_lines": [],
        "shipping_lines": [
            {
                "id": number * 10 + 1,
                "method_title": "Kurir reguler",
                "method_id": "flat_rate",
                "total": money(order["shipping_fee"]),
            }
        ],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [_refund_head(row) for row in refund_rows(tx, order)],
        "payment_url": f"{site_url}/checkout/order-pay/{number}/",
    }


def _address(tx: Tx, order: Row) -> dict[str, str]:
    buyer = tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    first, _, last = buyer["name"].partition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "company": "",
        "address_1": buyer["address"],
        "address_2": buyer["district"],
        "city": buyer["city"],
        "state": buyer["province"],
        "postcode": buyer["zipcode"],
        "country": "ID",
        "email": f"{buyer['username']}@contoh.id",
        "phone": buyer["phone"],
    }


def _line(line: Row) -> dict[str, Any]:
    options = line["variant_name"].replace(",", ", ")
    name = f"{line['item_name']} - {options}" if options else line["item_name"]
    total = money(line["price"] * line["quantity"])
    return {
        "id": line["id"],
        "name": name,
        "product_id": line["item_id"],
        "variation_id": line["variant_id"] if line["has_variants"] else 0,
        "quantity": line["quantity"],
        "tax_class": "",
        "subtotal": total,
        "subtotal_tax": "0.00",
        "total": total,
        "total_tax": "0.00",
        "taxes": [],
        "meta_data": [],
        "sku": line["variant_sku"] or line["item_sku"],
        "price": line["price"],
        "parent_name": line["item_name"] if options else None,
    }


def _meta(tx: Tx, order: Row) -> list[dict[str, Any]]:
    rows = tx.all("SELECT * FROM woo_meta WHERE order_id = ? ORDER BY id", order["id"])
    return [{"id": row["id"], "key": row["key"], "value": row["value"]} for row in rows]


def refund_rows(tx: Tx, order: Row) -> list[Row]:
    """What was given back of an order."""
    return tx.all("SELECT * FROM woo_refund WHERE order_id = ? ORDER BY id", order["id"])


def _refund_head(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "reason": row["reason"], "total": f"-{money(row['amount'])}"}


def refund_facts(row: Row) -> dict[str, Any]:
    """One refund in full."""
    return {
        "id": row["id"],
        **both("date_created", row["created_at"]),
        "amount": money(row["amount"]),
        "reason": row["reason"],
        "refunded_payment": False,
        "line_items": [],
    }


def read_refunds(call: Call) -> Answer:
    """`GET /orders/<id>/refunds`."""
    rows = [refund_facts(row) for row in refund_rows(call.tx, find(call, call.parts[0]))]
    page, headers = paged(call, rows)
    return Answer(data=list(page), headers=headers)


def note_facts(row: Row) -> dict[str, Any]:
    """One note."""
    return {
        "id": row["id"],
        "author": "WooCommerce",
        **both("date_created", row["created_at"]),
        "note": row["note"],
        "customer_note": bool(row["is_for_customer"]),
    }


def read_notes(call: Call) -> Answer:
    """`GET /orders/<id>/notes`."""
    order = find(call, call.parts[0])
    rows = call.tx.all("SELECT * FROM woo_note WHERE order_id = ? ORDER BY id DESC", order["id"])
    return Answer(data=[note_facts(row) for row in rows])
