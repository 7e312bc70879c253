"""Reading an account's orders: polling moves the cursor, the barrier before a push does not."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from integrations import registry
from integrations.channels.errors import ChannelError
from integrations.channels.transport import Clock
from integrations.channels.words import ChannelOrder as Incoming
from integrations.channels.words import OrderRef, Page
from integrations.sync import breaker, leases, orders
from integrations.sync.calls import Line, back_off, call, channel_now
from integrations.sync.errors_catalogue import details
from integrations.sync.models import ChannelAccount, ChannelOrder, Cursor, Stream
from integrations.sync.orders import Taken
from integrations.sync.secrets import CannotOpen

logger = logging.getLogger(__name__)

# Windows overlap by this much: the channel's index lags, and clocks differ.
OVERLAP = timedelta(minutes=10)
# The newest moments are left to the next window: what was just written is not listed yet.
SETTLING = timedelta(seconds=2)
# How far into the future the barrier looks, for orders stamped by a clock that runs ahead.
AHEAD = timedelta(minutes=5)
# One step of a long backlog, so that progress is kept.
STEP = timedelta(days=1)
POLL_EVERY = timedelta(seconds=15)


@dataclass(slots=True, kw_only=True)
class Pulled:
    """What a run has read."""

    new: int = 0
    changed: int = 0
    broken: int = 0
    is_complete: bool = True

    def add(self, counts: dict[Taken, int]) -> None:
        """Add a page."""
        self.new += counts[Taken.NEW]
        self.changed += counts[Taken.CHANGED]
        self.broken += counts[Taken.BROKEN]


def pull_account(*, account_id: int, clock: Clock, budget: timedelta) -> Pulled:
    """Read the account's orders from the cursor to now, if it is due and nobody else does.

    The cursor moves at the end of each window, after its last page: whatever happens in between,
    the window is read again. Errors of the channel are kept on the cursor, none is raised.
    """
    held = _take_cursor(account_id, clock())
    if held is None:
        return Pulled()
    token, cursor = held
    try:
        pulled = _pull(cursor, token, clock, budget)
    except (ChannelError, CannotOpen) as error:
        _keep_failure(cursor, token, error, clock())
        return Pulled(is_complete=False)
    except BaseException:
        leases.give_back(Cursor.objects.filter(pk=cursor.pk), token=token)
        raise
    return pulled


def _take_cursor(account_id: int, now: datetime) -> tuple[str, Cursor] | None:
    rows = Cursor.objects.filter(
        account_id=account_id,
        stream=Stream.ORDERS,
        next_run_at__lte=now,
        account__pull_orders=True,
    )
    token, held = leases.take(rows.order_by("pk"), now=now, limit=1)
    return (token, held[0]) if held else None


def _pull(cursor: Cursor, token: str, clock: Clock, budget: timedelta) -> Pulled:
    started = clock()
    account = account_of(cursor.account_id)
    line = Line(clock=clock, keep=_keeper(cursor, token, clock))
    pulled = Pulled()
    goal = channel_now(account, clock) - SETTLING
    position = cursor.position or goal - OVERLAP
    while True:
        start = min(position, goal)
        step = min(goal, start + STEP)
        for counts in read_window(account, start - OVERLAP, step, line):
            pulled.add(counts)
        if not _move(cursor, token, step, clock()):
            # Somebody else took over while we were slow; the window counts as not read.
            return Pulled(is_complete=False)
        position = step
        pulled.is_complete = position >= goal
        if pulled.is_complete or clock() - started >= budget:
            break
    rest = rest_of(account.channel) if pulled.is_complete else timedelta(0)
    _finish(cursor, token, clock() + rest)
    return pulled


def read_window(
    account: ChannelAccount, since: datetime, until: datetime, line: Line
) -> Iterator[dict[Taken, int]]:
    """Take over the orders that changed in a window, page by page. Raises ``ChannelError``."""
    page_at: str | None = None
    while True:
        page = _page(account, (since, until), page_at, line)
        yield orders.take_all(account=account, found=page.items, now=line.clock())
        page_at = page.next_cursor
        if page_at is None:
            return


def _page(
    account: ChannelAccount, window: tuple[datetime, datetime], cursor: str | None, line: Line
) -> Page[Incoming | ChannelError]:
    page: Page[Incoming | ChannelError] = call(
        account=account,
        operation="read_orders",
        do=lambda connector: connector.read_orders(*window, cursor),
        line=line,
    )
    return page


def barrier(*, account: ChannelAccount, line: Line) -> Pulled:
    """Take over every order up to this moment, without moving the cursor.

    An absolute number pushed before an unseen sale would give the sold unit back. Raises
    ``ChannelError`` when the channel cannot be asked: then nothing must be pushed.
    """
    cursor = Cursor.objects.filter(account=account, stream=Stream.ORDERS).first()
    now = channel_now(account, line.clock)
    since = now - OVERLAP if cursor is None or cursor.position is None else cursor.position
    pulled = Pulled()
    for start, end in _windows(min(since, now) - OVERLAP, now + AHEAD):
        for counts in read_window(account, start, end, line):
            pulled.add(counts)
    return pulled


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    while since < until:
        end = min(since + STEP + OVERLAP, until)
        yield since, end
        since = end


def _keeper(cursor: Cursor, token: str, clock: Clock) -> Callable[[], None]:
    kept_at = time.monotonic()

    def keep() -> None:
        nonlocal kept_at
        if time.monotonic() - kept_at >= leases.KEEP_EVERY:
            kept_at = time.monotonic()
            leases.extend(Cursor.objects.filter(pk=cursor.pk), token=token, now=clock())

    return keep


def _move(cursor: Cursor, token: str, position: datetime, now: datetime) -> int:
    return Cursor.objects.filter(pk=cursor.pk, lease_token=token).update(
        position=position,
        last_success_at=now,
        failures=0,
        error_code="",
        error_text="",
        updated_at=now,
    )


def rest_of(channel: str) -> timedelta:
    """How long a channel's orders rest between two polls; notifications are followed at once."""
    return max(POLL_EVERY, registry.get(channel).limits.poll_every)


