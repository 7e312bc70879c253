"""Screens with one decision: choose, then look at the effect, then do it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import search as packs
from desk.orders import choices, later, marks, moneybox, wishes
from desk.orders import sheet as sheets
from desk.orders.views import sent_elsewhere, to_parcel
from integrations.channels.errors import ChannelError
from integrations.channels.shipping import ShipChoice, ShipMethod, ShipOptions
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.errors_catalogue import code_of, explain
from shop import formats
from shop.order import services as orders
from shop.order.errors import NotAllowed
from shop.order.models import Line, Parcel
from shop.transactions import calls_network

GET_AND_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_AND_POST)
@desk_view("")
def cancel(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """The parcel cannot be sent: why, what that does, then yes."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("decide")
    if parcel.state not in sheets.IN_STORE:
        messages.warning(request, _("This parcel has left or is cancelled. Nothing was changed."))
        return to_parcel(parcel)
    known = dict(choices.reasons(parcel))
    asked = request.POST if request.method == "POST" else request.GET
    chosen = asked.get("alasan", "")
    if request.method == "POST" and chosen in known:
        return do_cancel(request, desk, parcel, chosen, known[chosen])
    context = {
        "parcel": parcel,
        "sheet": sheets.sheet(parcel, timezone.now()),
        "reasons": known.items(),
        "chosen": chosen if chosen in known else "",
        "reason": known.get(chosen, ""),
        "error": _("Choose why it cannot be sent.")
        if "alasan" in asked or "lanjut" in asked
        else "",
        "facts": choices.cancel_facts(parcel),
        "is_shared": choices.others_of(parcel),
        "packs": sheets.packs_of(parcel),
    }
    return page(request, desk, "cancel.html", context, current="orders")


def do_cancel(
    request: HttpRequest, desk: Desk, parcel: Parcel, key: str, reason: str
) -> HttpResponse:
    """Our own parcel is cancelled now; a channel is told in a minute."""
    if not words.is_own(parcel.order.source):
        channels.cancel_with_reason(
            parcel_id=parcel.pk, reason=choices.REASONS[key], actor=desk.user
        )
        return HttpResponseRedirect(reverse("desk:cancelled", args=[parcel.pk]))
    try:
        choices.cancel_parcel(parcel=parcel, reason=reason, actor=desk.user)
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
        return to_parcel(parcel)
    messages.success(request, _("Cancelled. The goods are free again and the buyer is told."))
    return to_parcel(parcel)


