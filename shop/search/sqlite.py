"""The index on SQLite: an FTS5 table whose rowid is the document's id."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

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


def subquery(question: Question, is_title: bool, is_whole: bool) -> tuple[str, list[str]]:
    """Ids that answer, as SQL with parameters; for a place after ``IN``."""
    match = expression(question, is_title=is_title, is_whole=is_whole)
    return "SELECT rowid FROM lapak_search WHERE lapak_search MATCH %s", [match]


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
