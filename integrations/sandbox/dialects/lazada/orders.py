"""Reading orders: lists by time, and one order item per unit."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.lazada.call import (
    FIRST_ORDER,
    UNITS,
    ApiError,
    Call,
    moment_text,
)

STATUS: dict[str, str] = {
    OrderState.UNPAID: "unpaid",
    OrderState.READY_TO_SHIP: "pending",
    OrderState.PROCESSED: "ready_to_ship",
    OrderState.RETRY_SHIP: "ready_to_ship",
    OrderState.SHIPPED: "shipped",
    OrderState.TO_CONFIRM: "delivered",
    OrderState.COMPLETED: "delivered",
    OrderState.CANCELLED: "canceled",
}
_FILTERS = {*STATUS.values(), "packed", "repacked", "failed", "returned", "lost", "topack"}
_FILTERS |= {"toship", "shipping", "lost_by_3pl", "damaged_by_3pl"}
_MEANS = {"topack": "pending", "toship": "packed", "shipping": "shipped"}
_WHOLE_LIST = (
    "SELECT o.*, p.order_id IS NOT NULL AS is_packed FROM orders o "
    "LEFT JOIN lazada_packed p ON p.order_id = o.id WHERE o.shop_id = ? "
    "AND o.updated_at BETWEEN ? AND ? AND o.created_at BETWEEN ? AND ? ORDER BY o.COLUMN WAY, o.id"
)
_LISTS = {
    (column, way): _WHOLE_LIST.replace("COLUMN", column).replace("WAY", way)
    for column in ("created_at", "updated_at")
    for way in ("ASC", "DESC")
}
_NEVER = 2**62


def status_of(*, tx: Tx, order: Row) -> str:
    """The status all items of an order share here."""
    state = order["state"]
    if state == OrderState.IN_CANCEL:
        state = order["state_before_cancel"]
    if state == OrderState.READY_TO_SHIP:
        packed = tx.one("SELECT 1 FROM lazada_packed WHERE order_id = ?", order["id"])
        return "packed" if packed else "pending"
    return STATUS[state]


def get_orders(call: Call) -> dict[str, Any]:
    """`/orders/get`."""
    after, created = call.moment("update_after"), call.moment("created_after")
    if after is None and created is None:
        raise ApiError("MissingParameter", "update_after or created_after is mandatory.")
    limit = call.whole("limit", code="19", most=100, default=100)
    offset = call.whole("offset", code="14", most=5000, default=0)
    column = call.text("sort_by", "created_at")
    way = call.text("sort_direction", "DESC").upper()
    if column not in ("created_at", "updated_at"):
        raise ApiError("75", "E075: Invalid sort filter")
    if way not in ("ASC", "DESC"):
        raise ApiError("74", "E074: Invalid sort direction")
    until, created_until = call.moment("update_before"), call.moment("created_before")
    lag = call.plan.get("list_lag")
    newest = call.tx.now - int(lag.number("seconds", 5)) if lag else _NEVER
    rows = call.tx.all(
        _LISTS[column, way],
        *(call.shop_id, after or 0, min(newest, _NEVER if until is None else until)),
        *(created or 0, _NEVER if created_until is None else created_until),
    )
    rows = _with_status(call, rows)
    shift = call.plan.get("page_shift") if offset else None
    start = offset + (int(shift.number("by", 1)) if shift else 0)
    found = [order_facts(call.tx, row) for row in rows[start : start + limit]]
    return {"data": {"count": len(found), "countTotal": len(rows), "orders": found}}


def _with_status(call: Call, rows: list[Row]) -> list[Row]:
    wanted = call.parameters.get("status", "")
    if not wanted or wanted == "all":
        return rows
    if wanted not in _FILTERS:
        raise ApiError("36", "E036: Invalid status filter")
    word = _MEANS.get(wanted, wanted)
    return [row for row in rows if status_of(tx=call.tx, order=row) == word]


def get_order(call: Call) -> dict[str, Any]:
    """`/order/get`."""
    return {"data": order_facts(call.tx, find(call, call.text("order_id")))}


def find(call: Call, text: object) -> Row:
    """An order of the shop by the id it has on this platform."""
    digits = str(text)
    number = int(digits) - FIRST_ORDER if digits.isascii() and digits.isdigit() else 0
    row = call.tx.one(
        "SELECT * FROM orders WHERE id = ? AND shop_id = ?", min(number, _NEVER), call.shop_id
    )
    if row is None:
        raise ApiError("16", f'E016: "{digits}" Invalid Order ID')
    return row


def order_facts(tx: Tx, order: Row) -> dict[str, Any]:
    """An order without its items. `price` leaves out voucher and shipping."""
    lines = selectors.lines_of(tx=tx, order=order)
    buyer = tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    goods = sum(line["price"] * line["quantity"] for line in lines)
    address = {
        "first_name": _starred(buyer["name"]),
        "last_name": "",
        "phone": _starred(buyer["phone"]),
        "address1": _starred(buyer["address"]),
        "address3": buyer["province"],
        "address4": buyer["city"],
        "address5": buyer["district"],
        "city": buyer["city"],
        "post_code": buyer["zipcode"],
        "country": "Indonesia",
    }
    number = FIRST_ORDER + order["id"]
    return {
        "order_id": number,
        "order_number": number,
        "statuses": [status_of(tx=tx, order=order)],
        "price": f"{goods}.00",
        "voucher": 0.0,
        "voucher_seller": 0.0,
        "voucher_platform": 0.0,
        "shipping_fee": float(order["shipping_fee"]),
        "created_at": moment_text(order["created_at"]),
        "updated_at": moment_text(order["updated_at"]),
        "payment_method": "COD" if order["cod"] else "SALDO_TIRUAN",
        "items_count": sum(line["quantity"] for line in lines),
        "customer_first_name": _starred(buyer["name"]),
        "customer_last_name": "",
        "remarks": order["message"],
        "warehouse_code": "dropshipping",
        "address_shipping": address,
        "address_billing": address,
    }


def _starred(text: str) -> str:
    """Buyers are hidden from apps without the data-protection review."""
    return text[:1] + "*" * (len(text) - 1)


def get_items(call: Call) -> dict[str, Any]:
    """`/order/items/get`."""
    return {"data": item_facts(call.tx, find(call, call.text("order_id")))}


def get_items_of_many(call: Call) -> dict[str, Any]:
    """`/orders/items/get`: up to 50 orders; unknown ones are left out."""
    wanted = call.json("order_ids")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 50:
        raise ApiError("IllegalParameter", "order_ids must have 1 to 50 elements.")
    found = []
    for one in wanted:
        try:
            order = find(call, one)
        except ApiError:
            continue
        number = FIRST_ORDER + order["id"]
        items = item_facts(call.tx, order)
        found.append({"order_id": number, "order_number": number, "order_items": items})
    return {"data": found}


def item_ids(tx: Tx, order: Row) -> list[int]:
    """The ids of an order's units."""
    return [
        line["id"] * UNITS + unit
        for line in selectors.lines_of(tx=tx, order=order)
        for unit in range(line["quantity"])
    ]


