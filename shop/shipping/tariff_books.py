"""The tariff table as an .xlsx workbook, in the same columns as the CSV file.

A workbook is opened by ``shop.spreadsheets.workbooks``, which measures and strips it before a
library reads it. What stands in a cell becomes the text a CSV file would hold; ``tariff_files``
and ``tariff_plans`` judge that, so both kinds of file follow the same rules.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineError, CalamineWorkbook

from shop.spreadsheets import workbooks
from shop.spreadsheets.refusals import BadFile, broken
from shop.spreadsheets.walking import column_letters

PRICES_SHEET, GUIDE_SHEET = "Ongkir", "Petunjuk"
# Places are codes, not amounts: a spreadsheet takes 12.10 for the number 12.1.
PLACES = frozenset({"asal", "tujuan"})
AS_TEXT = "@"
AMOUNT = re.compile(r"0|[1-9][0-9]{0,9}")
WIDTH = 16
HEAD_FILL = PatternFill("solid", fgColor="1E6B3C")
HEAD_FONT = Font(bold=True, color="FFFFFF")
WRAP = Alignment(vertical="top", wrap_text=True)
YES, NO = "ya", "tidak"


def read(content: bytes) -> list[list[str]]:
    """All lines of the sheet that is read, heads included. Raises ``BadFile``.

    A formula is refused: what it would say is known to the spreadsheet alone.
    """
    book = workbooks.opened(content)
    if book.formulas:
        row, column = min(book.formulas)
        words = _("Cell %(cell)s holds a formula. Write the amount itself.")
        raise BadFile(words % {"cell": f"{column_letters(column)}{row}"})
    try:
        found = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
        lines = found.get_sheet_by_name(book.sheet).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise broken() from error
    filled = [line for line in lines if any(str(cell).strip() for cell in line)]
    heads = [str(cell).strip().casefold() for cell in filled[0]] if filled else []
    return [
        [_text(cell, is_place=head in PLACES) for head, cell in zip(heads, line, strict=True)]
        for line in filled
    ]


def written(heads: Sequence[str], lines: Iterable[Sequence[str]], guide: Iterable[Any]) -> bytes:
    """A workbook of these lines; whole amounts leave as numbers, all else as words.

    ``guide`` holds pairs of a head and its meaning for a second sheet.
    """
    book = Workbook(write_only=True)
    prices = book.create_sheet(PRICES_SHEET)
    prices.freeze_panes = "A2"
    for place in range(1, len(heads) + 1):
        prices.column_dimensions[column_letters(place)].width = WIDTH
    prices.append([_head(prices, head) for head in heads])
    for line in lines:
        prices.append([_cell(prices, head, text) for head, text in zip(heads, line, strict=True)])
    meanings = book.create_sheet(GUIDE_SHEET)
    for letters, width in (("A", 20), ("B", 80)):
        meanings.column_dimensions[letters].width = width
    for head, meaning in guide:
        meanings.append([_head(meanings, head), _words(meanings, str(meaning))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(cell: Any, *, is_place: bool) -> str:
    """What a CSV file would say. A part of a rupiah has a comma, so that nobody takes it for one.

    Without that 1.234 would be read as 1234.
    """
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell))
        if is_place:
            return f"{cell:.2f}" if round(cell, 2) == cell else str(cell)
        return str(cell).replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell)


def _cell(sheet: Worksheet, head: str, text: str) -> Any:
    if head not in PLACES and AMOUNT.fullmatch(text):
        return int(text)
    return _words(sheet, text) if text else None


def _words(sheet: Worksheet, text: str) -> WriteOnlyCell:
    """Words, whatever they begin with."""
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.number_format = AS_TEXT
    cell.alignment = WRAP
    return cell


def _head(sheet: Worksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, WRAP
    return cell
