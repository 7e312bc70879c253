"""Writing down what channels have paid out: each statement once, and every order's sum beside it.

A statement may be read any number of times, by any number of workers at once: the conditional
UPDATE on its row decides who writes, and the same statement again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from integrations.channels.orders import OrderState
from integrations.channels.words import Settlement
from integrations.sync import payout_gaps
from integrations.sync.models import (
    ChannelAccount,
    ChannelOrder,
    OrderPayout,
    Payout,
    PayoutLine,
)
from shop.order.models import Line
from shop.transactions import retries_contention

# The fee share of so many earlier payouts is compared with.
EARLIER = 40
# Nothing was sold in the end.
NOTHING_SOLD = frozenset({OrderState.CANCELLED, OrderState.RETURNED})
SUMMED = (*payout_gaps.COLUMNS, "total")


def store(*, account: ChannelAccount, settlements: Iterable[Settlement], read_at: datetime) -> int:
    """Write statements down; returns how many were new or had changed."""
    return sum(_store(account, found, read_at) for found in settlements)


@retries_contention
def _store(account: ChannelAccount, found: Settlement, read_at: datetime) -> bool:
    """One statement with its lines and the sums of its orders; all of it or nothing."""
    with transaction.atomic():
        payout_id = _win(account, found, read_at)
        if payout_id is None:
            return False
        before = set(_orders_in(payout_id))
        PayoutLine.objects.filter(payout_id=payout_id).delete()
        PayoutLine.objects.bulk_create(_lines(account, payout_id, found))
        touched = before | {line.external_order_id[:80] for line in found.lines}
        sum_up(account=account, order_ids=sorted(touched - {""}))
    return True


def _win(account: ChannelAccount, found: Settlement, read_at: datetime) -> int | None:
    """The statement's row, held until the end, when this reading is news; else None."""
    statement_id = found.statement_id[:120]
    Payout.objects.bulk_create(
        [
            Payout(
                account=account,
                statement_id=statement_id,
                released_at=found.released_at,
                total=int(found.total),
                read_at=read_at,
            )
        ],
        ignore_conflicts=True,
    )
    mine = Payout.objects.filter(account=account, statement_id=statement_id, read_at__lte=read_at)
    mark = fingerprint(found)
    changed = mine.exclude(fingerprint=mark).update(
        fingerprint=mark,
        released_at=found.released_at,
        total=int(found.total),
        read_at=read_at,
        updated_at=read_at,
    )
    return mine.values_list("pk", flat=True).get() if changed else None


def fingerprint(found: Settlement) -> str:
    """A statement in one word."""
    lines = sorted(
        (line.line_id, line.external_order_id, line.kind.value, line.raw_kind, int(line.amount))
        for line in found.lines
    )
    return hashlib.sha256(repr((found.released_at, int(found.total), lines)).encode()).hexdigest()


def _orders_in(payout_id: int) -> Sequence[str]:
    rows = PayoutLine.objects.filter(payout_id=payout_id)
    return list(rows.values_list("external_order_id", flat=True).distinct().order_by())


def _lines(account: ChannelAccount, payout_id: int, found: Settlement) -> list[PayoutLine]:
    """Every line of it. A name that comes twice in one statement counts twice."""
    seen: dict[str, int] = {}
    rows = []
    for line in found.lines:
        seen[line.line_id] = seen.get(line.line_id, 0) + 1
        again = f"#{seen[line.line_id]}" if seen[line.line_id] > 1 else ""
        rows.append(
            PayoutLine(
                payout_id=payout_id,
                account=account,
                line_id=f"{line.line_id[:190]}{again}",
                external_order_id=line.external_order_id[:80],
                kind=line.kind.value,
                raw_kind=line.raw_kind[:120],
                amount=int(line.amount),
            )
        )
    return rows


def sum_up(*, account: ChannelAccount, order_ids: Sequence[str]) -> None:
    """Write the sums of these orders anew from all their lines. Joins the transaction.

    Orders are taken in the order of their numbers, so that two statements that name the same two
    orders never wait for each other.
    """
    ours = _orders(account, order_ids)
    earlier = _earlier_rates(account, order_ids)
    for order_id in sorted(order_ids):
        OrderPayout.objects.bulk_create(
            [
                OrderPayout(
                    account=account, external_order_id=order_id, released_at=account.created_at
                )
            ],
            ignore_conflicts=True,
        )
        row = OrderPayout.objects.select_for_update().get(
            account=account, external_order_id=order_id
        )
        lines = PayoutLine.objects.filter(account=account, external_order_id=order_id)
        newest = lines.aggregate(at=Max("payout__released_at"))["at"]
        if newest is None:
            # Its last line is gone from the statement: it has not been paid out after all.
            row.delete()
            continue
        _fill(row, list(lines.values_list("kind", "amount")), ours.get(order_id), earlier)
        row.released_at = newest
        row.save()


def _fill(
    row: OrderPayout,
    amounts: list[tuple[str, int]],
    order: ChannelOrder | None,
    earlier: Sequence[int],
) -> None:
    sums = payout_gaps.sums_of(amounts)
    for name in SUMMED:
        setattr(row, name, getattr(sums, name))
    expected, slack = (None, 0) if order is None else _expected(order)
    row.channel_order = order
    row.goods_expected = expected
    row.fee_rate = sums.fee_rate
    row.usual_rate = payout_gaps.usual_rate(earlier)
    row.gaps = payout_gaps.gaps_of(sums, goods_expected=expected, usual=row.usual_rate, slack=slack)
    row.differs = bool(row.gaps)


def _orders(account: ChannelAccount, order_ids: Sequence[str]) -> dict[str, ChannelOrder]:
    rows = ChannelOrder.objects.filter(account=account, external_order_id__in=order_ids)
    found = rows.select_related("order").prefetch_related("order__lines")
    return {row.external_order_id: row for row in found}


def _expected(order: ChannelOrder) -> tuple[int | None, int]:
    """What the goods should bring by the frozen facts of the order, and how exact that is."""
    if order.order is None:
        return None, 0
    if order.state in NOTHING_SOLD:
        return 0, 0
    lines = list(order.order.lines.all())
    split = [line for line in lines if line.cancelled]
    return sum(_of_line(line) for line in lines), len(split)


def expected_goods(order: ChannelOrder) -> int | None:
    """What the goods of an order should bring; None while we do not have it."""
    return _expected(order)[0]


def _of_line(line: Line) -> int:
    """The cooperative's price of what was not cancelled, without what it gave back itself."""
    price = line.list_price - line.seller_discount
    kept: int = price * (line.quantity - line.cancelled) // line.quantity
    return kept - (line.money_back - line.money_back_by_platform)


def _earlier_rates(account: ChannelAccount, order_ids: Sequence[str]) -> list[int]:
    rows = OrderPayout.objects.filter(account=account, fee_rate__isnull=False)
    rows = rows.exclude(external_order_id__in=order_ids).order_by("-released_at", "-pk")
    return [rate for rate in rows.values_list("fee_rate", flat=True)[:EARLIER] if rate is not None]


@retries_contention
def meet_orders(*, account: ChannelAccount) -> int:
    """Join payouts with orders that were taken over after them; returns how many."""
    lone = OrderPayout.objects.filter(account=account, goods_expected=None)
    known = ChannelOrder.objects.filter(
        account=account,
        external_order_id__in=lone.values("external_order_id"),
        order__isnull=False,
    )
    found = sorted(known.values_list("external_order_id", flat=True))
    if found:
        with transaction.atomic():
            sum_up(account=account, order_ids=found)
    return len(found)
