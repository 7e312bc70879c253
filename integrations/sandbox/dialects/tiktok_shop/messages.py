"""Pushes: the core's events in the platform's words, for apps that gave an address."""

import json
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push
from integrations.sandbox.dialects.tiktok_shop import apps, names

TYPES = {
    "ORDER_STATUS_CHANGE": 1,
    "PACKAGE_UPDATE": 4,
    "SELLER_DEAUTHORIZATION": 6,
    "CANCELLATION_STATUS_CHANGE": 11,
}


def pushes_for(*, tx: Tx, event: Row) -> list[Push]:
    """The messages of one event, one per app that listens to its shop."""
    shop = tx.one("SELECT dialect FROM shop WHERE id = ?", event["shop_id"])
    if shop is None or shop["dialect"] != "tiktok_shop":
        return []
    found = _messages(tx=tx, event=event, data=json.loads(event["data"]))
    return [
        _push(tx=tx, app_key=app_key, event=event, kind=kind, data=data)
        for app_key in _listeners(tx=tx, event=event)
        for kind, data in found
    ]


def _listeners(*, tx: Tx, event: Row) -> list[str]:
    rows = tx.all(
        "SELECT DISTINCT a.app_key FROM tiktok_app a LEFT JOIN tiktok_hook h "
        "ON h.app_key = a.app_key AND h.shop_id = ?1 WHERE (a.push_url <> '' OR h.address <> '') "
        "AND (?2 OR EXISTS (SELECT 1 FROM tiktok_link l WHERE l.app_key = a.app_key "
        "AND l.shop_id = ?1)) ORDER BY a.app_key",
        *(event["shop_id"], int(event["kind"] == apps.UNLINKED)),
    )
    return [row["app_key"] for row in rows]


def _messages(*, tx: Tx, event: Row, data: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    if event["kind"] == apps.UNLINKED:
        return [(6, {"message": "The seller has removed the authorization of the app."})]
    if event["kind"] == events.ORDER_CHANGED:
        return _order_messages(tx=tx, event=event, data=data)
    if event["kind"] == events.TRACKING_ASSIGNED:
        order = tx.the("SELECT * FROM orders WHERE sn = ?", data["order_sn"])
        parcel = tx.the("SELECT * FROM parcel WHERE order_id = ?", order["id"])
        package = {
            "package_id": names.package_id(parcel),
            "order_id_list": [names.order_id(order)],
        }
        told = {"sc_type": "UPDATE", "role_type": "SYSTEM", "package_list": [package]}
        return [(4, told | {"update_time": event["at"]})]
    return []


def _order_messages(
    *, tx: Tx, event: Row, data: Mapping[str, Any]
) -> list[tuple[int, dict[str, Any]]]:
    order = tx.the("SELECT * FROM orders WHERE sn = ?", data["order_sn"])
    asked = data["state"] == OrderState.IN_CANCEL
    word = "" if asked else names.ORDER_STATUS[data["state"]]
    found: list[tuple[int, dict[str, Any]]] = []
    if not asked:
        status = {
            "order_id": names.order_id(order),
            "order_status": "CANCEL" if word == "CANCELLED" else word,  # spelt so in pushes
            "is_on_hold_order": False,
            "update_time": data["updated_at"],
        }
        found.append((1, status))
    if asked or data["state"] == OrderState.CANCELLED:
        pending = "CANCELLATION_REQUEST_PENDING"
        cancelled = {
            "order_id": names.order_id(order),
            "cancellations_role": "BUYER" if asked else order["cancel_by"].upper(),
            "cancel_status": pending if asked else "CANCELLATION_REQUEST_COMPLETE",
            "cancel_id": names.cancel_id(order),
            "create_time": event["at"],
        }
        found.append((11, cancelled))
    return found


def _push(*, tx: Tx, app_key: str, event: Row, kind: int, data: Mapping[str, Any]) -> Push:
    message = {
        "type": kind,
        "tts_notification_id": str(7_327_000_000_000_000_000 + tx.next_number("tiktok_push")),
        "shop_id": str(event["shop_id"]),
        "timestamp": event["at"],
        "data": data,
    }
    body = json.dumps(message, separators=(",", ":"))
    return Push(app_id=app_key, shop_id=event["shop_id"], code=str(kind), body=body)


def address(*, tx: Tx, app_key: str, body: bytes) -> str:
    """Where a message goes: the shop's own address for that event, else the app's."""
    try:
        message = json.loads(body)
    except ValueError:
        message = {}
    event = next((name for name, kind in TYPES.items() if kind == message.get("type")), "")
    row = tx.one(
        "SELECT address FROM tiktok_hook WHERE app_key = ? AND shop_id = ? AND event_type = ?",
        *(app_key, str(message.get("shop_id", "")), event),
    )
    if row is not None:
        return str(row["address"])
    app = apps.find(tx=tx, app_key=app_key)
    return str(app["push_url"]) if app is not None else ""
