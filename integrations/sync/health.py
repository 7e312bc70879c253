"""How each account is doing: one card, one colour, one sentence, and who must act, if anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from integrations import registry
from integrations.sync import breaker
from integrations.sync.desired import waiting
from integrations.sync.errors_catalogue import Code, Who, explain
from integrations.sync.facts import AccountCard, Colour, ParkedKind
from integrations.sync.models import (
    AccountState,
    ChannelAccount,
    ChannelOrder,
    Cursor,
    Desired,
    DesiredState,
    Heartbeat,
    ImportState,
    LeftAlone,
    Listing,
    ListingState,
    Stream,
)
from shop.formats import clock, day_month, short_date

SILENT_AFTER = timedelta(minutes=1)
WARN_DAYS = 14
# A pause that ends later than this was meant to last until a person ends it.
LONGEST_PAUSE = timedelta(days=365)
_HOUR = timedelta(hours=1)
RECOVERY_SHOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What the cards of several accounts need, read with one query each."""

    waiting: Mapping[int, int] = field(default_factory=dict)
    failed: Mapping[int, int] = field(default_factory=dict)
    unmatched: Mapping[int, int] = field(default_factory=dict)
    checked: Mapping[int, datetime] = field(default_factory=dict)
    last_order: Mapping[int, datetime] = field(default_factory=dict)
    sent_since: Mapping[int, int] = field(default_factory=dict)
    orders_since: Mapping[int, int] = field(default_factory=dict)


def channel_label(channel: str) -> str:
    """The brand name of a channel: "Shopee"."""
    label: str = getattr(registry.CONNECTORS.get(channel), "label", channel)
    return label


def cards(accounts: Collection[ChannelAccount], now: datetime) -> list[AccountCard]:
    """One card for each account, in the given order. A constant number of queries."""
    numbers = _numbers([account.pk for account in accounts])
    return [card(account, numbers, now) for account in accounts]


def _numbers(ids: list[int]) -> Numbers:
    wanted = Desired.objects.filter(account_id__in=ids, account__push_stock=True)
    orders = ChannelOrder.objects.filter(account_id__in=ids)
    failed = Counter(
        _counts(wanted.filter(~_left_alone(ParkedKind.LISTING), state=DesiredState.PARKED))
    )
    failed.update(
        _counts(orders.filter(~_left_alone(ParkedKind.ORDER), import_state=ImportState.PARKED))
    )
    recovered = F("account__recovered_at")
    return Numbers(
        waiting=_counts(
            wanted.filter(waiting()).exclude(aspect="price", account__push_price=False)
        ),
        failed=failed,
        unmatched=_counts(
            Listing.objects.filter(account_id__in=ids, stockrecord=None).exclude(
                state=ListingState.GONE
            )
        ),
        checked={
            row["account_id"]: row["last_success_at"]
            for row in Cursor.objects.filter(account_id__in=ids, stream=Stream.ORDERS).values(
                "account_id", "last_success_at"
            )
            if row["last_success_at"]
        },
        last_order={
            row["account_id"]: row["newest"]
            for row in orders.values("account_id").annotate(newest=Max("external_created_at"))
            if row["newest"]
        },
        sent_since=_counts(wanted.filter(last_pushed_at__gte=recovered)),
        orders_since=_counts(
            orders.filter(
                created_at__gte=F("account__outage_from"), created_at__lte=recovered + _HOUR
            )
        ),
    )


def _left_alone(kind: ParkedKind) -> Exists:
    """That a person has looked at a stuck row and leaves it as it is."""
    return Exists(
        LeftAlone.objects.filter(
            kind=kind.value,
            row_id=OuterRef("pk"),
            code=OuterRef("error_code"),
            left_at__gte=OuterRef("updated_at"),
        )
    )


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    found = rows.order_by().values("account_id").annotate(count=Count("pk"))
    return {row["account_id"]: row["count"] for row in found}


def card(account: ChannelAccount, numbers: Numbers, now: datetime) -> AccountCard:
    """The card of one account from numbers already read."""
    verdict = next(found for judge in _JUDGES if (found := judge(account, numbers, now)))
    return AccountCard(
        account_id=account.pk,
        cooperative_id=account.cooperative_id,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        label=account.label,
        colour=verdict.colour,
        sentence=verdict.sentence,
        needs_person=verdict.colour is Colour.RED,
        is_on=account.push_stock,
        waiting=numbers.waiting.get(account.pk, 0),
        failed=numbers.failed.get(account.pk, 0),
        unmatched=numbers.unmatched.get(account.pk, 0),
        drift=account.drift,
        checked_at=numbers.checked.get(account.pk),
        last_order_at=numbers.last_order.get(account.pk),
        down_since=account.degraded_since if breaker.is_broken(account) else None,
        next_try_at=account.retry_at if breaker.is_broken(account) else None,
        recovered_at=account.recovered_at,
        paused_since=account.paused_at if is_paused(account, now) else None,
        paused_until=account.paused_until if is_paused(account, now) else None,
        authorized_until=account.authorized_until,
        days_left=days_left(account, now),
        code=verdict.code,
    )


