"""What the gateway tells about a payment: the same words in status answers and notifications."""

import hashlib
import json
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

from integrations.sandbox import pushes
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push
from integrations.sandbox.dialects.midtrans.methods import METHODS
from integrations.sandbox.web.pages import WIB

CODE = "midtrans"
# `status_code` of a state; what is not named is 200.
STATUS_CODES = {"pending": "201", "deny": "202", "expire": "407"}
WORDS = {
    "201": "Success, transaction is found",
    "202": "Transaction is denied",
    "407": "Transaction is expired",
}


def moment(seconds: int) -> str:
    """`2026-11-24 18:11:08`, GMT+7, without a zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


def money(amount: int) -> str:
    """`55000.00`."""
    return f"{amount}.00"


def describe(*, tx: Tx, payment: Row) -> dict[str, Any]:
    """The payment as answers and notifications carry it."""
    method = METHODS[payment["method"]]
    code = STATUS_CODES.get(payment["state"], "200")
    told: dict[str, Any] = {
        "transaction_time": moment(payment["started_at"]),
        "transaction_status": payment["state"],
        "transaction_id": payment["transaction_id"],
        "status_message": WORDS.get(code, "Success, transaction is found"),
        "status_code": code,
        "payment_type": method.kind,
        "order_id": payment["order_id"],
        "merchant_id": payment["merchant_id"],
        "gross_amount": money(payment["amount"]),
        "fraud_status": "accept",
        "currency": "IDR",
        "expiry_time": moment(payment["expires_at"]),
    }
    if payment["settled_at"]:
        told["settlement_time"] = moment(payment["settled_at"])
    return {**told, **_of_method(payment), **_refunds(tx, payment)}


def _of_method(payment: Row) -> dict[str, Any]:
    method, code = METHODS[payment["method"]], payment["code"]
    if method.kind == "bank_transfer" and method.bank == "permata":
        return {"permata_va_number": code}
    if method.kind == "bank_transfer":
        return {"va_numbers": [{"bank": method.bank, "va_number": code}]}
    if method.kind == "echannel":
        return {"bill_key": code, "biller_code": "70012"}
    if method.kind == "cstore":
        return {"store": method.bank, "payment_code": code}
    return {"acquirer": method.bank, "issuer": "gopay"} if method.kind == "qris" else {}


def _refunds(tx: Tx, payment: Row) -> dict[str, Any]:
    if not payment["refunded"]:
        return {}
    rows = tx.all("SELECT * FROM midtrans_refund WHERE payment_id = ? ORDER BY id", payment["id"])
    return {
        "refund_amount": money(payment["refunded"]),
        "refunds": [
            {
                "refund_chargeback_id": row["id"],
                "refund_key": row["refund_key"],
                "refund_amount": money(row["amount"]),
                "reason": row["reason"],
                "created_at": moment(row["at"]),
            }
            for row in rows
        ],
    }


def sign(told: dict[str, Any], key: str) -> str:
    """SHA-512 over three strings and the key; the state is not among them."""
    text = f"{told['order_id']}{told['status_code']}{told['gross_amount']}{key}"
    return hashlib.sha512(text.encode()).hexdigest()


def server_key(*, tx: Tx, payment: Row) -> str:
    """The key of the payment's merchant."""
    merchant = tx.the("SELECT * FROM midtrans_merchant WHERE id = ?", payment["merchant_id"])
    return str(merchant["server_key"])


def addresses(*, tx: Tx, payment: Row) -> list[str]:
    """Where its notifications go: what the payment itself named, else the merchant's address."""
    merchant = tx.the("SELECT * FROM midtrans_merchant WHERE id = ?", payment["merchant_id"])
    named = payment["notify_urls"] or merchant["notification_url"]
    return [url for url in str(named).split(",") if url]


def send(*, tx: Tx, payment: Row, changes: dict[str, Any] | None = None, key: str = "") -> None:
    """Queue a notification. `changes` are lies told before signing, `key` another key."""
    told = {**describe(tx=tx, payment=payment), **(changes or {})}
    told["signature_key"] = sign(told, key or server_key(tx=tx, payment=payment))
    for number in range(len(addresses(tx=tx, payment=payment))):
        push = Push(
            app_id=f"{payment['id']}:{number}",
            shop_id=0,
            code=str(told["transaction_status"]),
            body=json.dumps(told, separators=(",", ":")),
        )
        pushes.queue(tx=tx, dialect=CODE, push=push, at=tx.now)
