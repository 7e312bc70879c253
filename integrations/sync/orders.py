"""Taking a channel's order over: once, in whatever order the news arrives, each one alone.

The row of the order decides. A newer ``updated_at`` wins by a guarded UPDATE, in the transaction
that also reserves stock and moves the parcel, so that two workers who read the same order change
it once. An order that cannot be taken over parks by itself with its reason.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet

from integrations import registry
from integrations.channels.capabilities import takes_units_when_paid
from integrations.channels.errors import BadPayload, ChannelError, NotFound
from integrations.channels.orders import OrderState
from integrations.channels.words import ChannelOrder as Incoming
from integrations.sync import desired, order_batches, order_words, progress
from integrations.sync.calls import back_off
from integrations.sync.errors_catalogue import Code, details
from integrations.sync.models import (
    ChannelAccount,
    ChannelOrder,
    ChannelOrderLine,
    ImportState,
)
from shop.order import services as orders
from shop.transactions import is_contention, retries_contention

logger = logging.getLogger(__name__)

ATTEMPTS_UNTIL_PARKED = 5
# How far along an order is. News of the same second never moves it backwards.
RANK: dict[str, int] = {
    OrderState.UNKNOWN: 0,
    OrderState.UNPAID: 1,
    OrderState.READY: 2,
    OrderState.PROCESSED: 3,
    OrderState.CANCEL_REQUESTED: 4,
    OrderState.SHIPPED: 5,
    OrderState.DELIVERED: 6,
    OrderState.COMPLETED: 7,
    OrderState.RETURN_REQUESTED: 8,
    OrderState.RETURNED: 9,
    OrderState.CANCELLED: 9,
}
# First seen like this, an order of the time before the shop was linked is no business of ours.
OVER = frozenset(
    {
        OrderState.SHIPPED,
        OrderState.DELIVERED,
        OrderState.COMPLETED,
        OrderState.CANCELLED,
        OrderState.RETURN_REQUESTED,
        OrderState.RETURNED,
    }
)


class Taken(StrEnum):
    """What became of one order of a page."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "stale"
    BROKEN = "broken"


def take_all(
    *, account: ChannelAccount, found: Iterable[Incoming | ChannelError], now: datetime
) -> dict[Taken, int]:
    """Take over a page of orders. One that breaks is parked; the others go on.

    Raises only when the database refuses for a passing reason: then the page is read again.
    """
    items = list(found)
    fresh, unseen = _sort(account, [item for item in items if isinstance(item, Incoming)])
    together = order_batches.take_together(account=account, found=unseen, now=now)
    counts = dict.fromkeys(Taken, 0)
    for item in items:
        if isinstance(item, ChannelError):
            _park_unreadable(account, item, now)
            counts[Taken.BROKEN] += 1
        elif item.external_order_id in together:
            # A page may show an order twice; what comes second is looked at for itself.
            together.discard(item.external_order_id)
            counts[Taken.NEW] += 1
        elif item.external_order_id in fresh:
            counts[take(account=account, incoming=item, now=now)] += 1
        else:
            counts[Taken.STALE] += 1
    return counts


def take(*, account: ChannelAccount, incoming: Incoming, now: datetime) -> Taken:
    """Take over one order; a failure of ours is logged, kept on its row and tried again later."""
    try:
        return take_over(account=account, incoming=incoming, now=now)
    except OperationalError as error:
        if is_contention(error):
            raise
        return _keep_failure(account, incoming, error, now)
    except Exception as error:
        # Whatever it is concerns this order alone: the next ones must not wait for it.
        return _keep_failure(account, incoming, error, now)


