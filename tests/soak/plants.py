"""Bugs planted from outside, to prove that the soak sees them. The product knows nothing of this.

``SOAK_PLANT`` names one: ``in_process`` puts it into a process of the product at its start,
``in_database`` into the database before anything runs.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.soak.hurry import everywhere

# Long enough for a killed web server to take acknowledged news with it.
STORED_LATE = 6.0


def planted() -> str:
    """The name of the planted bug; empty in an honest run."""
    return os.environ.get("SOAK_PLANT", "")


def in_process() -> None:
    """Put the bug into this process; Django must be set up."""
    PROCESS.get(planted(), _nothing)()


def in_database() -> None:
    """Take away what the database itself would refuse."""
    DATABASE.get(planted(), _nothing)()


def _nothing() -> None:
    """This bug does not live here."""


def _acknowledged_before_stored() -> None:
    from django.db import connections

    from integrations.sync import inbox

    store = inbox.receive

    def receive(**news: Any) -> None:
        inbox.verify(channel=news["channel"], headers=news["headers"], body=news["body"])
        news["headers"] = dict(news["headers"])

        def later() -> None:
            time.sleep(STORED_LATE)
            store(**news)
            connections.close_all()

        threading.Thread(target=later, daemon=True).start()

    inbox.receive = receive


def _leases_skipped() -> None:
    from integrations.sync import leases, tokens
    from integrations.sync.models import Credential

    def take(rows: Any, *, now: Any, limit: int, length: Any = None) -> tuple[str, list[Any]]:
        return "", list(rows[:limit])

    def lease(account: Any, version: int, token: str, now: Any) -> int:
        # A moment of thought, as a slow machine has: rivals renew meanwhile.
        time.sleep(0.3)
        return Credential.objects.filter(account=account).count()

    def keep(account: Any, version: int, grant: Any) -> None:
        Credential.objects.filter(account=account).update(
            version=version + 1, **tokens._columns(account, grant.tokens)
        )

    leases.take, tokens._lease, tokens._keep = take, lease, keep
    tokens._keys_of_somebody_else = _refused


def _refused(account: Any, version: int, token: str, refused: Exception) -> Any:
    raise refused


def _allocate_unconditionally() -> None:
    from django.db.models import F

    from shop.stock import movements
    from shop.stock.models import StockItem

    def change_counters(*, item_id: int, **changes: int) -> bool:
        raised = {name: F(name) + change for name, change in changes.items()}
        return StockItem.objects.filter(pk=item_id).update(**raised) == 1

    def free(item: StockItem) -> int:
        return max(0, item.on_hand - item.allocated - item.granted)

    everywhere(movements.change_counters, change_counters)
    # The card of the product refuses a number below zero: who sells too much shows nothing.
    StockItem.free = property(free)


def _ignore_cancellations() -> None:
    from integrations.channels.orders import OrderState
    from integrations.sync import progress

    progress.STEPS[OrderState.CANCELLED] = ()


def _move_cursor_first() -> None:
    from integrations.sync import pull

    read_window = pull._pull

    def moved_first(cursor: Any, token: str, clock: Any, budget: Any) -> Any:
        account = pull.account_of(cursor.account_id)
        goal = pull.channel_now(account, clock) - pull.SETTLING
        pull._move(cursor, token, goal, clock())
        return read_window(cursor, token, clock, budget)

    pull._pull = moved_first


def _drop_constraint(label: str, name: str) -> None:
    from django.apps import apps
    from django.db import connection

    model = apps.get_model(label)
    constraint = next(each for each in model._meta.constraints if each.name == name)
    # SQLite makes the table anew from what the model says.
    model._meta.constraints.remove(constraint)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)


def _drop_checks(label: str, *, of: str) -> None:
    """Every check that looks at a column."""
    from django.apps import apps
    from django.db.models import CheckConstraint

    for constraint in list(apps.get_model(label)._meta.constraints):
        if isinstance(constraint, CheckConstraint) and of in str(constraint.condition):
            _drop_constraint(label, constraint.name)


PROCESS: dict[str, Callable[[], None]] = {
    "acknowledged-before-stored": _acknowledged_before_stored,
    "lease-skipped": _leases_skipped,
    "unconditional-allocate": _allocate_unconditionally,
    "cancel-ignored": _ignore_cancellations,
    "cursor-first": _move_cursor_first,
}
DATABASE: dict[str, Callable[[], None]] = {
    "unique-dropped": lambda: _drop_constraint("sync.ChannelOrder", "channel_order_once"),
    "unconditional-allocate": lambda: _drop_checks("stock.StockItem", of="allocated"),
}
NAMES = sorted({*PROCESS, *DATABASE})
# The invariants that must fail: one that something else broke proves nothing about the bug.
SEEN_BY: dict[str, frozenset[str]] = {
    "unique-dropped": frozenset({"I4"}),
    "acknowledged-before-stored": frozenset({"I12"}),
    "lease-skipped": frozenset({"I6", "I12"}),
    "unconditional-allocate": frozenset({"I1", "I8"}),
    "cancel-ignored": frozenset({"I5"}),
    "cursor-first": frozenset({"I4"}),
}
