"""Notifications: proven, stored, answered; worked on later. A hint never says what is true."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from integrations import registry
from integrations.channels.capabilities import capabilities
from integrations.channels.errors import AuthRevoked, BadSignature, ChannelError
from integrations.channels.notifications import HintKind
from integrations.channels.transport import Clock
from integrations.channels.words import WebhookDelivery
from integrations.sync import bells, breaker, leases, pull
from integrations.sync.calls import Line, app_words, back_off, call
from integrations.sync.errors_catalogue import Code, details
from integrations.sync.models import (
    AccountState,
    ChannelAccount,
    ChannelApp,
    Cursor,
    Inbox,
    InboxState,
    Stream,
)
from integrations.sync.secrets import CannotOpen

logger = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
BATCH = 50
ATTEMPTS_UNTIL_PARKED = 12
KEPT = timedelta(days=30)
# Enough to find a delivery again at the channel; never what proves its origin.
KEPT_HEADERS = ("content-type", "date", "user-agent", "x-request-id")
OF_ORDERS = frozenset({HintKind.ORDER.value, HintKind.PARCEL.value, HintKind.RETURN.value})
OF_LISTINGS = frozenset({HintKind.LISTING.value, HintKind.STOCK.value})
OF_CONSENT = frozenset(
    {
        HintKind.AUTHORIZED.value,
        HintKind.DEAUTHORIZED.value,
        HintKind.AUTHORIZATION_ENDING.value,
    }
)


class UnknownChannel(LookupError):
    """No registration of ours is with that channel, or it sends no notifications."""


def receive(*, channel: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Store a proven notification, once.

    Raises ``UnknownChannel``, or ``BadSignature`` when it was signed by none of our registrations:
    then nothing is stored. Makes no call.
    """
    delivery = verify(channel=channel, headers=headers, body=body)
    account_id = _only_account(channel, delivery)
    row = Inbox(
        channel=channel,
        account_id=account_id,
        delivery_key=delivery.delivery_key[:160],
        headers={
            name: value[:200] for name, value in headers.items() if name.lower() in KEPT_HEADERS
        },
        body=body.decode("utf-8", "replace"),
        hints=[{**asdict(hint), "kind": hint.kind.value} for hint in delivery.hints],
        verified_at=now,
        not_before=now,
        state=InboxState.NEW if delivery.hints else InboxState.DONE,
    )
    Inbox.objects.bulk_create([row], ignore_conflicts=True)
    bells.ring_inbox(account_id)


def verify(*, channel: str, headers: Mapping[str, str], body: bytes) -> WebhookDelivery:
    """Which of our registrations has signed this, and what it hints at."""
    factory = registry.CONNECTORS.get(channel)
    if factory is None or "ReceivesWebhooks" not in capabilities(factory):
        raise UnknownChannel(channel)
    apps = list(ChannelApp.objects.filter(channel=channel).order_by("pk"))
    if not apps:
        raise UnknownChannel(channel)
    for app in apps:
        try:
            return _verify_as(app, headers, body)
        except BadSignature:
            continue
    raise BadSignature("no registration of ours has signed this")


def _verify_as(app: ChannelApp, headers: Mapping[str, str], body: bytes) -> WebhookDelivery:
    connector: Any = registry.get(app.channel)(None, _no_calls, _no_clock, app=app_words(app))
    delivery: WebhookDelivery = connector.verify_webhook(headers, body, app.callback_url)
    return delivery


def _no_calls(request: object) -> Any:
    raise RuntimeError("verifying a notification makes no call")


def _no_clock() -> datetime:
    raise RuntimeError("verifying a notification needs no clock")


def _only_account(channel: str, delivery: WebhookDelivery) -> int | None:
    shops = {hint.external_shop_id for hint in delivery.hints if hint.external_shop_id}
    if len(shops) != 1:
        return None
    return (
        ChannelAccount.objects.filter(channel=channel, external_shop_id=shops.pop())
        .values_list("pk", flat=True)
        .first()
    )


def due_accounts(*, now: datetime) -> list[int | None]:
    """Accounts with notifications to work on; None stands for those of no single account."""
    rows = Inbox.objects.filter(leases.is_free(now), state=InboxState.NEW, not_before__lte=now)
    ready = set(breaker.callable_accounts(now).values_list("pk", flat=True))
    found = rows.order_by("account_id").values_list("account_id", flat=True).distinct()
    return [account_id for account_id in found if account_id is None or account_id in ready]


def process_account(*, account_id: int | None, clock: Clock, budget: timedelta) -> int:
    """Fetch what the account's notifications hint at; returns how many rows were worked on."""
    until = clock() + budget
    handled = 0
    while clock() < until:
        rows = Inbox.objects.filter(
            account_id=account_id, state=InboxState.NEW, not_before__lte=clock()
        ).order_by("not_before", "pk")
        token, held = leases.take(rows, now=clock(), limit=BATCH)
        if not held:
            break
        if account_id is None:
            _spread(held, token, clock())
        else:
            _process(account_id, held, token, clock)
        handled += len(held)
    return handled


