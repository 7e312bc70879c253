"""Opening hours written once per pattern instead of seven times per cooperative."""

from __future__ import annotations

from shop.demo.content.shape import OpeningHours

SATURDAY, SUNDAY = 5, 6


def week(
    *,
    opens: str = "08:00",
    closes: str = "17:00",
    saturday: tuple[str, str] | None = ("08:00", "13:00"),
    sunday: tuple[str, str] | None = None,
) -> tuple[OpeningHours, ...]:
    """Seven days; Monday to Friday alike, `None` closes a weekend day."""
    special = {SATURDAY: saturday, SUNDAY: sunday}
    days = []
    for weekday in range(7):
        start, end = special.get(weekday, (opens, closes)) or ("", "")
        days.append(OpeningHours(weekday=weekday, opens=start, closes=end))
    return tuple(days)
