"""The gateway's API: Snap and Core, their envelopes, their codes."""

import base64
import binascii
import json
import logging
import re
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from integrations.sandbox.core.states import DAY, HOUR, MINUTE
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.midtrans import notifications, payments
from integrations.sandbox.dialects.midtrans.payments import Asked, Refusal
from integrations.sandbox.faults import Plan
from integrations.sandbox.market import Market

logger = logging.getLogger(__name__)

SNAP = "/snap/v1/transactions"
REDIRECTION = "/snap/v4/redirection/"
UNITS = {"second": 1, "minute": MINUTE, "hour": HOUR, "day": DAY}
KEEP_ANSWERS = 5 * MINUTE
ORDER_ID = re.compile(r"[A-Za-z0-9\-_~.]{1,50}")
CORE = re.compile(r"/v2/([^/]+)/(status|cancel|expire|refund|refund/online/direct)")
LARGEST = 16 * 1024


class Api:
    """Answers every call of the API; never raises."""

    def __init__(self, *, market: Market) -> None:
        """Serve this market."""
        self._market = market

    def __call__(self, request: Request, plan: Plan) -> Response:
        """One call."""
        is_snap = request.path.startswith("/snap/")
        try:
            with self._market.moment() as tx:
                return self._answer(tx, request, plan)
        except Refusal as refusal:
            return _refused(refusal, is_snap=is_snap)
        except Exception:
            logger.exception("event=endpoint_crashed path=%s", request.path)
            return _refused(Refusal(500, "Sorry. Our system is recovering."), is_snap=is_snap)

    def _answer(self, tx: Tx, request: Request, plan: Plan) -> Response:
        merchant = _merchant(tx, request)
        hit = plan.get("error")
        if hit is not None:
            code = int(hit.number("status", 500))
            raise Refusal(code, str(hit.params.get("message", "Something went wrong.")))
        key = request.headers.get("Idempotency-Key", "")
        kept = tx.one(
            "SELECT * FROM midtrans_answer WHERE key = ? AND at > ?", key, tx.now - KEEP_ANSWERS
        )
        if request.method == "POST" and key and kept is not None:
            return Response(kept["body"], status=kept["status"], mimetype="application/json")
        status, body = self._handle(tx, request, merchant)
        text = json.dumps(body, separators=(",", ":"))
        if request.method == "POST" and key:
            tx.run(
                "INSERT OR REPLACE INTO midtrans_answer (key, at, status, body) "
                "VALUES (?, ?, ?, ?)",
                *(key, tx.now, status, text),
            )
        return Response(text, status=status, mimetype="application/json")

    def _handle(self, tx: Tx, request: Request, merchant: Row) -> tuple[int, dict[str, Any]]:
        if request.path == SNAP and request.method == "POST":
            asked = _asked(request)
            payment = payments.create(tx=tx, merchant_id=merchant["id"], asked=asked)
            url = request.host_url.rstrip("/") + REDIRECTION + payment["token"]
            return 201, {"token": payment["token"], "redirect_url": url}
        found = CORE.fullmatch(request.path)
        wanted = "GET" if found and found[2] == "status" else "POST"
        if found is None or request.method != wanted:
            raise Refusal(404, "The requested resource is not found")
        name, action = unquote(found[1]), found[2].partition("/")[0]
        payment_or_none = payments.find(tx=tx, merchant_id=merchant["id"], name=name)
        if payment_or_none is None or not payment_or_none["state"]:
            raise Refusal(404, "Transaction doesn't exist.")
        moved = ACTIONS[action](tx, payment_or_none, request)
        told = notifications.describe(tx=tx, payment=moved)
        if action == "refund":
            told["status_code"] = "200"
        return 200, told


def _cancel(tx: Tx, payment: Row, request: Request) -> Row:
    return payments.stop(tx=tx, payment=payment, state="cancel")


