"""The file that was sent, with every wrong cell in red and a note that says what to write."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from .reading import Table
from .refusals import Problem
from .workbooks import GOODS_SHEET

WRONG = PatternFill("solid", fgColor="F8C9C4")
AUTHOR = "Lapak Koperasi"
LONGEST = 32_000


def marked(*, content: bytes, table: Table, problems: Iterable[Problem]) -> bytes:
    """An .xlsx file. Marks of an earlier time that are put right are gone.

    ``content`` must have been read by ``reading.read`` before: it is not checked again.
    """
    book, sheet = _book_of(content, table)
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


def _book_of(content: bytes, table: Table) -> tuple[Workbook, Worksheet]:
    if table.is_workbook:
        book = load_workbook(io.BytesIO(content), keep_links=False)
        return book, book[table.sheet]
    book = Workbook()
    sheet = book.active
    sheet.title = GOODS_SHEET
    for row, line in enumerate(table.grid, start=1):
        for column, value in enumerate(line, start=1):
            _put(sheet, row, column, value)
    return book, sheet


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Every cell of a CSV file is a word; none becomes a formula."""
    if value in (None, ""):
        return
    cell = sheet.cell(row=row, column=column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    cell.data_type = "s"


def _clean(sheet: Worksheet) -> None:
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell, MergedCell) or cell.comment is None:
                continue
            if cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
