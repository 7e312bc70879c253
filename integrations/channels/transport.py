"""How a connector reaches the outside: a plain callable, a clock and values that hide themselves.

Production passes a transport on top of an HTTP client, tests a scripted one. A transport makes
exactly one attempt, applies a timeout, and raises `Unavailable` when no whole answer came back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn
from urllib.parse import urlencode, urlsplit


class Secret:
    """A value that shows itself only when asked: `reveal()`. Its text and repr are `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_value", value)

    def reveal(self) -> str:
        """The value itself. Call it where it is put on the wire or encrypted, nowhere else."""
        value: str = object.__getattribute__(self, "_value")
        return value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret never changes")

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self.reveal())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self.reveal()

    def __hash__(self) -> int:
        return hash((Secret, self.reveal()))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled; store it encrypted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP call. `query` and `headers` may hold tokens, so only method and address are shown.

    `operation` names the call in logs and attempts ("update_stock"); `is_write` tells the transport
    and the engine that a lost answer leaves the outcome unknown. `timeout` is in seconds; None
    leaves it to the transport.
    """

    method: str
    url: str
    operation: str
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    is_write: bool = False
    timeout: float | None = None

    def __post_init__(self) -> None:
        if urlsplit(self.url).query:
            raise ValueError("put query parameters into `query`, where they are not logged")

    @property
    def full_url(self) -> str:
        """Address with the query, for the wire only: it may hold an access token."""
        return f"{self.url}?{urlencode(self.query)}" if self.query else self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back, whole and unread."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """The header's value whatever its case, or None."""
        return header(self.headers, name)


def header(headers: Mapping[str, str], name: str) -> str | None:
    """One header by name, in any case: servers and proxies differ in how they write it."""
    wanted = name.lower()
    for key, value in headers.items():
        if key.lower() == wanted:
            return value
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the far side asks us to wait, or None when it does not say (or says a date)."""
    try:
        return max(0.0, float(header(headers, "Retry-After") or ""))
    except ValueError:
        return None


def without_secrets(body: bytes, secrets: Iterable[str]) -> bytes:
    """An answer in which our own keys, should it repeat any, are blanked: errors quote answers."""
    for secret in filter(None, secrets):
        body = body.replace(secret.encode(), b"***")
    return body


Transport = Callable[[Request], Response]
"""Sends once and returns the answer, whatever its status; raises `Unavailable` if none came."""

Clock = Callable[[], datetime]
"""The time now, aware and in UTC."""
