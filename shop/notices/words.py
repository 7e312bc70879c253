"""The words that may stand in a template, and how they are written.

WhatsApp refuses empty words, line breaks, tabs and more than four spaces in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shop.formats import long_date, rupiah

if TYPE_CHECKING:
    from shop.order.models import Order, Parcel

NOTHING = "-"
LONGEST = 120


def _place(order: Order, parcel: Parcel | None) -> str:
    if parcel is None:
        return ""
    place = (parcel.cooperative.origin_line, parcel.cooperative.regency_name)
    return ", ".join(part for part in place if part)


def _date(order: Order, parcel: Parcel | None) -> str:
    """The day that was promised for the parcel."""
    return long_date(parcel.promised_on) if parcel else ""


WORDS: Mapping[str, Callable[[Order, Parcel | None], str]] = {
    "number": lambda order, parcel: order.number,
    "total": lambda order, parcel: rupiah(int(order.total_incl_tax)),
    "cooperative": lambda order, parcel: parcel.cooperative.name if parcel else "",
    "courier": lambda order, parcel: parcel.courier if parcel else "",
    "tracking": lambda order, parcel: parcel.tracking_number if parcel else "",
    "date": _date,
    "place": _place,
    "buyer": lambda order, parcel: order.contact_name,
}


def filled(names: list[str], order: Order, parcel: Parcel | None) -> list[str]:
    """The words of a template for one order, fit for WhatsApp. KeyError for an unknown word."""
    return [fit(WORDS[name](order, parcel)) for name in names]


def fit(text: str) -> str:
    """One line without gaps, never empty."""
    return " ".join(text.split())[:LONGEST] or NOTHING
