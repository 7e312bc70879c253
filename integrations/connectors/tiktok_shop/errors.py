"""TikTok's codes and which of our errors each one is. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from integrations.channels.errors import (
    AuthExpired,
    AuthRevoked,
    ChannelError,
    Conflict,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
)
from integrations.channels.transport import retry_after

LABEL_IN_THE_MAKING = "11034037"
# The documented range of a stock number starts at 1; whether 0 is taken is told nowhere.
ZERO_REFUSED = frozenset({"12019024", "12052055"})
_AMBIGUOUS = "36009004"  # invalid credentials, timestamp or parameter: only the sentence tells

ERRORS: dict[str, type[ChannelError]] = {
    # Signature, app and permission: only a person can mend these.
    "106001": AuthRevoked,
    "106013": AuthRevoked,  # linking anew fetches the shop's cipher
    "105005": AuthRevoked,
    "36009033": AuthRevoked,
    "101000": AuthRevoked,
    # Token.
    "105002": AuthExpired,
    # Parameters.
    "36009009": Rejected,
    "36009010": Rejected,
    "36009014": Rejected,
    # Throttling and server.
    "36009002": RateLimited,
    "36009003": Unavailable,
    "36009007": Unavailable,
    # Stock and listings.
    "12052990": Rejected,
    "12052097": Rejected,
    "12052530": Rejected,
    "12019028": Rejected,
    "12052037": Rejected,
    "12019024": Rejected,
    "12052055": Rejected,
    "12052393": Rejected,
    "12052553": Rejected,
    "12052901": Rejected,
    "12052850": Rejected,
    "12052921": Rejected,
    "12052556": NotFound,
    "12052260": NotFound,
    # Fulfilment.
    "11006021": Conflict,
    "21021010": Conflict,
    LABEL_IN_THE_MAKING: Unavailable,
    **{str(code): Rejected for code in range(11021009, 11021024)},
}


def error_for(code: str, message: str, *, request_id: str = "") -> ChannelError:
    """The typed error of a code; a code we do not know is a refusal."""
    kind = ERRORS.get(code, Rejected)
    if code == _AMBIGUOUS:
        kind = _by_sentence(message.lower())
    return kind(message or code, code=code, request_id=request_id)


def _by_sentence(text: str) -> type[ChannelError]:
    if "timestamp" in text:
        return Unavailable  # nothing was done and the data is fine: one of the clocks is wrong
    if "credential" in text or "access_token" in text:
        return AuthExpired
    return Rejected


def classify(status: int, headers: Mapping[str, str], body: bytes) -> ChannelError | None:
    """What is wrong with an answer, or None. The code decides, whatever the HTTP status."""
    envelope = _envelope(body)
    code, message, request_id = _words(envelope)
    if status == 429:
        wait = retry_after(headers)
        return RateLimited("too many requests", retry_after=wait, code=code, request_id=request_id)
    if envelope is None:
        return Unavailable(f"unreadable answer with HTTP {status}")
    if code not in {"", "0"} and (code in ERRORS or code == _AMBIGUOUS or status < 500):
        error = error_for(code, message, request_id=request_id)
        if isinstance(error, RateLimited):
            error.retry_after = retry_after(headers)
        return error
    if status >= 400:
        return Unavailable(f"HTTP {status}", code=code, request_id=request_id)
    return None


def _envelope(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, Mapping) else None


def _words(envelope: Mapping[str, Any] | None) -> tuple[str, str, str]:
    if envelope is None:
        return "", "", ""
    code = envelope.get("code")
    return (
        "" if code is None else str(code),
        str(envelope.get("message") or ""),
        str(envelope.get("request_id") or ""),
    )
