"""When a cooperative answers, in as few lines as people would say it."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.formats import DAY_NAMES

Hours = Sequence[str]


def week(opening_hours: Mapping[str, Hours]) -> Iterator[tuple[str, str]]:
    """Days and hours, equal days that follow each other as one: ``("Sen – Jum", "08.00 – 16.00")``.

    Nothing when no hours are known. The text is the same all day long, so that pages can be kept.
    """
    if not opening_hours:
        return
    days = [_written(opening_hours.get(str(day))) for day in range(7)]
    first = 0
    for day in range(1, 8):
        if day == 7 or days[day] != days[first]:
            yield _span(first, day - 1), days[first]
            first = day


def _written(hours: Hours | None) -> str:
    if not hours or len(hours) != 2 or not all(hours):
        return _("closed")
    colon = pgettext("between hours and minutes", ":")
    opens, closes = (hour.replace(":", colon) for hour in hours)
    return f"{opens} – {closes}"


def _span(first: int, last: int) -> str:
    names = [pgettext("short weekday", DAY_NAMES[day]) for day in (first, last)]
    return names[0] if first == last else " – ".join(names)