@require_http_methods(["GET", "HEAD"])
@desk_view("")
def cancelled(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """The channel will be told; until then it can be taken back."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("decide")
    return page(request, desk, "cancelled.html", {"parcel": parcel}, current="orders")


@require_POST
@desk_view("")
def undo_cancel(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Take the cancellation back while its minute lasts."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("decide")
    if channels.undo_cancel(parcel_id=parcel.pk):
        messages.success(request, _("Taken back. The order goes on."))
    else:
        messages.warning(
            request, _("Too late to take back: the channel has been told. Nothing was changed.")
        )
    return to_parcel(parcel)


# --- the buyer asks to cancel --------------------------------------------------------------------

WHERE = {"gudang": True, "kurir": False}


@require_http_methods(GET_AND_POST)
@desk_view("")
def answer_cancel(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Where is the parcel? A fact that staff know; the answer follows from it."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    order = marks.channel_order(parcel)
    if order is None:
        return wishes.answer(request, desk, parcel)
    asked = request.POST if request.method == "POST" else request.GET
    where = asked.get("di", "")
    can_refuse = sync.can_refuse(parcel.order.source)
    if request.method == "POST" and where in WHERE and (WHERE[where] or can_refuse):
        return do_answer(request, desk, parcel, accept=WHERE[where])
    if where == "tanya":
        messages.info(request, _("Ask the packer first. The order stays on hold."))
        return to_parcel(parcel)
    context = {
        "parcel": parcel,
        "sheet": sheets.sheet(parcel, timezone.now()),
        "channel_order": order,
        "channel": words.channel_label(parcel.order.source),
        "amount": formats.rupiah(moneybox.paid_for(parcel)) if desk.may("money") else "",
        "where": where if where in WHERE else "",
        "error": _("First choose where the parcel is.") if "lanjut" in asked and not where else "",
        "packs": sheets.packs_of(parcel),
        "is_open": marks.wants_cancel(parcel),
        "can_refuse": can_refuse,
        **answer_words(parcel),
    }
    return page(request, desk, "answer_cancel.html", context, current="orders")


def answer_words(parcel: Parcel) -> dict[str, str]:
    """How long there is to answer."""
    order = marks.channel_order(parcel)
    if order is None or order.answer_by is None:
        return {}
    now = timezone.now()
    return {
        "due_words": _("Answer %(deadline)s") % {"deadline": words.deadline(order.answer_by, now)},
        "due_left": words.time_left(order.answer_by, now),
    }


def do_answer(request: HttpRequest, desk: Desk, parcel: Parcel, *, accept: bool) -> HttpResponse:
    """Tell the channel; the first answer counts."""
    try:
        channels.answer_cancellation(parcel_id=parcel.pk, accept=accept, actor=desk.user)
    except channels.NothingToAnswer:
        messages.warning(request, answered_before(parcel))
        return to_parcel(parcel)
    if accept:
        messages.success(
            request, _("Cancellation agreed. The goods are free once the channel confirms.")
        )
    else:
        messages.success(request, _("Cancellation refused. The parcel stays on its way."))
    return to_parcel(parcel)


def answered_before(parcel: Parcel) -> str:
    """Who was faster: a colleague, or the buyer."""
    order = marks.channel_order(parcel)
    decision = order.decision if order else ""
    if decision == "accepted":
        return _("Somebody has answered already: agreed. Nothing was changed.")
    if decision == "refused":
        return _("Somebody has answered already: refused. Nothing was changed.")
    return _("The buyer took the wish back. Please go on packing.")


# --- goods are missing ---------------------------------------------------------------------------


@require_http_methods(GET_AND_POST)
@desk_view("")
def decide(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """What to do about missing goods."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("decide")
    if not marks.missing(parcel):
        messages.info(request, _("Settled by itself: nothing is missing in this parcel."))
        return to_parcel(parcel)
    offered = choices.for_shortage(parcel)
    asked = request.POST if request.method == "POST" else request.GET
    key = asked.get("pilih", "")
    chosen = next((each for each in offered if each.key == key and not each.why_not), None)
    error = _("First choose what to do.") if "lanjut" in asked and chosen is None else ""
    if request.method == "POST" and chosen is not None:
        day = later.day_from(request.POST.get("tanggal", ""))
        if not (chosen.asks_day and day is None):
            return do_decide(request, desk, parcel, chosen, day)
        error = _("Choose the day by which the rest leaves.")
    context = {
        "parcel": parcel,
        "sheet": sheets.sheet(parcel, timezone.now()),
        "choices": offered,
        "chosen": chosen,
        "error": error,
        "today": timezone.localdate(),
        "missing": marks.missing(parcel),
    }
    return page(request, desk, "decide.html", context, current="orders")


def do_decide(
    request: HttpRequest, desk: Desk, parcel: Parcel, chosen: choices.Choice, day: date | None
) -> HttpResponse:
    """Carry it out and say so."""
    try:
        seen = request.POST.get("dari", "")
        donor_id = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
        choices.decide(
            parcel=parcel,
            key=chosen.key,
            actor=desk.user,
            donor_id=donor_id,
            day=day if chosen.asks_day else None,
        )
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
        return to_parcel(parcel)
    messages.success(request, _("Decided: %(choice)s.") % {"choice": chosen.title})
    return to_parcel(parcel)


# --- goods nobody knows --------------------------------------------------------------------------


@require_http_methods(GET_AND_POST)
@desk_view("")
def match_line(request: HttpRequest, desk: Desk, parcel_id: int, line_id: int) -> HttpResponse:
    """Which of our goods a line is. A matched listing also fits the next orders."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("decide")
    line = get_object_or_404(Line, pk=line_id, parcel_lines__parcel=parcel)
    if line.stock_item_id is not None:
        messages.info(request, _("These goods are matched already."))
        return to_parcel(parcel)
    if request.method == "POST":
        return do_match(request, desk, parcel, line)
    text = request.GET.get("q", "").strip()[:80]
    context = {
        "parcel": parcel,
        "line": line,
        "found": packs.packs(desk, text or line.title, loose=not text),
        "words": text,
        "sees_money": desk.may("money"),
    }
    return page(request, desk, "match_line.html", context, current="orders")


def do_match(request: HttpRequest, desk: Desk, parcel: Parcel, line: Line) -> HttpResponse:
    """Through the listing where there is one, else for this line alone."""
    record = packs.pack_for(desk, request.POST.get("barang", ""))
    channel_line = getattr(line, "channel_line", None)
    try:
        if channel_line is not None and channel_line.listing_id is not None:
            channels.match_listing(
                listing_id=channel_line.listing_id, stockrecord_id=record.pk, actor=desk.user
            )
        orders.match_line(line_id=line.pk, stockrecord_id=record.pk, actor=desk.user)
    except NotAllowed as refusal:
        messages.error(request, refusal.text)
        return to_parcel(parcel)
    messages.success(
        request,
        _("%(theirs)s is %(ours)s. Stock is set aside.")
        % {"theirs": line.title, "ours": record.product.get_title()},
    )
    return to_parcel(parcel)


# --- how the parcel is handed over ---------------------------------------------------------------


@calls_network
@require_http_methods(GET_AND_POST)
@desk_view("")
def hand_over(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """Bring it to a counter or have it fetched, as the channel offers. Calls the network."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    shown = sheets.sheet(parcel, timezone.now())
    if shown.is_own or not shown.may_be_sent:
        return to_parcel(parcel)
    if request.method == "POST":
        return do_hand_over(request, desk, parcel)
    try:
        options = channels.ship_options(parcel_id=parcel.pk)
    except ChannelError as error:
        messages.warning(request, str(explain(code_of(error)).title))
        return to_parcel(parcel)
    context = {"sheet": shown, "ways": ways(options), "ships_itself": ships_itself(options)}
    return page(request, desk, "hand_over.html", context, current="orders")


def ships_itself(options: ShipOptions) -> bool:
    """Whether we send the parcel with a courier of our own and only tell the channel its number."""
    return dict(options.needs).get(ShipMethod.OWN_COURIER) == ("tracking_number",)


def ways(options: ShipOptions) -> list[tuple[str, str, str]]:
    """(value, title, text) of every way that can be chosen without more to fill in."""
    found = []
    if ships_itself(options):
        found.append(("own|", _("With a courier"), _("Write down its tracking number below.")))
        if ShipMethod.DROPOFF in options.methods:
            text = _("We deliver it ourselves, or the buyer fetches it.")
            found.append(("dropoff|", _("Without a tracking number"), text))
        return found
    if ShipMethod.DROPOFF in options.methods:
        branches = options.branches or (None,)
        for branch in branches:
            key = f"dropoff|{branch.branch_id if branch else ''}"
            text = f"{branch.name} {branch.address}".strip() if branch else ""
            found.append((key, _("Bring it to a counter"), text))
    if ShipMethod.PICKUP in options.methods:
        for slot in options.pickup_slots:
            moment = formats.short_date(slot.starts_at) if slot.starts_at else ""
            text = ", ".join(part for part in (moment, slot.label, slot.address) if part)
            found.append((f"pickup|{slot.address_id}|{slot.slot_id}", _("Have it fetched"), text))
    return found


def do_hand_over(request: HttpRequest, desk: Desk, parcel: Parcel) -> HttpResponse:
    """Ask for the shipment the chosen way."""
    method, *ids = f"{request.POST.get('cara', '')}||".split("|")
    if method == "pickup" and ids[0]:
        choice = ShipChoice(method=ShipMethod.PICKUP, address_id=ids[0], slot_id=ids[1])
    elif method == "dropoff":
        choice = ShipChoice(method=ShipMethod.DROPOFF, branch_id=ids[0])
    elif method == "own" and (number := request.POST.get("resi", "").strip()[:80]):
        choice = ShipChoice(
            method=ShipMethod.OWN_COURIER, tracking_number=number, courier_code=parcel.courier
        )
    else:
        missing = _("Write down the tracking number, or choose to send without one.")
        unclear = _("First choose how the parcel is handed over.")
        messages.error(request, missing if method == "own" else unclear)
        return HttpResponseRedirect(reverse("desk:hand_over", args=[parcel.pk]))
    try:
        channels.request_shipment(parcel_id=parcel.pk, actor=desk.user, choice=choice)
    except channels.AlreadyArranged as error:
        messages.warning(request, sent_elsewhere(error))
        return to_parcel(parcel)
    return HttpResponseRedirect(reverse("desk:sent", args=[parcel.pk]))


@require_POST
@desk_view("")
def retry_parcel(request: HttpRequest, desk: Desk, parcel_id: int) -> HttpResponse:
    """A shipment that failed is tried once more."""
    desk, parcel = sheets.parcel_for(desk, parcel_id)
    desk.require("ship")
    view = sync.shipment(parcel.pk) if marks.channel_order(parcel) else None
    again = (
        view is not None
        and view.message_id is not None
        and channels.retry(
            kind="message", row_id=view.message_id, cooperative_ids=[parcel.cooperative_id]
        )
    )
    if again:
        messages.success(request, _("It is tried again now."))
    else:
        messages.info(request, _("There is nothing to try again. Nothing was changed."))
    return to_parcel(parcel)
