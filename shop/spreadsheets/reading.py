"""Rows of a spreadsheet, whatever it was saved as. Nothing here knows goods.

.xlsx, or .csv with commas, semicolons or tabs in UTF-8, UTF-16 or the old Windows code page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from . import workbooks
from .columns import BY_KEY, MEANT, Column, plain
from .refusals import BadFile, broken
from .walking import MOST_COLUMNS, MOST_ROWS, column_letters

LARGEST = 10 * 1024 * 1024
# Rows above the heads: titles, the name of the cooperative, a date.
MOST_TITLES = 20
FEWEST_HEADS = 2
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Formula(str):
    """A cell that would have to be calculated; the text is the formula."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with something in it; ``cells`` by the key of the column."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What was found below the heads. ``letters`` says which column of the file a key is."""

    is_workbook: bool
    sheet: str
    head_row: int
    letters: dict[str, str]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]
    grid: tuple[tuple[Any, ...], ...]

    def address(self, key: str, row: int) -> str:
        """Where a cell stands in the file: ``D14``."""
        return f"{self.letters.get(key, 'A')}{row}"


def read(content: bytes) -> Table:
    """The table in a file. Raises ``BadFile`` with words that say what to do instead."""
    if not content:
        raise BadFile(_("The file is empty."))
    if len(content) > LARGEST:
        raise BadFile(_("The file is larger than 10 MB."))
    if content.startswith(OLD_EXCEL):
        raise BadFile(
            _("This is an old Excel file, or one with a password. Save it as .xlsx without one.")
        )
    if content.startswith(b"PK"):
        return _workbook(content)
    return _table(_csv_lines(content), sheet="", is_workbook=False)


def _workbook(content: bytes) -> Table:
    book = workbooks.opened(content)
    try:
        found = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
        lines = found.get_sheet_by_name(book.sheet).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise broken() from error
    for (row, column), text in book.formulas.items():
        if row <= len(lines) and column <= len(lines[row - 1]):
            lines[row - 1][column - 1] = Formula(text)
    return _table(lines, sheet=book.sheet, is_workbook=True)


# --- CSV -----------------------------------------------------------------------------------------


def _csv_lines(content: bytes) -> list[list[Any]]:
    text = _decoded(content)
    first, _newline, rest = text.partition("\n")
    delimiter = ""
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own way of saying it; the line stays in the count of rows.
        delimiter, text = first.strip()[4], "\n" + rest
    delimiter = delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[Any]] = []
    try:
        for cells in reader:
            # A row in quotes may take several lines; the row is what a spreadsheet counts.
            lines.append(list(cells))
            if len(lines) > MOST_ROWS:
                raise BadFile(_("The file has more than %(most)s rows.") % {"most": MOST_ROWS})
            if len(cells) > MOST_COLUMNS:
                words = _("The file has more than %(most)s columns. Copy only your goods into it.")
                raise BadFile(words % {"most": MOST_COLUMNS})
    except csv.Error as error:
        raise BadFile(_("The file is broken: a quotation mark is not closed.")) from error
    return lines


def _decoded(content: bytes) -> str:
    try:
        if content.startswith(UTF16):
            return content.decode("utf-16")
        if b"\0" in content or _is_other(content):
            raise BadFile(_("This is no spreadsheet. Send an .xlsx or .csv file."))
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _of_old_windows(content)


def _of_old_windows(content: bytes) -> str:
    try:
        return content.decode("ascii" if content.startswith(UTF16) else "cp1252")
    except UnicodeDecodeError as error:
        raise BadFile(_("The letters of the file cannot be read. Save it as .xlsx.")) from error


def _is_other(content: bytes) -> bool:
    """A picture, a PDF or a web page that somebody gave another name."""
    start = content.lstrip()[:16].lower()
    signs = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"<html", b"<!doc", b"<?xml", b"<table")
    return start.startswith((*signs, b"{\\rtf", b"rar!", b"7z\xbc\xaf"))


def _delimiter(text: str) -> str:
    """What stands between cells: what there is most of in the first lines."""
    start = "\n".join(text.splitlines()[: MOST_TITLES + 1])
    return max(";\t,", key=start.count)


# --- heads ---------------------------------------------------------------------------------------


def _table(lines: list[list[Any]], *, sheet: str, is_workbook: bool) -> Table:
    place = _head_row(lines)
    heads = lines[place]
    meant = dict(_meant(heads))
    _require_once(meant)
    known = {number: column.key for number, column in meant.items()}
    rows = tuple(_rows(lines[place + 1 :], first=place + 2, known=known))
    if not rows:
        raise BadFile(_("There are no goods below the heads."))
    return Table(
        is_workbook=is_workbook,
        sheet=sheet,
        head_row=place + 1,
        letters={key: column_letters(number + 1) for number, key in known.items()},
        ignored=tuple(
            str(head)[:40]
            for number, head in enumerate(heads)
            if number not in known and str(head or "").strip()
        )[:20],
        rows=rows,
        grid=tuple(tuple(line) for line in lines),
    )


def _head_row(lines: list[list[Any]]) -> int:
    """The first row with heads we know; titles may stand above it."""
    best, most = -1, 0
    for place, cells in enumerate(lines[:MOST_TITLES]):
        keys = {column.key for _number, column in _meant(cells)}
        if "sku" in keys and len(keys) >= FEWEST_HEADS:
            return place
        if len(keys) > most:
            best, most = place, len(keys)
    if best >= 0 and most >= FEWEST_HEADS:
        raise BadFile(
            _("There is no column “%(head)s”. Download your goods and change that file.")
            % {"head": BY_KEY["sku"].head}
        )
    if not any(_is_filled(cell) for line in lines for cell in line):
        raise BadFile(_("The file is empty."))
    raise BadFile(
        _("We find no heads such as Kode, Nama barang, Harga. Start with the sample file.")
    )


def _meant(cells: list[Any]) -> Iterator[tuple[int, Column]]:
    for number, cell in enumerate(cells):
        if isinstance(cell, str) and (column := MEANT.get(plain(cell[:60]))):
            yield number, column


def _require_once(meant: dict[int, Column]) -> None:
    heads = [column.head for column in meant.values()]
    twice = sorted({head for head in heads if heads.count(head) > 1})
    if twice:
        raise BadFile(
            _("Two columns mean the same: %(names)s. Delete one of them.")
            % {"names": ", ".join(twice)}
        )


def _rows(lines: list[list[Any]], *, first: int, known: dict[int, str]) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=first):
        found = {
            key: cells[place]
            for place, key in known.items()
            if place < len(cells) and _is_filled(cells[place])
        }
        if found:
            yield Row(number=number, cells=found)


def _is_filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
