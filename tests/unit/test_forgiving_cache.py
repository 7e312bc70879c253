"""A Redis that is away costs a cached value, not the page that asked for it."""

from __future__ import annotations

import socket

import pytest
from allauth.core import ratelimit
from django.test import RequestFactory

from shop.cache_errors import CacheAway
from shop.forgiving_cache import ForgivingRedisCache
from shop.storefront import throttle


@pytest.fixture
def away() -> ForgivingRedisCache:
    """A cache at a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {})


def test_reading_finds_nothing(away: ForgivingRedisCache) -> None:
    assert away.get("rak") is None
    assert away.get("rak", "lain") == "lain"
    assert away.get_many(["rak", "toko"]) == {}
    assert not away.has_key("rak")


def test_writing_keeps_nothing(away: ForgivingRedisCache) -> None:
    away.set("rak", 1, 60)
    assert away.set_many({"rak": 1, "toko": 2}) == ["rak", "toko"]
    assert away.delete("rak") is False


def test_counting_tries_does_not_pretend(
    away: ForgivingRedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CacheAway):
        away.incr("percobaan")
    monkeypatch.setattr(throttle, "cache", away)
    with pytest.raises(throttle.CannotCount):
        throttle.count_try("percobaan", 5)


def test_a_turn_is_given_to_whoever_asks(away: ForgivingRedisCache) -> None:
    assert away.add("giliran", True, 60) is True


def test_logging_in_goes_on(
    away: ForgivingRedisCache, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", away)

    assert ratelimit.consume(rf.post("/akun/login/"), action="login")
