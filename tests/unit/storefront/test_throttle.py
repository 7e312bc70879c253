"""A window of tries ends, whatever the cache makes of a counter that has just ended."""

from __future__ import annotations

import pytest

from shop.storefront import throttle


class Forgetful:
    """A cache in which counters end right after ``add``; ``incr`` makes one without end."""

    def __init__(self) -> None:
        self.ends: dict[str, int | None] = {}

    def add(self, name: str, value: int, seconds: int) -> bool:
        return True

    def incr(self, name: str) -> int:
        self.ends[name] = None
        return 1

    def set(self, name: str, value: int, seconds: int) -> None:
        self.ends[name] = seconds


def test_a_counter_made_by_counting_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Forgetful()
    monkeypatch.setattr(throttle, "cache", cache)
    throttle.count_try("percobaan", 5)
    assert list(cache.ends.values()) == [throttle.WINDOW_SECONDS]
