"""Rows whose code is not there yet: new goods, or new packs of goods that are there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shop.stock.models import BaseUnit

from . import cells
from .columns import BY_KEY, Of
from .facts import Facts, first_to_say
from .reading import Row
from .refusals import Wrong

# The name of a stock has room for a number behind it.
LONGEST_HEAP = 150
Values = dict[str, Any]


def new_values(facts: Facts, row: Row, values: dict[str, Any]) -> Values:
    """All fields of goods that are not there yet."""
    pack = values.pop("pack", cells.Pack(units=1, base_unit=BaseUnit.PIECE.value))
    title = str(values.get("title", "")).casefold()
    _require_words(facts, row, values)
    is_variant = facts.titles.get(title, False)
    if is_variant and not values.get("option"):
        words = _("Several packs have this name")
        facts.refuse(row, "option", Wrong(words, _("Write in Kemasan what tells this one apart.")))
    if not is_variant and title in facts.single:
        words = _("Goods with this name are there already")
        facts.refuse(row, "title", Wrong(words, _("Give the new goods another name.")))
    for key, after in values.items():
        if BY_KEY[key].of is Of.PAGE and key != "title":
            first_to_say(facts, row, ("new", title, key), key, after)
    _same_heap(facts, row, values, pack)
    amount = values.pop("received", None) or values.pop("stock", None) or 0
    values = {key: after for key, after in values.items() if key not in {"stock", "noted"}}
    values |= {"units_per_sale": pack.units, "base_unit": pack.base_unit, "stock": amount}
    values.setdefault("is_public", False)
    return values


def _require_words(facts: Facts, row: Row, values: Values) -> None:
    """New goods have a name and a shelf; a ``-`` empties those of known goods only."""
    if values.get("title") == "":
        facts.refuse(row, "title", Wrong(_("A name cannot be empty"), _("Write the name.")))
    if values.get("category") == ():
        words = _("New goods need a category")
        facts.refuse(row, "category", Wrong(words, _("Choose one from the sheet Daftar.")))


def _same_heap(facts: Facts, row: Row, values: dict[str, Any], pack: cells.Pack) -> None:
    """Packs of one stock are counted in one unit."""
    name = values.get("stock_name")
    amount = values.get("stock") or values.get("received")
    if not name:
        if amount:
            # Its own stock is called after it; a later row may name that and must say the same.
            title = str(values.get("title", ""))
            option = values.get("option") if facts.titles.get(title.casefold()) else ""
            called = f"{title}, {option}" if option else title
            facts.claims.setdefault(("heap", called, "stock"), (amount, row.number))
        return
    if len(name) > LONGEST_HEAP:
        words = _("The text is too long: %(long)s letters") % {"long": len(name)}
        hint = _("At most %(most)s letters.") % {"most": LONGEST_HEAP}
        facts.refuse(row, "stock_name", Wrong(words, hint))
    if amount and name in facts.heaps:
        words = _("This stock is there already")
        key = "stock" if values.get("stock") else "received"
        facts.refuse(row, key, Wrong(words, _("Leave it empty for new packs of this stock.")))
    elif amount:
        first_to_say(facts, row, ("heap", name, "stock"), "stock", amount)
    known = facts.units.setdefault(name, pack.base_unit)
    if known != pack.base_unit:
        words = _("The stock %(name)s is counted in another unit") % {"name": name}
        facts.refuse(row, "pack", Wrong(words, _("Write the pack in the unit of its stock.")))
