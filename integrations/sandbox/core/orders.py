"""The life of an order. Every change is compare-and-set and tells the dialects about it."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import catalog, events
from integrations.sandbox.core.records import BadInput, NotFound, Refused, Wanted, WrongState
from integrations.sandbox.core.states import (
    BEFORE_SHIPMENT,
    CANCEL_ON_REQUEST,
    DAY,
    TIMINGS,
    ItemState,
    OrderState,
    ParcelState,
)
from integrations.sandbox.core.store import Tx

SHIPPING_FEE = 12_000
WIB = timezone(timedelta(hours=7))  # the shop's day, which the order number starts with


def timing(*, tx: Tx, name: str) -> int:
    """How long something takes, as set through the control API or by default."""
    return int(tx.setting("timing:" + name, str(TIMINGS[name])))


def place(
    *,
    tx: Tx,
    shop_id: int,
    buyer_id: int,
    lines: Sequence[Wanted],
    pay: bool,
    cod: bool = False,
    message: str = "",
) -> str:
    """A buyer orders: stock is taken at once, paid or not. Returns the order number."""
    if not lines:
        raise BadInput("an order needs at least one line")
    number = tx.next_number("order")
    order_sn = _order_sn(tx=tx, number=number)
    catalog.take(tx=tx, wanted=lines, ref=order_sn)
    order_id = tx.insert(
        "orders",
        sn=order_sn,
        shop_id=shop_id,
        buyer_id=buyer_id,
        state=OrderState.UNPAID,
        cod=int(cod),
        message=message,
        payment_method="Bayar di Tempat" if cod else "Saldo Tiruan",
        shipping_fee=SHIPPING_FEE,
        days_to_ship=timing(tx=tx, name="days_to_ship"),
        created_at=tx.now,
        updated_at=tx.now,
        due_at=tx.now + timing(tx=tx, name="pay_within"),
    )
    for line in lines:
        _add_line(tx=tx, shop_id=shop_id, order_id=order_id, line=line)
    _add_parcel(tx=tx, order_id=order_id, number=number)
    _tell(tx=tx, order_id=order_id)
    if pay or cod:
        _become_ready(tx=tx, order_id=order_id, paid_at=0 if cod else tx.now)
    return order_sn


def _order_sn(*, tx: Tx, number: int) -> str:
    """`YYMMDD` in the shop's zone and eight characters; never the same twice."""
    digits = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    # A fixed odd multiplier walks through all residues, so numbers look shuffled, yet never repeat.
    rest = (number * 1_234_567_891_011 + tx.seed * 7_919) % len(digits) ** 8
    tail = ""
    for _ in range(8):
        rest, digit = divmod(rest, len(digits))
        tail = digits[digit] + tail
    return f"{datetime.fromtimestamp(tx.now, WIB):%y%m%d}{tail}"


def _add_line(*, tx: Tx, shop_id: int, order_id: int, line: Wanted) -> None:
    row = tx.one(
        "SELECT v.*, i.shop_id, i.name AS item_name, i.seller_sku AS item_sku, i.has_variants, "
        "i.status AS item_status, i.weight_grams FROM variant v JOIN item i ON i.id = v.item_id "
        "WHERE v.id = ?",
        line.variant_id,
    )
    if row is None or row["shop_id"] != shop_id:
        raise NotFound(f"variant {line.variant_id} in shop {shop_id}")
    if row["item_status"] != ItemState.NORMAL:
        raise Refused(f"{row['item_name']} is not on sale")
    tx.insert(
        "order_line",
        order_id=order_id,
        item_id=row["item_id"],
        variant_id=row["id"],
        has_variants=row["has_variants"],
        item_name=row["item_name"],
        item_sku=row["item_sku"],
        variant_name=variant_name(row),
        variant_sku=row["seller_sku"] if row["has_variants"] else "",
        quantity=line.quantity,
        original_price=row["price"],
        price=row["promotion_price"] or row["price"],
        promotion_id=row["promotion_id"],
        weight_grams=row["weight_grams"],
    )


def variant_name(row: Row) -> str:
    """The options of a variant as a buyer reads them; empty when there is no choice."""
    return ",".join(json.loads(row["options"]))


def _add_parcel(*, tx: Tx, order_id: int, number: int) -> None:
    tx.insert(
        "parcel",
        order_id=order_id,
        number=f"OFG{180_000_000_000_000 + number * 1_000_003}",
        state=ParcelState.NOT_STARTED,
        carrier="Reguler",
        updated_at=tx.now,
    )


def get(*, tx: Tx, order_sn: str, shop_id: int | None = None) -> Row:
    """The order with this number, in this shop when one is given."""
    row = tx.one("SELECT * FROM orders WHERE sn = ?", order_sn)
    if row is None or (shop_id is not None and row["shop_id"] != shop_id):
        raise NotFound(f"order {order_sn}")
    return row


def move(
    *, tx: Tx, order: Row, allowed: Sequence[OrderState], to: OrderState, **columns: Any
) -> None:
    """Compare-and-set the state with further columns, and tell the dialects."""
    changed = tx.update(
        "orders",
        where="id = ? AND state IN (SELECT value FROM json_each(?))",
        values=(order["id"], json.dumps(allowed)),
        **{"state": to, "updated_at": tx.now, "due_at": None, **columns},
    )
    if not changed:
        raise WrongState(f"order {order['sn']} is {order['state']}")
    _tell(tx=tx, order_id=order["id"])


def pay(*, tx: Tx, order_sn: str) -> None:
    """The buyer pays."""
    order = get(tx=tx, order_sn=order_sn)
    if order["state"] != OrderState.UNPAID:
        raise WrongState(f"order {order_sn} is {order['state']}")
    _become_ready(tx=tx, order_id=order["id"], paid_at=tx.now)


