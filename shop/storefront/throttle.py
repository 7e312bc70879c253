"""Counting tries in the shared cache, so that guessing has to wait.

Who cannot be counted is not let through: codes and phone numbers must not be free to guess while
the cache is away. The page says so and asks to try again; baskets and orders do not need it.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shop.cache_errors import CacheAway

WINDOW_SECONDS = 15 * 60


class TooManyTries(Exception):
    """Guessing has to wait for the end of the window."""

    @property
    def text(self) -> str:
        """A sentence for whoever tried."""
        return _("Too many tries. Please wait a quarter of an hour.")


class CannotCount(TooManyTries):
    """The cache is away: nobody guessed too much, but nobody would notice either."""

    @property
    def text(self) -> str:
        """A sentence for whoever tried."""
        return _("We cannot check this right now. Please try again in a few minutes.")


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, by which tries are counted; "" when the server knows none.

    Behind our proxy (``ALLAUTH_TRUSTED_PROXY_COUNT``) the address the proxy added; otherwise
    X-Forwarded-For, which anybody can write, is not read.
    """
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def count_try(key: str, limit: int) -> None:
    """Count a try within a quarter of an hour; raise when there were more than ``limit``.

    Raises ``CannotCount``, a ``TooManyTries``, while the cache cannot be asked.
    """
    name = f"storefront.tries.{key}"
    try:
        cache.add(name, 0, WINDOW_SECONDS)
        tries = cache.incr(name)
        if tries == 1:  # made anew by Redis, without an end, when the window ended before it
            cache.set(name, 1, WINDOW_SECONDS)
    except CacheAway as away:
        raise CannotCount(key) from away
    except ValueError:  # the window ended between the two calls
        tries = 1
    if tries > limit:
        raise TooManyTries(key)
