"""Webhooks of Meta: verified over the raw bytes, and taken in so that a repeat changes nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from integrations.social.models import MessageStatus, Reached
from integrations.social.whatsapp import name_of
from shop.notices.services import stop_for_number
from shop.transactions import retries_contention

logger = logging.getLogger(__name__)

STATES = {
    "sent": Reached.SENT,
    "delivered": Reached.DELIVERED,
    "read": Reached.READ,
    "failed": Reached.FAILED,
}
STOP_WORDS = frozenset({"berhenti", "stop", "batal langganan", "unsubscribe"})


def is_genuine(*, body: bytes, signature: str) -> bool:
    """Whether Meta signed these very bytes with our app's secret; never without one."""
    secret = settings.META_APP_SECRET
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and constant_time_compare(signature, f"sha256={expected}")


@retries_contention
def take(*, body: bytes) -> int:
    """Take in everything a webhook tells; returns how many reports and messages it understood.

    Raises ValueError for what is no JSON object. What is not understood is left out: Meta adds
    fields and kinds whenever it likes.
    """
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("not an object")
    understood = 0
    with transaction.atomic():
        for value in _values(told):
            understood += sum(_report(one) for one in _rows(value, "statuses"))
            understood += sum(_hear(one) for one in _rows(value, "messages"))
    return understood


def _values(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _rows(told, "entry"):
        for change in _rows(entry, "changes"):
            value = change.get("value")
            if isinstance(value, dict) and _is_ours(value):
                yield value


def _is_ours(value: dict[str, Any]) -> bool:
    """An app may look after several numbers; only ours counts where the number is named."""
    metadata = value.get("metadata")
    named = metadata.get("phone_number_id") if isinstance(metadata, dict) else None
    return named in (None, settings.WHATSAPP_PHONE_ID)


def _rows(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = value.get(name, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _report(row: dict[str, Any]) -> bool:
    """Keep the furthest state of a message."""
    told, reached = str(row.get("id", "")), STATES.get(str(row.get("status")))
    if not told or reached is None:
        return False
    wamid = name_of(told)
    errors = _rows(row, "errors")
    code = str(errors[0].get("code", ""))[:20] if errors else ""
    facts = {"reached": reached, "error_code": code}
    mark = str(row.get("biz_opaque_callback_data", ""))[:80]
    status = MessageStatus(wamid=wamid, mark=mark, **facts)
    MessageStatus.objects.bulk_create([status], ignore_conflicts=True)
    further = MessageStatus.objects.filter(wamid=wamid, reached__lt=reached)
    further.update(updated_at=timezone.now(), **facts)
    return True


def _hear(row: dict[str, Any]) -> bool:
    """Somebody wrote: only the stop word is for a machine, everything else is for people."""
    text = row.get("text")
    words = str(text.get("body", "")) if isinstance(text, dict) else ""
    number = str(row.get("from", ""))
    if " ".join(words.lower().split()).strip(".! ") in STOP_WORDS and number.isdigit():
        count = stop_for_number(number=number)
        logger.info("whatsapp stop word orders=%s", count)
    return True
