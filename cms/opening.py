"""Opening hours as a person would say them: "Sen–Jum 08.00–17.00"."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import pgettext

WEEK = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Days that follow each other and have the same hours; ``hours`` is empty when closed."""

    days: str
    hours: str


def lines(opening_hours: Mapping[str, Sequence[str]]) -> list[Line]:
    """One line for each run of equal days, Monday first. No hours at all give no lines."""
    by_day = [tuple(opening_hours.get(str(day), ())) for day in WEEK]
    if not any(by_day):
        return []
    runs: list[list[int]] = []
    for day in WEEK:
        if runs and by_day[runs[-1][0]] == by_day[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [Line(days=_day_range(run), hours=_hours(by_day[run[0]])) for run in runs]


def next_closing(
    closing_days: Sequence[str], *, today: datetime.date, within_days: int = 14
) -> datetime.date | None:
    """The first closing day that comes soon, for a warning beside the hours."""
    soon = today + datetime.timedelta(days=within_days)
    coming = (datetime.date.fromisoformat(day) for day in closing_days)
    return min((day for day in coming if today <= day <= soon), default=None)


def _hours(span: tuple[str, ...]) -> str:
    if len(span) != 2:
        return ""
    return "–".join(time.replace(":", ".") for time in span)


def _day_range(run: Sequence[int]) -> str:
    names = _day_names()
    if len(run) == 1:
        return names[run[0]]
    return f"{names[run[0]]}–{names[run[-1]]}"


def _day_names() -> tuple[str, ...]:
    return (
        pgettext("short weekday", "Mon"),
        pgettext("short weekday", "Tue"),
        pgettext("short weekday", "Wed"),
        pgettext("short weekday", "Thu"),
        pgettext("short weekday", "Fri"),
        pgettext("short weekday", "Sat"),
        pgettext("short weekday", "Sun"),
    )
