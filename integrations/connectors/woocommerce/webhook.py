"""Notifications of a shop: proof of origin, and what they hint at."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

from integrations.channels.errors import BadPayload, BadSignature
from integrations.channels.payload import Payload
from integrations.channels.transport import header
from integrations.channels.words import Hint, HintKind, WebhookDelivery
from integrations.connectors.woocommerce.site import shop_id_of

SIGNATURE = "X-WC-Webhook-Signature"
# A product is updated by every sale and by every number of ours: reading the whole list each time
# would be most of our calls. What people change there is found when the list is read at night.
EVENTS: dict[str, HintKind] = {
    "order.created": HintKind.ORDER,
    "order.updated": HintKind.ORDER,
    "order.deleted": HintKind.ORDER,
    "order.restored": HintKind.ORDER,
    "product.created": HintKind.LISTING,
    "product.deleted": HintKind.LISTING,
    "product.restored": HintKind.LISTING,
}
_PING = re.compile(rb"webhook_id=\d{1,20}")
PING = WebhookDelivery(delivery_key="ping")


def read(*, secret: str, headers: Mapping[str, str], body: bytes) -> WebhookDelivery:
    """Key and hints of a notification; raises `BadSignature` for what the shop did not sign.

    Only the ping with which a shop tries a new address comes unsigned. It says nothing and does
    nothing, and all of them are one delivery, so that nobody fills our tables with them.
    """
    given = header(headers, SIGNATURE)
    if not given and not header(headers, "X-WC-Webhook-Topic") and _PING.fullmatch(body):
        return PING
    if not given:
        raise BadSignature("the notification carries no signature")
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    if not secret or not hmac.compare_digest(given.encode(), base64.b64encode(digest)):
        raise BadSignature("the notification's signature is wrong")
    return _delivery(headers, body)


def _delivery(headers: Mapping[str, str], body: bytes) -> WebhookDelivery:
    """Not by the delivery id, which two deliveries of one second share, but by what is said."""
    topic = header(headers, "X-WC-Webhook-Topic") or ""
    source = shop_id_of(header(headers, "X-WC-Webhook-Source") or "")
    told = hashlib.sha256(b"\n".join((topic.encode(), source.encode(), body))).hexdigest()
    try:
        external_id = Payload.parse(body).text_at("id")
    except (ValueError, BadPayload):
        return WebhookDelivery(delivery_key=told)
    if not topic:
        return WebhookDelivery(delivery_key=told)
    kind = EVENTS.get(topic, HintKind.OTHER)
    if not external_id:
        kind = HintKind.OTHER
    hint = Hint(kind=kind, external_shop_id=source, external_id=external_id, raw_kind=topic)
    return WebhookDelivery(delivery_key=f"{topic}:{told}"[:160], hints=(hint,))
