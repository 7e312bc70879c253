"""Writing the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .facts import Facts, checked
from .models import Action, Entry, Source

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

LONGEST_TARGET = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change to be noted. ``cooperative_id`` None: head office's own."""

    action: Action
    cooperative_id: int | None
    target: str
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    person_id: int | None = None


def note(change: Change, *, actor: AbstractBaseUser | None, source: Source | None = None) -> None:
    """Write one change down, in the transaction that makes it.

    Raises ValueError for a fact that has no place in the history.
    """
    _row(change, actor, source).save(force_insert=True)


def note_all(
    changes: Iterable[Change], *, actor: AbstractBaseUser | None, source: Source | None = None
) -> None:
    """The same for many changes at once."""
    rows = [_row(change, actor, source) for change in changes]
    Entry.objects.bulk_create(rows, batch_size=500)


def _row(change: Change, actor: AbstractBaseUser | None, source: Source | None) -> Entry:
    return Entry(
        action=change.action,
        cooperative_id=change.cooperative_id,
        actor=actor,
        source=source or (Source.PERSON if actor else Source.MACHINE),
        target=change.target[:LONGEST_TARGET],
        person_id=change.person_id,
        before=checked(change.before),
        after=checked(change.after),
    )
