"""Taking over orders that were never seen before, several in one transaction.

Most of what a busy shop sends is new and plain. Written together it costs a fraction of the
statements, and a commit is shared. Nothing depends on it: where anything is in the way of one of
them, all of them are taken one by one (``integrations.sync.orders``), as everything else is.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from integrations.channels.orders import OrderState
from integrations.channels.words import ChannelOrder as Incoming
from integrations.sync import desired, order_words
from integrations.sync.models import ChannelAccount, ChannelOrder, ChannelOrderLine, ImportState
from shop.order import services as orders
from shop.order.models import Order
from shop.order.requests import IncomingOrder

logger = logging.getLogger(__name__)

# Buyers of the same goods wait while these are written: about a tenth of a second.
TOGETHER = 25
# First seen like this, an order is written down as it comes and has no further step to make.
PLAIN = frozenset({OrderState.UNPAID, OrderState.READY})


def is_plain(incoming: Incoming) -> bool:
    """Whether nothing has happened to the order yet but that it was bought."""
    return incoming.state in PLAIN and not any(line.cancelled_quantity for line in incoming.lines)


def take_together(*, account: ChannelAccount, found: Sequence[Incoming], now: datetime) -> set[str]:
    """Take over plain orders of which we have no row; returns the ids of those that are done.

    Raises nothing: of a transaction that breaks nothing is left, and its orders are not done.
    """
    done: set[str] = set()
    for start in range(0, len(found), TOGETHER):
        some = found[start : start + TOGETHER]
        if len(some) > 1 and _try(account, some, now):
            done.update(order.external_order_id for order in some)
    return done


def _try(account: ChannelAccount, found: Sequence[Incoming], now: datetime) -> bool:
    try:
        _write(account, found, now)
    except Exception as error:
        # One of them is broken, or a rival is at it: which one and why is found one by one.
        logger.info(
            "account=%s %s orders are taken one by one: %s",
            account.pk,
            len(found),
            type(error).__name__,
        )
        return False
    return True


def _write(account: ChannelAccount, found: Sequence[Incoming], now: datetime) -> None:
    """All of them or nothing. The unique keys of row and order keep a rival's work from repeats."""
    with transaction.atomic():
        rows = _insert(account, sorted(found, key=lambda each: each.external_order_id), now)
        listings = order_words.listings_of(account.pk, found)
        lines = [order_words.line_rows(rows[_id(each)], each, listings) for each in found]
        imported = orders.import_new(
            incoming=[
                _ours(rows[_id(each)], each, its) for each, its in zip(found, lines, strict=True)
            ]
        )
        for each, its, order in zip(found, lines, imported, strict=True):
            _join(rows[_id(each)], its, order)
        ChannelOrder.objects.bulk_update(rows.values(), ["order"])
        written = ChannelOrderLine.objects.bulk_create([line for its in lines for line in its])
        # The channel has moved its own numbers with these orders: they must be sent again.
        ids = sorted({line.listing_id for line in written if line.listing_id is not None})
        if ids:
            desired.mark_listings(ids)


def _id(incoming: Incoming) -> str:
    return incoming.external_order_id


def _insert(
    account: ChannelAccount, found: Sequence[Incoming], now: datetime
) -> dict[str, ChannelOrder]:
    rows = ChannelOrder.objects.bulk_create(
        [
            ChannelOrder(
                account=account,
                external_order_id=each.external_order_id,
                fingerprint=order_words.fingerprint(each),
                import_state=ImportState.DONE,
                created_at=now,
                updated_at=now,
                **order_words.columns(each),
            )
            for each in found
        ]
    )
    return {row.external_order_id: row for row in rows}


def _ours(row: ChannelOrder, incoming: Incoming, lines: list[ChannelOrderLine]) -> IncomingOrder:
    return order_words.incoming_order(
        row=row,
        incoming=incoming,
        packs=order_words.packs_of(row.account, lines),
        holders=order_words.holders_of(lines),
    )


def _join(row: ChannelOrder, lines: list[ChannelOrderLine], order: Order) -> None:
    row.order = order
    order_words.join_lines(lines, order)
