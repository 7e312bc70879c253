"""Everything the engine does by itself, in order of care: what is due, and how it is done.

Orders come before cancellations, stock, prices, listings and housekeeping. Each piece concerns one
account, is bounded in time and safe to run twice, so that a flood in one delays no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.management import call_command
from django.db.models import Q, QuerySet
from django.utils import timezone

from integrations.channels.errors import ChannelError
from integrations.channels.transport import Clock
from integrations.sync import (
    attempts,
    breaker,
    bulk,
    escrow_shares,
    inbox,
    notices,
    orders,
    payout_reading,
    publishing,
    pull,
    push,
    reconcile,
    tokens,
)
from integrations.sync.calls import Line, call
from integrations.sync.models import Aspect, Heartbeat, Stream
from integrations.sync.secrets import CannotOpen
from shop.couriers import asking, closing
from shop.couriers import services as couriers
from shop.order import services as order_services
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.outbox.models import State as MessageState
from shop.outbox.registry import HANDLERS
from shop.payments import reminders
from shop.payments import services as payments
from shop.privacy import retention
from shop.privacy import services as privacy
from shop.storefront import alerts, cards, free_labels, open_graph, page_versions

BUDGET = timedelta(seconds=5)
ROWS = 100
OLD_HEARTBEAT = timedelta(days=1)

Argument = int | None
"""The account a piece of work concerns (``data_requests``: the request); None when it has none."""


class Pool(StrEnum):
    """Who does it: care for buyers never waits behind bulk."""

    CARE = "care"
    BULK = "bulk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One kind of work. ``every`` is how long it may take until it is noticed."""

    name: str
    pool: Pool
    every: timedelta
    find: Callable[[datetime], Sequence[Argument]]
    run: Callable[[Argument, Clock], object]


def _account(argument: Argument) -> int:
    if argument is None:
        raise ValueError("this duty concerns a row")
    return argument


def _find_messages(now: datetime, *, of_channels: bool) -> Sequence[Argument]:
    ours = Q(kind__startswith="channel.") & ~Q(kind__in=list(publishing.KINDS))
    other = ~Q(kind__startswith="channel.")
    return _due_messages(Message.objects.filter(ours if of_channels else other), now)


def _find_publishing(now: datetime) -> Sequence[Argument]:
    return _due_messages(Message.objects.filter(kind__in=list(publishing.KINDS)), now)


def _due_messages(rows: QuerySet[Message], now: datetime) -> Sequence[Argument]:
    rows = rows.filter(
        Q(state__in=[MessageState.QUEUED, MessageState.UNKNOWN], not_before__lte=now)
        | Q(state=MessageState.SENDING, lease_until__lt=now)
    )
    return [None] if rows.exists() else []


def _kinds(*, of_channels: bool) -> list[str]:
    return [
        kind
        for kind in HANDLERS
        if kind.startswith("channel.") == of_channels and kind not in publishing.KINDS
    ]


def _deliver(clock: Clock, *, of_channels: bool) -> object:
    return outbox.deliver_due(clock=clock, budget=BUDGET, kinds=_kinds(of_channels=of_channels))


def _find_unfinished(now: datetime) -> Sequence[Argument]:
    return orders.accounts_with_unfinished(now=now, ready=breaker.callable_accounts(now))


def _renew_tokens(argument: Argument, clock: Clock) -> object:
    """Any call renews what is about to end; this one does nothing else."""
    account = pull.account_of(_account(argument))
    try:
        call(account=account, operation="renew", do=lambda connector: None, line=Line(clock=clock))
    except (ChannelError, CannotOpen):
        return False  # kept on the account
    return True


def _find_streams(stream: Stream) -> Callable[[datetime], Sequence[Argument]]:
    def find(now: datetime) -> Sequence[Argument]:
        return [account_id for due, account_id in reconcile.due(now=now) if due == stream]

    return find


