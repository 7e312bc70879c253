"""`order/cancel_order` and `order/handle_buyer_cancellation`."""

from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import orders, selectors
from integrations.sandbox.core.records import NotFound
from integrations.sandbox.core.states import BEFORE_SHIPMENT, FINAL, OrderState
from integrations.sandbox.dialects.shopee.call import Call
from integrations.sandbox.dialects.shopee.errors import ApiError

REASONS = ("OUT_OF_STOCK", "CUSTOMER_REQUEST", "COD_NOT_SUPPORTED")
NO_SUCH_ORDER = "Wrong parameters, detail: the order is not found."


def own_order(call: Call, order_sn: str) -> Row:
    """The shop's order with this number."""
    try:
        return orders.get(tx=call.tx, order_sn=order_sn, shop_id=call.shop_id)
    except NotFound:
        raise ApiError("error_not_found", NO_SUCH_ORDER) from None


def cancel_order(call: Call) -> dict[str, Any]:
    """`POST order/cancel_order`: the seller cancels before shipment."""
    order = own_order(call, call.body_text("order_sn"))
    reason = call.body_text("cancel_reason")
    if reason not in REASONS:
        raise call.bad(f"cancel_reason must be one of {', '.join(REASONS)}")
    if call.body.get("partial_cancel_item_list"):
        raise call.bad("partial cancellation is not open for this shop")
    if reason == "OUT_OF_STOCK":
        _check_items(call, order)
    if reason == "COD_NOT_SUPPORTED" and not order["cod"]:
        raise call.bad("the order is not cash on delivery")
    if order["state"] in FINAL:
        raise ApiError("order_finalized", "The order is completed or cancelled.")
    if order["state"] not in BEFORE_SHIPMENT:
        raise ApiError("error_state", "The order cannot be cancelled in this status.")
    orders.cancel(tx=call.tx, order_sn=order["sn"], by="seller", reason=reason)
    return {"update_time": call.tx.now}


def _check_items(call: Call, order: Row) -> None:
    known = {
        (row["item_id"], row["variant_id"] if row["has_variants"] else 0)
        for row in selectors.lines_of(tx=call.tx, order=order)
    }
    for element in call.body_list("item_list", most=100):
        item_id = call.as_int("item_id", element.get("item_id"))
        model_id = call.as_int("model_id", element.get("model_id", 0))
        if (item_id, model_id) not in known:
            raise call.bad(f"item {item_id} model {model_id} is not in the order")


def handle_buyer_cancellation(call: Call) -> dict[str, Any]:
    """`POST order/handle_buyer_cancellation`: yes or no to the buyer's request."""
    order = own_order(call, call.body_text("order_sn"))
    operation = call.body_text("operation")
    if operation not in ("ACCEPT", "REJECT"):
        raise call.bad("operation must be ACCEPT or REJECT")
    if order["state"] != OrderState.IN_CANCEL:
        code = "order_finalized" if order["state"] in FINAL else "error_state"
        raise ApiError(code, "The order has no cancellation request to answer.")
    orders.answer_cancel(tx=call.tx, order_sn=order["sn"], accept=operation == "ACCEPT")
    return {"update_time": call.tx.now}
