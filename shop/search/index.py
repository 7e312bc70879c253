"""Full-text search behind one interface, with SQLite's FTS5 or PostgreSQL's tsvector beneath.

The index knows documents (an id, a title, a text), not products: it is a bottom layer. Both
engines are given the same normalised words and answer prefix queries in which every word must
occur, so that one set of tests holds for both. Tables are made after ``migrate`` (see apps.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from types import ModuleType

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from shop.search import postgresql, sqlite
from shop.search.words import normalise, query_words

BATCH = 200
MOST_RESULTS = 240
BACKENDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What can be found under an id. A word in the title counts more than one in the text."""

    id: int
    title: str
    text: str


def put(documents: Iterable[Document], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Add documents, replacing those with the same id, in the caller's transaction."""
    backend, source = _backend(using), iter(documents)
    while batch := list(islice(source, BATCH)):
        rows = [(each.id, normalise(each.title), normalise(each.text)) for each in batch]
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            backend.put(cursor, rows)


def remove(ids: Sequence[int], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget documents; unknown ids are no error."""
    with connections[using].cursor() as cursor:
        _backend(using).remove(cursor, ids)


def clear(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget everything."""
    with connections[using].cursor() as cursor:
        _backend(using).clear(cursor)


def find(text: str, *, limit: int = MOST_RESULTS, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of the documents in which every word of ``text`` begins some word, best first.

    Whatever a visitor types is taken as plain words: quotes, operators and wildcards of either
    engine have no meaning. Text without a single word finds nothing.
    """
    words = query_words(text)
    if not words:
        return []
    with connections[using].cursor() as cursor:
        found: list[int] = _backend(using).find(cursor, words, limit)
    return found


def create_tables(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the index's table unless it is there."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        create: Callable[..., None] = _backend(using).create
        create(cursor)


def _backend(using: str) -> ModuleType:
    return BACKENDS[connections[using].vendor]
