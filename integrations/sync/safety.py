"""How many packs to keep out of sight so that a channel does not sell what is gone already.

Between a sale and the moment every other place knows of it some time passes. Whatever is sold
anywhere in that time can be sold twice. The buffer is the number that sales in such a moment do
not exceed with the chosen confidence; they are counted as on the busiest day of two weeks, because
goods sell out on such days and not on quiet ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from integrations.sync.models import Aspect, ChannelAccount, ChannelOrder, Desired, Listing
from shop.order.models import Line

CONFIDENCES = (90, 95, 99)
WATCHED = timedelta(days=14)
# Sales of a day fall into about this many hours.
OPEN_HOURS = 10
# Where nothing was observed yet: polling every 15 s, and a push.
ASSUMED_DELAY = timedelta(seconds=20)
# A longer one was a fault somewhere, and is mended rather than kept in stock for.
LONGEST_DELAY = timedelta(hours=1)
LARGEST = 500
SAMPLE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """``buffer`` packs kept back. ``oversold_per_1000``: of a thousand times that the goods sell
    out, so many end with a pack sold twice; ``without`` the same with nothing kept back."""

    confidence: int
    buffer: int
    oversold_per_1000: int
    without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Packs on the busiest day, and how long others did not know of a sale."""

    busiest_day: int
    delay: timedelta

    @property
    def expected(self) -> float:
        """Packs sold while nobody else knows."""
        return self.busiest_day / (OPEN_HOURS * 3600) * self.delay.total_seconds()


def advise(*, observed: Observed, confidence: int) -> Advice:
    """The smallest buffer that is enough with this confidence (percent)."""
    buffer = quantile(observed.expected, confidence / 100)
    return Advice(
        confidence=confidence,
        buffer=buffer,
        oversold_per_1000=round(1000 * beyond(observed.expected, buffer)),
        without=round(1000 * beyond(observed.expected, 0)),
    )


def quantile(expected: float, share: float) -> int:
    """The smallest number that a Poisson count stays within with probability ``share``."""
    if not 0 < share < 1 or expected < 0:
        raise ValueError(f"no quantile {share} of {expected}")
    return next(
        (count for count in range(LARGEST) if 1 - beyond(expected, count) >= share), LARGEST
    )


def beyond(expected: float, count: int) -> float:
    """The probability that a Poisson count is above ``count``."""
    term = total = math.exp(-expected)
    for number in range(1, count + 1):
        term *= expected / number
        total += term
    return max(0.0, 1 - total)


def observe(*, listing: Listing, now: datetime) -> Observed:
    """What was sold of the goods anywhere, in packs of this listing, and how late it was known."""
    return Observed(
        busiest_day=_busiest_day(listing, now), delay=_delay(listing.account) or ASSUMED_DELAY
    )


def _busiest_day(listing: Listing, now: datetime) -> int:
    record = listing.stockrecord
    if record is None or record.stock_item_id is None:
        return 0
    days = (
        Line.objects.filter(
            stock_item_id=record.stock_item_id, order__date_placed__gte=now - WATCHED
        )
        .order_by()
        .annotate(day=TruncDate("order__date_placed", tzinfo=timezone.get_current_timezone()))
        .values("day")
        .annotate(units=Sum((F("quantity") - F("cancelled")) * F("units_per_sale")))
    )
    busiest = max((day["units"] for day in days), default=0)
    return math.ceil(busiest / record.units_per_sale)


def _delay(account: ChannelAccount) -> timedelta | None:
    """How late nine of ten orders were known, and how late nine of ten numbers arrived.

    Orders from before the shop was linked could not be known in time, and do not count.
    """
    account_id, since = account.pk, account.linked_at or account.created_at
    orders = (
        ChannelOrder.objects.filter(account_id=account_id, external_created_at__gte=since)
        .order_by("-pk")
        .annotate(late=F("created_at") - F("external_created_at"))
        .values_list("late", flat=True)[:SAMPLE]
    )
    pushes = (
        Desired.objects.filter(
            account_id=account_id, aspect=Aspect.STOCK, last_pushed_at__gte=F("marked_at")
        )
        .order_by("-last_pushed_at")
        .annotate(late=F("last_pushed_at") - F("marked_at"))
        .values_list("late", flat=True)[:SAMPLE]
    )
    found = [_nine_of_ten(orders), _nine_of_ten(pushes)]
    known = [each for each in found if each is not None]
    return min(sum(known, timedelta(0)), LONGEST_DELAY) if known else None


def _nine_of_ten(values: Iterable[timedelta]) -> timedelta | None:
    found = sorted(max(each, timedelta(0)) for each in values)
    return found[min(len(found) - 1, len(found) * 9 // 10)] if found else None