def is_paused(account: ChannelAccount, now: datetime) -> bool:
    """Whether a person holds back stock and prices."""
    return account.paused_until is not None and account.paused_until > now


def days_left(account: ChannelAccount, now: datetime) -> int | None:
    """Whole days until the permission ends; None when the channel tells no end."""
    if account.authorized_until is None:
        return None
    return max(0, (account.authorized_until - now).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a card says."""

    colour: Colour
    sentence: str
    code: str = ""


def _disconnected(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    if account.state != AccountState.DISCONNECTED:
        return None
    return Verdict(
        colour=Colour.GREY,
        sentence=_("Disconnected. Orders of %(channel)s do not come in.")
        % {"channel": channel_label(account.channel)},
    )


def _needs_permission(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    if account.state != AccountState.NEEDS_REAUTH:
        return None
    return Verdict(
        colour=Colour.RED,
        sentence=_("%(channel)s asks for permission again.")
        % {"channel": channel_label(account.channel)},
        code=account.error_code or Code.AUTH_REVOKED,
    )


def _down(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    if not breaker.is_broken(account) or account.degraded_since is None:
        return None
    count = numbers.waiting.get(account.pk, 0)
    text = ngettext(
        "%(channel)s has not answered since %(time)s, %(count)s change waits. "
        "You need not do anything.",
        "%(channel)s has not answered since %(time)s, %(count)s changes wait. "
        "You need not do anything.",
        count,
    )
    return Verdict(
        colour=Colour.AMBER,
        sentence=text
        % {
            "channel": channel_label(account.channel),
            "time": since(account.degraded_since, now),
            "count": count,
        },
        code=Code.UNAVAILABLE,
    )


def _site_needs_mending(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    """Waiting does not help: the shop's own site is set up so that it cannot be called."""
    if not account.error_code.startswith("site_") or not breaker.is_broken(account):
        return None
    entry = explain(account.error_code)
    if entry.who is Who.NOBODY:
        return None
    return Verdict(colour=Colour.RED, sentence=f"{entry.title}.", code=account.error_code)


def _failed(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    count = numbers.failed.get(account.pk, 0)
    if not count:
        return None
    text = ngettext("%(count)s thing must be mended.", "%(count)s things must be mended.", count)
    return Verdict(colour=Colour.RED, sentence=text % {"count": count})


def _unfinished(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    if account.push_stock:
        return None
    return Verdict(
        colour=Colour.AMBER,
        sentence=_("Linked, but not switched on yet. Nothing is sent."),
    )


def _paused(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    if not is_paused(account, now) or account.paused_until is None:
        return None
    if account.paused_until - now > LONGEST_PAUSE:
        text = _("Sending stock rests until you switch it on. Orders keep coming in.")
    else:
        text = _("Sending stock rests until %(time)s. Orders keep coming in.") % {
            "time": short_date(account.paused_until)
        }
    return Verdict(colour=Colour.GREY, sentence=text)


def _ending(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    days = days_left(account, now)
    if days is None or days > WARN_DAYS:
        return None
    text = ngettext(
        "Permission of %(channel)s ends %(date)s, %(count)s day left.",
        "Permission of %(channel)s ends %(date)s, %(count)s days left.",
        days,
    )
    return Verdict(
        colour=Colour.AMBER,
        sentence=text
        % {
            "channel": channel_label(account.channel),
            "date": day_month(account.authorized_until),
            "count": days,
        },
        code=Code.AUTH_REVOKED,
    )


def _recovered(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict | None:
    if account.recovered_at is None or account.recovered_at + RECOVERY_SHOWN < now:
        return None
    return Verdict(
        colour=Colour.GREEN,
        sentence=_(
            "%(channel)s recovered %(time)s. %(changes)s changes sent, %(orders)s orders came in."
        )
        % {
            "channel": channel_label(account.channel),
            "time": clock(account.recovered_at),
            "changes": numbers.sent_since.get(account.pk, 0),
            "orders": numbers.orders_since.get(account.pk, 0),
        },
    )


def _healthy(account: ChannelAccount, numbers: Numbers, now: datetime) -> Verdict:
    checked = numbers.checked.get(account.pk)
    if checked is None:
        return Verdict(colour=Colour.GREEN, sentence=_("Connected. Not looked at yet."))
    return Verdict(
        colour=Colour.GREEN, sentence=_("Healthy. Checked %(time)s.") % {"time": clock(checked)}
    )


# The first that has something to say decides.
_JUDGES = (
    _disconnected,
    _needs_permission,
    _site_needs_mending,
    _down,
    _failed,
    _unfinished,
    _paused,
    _ending,
    _recovered,
    _healthy,
)


def since(moment: datetime, now: datetime) -> str:
    """The time of day, with the day when that was not in the last twelve hours."""
    return clock(moment) if now - moment < timedelta(hours=12) else short_date(moment)


def last_beat() -> datetime | None:
    """When any worker last reported; None when none ever did."""
    beat: datetime | None = Heartbeat.objects.aggregate(newest=Max("beat_at"))["newest"]
    return beat
