"""Migrates as Django does, with the garbage of the model classes swept by the heap.

Migrating builds every model class many times over; each is a knot of references that only the
collector frees. Left to itself it looks through everything again and again, for two fifths of the
time of a first start. Here it is off, and sweeps between two migrations once enough has piled up:
memory stays within some 400 MB.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.checks import Tags
from django.core.management.commands import migrate

# Objects that may pile up before a sweep; some 130 MB.
HEAP = 1_000_000


class Command(migrate.Command):
    """``manage.py migrate``, also when the tests make their database."""

    def handle(self, *args: Any, **options: Any) -> None:
        with rare_sweeps():
            super().handle(*args, **options)

    def check(self, *args: Any, **options: Any) -> None:
        """Only what concerns the database; the rest loads every page and `make check` does it."""
        super().check(*args, **{**options, "tags": [Tags.database]})

    def migration_progress_callback(self, action: str, *args: Any, **options: Any) -> None:
        """Sweep between two migrations, when nothing of them is half done."""
        super().migration_progress_callback(action, *args, **options)
        if gc.get_count()[0] > HEAP:
            gc.collect()


@contextmanager
def rare_sweeps() -> Iterator[None]:
    """No sweeps but those asked for, and none through what was there before."""
    was_enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.unfreeze()
