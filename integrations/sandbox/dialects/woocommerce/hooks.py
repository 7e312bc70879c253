"""Webhooks: who wants to know what, and what they are told, late and as it is by then."""

import base64
import hashlib
import json
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from integrations.sandbox.core import events, selectors
from integrations.sandbox.core.records import BadInput, NotFound
from integrations.sandbox.core.states import OrderState
from integrations.sandbox.core.store import Tx
from integrations.sandbox.dialects.base import Delivery, Push
from integrations.sandbox.dialects.woocommerce import (
    order_changes,
    orders,
    product_changes,
    products,
    signature,
)
from integrations.sandbox.dialects.woocommerce.call import (
    Answer,
    Call,
    RestError,
    both,
    invalid,
    paged,
)

CODE = "woocommerce"
TOPICS = tuple(
    f"{resource}.{event}"
    for resource in ("order", "product", "customer", "coupon")
    for event in ("created", "updated", "deleted")
)
STATUSES = ("active", "paused", "disabled")
PATIENCE = 5  # more failures in a row than this and nobody is told any more
# The steps underneath that change something here; the others are the courier's.
_SEEN = (
    OrderState.UNPAID,
    OrderState.READY_TO_SHIP,
    OrderState.SHIPPED,
    OrderState.CANCELLED,
)
_MOVES_STOCK = (OrderState.READY_TO_SHIP, OrderState.CANCELLED)


# The resource


def create(*, tx: Tx, shop_id: int, topic: str, delivery_url: str, source: str, **more: str) -> Row:
    """Register a webhook; a ping without a signature is sent at once."""
    from integrations.sandbox import pushes

    if topic not in TOPICS:
        raise BadInput("Webhook topic must be valid.")
    if not delivery_url.startswith(("http://", "https://")):
        raise BadInput("Webhook delivery URL must be a valid URL starting with http://.")
    secret = more.get("secret") or base64.b64encode(tx.token("woo_hook").encode()).decode()
    hook_id = tx.insert(
        "woo_webhook",
        shop_id=shop_id,
        name=more.get("name") or f"Webhook {topic}",
        topic=topic,
        delivery_url=delivery_url,
        secret=secret,
        status=more.get("status") or "active",
        source=source,
        created_at=tx.now,
        updated_at=tx.now,
    )
    body = json.dumps({"webhook_id": hook_id})
    push = Push(app_id=str(hook_id), shop_id=shop_id, code="ping", body=body)
    pushes.queue(tx=tx, dialect=CODE, push=push, at=tx.now)
    return tx.the("SELECT * FROM woo_webhook WHERE id = ?", hook_id)


def set_status(*, tx: Tx, hook: Row, status: str) -> None:
    """Switch it; on again, failures are counted from here."""
    if status not in STATUSES:
        raise BadInput(f"status: {', '.join(STATUSES)}")
    newest = tx.the("SELECT coalesce(max(id), 0) AS n FROM push")["n"]
    tx.run(
        "UPDATE woo_webhook SET status = ?, counts_from = ?, updated_at = ? WHERE id = ?",
        *(status, newest, tx.now, hook["id"]),
    )


def find(*, tx: Tx, shop_id: int, number: object) -> Row:
    """A site's webhook."""
    text = str(number)
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    row = tx.one("SELECT * FROM woo_webhook WHERE id = ? AND shop_id = ?", wanted, shop_id)
    if row is None:
        raise NotFound(f"webhook {number}")
    return row


def _find(call: Call) -> Row:
    try:
        return find(tx=call.tx, shop_id=call.shop_id, number=call.parts[0])
    except NotFound:
        code = "woocommerce_rest_shop_webhook_invalid_id"
        raise RestError(code, "Invalid ID.", status=404) from None


