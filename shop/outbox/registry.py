"""Who delivers which kind of message, and the words in which they answer.

A handler is called outside any transaction with the message's row, makes the one outside call,
and returns ``Sent`` or raises ``Retry``, ``OutcomeUnknown`` or ``Refused``. Anything else it
raises is a bug: the row is parked with the traceback in the log, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from .models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It took effect; ``external_id`` is the far side's name for it, if it gave one."""

    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The far side was asked and never got it: it may be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillUnknown:
    """The far side could not say; it is asked again later."""


class DeliveryError(Exception):
    """Base of what a handler may raise. ``code`` is for programs, ``text`` for staff."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code}: {text}")


class Retry(DeliveryError):
    """Certainly not sent; worth trying again ``after`` that long.

    ``counts=False`` says that it was not this message's fault (a rate limit, a server that is
    down): no attempt is counted and the whole lane waits.
    """

    def __init__(self, after: timedelta, code: str, text: str, counts: bool = True) -> None:
        self.after = after
        self.counts = counts
        super().__init__(code, text)


class OutcomeUnknown(DeliveryError):
    """The call was made and nobody knows whether it took effect. Never sent again blindly."""


class Refused(DeliveryError):
    """Understood and refused: the same message would be refused again."""


Deliver = Callable[[Message], Sent]
LookUp = Callable[[Message], Sent | NotSent | StillUnknown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """How one kind is delivered, and how its unknown outcomes are cleared up, if they can be."""

    deliver: Deliver
    look_up: LookUp | None = None


HANDLERS: dict[str, Handler] = {}


def register(kind: str, deliver: Deliver, *, look_up: LookUp | None = None) -> None:
    """Name the handler of a kind, from an app's ``ready()``. A kind has one handler."""
    handler = Handler(deliver=deliver, look_up=look_up)
    if HANDLERS.setdefault(kind, handler) != handler:
        raise ValueError(f"Outbox kind {kind} already has a handler.")
