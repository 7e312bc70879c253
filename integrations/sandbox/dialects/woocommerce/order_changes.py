"""What a call may do to an order. Any status may follow any other; the marketplace underneath
follows as far as it can, and where it cannot, the status is only a word (see docs).
"""

import re
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events, orders, selectors, shipping
from integrations.sandbox.core.states import BEFORE_SHIPMENT, OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.woocommerce import stock
from integrations.sandbox.dialects.woocommerce.call import (
    Answer,
    Call,
    RestError,
    batch_rows,
    invalid,
    run_batch,
)
from integrations.sandbox.dialects.woocommerce.orders import (
    DELETED,
    STATUSES,
    TRASH,
    facts,
    find,
    note_facts,
    refund_facts,
    refund_rows,
    status_of,
)

CHANGED, TRASHED = "woo_order_changed", "woo_order_trashed"


def change_one(call: Call) -> Answer:
    """`PUT /orders/<id>`: status, `set_paid`, `meta_data`, `customer_note`."""
    return Answer(data=_change(call, {**call.body, "id": call.parts[0]}))


def change_many(call: Call) -> Answer:
    """`POST /orders/batch`; orders are not made here."""
    verbs = {"create": _no_way, "update": _change, "delete": _trash}
    return run_batch(call, batch_rows(call), verbs)


def _no_way(call: Call, element: Any) -> dict[str, Any]:
    raise RestError("rest_no_route", "Not in this sandbox.", status=404)


def _change(call: Call, element: Mapping[str, Any]) -> dict[str, Any]:
    order = find(call, element.get("id"))
    status = element.get("status")
    if status is not None and status not in STATUSES:
        raise invalid("status", f"status is not one of {', '.join(STATUSES)}.")
    has_changed = _set_meta(call.tx, order, element.get("meta_data", []))
    if "customer_note" in element:
        note = str(element["customer_note"])
        has_changed = bool(
            call.tx.run("UPDATE orders SET message = ? WHERE id = ?", note, order["id"])
        )
    if element.get("set_paid") is True and status is None:
        status = "processing"
    if status is not None and status != status_of(call.tx, order):
        become(tx=call.tx, order=order, status=status)
    elif has_changed:
        _tell(call.tx, order)
    again = call.tx.the("SELECT * FROM orders WHERE id = ?", order["id"])
    return facts(call.tx, again, call.site_url)


def _set_meta(tx: Tx, order: Row, rows: Any) -> bool:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise invalid("meta_data", "meta_data is not of type array.")
    for row in rows:
        tx.run(
            "INSERT INTO woo_meta (order_id, key, value) VALUES (?, ?, ?) "
            "ON CONFLICT (order_id, key) DO UPDATE SET value = excluded.value",
            *(order["id"], str(row.get("key", "")), str(row.get("value", ""))),
        )
    return bool(rows)


def become(*, tx: Tx, order: Row, status: str) -> None:
    """Move the order to a status, with what follows underneath where that can follow."""
    tx.run("DELETE FROM woo_order WHERE order_id = ?", order["id"])
    fresh = tx.the("SELECT * FROM orders WHERE id = ?", order["id"])
    if status_of(tx, fresh) == status:
        _tell(tx, order)
        return
    step = _STEPS.get(status)
    if step is not None and step(tx, fresh):
        return
    _say(tx, order, status)
    _tell(tx, order)


def _say(tx: Tx, order: Row, status: str) -> None:
    state = tx.the("SELECT state FROM orders WHERE id = ?", order["id"])["state"]
    tx.run(
        "INSERT OR REPLACE INTO woo_order (order_id, status, core_state) VALUES (?, ?, ?)",
        *(order["id"], status, state),
    )


def _pay(tx: Tx, order: Row) -> bool:
    if order["state"] != OrderState.UNPAID:
        return False
    orders.pay(tx=tx, order_sn=order["sn"])
    return True


def _complete(tx: Tx, order: Row) -> bool:
    if order["state"] == OrderState.UNPAID:
        orders.pay(tx=tx, order_sn=order["sn"])
    elif order["state"] == OrderState.IN_CANCEL:
        orders.answer_cancel(tx=tx, order_sn=order["sn"], accept=False)
    state = tx.the("SELECT state FROM orders WHERE id = ?", order["id"])["state"]
    if state == OrderState.READY_TO_SHIP:
        shipping.ship_in_seller_app(tx=tx, order_sn=order["sn"])
    elif state == OrderState.RETRY_SHIP:
        shipping.arrange_again(tx=tx, order_sn=order["sn"], method="dropoff")
        shipping.pick_up(tx=tx, order_sn=order["sn"])
    elif state == OrderState.PROCESSED:
        shipping.pick_up(tx=tx, order_sn=order["sn"])
    else:
        return False
    return True


