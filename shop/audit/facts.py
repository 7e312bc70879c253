"""The facts that the history may hold, with their words. Anything else is refused.

No name, address or number of a buyer, no free text of a buyer, no token and no whole account number
is among them, so none can get in by mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: Mapping[str, Promise] = {
    "price": pgettext_lazy("history", "price"),
    "units_per_sale": pgettext_lazy("history", "pack"),
    "unit_label": pgettext_lazy("history", "unit"),
    "on_hand": pgettext_lazy("history", "in store"),
    "base_unit": pgettext_lazy("history", "unit"),
    "kind": pgettext_lazy("history", "kind"),
    "state": pgettext_lazy("history", "state"),
    "amount": pgettext_lazy("history", "amount"),
    "rows": pgettext_lazy("history", "rows"),
    "reason": pgettext_lazy("history", "reason"),
    "answer": pgettext_lazy("history", "answer"),
    "bank": pgettext_lazy("history", "bank"),
    "ends_with": pgettext_lazy("history", "number ends with"),
    "merchant": pgettext_lazy("history", "name on the QRIS"),
    "services_off": pgettext_lazy("history", "ways not offered"),
    "cash_off": pgettext_lazy("history", "without cash at the door"),
    "packing_days": pgettext_lazy("history", "days to pack"),
    "opening_hours": pgettext_lazy("history", "opening hours"),
    "closing_days": pgettext_lazy("history", "days closed"),
    "service_name": pgettext_lazy("history", "name buyers read"),
    "divisor": pgettext_lazy("history", "volume divisor"),
    "step_grams": pgettext_lazy("history", "step, gram"),
    "tolerance_grams": pgettext_lazy("history", "tolerance, gram"),
    "least_grams": pgettext_lazy("history", "charged at least, gram"),
    "most_grams": pgettext_lazy("history", "heaviest colli, gram"),
    "longest_mm": pgettext_lazy("history", "longest side, millimetre"),
    "per_colli": pgettext_lazy("history", "more for each colli"),
    "per_kilogram": pgettext_lazy("history", "more for each kilogram"),
    "is_active": pgettext_lazy("history", "counts"),
    "until": pgettext_lazy("history", "until"),
    "roles": pgettext_lazy("history", "roles"),
}
# Facts in rupiah; hidden from people who see no money.
MONEY = frozenset({"price", "amount", "per_colli", "per_kilogram"})
LONGEST = 255
Facts = Mapping[str, Any]


def checked(facts: Facts) -> dict[str, Any]:
    """The facts as they are stored. Raises ValueError for one that has no place here."""
    unknown = set(facts) - set(WORDS)
    if unknown:
        raise ValueError(f"Not facts of the history: {sorted(unknown)}")
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in sorted(value.items())}
    return str(value)[:LONGEST]
