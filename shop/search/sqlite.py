"""The index on SQLite: an FTS5 table whose rowid is the document's id."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, Case, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from shop.search.questions import Phrase, Question

Row = tuple[int, str, str]
TABLE = "lapak_search"
# bm25 weights: a word in the title counts eight times a word in the text.
RANK = "bm25(lapak_search, 8.0, 1.0)"


def create(cursor: CursorWrapper) -> None:
    """Make the table; two- and three-letter prefixes have their own index."""
    cursor.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS lapak_search USING fts5("
        "title, body, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
    )


def put(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Write rows, replacing those with the same id."""
    remove(cursor, [row[0] for row in rows])
    cursor.executemany("INSERT INTO lapak_search (rowid, title, body) VALUES (%s, %s, %s)", rows)


def remove(cursor: CursorWrapper, ids: Sequence[int]) -> None:
    """Delete rows by id."""
    cursor.executemany("DELETE FROM lapak_search WHERE rowid = %s", [(each,) for each in ids])


def clear(cursor: CursorWrapper) -> None:
    """Delete everything."""
    cursor.execute("DELETE FROM lapak_search")


def among(rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """See ``index.among``."""
    return rows.filter(pk__in=_matching(expression(question, is_title=False, is_whole=False)))


def place(question: Question) -> Case:
    """2, 1 or 0; see ``index.place``. FTS5 answers one question at a time: a set for each."""
    whole = _matching(expression(question, is_title=True, is_whole=True))
    begun = _matching(expression(question, is_title=True, is_whole=False))
    return Case(
        When(pk__in=whole, then=Value(2)),
        When(pk__in=begun, then=Value(1)),
        default=Value(0),
        output_field=BigIntegerField(),
    )


def _matching(match: str) -> RawSQL:
    sql = "SELECT rowid FROM lapak_search WHERE lapak_search MATCH %s"
    return RawSQL(sql, [match], output_field=BigIntegerField())  # noqa: S611  # nosec B611


def find(cursor: CursorWrapper, question: Question, limit: int) -> list[int]:
    """Ids by rank."""
    cursor.execute(
        f"SELECT rowid FROM lapak_search WHERE lapak_search MATCH %s "  # noqa: S608 - constant
        f"ORDER BY {RANK}, rowid DESC LIMIT %s",
        [expression(question, is_title=False, is_whole=False), limit],
    )
    return [row[0] for row in cursor.fetchall()]


def newest_titles(cursor: CursorWrapper, question: Question, limit: int) -> list[int]:
    """Ids whose title answers, the highest first: FTS5 stops as soon as it has enough."""
    cursor.execute(
        "SELECT rowid FROM lapak_search WHERE lapak_search MATCH %s ORDER BY rowid DESC LIMIT %s",
        [expression(question, is_title=True, is_whole=False), limit],
    )
    return [row[0] for row in cursor.fetchall()]


def expression(question: Question, *, is_title: bool, is_whole: bool) -> str:
    """The question in FTS5's language. Words are quoted, so that none of them is an operator."""
    ending = "" if is_whole else "*"

    def said(phrase: Phrase) -> str:
        return "(" + " AND ".join(f'"{word}"{ending}' for word in phrase) + ")"

    terms = ["(" + " OR ".join(said(phrase) for phrase in names) + ")" for names in question.terms]
    together = "(" + " AND ".join(terms) + ")"
    return f"title : {together}" if is_title else together
