"""How one cooperative sends: which ways, who collects money, hours, closing days, own delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from shop import formats
from shop.address.models import Region
from shop.partner.models import Partner
from shop.partner.services import MOST_PACKING_DAYS, Delivery, set_delivery
from shop.shipping import live, own_delivery
from shop.shipping.defaults import PICKUP
from shop.shipping.models import Tariff
from shop.shipping.own_delivery import Area
from shop.shipping.table import service_name
from shop.shipping.zones import SAME_REGENCY

RIGHT = "price"
MOST_DIGITS = 9
COURIER_NAMES = {
    "jne": "JNE",
    "jnt": "J&T",
    "sicepat": "SiCepat",
    "anteraja": "AnterAja",
    "pos": "Pos Indonesia",
}


class Wrong(ValueError):
    """Something typed cannot be understood; its words are for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A way of sending and whether the cooperative uses it and has money collected by it."""

    code: str
    name: str
    is_on: bool
    takes_cash: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """When the doors are open on one day of the week; both empty: closed."""

    key: str
    name: str
    opens: str
    closes: str


@require_safe
@desk_view(RIGHT)
def delivery(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything about sending that a cooperative decides itself."""
    return _show(request, desk)


@require_POST
@desk_view(RIGHT)
def save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Write down ways, hours and days."""
    try:
        told = _told(desk.cooperative, request.POST)
    except Wrong as error:
        return _show(request, desk, str(error))
    if set_delivery(cooperative_id=desk.cooperative.pk, delivery=told, actor=desk.user):
        messages.success(request, _("Kept. Buyers see it at once."))
    else:
        messages.info(request, _("Nothing was changed."))
    return _back()


@require_POST
@desk_view(RIGHT)
def save_area(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Drive to an area, or change what it costs."""
    try:
        area = _area(desk.cooperative, request.POST)
    except Wrong as error:
        return _show(request, desk, area_error=str(error))
    own_delivery.set_area(cooperative_id=desk.cooperative.pk, area=area, actor=desk.user)
    messages.success(request, _("Kept. Buyers see it at once."))
    return _back()


@require_POST
@desk_view(RIGHT)
def stop_area(request: HttpRequest, desk: Desk, tariff_id: int) -> HttpResponse:
    """Drive there no more."""
    if not own_delivery.stop_area(
        cooperative_id=desk.cooperative.pk, tariff_id=tariff_id, actor=desk.user
    ):
        raise Http404
    messages.success(request, _("This area is not offered any more. Placed orders keep it."))
    return _back()


def _show(
    request: HttpRequest, desk: Desk, error: str = "", *, area_error: str = ""
) -> HttpResponse:
    cooperative = Partner.objects.get(pk=desk.cooperative.pk)
    places = _places(cooperative)
    rows = own_delivery.areas(cooperative.pk)
    context: dict[str, Any] = {
        "cooperative": cooperative,
        "switches": _switches(cooperative),
        "week": _week(cooperative),
        "closing_days": _coming(cooperative.closing_days),
        "packing_days": cooperative.packing_days,
        "most_packing_days": MOST_PACKING_DAYS,
        "places": places.items(),
        "areas": [(row, _place_name(row, places), day_words(row.weekdays)) for row in rows],
        "days": [(str(day + 1), _day_name(day)) for day in range(7)],
        "typed": request.POST,
        "typed_days": request.POST.getlist("hari"),
        "error": error,
        "area_error": area_error,
    }
    status = 422 if error or area_error else 200
    return page(request, desk, "delivery/own.html", context, current="more", status=status)


def _switches(cooperative: Partner) -> list[Switch]:
    rows = Tariff.objects.filter(cooperative=None, is_active=True).order_by("service")
    codes = [PICKUP, *rows.exclude(service=PICKUP).values_list("service", flat=True).distinct()]
    couriers = settings.BITESHIP_COURIERS if live.is_on() else []
    names = {code: service_name(code) for code in codes}
    names |= {code: COURIER_NAMES.get(code, code.upper()) for code in couriers}
    return [
        Switch(
            code=code,
            name=name,
            is_on=code not in cooperative.services_off,
            takes_cash=code not in cooperative.cash_off,
        )
        for code, name in names.items()
    ]


