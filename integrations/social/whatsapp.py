"""Messages to phones through the WhatsApp Cloud API: sent once, and what became of them.

There is no key against sending twice. Each message carries a mark of its own
(``biz_opaque_callback_data``) that comes back with every report about it: after a lost answer the
report says that it was sent. Without a report a person decides; it is never sent again blindly.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from integrations.social import graph
from integrations.social.models import MessageStatus
from shop.notices import quiet, selectors
from shop.order.models import Order
from shop.outbox.models import Message
from shop.outbox.registry import NotSent, OutcomeUnknown, Refused, Retry, Sent, StillUnknown
from shop.privacy import consents

# News about an order that is older than this helps nobody.
STALE = timedelta(days=2)
OFF = timedelta(hours=1)
# Asked after 1, 2, 4, 8 and 16 minutes: reports come within seconds, or something is broken.
ENOUGH = 6


def deliver(message: Message) -> Sent:
    """Outbox: send it, unless it is night, too late, or not wanted any more."""
    told = message.payload
    _check(message)
    parameters = [{"type": "text", "text": value} for value in told["values"]]
    components = [{"type": "body", "parameters": parameters}] if parameters else []
    answer = graph.call(
        "POST",
        f"{settings.WHATSAPP_PHONE_ID}/messages",
        base=settings.WHATSAPP_BASE_URL,
        token=settings.WHATSAPP_TOKEN,
        told={
            "messaging_product": "whatsapp",
            "to": told["to"],
            "type": "template",
            "template": {
                "name": told["template"],
                "language": {"code": told["language"]},
                "components": components,
            },
            "biz_opaque_callback_data": mark_of(message),
        },
    )
    try:
        return Sent(external_id=name_of(str(answer["messages"][0]["id"])))
    except (KeyError, IndexError, TypeError):
        raise OutcomeUnknown("unreadable", "The answer names no message.") from None


def look_up(message: Message) -> Sent | NotSent | StillUnknown:
    """Outbox: whether a report about it came in. None is no proof that it was not sent."""
    wamids = MessageStatus.objects.filter(mark=mark_of(message)).values_list("wamid", flat=True)
    if wamid := wamids.first():
        return Sent(external_id=wamid)
    if message.attempts >= ENOUGH:
        raise OutcomeUnknown("no_report", message.error_text)
    return StillUnknown()


def mark_of(message: Message) -> str:
    """The message's own word; the moment tells rows apart after a database was made anew."""
    return f"lapak-{message.pk}-{message.created_at:%Y%m%d%H%M%S%f}"


def name_of(wamid: str) -> str:
    """How we keep the number WhatsApp gives a message.

    Their number holds the buyer's phone number, and our rows outlive the erasure of the buyer.
    """
    return sha256(wamid.encode()).hexdigest()


def _check(message: Message) -> None:
    """Raises ``Refused`` or ``Retry``; nothing was sent then."""
    told, now = message.payload, timezone.now()
    # Emptied rows (shop.outbox.personal) carry nothing any more.
    if "to" not in told or now - message.created_at > STALE:
        raise Refused("too_late", "The news is too old to be sent.")
    if not selectors.is_offered():
        raise Retry(OFF, "switched_off", "WHATSAPP_PHONE_ID or WHATSAPP_TOKEN is empty.", False)
    start = quiet.allowed_from(now, told["zone"])
    if start > now:
        raise Retry(start - now, "night", "It is night where the cooperative is.", counts=False)
    order = Order.objects.filter(pk=told["order_id"]).values_list("user_id", flat=True)
    if not order or not consents.wants_whatsapp(order_id=told["order_id"], user_id=order[0]):
        raise Refused("not_wanted", "The buyer wants no more messages.")
