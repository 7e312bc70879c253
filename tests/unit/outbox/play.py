"""A clock that moves when told, and short words for the outbox tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from shop.outbox import services
from shop.outbox.models import Message
from shop.outbox.registry import Sent

START = datetime(2026, 10, 10, 2, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class StandingClock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, span: timedelta) -> None:
        self.now += span


def queue(key: str, *, lane: str = "", kind: str = "post") -> Message:
    return services.enqueue(kind=kind, dedup_key=key, payload={}, lane=lane, not_before=START)


def work(clock: StandingClock, kinds: Any = None) -> int:
    return services.deliver_due(clock=clock, budget=MINUTE, kinds=kinds)


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


def raises(error: Exception) -> Callable[[Message], Sent]:
    def deliver(message: Message) -> Sent:
        raise error

    return deliver
