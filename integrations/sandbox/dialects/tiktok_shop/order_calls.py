"""`/order/*` and cancellations: one element per unit, amounts as text."""

import json
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import orders, selectors
from integrations.sandbox.core.records import MarketError
from integrations.sandbox.core.states import BEFORE_SHIPMENT, DAY, FINAL, OrderState
from integrations.sandbox.dialects.tiktok_shop import names
from integrations.sandbox.dialects.tiktok_shop.call import ApiError, Call, bad
from integrations.sandbox.dialects.tiktok_shop.products import sku_name

NO_ORDER, WRONG_STATE = 11001001, 11006021  # the first is ours: the sheet names no such code
REASONS = (
    "seller_cancel_reason_out_of_stock",
    "seller_cancel_reason_wrong_price",
    "seller_cancel_paid_reason_address_not_deliver",
    "seller_cancel_paid_reason_buyer_requested",
)
_SORTS = {"create_time": "created_at", "update_time": "updated_at"}
_QUERY = (
    "SELECT * FROM orders WHERE shop_id = ? AND updated_at >= ? AND updated_at < ? "
    "AND created_at >= ? AND created_at < ? AND {after} ORDER BY {column} {way}, id {way} LIMIT ?"
)


def search(call: Call) -> dict[str, Any]:
    """`POST orders/search`: complete orders; pages name the last row seen, so they never shift."""
    size = call.number("page_size", low=1, high=100, default=20)
    sort, way = call.query.get("sort_field", "create_time"), call.query.get("sort_order", "DESC")
    if sort not in _SORTS or way not in ("ASC", "DESC"):
        raise bad("sort_field or sort_order")
    column = _SORTS[sort]
    lag = call.plan.get("list_lag")
    ends = call.moment("update_time_lt", 2**62)
    if lag is not None:
        ends = min(ends, call.tx.now - int(lag.number("seconds", 5)))
    window = (
        *(call.moment("update_time_ge", 0), ends),
        *(call.moment("create_time_ge", 0), call.moment("create_time_lt", 2**62)),
    )
    at, last = _page_token(call, way)
    sign = ">" if way == "ASC" else "<"
    after = f"({column}, id) {sign} (?, ?)"
    sql = _QUERY.format(column=column, way=way, after=after)
    is_filtered = {"order_status", "is_buyer_request_cancel"} & set(call.body)
    most = -1 if is_filtered else size + 1
    rows = [
        row
        for row in call.tx.all(sql, call.shop_id, *window, at, last, most)
        if _is_wanted(call, row)
    ]
    page = rows[:size]
    token = f"{page[-1][column]}_{page[-1]['id']}" if len(rows) > size else ""
    return {
        "next_page_token": token,
        "total_count": len(rows),
        "orders": [order_json(call, row) for row in page],
    }


def _page_token(call: Call, way: str) -> tuple[int, int]:
    text = call.query.get("page_token", "")
    if not text:
        return (-1, -1) if way == "ASC" else (2**62, 2**62)
    at, _, last = text.partition("_")
    if not (at.isdigit() and last.isdigit()):
        raise bad("page_token")
    return int(at), int(last)


def _is_wanted(call: Call, order: Row) -> bool:
    status = call.body.get("order_status")
    if status is not None and status not in {
        *names.ORDER_STATUS.values(),
        *names.OTHER_ORDER_STATUS,
    }:
        raise bad("order_status")
    wish = call.body.get("is_buyer_request_cancel")
    fits_wish = wish is None or bool(wish) == (order["state"] == OrderState.IN_CANCEL)
    return fits_wish and status in (None, names.order_status(order))


def read(call: Call) -> dict[str, Any]:
    """`GET orders?ids=`: up to 50; unknown ids are left out."""
    wanted = [text for text in call.query.get("ids", "").split(",") if text]
    if not 1 <= len(wanted) <= 50:
        raise bad("ids must have 1 to 50 elements")
    found = [row for text in dict.fromkeys(wanted) if (row := _find(call, text)) is not None]
    return {"orders": [order_json(call, row) for row in found]}


def _find(call: Call, text: str) -> Row | None:
    return call.tx.one(
        "SELECT * FROM orders WHERE id = ? AND shop_id = ?", names.core_order(text), call.shop_id
    )


