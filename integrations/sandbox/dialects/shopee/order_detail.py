"""`order/get_order_detail`: the few default fields, and the others when they are asked for."""

from collections.abc import Callable
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.dialects.shopee import apps, words
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

BATCH = 50
CHANNEL_ID = 8_003
# While a parcel is on its way the seller needs the address; before and after, nobody does.
ADDRESS_SHOWN = (
    OrderState.READY_TO_SHIP,
    OrderState.PROCESSED,
    OrderState.RETRY_SHIP,
    OrderState.IN_CANCEL,
    OrderState.SHIPPED,
    OrderState.TO_CONFIRM,
)


def get_order_detail(call: Call) -> dict[str, Any]:
    """`GET order/get_order_detail`: up to 50 orders; unknown numbers are left out."""
    wanted = list(dict.fromkeys(call.query_list("order_sn_list", most=BATCH)))
    fields = [
        name
        for value in call.query.getlist("response_optional_fields")
        for name in value.split(",")
        if name in _OPTIONAL
    ]
    found = []
    for order_sn in wanted:
        row = call.tx.one(
            "SELECT * FROM orders WHERE sn = ? AND shop_id = ?", order_sn, call.shop_id
        )
        if row is not None:
            found.append({**_default(row), **{name: _OPTIONAL[name](call, row) for name in fields}})
    if not found:
        raise ApiError("error_not_found", "Wrong parameters, detail: the order is not found.")
    return {"order_list": found}


def _default(order: Row) -> dict[str, Any]:
    return {
        "order_sn": order["sn"],
        "region": "ID",
        "currency": "IDR",
        "cod": bool(order["cod"]),
        "order_status": words.ORDER_STATUS[order["state"]],
        "message_to_seller": order["message"],
        "create_time": order["created_at"],
        "update_time": order["updated_at"],
        "days_to_ship": order["days_to_ship"],
        "ship_by_date": order["ship_by"],
        "booking_sn": "",
    }


def _buyer(call: Call, order: Row) -> Row:
    row = call.tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    return row


def _recipient_address(call: Call, order: Row) -> dict[str, Any]:
    buyer = _buyer(call, order)
    app = apps.find(tx=call.tx, partner_id=call.partner_id)
    is_shown = order["state"] in ADDRESS_SHOWN and app is not None and app["is_ip_declared"]
    city = ", ".join((buyer["district"], buyer["city"], buyer["province"], buyer["zipcode"]))
    private = {
        "name": buyer["name"],
        "phone": buyer["phone"],
        "zipcode": buyer["zipcode"],
        "full_address": f"{buyer['address']}, {city}",
    }
    return {
        **(private if is_shown else dict.fromkeys(private, "****")),
        "town": "",
        "district": buyer["district"] if is_shown else "****",
        "city": buyer["city"],
        "state": buyer["province"],
        "region": "ID",
    }


def _buyer_username(call: Call, order: Row) -> str:
    return str(_buyer(call, order)["username"])


def _item_list(call: Call, order: Row) -> list[dict[str, Any]]:
    cancelled = order["state"] == OrderState.CANCELLED
    return [
        {
            "item_id": row["item_id"],
            "item_name": row["item_name"],
            "item_sku": row["item_sku"],
            "model_id": row["variant_id"] if row["has_variants"] else 0,
            "model_name": row["variant_name"],
            "model_sku": row["variant_sku"],
            "model_quantity_purchased": row["quantity"],
            "model_original_price": float(row["original_price"]),
            "model_discounted_price": float(row["price"]),
            "order_item_id": row["item_id"],
            "line_item_id": row["id"],
            "promotion_type": "product_promotion" if row["promotion_id"] else "",
            "promotion_id": row["promotion_id"],
            "promotion_group_id": 0,
            "product_location_id": [],
            "weight": row["weight_grams"] / 1000,
            "active_qty": 0 if cancelled else row["quantity"],
            "cancel_requested_qty": (
                row["quantity"] if order["state"] == OrderState.IN_CANCEL else 0
            ),
            "cancelled_qty": row["quantity"] if cancelled else 0,
            "return_requested_qty": 0,
            "returned_qty": 0,
        }
        for row in selectors.lines_of(tx=call.tx, order=order)
    ]


def _package_list(call: Call, order: Row) -> list[dict[str, Any]]:
    lines = [
        {
            "item_id": line["item_id"],
            "model_id": line["variant_id"] if line["has_variants"] else 0,
            "model_quantity": line["quantity"],
            "order_item_id": line["item_id"],
        }
        for line in selectors.lines_of(tx=call.tx, order=order)
    ]
    return [
        {
            "package_number": row["number"],
            "logistics_status": words.PACKAGE_STATUS[row["state"]],
            "logistics_channel_id": CHANNEL_ID,
            "shipping_carrier": row["carrier"],
            "item_list": lines,
        }
        for row in call.tx.all("SELECT * FROM parcel WHERE order_id = ?", order["id"])
    ]


def _total(call: Call, order: Row) -> float:
    return float(selectors.total(tx=call.tx, order=order))


def _actual_fee(call: Call, order: Row) -> float:
    return float(order["shipping_fee"]) if order["picked_up_at"] else 0.0


def _column(name: str) -> Callable[[Call, Row], Any]:
    return lambda call, order: order[name]


def _fixed(value: object) -> Callable[[Call, Row], Any]:
    return lambda call, order: value


_OPTIONAL: dict[str, Callable[[Call, Row], Any]] = {
    "buyer_user_id": _column("buyer_id"),
    "buyer_username": _buyer_username,
    "estimated_shipping_fee": lambda call, order: float(order["shipping_fee"]),
    "recipient_address": _recipient_address,
    "actual_shipping_fee": _actual_fee,
    "note": _fixed(""),
    "item_list": _item_list,
    "pay_time": lambda call, order: order["paid_at"] or None,
    "dropshipper": _fixed(None),
    "split_up": _fixed(False),
    "buyer_cancel_reason": _column("buyer_cancel_reason"),
    "cancel_by": _column("cancel_by"),
    "cancel_reason": _column("cancel_reason"),
    "fulfillment_flag": _fixed("fulfilled_by_local_seller"),
    "pickup_done_time": _column("picked_up_at"),
    "package_list": _package_list,
    "shipping_carrier": _fixed("Reguler"),
    "payment_method": _column("payment_method"),
    "total_amount": _total,
    "invoice_data": _fixed(None),
    "return_request_due_date": _fixed(0),
    "edt": _fixed(None),
    "payment_info": _fixed([]),
}
