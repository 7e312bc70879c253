"""`order/get_order_detail`: the few default fields, and the others when they are asked for."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.states import OrderState
from integrations.sandbox.dialects.shopee import apps, words
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

BATCH = 50
CHANNEL_ID = 8_003
_LINES = """SELECT * FROM order_line WHERE order_id IN (SELECT value FROM json_each(?))
ORDER BY id"""
_PARCELS = "SELECT * FROM parcel WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY id"
# While a parcel is on its way the seller needs the address; before and after, nobody does.
ADDRESS_SHOWN = (
    OrderState.READY_TO_SHIP,
    OrderState.PROCESSED,
    OrderState.RETRY_SHIP,
    OrderState.IN_CANCEL,
    OrderState.SHIPPED,
    OrderState.TO_CONFIRM,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One order with everything that is told about it, read together with its neighbours."""

    order: Row  # with the buyer's columns beside
    lines: list[Row]
    parcels: list[Row]
    is_ip_declared: bool


def get_order_detail(call: Call) -> dict[str, Any]:
    """`GET order/get_order_detail`: up to 50 orders; unknown numbers are left out."""
    wanted = list(dict.fromkeys(call.query_list("order_sn_list", most=BATCH)))
    fields = [
        name
        for value in call.query.getlist("response_optional_fields")
        for name in value.split(",")
        if name in _OPTIONAL
    ]
    known = _facts(call, wanted)
    found = [known[order_sn] for order_sn in wanted if order_sn in known]
    if not found:
        raise ApiError("error_not_found", "Wrong parameters, detail: the order is not found.")
    return {
        "order_list": [
            {**_default(facts.order), **{name: _OPTIONAL[name](facts) for name in fields}}
            for facts in found
        ]
    }


def _facts(call: Call, wanted: list[str]) -> dict[str, Facts]:
    """Four queries, however many orders."""
    orders = call.tx.all(
        "SELECT orders.*, buyer.username AS buyer_username, buyer.name AS buyer_name, "
        "buyer.phone, buyer.address, buyer.district, buyer.city, buyer.province, buyer.zipcode "
        "FROM orders JOIN buyer ON buyer.id = orders.buyer_id "
        "WHERE sn IN (SELECT value FROM json_each(?)) AND shop_id = ?",
        *(json.dumps(wanted), call.shop_id),
    )
    ids = json.dumps([row["id"] for row in orders])
    lines = _by_order(call.tx.all(_LINES, ids))
    parcels = _by_order(call.tx.all(_PARCELS, ids))
    app = apps.find(tx=call.tx, partner_id=call.partner_id)
    return {
        row["sn"]: Facts(
            order=row,
            lines=lines[row["id"]],
            parcels=parcels[row["id"]],
            is_ip_declared=app is not None and bool(app["is_ip_declared"]),
        )
        for row in orders
    }


def _by_order(rows: list[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["order_id"]].append(row)
    return grouped


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


def _recipient_address(facts: Facts) -> dict[str, Any]:
    order = facts.order
    is_shown = order["state"] in ADDRESS_SHOWN and facts.is_ip_declared
    place = ", ".join((order["district"], order["city"], order["province"], order["zipcode"]))
    private = {
        "name": order["buyer_name"],
        "phone": order["phone"],
        "zipcode": order["zipcode"],
        "full_address": f"{order['address']}, {place}",
        "district": order["district"],
    }
    return {
        **(private if is_shown else dict.fromkeys(private, "****")),
        "town": "",
        "city": order["city"],
        "state": order["province"],
        "region": "ID",
    }


def _item_list(facts: Facts) -> list[dict[str, Any]]:
    is_cancelled = facts.order["state"] == OrderState.CANCELLED
    is_asked = facts.order["state"] == OrderState.IN_CANCEL
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
            "active_qty": 0 if is_cancelled else row["quantity"],
            "cancel_requested_qty": row["quantity"] if is_asked else 0,
            "cancelled_qty": row["quantity"] if is_cancelled else 0,
            "return_requested_qty": 0,
            "returned_qty": 0,
        }
        for row in facts.lines
    ]


def _package_list(facts: Facts) -> list[dict[str, Any]]:
    lines = [
        {
            "item_id": line["item_id"],
            "model_id": line["variant_id"] if line["has_variants"] else 0,
            "model_quantity": line["quantity"],
            "order_item_id": line["item_id"],
        }
        for line in facts.lines
    ]
    return [
        {
            "package_number": row["number"],
            "logistics_status": words.PACKAGE_STATUS[row["state"]],
            "logistics_channel_id": CHANNEL_ID,
            "shipping_carrier": row["carrier"],
            "item_list": lines,
        }
        for row in facts.parcels
    ]


def _total(facts: Facts) -> float:
    goods = sum(row["price"] * row["quantity"] for row in facts.lines)
    return float(goods + facts.order["shipping_fee"])


def _actual_fee(facts: Facts) -> float:
    return float(facts.order["shipping_fee"]) if facts.order["picked_up_at"] else 0.0


def _column(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.order[name]


def _fixed(value: object) -> Callable[[Facts], Any]:
    return lambda facts: value


_OPTIONAL: dict[str, Callable[[Facts], Any]] = {
    "buyer_user_id": _column("buyer_id"),
    "buyer_username": _column("buyer_username"),
    "estimated_shipping_fee": lambda facts: float(facts.order["shipping_fee"]),
    "recipient_address": _recipient_address,
    "actual_shipping_fee": _actual_fee,
    "note": _fixed(""),
    "item_list": _item_list,
    "pay_time": lambda facts: facts.order["paid_at"] or None,
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