def own_order(call: Call, text: str) -> Row:
    """The shop's order behind an order id or cancellation id."""
    row = _find(call, text)
    if row is None:
        raise ApiError(NO_ORDER, "The order does not exist")
    return row


def order_json(call: Call, order: Row) -> dict[str, Any]:
    """One order, complete."""
    lines = selectors.lines_of(tx=call.tx, order=order)
    parcel = call.tx.the("SELECT * FROM parcel WHERE order_id = ?", order["id"])
    has_parcel = order["state"] != OrderState.UNPAID
    status = names.order_status(order)
    listed = sum(line["original_price"] * line["quantity"] for line in lines)
    paid = sum(line["price"] * line["quantity"] for line in lines)
    body: dict[str, Any] = {
        "id": names.order_id(order),
        "status": status,
        # Even numbers come from one shop front, odd ones from the other.
        "commerce_platform": "TOKOPEDIA" if order["id"] % 2 else "TIKTOK_SHOP",
        "create_time": order["created_at"],
        "update_time": order["updated_at"],
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "TIKTOK",
        "delivery_option_name": parcel["carrier"],
        "shipping_provider": parcel["carrier"],
        "tracking_number": parcel["tracking_number"],
        "packages": [{"id": names.package_id(parcel)}] if has_parcel else [],
        "warehouse_id": names.warehouse_id(call.shop_id),
        "payment_method_name": order["payment_method"],
        "is_cod": bool(order["cod"]),
        "is_on_hold_order": False,
        "is_sample_order": False,
        "is_buyer_request_cancel": order["state"] == OrderState.IN_CANCEL,
        "buyer_message": order["message"],
        "user_id": str(order["buyer_id"]),
        "payment": _payment(order, listed, paid),
        "line_items": [
            _unit(order, line, parcel, number, status, has_parcel)
            for line in lines
            for number in range(line["quantity"])
        ],
    }
    if order["state"] == OrderState.CANCELLED:
        body |= {
            "cancel_time": order["updated_at"],
            "cancellation_initiator": order["cancel_by"].upper(),
            "cancel_reason": order["cancel_reason"],
        }
    if order["paid_at"]:
        body["paid_time"] = order["paid_at"]
    if order["ship_by"]:
        body |= {"rts_sla_time": order["ship_by"], "tts_sla_time": order["ship_by"]}
    if order["picked_up_at"]:
        body["collection_time"] = order["picked_up_at"]
    if has_parcel:
        body["recipient_address"] = _recipient(call, order)
    return body


def _payment(order: Row, listed: int, paid: int) -> dict[str, str]:
    return {
        "currency": "IDR",
        "original_total_product_price": str(listed),
        "sub_total": str(paid),
        "seller_discount": str(listed - paid),
        "platform_discount": "0",
        "shipping_fee": str(order["shipping_fee"]),
        "tax": "0",
        "total_amount": str(paid + order["shipping_fee"]),
    }


def _unit(
    order: Row, line: Row, parcel: Row, number: int, status: str, has_parcel: bool
) -> dict[str, Any]:
    return {
        "id": names.unit_id(line, number),
        "sku_id": str(line["variant_id"]),
        "seller_sku": line["variant_sku"] or line["item_sku"],
        "product_id": str(line["item_id"]),
        "product_name": line["item_name"],
        "sku_name": sku_name(line),
        "currency": "IDR",
        "original_price": str(line["original_price"]),
        "sale_price": str(line["price"]),
        "seller_discount": str(line["original_price"] - line["price"]),
        "platform_discount": "0",
        "display_status": status,
        "package_id": names.package_id(parcel) if has_parcel else "",
        "package_status": _package_status(order) if has_parcel else "",
        "is_gift": False,
        "cancel_reason": order["cancel_reason"],
    }


def _package_status(order: Row) -> str:
    words = {"AWAITING_SHIPMENT": "TO_FULFILL", "AWAITING_COLLECTION": "PROCESSING"}
    status = names.order_status(order)
    done = {"IN_TRANSIT": "FULFILLING", "CANCELLED": "CANCELLED"}
    return {**words, **done}.get(status, "COMPLETED")


