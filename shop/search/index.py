"""Full-text search behind one interface, with SQLite's FTS5 or PostgreSQL's tsvector beneath.

The index knows documents (an id, a title, a text), not products: it is a bottom layer. Both
engines are given the same normalised words and answer prefix queries in which every term must
occur, so that one set of tests holds for both. Tables are made after ``migrate`` (see apps.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import ModuleType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from shop.search import names, postgresql, spelling, sqlite
from shop.search.models import Word
from shop.search.questions import Question, understand
from shop.search.words import normalise

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
    """Add documents, replacing those with the same id, in the caller's transaction.

    Their words are learned for near spellings after the commit: a row per word, shared by all,
    must not be held while a long transaction lasts.
    """
    backend, source = _backend(using), iter(documents)
    while batch := list(islice(source, BATCH)):
        rows = [(each.id, normalise(each.title), normalise(each.text)) for each in batch]
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            backend.put(cursor, rows)
        texts = [text for _id, *both in rows for text in both]
        transaction.on_commit(partial(spelling.learn, texts, using=using), using=using, robust=True)


def remove(ids: Sequence[int], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget documents; unknown ids are no error."""
    with connections[using].cursor() as cursor:
        _backend(using).remove(cursor, ids)


def clear(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Forget everything, words included."""
    with connections[using].cursor() as cursor:
        _backend(using).clear(cursor)
    Word.objects.using(using).all().delete()


def ask(text: str) -> Question | None:
    """Understand a question with the other names head office keeps; ``None`` without a word."""
    return understand(text, names.known())


def among(rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """Of these rows those whose primary key is the id of a document that answers."""
    found: QuerySet[Any] = _backend(rows.db).among(rows, question)
    return found


def place(question: Question, *, using: str = DEFAULT_DB_ALIAS) -> Combinable:
    """Where the words of the question stand, for rows that came through ``among``.

    2: all of them whole in the title, 1: all in the title, as beginnings of words; else 0.
    """
    found: Combinable = _backend(using).place(question)
    return found


def find(text: str, *, limit: int = MOST_RESULTS, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of the documents in which every word of ``text`` begins some word, best first.

    Whatever a visitor types is taken as plain words: quotes, operators and wildcards of either
    engine have no meaning. Text without a single word finds nothing.
    """
    question = ask(text)
    if question is None:
        return []
    with connections[using].cursor() as cursor:
        found: list[int] = _backend(using).find(cursor, question, limit)
    return found


def newest_titles(text: str, *, limit: int, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of the latest documents whose title answers: cheap, for what is asked per key stroke."""
    question = ask(text)
    if question is None:
        return []
    with connections[using].cursor() as cursor:
        found: list[int] = _backend(using).newest_titles(cursor, question, limit)
    return found


def create_tables(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the index's table unless it is there."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        create: Callable[..., None] = _backend(using).create
        create(cursor)


def _backend(using: str) -> ModuleType:
    return BACKENDS[connections[using].vendor]
