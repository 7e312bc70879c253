"""The one way out: a single HTTP attempt with timeouts, never inside a database transaction."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from django.db import connection
from requests.adapters import HTTPAdapter

from integrations.channels.errors import Unavailable
from integrations.channels.transport import Request, Response
from integrations.sync.addresses import AddressRefused, PublicAdapter, require_callable

CONNECT_TIMEOUT = 3.0
READ_TIMEOUT = 15.0
LARGEST_ANSWER = 16 * 1024 * 1024
CHUNK = 64 * 1024
EXCERPT = 400
HIDDEN = "***"
SHORTEST_SECRET = 8
# Fields of an answer that may be kept for people to read. Everything else is left out: an answer
# may repeat tokens and buyer data under names that we have never seen.
READABLE = frozenset(
    {
        "code",
        "error",
        "error_code",
        "error_description",
        "fail_error",
        "fail_message",
        "failed_reason",
        "message",
        "msg",
        "reason",
        "request_id",
        "sub_code",
        "sub_msg",
        "warning",
    }
)


# Names in a question that say about which goods, orders and numbers it is.
ABOUT = re.compile(
    r"sku|item|product|model|variant|listing|order|package|quantity|stock|price|qty|state|status",
    re.IGNORECASE,
)
# Names that speak of a person or a secret, whatever else they say.
HIDDEN_NAMES = re.compile(
    r"name|phone|mail|address|buyer|recipient|receiver|customer|token|secret|key|sign|password",
    re.IGNORECASE,
)


class NetworkInTransaction(RuntimeError):
    """A call to the outside was about to be made while a database transaction was open."""


def refuse_inside_transaction() -> None:
    """Raise when a transaction is open: its locks would last as long as the network takes."""
    if connection.in_atomic_block:
        raise NetworkInTransaction(
            "close the transaction first; a view that calls the network needs @calls_network"
        )


@dataclass(slots=True, kw_only=True)
class Trace:
    """What went over the wire during one call of a connector, for the ``Attempt`` row."""

    calls: int = 0
    writes: int = 0
    milliseconds: int = 0
    operation: str = ""
    status: int = 0
    request: str = ""
    excerpt: str = ""
    remote_now: datetime | None = None


@dataclass(kw_only=True)
class HttpTransport:
    """Sends a request once. ``before_send`` waits for the account's pace and keeps leases alive.

    ``public_only`` is for addresses that people type: see ``integrations.sync.addresses``.
    """

    before_send: Callable[[Request], None]
    trace: Trace = field(default_factory=Trace)
    public_only: bool = False

    def __call__(self, request: Request) -> Response:
        """The whole answer, whatever its status. Raises ``Unavailable`` when there is none.

        The message never holds the address with its query: that carries tokens. The error's code
        is ``certificate`` or ``address_refused`` where that is what stood in the way.
        """
        refuse_inside_transaction()
        self.before_send(request)
        started = time.monotonic()
        self.trace.calls += 1
        self.trace.writes += request.is_write
        self.trace.operation = request.operation
        self.trace.request = asked(request)
        try:
            response = _send(request, self.public_only)
        except (requests.RequestException, AddressRefused) as error:
            self.trace.status = 0
            self.trace.excerpt = type(error).__name__
            told = error if isinstance(error, AddressRefused) else type(error).__name__
            raise Unavailable(f"{request.operation}: {told}", code=_code(error)) from None
        finally:
            self.trace.milliseconds += round((time.monotonic() - started) * 1000)
        self.trace.status = response.status
        self.trace.excerpt = excerpt(request, response)
        self.trace.remote_now = moment_of(response)
        return response


def moment_of(response: Response) -> datetime | None:
    """What time the channel says it is, to the second; None when it does not say."""
    try:
        return parsedate_to_datetime(response.header("Date") or "").astimezone(UTC)
    except (TypeError, ValueError):
        return None


def _code(error: Exception) -> str:
    if isinstance(error, AddressRefused):
        return "address_refused"
    return "certificate" if isinstance(error, requests.exceptions.SSLError) else ""


def _send(request: Request, public_only: bool) -> Response:
    if public_only:
        require_callable(request.url)
    with _session(public_only).request(
        request.method,
        request.full_url,
        headers=dict(request.headers),
        data=request.body or None,
        timeout=(CONNECT_TIMEOUT, min(request.timeout or READ_TIMEOUT, READ_TIMEOUT)),
        allow_redirects=False,
        stream=True,
    ) as answer:
        body = bytearray()
        # In pieces: only so does requests turn what breaks on the way into errors of its own.
        for piece in answer.iter_content(CHUNK):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise requests.exceptions.ContentDecodingError("the answer is too large")
        return Response(status=answer.status_code, headers=dict(answer.headers), body=bytes(body))


_local = threading.local()


def _session(public_only: bool) -> requests.Session:
    """One session per thread and process, with kept-alive connections and no retries of its own.

    Addresses that people typed have a session apart, which connects to public ones only.

    A forked process must not speak on its parent's connections: answers would be mixed up.
    ``trust_env`` is off: a ``.netrc`` or proxy variable on the server must not add credentials or
    another host to signed calls.
    """
    if getattr(_local, "process", None) != os.getpid():
        _local.sessions, _local.process = {}, os.getpid()
    sessions: dict[bool, requests.Session] = _local.sessions
    if public_only not in sessions:
        session = requests.Session()
        session.trust_env = False
        kind = PublicAdapter if public_only else HTTPAdapter
        adapter = kind(pool_connections=8, pool_maxsize=8, max_retries=0)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        sessions[public_only] = session
    return sessions[public_only]


def excerpt(request: Request, response: Response) -> str:
    """What may be kept of an answer: the readable fields of JSON, or the start of another text."""
    try:
        answer = json.loads(response.body)
    except ValueError:
        text = f"HTTP {response.status} " + response.body[:EXCERPT].decode("utf-8", "replace")
    else:
        text = json.dumps(_readable(answer), ensure_ascii=False)
    return _without_secrets(text, request)[:EXCERPT]


def asked(request: Request) -> str:
    """What may be kept of a question: method, path, and the parts that say about what it is.

    Neither query nor headers: they carry tokens. Of a JSON body only numbers, and texts under names
    that stand for goods and orders; of another body nothing.
    """
    text = f"{request.method} {urlsplit(request.url).path}"
    try:
        body = json.loads(request.body or b"null")
    except ValueError:
        body = None
    kept = _about(body)
    if kept not in (None, {}, []):
        text += f" {json.dumps(kept, ensure_ascii=False)}"
    return _without_secrets(text, request)[:EXCERPT]


def _about(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        kept = {key: _about(inner, key) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, {}, [])}
    if isinstance(value, list):
        return [kept for inner in value[:5] if (kept := _about(inner, name)) not in (None, {}, [])]
    is_about_goods = bool(ABOUT.search(name)) and not HIDDEN_NAMES.search(name)
    return value if is_about_goods and isinstance(value, (int, float, str)) else None


def _readable(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: _readable(inner) for key, inner in value.items() if _is_kept(key, inner)}
        return {key: inner for key, inner in kept.items() if inner not in ({}, [], "", None)}
    if isinstance(value, list):
        return [kept for inner in value[:5] if (kept := _readable(inner)) not in ({}, [], "")]
    return value


def _is_kept(key: str, inner: Any) -> bool:
    return key in READABLE or isinstance(inner, (Mapping, list))


def _without_secrets(text: str, request: Request) -> str:
    values = [value for _name, value in request.query] + list(request.headers.values())
    for value in values:
        if len(value) >= SHORTEST_SECRET:
            text = text.replace(value, HIDDEN)
    return text
