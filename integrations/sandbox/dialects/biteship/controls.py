"""What tests and the operator may do: play the courier, and a liar."""

from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.records import BadInput, NotFound, WrongState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.biteship import bookings
from integrations.sandbox.market import Market

Data = Mapping[str, Any]
# From nothing to the door.
WAY = ("allocated", "picking_up", "picked", "dropping_off", "delivered")


def _move(tx: Tx, order: Row, data: Data) -> Row:
    return bookings.move(
        tx=tx,
        order=order,
        status=str(data.get("status", "")),
        note=str(data.get("note", "")),
        force=bool(data.get("force")),
    )


def _walk(tx: Tx, order: Row, data: Data) -> Row:
    """Every step on the straight way to `status`."""
    to = str(data.get("status", "delivered"))
    if to not in WAY:
        raise BadInput(f"status must be one of {', '.join(WAY)}")
    start = WAY.index(order["status"]) + 1 if order["status"] in WAY else 0
    for status in WAY[start : WAY.index(to) + 1]:
        order = bookings.move(tx=tx, order=order, status=status)
    return order


def _notify(tx: Tx, order: Row, data: Data) -> Row:
    changes = data.get("changes", {})
    if not isinstance(changes, Mapping):
        raise BadInput("changes must be an object")
    for _time in range(int(data.get("times", 1))):
        bookings.tell(tx=tx, order=order, event=str(data.get("event", "order.status")),
                      changes=changes)  # fmt: skip
    return order


ACTIONS: Mapping[str, Callable[[Tx, Row, Data], Row]] = {
    "show": lambda tx, order, data: order,
    "move": _move,
    "walk": _walk,
    "price": lambda tx, order, data: bookings.reweigh(tx=tx, order=order, price=int(data["price"])),
    "notify": _notify,
}


def run(*, market: Market, action: str, data: Data) -> dict[str, Any]:
    """One action on `order` (id, waybill or reference); `account` sets webhook and balance."""
    try:
        with market.moment() as tx:
            if action == "account":
                return _set_account(tx, data)
            if action not in ACTIONS:
                raise NotFound(f"action {action}; known: account, {', '.join(ACTIONS)}")
            order = bookings.find(tx=tx, name=str(data.get("order", "")))
            if order is None:
                raise NotFound(f"order {data.get('order')}")
            return dict(ACTIONS[action](tx, order, data))
    except bookings.Refusal as refusal:
        raise WrongState(refusal.message) from refusal


def _set_account(tx: Tx, data: Data) -> dict[str, Any]:
    account = bookings.ensure_account(tx=tx)
    known = {"webhook_url", "header_name", "header_value", "balance"}
    fields = {name: value for name, value in data.items() if name in known}
    if fields:
        tx.update("biteship_account", where="key = ?", values=(account["key"],), **fields)
    return dict(tx.the("SELECT * FROM biteship_account WHERE key = ?", account["key"]))
