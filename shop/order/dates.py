"""By when a cooperative has to hand a parcel over, respecting the days it is closed."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from shop.partner.models import Partner

LAST_PICKUP = time(17, 0)
# A cooperative that entered no hours at all is taken to work on every day but Sunday.
WITHOUT_HOURS = frozenset({"0", "1", "2", "3", "4", "5"})
LONGEST_WAIT = 366


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


def _next_open_day(partner: "Partner", day: date) -> date:
    weekdays = frozenset(partner.opening_hours) or WITHOUT_HOURS
    closed = frozenset(partner.closing_days)
    for _number in range(LONGEST_WAIT):
        day += timedelta(days=1)
        if str(day.weekday()) in weekdays and day.isoformat() not in closed:
            return day
    return day
