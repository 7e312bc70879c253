"""An order at the broker from being asked for to the door, or back. No HTTP in here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

from integrations.sandbox import pushes
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push

CODE = "biteship"
DEMO_KEY = "biteship_test.latihan-pasar-tiruan-lapak-koperasi"
DEMO_HEADER, DEMO_SECRET = "X-Lapak-Kurir", "rahasia-latihan-pasar-tiruan"  # nosec B105

# What may follow a status. Nothing follows what is not named.
AFTER: Mapping[str, tuple[str, ...]] = {
    "confirmed": ("allocated", "courier_not_found", "cancelled"),
    "scheduled": ("allocated", "courier_not_found", "cancelled"),
    "allocated": ("picking_up", "courier_not_found", "cancelled"),
    "picking_up": ("picked", "courier_not_found", "cancelled"),
    "picked": ("dropping_off", "on_hold", "disposed"),
    "dropping_off": ("delivered", "on_hold", "rejected", "return_in_transit", "disposed"),
    "on_hold": ("dropping_off", "return_in_transit", "disposed"),
    "rejected": ("return_in_transit", "disposed"),
    "return_in_transit": ("returned", "disposed"),
}
NOTES = {
    "confirmed": "Pesanan diterima, mencari kurir",
    "allocated": "Kurir sudah ditugaskan",
    "picking_up": "Kurir menuju tempat pengambilan",
    "picked": "Paket sudah diambil kurir",
    "dropping_off": "Paket dalam perjalanan ke alamat tujuan",
    "delivered": "Paket diterima",
    "on_hold": "Paket tertahan di gudang",
    "courier_not_found": "Tidak ada kurir yang bisa mengambil",
    "rejected": "Penerima menolak paket",
    "cancelled": "Pesanan dibatalkan",
    "return_in_transit": "Paket dikirim balik ke pengirim",
    "returned": "Paket kembali di pengirim",
    "disposed": "Paket hilang atau rusak",
}


class Refusal(Exception):
    """The broker says no."""

    def __init__(
        self, status: int, code: int, message: str, details: Mapping[str, Any] | None = None
    ) -> None:
        """HTTP status, the broker's own code, words, and `details` where there are some."""
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A pickup a shop asks for, checked and priced."""

    reference: str
    courier: str
    service: str
    price: int
    cash: int
    grams: int
    receiver: str
    address: str
    sender: str


def register(*, tx: Tx, key: str, name: str, url: str, header: str, secret: str) -> None:
    """An account; one that exists gets the new webhook."""
    tx.run(
        "INSERT INTO biteship_account (key, name, webhook_url, header_name, header_value) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET webhook_url = excluded.webhook_url,"
        " header_name = excluded.header_name, header_value = excluded.header_value",
        *(key, name, url, header, secret),
    )


def ensure_account(*, tx: Tx) -> Row:
    """The first account; the demo's is made when there is none."""
    first = "SELECT * FROM biteship_account ORDER BY rowid LIMIT 1"
    if tx.one(first) is None:
        register(tx=tx, key=DEMO_KEY, name="Lapak", url="", header=DEMO_HEADER, secret=DEMO_SECRET)
    return tx.the(first)


def seed(*, tx: Tx, data: Mapping[str, Any]) -> None:
    """Accounts of a seed file, or the demo's."""
    for row in data.get("biteship", ()):
        register(
            tx=tx,
            key=str(row.get("key", DEMO_KEY)),
            name=str(row.get("name", "Toko")),
            url=str(row.get("webhook_url", "")),
            header=str(row.get("header", DEMO_HEADER)),
            secret=str(row.get("secret", DEMO_SECRET)),
        )
    ensure_account(tx=tx)


def create(*, tx: Tx, account: Row, asked: Asked) -> Row:
    """A new order. A reference is good for one; the refusal of a second names the first."""
    known = tx.one(
        "SELECT * FROM biteship_order WHERE account_key = ? AND reference = ? AND reference <> ''",
        *(account["key"], asked.reference),
    )
    if known is not None:
        raise Refusal(
            400,
            40002060,
            "Reference id is already used.",
            {
                "order_id": known["code"],
                "waybill_id": known["waybill"] or None,
                "reference_id": known["reference"],
            },
        )
    if account["balance"] < asked.price:
        raise Refusal(400, 40002031, "Your balance is not sufficient.")
    tx.run(
        "UPDATE biteship_account SET balance = balance - ? WHERE key = ?",
        *(asked.price, account["key"]),
    )
    row_id = tx.insert(
        "biteship_order",
        code=tx.token("biteship-order")[:24],
        tracking_code=tx.token("biteship-tracking")[:24],
        account_key=account["key"],
        reference=asked.reference,
        courier=asked.courier,
        service=asked.service,
        price=asked.price,
        cash=asked.cash,
        grams=asked.grams,
        receiver=asked.receiver,
        address=asked.address,
        sender=asked.sender,
        created_at=tx.now,
    )
    _note(tx, row_id, "confirmed", "")
    return get(tx=tx, row_id=row_id)


