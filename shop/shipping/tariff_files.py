"""The tariff table as a file for spreadsheets: what its columns are, written and read.

Only the file is understood here; whether its rows make sense beside the table is decided by
``tariff_plans``. Nothing in a file is ever run: cells that a spreadsheet would take for a formula
leave with an apostrophe before them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.spreadsheets.refusals import BadFile

from . import tariff_books as books
from .models import Tariff
from .zones import EVERYWHERE, SAME_PROVINCE, SAME_REGENCY

LARGEST_FILE = 1024 * 1024
MOST_ROWS = 5000
LONGEST_CELL = 200
FORMULA = ("=", "+", "-", "@", "\t", "\r")
YES, NO = "ya", "tidak"
# Spreadsheets take a leading = for a formula, so these scopes have words.
SCOPE_WORDS = {SAME_REGENCY: "sama-kab", SAME_PROVINCE: "sama-prov", EVERYWHERE: "semua"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its head in the file, the field behind it and what it means."""

    head: str
    field: str
    meaning: str | Promise


COLUMNS = (
    Column(
        head="koperasi",
        field="cooperative",
        meaning=gettext_lazy("short name of the cooperative; empty: for all"),
    ),
    Column(
        head="asal",
        field="origin",
        meaning=gettext_lazy("code of a regency (12.71) or province (12), a zone (SUM), or semua"),
    ),
    Column(
        head="tujuan",
        field="destination",
        meaning=gettext_lazy("as asal, and a district (12.71.01), sama-kab or sama-prov"),
    ),
    Column(
        head="layanan",
        field="service",
        meaning=gettext_lazy("reguler, kargo, antar, ambil, or a name of your own"),
    ),
    Column(head="kurir", field="courier", meaning=gettext_lazy("who carries it; may be empty")),
    Column(
        head="per_kg",
        field="per_kilogram",
        meaning=gettext_lazy("rupiah for each charged kilogram"),
    ),
    Column(head="minimum", field="minimum", meaning=gettext_lazy("lowest price, rupiah")),
    Column(
        head="tetap",
        field="fixed",
        meaning=gettext_lazy("price of the whole parcel, rupiah; empty: by the kilogram"),
    ),
    Column(
        head="gratis_mulai",
        field="free_from",
        meaning=gettext_lazy("goods from which it is free, rupiah; empty: never"),
    ),
    Column(
        head="minimal_belanja",
        field="least_goods",
        meaning=gettext_lazy("goods from which it is offered, rupiah"),
    ),
    Column(
        head="hari_antar",
        field="weekdays",
        meaning=gettext_lazy("days of own delivery, 1 is Monday: 135; empty: every day"),
    ),
    Column(head="hari_dari", field="days_from", meaning=gettext_lazy("days on the way, at least")),
    Column(head="hari_sampai", field="days_to", meaning=gettext_lazy("days on the way, at most")),
    Column(head="cod", field="allows_cod", meaning=gettext_lazy("ya or tidak: money at the door")),
    Column(
        head="berlaku_dari",
        field="valid_from",
        meaning=gettext_lazy("first day, 2026-12-31; empty: at once"),
    ),
    Column(
        head="berlaku_sampai",
        field="valid_to",
        meaning=gettext_lazy("last day, 2026-12-31; empty: no end"),
    ),
    Column(
        head="aktif",
        field="is_active",
        meaning=gettext_lazy("ya or tidak: whether the row counts"),
    ),
)
HEADS = tuple(column.head for column in COLUMNS)
Cells = dict[str, str]


def written(rows: Iterable[Tariff]) -> str:
    """The table as a CSV file, semicolons between, for spreadsheets set to Indonesian."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in rows:
        cells = cells_of(row)
        writer.writerow([guarded(cells[head]) for head in HEADS])
    return out.getvalue()


def as_workbook(rows: Iterable[Tariff]) -> bytes:
    """The same table as an .xlsx file, with the meaning of each column on a second sheet."""
    lines = ([guarded(cell) for cell in cells_of(row).values()] for row in rows)
    return books.written(HEADS, lines, [(column.head, column.meaning) for column in COLUMNS])


def cells_of(row: Tariff) -> Cells:
    """One row as it stands in a file. The cooperative has to be at hand."""
    found: Cells = {}
    for column in COLUMNS:
        value = getattr(row, column.field)
        if column.field == "cooperative":
            text = (value.slug or "") if value else ""
        elif isinstance(value, bool):
            text = YES if value else NO
        else:
            text = "" if value is None else str(value)
        found[column.head] = SCOPE_WORDS.get(text, text)
    return found


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def read(content: bytes) -> list[Cells]:
    """The rows below the heads of a CSV or .xlsx file, blank ones left out. Raises ``BadFile``."""
    if len(content) > LARGEST_FILE:
        raise BadFile(_("The file is larger than 1 MB."))
    is_book = content.startswith(b"PK")
    lines = books.read(content) if is_book else list(_lines(_decoded(content)))
    if not lines:
        raise BadFile(_("The file is empty."))
    heads = [cell.strip().casefold() for cell in lines[0]]
    _require_heads(heads)
    if len(lines) - 1 > MOST_ROWS:
        raise BadFile(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
    return [_row(heads, cells, number) for number, cells in enumerate(lines[1:], start=2)]


def _row(heads: list[str], cells: list[str], number: int) -> Cells:
    extra = [cell for cell in cells[len(heads) :] if cell.strip()]
    if len(cells) < len(heads) or extra:
        text = _("Row %(number)s has %(found)s cells instead of %(wanted)s.")
        raise BadFile(text % {"number": number, "found": len(cells), "wanted": len(heads)})
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise BadFile(_("Row %(number)s has a cell that is too long.") % {"number": number})
    return {head: _bare(cell) for head, cell in zip(heads, cells, strict=False) if head}


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise BadFile(_("This is no table. Send an .xlsx or .csv file."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("This is no table. Send an .xlsx or .csv file."))


def _lines(text: str) -> Iterable[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in cells):
                yield cells
    except csv.Error as error:
        raise BadFile(_("The file is broken: a quotation mark is not closed.")) from error


def _require_heads(heads: list[str]) -> None:
    found = [head for head in heads if head]
    missing = [head for head in HEADS if head not in found]
    odd = sorted({head[:30] for head in found if head not in HEADS or found.count(head) > 1})
    if missing:
        text = _("These columns are missing: %(names)s. Download the table and change that file.")
        raise BadFile(text % {"names": ", ".join(missing)})
    if odd:
        raise BadFile(_("Unknown or double columns: %(names)s.") % {"names": ", ".join(odd)})


def _bare(cell: str) -> str:
    """Without blanks around it and without the apostrophe that kept it from being a formula."""
    text = re.sub(r"[\x00-\x1f\x7f]", " ", cell).strip()
    return text[1:] if text.startswith("'") else text


def words_of(facts: Mapping[str, object]) -> Mapping[str, object]:
    """Facts of a row by the heads of the file, for showing."""
    heads = {column.field: column.head for column in COLUMNS}
    return {heads[field]: value for field, value in facts.items()}
