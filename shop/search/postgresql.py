"""The index on PostgreSQL: a table with a weighted tsvector, configuration ``simple``.

There is no Indonesian stemmer to rely on; words arrive normalised, and prefixes do the rest. Near
spellings are found without the engine (see spelling.py).
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import RawSQL

from shop.search.questions import Phrase, Question

Row = tuple[int, str, str]
TABLE = "lapak_search"


def create(cursor: CursorWrapper) -> None:
    """Make the table and its indexes."""
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS lapak_search ("
        "id bigint PRIMARY KEY, title text NOT NULL, body text NOT NULL, "
        "words tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', title), 'A') || "
        "setweight(to_tsvector('simple', body), 'D')) STORED)"
    )
    cursor.execute(
        "CREATE INDEX IF NOT EXISTS lapak_search_words ON lapak_search USING gin (words)"
    )
    cursor.execute("DROP INDEX IF EXISTS lapak_search_title")


def put(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Write rows, replacing those with the same id."""
    cursor.executemany(
        "INSERT INTO lapak_search (id, title, body) VALUES (%s, %s, %s) "
        "ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title, body = EXCLUDED.body",
        rows,
    )


def remove(cursor: CursorWrapper, ids: Sequence[int]) -> None:
    """Delete rows by id."""
    cursor.execute("DELETE FROM lapak_search WHERE id = ANY(%s)", [list(ids)])


def clear(cursor: CursorWrapper) -> None:
    """Delete everything."""
    cursor.execute("DELETE FROM lapak_search")


def among(rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """Joined, so that ``place`` looks at the very row that answered, not into the table again."""
    meta = rows.model._meta
    # Only names of tables are put in; what a visitor typed is a parameter.
    return rows.extra(  # noqa: S610  # nosec B610
        tables=[TABLE],
        where=[
            f"lapak_search.id = {meta.db_table}.{meta.pk.column}",
            "lapak_search.words @@ to_tsquery('simple', %s)",
        ],
        params=[expression(question, is_title=False, is_whole=False)],
    )


def place(question: Question) -> RawSQL:
    """2, 1 or 0; see ``index.place``."""
    sql = (
        "CASE WHEN lapak_search.words @@ to_tsquery('simple', %s) THEN 2 "
        "WHEN lapak_search.words @@ to_tsquery('simple', %s) THEN 1 ELSE 0 END"
    )
    params = [expression(question, is_title=True, is_whole=whole) for whole in (True, False)]
    return RawSQL(sql, params, output_field=BigIntegerField())  # noqa: S611  # nosec B611


def find(cursor: CursorWrapper, question: Question, limit: int) -> list[int]:
    """Ids by rank."""
    cursor.execute(
        "SELECT id FROM lapak_search, to_tsquery('simple', %s) AS question "
        "WHERE words @@ question ORDER BY ts_rank(words, question) DESC, id DESC LIMIT %s",
        [expression(question, is_title=False, is_whole=False), limit],
    )
    return [row[0] for row in cursor.fetchall()]


def newest_titles(cursor: CursorWrapper, question: Question, limit: int) -> list[int]:
    """Ids whose title answers, the highest first."""
    cursor.execute(
        "SELECT id FROM lapak_search WHERE words @@ to_tsquery('simple', %s) "
        "ORDER BY id DESC LIMIT %s",
        [expression(question, is_title=True, is_whole=False), limit],
    )
    return [row[0] for row in cursor.fetchall()]


def expression(question: Question, *, is_title: bool, is_whole: bool) -> str:
    """The question in tsquery's language. Words hold letters and digits only: no operators."""
    ending = ("" if is_whole else "*") + ("A" if is_title else "")
    mark = f":{ending}" if ending else ""

    def said(phrase: Phrase) -> str:
        return "(" + " & ".join(f"{word}{mark}" for word in phrase) + ")"

    terms = ["(" + " | ".join(said(phrase) for phrase in names) + ")" for names in question.terms]
    return " & ".join(terms)
