"""One cell as a value: prices, amounts, packs, sizes, words. Indonesian spelling, and tolerant.

"Rp 250.000" is 250000, "1,5" and "1.5" are one and a half, "1.250" is one thousand two hundred
and fifty. What can be meant two ways is asked about, never guessed.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shop import formats
from shop.partner.services import HIGHEST_PRICE
from shop.stock.models import BaseUnit

from .columns import Column, Kind
from .reading import Formula
from .refusals import Wrong

CLEARED = "-"
# No number is longer, and what looks for one in a long text could take minutes.
LONGEST_NUMBER = 60
WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.CATEGORY, Kind.SHOWN_ONLY})
MOST_UNITS = 10**12
MOST_GRAMS = 1_000_000
MOST_MM = 10_000
MOST_DAYS = 90
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")
FOREIGN_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?\Z")
RUPIAH = re.compile(r"\A(?:rp\.?|idr)\s*|\s*(?:idr|,-)\Z", re.IGNORECASE)
WITH_UNIT = re.compile(r"\A([\d.,\s]+?)\s*([a-zA-Z]+)\.?\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")
YES = frozenset({"ya", "y", "yes", "true", "1", "tampil", "aktif"})
NO = frozenset({"tidak", "t", "no", "false", "0", "sembunyi", "nonaktif", "tdk"})
# Words for units: the base unit, and how many of it one is.
UNITS: dict[str, tuple[str, int]] = {
    "g": (BaseUnit.GRAM, 1),
    "gr": (BaseUnit.GRAM, 1),
    "gram": (BaseUnit.GRAM, 1),
    "ons": (BaseUnit.GRAM, 100),
    "kg": (BaseUnit.GRAM, 1000),
    "kilo": (BaseUnit.GRAM, 1000),
    "ml": (BaseUnit.MILLILITRE, 1),
    "l": (BaseUnit.MILLILITRE, 1000),
    "liter": (BaseUnit.MILLILITRE, 1000),
    "biji": (BaseUnit.PIECE, 1),
    "buah": (BaseUnit.PIECE, 1),
    "pcs": (BaseUnit.PIECE, 1),
    "lembar": (BaseUnit.PIECE, 1),
    "bungkus": (BaseUnit.PIECE, 1),
    "botol": (BaseUnit.PIECE, 1),
    "pasang": (BaseUnit.PIECE, 1),
}
LARGE: dict[str, tuple[str, int]] = {
    BaseUnit.GRAM: ("kg", 1000),
    BaseUnit.MILLILITRE: ("l", 1000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What one pack holds, in base units."""

    units: int
    base_unit: str


def value(column: Column, cell: Any, base_unit: str = BaseUnit.PIECE) -> Any:
    """The meaning of a filled cell. Amounts are in base units. Raises ``Wrong``."""
    if isinstance(cell, Formula):
        raise Wrong(_("The cell holds a formula"), _("We do not calculate. Copy it as a value."))
    if isinstance(cell, date | datetime | time | timedelta):
        return _of_a_date(column, cell)
    if isinstance(cell, str) and column.kind not in WORDS:
        cell = cell.strip()
        if len(cell) > LONGEST_NUMBER:
            raise Wrong(_("This is no number"), _("Write a number, for example 12."))
    if isinstance(cell, float) and not math.isfinite(cell):
        raise Wrong(_("This is no number"), _("Write a number, for example 12."))
    if column.kind is Kind.AMOUNT:
        return amount(cell, base_unit)
    readers = {
        Kind.PRICE: price,
        Kind.PACK: pack,
        Kind.GRAMS: grams,
        Kind.CENTIMETRES: millimetres,
        Kind.DAYS: days,
        Kind.YES_NO: yes_no,
    }
    reader = readers.get(column.kind)
    return reader(cell) if reader else text(column, cell)


def _of_a_date(column: Column, cell: date | datetime | time | timedelta) -> Any:
    """A spreadsheet turned something into a day, such as 12-10 into the twelfth of October."""
    words = _("The column %(head)s holds a date") % {"head": column.head}
    if column.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.CATEGORY}:
        raise Wrong(words, _("Make the column text in your spreadsheet and write it again."))
    raise Wrong(words, _("Write a number, for example 12."))


def text(column: Column, cell: Any) -> str:
    """Words, in one line where the column has one. ``-`` empties the field."""
    written = written_out(cell)
    if column.kind is not Kind.LONG_TEXT:
        written = " ".join(written.split())
    if len(written) > column.most:
        raise Wrong(
            _("The text is too long: %(long)s letters") % {"long": len(written)},
            _("At most %(most)s letters.") % {"most": formats.number(column.most)},
        )
    if column.kind is Kind.CODE and not written.isprintable():
        raise Wrong(_("The code holds signs that cannot be seen"), _("Type it again."))
    return "" if written == CLEARED and column.kind is not Kind.CODE else written


