"""Notifications to integrators: the core's events, one for each order item."""

import json
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

from integrations.sandbox.core import events, selectors
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Push
from integrations.sandbox.dialects.blibli import sellers
from integrations.sandbox.dialects.blibli.orders import (
    FIRST_ITEM,
    FIRST_ORDER,
    FIRST_PACKAGE,
    package_of,
    status_of,
)
from integrations.sandbox.dialects.blibli.products import blibli_sku, pickup_point

EVENTS = {
    "O": "waiting_for_payment",
    "FP": "new_order",
    "BP": "package_created",
    "FR": "in_delivery",
    "D": "delivered",
    "CX": "canceled",
}


def pushes_for(*, tx: Tx, event: Row) -> list[Push]:
    """One message per integrator and item; none for what Blibli keeps to itself."""
    if event["kind"] != events.ORDER_CHANGED:
        return []
    seller = tx.one("SELECT * FROM blibli_seller WHERE shop_id = ?", event["shop_id"])
    clients = [client for client in sellers.clients(tx=tx) if client["push_url"]]
    if seller is None or not seller["seller_key"] or not clients:
        return []
    order = tx.the("SELECT * FROM orders WHERE sn = ?", json.loads(event["data"])["order_sn"])
    return [
        Push(
            app_id=client["client_id"],
            shop_id=event["shop_id"],
            code=name_of(tx=tx, order=order, line=line),
            body=body_of(tx=tx, seller=seller, order=order, line=line, at=event["at"]),
        )
        for client in clients
        for line in selectors.lines_of(tx=tx, order=order)
    ]


def name_of(*, tx: Tx, order: Row, line: Row) -> str:
    """The event's name, which the call log and faults know it by."""
    word = status_of(tx, order, line)
    if word == "CX" and order["cancel_reason"] == "BUYER_DID_NOT_PAY":
        return "cancelled_payment_expired"
    return EVENTS[word]


def body_of(*, tx: Tx, seller: Row, order: Row, line: Row, at: int) -> str:
    """The flat body of an order item."""
    package = package_of(tx, line)
    until = datetime.fromtimestamp(order["ship_by"], UTC) + timedelta(hours=7)
    told = {
        "blibliSku": blibli_sku(seller, line["item_id"], line["variant_id"]),
        "quantity": line["quantity"],
        "initialQuantity": line["quantity"],
        "orderId": str(FIRST_ORDER + order["id"]),
        "orderItemId": str(FIRST_ITEM + line["id"]),
        "packageId": str(FIRST_PACKAGE + package["id"]) if package else "",
        "orderStatus": status_of(tx, order, line),
        "logisticProductCode": "REG",
        "pickupPointCode": pickup_point(seller),
        "sellerSku": line["variant_sku"] or line["item_sku"],
        "orderDate": order["created_at"] * 1000,
        "timestamp": at * 1000,
        "storeCode": seller["store_code"],
        "autoCancelTimeStamp": f"{until:%Y-%m-%d %H:%M}" if order["ship_by"] else "",
    }
    return json.dumps(told, separators=(",", ":"))
