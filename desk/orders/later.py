"""Send a part now and promise the rest, or all of it, for a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.orders import sheet as sheets
from desk.orders.views import to_parcel
from shop import formats
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Parcel

DESK = "desk"
MOST_DIGITS = 6


def day_from(text: str) -> date | None:
    """The day of a date field; None when it is empty or none."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def packs_from(shown: sheets.Sheet, asked: Mapping[str, Any], name: str) -> dict[int, int] | None:
    """{line id: packs} of one field of every article; None when a number cannot be read."""
    found: dict[int, int] = {}
    for content in shown.contents:
        text = str(asked.get(f"{name}_{content.row.pk}", "")).strip()
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            return None
        found[content.row.line_id] = int(text)
    return found


def left_for_later(seen: Mapping[int, int], now: Mapping[int, int]) -> dict[int, int] | None:
    """{line id: packs} that do not go now; None when more should go than there are."""
    later = {line_id: packs - now[line_id] for line_id, packs in seen.items()}
    return later if min(later.values(), default=0) >= 0 else None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def later(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """How many go now, and by which day the rest does. A channel's parcel goes whole."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("decide")
    if parcel.state not in sheets.IN_STORE:
        messages.warning(request, _("This parcel has left or is cancelled. Nothing was changed."))
        return to_parcel(parcel)
    shown = sheets.sheet(parcel, timezone.now())
    error = ""
    if request.method == "POST":
        error = _do(request, desk, shown)
        if not error:
            return to_parcel(parcel)
        shown = sheets.sheet(parcel, timezone.now())
    context = {
        "sheet": shown,
        "rows": _rows(shown, request.POST),
        "day": request.POST.get("tanggal", "") or (parcel.promised_on or ""),
        "today": timezone.localdate(),
        "channel": "" if shown.is_own else words.channel_label(parcel.order.source),
        "error": error,
    }
    return page(request, desk, "later.html", context, current="orders")


def _rows(shown: sheets.Sheet, typed: Mapping[str, Any]) -> list[tuple[sheets.Content, str]]:
    """Each article with the number that goes now: what was typed, else what is there."""
    return [
        (each, typed.get(f"sekarang_{each.row.pk}", str(each.row.quantity - each.missing)))
        for each in shown.contents
    ]


def _do(request: HttpRequest, desk: Desk, shown: sheets.Sheet) -> str:
    """Carry it out; what is wrong with the form, or "" when it is done."""
    day = day_from(request.POST.get("tanggal", ""))
    if day is None:
        return _("Choose the day by which the rest leaves.")
    if not shown.is_own:
        return _promise_channel(request, desk, shown.parcel, day)
    seen = packs_from(shown, request.POST, "terlihat")
    if seen is None:
        return _("The parcel has changed meanwhile. Look again.")
    now = packs_from(shown, request.POST, "sekarang")
    later = None if now is None else left_for_later(seen, now)
    if later is None:
        return _("Write for each article how many go now, not more than were ordered.")
    packs = sum(later.values())
    if not packs:
        return _("Everything goes now: then there is nothing to promise.")
    try:
        held = {each.row.line_id: each.row.quantity for each in shown.contents}
        if seen == held and packs == sum(held.values()):
            done = orders.promise(parcel_id=shown.parcel.pk, day=day, actor=desk.user, source=DESK)
            _say(request, day, is_new=done)
            return ""
        orders.send_in_parts(
            parcel_id=shown.parcel.pk,
            later=later,
            seen=seen,
            day=day,
            actor=desk.user,
            source=DESK,
        )
    except NotAllowed as refusal:
        return str(refusal.text)
    messages.success(
        request,
        _("Two parcels now. The rest is promised for %(day)s, the buyer is told.")
        % {"day": formats.short_date(day)},
    )
    return ""


def _promise_channel(request: HttpRequest, desk: Desk, parcel: Parcel, day: date) -> str:
    try:
        done = orders.promise(parcel_id=parcel.pk, day=day, actor=desk.user, source=DESK)
    except NotAllowed as refusal:
        return str(refusal.text)
    if done:
        messages.success(request, _("Noted. The channel's own deadline stays as it is."))
    return ""


def _say(request: HttpRequest, day: date, *, is_new: bool) -> None:
    if is_new:
        text = _("Promised for %(day)s. The buyer is told.")
        messages.success(request, text % {"day": formats.short_date(day)})
    else:
        messages.info(request, _("That day is promised already. Nothing was changed."))
