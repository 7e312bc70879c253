"""`payment/get_escrow_*`: what a completed order brought the seller, and when it was released.

Shares of the fees are ours; the sheet gives their names, not a formula. The buyer's shipping fee
goes to the courier, so it comes in and leaves again.
"""

import json
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.states import DAY, OrderState
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

PAGE = 100
BATCH = 50
LONGEST_WINDOW = 15 * DAY  # the sheet is silent: as for orders
COMMISSION, SERVICE = 65, 40  # per mille of the goods
PROCESSING = 1_250  # rupiah an order

_SUMS = (
    "(SELECT sum(price * quantity) FROM order_line WHERE order_id = orders.id) AS goods, "
    "(SELECT sum((original_price - price) * quantity) FROM order_line "
    "WHERE order_id = orders.id) AS discount"
)
_RELEASED = (
    "SELECT orders.*, SUMS FROM orders WHERE shop_id = ? AND state = ? "
    "AND completed_at BETWEEN ? AND ? ORDER BY completed_at, id LIMIT ? OFFSET ?"
).replace("SUMS", _SUMS)
_NAMED = (
    "SELECT orders.*, SUMS, buyer.username AS buyer_username FROM orders "
    "JOIN buyer ON buyer.id = orders.buyer_id "
    "WHERE shop_id = ? AND sn IN (SELECT value FROM json_each(?))"
).replace("SUMS", _SUMS)


def get_escrow_list(call: Call) -> dict[str, Any]:
    """`GET payment/get_escrow_list`: payouts by release time, the oldest first, pages from 1."""
    start = call.query_int("release_time_from", low=0)
    end = call.query_int("release_time_to", low=0)
    if end < start or end - start > LONGEST_WINDOW:
        raise call.bad("release_time_from and release_time_to must be within 15 days")
    size = call.query_int("page_size", low=1, high=PAGE, default=40)
    page = call.query_int("page_no", low=1, high=1_000_000, default=1)
    rows = call.tx.all(
        _RELEASED,
        *(call.shop_id, OrderState.COMPLETED, start, end, size + 1, (page - 1) * size),
    )
    return {
        "more": len(rows) > size,
        "escrow_list": [
            {
                "order_sn": row["sn"],
                "payout_amount": float(_payout(row)),
                "escrow_release_time": row["completed_at"],
            }
            for row in rows[:size]
        ],
    }


def get_escrow_detail(call: Call) -> dict[str, Any]:
    """`GET payment/get_escrow_detail`: the income of one order."""
    found = _details(call, [call.query_text("order_sn")])
    if not found:
        raise ApiError("error_not_found", "Wrong parameters, detail: the order is not found.")
    return found[0]


def get_escrow_detail_batch(call: Call) -> list[dict[str, Any]]:
    """`payment/get_escrow_detail_batch`: up to 50 orders; unknown numbers are left out."""
    wanted = call.body.get("order_sn_list")
    if not isinstance(wanted, list) or not all(isinstance(each, str) for each in wanted):
        raise call.bad("order_sn_list must be a list of strings")
    if len(wanted) > BATCH:
        raise ApiError("exceed_max_limit", f"order_sn_list holds more than {BATCH} numbers.")
    if not wanted:
        raise call.bad("order_sn_list must not be empty")
    return [{"escrow_detail": detail} for detail in _details(call, wanted)]


def _details(call: Call, wanted: list[str]) -> list[dict[str, Any]]:
    rows = {row["sn"]: row for row in call.tx.all(_NAMED, call.shop_id, json.dumps(wanted))}
    return [
        {
            "order_sn": rows[sn]["sn"],
            "buyer_user_name": rows[sn]["buyer_username"],
            "return_order_sn_list": [],
            "order_income": _income(rows[sn]),
        }
        for sn in dict.fromkeys(wanted)
        if sn in rows
    ]


def _income(row: Row) -> dict[str, Any]:
    shipping = row["shipping_fee"]
    amounts = {
        "escrow_amount": _payout(row),
        "buyer_total_amount": row["goods"] + shipping,
        "commission_fee": _share(row, COMMISSION),
        "service_fee": _share(row, SERVICE),
        "seller_transaction_fee": 0,
        "seller_order_processing_fee": _processing(row),
        "campaign_fee": 0,
        "withholding_tax": 0,
        "order_ams_commission_fee": 0,
        "voucher_from_seller": 0,
        "voucher_from_shopee": 0,
        "seller_discount": row["discount"],
        "shopee_discount": 0,
        "actual_shipping_fee": shipping,
        "shopee_shipping_rebate": 0,
        "buyer_paid_shipping_fee": shipping,
        "reverse_shipping_fee": 0,
        "final_shipping_fee": 0,
        "total_adjustment_amount": 0,
        "escrow_amount_after_adjustment": _payout(row),
    }
    told = {name: float(amount) for name, amount in amounts.items()}
    return {**told, "order_adjustment": []}


def _payout(row: Row) -> int:
    kept = _share(row, COMMISSION) + _share(row, SERVICE) + _processing(row)
    return int(row["goods"]) - kept


def _share(row: Row, per_mille: int) -> int:
    return int(row["goods"]) * per_mille // 1000


def _processing(row: Row) -> int:
    """Never more than the other fees leave."""
    left = int(row["goods"]) - _share(row, COMMISSION) - _share(row, SERVICE)
    return min(PROCESSING, left)
