"""Counting tries in the shared cache, so that guessing has to wait."""

from django.core.cache import cache

WINDOW_SECONDS = 15 * 60


class TooManyTries(Exception):
    """Guessing has to wait for the end of the window."""


def count_try(key: str, limit: int) -> None:
    """Count a try within a quarter of an hour; raise when there were more than ``limit``."""
    name = f"storefront.tries.{key}"
    cache.add(name, 0, WINDOW_SECONDS)
    try:
        tries = cache.incr(name)
    except ValueError:  # the window ended between the two calls
        tries = 1
    if tries > limit:
        raise TooManyTries(key)
