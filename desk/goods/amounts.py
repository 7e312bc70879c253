"""What people type into a field for stock or price, as whole base units and whole rupiah.

"48", "37,5", "1.250,5", "192+25" (25 came in), "217-3" (3 are gone), "+25", "-3".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from shop import formats
from shop.partner.services import HIGHEST_PRICE
from shop.stock.models import BaseUnit

# The unit people count in, and how many base units it holds.
SHOWN_UNIT = {BaseUnit.GRAM: ("kg", 1000), BaseUnit.MILLILITRE: ("l", 1000)}
MOST = 10**12
LONGEST_PRICE = 20

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_EXPRESSION = re.compile(rf"\s*({_NUMBER})?\s*(?:([+\-−])\s*({_NUMBER}))?\s*\Z")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z")


class BadAmount(ValueError):
    """What was typed is no amount. ``text`` says what to type instead."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A plain number (``base``), or a change of it (``difference``). In base units."""

    base: int | None
    difference: int = 0


def unit_of(base_unit: str) -> tuple[str, int]:
    """("kg", 1000): the word behind the field and its size in base units."""
    found = SHOWN_UNIT.get(BaseUnit(base_unit))
    return found if found else (_("pcs"), 1)


def shown(base_units: int, base_unit: str) -> str:
    """A number as it stands in the field, without its unit."""
    _word, size = unit_of(base_unit)
    return formats.number(Decimal(base_units) / size, places=3)


def read(text: str, base_unit: str) -> Typed:
    """A stock field. Raises ``BadAmount``."""
    match = _EXPRESSION.match(text)
    if match is None or not text.strip():
        raise BadAmount(_("Type a number, for example 48 or 37,5 or 192+25."))
    plain, sign, change = match.groups()
    base = to_base(plain, base_unit) if plain else None
    if sign is None:
        return Typed(base=base)
    difference = to_base(change, base_unit)
    return Typed(base=base, difference=difference if sign == "+" else -difference)


def to_base(text: str, base_unit: str) -> int:
    """One number in the shown unit as base units. Raises ``BadAmount`` for half a gram."""
    word, size = unit_of(base_unit)
    exact = number(text) * size
    if exact != int(exact):
        if size == 1:
            raise BadAmount(_("Pieces are whole. Type a number without a comma."))
        raise BadAmount(_("At most three digits after the comma, in %(unit)s.") % {"unit": word})
    if exact > MOST:
        raise BadAmount(_("This number is too large."))
    return int(exact)


def number(text: str) -> Decimal:
    """Indonesian spelling: dots for thousands, a comma before the rest; "37.5" is understood."""
    clean = text.strip().replace(" ", "")
    if _THOUSANDS.match(clean):
        clean = clean.replace(".", "")
    try:
        return Decimal(clean.replace(",", "."))
    except InvalidOperation as error:
        raise BadAmount(_("Type a number, for example 48 or 37,5 or 192+25.")) from error


def price(text: str) -> int:
    """A price field in whole rupiah: "95.000", "Rp 95.000". Raises ``BadAmount``."""
    clean = re.sub(r"^rp\.?\s*", "", text.strip().lower()).replace(" ", "")
    if not re.fullmatch(r"\d+|\d{1,3}(?:\.\d{3})+", clean):
        raise BadAmount(_("Type the price in whole rupiah, for example 95.000."))
    # Python refuses to count digits by the thousand.
    value = int(clean.replace(".", "")[:LONGEST_PRICE])
    if not 1 <= value <= HIGHEST_PRICE:
        raise BadAmount(_("A price is more than 0 and at most ten digits long."))
    return value
