"""Arranging shipment, the courier's steps, and labels."""

from sqlite3 import Row

from integrations.sandbox.core import events, orders
from integrations.sandbox.core.records import NotFound, WrongState
from integrations.sandbox.core.states import DocumentState, OrderState, ParcelState
from integrations.sandbox.core.store import Tx

HAS_TRACKING = (
    ParcelState.REQUESTED,
    ParcelState.PICKED_UP,
    ParcelState.PICKUP_RETRY,
    ParcelState.DELIVERED,
)


def parcel_of(*, tx: Tx, order: Row, number: str = "") -> Row:
    """The order's parcel; when a number is given it must be that one."""
    row = tx.one("SELECT * FROM parcel WHERE order_id = ? ORDER BY id", order["id"])
    if row is None or (number and row["number"] != number):
        raise NotFound(f"parcel {number} of order {order['sn']}")
    return row


def arrange(*, tx: Tx, order_sn: str, method: str) -> None:
    """The seller asks the courier to take the parcel; a tracking number follows later."""
    order = orders.get(tx=tx, order_sn=order_sn)
    orders.move(
        tx=tx,
        order=order,
        allowed=(OrderState.READY_TO_SHIP,),
        to=OrderState.PROCESSED,
        due_at=tx.now + orders.timing(tx=tx, name="pickup_after"),
    )
    due = tx.now + orders.timing(tx=tx, name="tracking_delay")
    orders.set_parcels(tx=tx, order=order, state=ParcelState.REQUESTED, method=method, due_at=due)
    assign_due_tracking(tx=tx)


def arrange_again(*, tx: Tx, order_sn: str, method: str) -> None:
    """After a failed pickup the seller asks the courier once more."""
    order = orders.get(tx=tx, order_sn=order_sn)
    orders.move(
        tx=tx,
        order=order,
        allowed=(OrderState.RETRY_SHIP,),
        to=OrderState.PROCESSED,
        due_at=tx.now + orders.timing(tx=tx, name="pickup_after"),
    )
    orders.set_parcels(tx=tx, order=order, state=ParcelState.REQUESTED, method=method)


def ship_in_seller_app(*, tx: Tx, order_sn: str) -> None:
    """What happens when staff arrange shipment inside the platform's own app and hand it over."""
    arrange(tx=tx, order_sn=order_sn, method="dropoff")
    tx.run(
        "UPDATE parcel SET due_at = ? WHERE due_at IS NOT NULL AND order_id = "
        "(SELECT id FROM orders WHERE sn = ?)",
        *(tx.now, order_sn),
    )
    assign_due_tracking(tx=tx)
    pick_up(tx=tx, order_sn=order_sn)


def assign_due_tracking(*, tx: Tx) -> int:
    """Give a tracking number to every parcel whose time has come; returns how many."""
    rows = tx.all(
        "SELECT parcel.*, orders.sn, orders.shop_id FROM parcel "
        "JOIN orders ON orders.id = parcel.order_id WHERE parcel.due_at <= ? ORDER BY parcel.id",
        tx.now,
    )
    for row in rows:
        tracking = f"SPXID0{61_000_000_000 + tx.next_number('tracking') * 104_729}"
        tx.run(
            "UPDATE parcel SET tracking_number = ?, due_at = NULL, updated_at = ? WHERE id = ?",
            *(tracking, tx.now, row["id"]),
        )
        events.emit(
            tx=tx,
            shop_id=row["shop_id"],
            kind=events.TRACKING_ASSIGNED,
            order_sn=row["sn"],
            parcel=row["number"],
            tracking_number=tracking,
        )
    return len(rows)


def pick_up(*, tx: Tx, order_sn: str) -> None:
    """The courier scans the parcel: from here on nothing can be cancelled."""
    order = orders.get(tx=tx, order_sn=order_sn)
    orders.move(
        tx=tx,
        order=order,
        allowed=(OrderState.PROCESSED,),
        to=OrderState.SHIPPED,
        picked_up_at=tx.now,
        due_at=tx.now + orders.timing(tx=tx, name="deliver_after"),
    )
    orders.set_parcels(tx=tx, order=order, state=ParcelState.PICKED_UP)


def fail_pick_up(*, tx: Tx, order_sn: str) -> None:
    """The courier came and went without the parcel."""
    order = orders.get(tx=tx, order_sn=order_sn)
    orders.move(tx=tx, order=order, allowed=(OrderState.PROCESSED,), to=OrderState.RETRY_SHIP)
    orders.set_parcels(tx=tx, order=order, state=ParcelState.PICKUP_RETRY)


def deliver(*, tx: Tx, order_sn: str) -> None:
    """The courier hands the parcel to the buyer."""
    order = orders.get(tx=tx, order_sn=order_sn)
    orders.move(
        tx=tx,
        order=order,
        allowed=(OrderState.SHIPPED,),
        to=OrderState.TO_CONFIRM,
        due_at=tx.now + orders.timing(tx=tx, name="complete_after"),
    )
    orders.set_parcels(tx=tx, order=order, state=ParcelState.DELIVERED)


def print_document(*, tx: Tx, parcel: Row, kind: str) -> None:
    """Start making a label. Asking again changes nothing."""
    if parcel["state"] not in HAS_TRACKING or not parcel["tracking_number"]:
        raise WrongState("the parcel has no tracking number yet")
    tx.run(
        "INSERT INTO document (parcel_id, kind, state, due_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (parcel_id, kind) DO NOTHING",
        parcel["id"],
        kind,
        DocumentState.PROCESSING,
        tx.now + orders.timing(tx=tx, name="document_delay"),
    )
    finish_due_documents(tx=tx)


def finish_due_documents(*, tx: Tx) -> int:
    """Finish every label whose time has come; returns how many."""
    rows = tx.all(
        "SELECT document.id, parcel.number, orders.sn, orders.shop_id FROM document "
        "JOIN parcel ON parcel.id = document.parcel_id "
        "JOIN orders ON orders.id = parcel.order_id WHERE document.due_at <= ? "
        "ORDER BY document.id",
        tx.now,
    )
    for row in rows:
        tx.run(
            "UPDATE document SET state = ?, due_at = NULL WHERE id = ?",
            *(DocumentState.READY, row["id"]),
        )
        events.emit(
            tx=tx,
            shop_id=row["shop_id"],
            kind=events.DOCUMENT_READY,
            order_sn=row["sn"],
            parcel=row["number"],
        )
    return len(rows)


def document_of(*, tx: Tx, parcel: Row, kind: str) -> Row | None:
    """The label of this kind, if it was asked for."""
    return tx.one("SELECT * FROM document WHERE parcel_id = ? AND kind = ?", parcel["id"], kind)