def facts(row: Row) -> dict[str, Any]:
    """A webhook as the API shows it: never its secret."""
    resource, _, event = row["topic"].partition(".")
    return {
        "id": row["id"],
        "name": row["name"],
        "status": row["status"],
        "topic": row["topic"],
        "resource": resource,
        "event": event,
        "hooks": [f"woocommerce_{event}_{resource}"],
        "delivery_url": row["delivery_url"],
        **both("date_created", row["created_at"]),
        **both("date_modified", row["updated_at"]),
    }


def read_many(call: Call) -> Answer:
    """`GET /webhooks`."""
    status = call.query.get("status", "all")
    rows = call.tx.all(
        "SELECT * FROM woo_webhook WHERE shop_id = ?1 AND ?2 IN ('all', status) ORDER BY id DESC",
        *(call.shop_id, status),
    )
    page, headers = paged(call, rows)
    return Answer(data=[facts(row) for row in page], headers=headers)


def read_one(call: Call) -> Answer:
    """`GET /webhooks/<id>`."""
    return Answer(data=facts(_find(call)))


def add(call: Call) -> Answer:
    """`POST /webhooks`."""
    body = call.body
    told = {name: str(body[name]) for name in ("name", "secret", "status") if body.get(name)}
    try:
        row = create(
            tx=call.tx,
            shop_id=call.shop_id,
            topic=str(body.get("topic", "")),
            delivery_url=str(body.get("delivery_url", "")),
            source=f"{call.site_url}/",
            **told,
        )
    except BadInput as refusal:
        raise invalid("topic, delivery_url", str(refusal)) from None
    return Answer(data=facts(row), status=201)


def change(call: Call) -> Answer:
    """`PUT /webhooks/<id>`."""
    hook = _find(call)
    for name in ("name", "delivery_url", "secret"):
        if name in call.body:
            told = {name: str(call.body[name]), "updated_at": call.tx.now}
            call.tx.update("woo_webhook", where="id = ?", values=(hook["id"],), **told)
    if "status" in call.body:
        try:
            set_status(tx=call.tx, hook=hook, status=str(call.body["status"]))
        except BadInput as refusal:
            raise invalid("status", str(refusal)) from None
    return Answer(data=facts(_find(call)))


def delete(call: Call) -> Answer:
    """`DELETE /webhooks/<id>`; there is no trash for them."""
    hook = _find(call)
    if call.query.get("force", "").lower() not in ("true", "1"):
        code = "woocommerce_rest_trash_not_supported"
        raise RestError(code, "Webhooks do not support trashing.", status=501)
    call.tx.run("DELETE FROM woo_webhook WHERE id = ?", hook["id"])
    return Answer(data=facts(hook))


# What is sent


def pushes_for(*, tx: Tx, event: Row) -> list[Push]:
    """Messages an event becomes. Equal ones that still wait are one."""
    hooks = tx.all(
        "SELECT * FROM woo_webhook WHERE shop_id = ? AND status = 'active'", event["shop_id"]
    )
    if not hooks:
        return []
    queued = []
    for topic, number in _news(tx=tx, event=event, data=json.loads(event["data"])):
        body = json.dumps({"id": number})
        for hook in hooks:
            if hook["topic"] == topic and not _waits(tx, hook, body):
                app_id, shop_id = str(hook["id"]), event["shop_id"]
                queued.append(Push(app_id=app_id, shop_id=shop_id, code=topic, body=body))
    return queued


def _waits(tx: Tx, hook: Row, body: str) -> bool:
    row = tx.one(
        "SELECT 1 FROM push WHERE dialect = ? AND app_id = ? AND state = 'waiting' AND code = ? "
        "AND body = ?",
        *(CODE, str(hook["id"]), hook["topic"], body),
    )
    return row is not None