def _week(cooperative: Partner) -> list[DayHours]:
    found = []
    for day in range(7):
        hours = cooperative.opening_hours.get(str(day)) or ("", "")
        found.append(DayHours(key=str(day), name=_day_name(day), opens=hours[0], closes=hours[-1]))
    return found


def _day_name(day: int) -> str:
    return pgettext("short weekday", formats.DAY_NAMES[day])


def day_words(weekdays: str) -> str:
    """``135`` as names of days; every day for nothing."""
    return ", ".join(_day_name(int(day) - 1) for day in weekdays) or _("every day")


def _coming(days: list[str]) -> list[tuple[str, date]]:
    today = timezone.localdate().isoformat()
    return [(day, date.fromisoformat(day)) for day in sorted(days) if day >= today]


def _told(cooperative: Partner, typed: Mapping[str, Any]) -> Delivery:
    shown = _switches(cooperative)
    codes = {switch.code for switch in shown}
    # What this page does not show stays as it is.
    off = [code for code in cooperative.services_off if code not in codes]
    cash = [code for code in cooperative.cash_off if code not in codes]
    try:
        return Delivery(
            services_off=(*off, *(s.code for s in shown if f"pakai_{s.code}" not in typed)),
            cash_off=(*cash, *(s.code for s in shown if f"cod_{s.code}" not in typed)),
            packing_days=_number(typed.get("hari_kemas", ""), _("Days to pack")),
            opening_hours=_hours(typed),
            closing_days=_closing_days(cooperative, typed),
        )
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong(_("Look at the days and hours again: something cannot be right.")) from error


def _hours(typed: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    found = {}
    for day in range(7):
        opens, closes = typed.get(f"buka_{day}", ""), typed.get(f"tutup_{day}", "")
        if not opens and not closes:
            continue
        try:
            is_right = time.fromisoformat(opens) < time.fromisoformat(closes)
        except ValueError:
            is_right = False
        if not is_right:
            words = _("%(day)s: write when you open and when you close, or leave both empty.")
            raise Wrong(words % {"day": _day_name(day)})
        found[str(day)] = (opens[:5], closes[:5])
    return found


def _closing_days(cooperative: Partner, typed: Mapping[str, Any]) -> tuple[str, ...]:
    kept = [day for day in cooperative.closing_days if f"buka_lagi_{day}" not in typed]
    new = typed.get("libur_baru", "")
    if not new:
        return tuple(kept)
    try:
        return (*kept, date.fromisoformat(new).isoformat())
    except ValueError as error:
        raise Wrong(_("Write the closing day as a date.")) from error


def _area(cooperative: Partner, typed: Any) -> Area:
    place = typed.get("daerah", "")
    if place not in _places(cooperative):
        raise Wrong(_("Choose where you deliver."))
    free_from = typed.get("gratis", "").strip()
    try:
        return Area(
            destination=place,
            fixed=_number(typed.get("harga", ""), _("Price")),
            free_from=_number(free_from, _("Free from")) if free_from else None,
            least_goods=_number(typed.get("minimal", "") or "0", _("Only from")),
            weekdays="".join(sorted(set(typed.getlist("hari")))),
            days_to=_number(typed.get("lama", "") or "1", _("Days on the way")),
            allows_cod="cod" in typed,
        )
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong(_("Look at the amounts and days again: something is too large.")) from error


def _places(cooperative: Partner) -> dict[str, str]:
    """Where own delivery may go: the whole regency, and each of its districts."""
    regency = ".".join((cooperative.district_id or "").split(".")[:2])
    if not regency:
        return {}
    places = {SAME_REGENCY: _("All of %(place)s") % {"place": cooperative.regency_name or regency}}
    rows = Region.objects.filter(parent_id=regency).order_by("name")
    return places | dict(rows.values_list("code", "name"))


def _place_name(row: Tariff, places: Mapping[str, str]) -> str:
    return places.get(row.destination, row.destination)


def _number(text: str, what: str) -> int:
    digits = text.strip().removeprefix("Rp").replace(".", "").strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS):
        raise Wrong(_("%(what)s: write a number.") % {"what": what})
    return int(digits)


def _back() -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("desk:delivery"))
    response.status_code = 303
    return response
