"""Blibli's notifications: proof of origin, and what they hint at."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from integrations.channels.errors import BadPayload, BadSignature
from integrations.channels.payload import Payload
from integrations.channels.transport import header
from integrations.channels.words import Hint, HintKind, WebhookDelivery
from integrations.connectors.blibli.client import sign, signed_path

RETURNS = frozenset({"returned_order", "RT", "VB"})


def verify(*, key: str, headers: Mapping[str, str], body: bytes, url: str) -> None:
    """Compare the signature over the raw body, the time told and the address; constant time.

    Whether the whole address or its path is signed, and whether in hex or base64, is not
    documented: the same proof counts in each of these spellings.
    """
    given = header(headers, "Signature") or ""
    told = header(headers, "requestTime") or ""
    if not given:
        raise BadSignature("the notification carries no signature")
    if not (told.isascii() and told.isdigit() and len(told) < 17):
        raise BadSignature("the notification tells no time")
    proofs = [
        sign(key, method="POST", body=body, milliseconds=int(told), path=path)
        for path in (signed_path(url), url)
    ]
    spelt = [text for each in proofs for text in (base64.b64encode(each).decode(), each.hex())]
    matches = [hmac.compare_digest(given.encode(), text.encode()) for text in spelt]
    if not any(matches):
        raise BadSignature("the notification's signature is wrong")


def read(body: bytes) -> WebhookDelivery:
    """Key and hint of a proven notification. A repetition has the same bytes."""
    digest = hashlib.sha256(body).hexdigest()
    try:
        payload = Payload.parse(body)
        is_object = isinstance(payload.value, Mapping)
    except ValueError:
        is_object = False
    if not is_object:
        return WebhookDelivery(delivery_key=digest)
    return WebhookDelivery(delivery_key=digest, hints=(_hint(payload),))


def _hint(payload: Payload) -> Hint:
    raw_kind = _text(payload, "orderStatus") or _text(payload, "event")
    order_id, product = _text(payload, "orderId"), _text(payload, "blibliSku")
    kind = HintKind.RETURN if raw_kind in RETURNS else HintKind.ORDER
    if not order_id:
        kind = HintKind.LISTING if product else HintKind.OTHER
    return Hint(
        kind=kind,
        external_shop_id=_text(payload, "storeCode"),
        external_id=order_id or product,
        raw_kind=raw_kind,
    )


def _text(payload: Payload, name: str) -> str:
    """The field as text, or "": a hint must not fail because Blibli changed a type."""
    try:
        return payload.text_at(name)
    except BadPayload:
        return ""
