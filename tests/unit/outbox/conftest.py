"""Fixtures of the outbox tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shop.outbox import registry
from shop.outbox.registry import Handler
from tests.unit.outbox.play import StandingClock


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def use() -> Iterator[Callable[..., None]]:
    """Register handlers for one test."""
    before = dict(registry.HANDLERS)

    def install(kind: str, deliver: Any, look_up: Any = None) -> None:
        registry.HANDLERS[kind] = Handler(deliver=deliver, look_up=look_up)

    yield install
    registry.HANDLERS.clear()
    registry.HANDLERS.update(before)
