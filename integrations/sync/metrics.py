"""Numbers for machines that watch: the engine's queues, its pace and its failures, as Prometheus.

Everything is read from the rows in a constant number of queries, so that any web process can answer
and none has to have been there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, Sum

from integrations.sync.desired import waiting
from integrations.sync.models import (
    Aspect,
    Attempt,
    ChannelAccount,
    ChannelOrder,
    Cursor,
    Desired,
    DesiredState,
    Heartbeat,
    ImportState,
    Inbox,
    InboxState,
    Stream,
)
from shop.order.models import Line
from shop.outbox.models import Message
from shop.outbox.models import State as MessageState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
RATE_OVER = timedelta(minutes=5)
UNSENT = (MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN)
OF_STREAM = {
    Stream.ORDERS: "orders",
    Stream.LISTINGS: "listings",
    Stream.GAP_AUDIT: "gap_audit",
    Stream.SETTLEMENTS: "settlements",
}
OF_ASPECT = {Aspect.STOCK: "stock", Aspect.PRICE: "prices"}

Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True, kw_only=True)
class Family:
    """One metric with all its samples, as the text format wants them: together, and named once."""

    name: str
    told: str
    samples: dict[Labels, float] = field(default_factory=dict)

    def add(self, value: float, **labels: object) -> None:
        """Count ``value`` for these labels, on top of what is there."""
        key = tuple((name, str(text)) for name, text in labels.items())
        self.samples[key] = self.samples.get(key, 0) + value

    def lines(self) -> Iterator[str]:
        """The family in Prometheus' text format."""
        yield f"# HELP {self.name} {self.told}"
        yield f"# TYPE {self.name} gauge"
        for labels, value in self.samples.items():
            inside = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
            yield f"{self.name}{{{inside}}} {value:g}" if inside else f"{self.name} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def page(now: datetime) -> str:
    """The whole answer."""
    families = [
        *_queues(now),
        *_outbox(),
        *_calls(now),
        *_workers(now),
        *_accounts(now),
        _shortages(),
    ]
    return "\n".join(line for each in families for line in each.lines()) + "\n"


def _queues(now: datetime) -> Iterable[Family]:
    """How much waits for each duty, how long the oldest has, and how much waits for a person."""
    depth = Family(name="lapak_queue_waiting", told="Rows that wait for a duty.")
    oldest = Family(
        name="lapak_queue_oldest_seconds", told="How long the oldest due row has waited."
    )
    parked = Family(name="lapak_queue_parked", told="Rows that wait for a person.")
    for duty, count, since, stuck in _waiting(now):
        depth.add(count, duty=duty)
        oldest.add(max(0.0, (now - since).total_seconds()) if since else 0, duty=duty)
        parked.add(stuck, duty=duty)
    return depth, oldest, parked


def _waiting(now: datetime) -> Iterator[tuple[str, int, datetime | None, int]]:
    """As (duty, waiting, oldest since, parked): one query for each table."""
    yield from _wanted_values()
    inbox = Inbox.objects.aggregate(
        count=Count("pk", filter=Q(state=InboxState.NEW)),
        since=Min("created_at", filter=Q(state=InboxState.NEW)),
        stuck=Count("pk", filter=Q(state=InboxState.PARKED)),
    )
    yield "inbox", inbox["count"], inbox["since"], inbox["stuck"]
    orders = ChannelOrder.objects.aggregate(
        count=Count("pk", filter=Q(import_state=ImportState.RETRYING)),
        since=Min("not_before", filter=Q(import_state=ImportState.RETRYING)),
        stuck=Count("pk", filter=Q(import_state=ImportState.PARKED)),
    )
    yield "unfinished_orders", orders["count"], orders["since"], orders["stuck"]
    streams = Cursor.objects.values("stream").annotate(
        count=Count("pk", filter=Q(next_run_at__lte=now)),
        since=Min("next_run_at", filter=Q(next_run_at__lte=now)),
    )
    for row in streams.order_by("stream"):
        yield OF_STREAM[Stream(row["stream"])], row["count"], row["since"], 0
    messages = Message.objects.aggregate(**_message_counts())
    for duty in ("shipping", "outbox"):
        yield duty, messages[duty], messages[f"{duty}_since"], messages[f"{duty}_stuck"]


