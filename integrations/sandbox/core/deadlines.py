"""What happens by itself when time passes, each thing at the moment it was due."""

from collections.abc import Callable
from dataclasses import replace
from sqlite3 import Row

from integrations.sandbox.core import orders, shipping
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx


def _lapse(tx: Tx, sn: str) -> None:
    orders.cancel(tx=tx, order_sn=sn, by="system", reason="BUYER_DID_NOT_PAY")


def _too_late(tx: Tx, sn: str) -> None:
    orders.cancel(tx=tx, order_sn=sn, by="system", reason="SELLER_DID_NOT_SHIP")


def _accept(tx: Tx, sn: str) -> None:
    orders.answer_cancel(tx=tx, order_sn=sn, accept=True)


def _pick_up(tx: Tx, sn: str) -> None:
    shipping.pick_up(tx=tx, order_sn=sn)


def _deliver(tx: Tx, sn: str) -> None:
    shipping.deliver(tx=tx, order_sn=sn)


def _complete(tx: Tx, sn: str) -> None:
    orders.confirm_received(tx=tx, order_sn=sn)


_STEPS: dict[str, Callable[[Tx, str], None]] = {
    OrderState.UNPAID: _lapse,
    OrderState.READY_TO_SHIP: _too_late,
    OrderState.IN_CANCEL: _accept,
    OrderState.PROCESSED: _pick_up,
    OrderState.SHIPPED: _deliver,
    OrderState.TO_CONFIRM: _complete,
}


def run_due(*, tx: Tx) -> int:
    """Take every step that is due, oldest first, so that a jump of days leaves a true history."""
    steps = 0
    while (due := _next_due(tx=tx)) is not None:
        _take_step(tx=replace(tx, now=due["due_at"]), due=due)
        steps += 1
    return steps


def _take_step(*, tx: Tx, due: Row) -> None:
    if due["kind"] == "order":
        _STEPS[due["state"]](tx, due["sn"])
    elif due["kind"] == "parcel":
        shipping.assign_due_tracking(tx=tx)
    else:
        shipping.finish_due_documents(tx=tx)


def _next_due(*, tx: Tx) -> Row | None:
    return tx.one(
        "SELECT * FROM ("
        "SELECT due_at, 0 AS rank, id, 'parcel' AS kind, '' AS sn, '' AS state FROM parcel "
        "WHERE due_at <= ?1 UNION ALL "
        "SELECT due_at, 1, id, 'document', '', '' FROM document WHERE due_at <= ?1 UNION ALL "
        "SELECT due_at, 2, id, 'order', sn, state FROM orders WHERE due_at <= ?1"
        ") ORDER BY due_at, rank, id LIMIT 1",
        tx.now,
    )