def _clean(argument: Argument, clock: Clock) -> object:
    now = clock()
    Heartbeat.objects.filter(beat_at__lt=now - OLD_HEARTBEAT).delete()
    escrow_shares.clean()
    return inbox.purge(now=now) + attempts.purge(now=now) + bulk.purge(now=now)


def _find_quiet_hour(now: datetime) -> Sequence[Argument]:
    return [None] if timezone.localtime(now).hour == QUIET_HOUR else []


def _publish_pages(argument: Argument, clock: Clock) -> object:
    """Articles and pages whose hour has come, or has passed, as their editors set it."""
    return call_command("publish_scheduled", verbosity=0)


def _always(now: datetime) -> Sequence[Argument]:
    return [None]


NOW = timedelta(0)
SOON = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# Once a minute in the quiet hour, so what is left when it is spent goes in the next minute.
RETENTION_BUDGET = timedelta(seconds=50)
# Local hour in which work that touches everything is done.
QUIET_HOUR = 2

DUTIES: tuple[Duty, ...] = (
    Duty(
        name="inbox",
        pool=Pool.CARE,
        every=NOW,
        find=lambda now: inbox.due_accounts(now=now),
        run=lambda account_id, clock: inbox.process_account(
            account_id=account_id, clock=clock, budget=BUDGET
        ),
    ),
    Duty(
        name="orders",
        pool=Pool.CARE,
        every=NOW,
        find=lambda now: pull.due_accounts(now=now),
        run=lambda account_id, clock: pull.pull_account(
            account_id=_account(account_id), clock=clock, budget=BUDGET
        ),
    ),
    Duty(
        name="unfinished_orders",
        pool=Pool.CARE,
        every=SOON,
        find=_find_unfinished,
        run=lambda account_id, clock: pull.retry_unfinished(
            account_id=_account(account_id), clock=clock
        ),
    ),
    Duty(
        name="shipping",
        pool=Pool.CARE,
        every=NOW,
        find=lambda now: _find_messages(now, of_channels=True),
        run=lambda _none, clock: _deliver(clock, of_channels=True),
    ),
    Duty(
        name="stock",
        pool=Pool.BULK,
        every=NOW,
        find=lambda now: push.due_accounts(now=now, aspect=Aspect.STOCK),
        run=lambda account_id, clock: push.push_account(
            account_id=_account(account_id), clock=clock, budget=BUDGET, aspect=Aspect.STOCK
        ),
    ),
    Duty(
        name="outbox",
        pool=Pool.CARE,
        every=NOW,
        find=lambda now: _find_messages(now, of_channels=False),
        run=lambda _none, clock: _deliver(clock, of_channels=False),
    ),
    Duty(
        name="prices",
        pool=Pool.BULK,
        every=NOW,
        find=lambda now: push.due_accounts(now=now, aspect=Aspect.PRICE),
        run=lambda account_id, clock: push.push_account(
            account_id=_account(account_id), clock=clock, budget=BUDGET, aspect=Aspect.PRICE
        ),
    ),
    Duty(
        name="publishing",
        pool=Pool.BULK,
        every=SOON,
        find=_find_publishing,
        run=lambda _none, clock: outbox.deliver_due(
            clock=clock, budget=BUDGET, kinds=publishing.KINDS
        ),
    ),
    Duty(
        name="unpaid_orders",
        pool=Pool.CARE,
        every=SOON,
        find=_always,
        run=lambda _none, clock: order_services.lapse_due(clock=clock, budget=ROWS),
    ),
    Duty(
        name="promises",
        pool=Pool.BULK,
        every=HOUR,
        find=_always,
        run=lambda _none, clock: order_services.ask_about_passed(
            today=timezone.localdate(clock()), limit=ROWS
        ),
    ),
    Duty(
        name="payments",
        pool=Pool.CARE,
        every=SOON,
        find=_always,
        run=lambda _none, clock: payments.expire_due(clock=clock, budget=ROWS),
    ),
    Duty(
        name="payment_reminders",
        pool=Pool.CARE,
        every=MINUTE,
        find=_always,
        run=lambda _none, clock: reminders.remind_due(clock=clock, budget=ROWS),
    ),
    Duty(
        name="couriers",
        pool=Pool.CARE,
        every=MINUTE,
        find=_always,
        run=lambda _none, clock: couriers.poll_due(now=clock(), limit=ROWS),
    ),
    Duty(
        name="arrived",
        pool=Pool.BULK,
        every=HOUR,
        find=_always,
        run=lambda _none, clock: closing.complete_due(now=clock(), limit=ROWS),
    ),
    Duty(
        name="has_it_come",
        pool=Pool.BULK,
        every=HOUR,
        find=_always,
        run=lambda _none, clock: asking.ask_due(now=clock(), limit=ROWS),
    ),
    Duty(
        name="alerts",
        pool=Pool.CARE,
        every=MINUTE,
        find=lambda now: [None] if alerts.due(now).exists() else [],
        run=lambda _none, clock: alerts.find_due(clock=clock, budget=ROWS),
    ),
    Duty(
        name="tokens",
        pool=Pool.CARE,
        every=MINUTE,
        find=lambda now: tokens.ending(now=now, ready=breaker.callable_accounts(now)),
        run=_renew_tokens,
    ),
    Duty(
        name="listings",
        pool=Pool.BULK,
        every=SOON,
        find=_find_streams(Stream.LISTINGS),
        run=lambda account_id, clock: reconcile.run(
            stream=Stream.LISTINGS, account_id=_account(account_id), clock=clock
        ),
    ),
    Duty(
        name="gap_audit",
        pool=Pool.BULK,
        every=MINUTE,
        find=_find_streams(Stream.GAP_AUDIT),
        run=lambda account_id, clock: reconcile.run(
            stream=Stream.GAP_AUDIT, account_id=_account(account_id), clock=clock
        ),
    ),
    Duty(
        name="settlements",
        pool=Pool.BULK,
        every=MINUTE,
        find=lambda now: payout_reading.due(now=now),
        run=lambda account_id, clock: payout_reading.run(
            account_id=_account(account_id), clock=clock
        ),
    ),
    Duty(
        name="notices",
        pool=Pool.BULK,
        every=HOUR,
        find=_always,
        run=lambda _none, clock: notices.warn_ending(now=clock()),
    ),
    Duty(
        name="page_versions",
        pool=Pool.BULK,
        every=MINUTE,
        find=_always,
        run=lambda _none, clock: page_versions.tidy(),
    ),
    Duty(
        name="shared_pictures",
        pool=Pool.BULK,
        every=MINUTE,
        find=_always,
        run=lambda _none, clock: open_graph.sweep(clock=clock),
    ),
    Duty(name="pages", pool=Pool.BULK, every=MINUTE, find=_always, run=_publish_pages),
    Duty(
        name="free_shipping_labels",
        pool=Pool.BULK,
        every=MINUTE,
        find=_always,
        run=lambda _none, clock: free_labels.refresh(now=clock()),
    ),
    Duty(
        name="cards",
        pool=Pool.BULK,
        every=HOUR,
        find=_find_quiet_hour,
        run=lambda _none, clock: cards.refresh_all(),
    ),
    Duty(
        name="data_requests",
        pool=Pool.BULK,
        every=SOON,
        find=lambda now: privacy.due(now),
        run=lambda request_id, clock: privacy.work(request_id=_account(request_id), clock=clock),
    ),
    Duty(
        name="retention",
        pool=Pool.BULK,
        every=MINUTE,
        find=_find_quiet_hour,
        run=lambda _none, clock: retention.purge(clock=clock, budget=RETENTION_BUDGET),
    ),
    Duty(name="cleaning", pool=Pool.BULK, every=HOUR, find=_always, run=_clean),
)

BY_NAME: dict[str, Duty] = {duty.name: duty for duty in DUTIES}
