"""Work that is stuck and needs a person: shown by cause, tried again, or left as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from integrations.sync import bells, bulk, desired
from integrations.sync.errors_catalogue import Code, code_of_parked_message
from integrations.sync.facts import ParkedCause, ParkedItem, ParkedKind, Progress
from integrations.sync.health import channel_label
from integrations.sync.models import (
    BulkKind,
    BulkRun,
    ChannelAccount,
    ChannelOrder,
    ChannelOrderLine,
    Desired,
    DesiredState,
    ImportState,
    Inbox,
    InboxState,
    LeftAlone,
)
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.outbox.models import State as MessageState

if TYPE_CHECKING:
    from shop.accounts.models import User

MESSAGE_KINDS = "channel."
# How many rows are changed or looked at in one query.
STEP = 500
PER_KIND = 3000


def causes(cooperative_ids: Collection[int]) -> list[ParkedCause]:
    """Everything that is stuck for these cooperatives, grouped by account and cause."""
    accounts = {
        account.pk: account
        for account in ChannelAccount.objects.filter(cooperative_id__in=list(cooperative_ids))
    }
    grouped: dict[tuple[int, str], list[ParkedItem]] = defaultdict(list)
    left = _left(list(accounts))
    for account_id, item in _items(list(accounts), list(cooperative_ids)):
        if not _is_left(item, left):
            grouped[account_id, item.code].append(item)
    return [
        _cause(accounts[account_id], code, items)
        for (account_id, code), items in grouped.items()
        if account_id in accounts
    ]


def _left(account_ids: list[int]) -> dict[tuple[str, int], LeftAlone]:
    rows = LeftAlone.objects.filter(account_id__in=account_ids)
    return {(row.kind, row.row_id): row for row in rows}


def _is_left(item: ParkedItem, left: dict[tuple[str, int], LeftAlone]) -> bool:
    """A person has looked at this very thing; stuck anew, it is shown again."""
    row = left.get((item.kind.value, item.row_id))
    return row is not None and row.code == item.code and item.since <= row.left_at


def left_alone(account_id: int) -> list[LeftAlone]:
    """What was left as it is and still is stuck like that, newest first."""
    account = ChannelAccount.objects.get(pk=account_id)
    rows = _left([account_id])
    still = [
        rows[item.kind.value, item.row_id]
        for _account_id, item in _items([account_id], [account.cooperative_id])
        if _is_left(item, rows)
    ]
    return sorted(still, key=lambda row: row.left_at, reverse=True)


def leave(
    *,
    account: ChannelAccount,
    items: Collection[ParkedItem],
    reason: str,
    actor: User | None = None,
) -> int:
    """Leave these as they are, with a reason; returns how many. Changes nothing else.

    Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("why is it left?")
    now = timezone.now()
    LeftAlone.objects.bulk_create(
        [
            LeftAlone(
                account=account,
                kind=item.kind.value,
                row_id=item.row_id,
                code=item.code,
                reason=reason.strip()[:200],
                actor=actor,
                left_at=max(now, item.since),
            )
            for item in sorted(items, key=lambda each: (each.kind.value, each.row_id))
        ],
        update_conflicts=True,
        update_fields=["code", "reason", "actor", "left_at"],
        unique_fields=["kind", "row_id"],
    )
    return len(items)


def take_up_again(*, account_id: int, left_id: int) -> bool:
    """Show again what was left; False when it is not."""
    deleted, _by_table = LeftAlone.objects.filter(pk=left_id, account_id=account_id).delete()
    return bool(deleted)


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
                title=row.payload.get("title")
                or row.payload.get("external_order_id", row.dedup_key),
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


def retry_many(
    *,
    account: ChannelAccount,
    items: Collection[ParkedItem],
    key: str = "",
    code: str = "",
    actor: User | None = None,
) -> BulkRun:
    """Try all of these again; the run counts those that were still stuck. One key is one run."""
    mine = [account.cooperative_id]
    with transaction.atomic():
        run, is_new = bulk.begin(
            account_id=account.pk, kind=BulkKind.RETRY, key=key, actor=actor, code=code
        )
        if not is_new:
            return run
        tried = _retry_listings(
            [item.row_id for item in items if item.kind is ParkedKind.LISTING], mine
        )
        for item in items:
            if item.kind is not ParkedKind.LISTING and _RETRY[item.kind](item.row_id, mine):
                tried.append([item.kind.value, item.row_id])
        bulk.keep(run, tried)
        bells.ring_push([account.pk])
    return run


def _retry_listings(row_ids: list[int], mine: list[int]) -> list[list[str | int]]:
    """Marked together, in steps: the guard keeps out what is no longer stuck."""
    tried: list[list[str | int]] = []
    for start in range(0, len(row_ids), STEP):
        stuck = Desired.objects.filter(
            pk__in=row_ids[start : start + STEP],
            state=DesiredState.PARKED,
            account__cooperative_id__in=mine,
        )
        ids = list(stuck.values_list("pk", flat=True))
        if desired.mark(stuck.filter(pk__in=ids), last_value=None):
            tried += [[ParkedKind.LISTING.value, pk] for pk in ids]
    return tried


def progress(run: BulkRun) -> Progress:
    """How far what was tried again has got: waiting, done, or stuck once more."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, row_id in run.items:
        ids[kind].append(row_id)
    counts: Counter[str] = Counter()
    for kind, row_ids in ids.items():
        table, state = _STATES.get(kind, (None, ""))
        if table is None:
            counts["done"] += len(row_ids)
            continue
        for start in range(0, len(row_ids), STEP):
            rows = table.objects.filter(pk__in=row_ids[start : start + STEP])
            found = rows.values_list(state, flat=True) if state else rows.values_list(*_OF_ROW)
            counts.update(_outcome(each) for each in found)
    waiting, failed = counts["waiting"], counts["failed"]
    return Progress(total=run.total, waiting=waiting, failed=failed)


def _outcome(found: Any) -> str:
    if isinstance(found, tuple):
        state, generation, synced = found
        found = "new" if state != DesiredState.PARKED and synced < generation else state
    if found == "parked":
        return "failed"
    return "waiting" if found in _UNFINISHED else "done"


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

# Where the state of a row that was tried again stands; "" for wanted values, which have two.
_STATES: dict[str, tuple[type[Model], str]] = {
    ParkedKind.LISTING: (Desired, ""),
    ParkedKind.ORDER: (ChannelOrder, "import_state"),
    ParkedKind.MESSAGE: (Message, "state"),
    ParkedKind.NOTIFICATION: (Inbox, "state"),
}
_OF_ROW = ("state", "generation", "synced_generation")
_UNFINISHED = frozenset({"new", "retrying", "queued", "sending", "unknown"})
