"""Work that is stuck and needs a person: shown by cause, tried again by a button."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.utils import timezone

from integrations.sync import desired
from integrations.sync.errors_catalogue import Code, code_of_parked_message
from integrations.sync.facts import ParkedCause, ParkedItem, ParkedKind
from integrations.sync.health import channel_label
from integrations.sync.models import (
    ChannelAccount,
    ChannelOrder,
    ChannelOrderLine,
    Desired,
    DesiredState,
    ImportState,
    Inbox,
    InboxState,
)
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.outbox.models import State as MessageState

MESSAGE_KINDS = "channel."
PER_KIND = 3000


def causes(cooperative_ids: Collection[int]) -> list[ParkedCause]:
    """Everything that is stuck for these cooperatives, grouped by account and cause."""
    accounts = {
        account.pk: account
        for account in ChannelAccount.objects.filter(cooperative_id__in=list(cooperative_ids))
    }
    grouped: dict[tuple[int, str], list[ParkedItem]] = defaultdict(list)
    for account_id, item in _items(list(accounts), list(cooperative_ids)):
        grouped[account_id, item.code].append(item)
    return [
        _cause(accounts[account_id], code, items)
        for (account_id, code), items in grouped.items()
        if account_id in accounts
    ]


def _cause(account: ChannelAccount, code: str, items: list[ParkedItem]) -> ParkedCause:
    return ParkedCause(
        account_id=account.pk,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        account_label=account.label,
        code=code,
        items=tuple(items),
    )


def _items(account_ids: list[int], cooperative_ids: list[int]) -> Iterator[tuple[int, ParkedItem]]:
    yield from _orders(account_ids)
    yield from _goods(account_ids)
    yield from _messages(cooperative_ids)
    yield from _listings(account_ids)
    yield from _notifications(account_ids)


def _orders(account_ids: list[int]) -> Iterator[tuple[int, ParkedItem]]:
    rows = ChannelOrder.objects.filter(
        account_id__in=account_ids, import_state=ImportState.PARKED
    ).order_by("pk")
    for row in rows[:PER_KIND]:
        yield (
            row.account_id,
            ParkedItem(
                kind=ParkedKind.ORDER,
                row_id=row.pk,
                title=row.external_order_id,
                since=row.updated_at,
                order_id=row.order_id,
                code=row.error_code,
                text=row.error_text,
                attempts=row.attempts,
            ),
        )


def _goods(account_ids: list[int]) -> Iterator[tuple[int, ParkedItem]]:
    """Lines of orders whose goods nobody has matched: one tap for each listing."""
    rows = (
        ChannelOrderLine.objects.filter(
            channel_order__account_id__in=account_ids,
            order_line__isnull=False,
            order_line__stock_item__isnull=True,
        )
        .exclude(channel_order__state="cancelled")
        .select_related("channel_order")
        .order_by("pk")
    )
    for row in rows[:PER_KIND]:
        yield (
            row.channel_order.account_id,
            ParkedItem(
                kind=ParkedKind.GOODS,
                row_id=row.pk,
                title=row.title,
                since=row.channel_order.created_at,
                order_id=row.channel_order.order_id,
                listing_id=row.listing_id,
                code=Code.UNKNOWN_GOODS,
                text=row.seller_sku,
            ),
        )


def _messages(cooperative_ids: list[int]) -> Iterator[tuple[int, ParkedItem]]:
    rows = Message.objects.filter(
        state=MessageState.PARKED,
        kind__startswith=MESSAGE_KINDS,
        cooperative_id__in=cooperative_ids,
    ).order_by("pk")
    for row in rows[:PER_KIND]:
        yield (
            row.payload.get("account_id", 0),
            ParkedItem(
                kind=ParkedKind.MESSAGE,
                row_id=row.pk,
                title=row.payload.get("external_order_id", row.dedup_key),
                since=row.updated_at,
                order_id=row.payload.get("order_id"),
                parcel_id=row.payload.get("parcel_id"),
                code=code_of_parked_message(row.error_code),
                text=row.error_text,
                attempts=row.attempts,
            ),
        )


def _listings(account_ids: list[int]) -> Iterator[tuple[int, ParkedItem]]:
    rows = (
        Desired.objects.filter(
            account_id__in=account_ids, account__push_stock=True, state=DesiredState.PARKED
        )
        .select_related("listing")
        .order_by("pk")
    )
    for row in rows[:PER_KIND]:
        yield (
            row.account_id,
            ParkedItem(
                kind=ParkedKind.LISTING,
                row_id=row.pk,
                title=str(row.listing),
                since=row.updated_at,
                listing_id=row.listing_id,
                code=row.error_code,
                text=row.error_text,
                request_id=row.request_id,
                attempts=row.attempts,
            ),
        )


def _notifications(account_ids: list[int]) -> Iterator[tuple[int, ParkedItem]]:
    rows = Inbox.objects.filter(account_id__in=account_ids, state=InboxState.PARKED).order_by("pk")
    for row in rows[:PER_KIND]:
        yield (
            row.account_id or 0,
            ParkedItem(
                kind=ParkedKind.NOTIFICATION,
                row_id=row.pk,
                title=row.delivery_key,
                since=row.updated_at,
                code=row.error_code,
                text=row.error_text,
                attempts=row.attempts,
            ),
        )


def retry(*, kind: str, row_id: int, cooperative_ids: Collection[int]) -> bool:
    """A person pressed "try again". False when it is no longer stuck, or belongs to others."""
    mine = list(cooperative_ids)
    return bool(_RETRY[ParkedKind(kind)](row_id, mine))


def _retry_listing(row_id: int, mine: list[int]) -> int:
    rows = Desired.objects.filter(
        pk=row_id, state=DesiredState.PARKED, account__cooperative_id__in=mine
    )
    return desired.mark(rows, last_value=None)


def _retry_order(row_id: int, mine: list[int]) -> int:
    return ChannelOrder.objects.filter(
        pk=row_id, import_state=ImportState.PARKED, account__cooperative_id__in=mine
    ).update(**_again(import_state=ImportState.RETRYING))


def _retry_goods(row_id: int, mine: list[int]) -> int:
    """Matching is what helps; the order is read again in case somebody mended it at the channel."""
    return ChannelOrder.objects.filter(
        lines__pk=row_id, account__cooperative_id__in=mine, import_state=ImportState.DONE
    ).update(**_again(import_state=ImportState.RETRYING))


def _retry_message(row_id: int, mine: list[int]) -> int:
    is_mine = Message.objects.filter(
        pk=row_id, cooperative_id__in=mine, kind__startswith=MESSAGE_KINDS
    ).exists()
    return int(is_mine and outbox.retry(message_id=row_id))


def _retry_notification(row_id: int, mine: list[int]) -> int:
    return Inbox.objects.filter(
        pk=row_id, state=InboxState.PARKED, account__cooperative_id__in=mine
    ).update(**_again(state=InboxState.NEW))


def _again(**state: str) -> dict[str, Any]:
    now = timezone.now()
    return {"attempts": 0, "not_before": now, "updated_at": now, **state}


_RETRY = {
    ParkedKind.LISTING: _retry_listing,
    ParkedKind.ORDER: _retry_order,
    ParkedKind.GOODS: _retry_goods,
    ParkedKind.MESSAGE: _retry_message,
    ParkedKind.NOTIFICATION: _retry_notification,
}