def _wanted_values() -> Iterator[tuple[str, int, datetime | None, int]]:
    """Counts of a price nobody wants sent would never fall: such accounts are left out."""
    rows = (
        Desired.objects.filter(account__push_stock=True)
        .exclude(aspect=Aspect.PRICE, account__push_price=False)
        .values("aspect")
        .annotate(
            count=Count("pk", filter=waiting()),
            since=Min("marked_at", filter=waiting()),
            stuck=Count("pk", filter=Q(state=DesiredState.PARKED)),
        )
    )
    found = {row["aspect"]: row for row in rows.order_by("aspect")}
    for aspect, duty in OF_ASPECT.items():
        row = found.get(aspect, {"count": 0, "since": None, "stuck": 0})
        yield duty, row["count"], row["since"], row["stuck"]


def _message_counts() -> dict[str, Count | Min]:
    ours = Q(kind__startswith="channel.")
    return {
        name: aggregate
        for duty, mine in (("shipping", ours), ("outbox", ~ours))
        for name, aggregate in (
            (duty, Count("pk", filter=mine & Q(state__in=UNSENT))),
            (f"{duty}_since", Min("created_at", filter=mine & Q(state__in=UNSENT))),
            (f"{duty}_stuck", Count("pk", filter=mine & Q(state=MessageState.PARKED))),
        )
    }


def _outbox() -> Iterable[Family]:
    family = Family(name="lapak_outbox_messages", told="Outbox rows by kind and state.")
    rows = Message.objects.values("kind", "state").annotate(count=Count("pk"))
    for row in rows.order_by("kind", "state"):
        family.add(row["count"], kind=row["kind"], state=row["state"])
    return (family,)


def _calls(now: datetime) -> Iterable[Family]:
    calls = Family(
        name="lapak_channel_calls_5m",
        told="Calls of the last five minutes that changed something or failed, by outcome.",
    )
    orders = Family(
        name="lapak_channel_orders_5m", told="Orders first seen within the last five minutes."
    )
    recent = Attempt.objects.filter(created_at__gte=now - RATE_OVER, account__isnull=False)
    for row in (
        recent.values("account__channel", "outcome")
        .annotate(count=Count("pk"))
        .order_by("account__channel", "outcome")
    ):
        calls.add(row["count"], channel=row["account__channel"], outcome=row["outcome"])
    for row in (
        ChannelOrder.objects.filter(created_at__gte=now - RATE_OVER)
        .values("account__channel")
        .annotate(count=Count("pk"))
        .order_by("account__channel")
    ):
        orders.add(row["count"], channel=row["account__channel"])
    return calls, orders


def _workers(now: datetime) -> Iterable[Family]:
    family = Family(
        name="lapak_worker_silent_seconds", told="How long ago a worker has last reported."
    )
    for row in Heartbeat.objects.order_by("worker"):
        family.add((now - row.beat_at).total_seconds(), worker=row.worker, kind=row.kind)
    return (family,)


def _accounts(now: datetime) -> Iterable[Family]:
    """Sums by channel: how many accounts there are must not make the page grow."""
    accounts = Family(name="lapak_accounts", told="Linked shops by channel and state.")
    down = Family(name="lapak_accounts_down", told="Shops whose channel does not answer.")
    drift = Family(
        name="lapak_drift", told="Differences that the last comparison could not explain."
    )
    rows = ChannelAccount.objects.values("channel", "state").annotate(
        count=Count("pk"),
        down=Count("pk", filter=Q(retry_at__gt=now)),
        drift=Sum("drift"),
    )
    for row in rows.order_by("channel", "state"):
        accounts.add(row["count"], channel=row["channel"], state=row["state"])
        down.add(row["down"], channel=row["channel"])
        drift.add(row["drift"] or 0, channel=row["channel"])
    return accounts, down, drift


def _shortages() -> Family:
    family = Family(name="lapak_short_packs", told="Packs that were sold and are not there.")
    total: Mapping[str, int | None] = Line.objects.filter(shortage__gt=0).aggregate(
        packs=Sum("shortage")
    )
    family.add(total["packs"] or 0)
    return family
