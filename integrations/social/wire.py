"""The way out to the networks: one attempt, with timeouts, never inside a transaction.

What matters afterwards is whether anything can have happened over there. So a connection that was
never made (``NotConnected``) is told apart from an answer that never came (``NoAnswer``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from integrations.sync.transport import (
    CONNECT_TIMEOUT,
    READ_TIMEOUT,
    refuse_inside_transaction,
)

Files = Mapping[str, tuple[str, bytes, str]]
# What urllib3 says when nobody took the call.
UNREACHED = (ConnectTimeoutError, NameResolutionError, NewConnectionError)


class NotConnected(Exception):
    """Nobody took the call: nothing happened over there."""


class NoAnswer(Exception):
    """The call was made, and no whole answer came: it may have taken effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. ``told`` is None for anything that is no JSON object."""

    status: int
    told: dict[str, Any] | None
    retry_after: int = 0


def call(
    method: str,
    url: str,
    *,
    token: str = "",
    query: Mapping[str, str] | None = None,
    told: Mapping[str, Any] | None = None,
    fields: Mapping[str, str] | None = None,
    files: Files | None = None,
) -> Answer:
    """Make one call: ``told`` as JSON, or ``fields`` and ``files`` as a form.

    Raises ``NotConnected`` and ``NoAnswer``, without the address in them: it may hold a token.
    """
    refuse_inside_transaction()
    with requests.Session() as session:
        # No .netrc and no proxy of the server's own may add to calls that carry tokens.
        session.trust_env = False
        try:
            answer = session.request(
                method,
                url,
                params=query,
                json=told,
                data=fields,
                files=files,
                headers={"Authorization": f"Bearer {token}"} if token else {},
                timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise _unanswered(error) from None
    return Answer(
        status=answer.status_code,
        told=_object(answer.content),
        retry_after=_seconds(answer.headers.get("Retry-After", "")),
    )


def _unanswered(error: requests.RequestException) -> NotConnected | NoAnswer:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, UNREACHED):
        return NotConnected(type(error).__name__)
    return NoAnswer(type(error).__name__)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _seconds(text: str) -> int:
    return min(int(text), 24 * 60 * 60) if text.isascii() and text.isdigit() else 0
