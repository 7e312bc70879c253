"""Screens of orders: the list, one parcel, and the steps of packing and sending it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.home.views import pulse_of
from desk.numbers import number
from desk.orders import courier as couriers
from desk.orders import listing as lists
from desk.orders import sheet as sheets
from integrations import registry
from integrations.channels.capabilities import makes_labels
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.facts import Colour
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Parcel, ParcelLine, ParcelState

S = ParcelState
DESK = "desk"


def to_parcel(parcel: Parcel, anchor: str = "") -> HttpResponseRedirect:
    """Back to the sheet."""
    where = reverse("desk:parcel", args=[parcel.pk])
    return HttpResponseRedirect(f"{where}#{anchor}" if anchor else where)


@require_safe
@desk_view("orders")
def order_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One list for our own shop and every channel."""
    wish = lists.Wish.of(request.GET.dict())
    now = timezone.now()
    found = lists.listing(desk, wish, now)
    cards = sync.health_cards([desk.cooperative.pk], now)
    context = {
        "listing": found,
        "wish": wish,
        "first_page": wish.url(),
        "can_print": desk.may("pack") and wish.tab == "dikemas" and bool(found.groups),
        "down": [card for card in cards if card.down_since and card.colour is Colour.AMBER],
        "pulse": pulse_of(desk),
    }
    return page(request, desk, "orders.html", context, current="orders")


