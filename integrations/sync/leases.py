"""One worker at a time holds a row: taken, kept and given back by guarded UPDATEs.

The guard in the UPDATE is what makes it right on both engines; ``skip_locked`` only keeps workers
on PostgreSQL from queueing behind each other. A lease that ends is free for the next worker, so a
killed one delays its work by the length of the lease and loses nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from shop.transactions import retries_contention

# Every outside call ends within a third of this (transport.READ_TIMEOUT).
LEASE = timedelta(seconds=60)
# During a row of calls a lease is extended this often, in seconds.
KEEP_EVERY = 10.0


def is_free(now: datetime) -> Q:
    """Rows that nobody holds."""
    return Q(lease_until__isnull=True) | Q(lease_until__lte=now)


@retries_contention
def take(
    rows: QuerySet[Any], *, now: datetime, limit: int, length: timedelta = LEASE
) -> tuple[str, list[Any]]:
    """Take up to ``limit`` free rows, in the order of ``rows``. Returns the token and the rows.

    The caller's transaction must not be open: the rows are held only once this has committed.
    """
    token = uuid4().hex
    with transaction.atomic():
        candidates = rows.filter(is_free(now)).select_for_update(skip_locked=True, of=("self",))
        ids = list(candidates.values_list("pk", flat=True)[:limit])
        if not ids:
            return token, []
        base = rows.model._default_manager.filter(pk__in=ids)
        base.filter(is_free(now)).update(lease_token=token, lease_until=now + length)
    held = rows.model._default_manager.filter(pk__in=ids, lease_token=token)
    position = {pk: place for place, pk in enumerate(ids)}
    return token, sorted(held, key=lambda row: position[row.pk])


@retries_contention
def extend(rows: QuerySet[Any], *, token: str, now: datetime, length: timedelta = LEASE) -> int:
    """Hold the rows longer; returns how many are still ours."""
    return _update(rows.filter(lease_token=token), lease_until=now + length)


@retries_contention
def give_back(rows: QuerySet[Any], *, token: str) -> int:
    """Let go of the rows that are still ours; returns how many."""
    return _update(rows.filter(lease_token=token), lease_token="", lease_until=None)


def _update(rows: QuerySet[Any], **columns: Any) -> int:
    """Change several rows, taken in primary-key order as everybody takes them: no deadlock."""
    with transaction.atomic():
        ids = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
        return rows.filter(pk__in=ids).update(**columns) if ids else 0
