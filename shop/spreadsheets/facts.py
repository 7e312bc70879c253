"""What is known while the rows of a file are read one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from . import cells, shelf
from .columns import BY_KEY
from .reading import Row, Table
from .refusals import Problem, Wrong


@dataclass(slots=True, kw_only=True)
class Facts:
    """The goods, lists and earlier rows that a row is judged by."""

    table: Table
    goods: dict[str, shelf.Goods]
    shelves: shelf.Shelves
    used: frozenset[int]
    titles: dict[str, bool]
    single: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    claims: dict[tuple[str, Any, str], tuple[Any, int]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    heaps: set[str] = field(default_factory=set)

    def refuse(self, row: Row, key: str, wrong: Wrong) -> None:
        """Note a wrong cell."""
        self.problems.append(
            Problem(
                row=row.number,
                address=self.table.address(key, row.number),
                head=BY_KEY[key].head,
                was=cells.written_out(row.cells.get(key, ""))[:60],
                text=wrong.text,
                hint=wrong.hint,
            )
        )


def first_to_say(facts: Facts, row: Row, claim: tuple[str, Any, str], key: str, after: Any) -> bool:
    said, first = facts.claims.setdefault(claim, (after, row.number))
    if said != after:
        facts.refuse(
            row,
            key,
            Wrong(
                _("Row %(row)s says something else about the same goods") % {"row": first},
                _("Write the same in both rows."),
            ),
        )
    return first == row.number