def _cancel(tx: Tx, order: Row) -> bool:
    if order["state"] not in (*BEFORE_SHIPMENT, OrderState.IN_CANCEL):
        return False
    orders.cancel(tx=tx, order_sn=order["sn"], by="seller", reason="OUT_OF_STOCK")
    return True


_STEPS: Mapping[str, Callable[[Tx, Row], bool]] = {
    "processing": _pay,
    "completed": _complete,
    "cancelled": _cancel,
}


def _tell(tx: Tx, order: Row, kind: str = CHANGED) -> None:
    tx.run("UPDATE orders SET updated_at = ? WHERE id = ?", tx.now, order["id"])
    events.emit(tx=tx, shop_id=order["shop_id"], kind=kind, order_sn=order["sn"])


# Trash


def delete_one(call: Call) -> Answer:
    """`DELETE /orders/<id>`: into the trash, or with `force` for good. Stock stays taken."""
    force = call.query.get("force", "").lower() in ("true", "1")
    return Answer(data=_trash(call, call.parts[0], force=force))


def _trash(call: Call, number: Any, *, force: bool = False) -> dict[str, Any]:
    order = find(call, number)
    if order["state"] == OrderState.UNPAID:
        # Nothing was taken here yet; underneath it was.
        orders.cancel(tx=call.tx, order_sn=order["sn"], by="seller", reason="DELETED")
    call.tx.run("UPDATE orders SET due_at = NULL WHERE id = ?", order["id"])
    _say(call.tx, order, TRASH)
    again = call.tx.the("SELECT * FROM orders WHERE id = ?", order["id"])
    _tell(call.tx, again, TRASHED)
    found = facts(call.tx, again, call.site_url)
    if force:
        _say(call.tx, order, DELETED)
    return found


# Notes and refunds


def add_note(call: Call) -> Answer:
    """`POST /orders/<id>/notes`. Nobody is told."""
    order = find(call, call.parts[0])
    note = call.body.get("note")
    if not isinstance(note, str) or not note:
        raise invalid("note", "note is not of type string.")
    note_id = call.tx.insert(
        "woo_note",
        order_id=order["id"],
        note=note,
        is_for_customer=int(call.body.get("customer_note") is True),
        created_at=call.tx.now,
    )
    row = call.tx.the("SELECT * FROM woo_note WHERE id = ?", note_id)
    return Answer(data=note_facts(row), status=201)


def refund(call: Call) -> Answer:
    """`POST /orders/<id>/refunds`; stock comes back only for the lines that are named."""
    order = find(call, call.parts[0])
    text = call.body.get("amount")
    if not isinstance(text, str) or not re.fullmatch(r"\d+(\.0+)?", text):
        raise invalid("amount", "amount is not of type string.")
    amount = round(float(text))
    given = sum(row["amount"] for row in refund_rows(call.tx, order))
    left = selectors.total(tx=call.tx, order=order) - given
    if not 0 < amount <= left:
        code = "woocommerce_rest_invalid_order_refund_amount"
        raise RestError(code, "Refund amount must be greater than zero and at most what is left.")
    refund_id = call.tx.insert(
        "woo_refund",
        order_id=order["id"],
        amount=amount,
        reason=str(call.body.get("reason", "")),
        created_at=call.tx.now,
    )
    _restock(call, order)
    if amount == left:
        _say(call.tx, order, "refunded")
    _tell(call.tx, order)
    row = call.tx.the("SELECT * FROM woo_refund WHERE id = ?", refund_id)
    return Answer(data=refund_facts(row), status=201)


def _restock(call: Call, order: Row) -> None:
    named = call.body.get("line_items") or []
    rows = named.values() if isinstance(named, Mapping) else named
    wanted = {row.get("id"): row.get("quantity", 0) for row in rows if isinstance(row, Mapping)}
    if call.body.get("restock_items") is False:
        return
    for line in selectors.lines_of(tx=call.tx, order=order):
        quantity = wanted.get(line["id"], 0)
        if isinstance(quantity, int) and 0 < quantity <= line["quantity"]:
            variant = call.tx.the("SELECT * FROM variant WHERE id = ?", line["variant_id"])
            number = stock.shown(tx=call.tx, variant=variant) + quantity
            stock.set_quantity(
                tx=call.tx, variant_id=variant["id"], quantity=number, cause="cancel"
            )
