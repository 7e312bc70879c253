"""Print docs/reference/personal-data.md from what the rooms declare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from shop.personal import DAYS, REASONS, Holding, Rule, period
from shop.privacy import registry

HEAD = """# Personal data: what, why, how long, and what becomes of it

Every column that holds something about a person, as the rooms declare it in their `personal.py`
(`tests/unit/privacy/test_registry.py` fails for one that nobody declared). This page is generated:
`manage.py personal_data_reference > docs/reference/personal-data.md`. How to answer a request is in
[the how-to](../howto/answer-a-data-request.md).

## Tables
"""
RULES = """
## What goes by itself

`manage.py purge_personal_data` does this, and so does the worker every night at two. `--dry-run`
counts. 0 days switch a rule off.

| rule | days | setting | what |
|---|---|---|---|"""
HARMLESS = """
## Columns that sound like a person and are none
"""


class Command(BaseCommand):
    """``manage.py personal_data_reference``."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write("\n".join(self.page()))

    def page(self) -> Iterable[str]:
        """All lines."""
        yield HEAD
        yield "| table | columns | why | kept | after erasure |"
        yield "|---|---|---|---|---|"
        for holding in registry.holdings():
            yield self.row(holding)
        yield RULES
        for rule in registry.rules():
            yield self.rule(rule)
        yield HARMLESS
        for name, why in sorted(registry.harmless().items()):
            yield f"- `{name}`: {why}"

    def row(self, holding: Holding) -> str:
        """One table."""
        columns = ", ".join(f"`{name}`" for name in holding.fields) or "whose it is"
        kept = period(holding.kept)
        if holding.kept in DAYS:
            kept += f" (`{DAYS[holding.kept]}`)"
        return (
            f"| `{holding.model}` | {columns} | {REASONS[holding.why]} | {kept} "
            f"| {self.fate(holding)} |"
        )

    def fate(self, holding: Holding) -> str:
        """What becomes of its rows."""
        if holding.deletes:
            return "deleted"
        if holding.becomes:
            return "stays, columns emptied"
        return f"stays: {holding.stays or 'proof of consent, by keys only'}"

    def rule(self, rule: Rule) -> str:
        """One rule of retention."""
        days = getattr(settings, rule.setting) if rule.setting else rule.days
        name = f"`{rule.setting}`" if rule.setting else "–"
        return f"| `{rule.code}` | {days} | {name} | {rule.about} |"
