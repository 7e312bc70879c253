"""Reading the history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Action, Entry

AREAS = tuple(dict.fromkeys(action.value.partition(".")[0] for action in Action))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody looks for. Days are days of the shop's clock, both included."""

    area: str = ""
    words: str = ""
    first: date | None = None
    last: date | None = None


def of(
    *, cooperative_id: int, also_all: bool = False, actor_id: int | None = None
) -> QuerySet[Entry]:
    """Changes of one cooperative, the newest first; with ``also_all`` those made for all too.

    ``actor_id`` leaves only what this person did.
    """
    whose = Q(cooperative_id=cooperative_id)
    if also_all:
        whose |= Q(cooperative_id=None)
    rows = Entry.objects.filter(whose).select_related("actor", "person").order_by("-pk")
    return rows if actor_id is None else rows.filter(actor_id=actor_id)


def find(rows: QuerySet[Entry], wish: Wish) -> QuerySet[Entry]:
    """Those that fit every part of the wish."""
    if wish.area in AREAS:
        rows = rows.filter(action__startswith=f"{wish.area}.")
    for word in wish.words.split()[:5]:
        rows = rows.filter(
            Q(target__icontains=word)
            | Q(actor__first_name__icontains=word)
            | Q(actor__last_name__icontains=word)
            | Q(actor__email__icontains=word)
            | Q(person__first_name__icontains=word)
            | Q(action__in=_actions_named(word))
        )
    if wish.first:
        rows = rows.filter(created_at__gte=_midnight(wish.first))
    if wish.last:
        rows = rows.filter(created_at__lt=_midnight(wish.last + timedelta(days=1)))
    return rows


def _actions_named(word: str) -> Collection[str]:
    return [action.value for action in Action if word.lower() in str(action.label).lower()]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
