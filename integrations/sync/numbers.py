"""The numbers our books say a listing should show, read fresh at the moment they are needed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Max, Sum

from integrations.sync.errors_catalogue import Code
from integrations.sync.models import (
    BulkKind,
    BulkRun,
    ChannelOrderLine,
    Listing,
    ListingState,
)
from integrations.sync.rules import channel_price, price_rule_of, rule_of, sellable


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A value to push, or the reason why there is none. ``free`` and ``units`` are base units."""

    listing: Listing
    value: int | None = None
    problem: Code | None = None
    free: int = 0
    units: int = 1


def read(listing_ids: Collection[int]) -> dict[int, Listing]:
    """These listings with everything the numbers depend on, in one query."""
    rows = Listing.objects.filter(pk__in=list(listing_ids)).select_related(
        "account", "stockrecord__stock_item", "stockrecord__product__parent"
    )
    return {row.pk: row for row in rows}


def stock_of(listing: Listing) -> Number:
    """Packs that the channel may sell now under the account's rule."""
    record = listing.stockrecord
    if problem := _not_pushable(listing):
        return Number(listing=listing, problem=problem)
    if record is None and listing.restore_quantity is not None:
        return Number(listing=listing, value=_restored(listing, listing.restore_quantity))
    if record is None or record.stock_item is None:
        return Number(listing=listing, problem=Code.NO_STOCK_ITEM)
    if not listing.is_stock_writable:
        return Number(listing=listing, problem=Code.STOCK_NOT_WRITABLE)
    if record.stock_item.is_escrow:
        return Number(listing=listing, problem=Code.ESCROW)
    free, units = record.stock_item.free, record.units_per_sale
    value = sellable(free=free, units_per_sale=units, rule=rule_of(listing.account, listing))
    if value == 0 and not listing.zero_allowed:
        return Number(listing=listing, value=0, problem=Code.ZERO_NEEDS_YES, free=free, units=units)
    return Number(listing=listing, value=value, free=free, units=units)


def price_of(listing: Listing) -> Number:
    """Our price under the account's rule: percentage, floor, rounding."""
    record = listing.stockrecord
    if problem := _not_pushable(listing):
        return Number(listing=listing, problem=problem)
    if record is None or not record.price:
        return Number(listing=listing, problem=Code.NO_PRICE)
    price = Decimal(record.price)
    if price != price.to_integral_value():
        return Number(listing=listing, problem=Code.PRICE_NOT_WHOLE)
    rule = price_rule_of(listing.account, listing)
    return Number(listing=listing, value=channel_price(price=int(price), rule=rule))


def _restored(listing: Listing, quantity: int) -> int:
    """What it showed before a match that was taken back, less what was sold there since."""
    since = (
        BulkRun.objects.filter(
            account_id=listing.account_id, kind=BulkKind.MATCH, undone_at__isnull=False
        )
        .aggregate(newest=Max("undone_at"))
        .get("newest")
    )
    sold = (
        ChannelOrderLine.objects.filter(listing=listing, channel_order__created_at__gt=since)
        .exclude(channel_order__state="cancelled")
        .aggregate(packs=Sum(F("quantity") - F("cancelled_quantity")))["packs"]
        if since
        else 0
    )
    return max(0, quantity - (sold or 0))


def _not_pushable(listing: Listing) -> Code | None:
    if listing.state == ListingState.GONE:
        return Code.LISTING_GONE
    return Code.RESTS if listing.is_resting else None
