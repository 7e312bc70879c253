"""Where a channel shows something else than our books say: ours, theirs, and whose shall count."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.sync import bells, bulk, desired, numbers
from integrations.sync.facts import CheckState, CheckView, Difference, Waiting
from integrations.sync.health import channel_label
from integrations.sync.models import (
    AccountState,
    Aspect,
    BulkKind,
    BulkRun,
    ChannelAccount,
    Cursor,
    Desired,
    DesiredState,
    Listing,
    ListingState,
    Stream,
)
from integrations.sync.rules import Rule, price_rule_of, rule_of
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.stock import services as stock

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

Key = tuple[int, str]
"""Listing and aspect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a choice did: rows it changed or sends, and rows it could not take over."""

    done: int = 0
    skipped: int = 0


# --- looking -------------------------------------------------------------------------------------


def check_now(*, account_id: int) -> bool:
    """Compare as soon as a worker is free. False when it is being done, or nobody may ask."""
    now = timezone.now()
    resting = Cursor.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=now),
        account_id=account_id,
        account__state=AccountState.CONNECTED,
        stream=Stream.LISTINGS,
        next_run_at__gt=now,
    )
    return bool(resting.update(next_run_at=now, read_count=0, updated_at=now))


def check_view(account: ChannelAccount, now: datetime) -> CheckView:
    """How far a comparison is, and what the last one brought."""
    cursor = Cursor.objects.filter(account=account, stream=Stream.LISTINGS).first()
    last = (
        BulkRun.objects.filter(account=account, kind=BulkKind.CHECK)
        .defer("items")
        .order_by("-pk")
        .first()
    )
    state = CheckState.RESTING
    if cursor is not None and cursor.lease_until is not None and cursor.lease_until > now:
        state = CheckState.RUNNING
    elif cursor is not None and cursor.next_run_at <= now:
        state = CheckState.WAITING
    elif cursor is not None and cursor.failures:
        state = CheckState.FAILED
    return CheckView(
        state=state,
        read=cursor.read_count if cursor else 0,
        expected=Listing.objects.filter(account=account).exclude(state=ListingState.GONE).count(),
        checked_at=account.last_reconciled_at,
        put_right=last.total if last else 0,
        drift=account.drift,
        code=cursor.error_code if cursor and state is CheckState.FAILED else "",
        next_at=cursor.next_run_at if cursor else None,
    )


def differences(account: ChannelAccount) -> list[Difference]:
    """Every number and price that differs, by name. Two queries, however many goods there are."""
    now = timezone.now()
    return [
        found
        for listing in _compared(account)
        for found in _of_listing(account, listing, now)
        if found is not None
    ]


def _compared(account: ChannelAccount) -> Iterator[Listing]:
    rows = (
        Listing.objects.filter(
            Q(remote_quantity__isnull=False) | Q(remote_price__isnull=False),
            account=account,
            stockrecord__isnull=False,
        )
        .exclude(state=ListingState.GONE)
        .select_related("stockrecord__stock_item")
        .prefetch_related(Prefetch("desired", Desired.objects.all(), to_attr="wanted"))
        .order_by("title", "variant_name", "pk")
    )
    for listing in rows:
        listing.account = account
        yield listing


def _of_listing(
    account: ChannelAccount, listing: Listing, now: datetime
) -> Iterator[Difference | None]:
    rows: dict[str, Desired] = {row.aspect: row for row in listing.wanted}  # type: ignore[attr-defined]
    is_plain = rule_of(account, listing) == Rule() and listing.is_stock_writable
    yield _difference(
        listing,
        Aspect.STOCK,
        ours=numbers.stock_of(listing).value,
        theirs=listing.remote_quantity,
        waiting=_waiting(account, listing, rows.get(Aspect.STOCK), Aspect.STOCK, now),
        can_take_theirs=is_plain,
    )
    yield _difference(
        listing,
        Aspect.PRICE,
        ours=numbers.price_of(listing).value,
        theirs=listing.remote_price,
        waiting=_waiting(account, listing, rows.get(Aspect.PRICE), Aspect.PRICE, now),
        can_take_theirs=price_rule_of(account, listing).is_ours and bool(listing.remote_price),
    )


def _difference(
    listing: Listing,
    aspect: str,
    *,
    ours: int | None,
    theirs: int | None,
    waiting: Waiting,
    can_take_theirs: bool,
) -> Difference | None:
    if ours is None or theirs is None or ours == theirs:
        return None
    return Difference(
        listing_id=listing.pk,
        aspect=aspect,
        title=str(listing),
        seller_sku=listing.seller_sku,
        ours=ours,
        theirs=theirs,
        waiting=waiting,
        can_take_theirs=can_take_theirs,
    )


def _waiting(
    account: ChannelAccount, listing: Listing, row: Desired | None, aspect: str, now: datetime
) -> Waiting:
    """Why the channel does not show ours yet."""
    if row is None or not account.push_stock or (aspect == Aspect.PRICE and not account.push_price):
        return Waiting.OFF
    if account.paused_until is not None and account.paused_until > now:
        return Waiting.RESTS
    if row.state == DesiredState.PARKED:
        return Waiting.STUCK
    if row.synced_generation < row.generation:
        return Waiting.SOON
    return Waiting.LEFT


# --- choosing ------------------------------------------------------------------------------------


def choose_ours(
    *, account: ChannelAccount, keys: Collection[Key], key: str = "", actor: User | None = None
) -> Chosen:
    """Send our number for these, whatever the channel is believed to show."""
    wanted = _still_different(account, keys)
    with transaction.atomic():
        run, is_new = bulk.begin(
            account_id=account.pk, kind=BulkKind.RETRY, key=key, actor=actor, code="ours"
        )
        if not is_new:
            return Chosen(done=run.total)
        for aspect in Aspect.values:
            ids = sorted(row.listing_id for row in wanted if row.aspect == aspect)
            if ids:
                desired.ensure(account_id=account.pk, listing_ids=ids)
                desired.mark_listings(ids, (aspect,))
        bulk.keep(run, [[row.listing_id, row.aspect] for row in wanted])
        bells.ring_push([account.pk])
    return Chosen(done=len(wanted), skipped=len(keys) - len(wanted))


def choose_theirs(
    *, account: ChannelAccount, keys: Collection[Key], key: str = "", actor: User | None = None
) -> Chosen:
    """What the channel shows becomes ours: the price of the pack, or the count in the store.

    Only where the channel shows ours without any rule: otherwise nobody could say what ours would
    be. Taken back within a day by ``undoing``.
    """
    wanted = _still_different(account, keys)
    done = 0
    for kind, aspect, take in (
        (BulkKind.PRICE, Aspect.PRICE, _take_price),
        (BulkKind.STOCK, Aspect.STOCK, _take_stock),
    ):
        rows = [row for row in wanted if row.aspect == aspect and row.can_take_theirs]
        if rows:
            done += _take_all(account, kind, rows, take, key, actor)
    return Chosen(done=done, skipped=len(keys) - done)


Take = Callable[[Difference, Listing, "BulkRun", "User | None"], list[int | str] | None]


def _take_all(
    account: ChannelAccount,
    kind: BulkKind,
    rows: list[Difference],
    take: Take,
    key: str,
    actor: User | None,
) -> int:
    """In the order of what is locked, each pack or item once."""
    listings = numbers.read([row.listing_id for row in rows])
    with transaction.atomic():
        run, is_new = bulk.begin(
            account_id=account.pk, kind=kind, key=f"{key}:{kind}" if key else "", actor=actor
        )
        if not is_new:
            return run.total
        items: dict[int | str, list[int | str]] = {}
        for row in sorted(rows, key=lambda each: _locked(listings[each.listing_id], kind)):
            listing = listings[row.listing_id]
            if _locked(listing, kind) in items:
                continue
            if taken := take(row, listing, run, actor):
                items[taken[0]] = taken
        bulk.keep(run, list(items.values()))
    return len(items)


def _locked(listing: Listing, kind: BulkKind) -> int:
    record = listing.stockrecord
    if record is None:
        return 0
    return record.pk if kind == BulkKind.PRICE else record.stock_item_id or 0


def _take_price(
    row: Difference, listing: Listing, run: BulkRun, actor: User | None
) -> list[int | str] | None:
    record = StockRecord.objects.select_for_update().get(pk=listing.stockrecord_id)
    before = int(record.price or 0)
    if not set_price(stockrecord_id=record.pk, price=row.theirs, actor=actor):
        return None
    return [record.pk, before, row.theirs]


def _take_stock(
    row: Difference, listing: Listing, run: BulkRun, actor: User | None
) -> list[int | str] | None:
    """A relative correction: sales between looking and pressing are respected."""
    record = listing.stockrecord
    if record is None or record.stock_item_id is None:
        return None
    difference = (row.theirs - row.ours) * record.units_per_sale
    ref = f"desk:bulk:{run.pk}:{record.stock_item_id}"
    try:
        stock.adjust(
            item_id=record.stock_item_id,
            difference=difference,
            ref=ref,
            reason=_("as %(channel)s shows it") % {"channel": channel_label(run.account.channel)},
            actor=actor,
        )
    except stock.BelowAllocated:
        return None
    return [record.stock_item_id, difference, ref]


def _still_different(account: ChannelAccount, keys: Collection[Key]) -> list[Difference]:
    wanted = set(keys)
    return [row for row in differences(account) if (row.listing_id, row.aspect) in wanted]


def progress(*, account_id: int, read: int) -> None:
    """How many listings the running comparison has read so far."""
    Cursor.objects.filter(account_id=account_id, stream=Stream.LISTINGS).update(
        read_count=F("read_count") + read
    )
