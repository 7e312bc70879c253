"""Pack, ready to ship, label; and cancelling."""

import base64
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, events, orders, selectors, shipping
from integrations.sandbox.core.records import MarketError, WrongState
from integrations.sandbox.core.states import BEFORE_SHIPMENT, OrderState
from integrations.sandbox.dialects.lazada.call import FIRST_ORDER, ApiError, Call
from integrations.sandbox.dialects.lazada.orders import find, item_ids
from integrations.sandbox.label import Label, render

ORDERS_PER_CALL = 20
# Ids are ours: the platform hands them out with `validate`.
REASONS = {
    "15": ("Out of stock", "OUT_OF_STOCK"),
    "21": ("Wrong price or pricing error", "WRONG_PRICE"),
    "10": ("Buyer asked to cancel", "BUYER_ASKED"),
}
_EMPTIES_THE_SHELF = ("15", "21")


def _asked(call: Call, name: str, rows: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    body = call.json(name)
    if not isinstance(body, Mapping):
        raise ApiError("IllegalParameter", f"{name} must be an object")
    return body, call.objects(body.get(rows), most=ORDERS_PER_CALL)


def _result(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"result": {"success": True, "error_code": "0", "error_msg": "", "data": data}}


def pack(call: Call) -> dict[str, Any]:
    """`/order/fulfill/pack`: all items of an order go into its one package."""
    body, wanted = _asked(call, "packReq", "pack_order_list")
    if body.get("delivery_type") != "dropship":
        raise ApiError("IllegalParameter", "delivery_type must be dropship")
    unlucky, done = call.unlucky(len(wanted)), []
    for index, one in enumerate(wanted):
        order = find(call, one.get("order_id"))
        named = [int(each) for each in one.get("order_item_list") or ()]
        error: dict[str, Any] = {}
        if index == unlucky:
            error = {"item_err_code": "B_SYS_ERR", "msg": "Please try again", "retry": True}
        elif sorted(named) != sorted(item_ids(call.tx, order)):
            msg = "All items of an order are packed together here"
            error = {"item_err_code": "ITEM_NOT_FOUND", "msg": msg, "retry": False}
        elif not _is_packable(order):
            error = {"item_err_code": "STATUS_ERROR", "msg": "Wrong status", "retry": False}
        facts = {} if error else _packed(call, order)
        items = [{"order_item_id": each, **facts, **(error or _FINE)} for each in named]
        done.append({"order_id": FIRST_ORDER + order["id"], "order_item_list": items})
    return _result({"pack_order_list": done})


_FINE = {"item_err_code": "0", "msg": "success", "retry": False}


def _is_packable(order: Row) -> bool:
    """Packing on is also how a seller refuses a buyer's wish to cancel."""
    state = order["state"]
    if state == OrderState.IN_CANCEL:
        state = order["state_before_cancel"]
    return bool(state == OrderState.READY_TO_SHIP)


def _packed(call: Call, order: Row) -> dict[str, Any]:
    tx = call.tx
    if order["state"] == OrderState.IN_CANCEL:
        orders.answer_cancel(tx=tx, order_sn=order["sn"], accept=False)
    parcel = shipping.parcel_of(tx=tx, order=order)
    number = f"LXAD-{7_000_000_000 + parcel['id']}"
    is_new = tx.run(
        "INSERT INTO lazada_packed (order_id, tracking_number) VALUES (?, ?) "
        "ON CONFLICT (order_id) DO NOTHING",
        *(order["id"], number),
    )
    if is_new:
        tx.run("UPDATE orders SET updated_at = ? WHERE id = ?", tx.now, order["id"])
        told = {"order_sn": order["sn"], "state": order["state"], "updated_at": tx.now}
        events.emit(tx=tx, shop_id=order["shop_id"], kind=events.ORDER_CHANGED, **told)
    return {
        "package_id": parcel["number"],
        "tracking_number": number,
        "shipment_provider": "LEX ID",
    }


def ready_to_ship(call: Call) -> dict[str, Any]:
    """`/order/package/rts`: the courier may come."""
    _, wanted = _asked(call, "readyToShipReq", "packages")
    unlucky, done = call.unlucky(len(wanted)), []
    for index, one in enumerate(wanted):
        order = _packed_order(call, one.get("package_id"))
        answer: dict[str, Any] = dict(_FINE)
        if index == unlucky:
            answer = {"item_err_code": "B_SYS_ERR", "msg": "Please try again", "retry": True}
        elif order is None:
            answer = {"item_err_code": "PACKAGE_NOT_FOUND", "msg": "Not found", "retry": False}
        else:
            answer = _arrange(call, order)
        done.append({"package_id": one.get("package_id"), **answer})
    return _result({"packages": done})


def _arrange(call: Call, order: Row) -> dict[str, Any]:
    if order["state"] == OrderState.PROCESSED:
        return dict(_FINE)
    try:
        if order["state"] == OrderState.RETRY_SHIP:
            shipping.arrange_again(tx=call.tx, order_sn=order["sn"], method="pickup")
        else:
            shipping.arrange(tx=call.tx, order_sn=order["sn"], method="pickup")
    except WrongState as refusal:
        return {"item_err_code": "STATUS_ERROR", "msg": str(refusal), "retry": False}
    packed = call.tx.the("SELECT * FROM lazada_packed WHERE order_id = ?", order["id"])
    call.tx.run(
        "UPDATE parcel SET tracking_number = ?, due_at = NULL WHERE order_id = ?",
        *(packed["tracking_number"], order["id"]),
    )
    return dict(_FINE)


def _packed_order(call: Call, package_id: object) -> Row | None:
    return call.tx.one(
        "SELECT o.* FROM orders o JOIN parcel p ON p.order_id = o.id "
        "JOIN lazada_packed l ON l.order_id = o.id WHERE o.shop_id = ? AND p.number = ?",
        *(call.shop_id, str(package_id)),
    )


def document(call: Call) -> dict[str, Any]:
    """`/order/package/document/get`: one PDF with a page per package, inside the answer."""
    body, wanted = _asked(call, "getDocumentReq", "packages")
    if body.get("doc_type") not in ("PDF", "HTML"):
        raise ApiError("IllegalParameter", "doc_type must be PDF or HTML")
    labels = []
    for one in wanted:
        order = _packed_order(call, one.get("package_id"))
        if order is None:
            raise ApiError("PACKAGE_NOT_FOUND", f"Package {one.get('package_id')} not found")
        labels.append(_label(call, order))
    file = base64.b64encode(render(labels=labels)).decode()
    return _result({"doc_type": "PDF", "file": file, "pdf_url": ""})


def _label(call: Call, order: Row) -> Label:
    buyer = call.tx.the("SELECT * FROM buyer WHERE id = ?", order["buyer_id"])
    shop = call.tx.the("SELECT * FROM shop WHERE id = ?", order["shop_id"])
    packed = call.tx.the("SELECT * FROM lazada_packed WHERE order_id = ?", order["id"])
    return Label(
        title="LEX ID",
        order_number=str(FIRST_ORDER + order["id"]),
        tracking_number=packed["tracking_number"],
        sender=(shop["name"], shop["phone"], shop["city"]),
        recipient=(buyer["name"], buyer["phone"], buyer["address"], buyer["city"]),
        contents=tuple(
            f"{line['quantity']} x {line['item_name']} {line['variant_name']}".rstrip()
            for line in selectors.lines_of(tx=call.tx, order=order)
        ),
    )


def providers(call: Call) -> dict[str, Any]:
    """`/order/shipment/providers/get`: one courier, the platform's."""
    provider = {"provider_code": "FM49", "name": "LEX ID"}
    data = {"shipment_providers": [provider], "platform_default": [provider]}
    return _result({**data, "shipping_allocate_type": "TFS"})


def _named_items(call: Call, order: Row) -> list[int]:
    named = call.json("order_item_id_list")
    found = named if isinstance(named, list) else [named]
    if not all(str(each).isdigit() for each in found):
        raise ApiError("IllegalParameter", "order_item_id_list must hold ids")
    return [int(each) for each in found]


def validate_cancel(call: Call) -> dict[str, Any]:
    """`/order/reverse/cancel/validate`: whether, and for which reasons."""
    order = find(call, call.text("order_id"))
    can = order["state"] in (*BEFORE_SHIPMENT, OrderState.IN_CANCEL)
    reasons = [{"reason_id": key, "reason_name": name} for key, (name, _) in REASONS.items()]
    return {"data": {"tip_content": "", "tip_type": "", "reason_options": reasons if can else []}}


def cancel(call: Call) -> dict[str, Any]:
    """`/order/reverse/cancel/create`: the whole order. An empty shelf is emptied at once."""
    order = find(call, call.text("order_id"))
    reason = call.text("reason_id")
    if reason not in REASONS:
        raise ApiError("REASON_NOT_FOUND", "The reason does not exist")
    if sorted(_named_items(call, order)) != sorted(item_ids(call.tx, order)):
        raise ApiError("ITEM_NOT_ALLOWED", "Only whole orders are cancelled here")
    try:
        orders.cancel(tx=call.tx, order_sn=order["sn"], by="seller", reason=REASONS[reason][1])
    except MarketError as refusal:
        raise ApiError("ORDER_STATUS_ERROR", str(refusal)) from None
    if reason in _EMPTIES_THE_SHELF:
        for line in selectors.lines_of(tx=call.tx, order=order):
            row = call.tx.the("SELECT * FROM variant WHERE id = ?", line["variant_id"])
            catalog.set_stock(
                tx=call.tx, variant_id=row["id"], stock=row["reserved"], cause="cancel"
            )
    return {"data": {"tip_content": "", "tip_type": "success"}}
