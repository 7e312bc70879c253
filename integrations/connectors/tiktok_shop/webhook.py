"""TikTok's notifications: proof of origin, and what they hint at."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from integrations.channels.errors import BadPayload, BadSignature
from integrations.channels.payload import Payload
from integrations.channels.transport import header
from integrations.channels.words import Hint, HintKind, WebhookDelivery

# type -> (what changed, the field of `data` that names it)
EVENTS: dict[str, tuple[HintKind, str]] = {
    "1": (HintKind.ORDER, "order_id"),
    "3": (HintKind.ORDER, "order_id"),
    "4": (HintKind.PARCEL, "package_list"),
    "5": (HintKind.LISTING, "product_id"),
    "6": (HintKind.DEAUTHORIZED, ""),
    "7": (HintKind.AUTHORIZATION_ENDING, ""),
    "11": (HintKind.ORDER, "order_id"),
    "12": (HintKind.RETURN, "order_id"),
    "15": (HintKind.LISTING, "product_id"),
    "16": (HintKind.LISTING, "product_id"),
    "18": (HintKind.LISTING, "product_id"),
    "27": (HintKind.STOCK, "product_id"),
    "37": (HintKind.LISTING, "product_id"),
    "50": (HintKind.LISTING, "product_id"),
    "71": (HintKind.STOCK, "product_id"),
}


def verify(*, app_key: str, secret: str, headers: Mapping[str, str], body: bytes) -> None:
    """Compare the signature over app key and raw body; constant time, lower case only."""
    given = header(headers, "Authorization")
    if not given:
        raise BadSignature("the notification carries no signature")
    expected = hmac.new(secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadSignature("the notification's signature is wrong")


def read(body: bytes) -> WebhookDelivery:
    """Key and hints of a proven notification.

    TikTok numbers its deliveries; where the number is missing the bytes are the key.
    """
    digest = hashlib.sha256(body).hexdigest()
    try:
        payload = Payload.parse(body)
        kind = _text(payload, "type")
    except (ValueError, BadPayload):
        return WebhookDelivery(delivery_key=digest)
    data = _object(payload, "data")
    number = _text(data, "event_id") or _text(payload, "tts_notification_id") or digest
    if not kind:
        return WebhookDelivery(delivery_key=digest)
    return WebhookDelivery(delivery_key=f"{kind}:{number}", hints=_hints(kind, payload, data))


def _hints(raw_kind: str, payload: Payload, data: Payload) -> tuple[Hint, ...]:
    kind, name = EVENTS.get(raw_kind, (HintKind.OTHER, ""))
    shop = _text(payload, "shop_id") or _text(data, "tts_shop_id")
    ids = _orders_of_packages(data) if name == "package_list" else (_text(data, name),)
    if name and not any(ids):
        kind, ids = HintKind.OTHER, ("",)
    return tuple(
        Hint(kind=kind, external_shop_id=shop, external_id=one, raw_kind=raw_kind) for one in ids
    )


def _orders_of_packages(data: Payload) -> tuple[str, ...]:
    """Every order that has a part in the packages; several may be combined into one."""
    found: list[str] = []
    try:
        for package in data.rows_at("package_list"):
            found += [order.text() for order in package.rows_at("order_id_list")]
    except BadPayload:
        pass
    return tuple(dict.fromkeys(found))


def _object(payload: Payload, name: str) -> Payload:
    inner = payload.optional(name)
    is_object = inner is not None and isinstance(inner.value, Mapping)
    return inner if is_object and inner is not None else Payload({}, f"{payload.path}.{name}")


def _text(payload: Payload, name: str) -> str:
    """The field as text, or "": ids come as text or number, and a hint must not fail on either."""
    if not name:
        return ""
    try:
        inner = payload.optional(name)
        return inner.text() if inner is not None else ""
    except BadPayload:
        return ""
