"""The screens that print: what to fetch, and the labels, each alone or all in one file."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.orders import label_file
from desk.orders.printing import MOST, paper


@require_safe
@desk_view("pack")
def packing_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What to fetch, what goes in each box, what stays."""
    found = paper(desk, request.GET.getlist("paket"), timezone.now())
    return page(request, desk, "packing_list.html", {"paper": found}, current="orders")


def query_of(asked: list[str]) -> str:
    """The same choice for another address."""
    return urlencode({"paket": asked[:MOST]}, doseq=True)


@require_safe
@desk_view("pack")
def labels(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Our own labels, A6; a channel's label opens as the channel made it."""
    asked = request.GET.getlist("paket")
    found = paper(desk, asked, timezone.now())
    own = [box for box in found.boxes if words.is_own(box.parcel.order.source)]
    theirs = [box for box in found.boxes if not words.is_own(box.parcel.order.source)]
    context = {
        "paper": found,
        "own": own,
        "theirs": theirs,
        "left": label_file.without_label(desk, found, asked),
        "query": query_of(asked),
        "has_file": bool(own) or any(box.parcel.label for box in theirs),
    }
    return page(request, desk, "labels.html", context, current="orders")


@require_safe
@desk_view("pack")
def labels_file(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every label of the chosen parcels in one PDF; without any, back to the page that says why."""
    asked = request.GET.getlist("paket")
    now = timezone.now()
    data, _left = label_file.build(desk, paper(desk, asked, now), asked)
    if not data:
        return HttpResponseRedirect(f"{reverse('desk:labels')}?{query_of(asked)}")
    name = f"label-{timezone.localtime(now):%Y%m%d-%H%M}.pdf"
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
