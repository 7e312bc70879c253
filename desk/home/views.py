"""Hari ini: what must be done, and the small pulse that says whether something is new."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.home import tasks
from shop.order.models import Parcel


def pulse_of(desk: Desk) -> str:
    """A word that changes whenever a parcel of this cooperative is new or has moved."""
    rows = Parcel.objects.filter(cooperative=desk.cooperative)
    newest = rows.aggregate(parcel=Max("pk"), event=Max("events__pk"))
    return f"{newest['parcel'] or 0}.{newest['event'] or 0}"


@require_safe
@desk_view("view")
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list for today."""
    shown = tasks.home(desk, timezone.now())
    return page(
        request,
        desk,
        "home.html",
        {"home": shown, "pulse": pulse_of(desk)},
        current="home",
    )


@require_safe
@desk_view("view")
def pulse(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Asked once a minute by open screens."""
    return JsonResponse({"pulse": pulse_of(desk)})
