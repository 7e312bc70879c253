"""Why a number is what it is: what lies there, who holds it, what moved it, what channels show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import words
from desk.access import Desk
from desk.goods import amounts, undo
from integrations.sync import numbers
from integrations.sync.models import Aspect, Desired, Listing, ListingState
from integrations.sync.order_words import holder_of
from integrations.sync.rules import in_words, rule_of
from shop import formats
from shop.order.models import Order, Parcel
from shop.partner.models import StockRecord
from shop.stock import grants
from shop.stock import selectors as stock
from shop.stock.models import Kind, StockItem, StockMovement

PAGE = 25
HOLDERS = 50
FILTERS: dict[str, tuple[str, ...]] = {
    "": (),
    "masuk": (Kind.RECEIVE, Kind.TAKE_BACK),
    "keluar": (Kind.SHIP, Kind.ADJUST),
    "dipesan": (Kind.RESERVE, Kind.RELEASE),
    "hitung": (Kind.COUNT,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event: what, how much, when and who, the numbers after."""

    movement: StockMovement
    title: str
    amount: str
    style: str
    where: str
    after: str
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The events of one day."""

    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """An order that holds some of it."""

    who: str
    number: str
    source: str
    amount: str
    parcel_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one shop shows of one pack, and its rule in words."""

    source: str
    title: str
    value: str
    rule: str
    differs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One pack that is sold out of this stock."""

    record: StockRecord
    title: str
    enough_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The whole screen of one stock item."""

    item: StockItem
    there: str
    ordered: str
    free: str
    packs: tuple[Pack, ...]
    days: tuple[Day, ...]
    holders: tuple[Holder, ...]
    shown: tuple[Shown, ...]
    granted: str
    which: str
    more: str
    is_wrong: bool
    counted_at: datetime | None


def item_for(desk: Desk, item_id: int) -> tuple[Desk, StockItem]:
    """A stock item of the user's cooperatives and the desk it is on; 404 for those of others."""
    item = (
        StockItem.objects.filter(pk=item_id, cooperative_id__in=desk.ids, harvest_of=None)
        .select_related("cooperative", "open_harvest")
        .first()
    )
    if item is None:
        raise Http404
    return desk.at(item.cooperative), item


