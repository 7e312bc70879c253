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

Values = dict[str, Any]


def new_values(facts: Facts, row: Row, values: dict[str, Any]) -> Values:
    """All fields of goods that are not there yet."""
    pack = values.pop("pack", cells.Pack(units=1, base_unit=BaseUnit.PIECE.value))
    title = str(values.get("title", "")).casefold()
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


def _same_heap(facts: Facts, row: Row, values: dict[str, Any], pack: cells.Pack) -> None:
    """Packs of one stock are counted in one unit."""
    name = values.get("stock_name")
    if not name:
        return
    amount = values.get("stock") or values.get("received")
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
