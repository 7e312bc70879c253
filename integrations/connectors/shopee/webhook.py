"""Shopee's pushes: proof of origin, and what they hint at."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from integrations.channels.errors import BadPayload, BadSignature
from integrations.channels.payload import Payload
from integrations.channels.transport import header
from integrations.channels.words import Hint, HintKind, WebhookDelivery

# code -> (what changed, the fields of `data` that may name it; Shopee writes ordersn and order_sn)
EVENTS: dict[str, tuple[HintKind, tuple[str, ...]]] = {
    "1": (HintKind.AUTHORIZED, ()),
    "2": (HintKind.DEAUTHORIZED, ()),
    "3": (HintKind.ORDER, ("ordersn", "order_sn")),
    "4": (HintKind.PARCEL, ("ordersn", "order_sn")),
    "8": (HintKind.STOCK, ("item_id",)),
    "12": (HintKind.AUTHORIZATION_ENDING, ()),
    "15": (HintKind.PARCEL, ("ordersn", "order_sn")),
    "16": (HintKind.LISTING, ("item_id",)),
    "22": (HintKind.LISTING, ("item_id",)),
    "27": (HintKind.LISTING, ("item_id",)),
    "29": (HintKind.RETURN, ("order_sn", "ordersn")),
    "30": (HintKind.PARCEL, ("order_sn", "ordersn")),
    "47": (HintKind.PARCEL, ("order_sn", "ordersn")),
}
_SHOP_LISTS = ("shop_id_list", "success_shops", "fail_shops", "shop_ids")


def verify(*, partner_key: str, headers: Mapping[str, str], body: bytes, url: str) -> None:
    """Compare the signature over the raw body and the registered address; constant time."""
    given = header(headers, "Authorization")
    if not given:
        raise BadSignature("the notification carries no signature")
    message = url.encode() + b"|" + body
    expected = hmac.new(partner_key.encode(), message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise BadSignature("the notification's signature is wrong")


def read(body: bytes) -> WebhookDelivery:
    """Key and hints of a proven notification.

    Shopee numbers no deliveries: a repetition has the same bytes, and only those are the same
    delivery (every push carries its own timestamp).
    """
    digest = hashlib.sha256(body).hexdigest()
    try:
        payload = Payload.parse(body)
        code = _text(payload, "code")
    except (ValueError, BadPayload):
        return WebhookDelivery(delivery_key=digest)
    if code in {"", "0"}:  # 0 is the test message sent when an address is registered
        return WebhookDelivery(delivery_key=digest)
    return WebhookDelivery(delivery_key=f"{code}:{digest}", hints=_hints(code, payload))


def _hints(code: str, payload: Payload) -> tuple[Hint, ...]:
    kind, names = EVENTS.get(code, (HintKind.OTHER, ()))
    data = _object(payload, "data")
    external_id = next((found for name in names if (found := _text(data, name))), "")
    shops = _shops(payload, data)
    if names and not external_id:
        kind = HintKind.OTHER
    return tuple(
        Hint(kind=kind, external_shop_id=shop, external_id=external_id, raw_kind=code)
        for shop in shops
    )


def _shops(payload: Payload, data: Payload) -> tuple[str, ...]:
    one = _text(payload, "shop_id") or _text(data, "shop_id")
    if one:
        return (one,)
    found = [shop for name in _SHOP_LISTS for shop in _texts(data, name)]
    return tuple(dict.fromkeys(found)) or ("",)


def _object(payload: Payload, name: str) -> Payload:
    inner = payload.optional(name)
    is_object = inner is not None and isinstance(inner.value, Mapping)
    return inner if is_object and inner is not None else Payload({}, f"{payload.path}.{name}")


def _text(payload: Payload, name: str) -> str:
    """The field as text, or "": a hint must not fail because Shopee changed a type."""
    try:
        inner = payload.optional(name)
        return inner.text() if inner is not None else ""
    except BadPayload:
        return ""


def _texts(payload: Payload, name: str) -> list[str]:
    try:
        inner = payload.optional(name)
        return [element.text() for element in inner.items()] if inner is not None else []
    except BadPayload:
        return []
