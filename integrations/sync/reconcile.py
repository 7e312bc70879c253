"""Comparing both sides: every night what the channel shows, every day which orders it knows.

A difference after a quiet hour is a bug somewhere, and a number on the health page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from django.db.models import F, Q
from django.utils import timezone

from integrations.channels.errors import ChannelError
from integrations.channels.transport import Clock
from integrations.sync import (
    breaker,
    bulk,
    desired,
    differences,
    escrow,
    inbox,
    leases,
    listings,
    numbers,
    pull,
)
from integrations.sync.calls import Line, back_off, channel_now
from integrations.sync.errors_catalogue import Code, details
from integrations.sync.models import (
    Aspect,
    BulkKind,
    ChannelAccount,
    Cursor,
    Desired,
    Stream,
)
from integrations.sync.orders import Taken
from integrations.sync.secrets import CannotOpen

logger = logging.getLogger(__name__)

QUIET = timedelta(hours=1)
AT_NIGHT = time(2, 0)
AUDIT_SPAN = timedelta(days=3)
# The audit leaves the newest orders to polling.
AUDIT_LEAVES = timedelta(minutes=15)
READING_TIME = timedelta(minutes=10)


def run(*, stream: str, account_id: int, clock: Clock) -> int:
    """Run the nightly comparison or the daily audit if it is due and nobody else does.

    Returns how many differences were found. Errors of the channel are kept on the cursor.
    """
    rows = Cursor.objects.filter(account_id=account_id, stream=stream, next_run_at__lte=clock())
    token, held = leases.take(rows, now=clock(), limit=1, length=READING_TIME)
    if not held:
        return 0
    cursor: Cursor = held[0]
    try:
        found = _WORK[Stream(stream)](pull.account_of(account_id), clock)
    except (ChannelError, CannotOpen) as error:
        _close(cursor, token, clock(), clock() + back_off(cursor.failures + 3), error)
        return 0
    except BaseException:
        leases.give_back(Cursor.objects.filter(pk=cursor.pk), token=token)
        raise
    _close(cursor, token, clock(), _next_run(stream, cursor.account_id, clock()), None, found)
    return found


def compare(account: ChannelAccount, clock: Clock) -> int:
    """Read the channel's listings and push what differs; returns the drift.

    What differs is kept as a run of kind ``check``. Drift are differences that nothing explains:
    the number was sent, and neither our books nor the channel's orders have moved it within the
    last hour.
    """
    line = Line(clock=clock, is_bulk=True)
    if account.push_stock:
        pull.barrier(account=account, line=line)
    generations = dict(_in_step(account).values_list("pk", "generation"))
    Cursor.objects.filter(account=account, stream=Stream.LISTINGS).update(read_count=0)
    reading = listings.read_listings(
        account_id=account.pk,
        clock=clock,
        budget=READING_TIME,
        tell=partial(differences.progress, account_id=account.pk),
    )
    inbox.check_consent(account=account, line=line)
    drift = _mark_differing(account, generations, clock()) if account.push_stock else 0
    ChannelAccount.objects.filter(pk=account.pk).update(
        last_reconciled_at=clock() if reading.is_complete else F("last_reconciled_at"), drift=drift
    )
    if drift:
        logger.error("channel=%s account=%s drift=%s", account.channel, account.pk, drift)
    return drift


def _in_step(account: ChannelAccount):  # type: ignore[no-untyped-def]
    return Desired.objects.filter(
        account=account, aspect=Aspect.STOCK, synced_generation=F("generation")
    )


def _mark_differing(account: ChannelAccount, generations: dict[int, int], now: datetime) -> int:
    drift = 0
    found: list[list[int | None]] = []
    rows = _in_step(account).filter(pk__in=generations).order_by("pk")
    read = numbers.read([row.listing_id for row in rows])
    for row in rows:
        listing = read[row.listing_id]
        number = numbers.stock_of(listing)
        is_shared = number.problem is Code.ESCROW
        value = escrow.should_show(listing) if is_shared else number.value
        if (number.problem is not None and not is_shared) or value is None:
            continue
        if row.generation != generations[row.pk] or listing.remote_quantity in (None, value):
            continue
        if is_shared:
            escrow.begin_again(listing_ids=[listing.pk], now=now)
        marked = desired.mark(
            Desired.objects.filter(pk=row.pk, generation=row.generation), last_value=None
        )
        # A share shrinks by its own sales, which mark nothing: only the others are drift.
        drift += marked and not is_shared and _is_quiet(row, now)
        if marked:
            found.append([row.listing_id, listing.remote_quantity, value])
    run, _is_new = bulk.begin(account_id=account.pk, kind=BulkKind.CHECK)
    bulk.keep(run, found)
    return drift


def _is_quiet(row: Desired, now: datetime) -> bool:
    moved = max(row.marked_at, row.last_pushed_at or row.marked_at)
    return now - moved >= QUIET


def audit_gaps(account: ChannelAccount, clock: Clock) -> int:
    """Ask for the orders of the last three days; returns how many had been missed.

    Whatever was missed is taken over on the way.
    """
    until = channel_now(account, clock) - AUDIT_LEAVES
    missed = 0
    since = until - AUDIT_SPAN
    while since < until:
        end = min(since + pull.STEP, until)
        for counts in pull.read_window(account, since, end, Line(clock=clock, is_bulk=True)):
            missed += counts[Taken.NEW]
        since = end
    if missed:
        logger.error("channel=%s account=%s missed_orders=%s", account.channel, account.pk, missed)
    return missed


_WORK: dict[Stream, Callable[[ChannelAccount, Clock], int]] = {
    Stream.LISTINGS: compare,
    Stream.GAP_AUDIT: audit_gaps,
}


def due(*, now: datetime) -> list[tuple[str, int]]:
    """Comparisons and audits that are due, as (stream, account)."""
    rows = Cursor.objects.filter(
        leases.is_free(now),
        Q(stream=Stream.LISTINGS) | Q(stream=Stream.GAP_AUDIT),
        next_run_at__lte=now,
        account__in=breaker.callable_accounts(now),
    )
    return list(rows.order_by("next_run_at").values_list("stream", "account_id"))


def _close(
    cursor: Cursor,
    token: str,
    now: datetime,
    next_run_at: datetime,
    error: Exception | None,
    found: int = 0,
) -> None:
    outcome = (
        {"failures": F("failures") + 1, **details(error)}
        if error is not None
        else {
            "failures": 0,
            "error_code": "",
            "error_text": "",
            "last_success_at": now,
            "found": found,
        }
    )
    Cursor.objects.filter(pk=cursor.pk, lease_token=token).update(
        next_run_at=next_run_at, lease_token="", lease_until=None, updated_at=now, **outcome
    )


def _next_run(stream: str, account_id: int, now: datetime) -> datetime:
    """The next night, each account at its own minute; the audit twelve hours apart from that."""
    local = timezone.localtime(now)
    night = datetime.combine(local.date(), AT_NIGHT, tzinfo=local.tzinfo)
    start = night + timedelta(minutes=account_id % 120)
    if stream == Stream.GAP_AUDIT:
        start += timedelta(hours=12)
    while start <= now:
        start += timedelta(days=1)
    return start
