"""Print docs/reference/channels/README.md: what every channel can do, read off the code."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from integrations.channels import capabilities as channels
from integrations.channels.capabilities import CAPABILITIES, ConnectorFactory
from integrations.registry import CONNECTORS

HEAD = """# What every channel can do

Read off the connectors (`integrations/connectors`), so it says what the code does. This page is
generated: `make reference`. How a channel does it, and what its documents leave open, stands on
its own page."""
CALLS = """
## Calls

A connector has a capability by having its methods (`integrations/channels/capabilities.py`).
"""
MANNERS = """
## Manners

Where channels differ although they have the same calls.
"""
PACE = """
## Pace

What the engine keeps to (`limits` of the connector).
"""


class Command(BaseCommand):
    """``manage.py channels_reference``."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(CONNECTORS))


def page(connectors: dict[str, ConnectorFactory]) -> str:
    """The whole page for these channels."""
    found = [connectors[code] for code in sorted(connectors)]
    parts = [HEAD, CALLS, *_table(found, _calls(found)), MANNERS, *_table(found, _manners(found))]
    return "\n".join([*parts, PACE, *_table(found, _pace(found)), ""])


def manners() -> list[Callable[[object], bool]]:
    """The questions of ``capabilities`` that a connector's class answers with yes or no."""
    functions = inspect.getmembers(channels, inspect.isfunction)
    return [
        function
        for _name, function in functions
        if function.__module__ == channels.__name__
        and inspect.signature(function).return_annotation in {bool, "bool"}
    ]


def _table(found: list[ConnectorFactory], rows: list[list[str]]) -> list[str]:
    pages = [f"[{each.label}]({each.code}.md)" for each in found]
    head = ["| | " + " | ".join(pages) + " |", "|---" * (len(found) + 1) + "|"]
    return head + ["| " + " | ".join(row) + " |" for row in rows]


def _calls(found: list[ConnectorFactory]) -> list[list[str]]:
    held = [channels.capabilities(each) for each in found]
    return [
        [f"`{name}` {_promise(protocol)}", *(_word(name in has) for has in held)]
        for name, protocol in CAPABILITIES.items()
    ]


def _manners(found: list[ConnectorFactory]) -> list[list[str]]:
    return [
        [f"`{each.__name__}` {_promise(each)}", *(_word(each(factory)) for factory in found)]
        for each in manners()
    ]


def _pace(found: list[ConnectorFactory]) -> list[list[str]]:
    limits = [each.limits for each in found]
    return [
        ["numbers in one go", *(str(each.stock_batch) for each in limits)],
        ["orders in one go", *(str(each.order_detail_batch) for each in limits)],
        ["longest span of an order list", *(_span(each.max_window) for each in limits)],
        ["calls a second", *(f"{each.rate_per_second:g}" for each in limits)],
        ["calls in a burst", *(str(each.burst) for each in limits)],
        [
            "narrower limits",
            *(
                ", ".join(f"`{one.operation}`" for one in each.operations) or "none"
                for each in limits
            ),
        ],
        [
            "order list at most every",
            *(_span(each.poll_every) if each.poll_every else "engine's pace" for each in limits),
        ],
    ]


def _promise(thing: object) -> str:
    """The first sentence of a docstring, on one line."""
    lines = (inspect.getdoc(thing) or "").split("\n\n")[0].split()
    sentence, _dot, _rest = " ".join(lines).partition(". ")
    return sentence.rstrip(".")


def _word(holds: bool) -> str:
    return "yes" if holds else "no"


def _span(span: timedelta) -> str:
    if span.days and not span.seconds:
        return f"{span.days} d"
    return f"{span.total_seconds():g} s"
