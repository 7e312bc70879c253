"""Riwayat: who changed what, looked for by words, area and day, and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.history.words import Line
from desk.numbers import number
from shop.audit import selectors
from shop.audit.models import Entry

PER_PAGE = 50
MOST_IN_FILE = 20_000
LONGEST_WORDS = 100
# Beyond them lies no change, and at the ends of the calendar no day before or after.
FIRST_YEAR, LAST_YEAR = 2000, 2200


@require_safe
@desk_view("view")
def history(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Changes by day, 50 on a page."""
    wish, error = wish_of(request)
    rows = selectors.find(rows_for(desk), wish)
    before = number(request.GET.get("sebelum", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    lines = [Line.of(entry, sees_money=desk.may("money")) for entry in found[:PER_PAGE]]
    asked = _asked(request)
    context = {
        "days": [
            (day, list(group))
            for day, group in groupby(lines, lambda line: _day(line.entry.created_at))
        ],
        "wish": wish,
        "areas": areas(),
        "sees_all": desk.may("history"),
        "typed": asked,
        "query": urlencode(asked),
        "older": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "error": error,
    }
    return page(request, desk, "history.html", context, current="more")


@require_safe
@desk_view("view")
def history_file(request: HttpRequest, desk: Desk) -> StreamingHttpResponse:
    """The same changes as CSV, at most 20,000, the newest first."""
    wish, _error = wish_of(request)
    rows = selectors.find(rows_for(desk), wish)[:MOST_IN_FILE]
    response = StreamingHttpResponse(
        _written(rows, sees_money=desk.may("money")), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="riwayat.csv"'
    return response


def rows_for(desk: Desk) -> QuerySet[Entry]:
    """What this person may read: everything of the cooperative, or what they did themselves."""
    return selectors.of(
        cooperative_id=desk.cooperative.pk,
        also_all=desk.is_head_office,
        actor_id=None if desk.may("history") else desk.user.pk,
    )


def wish_of(request: HttpRequest) -> tuple[selectors.Wish, str]:
    """What is looked for, and what is wrong with it."""
    asked = _asked(request)
    error = ""
    days: dict[str, date | None] = {}
    for name in ("dari", "sampai"):
        try:
            days[name] = _typed_day(asked[name]) if name in asked else None
        except ValueError:
            days[name] = None
            error = pgettext("history", "This date cannot be read. Example: 31/12/2026.")
    wish = selectors.Wish(
        area=asked.get("bagian", ""),
        words=asked.get("q", ""),
        first=days["dari"],
        last=days["sampai"],
    )
    return wish, error


def _typed_day(text: str) -> date:
    """The day. Raises ValueError for what is none, and for years in which nothing can be."""
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def _asked(request: HttpRequest) -> dict[str, str]:
    typed = {
        "q": request.GET.get("q", ""),
        "bagian": request.GET.get("bagian", ""),
        "dari": request.GET.get("dari", ""),
        "sampai": request.GET.get("sampai", ""),
    }
    kept = {name: value[:LONGEST_WORDS] for name, value in typed.items()}
    return {name: value for name, value in kept.items() if value}


def areas() -> list[tuple[str, str]]:
    """The areas people filter by, in words."""
    return [
        ("goods", pgettext("history", "Goods and stock")),
        ("orders", pgettext("history", "Orders")),
        ("money", pgettext("history", "Money")),
        ("shop", pgettext("history", "Shop")),
        ("channels", pgettext("history", "Shops elsewhere")),
        ("team", pgettext("history", "Team")),
    ]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def _written(rows: QuerySet[Entry], *, sees_money: bool) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    # With a mark of UTF-8 in front, without which spreadsheets guess.
    yield "\ufeff" + writer.writerow(
        [
            pgettext("history", "When"),
            pgettext("history", "Who"),
            pgettext("history", "What"),
            pgettext("history", "About"),
            pgettext("history", "Before") + " → " + pgettext("history", "After"),
            pgettext("history", "Where from"),
        ]
    )
    for entry in rows.iterator(chunk_size=500):
        line = Line.of(entry, sees_money=sees_money)
        moment = timezone.localtime(entry.created_at)
        cells = [line.who, entry.what, line.about, line.told, entry.way]
        yield writer.writerow([f"{moment:%Y-%m-%d %H:%M:%S}", *(plain(each) for each in cells)])


def plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
