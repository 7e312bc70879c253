"""Pushing numbers: claim, read the account's orders, read our numbers, send, write the outcome.

The order matters. Numbers are absolute: between reading the channel's orders (the barrier) and
sending, at most two seconds pass, and what is sent is read from our books after that.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from integrations import registry
from integrations.channels.errors import ChannelError
from integrations.channels.money import Rupiah
from integrations.channels.transport import Clock
from integrations.channels.words import Limits, Outcome, PriceLevel, StockLevel
from integrations.sync import breaker, desired, escrow_push, leases, numbers, pull
from integrations.sync.calls import Line, call
from integrations.sync.errors_catalogue import Code
from integrations.sync.models import AccountState, Aspect, ChannelAccount, Desired, Listing
from integrations.sync.numbers import Number
from integrations.sync.secrets import CannotOpen
from integrations.sync.settling import (
    PASSING,
    Batch,
    Pushed,
    postpone,
    settle,
    settle_done,
    settle_errors,
    settle_problem,
)

CLAIM = 50
# Numbers leave within this long after the account's orders were read.
BARRIER_HOLDS = 2.0


def push_account(
    *, account_id: int, clock: Clock, budget: timedelta, aspect: str = Aspect.STOCK
) -> Pushed:
    """Send what is due for the account, batch by batch, until nothing is or the time is spent.

    Errors are written on the rows they concern; none is raised.
    """
    total = Pushed()
    until = clock() + budget
    while True:
        pushed = push_batch(account_id=account_id, clock=clock, aspect=aspect)
        total.sent += pushed.sent
        total.unchanged += pushed.unchanged
        total.failed += pushed.failed
        if not pushed.sent or clock() >= until:
            return total


def push_batch(*, account_id: int, clock: Clock, aspect: str = Aspect.STOCK) -> Pushed:
    """Claim at most fifty due rows of the account and bring them to an end."""
    account = pull.account_of(account_id)
    if not may_push(account, aspect, clock()):
        return Pushed()
    size = chunk_size(account.channel, registry.get(account.channel).limits)
    # Whole chunks: a short one would need a barrier of its own.
    limit = CLAIM // size * size
    token, rows = desired.claim(account_id=account_id, aspect=aspect, limit=limit, now=clock())
    batch = Batch(account=account, aspect=aspect, token=token, rows=rows, clock=clock)
    if not rows:
        return batch.pushed
    try:
        _push(batch)
    finally:
        # Whatever was not brought to an end is free for the next worker at once.
        leases.give_back(Desired.objects.filter(account_id=account_id), token=token)
    return batch.pushed


def may_push(account: ChannelAccount, aspect: str, now: datetime) -> bool:
    """Whether numbers may leave: switched on, connected, not paused, not known to be down."""
    is_on = account.push_stock and (aspect == Aspect.STOCK or account.push_price)
    is_paused = account.paused_until is not None and account.paused_until > now
    is_waiting = account.retry_at is not None and account.retry_at > now
    return is_on and account.state == AccountState.CONNECTED and not is_paused and not is_waiting


def _push(batch: Batch) -> None:
    limits = registry.get(batch.account.channel).limits
    rest = list(batch.rows)
    while rest:
        size = chunk_size(batch.account.channel, limits)
        chunk, rest = rest[:size], rest[size:]
        try:
            if not _push_chunk(batch, chunk):
                postpone(batch, rest)
                return
        except (ChannelError, CannotOpen) as error:
            # The barrier could not be read: nothing was sent, nothing may be.
            settle_errors(batch, [*chunk, *rest], error)
            return


def _push_chunk(batch: Batch, rows: Sequence[Desired]) -> bool:
    """Send some rows. False when the channel asks us to stop for now."""
    read_at = batch.clock()
    if batch.aspect == Aspect.STOCK:
        pull.barrier(account=batch.account, line=Line(clock=batch.clock, keep=batch.keep))
    wanted = _wanted(batch, rows, read_at)
    sendable = [(row, number) for row, number in wanted if number.value is not None]
    if not sendable:
        return True
    started = time.monotonic()
    try:
        outcomes = call(
            account=batch.account,
            operation=f"push_{batch.aspect}",
            do=lambda connector: _send(
                connector, batch.aspect, [number for _row, number in sendable]
            ),
            line=batch.line,
            subject=sendable[0][1].listing.subject,
        )
    except ChannelError:
        escrow_push.unanswered(batch, sendable)
        raise
    learn_pace(batch.account.channel, len(sendable), time.monotonic() - started)
    for (row, number), outcome in zip(sendable, outcomes, strict=True):
        finish = escrow_push.settle_turn if row.pk in batch.turns else settle
        finish(batch, row, number, outcome)
    return not any(isinstance(outcome.error, PASSING) for outcome in outcomes)


def _wanted(
    batch: Batch, rows: Sequence[Desired], orders_read_at: datetime
) -> list[tuple[Desired, Number]]:
    """The rows that need a call, with their numbers; the others are brought to an end here.

    Rows are read again, after the barrier (its orders may have marked them) and before the numbers
    (a change in between leaves the row due).
    """
    current = Desired.objects.in_bulk([row.pk for row in rows])
    listings = numbers.read([row.listing_id for row in rows])
    read = numbers.stock_of if batch.aspect == Aspect.STOCK else numbers.price_of
    wanted = []
    for row in sorted(current.values(), key=lambda each: each.pk):
        listing = listings[row.listing_id]
        number = read(listing)
        if number.problem is Code.ESCROW:
            number = escrow_push.wanted(batch, row, listing, orders_read_at)
            if number is not None:
                wanted.append((row, number))
            continue
        if number.problem is not None:
            settle_problem(batch, row, number)
        elif number.value == row.last_value:
            settle_done(batch, row, number, was_sent=False)
        else:
            wanted.append((row, number))
    return wanted


def _send(connector: Any, aspect: str, wanted: Sequence[Number]) -> list[Outcome]:
    if aspect == Aspect.STOCK:
        outcomes: list[Outcome] = connector.push_stock([_stock_level(each) for each in wanted])
        return outcomes
    outcomes = connector.push_price([_price_level(each) for each in wanted])
    return outcomes


def _stock_level(number: Number) -> StockLevel:
    first, *others = number.listing.locations or [""]
    return StockLevel(
        **_names(number.listing),
        quantity=number.value or 0,
        location_id=first,
        empty_location_ids=tuple(others),
    )


def _price_level(number: Number) -> PriceLevel:
    return PriceLevel(**_names(number.listing), price=Rupiah(number.value or 0))


def _names(listing: Listing) -> dict[str, str]:
    return {
        "external_listing_id": listing.external_listing_id,
        "external_variant_id": listing.external_variant_id,
        "seller_sku": listing.seller_sku,
    }


# How many rows go out between two barriers. Channels differ: one call for fifty rows, or one call
# for each. It is measured, starting from the slowest.
_seconds_per_row: dict[str, float] = {}


def chunk_size(channel: str, limits: Limits) -> int:
    """As many rows as leave within the two seconds that a barrier holds, at least one."""
    slowest = 1 / limits.rate_per_second
    each = _seconds_per_row.get(channel, slowest)
    return max(1, min(limits.stock_batch, CLAIM, int(BARRIER_HOLDS * 0.8 / max(each, 0.001))))


def learn_pace(channel: str, rows: int, seconds: float) -> None:
    """Half of the last measurement, half of those before."""
    each = seconds / max(rows, 1)
    before = _seconds_per_row.get(channel, each)
    _seconds_per_row[channel] = (before + each) / 2


def due_accounts(*, now: datetime, aspect: str = Aspect.STOCK) -> list[int]:
    """Accounts with something to push that may be talked to, longest waiting first."""
    ready = breaker.callable_accounts(now).filter(push_stock=True).exclude(paused_until__gt=now)
    if aspect == Aspect.PRICE:
        ready = ready.filter(push_price=True)
    rows = (
        desired.due(now=now, aspect=aspect)
        .filter(leases.is_free(now), account__in=ready)
        .order_by("account_id")
    )
    return list(rows.values_list("account_id", flat=True).distinct())
