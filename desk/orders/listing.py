"""One list of parcels for our own shop and every channel, grouped by what to do with them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from desk import words
from desk.access import Desk
from desk.numbers import number
from desk.orders import marks
from shop import formats
from shop.order import status
from shop.order.missing import IS_SHORT, with_earlier
from shop.order.models import Parcel, ParcelLine, ParcelState, PaymentState
from shop.shipping.defaults import PICKUP

PAGE = 25
CAP = 1000
SHORTEST_NUMBER = 6
S = ParcelState
IN_STORE = [S.TO_PACK, S.PACKED]
AWAITING = Q(state__in=IN_STORE, order__payment_state=PaymentState.AWAITING)

# The words buyers know, in their order: address, label, which parcels.
TABS: dict[str, tuple[object, Q]] = {
    "belum-bayar": (status.UNPAID, AWAITING),
    "dikemas": (status.PACKING, Q(state__in=IN_STORE) & ~AWAITING),
    "dikirim": (
        status.ON_THE_WAY,
        Q(state__in=[S.SHIPPED, S.DELIVERED, S.RETURN_REQUESTED]),
    ),
    "selesai": (status.DONE, Q(state=S.COMPLETED)),
    "dibatalkan": (status.CANCELLED, Q(state__in=[S.CANCELLED, S.RETURNED])),
}
FIRST = "dikemas"
FAR = datetime(2999, 1, 1, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab or chip with its number of parcels; ``count`` "" where it is not counted."""

    key: str
    label: str
    count: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One parcel in the list."""

    parcel: Parcel
    goods: str
    who: str
    marks: tuple[marks.Mark, ...]
    may_print: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows with one thing to do, and how many there are in all."""

    key: str
    title: str
    rows: tuple[Row, ...]
    total: int
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The whole screen."""

    tabs: tuple[Tab, ...]
    chips: tuple[Tab, ...]
    groups: tuple[Group, ...]
    more: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person asked for: tab, channel, words, and where the last page ended."""

    tab: str
    channel: str = ""
    words: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: dict[str, str]) -> Wish:
        """From the address; anything unknown means the first tab."""
        tab = query.get("tab", FIRST)
        return cls(
            tab=tab if tab in TABS else FIRST,
            channel=query.get("saluran", "")[:32],
            words=query.get("q", "").strip()[:80],
            after=query.get("sesudah", "")[:60],
        )

    def url(self, **changes: str) -> str:
        """The same wish with something else; a new tab or channel starts on top."""
        facts = {"tab": self.tab, "saluran": self.channel, "q": self.words, **changes}
        return "?" + urlencode({key: value for key, value in facts.items() if value})


def listing(desk: Desk, wish: Wish, now: datetime) -> Listing:
    """The screen for one wish, in a fixed number of queries."""
    mine = Parcel.objects.filter(cooperative=desk.cooperative)
    rows = _wanted(mine, wish)
    shown = list(_after(_in_order(rows, wish, now), wish)[: PAGE + 1])
    page = [_row(parcel, desk, now) for parcel in shown[:PAGE]]
    groups = _groups(page, _group_counts(rows, wish, now), now)
    return Listing(
        tabs=_tabs(mine, wish),
        chips=_chips(mine, wish),
        groups=groups,
        more=wish.url(sesudah=_cursor(shown[PAGE - 1])) if len(shown) > PAGE else "",
        total=sum(group.total for group in groups),
    )


def _wanted(mine: QuerySet[Parcel], wish: Wish) -> QuerySet[Parcel]:
    """Words search everywhere; without words the tab decides."""
    rows = mine.filter(search(wish.words)) if wish.words else mine.filter(TABS[wish.tab][1])
    return rows.filter(order__source=wish.channel) if wish.channel else rows


