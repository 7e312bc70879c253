"""Opening hours as people say them."""

import datetime

from django.utils import translation

from cms import opening

WEEKDAYS = {str(day): ["08:00", "16:00"] for day in range(5)}


def said(hours: dict[str, list[str]]) -> list[tuple[str, str]]:
    with translation.override("en"):
        return [(line.days, line.hours) for line in opening.lines(hours)]


def test_equal_days_are_one_line() -> None:
    assert said(WEEKDAYS) == [("Mon–Fri", "08.00–16.00"), ("Sat–Sun", "")]


def test_a_different_day_splits_the_week() -> None:
    hours = {**WEEKDAYS, "2": ["13:00", "16:00"], "5": ["08:00", "12:00"]}
    assert said(hours) == [
        ("Mon–Tue", "08.00–16.00"),
        ("Wed", "13.00–16.00"),
        ("Thu–Fri", "08.00–16.00"),
        ("Sat", "08.00–12.00"),
        ("Sun", ""),
    ]


def test_no_hours_say_nothing() -> None:
    assert said({}) == []


def test_only_a_closing_day_that_comes_soon_is_said() -> None:
    today = datetime.date(2026, 10, 10)
    days = ["2026-10-09", "2026-10-24", "2026-10-12", "2026-12-25"]
    assert opening.next_closing(days, today=today) == datetime.date(2026, 10, 12)
    assert opening.next_closing(["2026-10-25"], today=today) is None
    assert opening.next_closing([], today=today) is None
