"""The days on which a parcel may be expected, own delivery on its own days of the week included."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

WEEK = 7


def expected(
    *, leaves: date, days_from: int, days_to: int, weekdays: str = ""
) -> tuple[date, date]:
    """The first and the last day for a parcel that leaves on ``leaves``.

    With ``weekdays`` (``135``: Monday, Wednesday, Friday) both move on to a day somebody drives.
    """
    first = _drives(leaves + timedelta(days=days_from), weekdays)
    return first, max(first, _drives(leaves + timedelta(days=days_to), weekdays))


def expected_of(quote: Mapping[str, Any], leaves: date) -> tuple[date, date] | None:
    """As ``expected``, from what is frozen on a parcel; None where it says nothing."""
    first, last = quote.get("days_from"), quote.get("days_to")
    if first is None or last is None:
        return None
    weekdays = str(quote.get("weekdays") or "")
    return expected(leaves=leaves, days_from=first, days_to=last, weekdays=weekdays)


def _drives(day: date, weekdays: str) -> date:
    days = (day + timedelta(days=number) for number in range(WEEK))
    return next((each for each in days if str(each.isoweekday()) in weekdays), day)
