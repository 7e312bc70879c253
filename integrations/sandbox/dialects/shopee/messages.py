"""Push messages: the core's events in the platform's words, and who gets them."""

import json
from collections.abc import Callable, Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events
from integrations.sandbox.core.states import HOUR
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push
from integrations.sandbox.dialects.shopee import apps, words

PATIENCE_WINDOW = 6 * HOUR
PATIENCE_LEAST = 600  # pushes in the window before the platform judges a receiver
WARN_BELOW, STOP_BELOW = 0.70, 0.30


def _order(data: Mapping[str, Any], event: Row) -> dict[str, Any]:
    return {
        "items": [],
        "ordersn": data["order_sn"],
        "status": words.ORDER_STATUS[data["state"]],
        "completed_scenario": "",
        "update_time": data["updated_at"],
    }


def _tracking(data: Mapping[str, Any], event: Row) -> dict[str, Any]:
    return {
        "ordersn": data["order_sn"],
        "forder_id": data["parcel"],
        "package_number": data["parcel"],
        "tracking_no": data["tracking_number"],
    }


def _reserved(data: Mapping[str, Any], event: Row) -> dict[str, Any]:
    values = {"name": "reserved_stock", "old": data["before"], "new": data["after"]}
    return {
        "shop_id": event["shop_id"],
        "item_id": data["item_id"],
        "variation_id": data["variant_id"],
        "action": data["action"],
        "changed_values": [values],
    }


def _document(data: Mapping[str, Any], event: Row) -> dict[str, Any]:
    return {"ordersn": data["order_sn"], "package_number": data["parcel"], "status": "READY"}


def _parcel(data: Mapping[str, Any], event: Row) -> dict[str, Any]:
    return {
        "order_sn": data["order_sn"],
        "package_number": data["parcel"],
        "fulfillment_status": words.PACKAGE_STATUS[data["state"]],
        "update_time": event["at"],
    }


_SHOP_MESSAGES: dict[str, tuple[int, Callable[[Mapping[str, Any], Row], dict[str, Any]]]] = {
    events.ORDER_CHANGED: (3, _order),
    events.TRACKING_ASSIGNED: (4, _tracking),
    events.RESERVED_CHANGED: (8, _reserved),
    events.DOCUMENT_READY: (15, _document),
    events.PARCEL_CHANGED: (30, _parcel),
}
_PARTNER_MESSAGES: dict[str, tuple[int, str]] = {
    apps.AUTHORISED: (1, "shop_id {} is authorized successfully"),
    apps.DEAUTHORISED: (2, "shop_id {} is deauthorized successfully"),
    apps.EXPIRES_SOON: (12, "the authorization of shop_id {} expires in 7 days"),
}


def pushes_for(*, tx: Tx, event: Row) -> list[Push]:
    """One message per app that listens; none for events this platform keeps to itself."""
    data = json.loads(event["data"])
    if event["kind"] in _PARTNER_MESSAGES:
        return _partner_push(tx=tx, event=event, data=data)
    if event["kind"] not in _SHOP_MESSAGES:
        return []
    code, fields = _SHOP_MESSAGES[event["kind"]]
    receivers = apps.listeners(tx=tx, shop_id=event["shop_id"])
    if not receivers:
        return []
    message = {
        "data": fields(data, event),
        "shop_id": event["shop_id"],
        "code": code,
        "timestamp": event["at"],
    }
    return [_push(partner_id, event["shop_id"], code, message) for partner_id in receivers]


def _partner_push(*, tx: Tx, event: Row, data: Mapping[str, Any]) -> list[Push]:
    app = apps.find(tx=tx, partner_id=data["partner_id"])
    if app is None or not app["push_url"] or not app["is_push_enabled"]:
        return []
    code, sentence = _PARTNER_MESSAGES[event["kind"]]
    shop_id = event["shop_id"]
    message: dict[str, Any] = {
        "code": code,
        "timestamp": event["at"],
        "success": 1,
        "extra": sentence.format(shop_id),
        "data": {"shop_id_list": [shop_id], "expire_time": data.get("expires_at", 0)},
    }
    return [_push(data["partner_id"], shop_id, code, message)]


def _push(partner_id: int, shop_id: int, code: int, message: Mapping[str, Any]) -> Push:
    body = json.dumps(message, separators=(",", ":"))
    return Push(app_id=str(partner_id), shop_id=shop_id, code=str(code), body=body)


def judge_receiver(*, tx: Tx, partner_id: int) -> None:
    """Stop pushing to a receiver that fails most of the time; note the warning before that."""
    since = tx.now - PATIENCE_WINDOW
    counts = tx.the(
        "SELECT count(*) AS tried, sum(state = 'delivered') AS delivered FROM push "
        "WHERE dialect = 'shopee' AND app_id = ? AND tried_at >= ?",
        *(str(partner_id), since),
    )
    if counts["tried"] <= PATIENCE_LEAST:
        return
    rate = counts["delivered"] / counts["tried"]
    if rate < STOP_BELOW:
        tx.run("UPDATE shopee_app SET is_push_enabled = 0 WHERE partner_id = ?", partner_id)
    elif rate < WARN_BELOW:
        tx.run("UPDATE shopee_app SET push_warned_at = ? WHERE partner_id = ?", tx.now, partner_id)