def _expire(tx: Tx, payment: Row, request: Request) -> Row:
    return payments.stop(tx=tx, payment=payment, state="expire")


def _refund(tx: Tx, payment: Row, request: Request) -> Row:
    body = _json(request)
    amount = body.get("amount", payment["amount"] - payment["refunded"])
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise Refusal(400, "amount must be a whole number")
    key = str(body.get("refund_key") or tx.token("midtrans-refund"))
    reason = str(body.get("reason", ""))
    return payments.refund(tx=tx, payment=payment, key=key, amount=amount, reason=reason)


ACTIONS: Mapping[str, Callable[[Tx, Row, Request], Row]] = {
    "status": lambda tx, payment, request: payment,
    "cancel": _cancel,
    "expire": _expire,
    "refund": _refund,
}


def _merchant(tx: Tx, request: Request) -> Row:
    """Basic: the server key is the user, the password is empty."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        user, password = "", "?"
    payments.ensure_merchant(tx=tx)
    row = tx.one("SELECT * FROM midtrans_merchant WHERE server_key = ?", user)
    if scheme != "Basic" or password or row is None:
        raise Refusal(401, "Access denied due to unauthorized transaction, please check server key")
    return row


def _json(request: Request) -> dict[str, Any]:
    raw = request.get_data()
    if len(raw) > LARGEST:
        raise Refusal(413, "The body is too large")
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise Refusal(400, "The body is not JSON") from None
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be an object")
    return body


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name, {})
    if not isinstance(part, Mapping):
        raise Refusal(400, f"{name} must be an object")
    return part


def _asked(request: Request) -> Asked:
    """Check what Snap is asked for."""
    body = _json(request)
    details = _part(body, "transaction_details")
    order_id, amount = details.get("order_id"), details.get("gross_amount")
    if not isinstance(order_id, str) or not ORDER_ID.fullmatch(order_id):
        raise Refusal(400, "transaction_details.order_id is required")
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise Refusal(400, "transaction_details.gross_amount is not a number")
    items = body.get("item_details", [])
    if items and _sum(items) != amount:
        raise Refusal(
            400, "transaction_details.gross_amount is not equal to the sum of item_details"
        )
    override = request.headers.get("X-Override-Notification", "")
    urls = tuple(url.strip() for url in override.split(",") if url.strip())[:2]
    return Asked(
        order_id=order_id,
        amount=amount,
        lives=_lives(_part(body, "expiry")),
        title=str(items[0].get("name", order_id)) if items else order_id,
        customer=str(_part(body, "customer_details").get("first_name", "")),
        enabled=tuple(map(str, body.get("enabled_payments", ()))),
        finish_url=str(_part(body, "callbacks").get("finish", "")),
        notify_urls=urls,
    )


def _sum(items: object) -> int:
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise Refusal(400, "item_details must hold objects")
    try:
        if any(len(str(item["name"])) > 50 for item in items):
            raise Refusal(400, "item_details.name is too long")
        return sum(int(item["price"]) * int(item["quantity"]) for item in items)
    except (KeyError, TypeError, ValueError):
        raise Refusal(400, "item_details need price, quantity and name") from None


def _lives(expiry: Mapping[str, Any]) -> int:
    """Seconds until the page ends; a day when nothing is said."""
    if not expiry:
        return DAY
    unit, duration = str(expiry.get("unit", "")).rstrip("s"), expiry.get("duration")
    if unit not in UNITS or not isinstance(duration, int) or duration < 1:
        raise Refusal(400, "expiry needs unit and duration")
    return UNITS[unit] * duration


def _refused(refusal: Refusal, *, is_snap: bool) -> Response:
    body: dict[str, Any] = {"status_code": str(refusal.code), "status_message": refusal.message}
    status = refusal.code
    if is_snap:
        status = 400 if status == 406 else status
        body = {"error_messages": [refusal.message]}
    return Response(json.dumps(body), status=status, mimetype="application/json")
