"""When a cooperative's doors are open, by its weekly hours and the days it is closed."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Partner

# A cooperative that entered no hours at all is taken to work on every day but Sunday.
WITHOUT_HOURS = frozenset({"0", "1", "2", "3", "4", "5"})
FARTHEST = 366


def is_open(partner: Partner, day: date) -> bool:
    """Whether anybody is there on this day."""
    weekdays = frozenset(partner.opening_hours) or WITHOUT_HOURS
    return str(day.weekday()) in weekdays and day.isoformat() not in partner.closing_days


def open_days(partner: Partner, *, first: date, count: int) -> list[date]:
    """The next open days from ``first`` on; fewer when a year has not so many."""
    days = (first + timedelta(days=number) for number in range(FARTHEST))
    found = []
    for day in days:
        if len(found) == count:
            break
        if is_open(partner, day):
            found.append(day)
    return found


def hours_on(partner: Partner, day: date) -> tuple[str, str] | None:
    """When the doors open and close, as ``08:00``; None where no hours are known."""
    hours = partner.opening_hours.get(str(day.weekday()))
    if not hours or len(hours) != 2 or not all(hours):
        return None
    return (hours[0], hours[1])


def closes_at(partner: Partner, day: date, *, otherwise: time) -> time:
    """When the doors close on a day."""
    hours = hours_on(partner, day)
    return time.fromisoformat(hours[1]) if hours else otherwise
