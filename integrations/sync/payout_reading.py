"""Reading an account's payouts: no channel tells of them, so each is asked a few times a day."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import DataError
from django.db.models import F

from integrations import registry
from integrations.channels.capabilities import capabilities
from integrations.channels.errors import BadPayload, ChannelError
from integrations.channels.transport import Clock
from integrations.channels.words import Page, Settlement
from integrations.sync import breaker, leases, payouts, pull
from integrations.sync.calls import Line, back_off, call, channel_now
from integrations.sync.errors_catalogue import Code, details
from integrations.sync.models import ChannelAccount, Cursor, Stream
from integrations.sync.secrets import CannotOpen

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=6)
# The first reading goes back so far; later ones overlap, because statements are amended.
FIRST = timedelta(days=30)
OVERLAP = timedelta(days=3)
STEP = timedelta(days=7)
READING_TIME = timedelta(minutes=10)
# What a database says to a number or a text that fits no column of it.
UNSTORABLE = (DataError, OverflowError, ValueError)


def pays_out(channel: str) -> bool:
    """Whether a channel tells what it paid out. A shop of one's own is paid by its buyers."""
    return "ReadsSettlements" in capabilities(registry.get(channel))


def due(*, now: datetime) -> list[int]:
    """Accounts whose payouts are to be read now, longest waiting first."""
    rows = Cursor.objects.filter(
        leases.is_free(now),
        stream=Stream.SETTLEMENTS,
        next_run_at__lte=now,
        account__in=breaker.callable_accounts(now),
    )
    found = rows.order_by("next_run_at").values_list("account_id", "account__channel")
    return [account_id for account_id, channel in found if pays_out(channel)]


def run(*, account_id: int, clock: Clock) -> int:
    """Read the account's payouts if they are due and nobody else does.

    The position moves after each window. Returns how many statements were new or changed; errors
    of the channel are kept on the cursor.
    """
    rows = Cursor.objects.filter(
        account_id=account_id, stream=Stream.SETTLEMENTS, next_run_at__lte=clock()
    )
    token, held = leases.take(rows, now=clock(), limit=1, length=READING_TIME)
    if not held:
        return 0
    cursor: Cursor = held[0]
    try:
        found = _read(cursor, token, clock)
    except (ChannelError, CannotOpen) as error:
        _close(cursor, token, clock(), clock() + back_off(cursor.failures + 3), error)
        return 0
    except BaseException:
        leases.give_back(Cursor.objects.filter(pk=cursor.pk), token=token)
        raise
    _close(cursor, token, clock(), clock() + EVERY, None, found)
    return found


def read_soon(*, account_id: int, now: datetime) -> int:
    """Read the payouts at the next opportunity."""
    return Cursor.objects.filter(
        account_id=account_id, stream=Stream.SETTLEMENTS, next_run_at__gt=now
    ).update(next_run_at=now)


def _read(cursor: Cursor, token: str, clock: Clock) -> int:
    account = pull.account_of(cursor.account_id)
    line = Line(clock=clock, is_bulk=True)
    goal = channel_now(account, clock)
    position = cursor.position or goal - FIRST
    step = min(STEP, registry.get(account.channel).limits.max_window)
    found = 0
    since = position - OVERLAP if cursor.position else position
    mine = Cursor.objects.filter(pk=cursor.pk, lease_token=token)
    mine.update(error_code="", error_text="")
    while since < goal:
        until = min(since + step, goal)
        found += _window(account, (since, until), line, clock)
        since = until
        mine.update(position=until)
    payouts.meet_orders(account=account)
    return found


def _window(
    account: ChannelAccount, window: tuple[datetime, datetime], line: Line, clock: Clock
) -> int:
    found = 0
    page_at: str | None = None
    while True:
        read_at = clock()
        page = _page(account, window, page_at, line)
        broken = [item for item in page.items if isinstance(item, ChannelError)]
        for error in broken:
            logger.error("account=%s a payout cannot be read: %s", account.pk, error)
        for item in page.items:
            if isinstance(item, Settlement):
                try:
                    found += payouts.store(account=account, settlements=[item], read_at=read_at)
                except UNSTORABLE as error:
                    # The type alone: the text may hold what the statement says.
                    kind = type(error).__name__
                    logger.error("account=%s a payout cannot be stored: %s", account.pk, kind)
                    broken.append(BadPayload("$", f"cannot be stored: {kind}"))
        if broken:
            _note_broken(account, broken[0])
        page_at = page.next_cursor
        if page_at is None:
            return found


def _page(
    account: ChannelAccount,
    window: tuple[datetime, datetime],
    page_at: str | None,
    line: Line,
) -> Page[Settlement | ChannelError]:
    page: Page[Settlement | ChannelError] = call(
        account=account,
        operation="read_settlements",
        do=lambda connector: connector.read_settlements(*window, page_at),
        line=line,
    )
    return page


def _note_broken(account: ChannelAccount, error: ChannelError) -> None:
    """The others are written; this one stands on the cursor until the next reading."""
    Cursor.objects.filter(account=account, stream=Stream.SETTLEMENTS).update(
        error_code=Code.BAD_PAYLOAD.value, error_text=str(error)[:500]
    )


def _close(
    cursor: Cursor,
    token: str,
    now: datetime,
    next_run_at: datetime,
    error: Exception | None,
    found: int = 0,
) -> None:
    outcome: dict[str, Any] = {"failures": 0, "last_success_at": now, "found": found}
    if error is not None:
        outcome = {"failures": F("failures") + 1, **details(error)}
    Cursor.objects.filter(pk=cursor.pk, lease_token=token).update(
        next_run_at=next_run_at, lease_token="", lease_until=None, updated_at=now, **outcome
    )
