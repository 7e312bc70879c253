"""Messages to apps: the core's events in Lazada's words."""

import json
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push
from integrations.sandbox.dialects.lazada import apps
from integrations.sandbox.dialects.lazada.call import FIRST_ORDER
from integrations.sandbox.dialects.lazada.orders import item_ids, status_of

SITE = "lazada_id"
TRADE, SHALLOW, EXPIRES, REVERSE, FULFILMENT = 0, 6, 8, 10, 14


def pushes_for(*, tx: Tx, event: Row) -> list[Push]:
    """One message per app and order line; none for events this platform keeps to itself."""
    receivers = apps.listeners(tx=tx, shop_id=event["shop_id"])
    if not receivers:
        return []
    found = _messages(tx=tx, event=event, data=json.loads(event["data"]))
    return [
        Push(
            app_id=app["app_key"],
            shop_id=event["shop_id"],
            code=str(kind),
            body=json.dumps(
                {
                    "seller_id": str(event["shop_id"]),
                    "message_type": kind,
                    "data": data,
                    "timestamp": event["at"] * 1000,
                    "site": SITE,
                },
                separators=(",", ":"),
            ),
        )
        for app in receivers
        for kind, data in found
    ]


def _messages(*, tx: Tx, event: Row, data: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    if event["kind"] == apps.EXPIRES_SOON:
        return [(EXPIRES, {"expire_time": data["expires_at"]})]
    if event["kind"] not in (events.ORDER_CHANGED, events.TRACKING_ASSIGNED):
        return []
    order = tx.the("SELECT * FROM orders WHERE sn = ?", data["order_sn"])
    number = str(FIRST_ORDER + order["id"])
    if event["kind"] == events.TRACKING_ASSIGNED:
        return []  # numbers are given when packing
    told = {
        "order_status": status_of(tx=tx, order=order),
        "trade_order_id": number,
        "status_update_time": event["at"],
    }
    kind, more = TRADE, {}
    if order["state"] == OrderState.IN_CANCEL:
        kind, more = REVERSE, {"reverse_order_id": f"{number}9"}
    return [
        (
            kind,
            {
                **told,
                **more,
                **({"reverse_order_line_id": f"{item}9"} if more else {}),
                "trade_order_line_id": str(item),
            },
        )
        for item in item_ids(tx, order)
    ]
