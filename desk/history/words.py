"""Changes of the history as people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import pgettext

from shop import formats
from shop.accounts.models import Role, User
from shop.audit.facts import MONEY, WORDS
from shop.audit.models import Entry
from shop.complaints.models import Answer
from shop.order.models import ParcelState
from shop.payments.models import RequestState
from shop.stock.models import Kind

# Facts that only explain another one.
HELPERS = frozenset({"base_unit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact: its name, before and after in words; "" where there was none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change in words."""

    entry: Entry
    about: str
    who: str
    differences: tuple[Difference, ...]

    @classmethod
    def of(cls, entry: Entry, *, sees_money: bool) -> Line:
        """The change for people who do or do not see amounts."""
        return cls(
            entry=entry,
            about=entry.target or (str(entry.person) if entry.person else ""),
            who=_who(entry.actor),
            differences=tuple(_differences(entry, sees_money=sees_money)),
        )

    @property
    def told(self) -> str:
        """All differences in one line, for a file."""
        return "; ".join(
            f"{each.name}: {each.before} → {each.after}"
            if each.before
            else f"{each.name}: {each.after}"
            for each in self.differences
        )


def _who(actor: User | None) -> str:
    return str(actor) if actor else pgettext("history", "the system")


def _differences(entry: Entry, *, sees_money: bool) -> Iterator[Difference]:
    unit = entry.after.get("base_unit", "")
    for name, word in WORDS.items():
        if name in HELPERS or (name in MONEY and not sees_money):
            continue
        if name not in entry.before and name not in entry.after:
            continue
        before, after = (
            spoken(name, side[name], unit) if name in side else ""
            for side in (entry.before, entry.after)
        )
        if before or after:
            yield Difference(name=str(word), before=before, after=after)


def spoken(name: str, value: Any, unit: str = "") -> str:
    """A fact in words; "" for one that says nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if name == "on_hand" and unit:
        return formats.quantity(value, unit)
    return SPOKEN.get(name, _plain)(value)


def _plain(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _roles(values: list[str]) -> str:
    known = [str(Role(each).label) if each in Role.values else each for each in values]
    return ", ".join(known)


def _choice(*known: Any) -> Callable[[str], str]:
    """Words of a code by the first list of codes that has it."""

    def said(value: str) -> str:
        own = {
            "answered": pgettext("history", "answered"),
            "removed": pgettext("history", "removed"),
            "shown": pgettext("history", "shown"),
            "hidden": pgettext("history", "hidden"),
        }
        found = (str(choices(value).label) for choices in known if value in choices.values)
        return next(found, own.get(value, value))

    return said


def _hours(value: Mapping[str, list[str]]) -> str:
    return ", ".join(f"{WEEKDAYS_ABBR[int(day)]} {a}–{b}" for day, (a, b) in sorted(value.items()))


def _yes(value: bool) -> str:
    return pgettext("history", "yes") if value else pgettext("history", "no")


def _moment(value: str) -> str:
    moment = timezone.localtime(datetime.fromisoformat(value))
    return f"{formats.short_date(moment)} {formats.clock(moment)}"


SPOKEN: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(MONEY, formats.rupiah),
    "roles": _roles,
    "opening_hours": _hours,
    "until": _moment,
    "is_active": _yes,
    "state": _choice(ParcelState, RequestState),
    "kind": _choice(Kind),
    "answer": _choice(Answer),
}
