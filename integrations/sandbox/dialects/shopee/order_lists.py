"""`order/get_order_list` and `order/get_shipment_list`: numbers of orders, a page at a time."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.states import DAY, OrderState
from integrations.sandbox.dialects.shopee import words
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

LONGEST_WINDOW = 15 * DAY
PAGE = 100
_TIME_COLUMNS = {"create_time": "created_at", "update_time": "updated_at"}
_QUERY = (
    "SELECT * FROM orders WHERE shop_id = ? AND TIME BETWEEN ? AND ? AND (TIME, id) < (?, ?) "
    "AND (? = '' OR state = ?) ORDER BY TIME DESC, id DESC LIMIT ? OFFSET ?"
)
_QUERIES = {column: _QUERY.replace("TIME", column) for column in _TIME_COLUMNS.values()}


def get_order_list(call: Call) -> dict[str, Any]:
    """`GET order/get_order_list`: newest first by the chosen time, within at most 15 days."""
    field = call.query_text("time_range_field")
    if field not in _TIME_COLUMNS:
        raise call.bad("time_range_field must be create_time or update_time")
    start, end = call.query_int("time_from", low=0), call.query_int("time_to", low=0)
    if end < start or end - start > LONGEST_WINDOW:
        message = "Start time must be earlier than end time and within 15 days."
        raise ApiError("order.order_list_invalid_time", message)
    size = call.query_int("page_size", low=1, high=PAGE)
    lag = call.plan.get("list_lag")
    if lag is not None:
        end = min(end, call.tx.now - int(lag.number("seconds", 5)))
    column = _TIME_COLUMNS[field]
    rows = _page(call, column=column, start=start, end=end, size=size)
    has_status = "order_status" in call.query.get("response_optional_fields", "").split(",")
    more = len(rows) > size
    rows = rows[:size]
    return {
        "more": more,
        "next_cursor": _cursor(rows[-1], column) if more else "",
        "order_list": [_element(row, has_status) for row in rows],
    }


def _page(call: Call, *, column: str, start: int, end: int, size: int) -> list[Row]:
    """One row more than a page, to know whether there is another. Keyset: pages never shift.

    Without a sort promise in the sheet we go newest first, and a cursor names the last row seen.
    """
    cursor = call.query_text("cursor", "")
    before_time, before_id = _read_cursor(call, cursor)
    shift = call.plan.get("page_shift") if cursor else None
    word = call.query.get("order_status", "")
    if word and word not in words.ORDER_STATE and word not in words.OTHER_ORDER_STATUS:
        raise call.bad(f"order_status {word} is invalid")
    return call.tx.all(
        _QUERIES[column],
        *(call.shop_id, start, end, before_time, before_id),
        *(word, words.ORDER_STATE.get(word, word), size + 1),
        int(shift.number("by", 1)) if shift else 0,
    )


def _cursor(row: Row, column: str) -> str:
    return f"{row[column]:x}-{row['id']:x}"


def _read_cursor(call: Call, cursor: str) -> tuple[int, int]:
    if not cursor:
        return 2**62, 2**62
    try:
        time_part, id_part = cursor.split("-")
        return int(time_part, 16), int(id_part, 16)
    except ValueError:
        raise call.bad("cursor is invalid") from None


def _element(row: Row, has_status: bool) -> dict[str, Any]:
    element = {"order_sn": row["sn"], "booking_sn": ""}
    if has_status:
        element["order_status"] = words.ORDER_STATUS[row["state"]]
    return element


def get_shipment_list(call: Call) -> dict[str, Any]:
    """`GET order/get_shipment_list`: what still has to be arranged, oldest first."""
    size = call.query_int("page_size", low=1, high=PAGE)
    cursor = call.query_text("cursor", "")
    if not (cursor or "0").isdigit():
        raise call.bad("cursor is invalid")
    rows = call.tx.all(
        "SELECT orders.id, sn, number FROM orders JOIN parcel ON parcel.order_id = orders.id "
        "WHERE shop_id = ? AND orders.state IN (?, ?) AND orders.id > ? ORDER BY orders.id LIMIT ?",
        *(call.shop_id, OrderState.READY_TO_SHIP, OrderState.RETRY_SHIP),
        *(int(cursor or 0), size + 1),
    )
    more = len(rows) > size
    rows = rows[:size]
    return {
        "order_list": [{"order_sn": row["sn"], "package_number": row["number"]} for row in rows],
        "more": more,
        "next_cursor": str(rows[-1]["id"]) if more else "",
    }