def card(item: StockItem, which: str, before: int | None, now: datetime) -> Card:
    """Everything the card shows."""
    which = which if which in FILTERS else ""
    rows = stock.history(item_id=item.pk, kinds=FILTERS[which], before_id=before, limit=PAGE + 1)
    newest = StockMovement.objects.filter(item=item).order_by("-pk").first()
    counts = StockMovement.objects.filter(item=item, kind=Kind.COUNT, counted__isnull=False)
    last_count = counts.order_by("-happened_at").first()
    unit = item.base_unit
    return Card(
        item=item,
        there=formats.quantity(item.on_hand, unit),
        ordered=formats.quantity(item.allocated, unit),
        free=formats.quantity(item.free, unit),
        packs=_packs(item),
        days=_days(item, rows[:PAGE], now),
        holders=_holders(item) if which == "dipesan" and before is None else (),
        shown=_shown(item),
        granted=formats.quantity(item.granted, unit) if item.granted else "",
        which=which,
        more=str(rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        is_wrong=_is_wrong(item, newest),
        counted_at=last_count.happened_at if last_count else None,
    )


def _is_wrong(item: StockItem, newest: StockMovement | None) -> bool:
    """Whether the last line of the history and the counters disagree: must never happen."""
    if newest is None:
        return item.on_hand != 0 or item.allocated != 0
    return (newest.on_hand_after, newest.allocated_after) != (item.on_hand, item.allocated)


def _packs(item: StockItem) -> tuple[Pack, ...]:
    records = (
        StockRecord.objects.filter(stock_item=item)
        .select_related("product__parent")
        .order_by("units_per_sale", "pk")
    )
    return tuple(
        Pack(
            record=record,
            title=record.product.get_title(),
            enough_for=words.packs(
                item.free // record.units_per_sale, item.base_unit, record.unit_label
            ),
        )
        for record in records
    )


# --- history -------------------------------------------------------------------------------------


def _days(item: StockItem, rows: list[StockMovement], now: datetime) -> tuple[Day, ...]:
    orders = _orders_of({row.source_ref for row in rows})
    by_day = groupby(rows, key=lambda row: timezone.localdate(row.created_at))
    return tuple(
        Day(day=day, lines=tuple(_line(item, row, orders, now) for row in lines))
        for day, lines in by_day
    )


def _number_of(source_ref: str) -> str:
    """The order number in ``shop:LK-7K:12``; "" for what is not an order's."""
    parts = source_ref.split(":")
    return parts[1] if len(parts) == 3 and parts[2].isdecimal() else ""


def _orders_of(refs: set[str]) -> dict[str, Order]:
    numbers_wanted = {number for ref in refs if (number := _number_of(ref))}
    rows = Order.objects.filter(number__in=numbers_wanted) if numbers_wanted else []
    return {order.number: order for order in rows}


def _line(item: StockItem, row: StockMovement, orders: dict[str, Order], now: datetime) -> Line:
    unit = item.base_unit
    order = orders.get(_number_of(row.source_ref))
    parts = [formats.clock(row.created_at)]
    if row.happened_at and abs((row.created_at - row.happened_at).total_seconds()) > 60:
        parts.append(_("counted %(time)s") % {"time": words.when(row.happened_at, now)})
    if order is not None:
        parts.append(f"{order.external_number or order.number}, {words.buyer(order)}")
    if row.actor is not None:
        parts.append(str(row.actor))
    after = _("Now %(there)s there, %(ordered)s ordered") % {
        "there": formats.quantity(row.on_hand_after or 0, unit),
        "ordered": formats.quantity(row.allocated_after or 0, unit),
    }
    amount, style = _amount(row, unit)
    return Line(
        movement=row,
        title=_title(item, row, order),
        amount=amount,
        style=style,
        where=" · ".join(parts),
        after=after,
        may_undo=undo.may_undo(row, now),
    )


def _amount(row: StockMovement, unit: str) -> tuple[str, str]:
    """How much, with its direction, and the colour class."""
    amount = formats.quantity(abs(row.quantity), unit)
    if row.kind == Kind.RESERVE:
        return _("%(amount)s set aside") % {"amount": amount}, ""
    if row.kind == Kind.RELEASE:
        return _("%(amount)s free again") % {"amount": amount}, "in"
    if row.kind == Kind.SHIP or row.quantity < 0:
        return f"−{amount}", "out"
    return f"+{amount}", "in" if row.quantity else ""


def _title(item: StockItem, row: StockMovement, order: Order | None) -> str:
    where = words.channel_label(order.source) if order is not None else ""
    if row.kind == Kind.COUNT and row.counted is not None:
        before = formats.quantity(row.counted - row.quantity, item.base_unit)
        text = _("Counted %(counted)s, noted was %(before)s") % {
            "counted": formats.quantity(row.counted, item.base_unit),
            "before": before,
        }
        return f"{text}: {row.reason}" if row.reason else text
    titles = {
        Kind.RECEIVE: _("Goods came in"),
        Kind.RESERVE: _("Ordered at %(channel)s") % {"channel": where},
        Kind.RELEASE: _("Not needed any more"),
        Kind.SHIP: _("Sent to the buyer"),
        Kind.TAKE_BACK: _("Came back from the buyer"),
        Kind.ADJUST: _("Corrected"),
        Kind.COUNT: _("Counted"),
    }
    title = titles[Kind(row.kind)] if where or row.kind != Kind.RESERVE else _("Ordered")
    return f"{title}: {row.reason}" if row.reason else title


# --- who holds it --------------------------------------------------------------------------------


def _holders(item: StockItem) -> tuple[Holder, ...]:
    """The orders that hold some of it, newest first."""
    held = stock.open_reservations(item.pk)[:HOLDERS]
    orders = _orders_of({row.ref for row in held})
    parcels = dict(
        Parcel.objects.filter(
            order__in=[order.pk for order in orders.values()], cooperative_id=item.cooperative_id
        )
        .order_by("-pk")
        .values_list("order_id", "pk")
    )
    found = []
    for row in held:
        order = orders.get(_number_of(row.ref))
        found.append(
            Holder(
                who=words.buyer(order) if order else row.ref,
                number=(order.external_number or order.number) if order else "",
                source=order.source if order else "",
                amount=formats.quantity(row.quantity, item.base_unit),
                parcel_id=parcels.get(order.pk) if order else None,
            )
        )
    return tuple(found)


# --- what channels show ------------------------------------------------------------------------


def _shown(item: StockItem) -> tuple[Shown, ...]:
    """Our own shop first, then every listing that draws on this stock."""
    own = [
        Shown(
            source=Order.SHOP,
            title=record.product.get_title(),
            value=str(max(0, item.free) // record.units_per_sale),
            rule=_("all that is ready to sell"),
            differs="",
        )
        for record in StockRecord.objects.filter(stock_item=item)
        .select_related("product__parent")
        .order_by("units_per_sale", "pk")
    ]
    ids = (
        Listing.objects.filter(stockrecord__stock_item=item)
        .exclude(state=ListingState.GONE)
        .exclude(account__state="disconnected")
        .order_by("account__channel", "pk")
        .values_list("pk", flat=True)
    )
    listings = numbers.read(list(ids))
    last = dict(
        Desired.objects.filter(listing__in=list(listings), aspect=Aspect.STOCK).values_list(
            "listing_id", "last_value"
        )
    )
    if item.is_escrow:
        has = grants.of_item(item.pk)
        return (*own, *(_share(row, has.get(holder_of(pk))) for pk, row in listings.items()))
    theirs = [_of_listing(listings[pk], last.get(pk)) for pk in ids if pk in listings]
    return (*own, *theirs)


def _of_listing(listing: Listing, last: int | None) -> Shown:
    number = numbers.stock_of(listing)
    account = listing.account
    rule = in_words(free=number.free, units_per_sale=number.units, rule=rule_of(account, listing))
    differs = ""
    if not account.push_stock:
        differs = _("not switched on yet, the number there is its own")
    elif account.paused_until and account.paused_until > timezone.now():
        differs = _("paused since %(time)s, so still the old number") % {
            "time": words.when(account.paused_at)
        }
    elif last is not None and number.value is not None and last != number.value:
        differs = _("shows %(count)s, the new number is on its way") % {"count": last}
    return Shown(
        source=account.channel,
        title=str(listing),
        value="–" if number.value is None else str(number.value),
        rule=rule,
        differs=differs,
    )


def _share(listing: Listing, mine: grants.Grant | None) -> Shown:
    """A listing that may only show what was granted to it."""
    units = listing.stockrecord.units_per_sale if listing.stockrecord else 1
    return Shown(
        source=listing.account.channel,
        title=str(listing),
        value=str((mine.quantity if mine else 0) // units),
        rule=_("a share of its own"),
        differs="",
    )


def unit_words(item: StockItem) -> str:
    """ "counted in kg"."""
    return _("counted in %(unit)s") % {"unit": amounts.unit_of(item.base_unit)[0]}
