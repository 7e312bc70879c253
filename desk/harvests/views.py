"""Panen: let buyers order before the harvest, and note that it came."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import nonces
from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import amounts
from desk.goods import card as cards
from shop import formats
from shop.order.harvests import receive_harvest
from shop.stock import harvests
from shop.stock.errors import BelowAllocated, RefConflict
from shop.stock.models import StockItem

GET_AND_POST = ["GET", "HEAD", "POST"]
# Nobody plans further, and at the end of the calendar there is no day after.
LAST_YEAR = 2200


class Wrong(Exception):
    """Something typed cannot be; ``text`` says what to type instead."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


@require_http_methods(GET_AND_POST)
@desk_view("")
def harvest(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """Open a harvest for orders, or change quota and closing day of the open one."""
    desk, item = _goods(desk, item_id)
    if request.method == "POST":
        try:
            _write(request, desk, item)
        except Wrong as refusal:
            return _form(request, desk, item, refusal.text)
        except amounts.BadAmount as refusal:
            return _form(request, desk, item, refusal.text)
        return HttpResponseRedirect(reverse("desk:harvest", args=[item.pk]))
    return _form(request, desk, item)


@require_http_methods(GET_AND_POST)
@desk_view("")
def receive(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """The harvest is in: those who ordered get it, the oldest order first."""
    desk, item = _goods(desk, item_id)
    coming = item.open_harvest
    if coming is None:
        if request.method == "POST":
            messages.info(request, _("This harvest was noted already. Nothing was changed."))
        return HttpResponseRedirect(reverse("desk:harvest", args=[item.pk]))
    if request.method != "POST":
        return _receive_form(request, desk, item)
    try:
        typed = amounts.read(request.POST.get("jumlah", ""), item.base_unit)
        quantity = (typed.base or 0) + typed.difference
        if quantity < 0:
            raise Wrong(_("Type zero or more."))
        if not quantity and request.POST.get("gagal") != "1":
            raise Wrong(_("Nothing came in? Tick the box below, then press again."))
    except (Wrong, amounts.BadAmount) as refusal:
        return _receive_form(request, desk, item, refusal.text)
    done = receive_harvest(harvest_id=coming.pk, quantity=quantity, actor=desk.user)
    _tell(request, done.waiting, done.short)
    return HttpResponseRedirect(reverse("desk:stock_card", args=[item.pk]))


def _tell(request: HttpRequest, waiting: int, short: int) -> None:
    if short:
        messages.warning(
            request,
            _("%(waiting)s orders waited. %(short)s of them are short: decide what happens.")
            % {"waiting": waiting, "short": short},
        )
    else:
        messages.success(
            request,
            _("%(waiting)s orders waited, and all have their goods.") % {"waiting": waiting},
        )


def _goods(desk: Desk, item_id: int) -> tuple[Desk, StockItem]:
    desk, item = cards.item_for(desk, item_id)
    desk.require("stock")
    if item.is_harvest:
        raise Http404
    return desk, item


def _write(request: HttpRequest, desk: Desk, item: StockItem) -> None:
    quota = amounts.read(request.POST.get("kuota", ""), item.base_unit).base or 0
    if quota < 1:
        raise Wrong(_("Type how much may be ordered, above zero."))
    coming = item.open_harvest
    day = coming.harvest_date if coming else _day(request, "panen", _("Choose the harvest day."))
    closes = _day(request, "tutup", _("Choose the last day to order."))
    if closes > day:
        raise Wrong(_("Orders have to close on the harvest day or before."))
    try:
        if coming is None:
            harvests.open_harvest(
                goods_id=item.pk, quota=quota, harvest_date=day, closes_on=closes, actor=desk.user
            )
            messages.success(request, _("Buyers can order from this harvest now."))
            return
        harvests.change_harvest(
            harvest_id=coming.pk,
            quota=quota,
            closes_on=closes,
            ref=nonces.ref(request),
            actor=desk.user,
        )
    except BelowAllocated as refusal:
        sold = formats.quantity(refusal.allocated, item.base_unit)
        raise Wrong(
            _("%(amount)s is sold already; the quota cannot be less.") % {"amount": sold}
        ) from refusal
    except (harvests.HarvestOpen, harvests.NoHarvest, RefConflict) as refusal:
        raise Wrong(_("Somebody changed this meanwhile. Please look again.")) from refusal
    messages.success(request, _("The harvest was changed."))


def _day(request: HttpRequest, name: str, missing: str) -> date:
    """A typed day that is not over yet."""
    try:
        day = parse_date(request.POST.get(name, ""))
    except ValueError:
        day = None
    if day is None or day.year > LAST_YEAR:
        raise Wrong(missing)
    if day < timezone.localdate():
        raise Wrong(_("This day is over already."))
    return day


def _form(request: HttpRequest, desk: Desk, item: StockItem, error: str = "") -> HttpResponse:
    coming = item.open_harvest
    typed: dict[str, Any] = {
        "kuota": amounts.shown(coming.on_hand, item.base_unit) if coming else "",
        "panen": "",
        "tutup": f"{coming.closes_on:%Y-%m-%d}" if coming and coming.closes_on else "",
    }
    if error:
        typed = {name: request.POST.get(name, "") for name in typed}
    context = {
        "item": item,
        "coming": coming,
        "quota": formats.quantity(coming.on_hand, item.base_unit) if coming else "",
        "sold": formats.quantity(coming.allocated, item.base_unit) if coming else "",
        "left": formats.quantity(coming.free, item.base_unit) if coming else "",
        "unit": amounts.unit_of(item.base_unit)[0],
        "typed": typed,
        "nonce": nonces.of(request),
        "error": error,
    }
    return page(request, desk, "harvest.html", context, current="goods")


def _receive_form(
    request: HttpRequest, desk: Desk, item: StockItem, error: str = ""
) -> HttpResponse:
    context = {
        "item": item,
        "sold": formats.quantity(item.open_harvest.allocated, item.base_unit),
        "unit": amounts.unit_of(item.base_unit)[0],
        "typed": request.POST.get("jumlah", ""),
        "asks_failed": bool(error),
        "error": error,
    }
    return page(request, desk, "harvest_receive.html", context, current="goods")
