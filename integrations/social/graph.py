"""The Graph API: proof of calls, and what each of its errors means for what was asked."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings

from integrations.social import wire
from shop.outbox.registry import DeliveryError, OutcomeUnknown, Refused, Retry

SOON = timedelta(minutes=1)
# A token does not come back by itself: look for a new one twice an hour, and no call in between.
RECONNECT = timedelta(minutes=30)
BLOCKED = timedelta(hours=6)
TOKEN = frozenset({102, 190})
THROTTLED = frozenset({4, 17, 32, 341, 613, 130429, 131048, 131056, *range(80001, 80015)})
POLICY = frozenset({368, 131031})
# Codes after which it may have happened all the same: unknown, temporary, the same words twice.
DOUBTFUL = frozenset({-1, 1, 2, 506, 131000, 131016})
# 4/2207051 was seen while the post went live.
DOUBTFUL_SUB = frozenset({2207001, 2207032, 2207051})


def proof(secret: str, token: str) -> str:
    """Hex HMAC of the token: shows that the call comes from the app's own server."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def call(
    method: str,
    path: str,
    *,
    base: str,
    token: str,
    told: Mapping[str, Any] | None = None,
    query: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One call; the answer when it is a yes.

    Raises what the outbox understands: ``Retry`` when it certainly did not happen, ``Refused``
    when it never will, ``OutcomeUnknown`` when nobody can tell from the answer.
    """
    asked = dict(query or {})
    if settings.META_APP_SECRET:
        asked["appsecret_proof"] = proof(settings.META_APP_SECRET, token)
    try:
        answer = wire.call(
            method,
            f"{base}/{settings.META_GRAPH_VERSION}/{path}",
            token=token,
            query=asked,
            told=told,
        )
    except wire.NotConnected as error:
        raise Retry(SOON, "not_connected", str(error), counts=False) from error
    except wire.NoAnswer as error:
        raise OutcomeUnknown("no_answer", str(error)) from error
    trouble = classify(answer)
    if trouble is not None:
        raise trouble
    return answer.told or {}


def classify(answer: wire.Answer) -> DeliveryError | None:
    """What an answer means; None for a yes."""
    wait = timedelta(seconds=answer.retry_after) or SOON
    if answer.told is None:
        if answer.status == 429:
            return Retry(wait, "throttled", "HTTP 429", counts=False)
        return OutcomeUnknown("unreadable", f"HTTP {answer.status}")
    error = answer.told.get("error")
    if not isinstance(error, dict):
        fine = 200 <= answer.status < 300
        return None if fine else OutcomeUnknown("unreadable", f"HTTP {answer.status}")
    return _meaning(error, answer.status, wait)


def _meaning(error: Mapping[str, Any], status: int, wait: timedelta) -> DeliveryError:
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    name = f"{code}_{subcode}" if subcode else str(code)
    words = str(error.get("error_user_msg") or error.get("message") or "")
    text = f"{words} ({error.get('fbtrace_id', '-')})"
    if subcode in DOUBTFUL_SUB or code in DOUBTFUL or (status >= 500 and code not in THROTTLED):
        return OutcomeUnknown(name, text)
    if code in TOKEN:
        return Retry(RECONNECT, name, text, counts=False)
    if code in THROTTLED or status == 429:
        return Retry(wait, name, text, counts=False)
    if code in POLICY:
        return Retry(BLOCKED, name, text, counts=False)
    return Refused(name, text)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
