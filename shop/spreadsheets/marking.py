"""The file that was sent, with every wrong cell in red and a note that says what to write."""

from __future__ import annotations

import io
import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from . import workbooks
from .reading import Table
from .refusals import Problem

logger = logging.getLogger(__name__)

WRONG = PatternFill("solid", fgColor="F8C9C4")
AUTHOR = "Lapak Koperasi"
LONGEST = 32_000
NUMBERS = (bool, int, float, date, time, timedelta)


def marked(*, content: bytes, table: Table, problems: Iterable[Problem]) -> bytes:
    """An .xlsx file. Marks of an earlier time that are put right are gone.

    Pictures and drawings are left out; where the looks of the file cannot be read, all looks are.
    """
    problems = tuple(problems)
    if table.is_workbook:
        try:
            book = load_workbook(io.BytesIO(workbooks.for_marking(content)), keep_links=False)
            return _with_notes(book, book[table.sheet], problems)
        except Exception:
            # The values were read; what dresses them may still be anything, and the library has
            # no error of its own. People get their rows with the notes, without the looks.
            logger.warning("spreadsheet marked without its looks", exc_info=True)
    book = _plain_book(table)
    return _with_notes(book, book.active, problems)


def _with_notes(book: Workbook, sheet: Worksheet, problems: Iterable[Problem]) -> bytes:
    _clean(sheet)
    notes: defaultdict[str, list[str]] = defaultdict(list)
    for problem in problems:
        notes[problem.address].append(". ".join(filter(None, (problem.text, problem.hint))))
    for address, texts in notes.items():
        cell = sheet[address]
        if isinstance(cell, Cell):
            cell.fill = WRONG
            cell.comment = Comment("\n".join(texts), AUTHOR, height=120, width=280)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain_book(table: Table) -> Workbook:
    """A new workbook with what was read."""
    book = Workbook()
    sheet = book.active
    sheet.title = workbooks.GOODS_SHEET
    for row, line in enumerate(table.grid, start=1):
        for column, value in enumerate(line, start=1):
            _put(sheet, row, column, value)
    return book


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Every cell is a number, a date or a word; none becomes a formula."""
    if value in (None, ""):
        return
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, NUMBERS):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    cell.data_type = "s"


def _clean(sheet: Worksheet) -> None:
    """Take our own marks off. Only cells that are there: the rectangle up to the farthest cell,
    which ``iter_rows`` would make, may hold millions."""
    for cell in list(sheet._cells.values()):
        if isinstance(cell, MergedCell) or cell.comment is None:
            continue
        if cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = PatternFill()