@require_safe
@desk_view("")
def parcel(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """The sheet of one parcel."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("orders")
    now = timezone.now()
    shown = sheets.sheet(found, now)
    context = {"sheet": shown, "courier": couriers.panel(shown), **due_words(found, now)}
    return page(request, desk, "parcel.html", context, current="orders")


def due_words(parcel: Parcel, now: datetime) -> dict[str, str]:
    """ "Send today before 16.00", and how much time is left."""
    if parcel.ship_by is None:
        return {}
    return {
        "due_words": _("Send %(deadline)s") % {"deadline": words.deadline(parcel.ship_by, now)},
        "due_left": words.time_left(parcel.ship_by, now),
    }


@require_POST
@desk_view("")
def tick(request: HttpRequest, desk: Desk, parcel_id: int, row_id: int) -> HttpResponse:
    """Say that an article is in the box, or is not. The same again changes nothing."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("pack")
    row = get_object_or_404(ParcelLine, pk=row_id, parcel=found)
    if found.state in sheets.IN_STORE:
        ParcelLine.objects.filter(pk=row.pk).update(is_packed=request.POST.get("packed") == "1")
    return to_parcel(found, f"isi-{row.pk}")


@require_POST
@desk_view("")
def pack(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """The box is closed. Asks once when something in it has no tick."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("pack")
    shown = sheets.sheet(found, timezone.now())
    if shown.unticked and found.state == S.TO_PACK and "yakin" not in request.POST:
        return ask_about_ticks(request, desk, shown, reverse("desk:pack", args=[found.pk]))
    try:
        orders.move(parcel_id=found.pk, to=S.PACKED, actor=desk.user, source=DESK)
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
        return to_parcel(found)
    ParcelLine.objects.filter(parcel=found).update(is_packed=True)
    messages.success(
        request, _("%(packs)s packed. Next: hand the parcel over.") % {"packs": shown.packs}
    )
    return to_parcel(found)


@require_POST
@desk_view("")
def unpack(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """The lid comes off again: something was forgotten."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("pack")
    try:
        orders.move(parcel_id=found.pk, to=S.TO_PACK, actor=desk.user, source=DESK)
        messages.success(request, _("The parcel is open again. Tick what is in it."))
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
    return to_parcel(found)


def ask_about_ticks(
    request: HttpRequest, desk: Desk, shown: sheets.Sheet, action: str
) -> HttpResponse:
    """ "… has no tick yet. Is it in the box?" asked once, with what was typed kept."""
    context = {
        "sheet": shown,
        "action": action,
        "kept": {key: request.POST[key] for key in ("resi",) if key in request.POST},
    }
    return page(request, desk, "parcel_ticks.html", context, current="orders")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def ship(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Send the parcel: our own with its tracking number, a channel's through the channel."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    shown = sheets.sheet(found, timezone.now())
    if request.method != "POST":
        if not shown.is_own or not shown.may_be_sent:
            return to_parcel(found)
        return page(request, desk, "ship.html", {"sheet": shown}, current="orders")
    if shown.why_not:
        messages.error(request, shown.why_not)
        return to_parcel(found)
    if shown.unticked and found.state == S.TO_PACK and "yakin" not in request.POST:
        return ask_about_ticks(request, desk, shown, reverse("desk:ship", args=[found.pk]))
    return ship_own(request, desk, shown) if shown.is_own else ship_channel(request, desk, shown)


def ship_own(request: HttpRequest, desk: Desk, shown: sheets.Sheet) -> HttpResponse:
    """Our own order: the courier has it, stock leaves, the buyer is told."""
    number = request.POST.get("resi", "").strip()[:80]
    try:
        orders.walk(
            parcel_id=shown.parcel.pk,
            to=S.SHIPPED,
            actor=desk.user,
            source=DESK,
            tracking_number=number,
        )
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
        return to_parcel(shown.parcel)
    return HttpResponseRedirect(reverse("desk:sent", args=[shown.parcel.pk]))


def ship_channel(request: HttpRequest, desk: Desk, shown: sheets.Sheet) -> HttpResponse:
    """A channel's order: asked for in a minute, so that it can be taken back."""
    if shown.parcel.state not in sheets.IN_STORE:
        messages.warning(request, _("This parcel has left already. Nothing was changed."))
        return to_parcel(shown.parcel)
    source = shown.parcel.order.source
    if not makes_labels(registry.CONNECTORS.get(source)) and not shown.parcel.tracking_number:
        # Sent with a courier of our own: its number is asked for before the buyer is told.
        return HttpResponseRedirect(reverse("desk:hand_over", args=[shown.parcel.pk]))
    try:
        channels.request_shipment(parcel_id=shown.parcel.pk, actor=desk.user)
    except channels.AlreadyArranged as error:
        messages.warning(request, sent_elsewhere(error))
        return to_parcel(shown.parcel)
    return HttpResponseRedirect(reverse("desk:sent", args=[shown.parcel.pk]))


def sent_elsewhere(error: channels.AlreadyArranged) -> str:
    """ "Already sent through Shopee 10.42. Nothing was changed." """
    view = error.view
    return _("Already sent through %(channel)s at %(time)s. Nothing was changed.") % {
        "channel": view.channel_label,
        "time": words.when(view.elsewhere_at or view.arranged_at),
    }


@require_safe
@desk_view("")
def sent(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """What was sent, how to take it back, and the next parcel."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    now = timezone.now()
    shown = sheets.sheet(found, now)
    if shown.is_in_store and not shown.is_arranged:
        return to_parcel(found)
    waiting = (
        Parcel.objects.filter(cooperative=desk.cooperative, state__in=list(sheets.IN_STORE))
        .exclude(lists.AWAITING | lists.blocked())
        .exclude(pk=found.pk)
        .filter(order__channel_order__arranged_at=None)
    )
    following = waiting.select_related("order").order_by("ship_by", "pk").first()
    context = {"sheet": shown, "following": following, "waiting": waiting.count()}
    return page(request, desk, "sent.html", context, current="orders")


@require_POST
@desk_view("")
def undo_ship(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Take the request back while its minute lasts."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    if channels.undo_shipment(parcel_id=found.pk):
        messages.success(request, _("Taken back. The channel has not been told anything."))
    else:
        messages.warning(
            request, _("Too late to take back: the channel has been told. Nothing was changed.")
        )
    return to_parcel(found)


@require_POST
@desk_view("")
def tracking(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """A tracking number that comes after the parcel left."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    number = request.POST.get("resi", "").strip()[:80]
    if number and found.state == S.SHIPPED and words.is_own(found.order.source):
        orders.move(
            parcel_id=found.pk,
            to=S.SHIPPED,
            actor=desk.user,
            source=DESK,
            tracking_number=number,
        )
        messages.success(request, _("Tracking number kept."))
    return to_parcel(found)


NEXT_BY_HAND = {"sampai": S.DELIVERED, "selesai": S.COMPLETED}


@require_POST
@desk_view("")
def go_on(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Our own parcel arrived, or is done; a channel says so itself."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    to = NEXT_BY_HAND.get(request.POST.get("ke", ""))
    if to is None or not words.is_own(found.order.source):
        return to_parcel(found)
    try:
        orders.walk(parcel_id=found.pk, to=to, actor=desk.user, source=DESK)
        messages.success(
            request,
            _("Noted: the parcel arrived.")
            if to == S.DELIVERED
            else _("Noted: the order is done."),
        )
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
    return to_parcel(found)


@require_POST
@desk_view("")
def take_back(request: HttpRequest, desk: Desk, parcel_id: int, row_id: int) -> HttpResponse:
    """Sent goods are here again, fit to sell or spoiled. ``sudah`` is what the form knew of."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("pack")
    row = get_object_or_404(ParcelLine, pk=row_id, parcel=found)
    wanted, known = request.POST.get("jumlah", "")[:9], request.POST.get("sudah", "")[:9]
    is_fit = request.POST.get("keadaan") != "rusak"
    try:
        done = orders.receive_back(
            parcel_id=found.pk,
            line_id=row.line_id,
            quantity=number(wanted) or 0,
            known=-1 if (shown := number(known)) is None else shown,
            is_fit=is_fit,
            actor=desk.user,
            source=DESK,
        )
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
        return to_parcel(found)
    if not done:
        messages.warning(request, _("This was noted already. Nothing was changed."))
        return to_parcel(found)
    text = _("%(count)s × %(goods)s is back in stock.")
    if not is_fit:
        text = _("Noted: %(count)s × %(goods)s came back spoiled. Stock stays as it is.")
    messages.success(request, text % {"count": wanted, "goods": row.line.title})
    return to_parcel(found)


@require_safe
@desk_view("")
def channel_label(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """The channel's label as it came; never of a parcel on hold."""
    desk, found = sheets.parcel_for(desk, parcel_id)
    desk.require("pack")
    if not found.label or found.on_hold:
        raise Http404
    try:
        return FileResponse(found.label.open("rb"), filename=Path(str(found.label.name)).name)
    except FileNotFoundError as error:
        raise Http404 from error
