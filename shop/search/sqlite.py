"""The index on SQLite: an FTS5 table whose rowid is the document's id."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

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


def find(cursor: CursorWrapper, words: Sequence[str], limit: int) -> list[int]:
    """Ids by rank. Each word is a quoted string, so that nothing in it is an operator."""
    question = " ".join(f'"{word}"*' for word in words)
    cursor.execute(
        f"SELECT rowid FROM lapak_search WHERE lapak_search MATCH %s "  # noqa: S608 - constant
        f"ORDER BY {RANK}, rowid DESC LIMIT %s",
        [question, limit],
    )
    return [row[0] for row in cursor.fetchall()]
