"""What a file of tariffs would do to the table: new rows, changes, problems; nothing written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shop.address.models import Region
from shop.partner.models import Partner

from .models import FACTS, WEEKDAYS, Tariff
from .tariff_files import COLUMNS, NO, SCOPE_WORDS, YES, Cells
from .zones import SAME_PROVINCE, SAME_REGENCY, is_scope

FIELDS = {column.head: column.field for column in COLUMNS}
HEADS = {column.field: column.head for column in COLUMNS}
SCOPES = {word: scope for scope, word in SCOPE_WORDS.items()}
HIGHEST = 2_000_000_000
MOST_DAYS = 365
MAY_BE_EMPTY = frozenset({"fixed", "free_from"})
# A price in the file: 9000, 9.000 or Rp9.000.
RUPIAH = re.compile(r"(?:Rp\s?)?(\d{1,3}(?:\.\d{3})+|\d{1,10})", re.IGNORECASE)
SERVICE = re.compile(r"[\w ./-]{1,40}")

Key = tuple[int | None, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with one row, in words. The first row below the heads is number 2."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row that the file adds (``before`` is None) or changes."""

    key: Key
    cooperative: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """Heads of the columns that change, with the old and the new value."""
        before = self.before or {}
        return [
            (HEADS[name], before.get(name), self.after[name])
            for name in FACTS
            if before.get(name) != self.after[name]
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole file against the table as it is now."""

    steps: tuple[Step, ...]
    same: int
    problems: tuple[Problem, ...]

    @property
    def added(self) -> int:
        """Rows that are new."""
        return sum(step.before is None for step in self.steps)

    @property
    def changed(self) -> int:
        """Rows that are there and become different."""
        return len(self.steps) - self.added

    @property
    def can_use(self) -> bool:
        """Something to do and nothing wrong: all of it, or none."""
        return bool(self.steps) and not self.problems

    @property
    def fingerprint(self) -> str:
        """What was looked at: the same again only while file and table say the same."""
        told = [[step.key, step.before, step.after] for step in self.steps]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class _Wrong(Exception):
    """A cell that cannot be understood; its words are for people."""


def plan(rows: Sequence[Cells]) -> Plan:
    """Compare a file with the table, in three queries."""
    partners = dict(Partner.objects.exclude(slug=None).values_list("slug", "pk"))
    codes = {SCOPES.get(row[head], row[head]) for row in rows for head in ("asal", "tujuan")}
    known = set(Region.objects.filter(code__in=codes).values_list("code", flat=True))
    table = {_key(row): row.facts() for row in Tariff.objects.all()}
    steps: list[Step] = []
    problems: list[Problem] = []
    seen: dict[Key, int] = {}
    same = 0
    for number, cells in enumerate(rows, start=2):
        try:
            key, facts = _understood(cells, partners, known)
            if key in seen:
                raise _Wrong(_("the same row stands in row %(row)s too") % {"row": seen[key]})
        except _Wrong as error:
            problems.append(Problem(number=number, text=str(error)))
            continue
        seen[key] = number
        before = table.get(key)
        if before == facts:
            same += 1
        else:
            steps.append(Step(key=key, cooperative=cells["koperasi"], before=before, after=facts))
    return Plan(steps=tuple(steps), same=same, problems=tuple(problems))


def _key(row: Tariff) -> Key:
    return (row.cooperative_id, row.origin, row.destination, row.service)


def _understood(
    cells: Cells, partners: dict[str | None, int], known: set[str]
) -> tuple[Key, dict[str, Any]]:
    facts = {FIELDS[head]: text for head, text in cells.items()}
    slug = facts["cooperative"]
    if slug and slug not in partners:
        raise _Wrong(_("koperasi: there is no cooperative “%(text)s”") % {"text": slug})
    service = facts["service"].casefold()
    if not SERVICE.fullmatch(service):
        raise _Wrong(_("layanan: write a name of up to 40 letters"))
    origin = _scope("origin", facts["origin"], known)
    if origin in {SAME_REGENCY, SAME_PROVINCE} or origin.count(".") > 1:
        raise _Wrong(_("asal: only a regency, a province, a zone or semua"))
    destination = _scope("destination", facts["destination"], known)
    key = (partners[slug] if slug else None, origin, destination, service)
    found = {name: READERS[name](name, facts[name]) for name in FACTS}
    _require_sense(found)
    return key, found


def _require_sense(found: dict[str, Any]) -> None:
    if found["days_from"] > found["days_to"]:
        raise _Wrong(_("hari_dari is more than hari_sampai"))
    if found["valid_from"] and found["valid_to"] and found["valid_from"] > found["valid_to"]:
        raise _Wrong(_("berlaku_dari is after berlaku_sampai"))
    if found["fixed"] is None and not found["per_kilogram"] and not found["minimum"]:
        raise _Wrong(_("there is no price: fill in per_kg, or tetap (0 for free)"))


def _scope(field: str, text: str, known: set[str]) -> str:
    lowered = text.casefold()
    code = SCOPES.get(lowered, text.upper())
    is_place = code[:1].isdecimal()
    if not is_scope(code) or (is_place and code not in known):
        words = _("%(head)s: we do not know the place “%(text)s”")
        raise _Wrong(words % {"head": HEADS[field], "text": text})
    return code


def _amount(field: str, text: str) -> int | None:
    if not text and field in MAY_BE_EMPTY:
        return None
    match = RUPIAH.fullmatch(text or "0")
    amount = int(match[1].replace(".", "")) if match else HIGHEST + 1
    if amount > HIGHEST:
        words = _("%(head)s: “%(text)s” is no amount in whole rupiah")
        raise _Wrong(words % {"head": HEADS[field], "text": text})
    return amount


def _days(field: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= MOST_DAYS):
        words = _("%(head)s: write a number of days, at most 365")
        raise _Wrong(words % {"head": HEADS[field]})
    return int(text)


def _yes(field: str, text: str) -> bool:
    lowered = text.casefold()
    if lowered not in {YES, NO}:
        raise _Wrong(_("%(head)s: write ya or tidak") % {"head": HEADS[field]})
    return lowered == YES


def _day(field: str, text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError as error:
        words = _("%(head)s: write the day as 2026-12-31")
        raise _Wrong(words % {"head": HEADS[field]}) from error


def _weekdays(field: str, text: str) -> str:
    if not WEEKDAYS.regex.match(text):
        raise _Wrong(_("%(head)s: write the days as 135, 1 is Monday") % {"head": HEADS[field]})
    return text


def _courier(field: str, text: str) -> str:
    longest = 60
    if len(text) > longest:
        raise _Wrong(_("%(head)s: at most 60 letters") % {"head": HEADS[field]})
    return text


READERS: dict[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(("per_kilogram", "minimum", "fixed", "free_from", "least_goods"), _amount),
    **dict.fromkeys(("days_from", "days_to"), _days),
    **dict.fromkeys(("allows_cod", "is_active"), _yes),
    **dict.fromkeys(("valid_from", "valid_to"), _day),
    "weekdays": _weekdays,
    "courier": _courier,
}
