"""Words and numbers as the desk says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrations import registry
from shop import formats
from shop.order.models import Line, Order, Parcel
from shop.stock.models import BaseUnit

# Letters and colour class of a channel; what is not listed gets its first letter.
MARKS = {
    "shopee": ("S", "sh"),
    "tiktok_shop": ("T", "tt"),
    "lazada": ("L", "lz"),
    "blibli": ("B", "bl"),
    "woocommerce": ("W", "wo"),
    Order.SHOP: ("LK", "lk"),
    Order.MANUAL: ("WA", "wa"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a channel is drawn: colour never speaks alone."""

    letters: str
    style: str
    label: str


def channel_label(code: str) -> str:
    """The brand name of a channel, "Own shop", or "Typed in"."""
    if code == Order.SHOP:
        return _("Own shop")
    if code == Order.MANUAL:
        return _("WhatsApp order")
    return getattr(registry.CONNECTORS.get(code), "label", code)


def channel_mark(code: str) -> Mark:
    """Letters, colour and word."""
    letters, style = MARKS.get(code, (code[:1].upper(), ""))
    return Mark(letters=letters, style=style, label=channel_label(code))


def is_own(source: str) -> bool:
    """Whether the buyer ordered with us and not at a channel."""
    return source in {Order.SHOP, Order.MANUAL}


def when(moment: datetime | None, now: datetime | None = None) -> str:
    """The clock for today, the day with the clock otherwise."""
    if moment is None:
        return ""
    same_day = timezone.localdate(moment) == timezone.localdate(now or timezone.now())
    return formats.clock(moment) if same_day else formats.short_date(moment)


def deadline(moment: datetime, now: datetime) -> str:
    """ "today before 16.00", "tomorrow before 16.00", or the day."""
    days = (timezone.localdate(moment) - timezone.localdate(now)).days
    if days in {0, 1}:
        text = _("today before %(time)s") if days == 0 else _("tomorrow before %(time)s")
        return text % {"time": formats.clock(moment)}
    return _("before %(moment)s") % {"moment": formats.short_date(moment)}


def time_left(moment: datetime, now: datetime) -> str:
    """ "3 h 38 min left", or how late it is."""
    span = abs(moment - now)
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if span >= timedelta(days=2):
        text = _("%(count)s days") % {"count": span.days}
    elif hours:
        text = _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    else:
        text = _("%(minutes)s min") % {"minutes": minutes}
    if moment < now:
        return _("%(span)s late") % {"span": text}
    return _("%(span)s left") % {"span": text}


# First words of a unit that measure or count and name no package.
MEASURES = frozenset({"isi", "liter", "gram", "kilogram", "kilo", "meter", "mililiter"})


def package(unit_label: str) -> str:
    """The seller's word for one pack: "karung" of "karung 25 kg"; "" of "500 g" or "isi 3"."""
    first = unit_label.strip().partition(" ")[0].lower()
    return first if len(first) > 2 and first.isalpha() and first not in MEASURES else ""


def packs(count: int, unit: str = "", unit_label: str = "") -> str:
    """ "2 karung" where the seller names the package, else "2 packs", or "2 pieces" of what is
    counted in pieces; "items" when nothing is known or several kinds are in one box."""
    word = package(unit_label)
    if word:
        return f"{count} {word}"
    if unit == BaseUnit.PIECE:
        return ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count}
    if unit:
        return ngettext("%(count)s pack", "%(count)s packs", count) % {"count": count}
    return ngettext("%(count)s item", "%(count)s items", count) % {"count": count}


def packs_of_lines(pairs: Sequence[tuple[Line, int]]) -> str:
    """So many packs of each of these lines, in the one word that fits all of them."""
    count = sum(packs_ for _line, packs_ in pairs)
    labels = {line.stockrecord.unit_label if line.stockrecord else "" for line, _count in pairs}
    units = {line.stock_item.base_unit if line.stock_item else "" for line, _count in pairs}
    named = {package(label) for label in labels}
    if len(named) > 1:
        return packs(count)
    kinds = {BaseUnit.PIECE if unit == BaseUnit.PIECE else unit and "pack" for unit in units}
    return packs(count, kinds.pop() if len(kinds) == 1 else "", next(iter(labels), ""))


def buyer(order: Order) -> str:
    """The buyer as staff say it: the account name at a channel, the name in our own shop."""
    return order.contact_name or order.external_number or order.number


def courier(parcel: Parcel) -> str:
    """ "JNE", or the service when the courier is not told."""
    return parcel.courier or parcel.service
