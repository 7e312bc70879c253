"""A listing in escrow, as a row of a push: its turn is taken, sent, and brought to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from integrations.channels.words import Outcome
from integrations.sync import escrow
from integrations.sync.models import Aspect, Desired, DesiredState, Listing
from integrations.sync.numbers import Number
from integrations.sync.settling import Batch, remember_shown, settle, write


def wanted(batch: Batch, row: Desired, listing: Listing, orders_read_at: datetime) -> Number | None:
    """The number to send now; None when there is none, and the row is brought to its end."""
    try:
        turn = escrow.next_turn(listing=listing, now=batch.clock(), orders_read_at=orders_read_at)
    except escrow.Overtaken:
        return None  # whoever overtook us has the lease, or the next worker goes on
    if turn.send is not None:
        batch.turns[row.pk] = turn
        return Number(listing=listing, value=turn.send)
    _end(batch, row, turn)
    return None


def settle_turn(batch: Batch, row: Desired, number: Number, outcome: Outcome) -> None:
    """By what the channel answered. After a lost answer the phase stands, and is fenced again."""
    if outcome.error is not None:
        if outcome.is_sent:
            unanswered(batch, [(row, number)])
        settle(batch, row, number, outcome)
        return
    try:
        after = escrow.sent(listing=number.listing, turn=batch.turns[row.pk], now=batch.clock())
    except escrow.Overtaken:
        write(batch, row, lease_token="", lease_until=None, last_value=None)
        return
    remember_shown(number, Aspect.STOCK, batch.clock())
    batch.pushed.sent += 1
    _end(batch, row, after, last_pushed_at=batch.clock())


def unanswered(batch: Batch, sent: Sequence[tuple[Desired, Number]]) -> None:
    """Numbers of these rows may still arrive there; the wait for them begins now."""
    for row, number in sent:
        turn = batch.turns.get(row.pk)
        if turn is not None:
            escrow.unanswered(listing=number.listing, turn=turn, now=batch.clock())


def _end(batch: Batch, row: Desired, turn: escrow.Turn, **also: Any) -> None:
    """Nothing to do until something changes, or until a time. What the channel shows is never
    kept as known: leaving escrow must send the number whatever it is."""
    if turn.wait_until is not None:
        also["not_before"] = turn.wait_until
    else:
        also["synced_generation"] = row.generation
        batch.pushed.unchanged += "last_pushed_at" not in also
    write(
        batch,
        row,
        state=DesiredState.OK,
        attempts=0,
        error_code="",
        error_text="",
        request_id="",
        last_value=None,
        lease_token="",
        lease_until=None,
        updated_at=batch.clock(),
        **also,
    )