def item_facts(tx: Tx, order: Row) -> list[dict[str, Any]]:
    """One element per unit: there is no quantity."""
    packed = tx.one("SELECT * FROM lazada_packed WHERE order_id = ?", order["id"])
    parcel = tx.the("SELECT * FROM parcel WHERE order_id = ?", order["id"])
    ids = iter(item_ids(tx, order))
    is_asked = order["state"] == OrderState.IN_CANCEL
    shared = {
        "order_id": FIRST_ORDER + order["id"],
        "status": status_of(tx=tx, order=order),
        "package_id": parcel["number"] if packed else "",
        "tracking_code": packed["tracking_number"] if packed else "",
        "shipment_provider": "LEX ID" if packed else "",
        "shipping_type": "Dropshipping",
        "warehouse_code": "dropshipping",
        "reason": order["cancel_reason"] or order["buyer_cancel_reason"],
        "cancel_return_initiator": f"cancellation-{order['cancel_by']}"
        if order["cancel_by"]
        else "",
        "is_cancel_pending": is_asked,
        "need_cancel_confirm": is_asked,
        "cancel_trigger_time": moment_text(order["updated_at"]) if is_asked else "",
        "sla_time_stamp": moment_text(order["ship_by"]),
        "currency": "IDR",
        "shipping_amount": 0.0,
        "voucher_amount": 0.0,
        "voucher_seller": 0.0,
        "voucher_platform": 0.0,
        "created_at": moment_text(order["created_at"]),
        "updated_at": moment_text(order["updated_at"]),
    }
    return [
        {
            **shared,
            "order_item_id": next(ids),
            "sku": line["variant_sku"] or line["item_sku"],
            "shop_sku": f"{line['item_id']}_ID-{line['variant_id']}",
            "sku_id": str(line["variant_id"]),
            "product_id": str(line["item_id"]),
            "name": line["item_name"],
            "variation": line["variant_name"],
            "item_price": float(line["price"]),
            "paid_price": float(line["price"]),
        }
        for line in selectors.lines_of(tx=tx, order=order)
        for _ in range(line["quantity"])
    ]
