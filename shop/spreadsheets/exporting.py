"""The goods of a cooperative as a file, row by row, in the columns that can be read back.

Amounts and prices leave as numbers, words as words: nothing a spreadsheet would calculate.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shop import formats
from shop.stock.models import BaseUnit

from . import shelf
from .cells import LARGE, guarded
from .columns import BY_KEY, COLUMNS, HEADS
from .walking import column_letters
from .workbooks import GOODS_SHEET

CHUNK = 64 * 1024
# Rows below the goods that still get the lists to choose from.
SPARE_ROWS = 500
GUIDE_SHEET, LISTS_SHEET = "Petunjuk", "Daftar"
HEAD_FILL = PatternFill("solid", fgColor="1E6B3C")
HEAD_FONT = Font(bold=True, color="FFFFFF")
WRAP = Alignment(vertical="top", wrap_text=True)
Line = list[Any]


def lines_of(cooperative_id: int) -> Iterator[Line]:
    """Every pack as one row, in the order of the columns."""
    words = shelf.shelves().words
    permits = shelf.permits_of(cooperative_id)
    for goods in shelf.goods_of(cooperative_id):
        shown = _shown(goods, words) | {"permits": permits.get(goods.page_id, "")}
        yield [shown[column.key] for column in COLUMNS]


def _shown(goods: shelf.Goods, words: dict[int, str]) -> dict[str, Any]:
    values = goods.values
    stock = None if goods.item_id is None else large(values["stock"], goods.base_unit)
    return {
        **{key: value for key, value in values.items() if key in BY_KEY},
        "sku": goods.sku,
        "category": "; ".join(words.get(number, "") for number in values["category"]),
        "stock": stock,
        "noted": stock,
        "received": None,
        "pack": packed(values["units_per_sale"], goods.base_unit),
        **{key: centimetres(values[key]) for key in ("length_mm", "width_mm", "height_mm")},
        "weight_grams": values["weight_grams"] or None,
        "is_public": "ya" if values["is_public"] else "tidak",
    }


def large(base_units: int, base_unit: str) -> int | float:
    """Base units as kilograms, litres or pieces."""
    _word, size = LARGE.get(base_unit, ("", 1))
    exact = Decimal(base_units) / size
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def packed(units: int, base_unit: str) -> str:
    """``250 g``, ``1 kg``, ``12 biji``: as the column Isi kemasan is read."""
    word, size = LARGE.get(base_unit, ("biji", 1))
    if size > 1 and units % size:
        word, size = ("g" if base_unit == BaseUnit.GRAM else "ml"), 1
    return f"{units // size} {word}"


def centimetres(millimetres: int) -> int | float | None:
    """Millimetres as centimetres; an unknown length is an empty cell."""
    if not millimetres:
        return None
    return millimetres // 10 if millimetres % 10 == 0 else millimetres / 10


# --- CSV -----------------------------------------------------------------------------------------


def as_csv(cooperative_id: int) -> Iterator[str]:
    """The file in pieces: semicolons, commas in numbers, for spreadsheets set to Indonesian."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow(HEADS)
    for line in lines_of(cooperative_id):
        writer.writerow([_csv_cell(cell) for cell in line])
        if out.tell() >= CHUNK:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return formats.number(Decimal(str(cell)), places=3).replace(".", "")
    return guarded(cell) if isinstance(cell, str) else str(cell)


# --- workbook ------------------------------------------------------------------------------------


def as_workbook(cooperative_id: int) -> Iterator[bytes]:
    """An .xlsx file in pieces; rows are written to disk while they are read."""
    return _pieces(lines_of(cooperative_id))


def sample() -> Iterator[bytes]:
    """A file with two made-up packs, to be overwritten."""
    example = [column.example or None for column in COLUMNS]
    second = dict(zip((column.key for column in COLUMNS), example, strict=True))
    second |= {"sku": "KOPI-1000", "option": "1 kg", "price": "240000", "pack": "1 kg"}
    second |= {"stock": None, "noted": None, "weight_grams": "1080"}
    example[[column.key for column in COLUMNS].index("noted")] = None
    return _pieces([example, [second[column.key] for column in COLUMNS]])


def _pieces(lines: Iterable[Line]) -> Iterator[bytes]:
    with TemporaryFile() as kept:
        _book(lines).save(kept)
        kept.seek(0)
        while piece := kept.read(CHUNK):
            yield piece


def _book(lines: Iterable[Line]) -> Workbook:
    book = Workbook(write_only=True)
    goods = book.create_sheet(GOODS_SHEET)
    goods.freeze_panes = "B2"
    for place, column in enumerate(COLUMNS, start=1):
        goods.column_dimensions[column_letters(place)].width = column.width
    goods.append([_head(goods, head) for head in HEADS])
    count = 1
    for line in lines:
        goods.append([_cell(goods, cell) for cell in line])
        count += 1
    names = sorted(shelf.shelves().words.values())
    _add_lists(goods, last=count + SPARE_ROWS, categories=len(names))
    _add_guide(book)
    choices = book.create_sheet(LISTS_SHEET)
    choices.append(
        [_head(choices, BY_KEY["category"].head), _head(choices, BY_KEY["is_public"].head)]
    )
    for place, name in enumerate(names or [""]):
        choices.append([_cell(choices, name), ("ya", "tidak")[place] if place < 2 else None])
    return book


def _cell(sheet: Worksheet, value: Any) -> Any:
    """Words are words, whatever they begin with."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=guarded(ILLEGAL_CHARACTERS_RE.sub("", value)))
    cell.data_type = "s"
    return cell


def _head(sheet: Worksheet, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, WRAP
    return cell


def _add_lists(sheet: Worksheet, *, last: int, categories: int) -> None:
    """What can be chosen from in a cell; several categories may still be typed."""
    keys = [column.key for column in COLUMNS]
    for key, source in (
        ("category", f"{LISTS_SHEET}!$A$2:$A${max(2, categories + 1)}"),
        ("is_public", '"ya,tidak"'),
    ):
        chosen = DataValidation(type="list", formula1=source, allow_blank=True)
        chosen.showErrorMessage = key == "is_public"
        letters = column_letters(keys.index(key) + 1)
        chosen.add(f"{letters}2:{letters}{last}")
        sheet.data_validations.append(chosen)


def _add_guide(book: Workbook) -> None:
    guide = book.create_sheet(GUIDE_SHEET)
    for letters, width in (("A", 20), ("B", 80), ("C", 30)):
        guide.column_dimensions[letters].width = width
    for text in _guide_lines():
        guide.append([_cell(guide, text)])
    guide.append([])
    heads: Sequence[str] = (_("Column"), _("What it means"), _("Example"))
    guide.append([_head(guide, head) for head in heads])
    for column in COLUMNS:
        guide.append(
            [_cell(guide, text) for text in (column.head, str(column.meaning), column.example)]
        )


def _guide_lines() -> tuple[str, ...]:
    return (
        _("Change what you like in the sheet Barang, save the file and send it at the desk."),
        _("Nothing counts before you have seen what would change."),
        _("Empty cells and missing columns leave things as they are; a single - empties a text."),
        _("Rows you delete leave the goods as they are. To hide goods write tidak under Tampil."),
    )