@retries_contention
def take_over(*, account: ChannelAccount, incoming: Incoming, now: datetime) -> Taken:
    """Write down what the channel says now and let our order follow; all of it or nothing."""
    with transaction.atomic():
        _insert(account, incoming, now)
        taken = _win(account, incoming, now)
        if taken is Taken.STALE:
            return taken
        row = ChannelOrder.objects.get(
            account_id=account.pk, external_order_id=incoming.external_order_id
        )
        row.account = account
        listings = order_words.listings_of(account.pk, [incoming])
        lines = order_words.line_rows(row, incoming, listings)
        if row.order_id is None and not _is_history(account, incoming):
            _import(row, incoming, lines)
        _write_lines(lines)
        if row.order_id is not None:
            progress.follow(row=row, incoming=incoming)
        _forget_numbers(account, incoming, lines, taken)
    return taken


def _insert(account: ChannelAccount, incoming: Incoming, now: datetime) -> None:
    """The first statement: there is a row. ON CONFLICT waits for a rival that writes the same."""
    ChannelOrder.objects.bulk_create(
        [
            ChannelOrder(
                account=account,
                external_order_id=incoming.external_order_id,
                state=OrderState.UNKNOWN.value,
                external_created_at=incoming.created_at,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )


def _win(account: ChannelAccount, incoming: Incoming, now: datetime) -> Taken:
    """Whether this is news: the first, newer than what we have, or of the same second and not
    backwards. Whoever wins holds the row until the end of the transaction."""
    mine = ChannelOrder.objects.filter(
        account=account, external_order_id=incoming.external_order_id
    )
    facts = {
        "fingerprint": order_words.fingerprint(incoming),
        "import_state": ImportState.DONE,
        "attempts": 0,
        "not_before": None,
        "error_code": "",
        "error_text": "",
        "updated_at": now,
        **order_words.columns(incoming),
    }
    if mine.filter(external_updated_at__isnull=True).update(**facts):
        return Taken.NEW
    not_ahead = [state for state, rank in RANK.items() if rank <= RANK[incoming.state]]
    same_second = Q(external_updated_at=incoming.updated_at, state__in=not_ahead)
    is_other = ~Q(fingerprint=facts["fingerprint"]) | ~Q(import_state=ImportState.DONE)
    news = Q(external_updated_at__lt=incoming.updated_at) | same_second & is_other
    return Taken.CHANGED if mine.filter(news).update(**facts) else Taken.STALE


def _sort(
    account: ChannelAccount, found: Sequence[Incoming]
) -> tuple[frozenset[str], list[Incoming]]:
    """Ids of those that are not exactly as we have them (overlapping windows show most again), and
    the plain ones among them of which we have nothing, each once."""
    rows = ChannelOrder.objects.filter(
        account=account, external_order_id__in=[order.external_order_id for order in found]
    ).values_list("external_order_id", "import_state", "external_updated_at", "fingerprint")
    known = {row[0]: row[1:] for row in rows}
    fresh = frozenset(
        order.external_order_id
        for order in found
        if known.get(order.external_order_id)
        != (ImportState.DONE, order.updated_at, order_words.fingerprint(order))
    )
    unseen: dict[str, Incoming] = {}
    for order in found:
        if order.external_order_id not in known:
            unseen.setdefault(order.external_order_id, order)
    return fresh, [order for order in unseen.values() if order_batches.is_plain(order)]


def _is_history(account: ChannelAccount, incoming: Incoming) -> bool:
    began = account.linked_at or account.created_at
    return incoming.state in OVER and incoming.created_at < began


def _import(row: ChannelOrder, incoming: Incoming, lines: list[ChannelOrderLine]) -> None:
    """Our order for it: stock is reserved at first sight, unpaid or not, short or not."""
    packs = order_words.packs_of(row.account, lines)
    order = orders.import_order(
        incoming=order_words.incoming_order(
            row=row, incoming=incoming, packs=packs, holders=order_words.holders_of(lines)
        )
    )
    ChannelOrder.objects.filter(pk=row.pk).update(order=order)
    row.order = order
    order_words.join_lines(lines, order)


def _write_lines(lines: list[ChannelOrderLine]) -> None:
    ChannelOrderLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        update_fields=["cancelled_quantity", "listing"],
        unique_fields=["channel_order", "external_line_id"],
    )


def _forget_numbers(
    account: ChannelAccount, incoming: Incoming, lines: list[ChannelOrderLine], taken: Taken
) -> None:
    """The channel has moved its own numbers with this order: they must be sent again."""
    moved = {OrderState.CANCELLED, OrderState.RETURNED}
    if takes_units_when_paid(registry.get(account.channel)):
        # Our number left these units out from the start, the channel takes them out once more.
        moved.add(OrderState.READY)
    if taken is Taken.NEW or incoming.state in moved:
        ids = sorted({line.listing_id for line in lines if line.listing_id is not None})
        if ids:
            desired.mark_listings(ids)


def _keep_failure(
    account: ChannelAccount, incoming: Incoming, error: Exception, now: datetime
) -> Taken:
    logger.exception(
        "channel=%s account=%s order=%s was not taken over",
        account.channel,
        account.pk,
        incoming.external_order_id,
        exc_info=error,
    )
    _park(
        account=account,
        external_order_id=incoming.external_order_id,
        code=Code.ORDER_NOT_TAKEN_OVER,
        text=details(error)["error_text"],
        payload=incoming.payload,
        now=now,
    )
    return Taken.BROKEN


def _park_unreadable(account: ChannelAccount, error: ChannelError, now: datetime) -> None:
    """An order that nobody can read stands by itself on its row, with the text as it came."""
    if isinstance(error, NotFound):
        logger.warning("account=%s an order of the list does not exist: %s", account.pk, error)
        return
    raw, reference = (error.raw, error.ref) if isinstance(error, BadPayload) else ("", "")
    _park(
        account=account,
        external_order_id=reference or "?" + hashlib.sha256(raw.encode()).hexdigest()[:12],
        code=Code.BAD_PAYLOAD,
        text=str(error),
        payload=raw,
        now=now,
    )


def _park(
    *,
    account: ChannelAccount,
    external_order_id: str,
    code: Code,
    text: str,
    payload: str,
    now: datetime,
) -> None:
    """Keep the reason. It is tried again a few times, then waits for news or a person."""
    with transaction.atomic():
        ChannelOrder.objects.bulk_create(
            [
                ChannelOrder(
                    account=account,
                    external_order_id=external_order_id,
                    state=OrderState.UNKNOWN.value,
                    payload=payload,
                )
            ],
            ignore_conflicts=True,
        )
        row = ChannelOrder.objects.get(account=account, external_order_id=external_order_id)
        attempts = row.attempts + 1
        is_parked = attempts >= ATTEMPTS_UNTIL_PARKED or external_order_id.startswith("?")
        ChannelOrder.objects.filter(pk=row.pk).update(
            import_state=ImportState.PARKED if is_parked else ImportState.RETRYING,
            attempts=attempts,
            not_before=None if is_parked else now + back_off(attempts),
            error_code=code.value,
            error_text=text[:500],
            updated_at=now,
        )


def unfinished(*, account_id: int, now: datetime, limit: int = 50) -> list[ChannelOrder]:
    """Orders that are to be fetched again now."""
    rows = ChannelOrder.objects.filter(
        account_id=account_id, import_state=ImportState.RETRYING, not_before__lte=now
    ).exclude(external_order_id__startswith="?")
    return list(rows.order_by("not_before", "pk")[:limit])


def accounts_with_unfinished(*, now: datetime, ready: QuerySet[ChannelAccount]) -> list[int]:
    """Accounts among ``ready`` that have such orders."""
    rows = ChannelOrder.objects.filter(
        account__in=ready, import_state=ImportState.RETRYING, not_before__lte=now
    )
    return list(rows.order_by("account_id").values_list("account_id", flat=True).distinct())


def postpone(rows: Sequence[ChannelOrder], *, now: datetime) -> None:
    """They were asked for and did not come: again in a minute, so that nothing hammers."""
    ChannelOrder.objects.filter(
        pk__in=[row.pk for row in rows], import_state=ImportState.RETRYING
    ).update(not_before=now + timedelta(minutes=1), updated_at=now)
