"""How the free stock of an item is shared out: by what each place has sold lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Sum

from integrations.sync.models import AccountState, ChannelOrderLine, Listing, ListingState
from integrations.sync.order_words import holder_of
from shop.order.models import Line, Order
from shop.stock import grants
from shop.stock.models import StockItem

SALES_COUNT = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A listing and its part, in base units. ``weight`` is what it sold, and a pack more."""

    listing: Listing
    units: int
    weight: int
    target: int


def target_of(*, item_id: int, listing_id: int, now: datetime) -> int:
    """The listing's part of all that is not promised to orders; 0 where it must not sell."""
    found = [share for share in shares(item_id=item_id, now=now) if share.listing.pk == listing_id]
    return found[0].target if found else 0


def shares(*, item_id: int, now: datetime) -> list[Share]:
    """The parts of every listing that may sell the item. What is left over is our own shop's."""
    item = StockItem.objects.get(pk=item_id)
    listings = list(_selling(item_id, now))
    sold = _sold_there([each.pk for each in listings], now - SALES_COUNT)
    units = {each.pk: each.stockrecord.units_per_sale for each in listings}  # type: ignore[union-attr]
    weights = {pk: sold.get(pk, 0) * units[pk] + units[pk] for pk in units}
    own = _sold_here(item_id, now - SALES_COUNT) + min(units.values(), default=1)
    pool, total = item.on_hand - item.allocated, sum(weights.values()) + own
    return [
        Share(
            listing=each,
            units=units[each.pk],
            weight=weights[each.pk],
            target=pool * weights[each.pk] // total // units[each.pk] * units[each.pk],
        )
        for each in listings
    ]


def drop_strangers(*, item_id: int) -> int:
    """Free the grants of listings that draw on the item no longer, are gone, or whose shop was let
    go; returns base units. Should one come back, it goes through the fence first."""
    mine = (
        Listing.objects.filter(stockrecord__stock_item_id=item_id)
        .exclude(state=ListingState.GONE)
        .exclude(account__state=AccountState.DISCONNECTED)
    )
    known = {holder_of(pk) for pk in mine.values_list("pk", flat=True)}
    strangers = [holder for holder in grants.of_item(item_id) if holder not in known]
    return grants.drop(item_id=item_id, holders=strangers) if strangers else 0


def clean(*, account_id: int | None = None) -> int:
    """``drop_strangers`` for all goods, or for those of one account; returns base units."""
    items = StockItem.objects.filter(is_escrow=True, granted__gt=0)
    if account_id is not None:
        mine = Listing.objects.filter(account_id=account_id, stockrecord__isnull=False)
        items = items.filter(pk__in=mine.values("stockrecord__stock_item_id"))
    ids = list(items.order_by("pk").values_list("pk", flat=True))
    return sum(drop_strangers(item_id=each) for each in ids)


def _selling(item_id: int, now: datetime):  # type: ignore[no-untyped-def]
    return (
        Listing.objects.filter(
            stockrecord__stock_item_id=item_id,
            account__push_stock=True,
            account__state=AccountState.CONNECTED,
            is_resting=False,
            is_stock_writable=True,
        )
        .exclude(state=ListingState.GONE)
        .exclude(account__paused_until__gt=now)
        .select_related("stockrecord", "account")
        .order_by("pk")
    )


def _sold_there(listing_ids: list[int], since: datetime) -> dict[int, int]:
    """Packs by listing."""
    rows = (
        ChannelOrderLine.objects.filter(
            listing_id__in=listing_ids, channel_order__external_created_at__gte=since
        )
        .order_by()
        .values("listing_id")
        .annotate(packs=Sum(F("quantity") - F("cancelled_quantity")))
    )
    return {row["listing_id"]: row["packs"] for row in rows}


def _sold_here(item_id: int, since: datetime) -> int:
    """Base units sold in our own shop, or typed in."""
    rows = Line.objects.filter(
        stock_item_id=item_id,
        order__source__in=[Order.SHOP, Order.MANUAL],
        order__date_placed__gte=since,
    )
    packs = F("quantity") - F("cancelled")
    return int(rows.aggregate(units=Sum(packs * F("units_per_sale"), default=0))["units"])