def written_out(cell: Any) -> str:
    """Any cell as text: a code 1002 that became a number is "1002" again."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    bare = CONTROL.sub("", str(cell)).replace("\r\n", "\n").strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(FORMULA_SIGNS) else bare


def guarded(written: str) -> str:
    """A text that no spreadsheet takes for a formula; ``written_out`` takes the mark off again."""
    return f"'{written}" if written.startswith(FORMULA_SIGNS) else written


def price(cell: Any) -> int:
    """Whole rupiah."""
    wrong = Wrong(_("This is no price"), _("Write whole rupiah, for example 65.000."))
    if isinstance(cell, bool):
        raise wrong
    if isinstance(cell, int | float):
        exact = Decimal(str(cell))
    else:
        bare = RUPIAH.sub("", written_out(cell)).replace(" ", "").replace("\xa0", "")
        if FOREIGN_THOUSANDS.match(bare):
            bare = bare.replace(",", "")
        exact = _decimal(bare, wrong)
    if exact != exact.to_integral_value():
        raise wrong
    if not 1 <= exact <= HIGHEST_PRICE:
        raise Wrong(_("A price is more than 0 and at most ten digits long"), wrong.hint)
    return int(exact)


def amount(cell: Any, base_unit: str) -> int:
    """What lies there, in base units; written in kilograms, litres or pieces."""
    word, size = LARGE.get(base_unit, (_("pcs"), 1))
    wrong = Wrong(_("This is no amount"), _("Write a number, for example 12."))
    if isinstance(cell, bool):
        raise wrong
    if isinstance(cell, int | float):
        exact = Decimal(str(cell)) * size
    else:
        exact = _typed_amount(written_out(cell), base_unit, size, wrong)
    if exact < 0:
        raise Wrong(_("Stock is never less than zero"), _("Write 0 when nothing is left."))
    if exact != exact.to_integral_value():
        if size == 1:
            raise Wrong(
                _("These goods are counted in pieces"), _("Write a whole number, for example 2.")
            )
        raise Wrong(_("At most three digits after the comma"), _("Write it in %s.") % word)
    if exact > MOST_UNITS:
        raise Wrong(_("This number is too large"), wrong.hint)
    return int(exact)


def _typed_amount(written: str, base_unit: str, size: int, wrong: Wrong) -> Decimal:
    if written.startswith(("-", "−")) and NUMBER.match(written[1:].strip()):
        return Decimal(-1)
    with_unit = WITH_UNIT.match(written)
    if with_unit:
        unit = UNITS.get(with_unit[2].casefold())
        if unit is None or unit[0] != base_unit:
            raise wrong
        return _decimal(with_unit[1].replace(" ", ""), wrong) * unit[1]
    if FOREIGN_THOUSANDS.match(written) and size > 1:
        raise Wrong(
            _("This can mean two numbers"),
            _("Write 1500 for one thousand five hundred, or 1,5 for one and a half."),
        )
    return _decimal(written.replace(" ", ""), wrong) * size


def pack(cell: Any) -> Pack:
    """``250 g``, ``1 kg``, ``12 biji``; a bare number is pieces."""
    wrong = Wrong(
        _("We do not understand what the pack holds"), _("Write it like 250 g, 1 kg or 1 biji.")
    )
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        units, base_unit = Decimal(str(cell)), BaseUnit.PIECE.value
    else:
        match = WITH_UNIT.match(written_out(cell)) or re.match(
            r"\A()([a-zA-Z]+)\Z", written_out(cell)
        )
        unit = UNITS.get(match[2].casefold()) if match else None
        if match is None or unit is None:
            raise wrong
        units = _decimal(match[1].replace(" ", "") or "1", wrong) * unit[1]
        base_unit = unit[0]
    if units != units.to_integral_value() or not 1 <= units <= MOST_GRAMS:
        raise wrong
    return Pack(units=int(units), base_unit=str(base_unit))


def grams(cell: Any) -> int:
    """A weight in grams; ``1,2 kg`` is understood."""
    wrong = Wrong(_("This is no weight"), _("Write grams, for example 280."))
    match = None if isinstance(cell, int | float) else WITH_UNIT.match(written_out(cell))
    if match:
        unit = UNITS.get(match[2].casefold())
        if unit is None or unit[0] != BaseUnit.GRAM:
            raise wrong
        return _whole(_decimal(match[1].replace(" ", ""), wrong) * unit[1], MOST_GRAMS, wrong)
    return _whole(_number(cell, wrong), MOST_GRAMS, wrong)


def millimetres(cell: Any) -> int:
    """Centimetres with one digit after the comma, kept as millimetres."""
    wrong = Wrong(_("This is no length"), _("Write centimetres, for example 12,5."))
    if isinstance(cell, str):
        cell = re.sub(r"\s*cm\.?\s*\Z", "", cell, flags=re.IGNORECASE)
    return _whole(_number(cell, wrong) * 10, MOST_MM, wrong)


def days(cell: Any) -> int:
    """Whole days."""
    wrong = Wrong(_("This is no number of days"), _("Write a whole number up to 90."))
    if isinstance(cell, str):
        cell = re.sub(r"\s*hari\s*\Z", "", cell, flags=re.IGNORECASE)
    return _whole(_number(cell, wrong), MOST_DAYS, wrong)


def yes_no(cell: Any) -> bool:
    """``ya`` or ``tidak``."""
    word = written_out(cell).casefold()
    if word not in YES | NO:
        raise Wrong(_("This is neither ya nor tidak"), _("Write ya or tidak."))
    return word in YES


def _number(cell: Any, wrong: Wrong) -> Decimal:
    if isinstance(cell, bool):
        raise wrong
    if isinstance(cell, int | float):
        return Decimal(str(cell))
    return _decimal(written_out(cell).replace(" ", ""), wrong)


def _whole(exact: Decimal, most: int, wrong: Wrong) -> int:
    if exact != exact.to_integral_value() or not 0 <= exact <= most:
        raise wrong
    return int(exact)


def _decimal(bare: str, wrong: Wrong) -> Decimal:
    """Dots for thousands and a comma before the rest; "37.5" is understood too."""
    if THOUSANDS.match(bare):
        bare = bare.replace(".", "")
    if not NUMBER.match(bare) or len(bare) > 24:
        raise wrong
    return Decimal(bare.replace(",", "."))
