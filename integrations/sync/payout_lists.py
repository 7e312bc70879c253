"""What the desk may read of payouts. Nothing here writes or calls the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from integrations import registry
from integrations.sync import payout_gaps
from integrations.sync.models import (
    ChannelAccount,
    ChannelOrder,
    Cursor,
    OrderPayout,
    PayoutLine,
    Stream,
)
from integrations.sync.payout_reading import pays_out
from integrations.sync.payouts import expected_goods

# Channels pay within days of the buyer's yes; no sheet names a longest time, so people are told
# after two weeks.
LATE_AFTER = timedelta(days=14)
ARRIVED = ("delivered", "completed")


class Tab(StrEnum):
    """The three lists."""

    PAID = "cair"
    DIFFERS = "selisih"
    LATE = "belum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Whose payouts: cooperatives, one shop of theirs, one month of payout, words of a number."""

    cooperative_ids: frozenset[int]
    account_id: int | None = None
    month: date | None = None
    words: str = ""

    def accounts(self) -> QuerySet[ChannelAccount]:
        """The shops it covers that are paid by a channel."""
        rows = ChannelAccount.objects.filter(
            cooperative_id__in=self.cooperative_ids,
            channel__in=[code for code in registry.CONNECTORS if pays_out(code)],
        )
        return rows if self.account_id is None else rows.filter(pk=self.account_id)

    def span(self) -> tuple[datetime, datetime] | None:
        """The month as two moments."""
        if self.month is None:
            return None
        return midnight(self.month), midnight(next_month(self.month))


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An order that has arrived and brought no money yet; ``amount`` is what its goods cost."""

    order: ChannelOrder
    arrived_at: datetime
    days: int
    amount: int


def midnight(day: date) -> datetime:
    """When a day begins where the cooperatives are."""
    return timezone.make_aware(datetime.combine(day, time()))


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def orders_paid(wish: Filter, *, differing: bool = False) -> QuerySet[OrderPayout]:
    """Payouts by order, newest first."""
    rows = OrderPayout.objects.filter(account__in=wish.accounts())
    if (span := wish.span()) is not None:
        rows = rows.filter(released_at__gte=span[0], released_at__lt=span[1])
    if differing:
        rows = rows.filter(differs=True)
    if wish.words:
        rows = rows.filter(
            Q(external_order_id__icontains=wish.words)
            | Q(channel_order__order__number__icontains=wish.words)
        )
    rows = rows.select_related("account", "channel_order__order")
    return rows.order_by("-released_at", "-pk")


def after(rows: QuerySet[OrderPayout], pk: int) -> QuerySet[OrderPayout]:
    """The rows behind one of them; an unknown one leads to the beginning."""
    last = rows.filter(pk=pk).first()
    if last is None:
        return rows
    at_once = Q(released_at=last.released_at, pk__lt=last.pk)
    return rows.filter(Q(released_at__lt=last.released_at) | at_once)


def sums(rows: QuerySet[OrderPayout]) -> payout_gaps.Sums:
    """Everything in a list, by column."""
    found = rows.order_by().aggregate(**{name: Sum(name) for name in payout_gaps.COLUMNS})
    return payout_gaps.Sums(**{name: value or 0 for name, value in found.items()})


def without_order(wish: Filter) -> QuerySet[PayoutLine]:
    """Amounts of statements that belong to no order (advertising, corrections, transfers)."""
    rows = PayoutLine.objects.filter(account__in=wish.accounts(), external_order_id="")
    if (span := wish.span()) is not None:
        rows = rows.filter(payout__released_at__gte=span[0], payout__released_at__lt=span[1])
    return rows.select_related("payout", "account").order_by("-payout__released_at", "-pk")


def late_orders(wish: Filter, *, now: datetime) -> QuerySet[ChannelOrder]:
    """Orders that arrived more than two weeks ago and are in no payout; the oldest first."""
    rows = ChannelOrder.objects.filter(
        account__in=wish.accounts(), state__in=ARRIVED, order__isnull=False, payout__isnull=True
    )
    if wish.words:
        rows = rows.filter(
            Q(external_order_id__icontains=wish.words) | Q(order__number__icontains=wish.words)
        )
    arrived = Coalesce(Max("order__parcels__delivered_at"), "external_updated_at")
    rows = rows.annotate(arrived_at=arrived).filter(arrived_at__lt=now - LATE_AFTER)
    return rows.select_related("account", "order").order_by("arrived_at", "pk")


def late_view(rows: QuerySet[ChannelOrder], *, now: datetime) -> list[Late]:
    """With how long it takes already, and how much is awaited."""
    return [
        Late(
            order=row,
            arrived_at=(arrived := vars(row)["arrived_at"]),
            days=(now - arrived).days,
            amount=expected_goods(row) or 0,
        )
        for row in rows.prefetch_related("order__lines")
    ]


def lines_of(row: OrderPayout) -> list[PayoutLine]:
    """Every amount of an order's payouts, what it brought first."""
    rows = PayoutLine.objects.filter(
        account_id=row.account_id, external_order_id=row.external_order_id
    )
    return list(rows.select_related("payout").order_by("payout__released_at", "-amount", "pk"))


def export(wish: Filter) -> Iterator[PayoutLine]:
    """All amounts, of orders and of none, oldest statement first."""
    rows = PayoutLine.objects.filter(account__in=wish.accounts())
    if (span := wish.span()) is not None:
        rows = rows.filter(payout__released_at__gte=span[0], payout__released_at__lt=span[1])
    if wish.words:
        rows = rows.filter(external_order_id__icontains=wish.words)
    rows = rows.select_related("payout", "account").order_by("payout__released_at", "pk")
    return rows.iterator(chunk_size=2000)


def months(wish: Filter) -> list[date]:
    """The months in which something was paid out, newest first."""
    every = replace(wish, month=None, words="")
    return list(
        OrderPayout.objects.filter(account__in=every.accounts()).dates(
            "released_at", "month", order="DESC"
        )
    )


def readings(wish: Filter) -> list[Cursor]:
    """How far each shop's payouts have been read, with what went wrong."""
    rows = Cursor.objects.filter(account__in=wish.accounts(), stream=Stream.SETTLEMENTS)
    return list(rows.select_related("account").order_by("account_id"))
