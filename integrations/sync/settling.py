"""How a row that was claimed comes to an end: sent, again later, or parked until data change.

Every UPDATE is guarded by our lease. A row that somebody else took over meanwhile is marked again,
because nobody knows which of the two calls came last.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from integrations.channels.errors import AuthExpired, AuthRevoked, RateLimited, Unavailable
from integrations.channels.transport import Clock
from integrations.channels.words import Outcome
from integrations.sync import desired, leases
from integrations.sync.calls import Line, back_off
from integrations.sync.errors_catalogue import Code, code_of, text_of
from integrations.sync.escrow import Turn
from integrations.sync.models import Aspect, ChannelAccount, Desired, DesiredState, Listing
from integrations.sync.numbers import Number
from shop.transactions import retries_contention

logger = logging.getLogger(__name__)

ATTEMPTS_UNTIL_PARKED = 8
# Nothing is sent and nobody is asked.
NEED_NOBODY = frozenset({Code.STOCK_NOT_WRITABLE, Code.LISTING_GONE, Code.RESTS, Code.ESCROW})
# Nobody's fault and mended by waiting: never parked, however often it happens.
PASSING = (RateLimited, Unavailable, AuthExpired, AuthRevoked)
LONGEST_PASSING_WAIT = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Pushed:
    """What a run did, in listings."""

    sent: int = 0
    unchanged: int = 0
    failed: int = 0

    @property
    def handled(self) -> int:
        """Rows that were worked on."""
        return self.sent + self.unchanged + self.failed


@dataclass(slots=True, kw_only=True)
class Batch:
    """Rows of one account that we hold while we bring them to an end."""

    account: ChannelAccount
    aspect: str
    token: str
    rows: list[Desired]
    clock: Clock
    pushed: Pushed = field(default_factory=Pushed)
    open_ids: set[int] = field(default_factory=set)
    # Of listings in escrow, by row: the turn that this batch has taken.
    turns: dict[int, Turn] = field(default_factory=dict)
    kept_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.open_ids = {row.pk for row in self.rows}

    @property
    def line(self) -> Line:
        """Bulk work that keeps its lease."""
        return Line(clock=self.clock, is_bulk=True, keep=self.keep)

    def keep(self) -> None:
        """Hold the rows for another lease, when a good part of this one is over."""
        if time.monotonic() - self.kept_at < leases.KEEP_EVERY:
            return
        self.kept_at = time.monotonic()
        leases.extend(self.mine(), token=self.token, now=self.clock())

    def mine(self) -> QuerySet[Desired]:
        """The rows that are still ours."""
        return Desired.objects.filter(pk__in=[row.pk for row in self.rows], lease_token=self.token)


def settle(batch: Batch, row: Desired, number: Number, outcome: Outcome) -> None:
    """By what the channel answered for this row."""
    if outcome.error is None:
        settle_done(batch, row, number, was_sent=True)
    elif not outcome.is_sent:
        write(batch, row, lease_token="", lease_until=None, not_before=batch.clock())
    else:
        settle_errors(batch, [row], outcome.error)


def settle_done(batch: Batch, row: Desired, number: Number, *, was_sent: bool) -> None:
    """The channel shows the number that was read, sent now or known from before."""
    now = batch.clock()
    more: dict[str, Any] = {"last_pushed_at": now} if was_sent else {}
    write(
        batch,
        row,
        synced_generation=row.generation,
        last_value=Case(
            # A change since then may be the channel's own sale: what it shows now is not known.
            When(generation=row.generation, then=Value(number.value)),
            default=None,
        ),
        state=DesiredState.OK,
        attempts=0,
        error_code="",
        error_text="",
        request_id="",
        lease_token="",
        lease_until=None,
        updated_at=now,
        **more,
    )
    if was_sent:
        batch.pushed.sent += 1
        remember_shown(number, batch.aspect, now)
    else:
        batch.pushed.unchanged += 1


def remember_shown(number: Number, aspect: str, now: datetime) -> None:
    """What the channel shows now, for screens and the nightly comparison."""
    column = "remote_quantity" if aspect == Aspect.STOCK else "remote_price"
    shown: dict[str, Any] = {column: number.value}
    if aspect == Aspect.STOCK and number.value:
        # It has shown a number of ours once: from now on a zero is as good as any other.
        shown["zero_allowed"] = True
    if number.listing.stockrecord_id is None:
        # It was sent once more after a match was taken back; from now on the channel keeps it.
        shown["restore_quantity"] = None
        Desired.objects.filter(listing_id=number.listing.pk).delete()
    Listing.objects.filter(pk=number.listing.pk).update(**shown)


def settle_problem(batch: Batch, row: Desired, number: Number) -> None:
    """There is no number to send. Some of that needs a person, some needs nobody."""
    problem = number.problem
    is_shown_already = problem is Code.ZERO_NEEDS_YES and number.listing.remote_quantity == 0
    if problem in NEED_NOBODY or is_shown_already:
        write(
            batch,
            row,
            synced_generation=row.generation,
            state=DesiredState.OK,
            error_code="",
            error_text="",
            lease_token="",
            lease_until=None,
        )
        batch.pushed.unchanged += 1
        return
    park(batch, row, code=(problem or Code.BUG).value, text="", request_id="")


def settle_errors(batch: Batch, rows: Sequence[Desired], error: Exception) -> None:
    """What is not settled yet ends with this error."""
    for row in rows:
        if row.pk in batch.open_ids:
            settle_error(batch, row, error)


def settle_error(batch: Batch, row: Desired, error: Exception) -> None:
    """By the table of docs/explanation/sync.md: wait, try again, or park until data change."""
    again = min(back_off(row.attempts + 1), LONGEST_PASSING_WAIT)
    if isinstance(error, RateLimited):
        retry(batch, row, error, counts=False, after=timedelta(seconds=error.retry_after or 1.0))
    elif isinstance(error, AuthExpired) and not row.attempts:
        # The permission has been renewed by now: at once.
        retry(batch, row, error, counts=True, after=timedelta(0))
    elif isinstance(error, PASSING):
        # What the write did is unknown: the next number must be sent, whatever it is.
        retry(batch, row, error, counts=True, after=again, last_value=None)
    elif code_of(error) in {Code.CONFLICT, Code.BAD_PAYLOAD, Code.CHANNEL_ERROR}:
        retry(batch, row, error, counts=True, after=back_off(row.attempts + 1), last_value=None)
    else:
        park(
            batch,
            row,
            code=code_of(error).value,
            text=text_of(error),
            request_id=getattr(error, "request_id", ""),
        )


def retry(
    batch: Batch,
    row: Desired,
    error: Exception,
    *,
    counts: bool,
    after: timedelta,
    **more: Any,
) -> None:
    is_passing = isinstance(error, PASSING)
    if not is_passing and row.attempts + 1 >= ATTEMPTS_UNTIL_PARKED:
        park(batch, row, code=code_of(error).value, text=text_of(error), request_id="")
        return
    write(
        batch,
        row,
        state=DesiredState.RETRYING,
        attempts=F("attempts") + int(counts),
        not_before=batch.clock() + after,
        error_code=code_of(error).value,
        error_text=text_of(error),
        lease_token="",
        lease_until=None,
        updated_at=batch.clock(),
        **more,
    )
    batch.pushed.failed += 1


@retries_contention
def park(batch: Batch, row: Desired, *, code: str, text: str, request_id: str) -> None:
    """Wait for our data to change or for a person, unless they changed while we were sending."""
    held = Desired.objects.filter(pk=row.pk, lease_token=batch.token, generation=row.generation)
    batch.open_ids.discard(row.pk)
    parked = held.update(
        state=DesiredState.PARKED,
        attempts=F("attempts") + 1,
        last_value=None,
        error_code=code,
        error_text=text,
        request_id=request_id[:120],
        lease_token="",
        lease_until=None,
        updated_at=batch.clock(),
    )
    if not parked:
        write(batch, row, lease_token="", lease_until=None, last_value=None)
    batch.pushed.failed += 1


def postpone(batch: Batch, rows: Sequence[Desired]) -> None:
    """Not sent because the channel asked us to stop: due again at once, when we may."""
    leases.give_back(Desired.objects.filter(pk__in=[row.pk for row in rows]), token=batch.token)


@retries_contention
def write(batch: Batch, row: Desired, **columns: Any) -> None:
    batch.open_ids.discard(row.pk)
    held = Desired.objects.filter(pk=row.pk, lease_token=batch.token)
    if not held.update(**columns):
        logger.warning("listing=%s aspect=%s lost its lease", row.listing_id, row.aspect)
        desired.mark(Desired.objects.filter(pk=row.pk), last_value=None)
