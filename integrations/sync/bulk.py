"""One press of a button that concerns many rows: done once, remembered, taken back for a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from integrations.sync.models import BulkKind, BulkRun

if TYPE_CHECKING:
    from shop.accounts.models import User

LASTS = timedelta(hours=24)
KEPT = timedelta(days=30)
SHOWN = 20
# The others change no value of ours.
CAN_BE_UNDONE = frozenset({BulkKind.RULES, BulkKind.MATCH, BulkKind.PRICE, BulkKind.STOCK})


class CannotUndo(Exception):
    """It stays as it is: too old, or changed again by somebody meanwhile (``is_changed``)."""

    def __init__(self, *, is_changed: bool) -> None:
        super().__init__("changed since" if is_changed else "too old")
        self.is_changed = is_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many rows went back to what they were, and how many stay: changed again meanwhile."""

    restored: int = 0
    skipped: int = 0


def begin(
    *,
    account_id: int,
    kind: BulkKind,
    key: str = "",
    actor: User | None = None,
    code: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> tuple[BulkRun, bool]:
    """The run of a form, and whether it is new. Call it first in the transaction that does it.

    A key that was used before gives back that run: the work has been done and is not done again.
    """
    return BulkRun.objects.get_or_create(
        key=key or uuid4().hex,
        defaults={
            "account_id": account_id,
            "kind": kind,
            "actor": actor,
            "code": code,
            "before": dict(before or {}),
            "after": dict(after or {}),
        },
    )


def keep(run: BulkRun, items: Sequence[Any], *, total: int | None = None) -> None:
    """Remember which rows the run touched."""
    run.items = list(items)
    run.total = len(run.items) if total is None else total
    BulkRun.objects.filter(pk=run.pk).update(
        items=run.items, total=run.total, updated_at=timezone.now()
    )


def recent(account_id: int) -> list[BulkRun]:
    """The last runs of people at an account, newest first."""
    rows = BulkRun.objects.filter(account_id=account_id).exclude(kind=BulkKind.CHECK)
    rows = rows.defer("items").select_related("actor", "undone_by")
    return list(rows.order_by("-pk")[:SHOWN])


def purge(*, now: datetime) -> int:
    """Forget runs that are older than 30 days; returns how many."""
    deleted, _by_table = BulkRun.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted


def may_undo(run: BulkRun, now: datetime) -> bool:
    """Whether the run gets the button."""
    is_young = run.created_at >= now - LASTS
    return run.kind in CAN_BE_UNDONE and run.undone_at is None and is_young


def run_for(cooperative_ids: Collection[int], run_id: int) -> BulkRun:
    """One run; ``BulkRun.DoesNotExist`` when it is another cooperative's."""
    return BulkRun.objects.select_related("account").get(
        pk=run_id, account__cooperative_id__in=list(cooperative_ids)
    )


def take_back(run: BulkRun, *, actor: User | None, now: datetime) -> bool:
    """Win the right to undo, once. False when that was done before; raises ``CannotUndo``."""
    young = BulkRun.objects.filter(
        pk=run.pk, kind__in=CAN_BE_UNDONE, created_at__gte=now - LASTS, undone_at=None
    )
    if young.update(undone_at=now, undone_by=actor, updated_at=now):
        return True
    if BulkRun.objects.filter(pk=run.pk, undone_at__isnull=False).exists():
        return False
    raise CannotUndo(is_changed=False)
