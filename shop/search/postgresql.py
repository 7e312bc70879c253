"""The index on PostgreSQL: a table with a weighted tsvector, configuration ``simple``.

There is no Indonesian stemmer to rely on; words arrive normalised, and prefixes do the rest. The
title keeps a trigram index where the extension is to be had, for spelling suggestions.
"""

from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.db.backends.utils import CursorWrapper

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
    if _has_trigrams(cursor):
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS lapak_search_title "
            "ON lapak_search USING gin (title gin_trgm_ops)"
        )


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


def find(cursor: CursorWrapper, words: Sequence[str], limit: int) -> list[int]:
    """Ids by rank. Words hold letters and digits only, so that none of them is an operator."""
    question = " & ".join(f"{word}:*" for word in words)
    cursor.execute(
        "SELECT id FROM lapak_search, to_tsquery('simple', %s) AS question "
        "WHERE words @@ question ORDER BY ts_rank(words, question) DESC, id DESC LIMIT %s",
        [question, limit],
    )
    return [row[0] for row in cursor.fetchall()]


def _has_trigrams(cursor: CursorWrapper) -> bool:
    """Whether pg_trgm is there; a role that may not create it goes without."""
    try:
        with transaction.atomic(using=cursor.db.alias):
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True
