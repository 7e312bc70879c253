"""Escrow: a listing shows only what was granted to it, so that no two channels sell the same goods.

    ZERO -- set to 0 --> DRAIN -- its orders are read --> RAISE -- its share is set --> STEADY

A grant bounds what its channel may still sell without our knowing. Sales there use it up and are
never pushed back. Any other number takes the way through the fence: set to 0, wait until the last
order is listed, read the orders, give the rest back, grant anew, set. A phase is written before
the call that belongs to it; who finds RAISE at the beginning of a turn knows that the answer was
lost, waits until no call can be on its way any more, and fences again: 0 is always safe to set.
One turn is taken by whoever holds the lease of the listing's ``Desired`` row, so at most one
number is on its way.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When

from integrations.sync import escrow_shares
from integrations.sync.models import ChannelOrder, Escrow, ImportState, Listing, Phase
from integrations.sync.order_words import holder_of
from shop.stock import grants
from shop.transactions import retries_contention

logger = logging.getLogger(__name__)

# After 0 was set: a channel's list of orders lags by up to this (2 s were seen).
LAST_ORDERS = timedelta(seconds=5)
# After a call whose answer was lost: it may still arrive there. Connect and read end before this.
IN_FLIGHT = timedelta(seconds=30)
# A listing is not set to 0 for a better share more often than this.
BETWEEN_FENCES = timedelta(minutes=15)
UNREAD_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is to be done now: send ``send``, come back at ``wait_until``, or nothing (both None).

    ``number`` is the turn it belongs to: an answer that comes after somebody else took another
    turn changes nothing. ``shows`` is what the listing shows when there is nothing to do.
    """

    number: int
    send: int | None = None
    wait_until: datetime | None = None
    shows: int = 0


class Overtaken(Exception):
    """Somebody else took a turn for this listing meanwhile; nothing of ours was written."""


def is_kept_by(listing: Listing) -> bool:
    """Whether the listing's number is a grant rather than all that is free."""
    record = listing.stockrecord
    return record is not None and record.stock_item is not None and record.stock_item.is_escrow


@retries_contention
def next_turn(*, listing: Listing, now: datetime, orders_read_at: datetime) -> Turn:
    """Decide and write down what happens next. The account's orders were read at
    ``orders_read_at``, and the caller holds the lease of the row. Raises ``Overtaken``."""
    with transaction.atomic():
        row, _is_new = Escrow.objects.get_or_create(listing=listing, defaults={"since": now})
        item_id, holder, _units = _share_of(listing)
        if row.phase in (Phase.STEADY, Phase.DRAIN) and holder not in grants.of_item(item_id):
            # Its grant was taken away (switched off and on again): it may show anything.
            return _fence(row, listing, now)
        if row.phase == Phase.STEADY:
            return _steady(row, listing, now)
        if row.phase == Phase.DRAIN:
            return _drained(row, listing, now, orders_read_at)
        if row.phase == Phase.RAISE and now < row.since + IN_FLIGHT:
            return Turn(number=row.turn, wait_until=row.since + IN_FLIGHT)
        return _fence(row, listing, now)


@retries_contention
def sent(*, listing: Listing, turn: Turn, now: datetime) -> Turn:
    """The channel took the number: what is next. Raises ``Overtaken``."""
    with transaction.atomic():
        row = Escrow.objects.get(listing=listing)
        if row.turn != turn.number:
            raise Overtaken(listing.pk)
        if row.phase == Phase.ZERO:
            done = _move(row, Phase.DRAIN, now, shown=0, fenced_at=now)
            return Turn(number=done, wait_until=now + LAST_ORDERS)
        done = _move(row, Phase.STEADY, now, shown=turn.send or 0)
        return Turn(number=done, shows=turn.send or 0)


def _fence(row: Escrow, listing: Listing, now: datetime) -> Turn:
    """Begin (or begin again): the listing goes to 0."""
    item_id, holder, _units = _share_of(listing)
    grants.begin_fence(item_id=item_id, holder=holder)
    return Turn(number=_move(row, Phase.ZERO, now, waits_for=""), send=0)