def _become_ready(*, tx: Tx, order_id: int, paid_at: int) -> None:
    order = tx.the("SELECT * FROM orders WHERE id = ?", order_id)
    ship_by = tx.now + order["days_to_ship"] * DAY
    move(
        tx=tx,
        order=order,
        allowed=(OrderState.UNPAID,),
        to=OrderState.READY_TO_SHIP,
        paid_at=paid_at,
        ship_by=ship_by,
        due_at=ship_by + timing(tx=tx, name="late_grace"),
    )
    set_parcels(tx=tx, order=order, state=ParcelState.READY)


def cancel(*, tx: Tx, order_sn: str, by: str, reason: str) -> None:
    """Cancel before shipment and give the stock back once. `by` is buyer, seller or system."""
    order = get(tx=tx, order_sn=order_sn)
    move(
        tx=tx,
        order=order,
        allowed=(*BEFORE_SHIPMENT, OrderState.IN_CANCEL),
        to=OrderState.CANCELLED,
        cancel_by=by,
        cancel_reason=reason,
    )
    lines = tx.all("SELECT * FROM order_line WHERE order_id = ? ORDER BY id", order["id"])
    wanted = [Wanted(variant_id=row["variant_id"], quantity=row["quantity"]) for row in lines]
    catalog.give_back(tx=tx, wanted=wanted, ref=order_sn)
    asked = tx.one("SELECT method FROM parcel WHERE order_id = ?", order["id"])
    was_arranged = asked is not None and asked["method"]
    state = ParcelState.REQUEST_CANCELLED if was_arranged else ParcelState.INVALID
    set_parcels(tx=tx, order=order, state=state, due_at=None)


def buyer_cancel(*, tx: Tx, order_sn: str, reason: str) -> OrderState:
    """The buyer presses "batalkan": at once while that is free, otherwise the seller is asked."""
    order = get(tx=tx, order_sn=order_sn)
    if order["state"] == OrderState.UNPAID or is_cancel_free(tx=tx, order=order):
        tx.run("UPDATE orders SET buyer_cancel_reason = ? WHERE id = ?", reason, order["id"])
        cancel(tx=tx, order_sn=order_sn, by="buyer", reason=reason)
        return OrderState.CANCELLED
    request_cancel(tx=tx, order_sn=order_sn, reason=reason)
    return OrderState.IN_CANCEL


def is_cancel_free(*, tx: Tx, order: Row) -> bool:
    """Whether a paid order may still be cancelled without asking the seller."""
    since = order["paid_at"] or order["created_at"]
    is_fresh = bool(tx.now < since + timing(tx=tx, name="free_cancel"))
    return order["state"] == OrderState.READY_TO_SHIP and is_fresh


def request_cancel(*, tx: Tx, order_sn: str, reason: str) -> None:
    """The buyer asks to cancel; without an answer in time the platform says yes."""
    order = get(tx=tx, order_sn=order_sn)
    move(
        tx=tx,
        order=order,
        allowed=CANCEL_ON_REQUEST,
        to=OrderState.IN_CANCEL,
        state_before_cancel=order["state"],
        buyer_cancel_reason=reason,
        due_at=tx.now + timing(tx=tx, name="answer_cancel_within"),
    )


def answer_cancel(*, tx: Tx, order_sn: str, accept: bool) -> None:
    """The seller answers the buyer's request: cancelled, or back to where it stood."""
    order = get(tx=tx, order_sn=order_sn)
    if order["state"] != OrderState.IN_CANCEL:
        raise WrongState(f"order {order_sn} is {order['state']}")
    if accept:
        cancel(tx=tx, order_sn=order_sn, by="buyer", reason=order["buyer_cancel_reason"])
        return
    back = OrderState(order["state_before_cancel"])
    due = {
        OrderState.READY_TO_SHIP: order["ship_by"] + timing(tx=tx, name="late_grace"),
        OrderState.PROCESSED: tx.now + timing(tx=tx, name="pickup_after"),
    }
    move(
        tx=tx,
        order=order,
        allowed=(OrderState.IN_CANCEL,),
        to=back,
        state_before_cancel="",
        due_at=due.get(back),
    )


def confirm_received(*, tx: Tx, order_sn: str) -> None:
    """The buyer says the goods have arrived."""
    order = get(tx=tx, order_sn=order_sn)
    move(
        tx=tx,
        order=order,
        allowed=(OrderState.TO_CONFIRM,),
        to=OrderState.COMPLETED,
        completed_at=tx.now,
    )


def set_parcels(*, tx: Tx, order: Row, state: ParcelState, **columns: Any) -> None:
    """Move the parcels of an order, and tell the dialects."""
    tx.update(
        "parcel",
        where="order_id = ?",
        values=(order["id"],),
        **{"state": state, "updated_at": tx.now, **columns},
    )
    events.emit(
        tx=tx,
        shop_id=order["shop_id"],
        kind=events.PARCEL_CHANGED,
        order_sn=order["sn"],
        parcel=tx.the("SELECT number FROM parcel WHERE order_id = ?", order["id"])["number"],
        state=state,
    )


def _tell(*, tx: Tx, order_id: int) -> None:
    order = tx.the("SELECT sn, shop_id, state, updated_at FROM orders WHERE id = ?", order_id)
    events.emit(
        tx=tx,
        shop_id=order["shop_id"],
        kind=events.ORDER_CHANGED,
        order_sn=order["sn"],
        state=order["state"],
        updated_at=order["updated_at"],
    )
