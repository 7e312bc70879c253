"""Rows of the tariff table and their changes, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.shipping.models import TariffChange
from shop.shipping.tariff_files import COLUMNS, SCOPE_WORDS
from shop.shipping.tariff_plans import Step

MONEY = frozenset({"per_kilogram", "minimum", "fixed", "free_from", "least_goods"})
HEADS = {column.field: column.head for column in COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One column that changes."""

    head: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row that changed or would: where it goes, what it says now and said before."""

    title: str
    owner: str
    is_new: bool
    is_gone: bool
    differences: tuple[Difference, ...]
    actor: str = ""
    moment: datetime | None = None
    source: str = ""

    @classmethod
    def of(cls, row: TariffChange) -> Change:
        """A line of the history."""
        before, after = row.before or {}, row.after or {}
        return cls(
            title=title(row.origin, row.destination, row.service),
            owner=row.cooperative.name if row.cooperative else "",
            is_new=row.before is None,
            is_gone=row.after is None,
            differences=_differences(before, after),
            actor=(row.actor.first_name or row.actor.email) if row.actor else "",
            moment=row.created_at,
            source=row.batch.file_name if row.batch else "",
        )


def changes_of(rows: Any) -> list[Change]:
    """Lines of the history in one query."""
    return [Change.of(row) for row in rows.select_related("cooperative", "actor", "batch")]


def steps_of(steps: Iterable[Step]) -> list[Change]:
    """What a file would do, row by row."""
    return [
        Change(
            title=title(*step.key[1:]),
            owner=step.cooperative,
            is_new=step.before is None,
            is_gone=False,
            differences=_differences(step.before or {}, step.after),
        )
        for step in steps
    ]


def title(origin: str, destination: str, service: str) -> str:
    """``SUM → 31.74, reguler``, in the words of the file."""
    way = [SCOPE_WORDS.get(scope, scope) for scope in (origin, destination)]
    return f"{way[0]} → {way[1]}, {service}"


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    """What differs; of a new or a gone row only what says something."""
    is_whole = not before or not after
    found = []
    for name in [*after] or [*before]:
        old, new = before.get(name), after.get(name)
        says_nothing = is_whole and (old if after == {} else new) in (None, "", 0, False)
        if old != new and not says_nothing:
            found.append(
                Difference(head=HEADS[name], before=_written(name, old), after=_written(name, new))
            )
    return tuple(found)


def _written(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return rupiah(value) if name in MONEY else str(value)
