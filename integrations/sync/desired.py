"""The rows that say what must be pushed: marked by whoever changes something, claimed to push.

A mark raises ``generation``; a push that succeeds sets ``synced_generation`` to the generation it
had read. A change during a push therefore leaves the row due, and ten changes are one push.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from integrations.sync import leases
from integrations.sync.models import Aspect, Desired, DesiredState
from shop.transactions import retries_contention

DEADLOCK = "40P01"
ATTEMPTS_AT_A_DEADLOCK = 4


def mark(rows: QuerySet[Desired], **also: Any) -> int:
    """Say that the rows must be pushed; joins the caller's transaction. Returns how many.

    ``also`` are further columns to set. Rows are locked in primary-key order. Should PostgreSQL
    still find a deadlock, only the savepoint is lost and taken again.
    """
    for attempt in range(1, ATTEMPTS_AT_A_DEADLOCK + 1):
        try:
            with transaction.atomic():
                return _mark(rows, also)
        except OperationalError as error:
            if _sqlstate(error) != DEADLOCK or attempt == ATTEMPTS_AT_A_DEADLOCK:
                raise
    raise AssertionError("unreachable")


def _mark(rows: QuerySet[Desired], also: dict[str, Any]) -> int:
    ids = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    if not ids:
        return 0
    return Desired.objects.filter(pk__in=ids).update(**_marked(**also))


def _marked(**also: Any) -> dict[str, Any]:
    """The columns of a mark."""
    now = timezone.now()
    return {
        "generation": F("generation") + 1,
        "not_before": now,
        "marked_at": now,
        "state": DesiredState.OK,
        "attempts": 0,
        "error_code": "",
        "error_text": "",
        "request_id": "",
        **also,
    }


def _sqlstate(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def mark_items(item_ids: Collection[int]) -> list[int]:
    """Stock of these items changed. Returns the accounts that now have something to push."""
    return _mark_and_tell(
        Desired.objects.filter(
            aspect=Aspect.STOCK, listing__stockrecord__stock_item_id__in=list(item_ids)
        )
    )


def mark_stockrecords(stockrecord_ids: Collection[int]) -> list[int]:
    """Price or pack size of these changed. Returns the accounts that have something to push."""
    return _mark_and_tell(Desired.objects.filter(listing__stockrecord_id__in=list(stockrecord_ids)))


def _mark_and_tell(rows: QuerySet[Desired]) -> list[int]:
    accounts = sorted(set(rows.values_list("account_id", flat=True)))
    if accounts:
        mark(rows)
    return accounts


def mark_listings(listing_ids: Collection[int], aspects: Sequence[str] = (Aspect.STOCK,)) -> int:
    """Push these listings again, whatever we believe the channel shows.

    Also for listings whose number the channel moved itself (its own sale, a cancellation).
    """
    rows = Desired.objects.filter(listing_id__in=list(listing_ids), aspect__in=list(aspects))
    if len(listing_ids) == len(aspects) == 1:
        # A single row has no order in which to be locked.
        return rows.update(**_marked(last_value=None))
    return mark(rows, last_value=None)


def mark_account(account_id: int, aspects: Sequence[str] = (Aspect.STOCK,)) -> int:
    """Push every number of the account again."""
    return mark(Desired.objects.filter(account_id=account_id, aspect__in=list(aspects)))


@retries_contention
def wake(account_id: int, *, now: datetime) -> int:
    """The channel answers again: what waited for it is due at once."""
    sleeping = Desired.objects.filter(
        waiting(), account_id=account_id, state=DesiredState.RETRYING, not_before__gt=now
    )
    with transaction.atomic():
        ids = list(
            sleeping.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        )
        return sleeping.filter(pk__in=ids).update(not_before=now) if ids else 0


def ensure(*, account_id: int, listing_ids: Collection[int]) -> None:
    """There is a row for each aspect of each listing.

    Stock is due at once. The price counts as being in step: linking a shop changes no price there,
    only a price that changes here from now on is sent.
    """
    now = timezone.now()
    Desired.objects.bulk_create(
        [
            Desired(
                listing_id=listing_id,
                account_id=account_id,
                aspect=aspect,
                synced_generation=1 if aspect == Aspect.PRICE else 0,
                not_before=now,
                marked_at=now,
            )
            for listing_id in sorted(listing_ids)
            for aspect in (Aspect.STOCK, Aspect.PRICE)
        ],
        ignore_conflicts=True,
    )


def waiting() -> Q:
    """Rows with something to push that nobody has given up on."""
    return Q(synced_generation__lt=F("generation")) & ~Q(state=DesiredState.PARKED)


def due(*, now: datetime, aspect: str) -> QuerySet[Desired]:
    """Rows that may be pushed now, whoever's they are."""
    return Desired.objects.filter(waiting(), aspect=aspect, not_before__lte=now)


def claim(*, account_id: int, aspect: str, limit: int, now: datetime) -> tuple[str, list[Desired]]:
    """Hold up to ``limit`` due rows of the account, longest waiting first."""
    rows = due(now=now, aspect=aspect).filter(account_id=account_id).order_by("not_before", "pk")
    return leases.take(rows, now=now, limit=limit)
