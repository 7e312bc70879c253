"""Messages to people: templates, the window of a day, statuses told by webhook."""

from __future__ import annotations

import json
import re
from sqlite3 import Row
from typing import Any

from werkzeug.wrappers import Request

from integrations.sandbox import pushes
from integrations.sandbox.core.states import DAY
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push
from integrations.sandbox.dialects.social.accounts import Refusal, params

NUMBER = re.compile(r"[1-9][0-9]{7,14}")
PLACE = re.compile(r"\{\{(\d+)\}\}")
DELIVERS_AFTER = 2
# No status goes back; a failed message stays failed.
ORDER = ("sent", "delivered", "read", "failed")


def send(*, tx: Tx, account: Row, request: Request) -> dict[str, Any]:
    """Take a message; what becomes of it is told later."""
    told = params(request)
    number = str(told.get("to", "")).removeprefix("+")
    if told.get("messaging_product") != "whatsapp" or not NUMBER.fullmatch(number):
        raise Refusal(100, "Invalid parameter")
    kind = told.get("type", "text")
    if kind == "template":
        name, text = _template(tx, told.get("template", {}))
    elif kind == "text":
        name, text = "", _text(tx, number, told.get("text", {}))
    else:
        raise Refusal(100, f"Message type {kind} is not known here")
    wamid = f"wamid.HBg{tx.token('wamid')}"
    tx.insert(
        "social_message",
        id=wamid,
        phone_id=account["id"],
        number=number,
        direction="out",
        template=name,
        text=text,
        status="sent",
        at=tx.now,
        delivers_at=tx.now + DELIVERS_AFTER,
        mark=str(told.get("biz_opaque_callback_data", ""))[:512],
    )
    message = tx.the("SELECT * FROM social_message WHERE id = ?", wamid)
    if tx.one("SELECT 1 FROM social_absent WHERE number = ?", number):
        move(tx=tx, message=message, status="failed")
    else:
        tell(tx=tx, message=message, status="sent")
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": str(told["to"]), "wa_id": number}],
        "messages": [{"id": wamid, "message_status": "accepted"}],
    }


def _template(tx: Tx, told: Any) -> tuple[str, str]:
    try:
        name, language = str(told["name"]), str(told["language"]["code"])
        parts = told.get("components", [])
        body = [part for part in parts if part["type"] == "body"]
        values = [str(one["text"]) for part in body for one in part["parameters"]]
    except (KeyError, TypeError, AttributeError):
        raise Refusal(100, "Invalid parameter: template") from None
    row = tx.one("SELECT * FROM social_template WHERE name = ? AND language = ?", name, language)
    if row is None or row["state"] not in ("APPROVED", "PAUSED"):
        raise Refusal(132001, "Template name does not exist in the translation", status=404)
    if row["state"] == "PAUSED":
        raise Refusal(132015, "Template is paused")
    places = {int(number) for number in PLACE.findall(row["body"])}
    if len(values) != len(places):
        raise Refusal(132000, "Number of parameters does not match the expected number of params")
    if any(not value or re.search(r"[\n\t]| {5,}", value) for value in values):
        raise Refusal(132018, "A parameter is empty or holds new lines, tabs or too many spaces")
    return name, PLACE.sub(lambda found: values[int(found[1]) - 1], row["body"])


def _text(tx: Tx, number: str, told: Any) -> str:
    newest = tx.one(
        "SELECT at FROM social_message WHERE number = ? AND direction = 'in' ORDER BY at DESC",
        number,
    )
    if newest is None or tx.now - newest["at"] > DAY:
        raise Refusal(131047, "Re-engagement message: more than 24 hours have passed")
    body = str(told.get("body", "")) if isinstance(told, dict) else ""
    if not 1 <= len(body) <= 4096:
        raise Refusal(100, "Invalid parameter: text.body")
    return body


def run_due(*, tx: Tx) -> None:
    """Phones that are there get their messages."""
    due = tx.all(
        "SELECT * FROM social_message WHERE direction = 'out' AND status = 'sent' "
        "AND delivers_at <= ?",
        tx.now,
    )
    for message in due:
        move(tx=tx, message=message, status="delivered")


def move(*, tx: Tx, message: Row, status: str) -> None:
    """A status, told to the app; an earlier one is ignored."""
    if message["status"] == "failed" or ORDER.index(status) <= ORDER.index(message["status"]):
        return
    tx.update("social_message", where="id = ?", values=[message["id"]], status=status)
    tell(tx=tx, message=message, status=status)


def tell(*, tx: Tx, message: Row, status: str) -> None:
    """Queue the webhook of a status."""
    told: dict[str, Any] = {
        "id": message["id"],
        "status": status,
        "timestamp": str(tx.now),
        "recipient_id": message["number"],
    }
    if message["mark"]:
        told["biz_opaque_callback_data"] = message["mark"]
    if status == "failed":
        told["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
    _queue(tx, message["phone_id"], status, {"statuses": [told]})


def hear(*, tx: Tx, account: Row, number: str, text: str) -> str:
    """Somebody writes to the shop: the window of a day opens."""
    wamid = f"wamid.HBg{tx.token('wamid')}"
    tx.insert(
        "social_message",
        id=wamid,
        phone_id=account["id"],
        number=number,
        direction="in",
        text=text,
        status="read",
        at=tx.now,
    )
    message = {
        "from": number,
        "id": wamid,
        "timestamp": str(tx.now),
        "type": "text",
        "text": {"body": text},
    }
    value = {"contacts": [{"wa_id": number, "profile": {"name": number}}], "messages": [message]}
    _queue(tx, account["id"], "message", value)
    return wamid


def _queue(tx: Tx, phone_id: str, code: str, value: dict[str, Any]) -> None:
    account = tx.the("SELECT * FROM social_account WHERE id = ?", phone_id)
    metadata = {"display_phone_number": account["handle"], "phone_number_id": phone_id}
    change = {
        "field": "messages",
        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
    }
    entry = {"id": "100000000000001", "changes": [change]}
    # Escapes stay: the signature is over these very bytes.
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]})
    push = Push(app_id=account["app_id"], shop_id=0, code=code, body=body)
    pushes.queue(tx=tx, dialect="social", push=push, at=tx.now)
