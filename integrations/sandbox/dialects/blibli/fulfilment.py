"""Packages, handing over, labels; and cancelling, item by item."""

import base64
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, events, orders, selectors, shipping
from integrations.sandbox.core.records import MarketError, Wanted
from integrations.sandbox.core.states import BEFORE_SHIPMENT, OrderState
from integrations.sandbox.dialects.blibli.call import DAY, ApiError, Call, invalid
from integrations.sandbox.dialects.blibli.orders import (
    FIRST_ITEM,
    FIRST_ORDER,
    FIRST_PACKAGE,
    find_item,
    live_state,
    package_of,
    status_of,
)
from integrations.sandbox.label import Label, render

# Letter for letter: any other word would cancel a part only.
REASONS = {
    "Stok habis": "OUT_OF_STOCK",
    "Harga salah": "WRONG_PRICE",
    "Permintaan pembeli": "BUYER_ASKED",
}
WRONG_STATE = "ERR-PA400012"
_UNKNOWN_PACKAGE = ApiError(404, "ERR-PA404013", "Package not found")


def combine(call: Call) -> dict[str, Any]:
    """`…/order/getCombineShipping?orderItemNo=`: what may share a package with this item."""
    order, _ = find_item(call, call.query.get("orderItemNo", ""))
    lines = selectors.lines_of(tx=call.tx, order=order)
    names = [
        str(FIRST_ITEM + line["id"]) for line in lines if status_of(call.tx, order, line) == "FP"
    ]
    return {"value": {"combineShipping": [{"orderItemNo": name} for name in names]}}


def create_package(call: Call) -> dict[str, Any]:
    """`…/order/createPackage {orderItemIds[]}`: items of one order that are FP."""
    call.spend("packages", most=7200, seconds=DAY)
    wanted = call.object().get("orderItemIds")
    if not isinstance(wanted, list) or not wanted:
        raise invalid("orderItemIds must not be empty")
    found = [find_item(call, each) for each in wanted]
    order = found[0][0]
    if any(each["id"] != order["id"] for each, _ in found):
        raise invalid("the items are not of one order and address")
    for each, line in found:
        if status_of(call.tx, each, line) != "FP":
            raise ApiError(400, WRONG_STATE, f"status of {FIRST_ITEM + line['id']} is not FP")
    package_id = call.tx.insert("blibli_package", order_id=order["id"], awb="")
    awb = f"BLI{7_000_000_000 + package_id}"
    call.tx.update("blibli_package", where="id = ?", values=(package_id,), awb=awb)
    for _, line in found:
        call.tx.insert("blibli_packed", line_id=line["id"], package_id=package_id)
    _tell(call, order)
    return {"value": {"packageId": FIRST_PACKAGE + package_id}}


def _tell(call: Call, order: Row) -> None:
    call.tx.run("UPDATE orders SET updated_at = ? WHERE id = ?", call.tx.now, order["id"])
    told = {"order_sn": order["sn"], "state": order["state"], "updated_at": call.tx.now}
    events.emit(tx=call.tx, shop_id=call.shop_id, kind=events.ORDER_CHANGED, **told)


def _package(call: Call, text: str) -> tuple[Row, Row]:
    number = int(text) - FIRST_PACKAGE if text.isascii() and text.isdigit() else 0
    package = call.tx.one("SELECT * FROM blibli_package WHERE id = ?", min(number, 2**60))
    order = None
    if package is not None:
        order = call.tx.one(
            "SELECT * FROM orders WHERE id = ? AND shop_id = ?", package["order_id"], call.shop_id
        )
    if package is None or order is None:
        raise _UNKNOWN_PACKAGE
    return package, order


