"""What tests and the operator may do: play the buyer, the bank, and a liar."""

from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.records import BadInput, NotFound, WrongState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.midtrans import notifications, payments
from integrations.sandbox.market import Market

Data = Mapping[str, Any]


def _payment(tx: Tx, data: Data) -> Row:
    payment = payments.by_order(tx=tx, order_id=str(data.get("order_id", "")))
    if payment is None:
        raise NotFound(f"payment {data.get('order_id')}")
    return payment


def _choose(tx: Tx, payment: Row, data: Data) -> Row:
    return payments.choose(tx=tx, payment=payment, method=str(data.get("method", "qris")))


def _pay(tx: Tx, payment: Row, data: Data) -> Row:
    """Chooses first where nothing was chosen; `late` also pays what has expired."""
    if not payment["state"]:
        payment = _choose(tx, payment, data)
    return payments.pay(tx=tx, payment=payment, late=bool(data.get("late")))


def _refund(tx: Tx, payment: Row, data: Data) -> Row:
    left = payment["amount"] - payment["refunded"]
    return payments.refund(
        tx=tx,
        payment=payment,
        key=str(data.get("refund_key") or tx.token("midtrans-refund")),
        amount=int(data.get("amount", left)),
        reason=str(data.get("reason", "Dari dasbor")),
        force=True,
    )


def _notify(tx: Tx, payment: Row, data: Data) -> Row:
    """Say something about it again: `changes` are lies, `server_key` signs with another key."""
    changes = data.get("changes", {})
    if not isinstance(changes, Mapping):
        raise BadInput("changes must be an object")
    if not payment["state"]:
        raise WrongState("no method was chosen yet")
    for _time in range(int(data.get("times", 1))):
        key = str(data.get("server_key", ""))
        notifications.send(tx=tx, payment=payment, changes=dict(changes), key=key)
    return payment


def _stop(state: str) -> Callable[[Tx, Row, Data], Row]:
    return lambda tx, payment, data: payments.stop(tx=tx, payment=payment, state=state)


def _reverse(state: str) -> Callable[[Tx, Row, Data], Row]:
    return lambda tx, payment, data: payments.reverse(tx=tx, payment=payment, state=state)


ACTIONS: Mapping[str, Callable[[Tx, Row, Data], Row]] = {
    "show": lambda tx, payment, data: payment,
    "choose": _choose,
    "pay": _pay,
    "expire": _stop("expire"),
    "cancel": _stop("cancel"),
    "deny": _stop("deny"),
    "reverse": _reverse("deny"),
    "chargeback": _reverse("chargeback"),
    "refund": _refund,
    "notify": _notify,
}


def run(*, market: Market, action: str, data: Data) -> dict[str, Any]:
    """One action on the payment `order_id`; answers the payment."""
    if action not in ACTIONS:
        raise NotFound(f"action {action}; known: {', '.join(ACTIONS)}")
    try:
        with market.moment() as tx:
            return dict(ACTIONS[action](tx, _payment(tx, data), data))
    except payments.Refusal as refusal:
        raise WrongState(refusal.message) from refusal