def _recipient(call: Call, order: Row) -> dict[str, Any]:
    """Desensitised: the platform ships, so the seller need not know."""
    buyer = call.tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    levels = ("Indonesia", buyer["province"], buyer["city"], buyer["district"])
    return {
        "name": buyer["name"][:1] + "***",
        "phone_number": "(+62)8" + "*" * 8 + buyer["phone"][-2:],
        "address_line1": "***",
        "full_address": f"***, {buyer['district']}, {buyer['city']}",
        "postal_code": buyer["zipcode"],
        "region_code": "ID",
        "district_info": [
            {"address_level": f"L{level}", "address_level_name": kind, "address_name": name}
            for level, (kind, name) in enumerate(
                zip(("country", "state", "city", "district"), levels, strict=True)
            )
        ],
    }


# Cancellations


def cancel(call: Call) -> dict[str, Any]:
    """`POST cancellations`: the seller cancels the whole order before it is collected."""
    order = own_order(call, call.text("order_id"))
    reason = call.text("cancel_reason")
    if reason not in REASONS:
        raise bad(f"cancel_reason must be one of {', '.join(REASONS)}")
    if call.body.get("skus") and not _is_whole(call, order):
        raise bad("skus: this marketplace cancels whole orders")
    if order["state"] in FINAL or order["state"] not in BEFORE_SHIPMENT:
        raise ApiError(WRONG_STATE, "The order status does not allow a cancellation")
    orders.cancel(tx=call.tx, order_sn=order["sn"], by="seller", reason=reason)
    return {"cancel_id": names.cancel_id(order), "cancel_status": "CANCELLATION_REQUEST_SUCCESS"}


def _is_whole(call: Call, order: Row) -> bool:
    told: dict[str, int] = {}
    for row in call.rows("skus", most=100):
        sku, quantity = str(row.get("sku_id", "")), row.get("quantity", 0)
        told[sku] = told.get(sku, 0) + (quantity if isinstance(quantity, int) else 0)
    own: dict[str, int] = {}
    for line in selectors.lines_of(tx=call.tx, order=order):
        own[str(line["variant_id"])] = own.get(str(line["variant_id"]), 0) + line["quantity"]
    return told == own


def search_cancellations(call: Call) -> dict[str, Any]:
    """`POST cancellations/search`: open wishes and what was cancelled, newest first."""
    size = call.number("page_size", low=1, high=50, default=20)
    wanted = json.dumps([names.core_order(str(text)) for text in call.body.get("order_ids") or []])
    rows = call.tx.all(
        "SELECT * FROM orders WHERE shop_id = ?1 AND state IN ('in_cancel', 'cancelled') "
        "AND (?2 = '[]' OR id IN (SELECT value FROM json_each(?2))) ORDER BY updated_at DESC, id "
        "LIMIT ?3",
        *(call.shop_id, wanted, size),
    )
    return {
        "next_page_token": "",
        "total_count": len(rows),
        "cancellations": [_cancellation(row) for row in rows],
    }


def _cancellation(order: Row) -> dict[str, Any]:
    is_open = order["state"] == OrderState.IN_CANCEL
    word = "CANCELLATION_REQUEST_PENDING" if is_open else "CANCELLATION_REQUEST_COMPLETE"
    return {
        "cancel_id": names.cancel_id(order),
        "order_id": names.order_id(order),
        "cancel_type": "BUYER_CANCEL" if is_open else "CANCEL",
        "cancel_status": word,
        "role": "BUYER" if is_open else order["cancel_by"].upper(),
        "cancel_reason": order["buyer_cancel_reason"] or order["cancel_reason"],
        "create_time": order["updated_at"],
        "update_time": order["updated_at"],
        "seller_next_action_response": [
            {"action": action, "deadline": order["due_at"] or order["updated_at"] + DAY}
            for action in ("SELLER_RESPOND_CANCEL",)
            if is_open
        ],
    }


def approve(call: Call) -> dict[str, Any]:
    """`POST cancellations/{id}/approve`."""
    return _answer(call, accept=True)


def reject(call: Call) -> dict[str, Any]:
    """`POST cancellations/{id}/reject`."""
    return _answer(call, accept=False)


def _answer(call: Call, *, accept: bool) -> dict[str, Any]:
    order = own_order(call, call.parts[0])
    try:
        orders.answer_cancel(tx=call.tx, order_sn=order["sn"], accept=accept)
    except MarketError:
        raise ApiError(WRONG_STATE, "There is no cancellation to answer") from None
    return {}
