"""Lazada's pushes (LPM): proof of origin, and what they hint at."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from integrations.channels.errors import BadPayload, BadSignature
from integrations.channels.payload import Payload
from integrations.channels.transport import header
from integrations.channels.words import Hint, HintKind, WebhookDelivery

# message_type -> (what changed, the fields of `data` that may name it)
EVENTS: dict[str, tuple[HintKind, tuple[str, ...]]] = {
    "0": (HintKind.ORDER, ("trade_order_id", "order_id")),
    "3": (HintKind.LISTING, ("item_id",)),
    "4": (HintKind.LISTING, ("item_id",)),
    "5": (HintKind.LISTING, ("item_id",)),
    "6": (HintKind.STOCK, ("item_id",)),
    "8": (HintKind.AUTHORIZATION_ENDING, ()),
    "10": (HintKind.RETURN, ("trade_order_id", "order_id")),
    "14": (HintKind.PARCEL, ("trade_order_id", "order_id")),
}


def verify(*, app_key: str, app_secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Compare the signature over the app key and the raw body; constant time."""
    given = header(headers, "Authorization")
    if not given:
        raise BadSignature("the notification carries no signature")
    expected = hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadSignature("the notification's signature is wrong")


def read(body: bytes) -> WebhookDelivery:
    """Key and hints of a proven notification.

    Lazada numbers no messages. A repetition has the same bytes; the messages of an order's other
    lines name other lines, and every message carries its own timestamp.
    """
    digest = hashlib.sha256(body).hexdigest()
    try:
        payload = Payload.parse(body)
        kind = _text(payload, "message_type")
    except (ValueError, BadPayload):
        return WebhookDelivery(delivery_key=digest)
    if not kind:
        return WebhookDelivery(delivery_key=digest)
    return WebhookDelivery(delivery_key=f"{kind}:{digest}", hints=(_hint(kind, payload),))


def _hint(raw_kind: str, payload: Payload) -> Hint:
    kind, names = EVENTS.get(raw_kind, (HintKind.OTHER, ()))
    inner = payload.optional("data")
    data = inner if inner is not None and isinstance(inner.value, Mapping) else Payload({})
    external_id = next((found for name in names if (found := _text(data, name))), "")
    return Hint(
        kind=kind if external_id or not names else HintKind.OTHER,
        external_shop_id=_text(payload, "seller_id"),
        external_id=external_id,
        raw_kind=raw_kind,
    )


def _text(payload: Payload, name: str) -> str:
    """The field as text, or "": a hint must not fail because Lazada changed a type."""
    try:
        found = payload.optional(name)
        return found.text() if found is not None else ""
    except BadPayload:
        return ""
