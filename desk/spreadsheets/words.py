"""What a spreadsheet does, in words for the screens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shop import formats
from shop.spreadsheets import shelf
from shop.spreadsheets.cells import written_out
from shop.spreadsheets.columns import BY_KEY
from shop.spreadsheets.exporting import packed
from shop.spreadsheets.planning import Change, Step
from shop.spreadsheets.reading import Table
from shop.spreadsheets.refusals import Problem
from shop.stock.models import BaseUnit

LONGEST = 80
BESIDE = 1
SHOWN_COLUMNS = 5
# Fields of new goods that have a word of their own already, or say nothing new.
SILENT = frozenset({"base_unit", "sku", "stock_name", "noted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its head, what it was, what it becomes."""

    head: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of the file in words."""

    row: int
    sku: str
    title: str
    is_new: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the excerpt."""

    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A few rows of the file around the first wrong cell."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def told(steps: Sequence[Step]) -> list[Told]:
    """The rows of a plan."""
    names = shelf.shelves().words
    return [
        Told(
            row=step.row,
            sku=step.sku,
            title=step.title,
            is_new=step.is_new,
            fields=tuple(
                _field(step, change, names)
                for change in step.changes
                if change.key not in SILENT and not (step.is_new and change.key == "title")
            ),
        )
        for step in steps
    ]


def _field(step: Step, change: Change, names: dict[int, str]) -> Field:
    unit = step.goods.base_unit if step.goods else _unit_of_new(step)
    before = "" if step.is_new else _shown(change.key, change.before, unit, names)
    return Field(
        head=head(change.key), before=before, after=_shown(change.key, change.after, unit, names)
    )


def _unit_of_new(step: Step) -> str:
    found = next((c.after for c in step.changes if c.key == "base_unit"), BaseUnit.PIECE)
    return str(found)


def head(key: str) -> str:
    """The head of the column a field comes from."""
    column = BY_KEY.get({"units_per_sale": "pack"}.get(key, key))
    return column.head if column else _("New goods")


def _shown(key: str, value: Any, unit: str, names: dict[int, str]) -> str:
    if value is None or value in ("", ()):
        return _("empty")
    if key == "price":
        return formats.rupiah(value)
    if key in {"stock", "received"}:
        return formats.quantity(value, unit)
    if key == "units_per_sale":
        return packed(value, unit)
    if key == "category":
        return ", ".join(names.get(number, "?") for number in value)
    if key in {"length_mm", "width_mm", "height_mm"}:
        return f"{formats.number(value / 10)} cm"
    if key == "is_public":
        return "ya" if value else "tidak"
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def excerpt(table: Table, problems: Sequence[Problem]) -> Excerpt | None:
    """The first wrong cell with its neighbours."""
    if not problems:
        return None
    first = problems[0].row
    wrong = {problem.address for problem in problems}
    keys = _columns_around(table, problems[0])
    rows = []
    for number in range(max(table.head_row + 1, first - BESIDE), first + BESIDE + 1):
        if number <= len(table.grid):
            rows.append((number, _cells(table, number, keys, wrong)))
    heads = tuple(f"{table.letters[key]} {BY_KEY[key].head}" for key in keys)
    return Excerpt(heads=heads, rows=tuple(rows))


def _columns_around(table: Table, problem: Problem) -> list[str]:
    keys = list(table.letters)
    wrong = next((key for key in keys if BY_KEY[key].head == problem.head), keys[0])
    chosen = keys[:SHOWN_COLUMNS]
    if wrong not in chosen:
        chosen = [*chosen[: SHOWN_COLUMNS - 1], wrong]
    return chosen


def _cells(table: Table, number: int, keys: list[str], wrong: set[str]) -> tuple[Cell, ...]:
    row = next((each for each in table.rows if each.number == number), None)
    values = row.cells if row else {}
    return tuple(
        Cell(
            text=written_out(values.get(key, ""))[:40],
            is_wrong=f"{table.letters[key]}{number}" in wrong,
        )
        for key in keys
    )


def left(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What an undo did not touch, with the heads of the file."""
    return [{**each, "head": head(each["field"])} for each in rows]