def search(text: str) -> Q:
    """Parcels by number, name or phone."""
    found = (
        Q(order__number__icontains=text)
        | Q(order__external_number__icontains=text)
        | Q(order__contact_name__icontains=text)
        | Q(tracking_number__iexact=text)
    )
    digits = "".join(sign for sign in text if sign.isdigit())
    if digits and len(text) >= SHORTEST_NUMBER:
        # A channel may have split the order: every parcel there has a number of its own.
        number = f'"tracking_number": {json.dumps(text)}'
        found |= Q(order__channel_order__parcels__icontains=number)
    if len(digits) >= 4 and not any(sign.isalpha() for sign in text):
        found |= Q(order__contact_phone__endswith=digits.removeprefix("62").removeprefix("0"))
    return found


def contents() -> QuerySet[ParcelLine]:
    """What lies in parcels, with what ``marks`` has to know about it."""
    return with_earlier(ParcelLine.objects.select_related("line"))


def blocked() -> Q:
    """Parcels that must not be sent now: held, undecided, asked to be cancelled, or with something
    missing in them."""
    here = with_earlier(ParcelLine.objects.filter(parcel=OuterRef("pk")))
    trouble = here.filter(IS_SHORT | Q(line__stock_item__isnull=True))
    return Q(state__in=IN_STORE) & (
        Q(on_hold=True)
        | Q(cancel_due__isnull=False)
        | Q(order__payment_state=PaymentState.HELD)
        | Exists(trouble)
    )


def _in_order(rows: QuerySet[Parcel], wish: Wish, now: datetime) -> QuerySet[Parcel]:
    rows = (
        rows.select_related("order__shipping_address", "order__channel_order")
        .prefetch_related(Prefetch("parcel_lines", contents()))
        .annotate(
            due=Coalesce("ship_by", Value(FAR)),
            held=Case(When(blocked(), then=Value(0)), default=Value(1)),
        )
    )
    if wish.words or wish.tab != "dikemas":
        return rows.order_by("-pk")
    return rows.order_by("held", "due", "pk")


def _cursor(parcel: Parcel) -> str:
    return f"{parcel.held}~{parcel.due.isoformat()}~{parcel.pk}"  # type: ignore[attr-defined]


def _after(rows: QuerySet[Parcel], wish: Wish) -> QuerySet[Parcel]:
    """Below the last row of the page before; a cursor nobody wrote is ignored."""
    first, _tilde, rest = wish.after.partition("~")
    moment, _tilde, pk = rest.partition("~")
    held, last = number(first), number(pk)
    if held is None or last is None:
        return rows
    if wish.words or wish.tab != "dikemas":
        return rows.filter(pk__lt=last)
    try:
        due = parse_datetime(moment)
    except ValueError:
        due = None
    if due is None or timezone.is_naive(due) or not 2000 <= due.year <= 2200:
        return rows
    below = Q(held=held) & (Q(due__gt=due) | Q(due=due, pk__gt=last))
    return rows.filter(Q(held__gt=held) | below)


def _tabs(mine: QuerySet[Parcel], wish: Wish) -> tuple[Tab, ...]:
    """Open tabs are counted; what is over grows for ever and is not."""
    counted = ("belum-bayar", "dikemas", "dikirim")
    open_states = [*IN_STORE, S.SHIPPED, S.DELIVERED, S.RETURN_REQUESTED]
    sums = mine.filter(state__in=open_states).aggregate(
        **{key.replace("-", "_"): Count("pk", filter=TABS[key][1]) for key in counted}
    )
    return tuple(
        Tab(
            key=key,
            label=str(label),
            count=capped(sums[key.replace("-", "_")]) if key in counted else "",
            url=Wish(tab=key, channel=wish.channel).url(),
            is_current=key == wish.tab and not wish.words,
        )
        for key, (label, _which) in TABS.items()
    )


def capped(count: int) -> str:
    """Exact to 999."""
    return _("over 1.000") if count >= CAP else str(count)


