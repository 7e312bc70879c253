"""Paper: the packing list and the labels of our own parcels. What is on hold is never printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Prefetch, Value, When

from desk import words
from desk.access import Desk
from desk.numbers import numbers
from desk.orders import marks, moneybox
from desk.orders.listing import AWAITING, IN_STORE, blocked, contents, is_pickup
from shop.order.models import Parcel, PaymentState

MOST = 100
HELD_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One article to fetch from the shelf, summed over all parcels."""

    title: str
    sku: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One parcel on paper."""

    parcel: Parcel
    who: str
    channel: str
    courier: str
    weight: int
    cod: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is printed, and what must stay."""

    boxes: tuple[Box, ...]
    fetch: tuple[Fetch, ...]
    held: tuple[tuple[str, str], ...]
    at: datetime


def chosen(desk: Desk, asked: list[str]) -> list[Parcel]:
    """The chosen parcels of this cooperative that may go out, in the order of the list."""
    ids = numbers(asked, most=MOST)
    rows = (
        Parcel.objects.filter(cooperative=desk.cooperative, state__in=IN_STORE, pk__in=ids)
        .exclude(AWAITING | blocked())
        .select_related("order__shipping_address", "order__channel_order", "cooperative")
        .prefetch_related("parcel_lines__line__product")
        .annotate(has_due=Case(When(ship_by=None, then=Value(1)), default=Value(0)))
    )
    return list(rows.order_by("has_due", "ship_by", "pk"))


def held(desk: Desk, now: datetime) -> tuple[tuple[str, str], ...]:
    """(buyer, why) of everything that must not be sent."""
    rows = (
        Parcel.objects.filter(blocked(), cooperative=desk.cooperative, state__in=IN_STORE)
        .exclude(AWAITING)
        .select_related("order__channel_order")
        .prefetch_related(Prefetch("parcel_lines", contents()))
        .order_by("pk")[:HELD_SHOWN]
    )
    return tuple(
        (words.buyer(row.order), ", ".join(mark.text for mark in marks.of(row, now)))
        for row in rows
    )


def paper(desk: Desk, asked: list[str], now: datetime) -> Paper:
    """Everything for the packing list and the labels."""
    parcels = chosen(desk, asked)
    sums: Counter[tuple[str, str]] = Counter()
    for parcel in parcels:
        for row in parcel.parcel_lines.all():
            sums[row.line.title, row.line.partner_sku] += row.quantity
    return Paper(
        boxes=tuple(_box(parcel) for parcel in parcels),
        fetch=tuple(
            Fetch(title=title, sku=sku, count=count) for (title, sku), count in sorted(sums.items())
        ),
        held=held(desk, now),
        at=now,
    )


def _box(parcel: Parcel) -> Box:
    is_cod = parcel.order.payment_state == PaymentState.COD
    weight = parcel.weight_grams or sum(
        row.quantity * (row.line.product.weight_grams if row.line.product else 0)
        for row in parcel.parcel_lines.all()
    )
    return Box(
        parcel=parcel,
        who=words.buyer(parcel.order),
        channel=words.channel_label(parcel.order.source),
        courier="" if is_pickup(parcel) else f"{parcel.courier} {parcel.service}".strip(),
        weight=weight,
        cod=moneybox.paid_for(parcel) if is_cod else 0,
    )