def _drained(row: Escrow, listing: Listing, now: datetime, orders_read_at: datetime) -> Turn:
    """Nothing is for sale there: what is left of the grant is known once all orders are read."""
    if orders_read_at < row.since + LAST_ORDERS:
        return Turn(number=row.turn, wait_until=row.since + LAST_ORDERS)
    if has_unread_orders(listing.account_id):
        Escrow.objects.filter(pk=row.pk).update(waits_for="orders")
        return Turn(number=row.turn, wait_until=now + UNREAD_AGAIN)
    item_id, holder, _units = _share_of(listing)
    kept = grants.end_fence(item_id=item_id, holder=holder)
    return _raise(row, listing, now, kept)


def _raise(row: Escrow, listing: Listing, now: datetime, kept: int) -> Turn:
    """Grant the listing's share and set it; nothing there means nothing to set."""
    item_id, holder, units = _share_of(listing)
    target = escrow_shares.target_of(item_id=item_id, listing_id=listing.pk, now=now)
    amount = grants.grant(item_id=item_id, holder=holder, quantity=target - kept, step=units)
    if not amount:
        waits_for = "" if target else "stock"
        number = _move(row, Phase.STEADY, now, waits_for=waits_for, units=units)
        return Turn(number=number)
    number = _move(row, Phase.RAISE, now, waits_for="", units=units)
    return Turn(number=number, send=amount // units)


def _steady(row: Escrow, listing: Listing, now: datetime) -> Turn:
    item_id, holder, units = _share_of(listing)
    mine = grants.of_item(item_id).get(holder)
    if mine is None or mine.is_cut or row.units != units:
        return _fence(row, listing, now)
    has = mine.quantity
    if has < units:
        # Used up by its own sales: less than a pack is granted, so no pack is for sale there.
        return _raise(row, listing, now, has)
    target = escrow_shares.target_of(item_id=item_id, listing_id=listing.pk, now=now)
    is_far_off = target >= 2 * has or has >= 2 * max(target, units)
    is_soon = row.fenced_at is not None and now < row.fenced_at + BETWEEN_FENCES
    if is_far_off and not is_soon and not has_unread_orders(listing.account_id):
        return _fence(row, listing, now)
    if is_far_off and is_soon and row.fenced_at is not None:
        return Turn(number=row.turn, wait_until=row.fenced_at + BETWEEN_FENCES)
    return Turn(number=row.turn, shows=has // units)


def begin_again(*, listing_ids: Collection[int], now: datetime) -> None:
    """What these listings show is no longer covered by a grant: the next turn sets them to 0.

    Where a number may be on its way, the wait until it must have arrived stays before that.
    """
    Escrow.objects.filter(listing_id__in=listing_ids).update(
        phase=Case(When(phase=Phase.RAISE, then=Value(Phase.RAISE)), default=Value(Phase.ZERO)),
        turn=F("turn") + 1,
        since=now,
        updated_at=now,
    )


def should_show(listing: Listing) -> int | None:
    """Packs that the listing shows if nothing is wrong there; None while it is being changed."""
    row = Escrow.objects.filter(listing=listing, phase=Phase.STEADY).first()
    if row is None:
        return None
    item_id, holder, units = _share_of(listing)
    mine = grants.of_item(item_id).get(holder)
    return mine.quantity // units if mine is not None else 0


def unanswered(*, listing: Listing, turn: Turn, now: datetime) -> None:
    """A number was sent and no answer came: from now on it may be on its way for ``IN_FLIGHT``.

    Until now others were asked before it, one after the other. A later turn only waits longer.
    """
    Escrow.objects.filter(listing=listing, phase=Phase.RAISE, turn__gte=turn.number).update(
        since=now, updated_at=now
    )


def has_unread_orders(account_id: int) -> bool:
    """Whether an order of the account waits to be read: then no remainder is exact."""
    rows = ChannelOrder.objects.filter(account_id=account_id)
    return rows.exclude(import_state=ImportState.DONE).exists()


def _share_of(listing: Listing) -> tuple[int, str, int]:
    record = listing.stockrecord
    if record is None or record.stock_item_id is None:
        raise ValueError(f"listing {listing.pk} draws on no stock")
    return record.stock_item_id, holder_of(listing.pk), record.units_per_sale


def _move(row: Escrow, phase: Phase, now: datetime, **columns: object) -> int:
    """Write the next phase if the row is still where we read it; returns the turn's number."""
    moved = Escrow.objects.filter(pk=row.pk, phase=row.phase, turn=row.turn).update(
        phase=phase, turn=F("turn") + 1, since=now, updated_at=now, **columns
    )
    if not moved:
        raise Overtaken(row.listing_id)
    return row.turn + 1