def _chips(mine: QuerySet[Parcel], wish: Wish) -> tuple[Tab, ...]:
    """Channels that have parcels here; a single one needs no filter."""
    rows = _wanted(mine, Wish(tab=wish.tab, words=wish.words))
    counts = dict(
        rows.order_by()
        .values("order__source")
        .annotate(count=Count("pk"))
        .values_list("order__source", "count")
    )
    if len(counts) < 2 and not wish.channel:
        return ()
    every = Tab(
        key="",
        label=_("All"),
        count=capped(sum(counts.values())),
        url=wish.url(saluran=""),
        is_current=not wish.channel,
    )
    return (
        every,
        *(
            Tab(
                key=source,
                label=words.channel_label(source),
                count=capped(count),
                url=wish.url(saluran=source),
                is_current=source == wish.channel,
            )
            for source, count in sorted(counts.items(), key=lambda pair: -pair[1])
        ),
    )


def _row(parcel: Parcel, desk: Desk, now: datetime) -> Row:
    order = parcel.order
    address = order.shipping_address
    city = address.regency if address else ""
    contents = parcel.parcel_lines.all()
    return Row(
        parcel=parcel,
        goods=", ".join(f"{row.quantity} × {row.line.title}" for row in contents),
        who=", ".join(part for part in (words.buyer(order), city) if part),
        marks=marks.of(parcel, now),
        may_print=parcel.held == 1  # type: ignore[attr-defined]
        and parcel.state in IN_STORE
        and order.payment_state != PaymentState.AWAITING,
    )


# --- groups of the packing tab ---------------------------------------------------------------


def bounds(now: datetime) -> tuple[datetime, datetime]:
    """Midnight tonight and the one after, in the shop's zone."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1), start + timedelta(days=2)


def _which(parcel: Parcel, now: datetime) -> str:
    tonight, tomorrow = bounds(now)
    if parcel.held == 0:  # type: ignore[attr-defined]
        return "held"
    due = parcel.ship_by
    if due is None:
        return "later"
    if due < now:
        return "late"
    if due < tonight:
        return "today"
    return "tomorrow" if due < tomorrow else "later"


def _group_counts(rows: QuerySet[Parcel], wish: Wish, now: datetime) -> dict[str, int]:
    if wish.words or wish.tab != "dikemas":
        return {"all": rows.count()}
    tonight, tomorrow = bounds(now)
    free = Q(held=1)
    annotated = rows.annotate(
        held=Case(When(blocked(), then=Value(0)), default=Value(1)),
        due=Coalesce(F("ship_by"), Value(FAR)),
    )
    return annotated.aggregate(
        held_count=Count("pk", filter=Q(held=0)),
        late=Count("pk", filter=free & Q(due__lt=now)),
        today=Count("pk", filter=free & Q(due__gte=now, due__lt=tonight)),
        tomorrow=Count("pk", filter=free & Q(due__gte=tonight, due__lt=tomorrow)),
        later=Count("pk", filter=free & Q(due__gte=tomorrow)),
    )


def _groups(page: list[Row], counts: dict[str, int], now: datetime) -> tuple[Group, ...]:
    if "all" in counts:
        return (Group(key="all", title="", rows=tuple(page), total=counts["all"]),) if page else ()
    found = []
    for key in ("held", "late", "today", "tomorrow", "later"):
        rows = tuple(row for row in page if _which(row.parcel, now) == key)
        total = counts["held_count" if key == "held" else key]
        if rows:
            title = _title(key, rows)
            found.append(Group(key=key, title=title, rows=rows, total=total, is_held=key == "held"))
    return tuple(found)


def _title(key: str, rows: tuple[Row, ...]) -> str:
    first = rows[0].parcel.ship_by
    titles = {
        "held": _("Hold, do not send"),
        "late": _("Late, send at once"),
        "today": _("Send today before %(time)s") % {"time": formats.clock(first) if first else ""},
        "tomorrow": _("Send tomorrow"),
        "later": _("Send later"),
    }
    return titles[key]


def is_pickup(parcel: Parcel) -> bool:
    """Whether the buyer fetches it at the cooperative."""
    return parcel.quote.get("code") == PICKUP
