"""By when a cooperative has to hand a parcel over, respecting the days it is closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import pgettext

from shop.formats import short_date
from shop.partner import opening

if TYPE_CHECKING:
    from shop.partner.models import Partner

LAST_PICKUP = time(17, 0)
LONGEST_WAIT = 366
# So many open days are offered to who fetches a parcel.
PICKUP_CHOICES = 10


def ready_on(*, today: date, lead_days: int, harvest_date: date | None) -> date:
    """The day the goods are made or harvested."""
    made = today + timedelta(days=lead_days)
    return max(made, harvest_date) if harvest_date else made


def harvest_of(line: Any) -> date | None:
    """The harvest a basket line waits for: the one it is sold from, or its product's own date."""
    coming = line.stockrecord.harvest
    return coming.harvest_date if coming else line.product.harvest_date


def ship_by(*, partner: "Partner", ready: date) -> datetime:
    """The end of the last of ``partner.packing_days`` working days after ``ready``."""
    day = ready
    for _number in range(max(1, partner.packing_days)):
        day = _next_open_day(partner, day)
    return timezone.make_aware(datetime.combine(day, LAST_PICKUP))


def ready_of(lines: Sequence[Any], *, today: date) -> date:
    """The day everything in a parcel is made or harvested."""
    return max(
        ready_on(today=today, lead_days=line.product.lead_days, harvest_date=harvest_of(line))
        for line in lines
    )


def pickup_days(partner: "Partner", *, first: date) -> list[date]:
    """The days a buyer may fetch a parcel that is packed on ``first``."""
    return opening.open_days(partner, first=first, count=PICKUP_CHOICES)


def pickup_by(partner: "Partner", day: date) -> datetime:
    """The end of the day on which a buyer comes: when the doors close."""
    closes = opening.closes_at(partner, day, otherwise=LAST_PICKUP)
    return timezone.make_aware(datetime.combine(day, closes))


def pickup_words(quote: Mapping[str, Any]) -> str:
    """The day and hours a parcel is to be fetched, from what is frozen on it; empty for others."""
    told = quote.get("pickup_on")
    if not told:
        return ""
    day = short_date(date.fromisoformat(told))
    hours = quote.get("pickup_hours")
    colon = pgettext("between hours and minutes", ":")
    return f"{day}, {' – '.join(hours).replace(':', colon)}" if hours else day


def _next_open_day(partner: "Partner", day: date) -> date:
    for _number in range(LONGEST_WAIT):
        day += timedelta(days=1)
        if opening.is_open(partner, day):
            return day
    return day
