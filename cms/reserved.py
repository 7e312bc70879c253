"""Addresses that the shop owns: a page with such a slug would never be seen."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

# Served before Django sees the request, promised to later rooms, or parts of the news page.
OUTSIDE_URLCONF = frozenset({"static", "lot", "offline", "sw", "rss", "topik"})


@cache
def reserved_slugs() -> frozenset[str]:
    """First segments of every shop address, and the language prefixes."""
    languages = {code for code, _ in settings.LANGUAGES}
    found = set(_first_segments(get_resolver().url_patterns))
    return frozenset(found | languages | OUTSIDE_URLCONF)


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Literal first segments; a language prefix or an empty include is looked through."""
    for entry in patterns:
        route = str(entry.pattern)
        head = route.split("/")[0]
        if isinstance(entry, URLResolver) and (not head or head in dict(settings.LANGUAGES)):
            yield from _first_segments(entry.url_patterns)
        elif head and head.isascii() and head.replace("-", "").replace("_", "").isalnum():
            yield head
