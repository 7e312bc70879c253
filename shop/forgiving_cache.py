"""A cache in Redis whose absence costs time, never a page.

What is cached can be worked out again. While Redis is away reading finds nothing and writing keeps
nothing. ``add`` answers as if nobody was there before: django-allauth and the shelves take turns
with it, and nobody else is kept out of a page for a turn. Counting on (``incr``), on which our own
limits of tries rest, raises ``CacheAway``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache

from shop.cache_errors import CacheAway

logger = logging.getLogger(__name__)


def _or_else(otherwise: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer this instead when Redis cannot be asked."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def forgiving(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except redis.RedisError as error:
                logger.warning("cache=%s away error=%s", method.__name__, type(error).__name__)
                return otherwise(*args, **kwargs)

        return forgiving

    return decorate


def _default(key: str, default: Any = None, version: int | None = None) -> Any:
    return default


def _away(*args: Any, **kwargs: Any) -> Any:
    raise CacheAway


class ForgivingRedisCache(RedisCache):
    """Django's, with misses in place of errors."""

    get = _or_else(_default)(RedisCache.get)
    get_many = _or_else(lambda *args, **kwargs: {})(RedisCache.get_many)
    set = _or_else(lambda *args, **kwargs: None)(RedisCache.set)
    set_many = _or_else(lambda data, **kwargs: list(data))(RedisCache.set_many)
    delete = _or_else(lambda *args, **kwargs: False)(RedisCache.delete)
    add = _or_else(lambda *args, **kwargs: True)(RedisCache.add)
    incr = _or_else(_away)(RedisCache.incr)
    has_key = _or_else(lambda *args, **kwargs: False)(RedisCache.has_key)