def _news(*, tx: Tx, event: Row, data: Mapping[str, Any]) -> list[tuple[str, int]]:
    kind = event["kind"]
    if kind == product_changes.CHANGED:
        return [("product.updated", data["number"])]
    if kind not in (events.ORDER_CHANGED, order_changes.CHANGED, order_changes.TRASHED):
        return []
    order = tx.the("SELECT * FROM orders WHERE sn = ?", data["order_sn"])
    number = order["id"] + orders.FIRST_ORDER
    if kind == order_changes.TRASHED:
        return [("order.updated", number), ("order.deleted", number)]
    if kind == order_changes.CHANGED:
        return [("order.updated", number)]
    state = data["state"]
    if state not in _SEEN:
        return []
    topic = "order.created" if state == OrderState.UNPAID else "order.updated"
    return [(topic, number), *_sold(tx, order, state, event["at"])]


def _sold(tx: Tx, order: Row, state: str, at: int) -> list[tuple[str, int]]:
    """A sale changes the product, and a variation under its own number."""
    if state not in _MOVES_STOCK:
        return []
    lines = selectors.lines_of(tx=tx, order=order)
    for line in lines:
        tx.run("UPDATE item SET updated_at = max(updated_at, ?) WHERE id = ?", at, line["item_id"])
    return [
        ("product.updated", line["variant_id"] if line["has_variants"] else line["item_id"])
        for line in lines
    ]


def delivery(*, tx: Tx, app_id: str, body: bytes, spoilt: bool) -> Delivery | None:
    """Where it goes, with the resource as it is now; None when it was switched off meanwhile."""
    hook = tx.one("SELECT * FROM woo_webhook WHERE id = ?", int(app_id))
    if hook is None or hook["status"] != "active":
        return None
    told = _parsed(body)
    if "webhook_id" in told:
        form = "application/x-www-form-urlencoded"
        return Delivery(
            url=hook["delivery_url"],
            headers={"Content-Type": form},
            wants_empty_answer=False,
            body=f"webhook_id={hook['id']}".encode(),
        )
    sent = _as_it_is(tx, hook, told) if set(told) == {"id"} else body
    secret = hook["secret"] + ("-salah" if spoilt else "")
    resource, _, event = hook["topic"].partition(".")
    moment = hashlib.md5(f"{hook['id']}{tx.now}".encode(), usedforsecurity=False).hexdigest()
    headers = {
        "X-WC-Webhook-Source": hook["source"],
        "X-WC-Webhook-Topic": hook["topic"],
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": signature.sign_push(secret=secret, body=sent),
        "X-WC-Webhook-ID": str(hook["id"]),
        # As on the platform: two deliveries of one second carry the same one.
        "X-WC-Webhook-Delivery-ID": moment,
    }
    return Delivery(url=hook["delivery_url"], headers=headers, wants_empty_answer=False, body=sent)


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _as_it_is(tx: Tx, hook: Row, told: Mapping[str, Any]) -> bytes:
    site = hook["source"].rstrip("/")
    found: Any = dict(told)
    if hook["topic"] in ("order.created", "order.updated"):
        row = tx.one("SELECT * FROM orders WHERE id = ?", told["id"] - orders.FIRST_ORDER)
        found = orders.facts(tx, row, site) if row is not None else found
    elif hook["topic"] == "product.updated":
        found = products.facts_of(tx, hook["shop_id"], told["id"], site, site) or found
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False).encode()


def push_tried(*, tx: Tx, app_id: str) -> None:
    """After more than five failures in a row the webhook is switched off."""
    hook = tx.one("SELECT * FROM woo_webhook WHERE id = ?", int(app_id))
    if hook is None or hook["status"] != "active":
        return
    failed = tx.the(
        "SELECT count(*) AS n FROM push WHERE dialect = ?1 AND app_id = ?2 AND state = 'lost' "
        "AND attempts > 0 AND code <> 'ping' AND id > max(?3, (SELECT coalesce(max(id), 0) "
        "FROM push WHERE dialect = ?1 AND app_id = ?2 AND state = 'delivered' "
        "AND code <> 'ping'))",
        *(CODE, app_id, hook["counts_from"]),
    )
    if failed["n"] > PATIENCE:
        tx.run(
            "UPDATE woo_webhook SET status = 'disabled', updated_at = ? WHERE id = ?",
            *(tx.now, hook["id"]),
        )
