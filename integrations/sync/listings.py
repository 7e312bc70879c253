"""Reading what a shop has for sale on its channel into our table."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction
from django.db.models import F

from integrations.channels import words
from integrations.channels.errors import ChannelError
from integrations.channels.results import Page
from integrations.channels.transport import Clock
from integrations.sync.calls import Line, call
from integrations.sync.models import ChannelAccount, Listing, ListingState
from shop.transactions import retries_contention

logger = logging.getLogger(__name__)

# A list whose pages shift while it is read skips things: only what two complete readings in a row
# did not show is gone.
MISSES_UNTIL_GONE = 2
SHOWN = (
    "seller_sku",
    "title",
    "variant_name",
    "image_url",
    "state",
    "raw_state",
    "is_stock_writable",
    "locations",
    "remote_quantity",
    "remote_price",
    "seen_at",
    "misses",
    "updated_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reading brought: how many listings, how many that nobody can read, and whether all."""

    seen: int
    broken: int
    is_complete: bool


class Tell(Protocol):
    """Told after each page how many listings it had."""

    def __call__(self, *, read: int) -> None: ...


def _nobody(*, read: int) -> None:
    """Nobody watches."""


def read_listings(
    *, account_id: int, clock: Clock, budget: timedelta, tell: Tell = _nobody
) -> Reading:
    """Read the shop's listings, page by page, until the last one or until the time is spent.

    What was read so far is kept. Raises ``ChannelError`` when the channel does not answer.
    """
    account = ChannelAccount.objects.select_related("app").get(pk=account_id)
    started = clock()
    line = Line(clock=clock, is_bulk=True)
    seen = broken = 0
    cursor: str | None = None
    while clock() - started < budget:
        page = _page(account, cursor, line)
        found = [item for item in page.items if isinstance(item, words.Listing)]
        for item in page.items:
            if isinstance(item, ChannelError):
                logger.warning("account=%s a listing cannot be read: %s", account_id, item)
        keep(account_id=account_id, found=found, now=clock())
        seen += len(found)
        broken += len(page.items) - len(found)
        tell(read=len(page.items))
        cursor = page.next_cursor
        if cursor is None:
            if not broken:
                forget_missing(account_id=account_id, before=started)
            return Reading(seen=seen, broken=broken, is_complete=True)
    return Reading(seen=seen, broken=broken, is_complete=False)


def _page(
    account: ChannelAccount, cursor: str | None, line: Line
) -> Page[words.Listing | ChannelError]:
    page: Page[words.Listing | ChannelError] = call(
        account=account,
        operation="list_listings",
        do=lambda connector: connector.list_listings(cursor),
        line=line,
    )
    return page


@retries_contention
def keep(*, account_id: int, found: Sequence[words.Listing], now: datetime) -> None:
    """Insert or refresh these listings; matches and safety stocks stay as they are."""
    rows = {
        (item.external_listing_id, item.external_variant_id): _row(account_id, item, now)
        for item in found
    }
    Listing.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        update_fields=SHOWN,
        unique_fields=["account", "external_listing_id", "external_variant_id"],
        batch_size=200,
    )


def _row(account_id: int, item: words.Listing, now: datetime) -> Listing:
    return Listing(
        account_id=account_id,
        external_listing_id=item.external_listing_id,
        external_variant_id=item.external_variant_id,
        seller_sku=item.seller_sku[:120],
        title=item.title[:255],
        variant_name=item.variant_name[:160],
        image_url=item.image_url[:500],
        state=item.state.value,
        raw_state=item.raw_state[:60],
        is_stock_writable=item.is_stock_writable,
        locations=list(item.location_ids),
        remote_quantity=item.quantity,
        remote_price=None if item.price is None else int(item.price),
        seen_at=now,
        misses=0,
        updated_at=now,
    )


@retries_contention
def forget_missing(*, account_id: int, before: datetime) -> int:
    """After a complete reading: count what it did not show; returns how many are now gone."""
    with transaction.atomic():
        missing = Listing.objects.filter(account_id=account_id, seen_at__lt=before).exclude(
            state=ListingState.GONE
        )
        missing.update(misses=F("misses") + 1)
        return missing.filter(misses__gte=MISSES_UNTIL_GONE).update(
            state=ListingState.GONE, updated_at=before
        )