def _process(account_id: int, held: list[Inbox], token: str, clock: Clock) -> None:
    account = pull.account_of(account_id)
    if account.state == AccountState.DISCONNECTED:
        _finish(held, token, clock(), code=Code.UNKNOWN_SHOP.value)
        return
    if account.state == AccountState.NEEDS_REAUTH and not _concerns_consent(held):
        # Once permission is there again, polling reads everything that was missed.
        _finish(held, token, clock(), code=Code.ACCOUNT_NOT_CONNECTED.value)
        return
    try:
        _follow(account, _hints(held, account), Line(clock=clock))
    except (ChannelError, CannotOpen) as error:
        _postpone(held, token, error, clock())
        return
    _finish(held, token, clock())


def _concerns_consent(held: list[Inbox]) -> bool:
    return any(hint["kind"] in OF_CONSENT for row in held for hint in row.hints)


def _hints(held: list[Inbox], account: ChannelAccount) -> dict[str, set[str]]:
    """Kind → ids, each once, however often it was told."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in held:
        for hint in row.hints:
            if hint["external_shop_id"] in {"", account.external_shop_id}:
                found[hint["kind"]].add(hint["external_id"])
    return found


def _follow(account: ChannelAccount, hints: Mapping[str, set[str]], line: Line) -> None:
    order_ids = sorted(set().union(*(hints.get(kind, set()) for kind in OF_ORDERS)) - {""})
    if order_ids:
        pull.fetch(account=account, order_ids=order_ids, line=line)
    if any(kind in hints for kind in OF_LISTINGS):
        _read_listings_soon(account, line.clock())
    if any(kind in hints for kind in OF_CONSENT):
        check_consent(account=account, line=line)


def check_consent(*, account: ChannelAccount, line: Line) -> None:
    """Ask the channel itself whether, and until when, we may still act for the shop."""
    try:
        shop = call(
            account=account,
            operation="shop_info",
            do=lambda connector: connector.shop_info(),
            line=line,
        )
    except AuthRevoked:
        return  # the account has been stopped by then
    ChannelAccount.objects.filter(pk=account.pk).update(
        authorized_until=shop.authorized_until, label=shop.name[:120]
    )


def _read_listings_soon(account: ChannelAccount, now: datetime) -> None:
    Cursor.objects.filter(
        account=account, stream=Stream.LISTINGS, next_run_at__gt=now + timedelta(minutes=1)
    ).update(next_run_at=now + timedelta(minutes=1))


def _spread(held: list[Inbox], token: str, now: datetime) -> None:
    """A notification about several shops, or about one that was not linked when it came."""
    for row in held:
        shops = {hint["external_shop_id"] for hint in row.hints}
        accounts = list(
            ChannelAccount.objects.filter(channel=row.channel, external_shop_id__in=shops)
        )
        Inbox.objects.bulk_create(
            [_copy_for(row, account, now) for account in accounts], ignore_conflicts=True
        )
        _finish([row], token, now, code="" if accounts else Code.UNKNOWN_SHOP.value)


def _copy_for(row: Inbox, account: ChannelAccount, now: datetime) -> Inbox:
    return Inbox(
        channel=row.channel,
        account=account,
        delivery_key=f"{row.delivery_key[:140]}@{account.pk}",
        headers=row.headers,
        hints=[hint for hint in row.hints if hint["external_shop_id"] == account.external_shop_id],
        verified_at=row.verified_at,
        not_before=now,
    )


def _finish(rows: Iterable[Inbox], token: str, now: datetime, code: str = "") -> None:
    Inbox.objects.filter(pk__in=[row.pk for row in rows], lease_token=token).update(
        state=InboxState.DONE,
        error_code=code,
        error_text="",
        lease_token="",
        lease_until=None,
        updated_at=now,
    )


def _postpone(rows: list[Inbox], token: str, error: Exception, now: datetime) -> None:
    """Again later. After many tries a row is parked; polling has found the order long before."""
    for row in rows:
        is_parked = row.attempts + 1 >= ATTEMPTS_UNTIL_PARKED
        Inbox.objects.filter(pk=row.pk, lease_token=token).update(
            state=InboxState.PARKED if is_parked else InboxState.NEW,
            attempts=F("attempts") + 1,
            not_before=now + back_off(row.attempts + 1),
            lease_token="",
            lease_until=None,
            updated_at=now,
            **details(error),
        )


def purge(*, now: datetime) -> int:
    """Delete what was worked on more than 30 days ago; returns how many."""
    deleted, _by_table = Inbox.objects.filter(
        state=InboxState.DONE, updated_at__lt=now - KEPT
    ).delete()
    return deleted