def _finish(cursor: Cursor, token: str, next_run_at: datetime) -> None:
    Cursor.objects.filter(pk=cursor.pk, lease_token=token).update(
        next_run_at=next_run_at,
        lease_token="",
        lease_until=None,
    )


def _keep_failure(cursor: Cursor, token: str, error: Exception, now: datetime) -> None:
    Cursor.objects.filter(pk=cursor.pk, lease_token=token).update(
        failures=F("failures") + 1,
        next_run_at=now + back_off(cursor.failures + 1),
        lease_token="",
        lease_until=None,
        updated_at=now,
        **details(error),
    )


def account_of(account_id: int) -> ChannelAccount:
    """The account with its registration."""
    return ChannelAccount.objects.select_related("app").get(pk=account_id)


def poll_soon(*, account_id: int, now: datetime) -> int:
    """Read the orders at the next opportunity."""
    return Cursor.objects.filter(
        account_id=account_id, stream=Stream.ORDERS, next_run_at__gt=now
    ).update(next_run_at=now)


def fetch(*, account: ChannelAccount, order_ids: list[str], line: Line) -> dict[str, Taken]:
    """Take over these orders now. Raises ``ChannelError`` when the channel cannot be asked."""
    taken: dict[str, Taken] = {}
    refs = [OrderRef(external_order_id=order_id) for order_id in order_ids]
    found = call(
        account=account,
        operation="fetch_orders",
        do=lambda connector: _in_batches(connector, refs),
        line=line,
    )
    for ref, item in zip(refs, found, strict=True):
        counts = orders.take_all(account=account, found=[item], now=line.clock())
        taken[ref.external_order_id] = next(
            (what for what, count in counts.items() if count), Taken.STALE
        )
    return taken


def _in_batches(connector: Any, refs: list[OrderRef]) -> list[Incoming | ChannelError]:
    size = connector.limits.order_detail_batch
    found: list[Incoming | ChannelError] = []
    for start in range(0, len(refs), size):
        found += connector.fetch_orders(refs[start : start + size])
    return found


def retry_unfinished(*, account_id: int, clock: Clock) -> int:
    """Fetch again what could not be taken over before; returns how many were asked for."""
    rows: list[ChannelOrder] = orders.unfinished(account_id=account_id, now=clock())
    if not rows:
        return 0
    account = account_of(account_id)
    orders.postpone(rows, now=clock())
    try:
        fetch(
            account=account,
            order_ids=[row.external_order_id for row in rows],
            line=Line(clock=clock),
        )
    except (ChannelError, CannotOpen) as error:
        logger.info("account=%s unfinished orders wait: %s", account_id, error)
    return len(rows)


def due_accounts(*, now: datetime) -> list[int]:
    """Accounts whose orders are to be read now, longest waiting first."""
    rows = Cursor.objects.filter(
        leases.is_free(now),
        stream=Stream.ORDERS,
        next_run_at__lte=now,
        account__pull_orders=True,
        account__in=breaker.callable_accounts(now),
    )
    return list(rows.order_by("next_run_at").values_list("account_id", flat=True))