def get(*, tx: Tx, row_id: int) -> Row:
    """An order that is there."""
    return tx.the("SELECT * FROM biteship_order WHERE id = ?", row_id)


def find(*, tx: Tx, name: str) -> Row | None:
    """By order id, tracking id, waybill or the shop's reference."""
    return tx.one(
        "SELECT * FROM biteship_order WHERE code = ?1 OR tracking_code = ?1 OR reference = ?1 "
        "OR (waybill = ?1 AND waybill <> '') ORDER BY id DESC LIMIT 1",
        name,
    )


def move(*, tx: Tx, order: Row, status: str, note: str = "", force: bool = False) -> Row:
    """The courier's next word. `force` lets a test say words in an order no courier would."""
    if not force and status not in AFTER.get(order["status"], ()):
        raise Refusal(400, 40002050, f"Order is {order['status']} and cannot become {status}.")
    waybill = order["waybill"]
    if not waybill and status in ("allocated", "picking_up", "picked"):
        waybill = f"{order['courier'].upper()}{tx.next_number('biteship-waybill'):010d}"
    tx.update(
        "biteship_order", where="id = ?", values=(order["id"],), status=status, waybill=waybill
    )
    _note(tx, order["id"], status, note)
    moved = get(tx=tx, row_id=order["id"])
    if waybill != order["waybill"]:
        tell(tx=tx, order=moved, event="order.waybill_id")
    tell(tx=tx, order=moved)
    return moved


def cancel(*, tx: Tx, order: Row, reason: str) -> Row:
    """Before the courier has it; the price goes back. Twice is once."""
    if order["status"] == "cancelled":
        return order
    moved = move(tx=tx, order=order, status="cancelled", note=reason)
    tx.run(
        "UPDATE biteship_account SET balance = balance + ? WHERE key = ?",
        *(order["price"], order["account_key"]),
    )
    return moved


def reweigh(*, tx: Tx, order: Row, price: int) -> Row:
    """The courier weighed it again: the charge changes."""
    tx.update("biteship_order", where="id = ?", values=(order["id"],), price=price)
    moved = get(tx=tx, row_id=order["id"])
    tell(tx=tx, order=moved, event="order.price")
    return moved


def tell(
    *, tx: Tx, order: Row, event: str = "order.status", changes: Mapping[str, Any] | None = None
) -> None:
    """Queue a webhook. `changes` are lies."""
    body = {
        "event": event,
        "order_id": order["code"],
        "order_reference_id": order["reference"],
        "courier_tracking_id": order["tracking_code"],
        "courier_waybill_id": order["waybill"] or None,
        "courier_company": order["courier"],
        "courier_type": order["service"],
        "courier_driver_name": "Kurir Latihan",
        "courier_driver_phone": "",
        "courier_link": "",
        "order_price": order["price"],
        "status": order["status"],
        **(changes or {}),
    }
    account = tx.one("SELECT * FROM biteship_account WHERE key = ?", order["account_key"])
    if account is not None and account["webhook_url"]:
        push = Push(
            app_id=account["key"],
            shop_id=0,
            code=str(body["event"]),
            body=json.dumps(body, separators=(",", ":")),
        )
        pushes.queue(tx=tx, dialect=CODE, push=push, at=tx.now)


def describe(*, tx: Tx, order: Row) -> dict[str, Any]:
    """The order as answers carry it."""
    return {
        "success": True,
        "object": "order",
        "id": order["code"],
        "reference_id": order["reference"] or None,
        "status": order["status"],
        "price": order["price"],
        "courier": {
            "tracking_id": order["tracking_code"],
            "waybill_id": order["waybill"] or None,
            "company": order["courier"],
            "type": order["service"],
            "link": None,
        },
        "cancellation_reason": order["reason"] or None,
    }


def tracking(*, tx: Tx, order: Row) -> dict[str, Any]:
    """The way so far, oldest first."""
    rows = tx.all("SELECT * FROM biteship_history WHERE order_id = ? ORDER BY id", order["id"])
    return {
        "success": True,
        "object": "tracking",
        "id": order["tracking_code"],
        "waybill_id": order["waybill"] or None,
        "order_id": order["code"],
        "courier": {"company": order["courier"]},
        "status": order["status"],
        "link": None,
        "history": [
            {
                "note": row["note"],
                "status": row["status"],
                "updated_at": datetime.fromtimestamp(row["at"], UTC).isoformat(),
                "service_type": order["service"],
            }
            for row in rows
        ],
    }


def _note(tx: Tx, row_id: int, status: str, note: str) -> None:
    text = note or NOTES.get(status, status)
    tx.insert("biteship_history", order_id=row_id, status=status, note=text, at=tx.now)
