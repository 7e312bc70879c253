"""Permintaan data: what is open and what was done. It names no person and opens no copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from shop.personal import Words
from shop.privacy import open_matters, selectors
from shop.privacy.models import DataRequest, Kind

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request. ``about`` is an order's number or the key of an account."""

    kind: Words
    about: str
    state: Words
    asked_at: datetime
    due_at: datetime
    finished_at: datetime | None
    waits_for: Words
    is_late: bool


@require_safe
@desk_view("privacy")
def data_requests(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open requests by their deadline, and the latest that are over."""
    now = timezone.now()
    context = {
        "rows": [_row(each, now) for each in selectors.open_requests()[:MOST]],
        "over": [_row(each, now) for each in selectors.latest_done()[:MOST]],
    }
    return page(request, desk, "data_requests.html", context, current="more")


def _row(row: DataRequest, now: datetime) -> Row:
    about = _("account %(key)s") % {"key": row.user_id}
    if row.order is not None:
        about = _("order %(number)s") % {"number": row.order.number}
    return Row(
        kind=Kind(row.kind).label,
        about=about,
        state=row.get_state_display(),
        asked_at=row.created_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        waits_for=open_matters.WORDS.get(row.held_by, ""),
        is_late=row.due_at < now,
    )
