"""Names offered while somebody types: shelves and cooperatives first, then goods."""

from collections.abc import Iterable

from shop.search import index
from shop.search.words import normalise
from shop.storefront import facets, selectors

SHORTEST = 2
MOST = 8
MOST_PLACES = 3
# Of so many of the latest goods with such a title, those that sell best.
CANDIDATES = 200


def names(text: str) -> list[str]:
    """At most eight names; none for a single letter. One or two cheap queries."""
    typed = normalise(text)
    if len(typed) < SHORTEST:
        return []
    kinds = (link.name for link in selectors.category_tree())
    sellers = (name for each, _n in facets.sellers() for name in (each.name, each.regency))
    fixed = _beginning((*kinds, *sellers), typed)[:MOST_PLACES]
    ids = index.newest_titles(text, limit=CANDIDATES)
    goods = selectors.best_selling_titles(ids, MOST) if ids else []
    return list(dict.fromkeys((*fixed, *goods)))[:MOST]


def _beginning(known: Iterable[str], typed: str) -> list[str]:
    """Names in which some word begins what was typed, without repeats."""
    wanted = f" {typed}"
    return [name for name in dict.fromkeys(known) if wanted in f" {_telling(name)}"]


def _telling(name: str) -> str:
    """A name without the word that every cooperative's begins with."""
    return normalise(name).removeprefix("koperasi ").removeprefix("produsen ")
