"""What finished orders brought: goods, commission and payment fee, one line each."""

from datetime import date, datetime
from typing import Any

from integrations.sandbox.core import selectors
from integrations.sandbox.core.states import DAY, OrderState
from integrations.sandbox.dialects.lazada.call import (
    FIRST_ORDER,
    UNITS,
    WIB,
    ApiError,
    Call,
    moment_text,
)

COMMISSION, PAYMENT = 4, 2  # percent; ours
LONGEST = 180 * DAY


def transactions(call: Call) -> dict[str, Any]:
    """`/finance/transaction/details/get`."""
    start, end = _day(call, "start_time"), _day(call, "end_time") + DAY - 1
    if end - start >= LONGEST or end < start:
        raise ApiError("IllegalParameter", "start_time and end_time must be within 180 days")
    limit = call.whole("limit", code="19", most=500, default=500)
    offset = call.whole("offset", code="14", most=1_000_000, default=0)
    wanted = call.parameters.get("trans_type", "")
    rows = [row for row in _all(call, start, end) if wanted in ("", "-1", row["fee_type"])]
    return {"data": rows[offset : offset + limit]}


def _day(call: Call, name: str) -> int:
    try:
        day = date.fromisoformat(call.text(name)[:10])
    except ValueError:
        raise ApiError("17", 'E017: "Invalid Date Format"') from None
    return int(datetime(day.year, day.month, day.day, tzinfo=WIB).timestamp())


def _all(call: Call, start: int, end: int) -> list[dict[str, Any]]:
    found = []
    orders = call.tx.all(
        "SELECT * FROM orders WHERE shop_id = ? AND state = ? AND completed_at BETWEEN ? AND ? "
        "ORDER BY completed_at, id",
        *(call.shop_id, OrderState.COMPLETED, start, end),
    )
    for order in orders:
        for line in selectors.lines_of(tx=call.tx, order=order):
            for unit in range(line["quantity"]):
                goods = line["price"]
                amounts = (
                    ("13", "Item Price Credit", goods),
                    ("16", "Commission", -(goods * COMMISSION // 100)),
                    ("3", "Payment Fee", -(goods * PAYMENT // 100)),
                )
                shared = {
                    "order_no": str(FIRST_ORDER + order["id"]),
                    "orderItem_no": str(line["id"] * UNITS + unit),
                    "seller_sku": line["variant_sku"] or line["item_sku"],
                    "lazada_sku": f"{line['item_id']}_ID-{line['variant_id']}",
                    "details": line["item_name"],
                    "transaction_date": moment_text(order["completed_at"])[:10],
                    "statement": _statement(call, order["completed_at"]),
                    "paid_status": "Paid",
                }
                for fee_type, name, amount in amounts:
                    number = f"{shared['orderItem_no']}-{fee_type}"
                    own = {"transaction_number": number, "fee_type": fee_type, "fee_name": name}
                    found.append({**shared, **own, "amount": f"{amount}.00"})
    return found


def _statement(call: Call, seconds: int) -> str:
    day = datetime.fromtimestamp(seconds, WIB).strftime("%Y%m%d")
    return f"ID{call.shop_id}-{day}"


def payouts(call: Call) -> dict[str, Any]:
    """`/finance/payout/status/get`: one statement per day."""
    start = _day(call, "created_after")
    days: dict[str, list[dict[str, Any]]] = {}
    for row in _all(call, start, 2**60):
        days.setdefault(row["statement"], []).append(row)
    found = []
    for name, rows in days.items():
        goods = sum(float(row["amount"]) for row in rows if row["fee_type"] == "13")
        total = sum(float(row["amount"]) for row in rows)
        day = rows[0]["transaction_date"]
        found.append(
            {
                "statement_number": name,
                "created_at": f"{day} 23:59:59",
                "updated_at": f"{day} 23:59:59",
                "item_revenue": f"{goods:.2f}",
                "fees_total": f"{total - goods:.2f}",
                "payout": f"{total:.2f} IDR",
                "closing_balance": "0.00",
                "paid": "1",
            }
        )
    return {"data": found}
