"""A payment from the shop's request to money, its end, or its way back. No HTTP in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core.states import MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.midtrans import notifications
from integrations.sandbox.dialects.midtrans.methods import METHODS, REFUND_WITHIN

DEMO_MERCHANT = "G000000001"
DEMO_KEY = "SB-Mid-server-latihan-pasar-tiruan-lapak-koperasi"
QRIS_LIVES = 15 * MINUTE


class Refusal(Exception):
    """The gateway says no, with its own code."""

    def __init__(self, code: int, message: str) -> None:
        """`code` is what stands in `status_code`."""
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A payment a shop asks for, checked."""

    order_id: str
    amount: int
    lives: int  # seconds
    title: str = ""
    customer: str = ""
    enabled: tuple[str, ...] = ()
    finish_url: str = ""
    notify_urls: tuple[str, ...] = field(default=())


def register(*, tx: Tx, merchant_id: str, key: str, name: str, notification_url: str = "") -> None:
    """A merchant; one that exists gets the new key and address."""
    tx.run(
        "INSERT INTO midtrans_merchant (id, server_key, name, notification_url) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET server_key = excluded.server_key, "
        "name = excluded.name, notification_url = excluded.notification_url",
        *(merchant_id, key, name, notification_url),
    )


def ensure_merchant(*, tx: Tx) -> Row:
    """The first merchant; the demo's is registered when there is none."""
    first = "SELECT * FROM midtrans_merchant ORDER BY rowid LIMIT 1"
    if tx.one(first) is None:
        register(tx=tx, merchant_id=DEMO_MERCHANT, key=DEMO_KEY, name="Lapak Koperasi")
    return tx.the(first)


def create(*, tx: Tx, merchant_id: str, asked: Asked) -> Row:
    """A payment that waits for its buyer; before a method is chosen it may be asked for again."""
    known = find(tx=tx, merchant_id=merchant_id, name=asked.order_id)
    if known is not None:
        if known["state"]:
            raise Refusal(406, "transaction_details.order_id sudah digunakan")
        tx.run("DELETE FROM midtrans_payment WHERE id = ?", known["id"])
    row_id = tx.insert(
        "midtrans_payment",
        merchant_id=merchant_id,
        order_id=asked.order_id,
        transaction_id=_uuid(tx.token("midtrans-transaction")),
        token=_uuid(tx.token("midtrans-snap")),
        amount=asked.amount,
        title=asked.title,
        customer=asked.customer,
        enabled=",".join(asked.enabled),
        finish_url=asked.finish_url,
        notify_urls=",".join(asked.notify_urls),
        created_at=tx.now,
        expires_at=tx.now + asked.lives,
    )
    return get(tx=tx, payment_id=row_id)


def _uuid(text: str) -> str:
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))


def get(*, tx: Tx, payment_id: int) -> Row:
    """A payment that is there."""
    return tx.the("SELECT * FROM midtrans_payment WHERE id = ?", payment_id)


def find(*, tx: Tx, merchant_id: str, name: str) -> Row | None:
    """By the shop's order_id or the gateway's transaction_id."""
    return tx.one(
        "SELECT * FROM midtrans_payment WHERE merchant_id = ?1 AND (order_id = ?2 "
        "OR transaction_id = ?2)",
        *(merchant_id, name),
    )


def by_order(*, tx: Tx, order_id: str) -> Row | None:
    """By order_id whoever the merchant is: for the control API."""
    return tx.one("SELECT * FROM midtrans_payment WHERE order_id = ?", order_id)


def by_token(*, tx: Tx, token: str) -> Row | None:
    """The payment behind a page."""
    return tx.one("SELECT * FROM midtrans_payment WHERE token = ?", token)


def offered(payment: Row) -> list[str]:
    """Methods its page shows."""
    enabled = [code for code in str(payment["enabled"]).split(",") if code in METHODS]
    return enabled or list(METHODS)


def choose(*, tx: Tx, payment: Row, method: str) -> Row:
    """The buyer picked a way to pay: from now on the order_id is used up."""
    if payment["state"] not in ("", "pending") or method not in offered(payment):
        raise Refusal(412, "Transaction status cannot be updated.")
    if payment["expires_at"] <= tx.now:
        raise Refusal(407, "Transaction is expired.")
    number = tx.next_number("midtrans-code")
    code = f"88{payment['id'] % 10_000:04d}{number:010d}"
    return _move(tx, payment, "pending", method=method, code=code, started_at=tx.now)


def pay(*, tx: Tx, payment: Row, late: bool = False) -> Row:
    """The money arrived. `late` also after the end: a bank that was slow to tell."""
    allowed = ("pending", "expire") if late else ("pending",)
    if payment["state"] not in allowed:
        raise Refusal(412, "Transaction status cannot be updated.")
    return _move(tx, payment, "settlement", settled_at=tx.now)


def stop(*, tx: Tx, payment: Row, state: str) -> Row:
    """`cancel`, `expire` or `deny` what is not paid yet."""
    if payment["state"] != "pending":
        raise Refusal(412, "Transaction status cannot be updated.")
    return _move(tx, payment, state)


def reverse(*, tx: Tx, payment: Row, state: str) -> Row:
    """`deny` after settlement, or `chargeback`: the money is taken back from the shop."""
    if payment["state"] not in ("settlement", "partial_refund"):
        raise Refusal(412, "Transaction status cannot be updated.")
    return _move(tx, payment, state)


def refund(*, tx: Tx, payment: Row, key: str, amount: int, reason: str, force: bool = False) -> Row:
    """Send money back; the same key again is the same refund. `force`: at the dashboard."""
    same = "SELECT amount FROM midtrans_refund WHERE payment_id = ? AND refund_key = ?"
    known = tx.one(same, payment["id"], key)
    if known is not None:
        return payment
    if payment["state"] not in ("settlement", "partial_refund"):
        raise Refusal(412, "Transaction status cannot be updated.")
    within = REFUND_WITHIN.get(payment["method"], 0)
    is_open = within and tx.now <= payment["settled_at"] + within
    if not force and not is_open:
        raise Refusal(412, "Refund is not available for this payment.")
    left = payment["amount"] - payment["refunded"]
    if not 1 <= amount <= left:
        raise Refusal(414, "Refund amount is more than the amount that is left.")
    tx.insert(
        "midtrans_refund",
        payment_id=payment["id"],
        refund_key=key,
        amount=amount,
        reason=reason,
        at=tx.now,
    )
    state = "refund" if amount == left else "partial_refund"
    return _move(tx, payment, state, refunded=payment["refunded"] + amount)


def run_due(*, tx: Tx) -> None:
    """End what was not paid in time."""
    due = tx.all(
        "SELECT * FROM midtrans_payment WHERE state = 'pending' AND expires_at <= ?", tx.now
    )
    for payment in due:
        _move(tx, payment, "expire")


def _move(tx: Tx, payment: Row, state: str, **columns: Any) -> Row:
    """The new state, and a notification of it."""
    tx.update("midtrans_payment", where="id = ?", values=(payment["id"],), state=state, **columns)
    moved = get(tx=tx, payment_id=payment["id"])
    notifications.send(tx=tx, payment=moved)
    return moved


def seed(*, tx: Tx, data: Mapping[str, Any]) -> None:
    """Merchants of a seed file, or the demo's."""
    for row in data.get("midtrans", ()):
        register(
            tx=tx,
            merchant_id=str(row.get("merchant_id", DEMO_MERCHANT)),
            key=str(row["server_key"]),
            name=str(row.get("name", "Toko")),
            notification_url=str(row.get("notification_url", "")),
        )
    ensure_merchant(tx=tx)