def fulfill(call: Call, package_id: str) -> None:
    """`POST /seller/v1/orders/regular/{packageId}/fulfill {awbNo}`: the courier may come.

    The order leaves when its last package is fulfilled; what was cancelled is back on sale then.
    """
    package, order = _package(call, package_id)
    call.spend(f"fulfill:{package['id']}", most=5, seconds=DAY)
    if package["is_fulfilled"] or live_state(order) != OrderState.READY_TO_SHIP:
        raise ApiError(400, WRONG_STATE, "status of the package does not allow this")
    awb = str((call.body or {}).get("awbNo") or package["awb"])
    values = (package["id"],)
    call.tx.update("blibli_package", where="id = ?", values=values, is_fulfilled=1, awb=awb)
    if order["state"] == OrderState.IN_CANCEL:  # sending on is how a seller refuses here
        orders.answer_cancel(tx=call.tx, order_sn=order["sn"], accept=False)
    _leave_when_complete(call, order, awb)


def _leave_when_complete(call: Call, order: Row, awb: str) -> None:
    lines = selectors.lines_of(tx=call.tx, order=order)
    words = {line["id"]: status_of(call.tx, order, line) for line in lines}
    if "FP" in words.values() or "BP" in words.values():
        _tell(call, order)
        return
    shipping.arrange(tx=call.tx, order_sn=order["sn"], method="dropoff")
    call.tx.run(
        "UPDATE parcel SET tracking_number = ?, due_at = NULL WHERE order_id = ?",
        *(awb, order["id"]),
    )
    gone = [line for line in lines if words[line["id"]] == "CX"]
    if gone:
        wanted = [Wanted(variant_id=row["variant_id"], quantity=row["quantity"]) for row in gone]
        catalog.give_back(tx=call.tx, wanted=wanted, ref=order["sn"])


def label(call: Call, package_id: str) -> dict[str, Any]:
    """`GET /seller/v1/orders/{packageId}/shippingLabel`: a PDF in base64, from packing on."""
    package, order = _package(call, package_id)
    call.spend(f"label:{package['id']}", most=5, seconds=DAY)
    buyer = call.tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", order["shop_id"])
    lines = [
        line
        for line in selectors.lines_of(tx=call.tx, order=order)
        if (found := package_of(call.tx, line)) is not None and found["id"] == package["id"]
    ]
    page = Label(
        title="Blibli Reguler",
        order_number=str(FIRST_ORDER + order["id"]),
        tracking_number=package["awb"],
        sender=(shop["name"], shop["phone"], shop["city"]),
        recipient=(buyer["name"], buyer["phone"], buyer["address"], buyer["city"]),
        contents=tuple(
            f"{line['quantity']} x {line['item_name']} {line['variant_name']}".rstrip()
            for line in lines
        ),
    )
    return {"content": {"shippingLabel": base64.b64encode(render(labels=[page])).decode()}}


def reasons(call: Call) -> dict[str, Any]:
    """`GET /seller/v1/orders/items/cancellations/reasons`."""
    return {"content": list(REASONS)}


def cancel(call: Call, item_id: str) -> None:
    """`POST /seller/v1/orders/items/{orderItemId}/cancellations {reason}`: one whole item."""
    order, line = find_item(call, item_id)
    reason = str(call.object().get("reason", ""))
    if reason not in REASONS:
        raise invalid("only the reasons of the list are taken here: parts are not cancelled")
    is_open = live_state(order) in BEFORE_SHIPMENT and status_of(call.tx, order, line) != "CX"
    if not is_open or status_of(call.tx, order, line) == "FR":
        raise ApiError(400, WRONG_STATE, "status of the order item does not allow this")
    call.tx.insert("blibli_cancelled", line_id=line["id"], reason=reason)
    lines = selectors.lines_of(tx=call.tx, order=order)
    if all(status_of(call.tx, order, each) == "CX" for each in lines):
        try:
            orders.cancel(tx=call.tx, order_sn=order["sn"], by="seller", reason=REASONS[reason])
        except MarketError as refusal:
            raise ApiError(400, WRONG_STATE, str(refusal)) from None
        return
    # Its units are back on sale once the rest leaves or ends: the core gives back whole orders.
    fulfilled = [package_of(call.tx, each) for each in lines]
    awbs = [package["awb"] for package in fulfilled if package and package["is_fulfilled"]]
    if awbs:
        _leave_when_complete(call, order, awbs[-1])
    else:
        _tell(call, order)
