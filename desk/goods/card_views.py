"""The stock card and its three forms: goods came in, goods are gone, goods were counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from desk import nonces
from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import amounts, changes, photos
from desk.goods import card as cards
from desk.numbers import number
from shop import formats
from shop.order.models import Line
from shop.stock import services as stock
from shop.stock.errors import BelowAllocated, RefConflict
from shop.stock.models import Kind, StockItem, StockMovement

GET_AND_POST = ["GET", "HEAD", "POST"]
# A count that differs by more than this share is asked about.
ASK_ABOVE_PERCENT = 10


def to_card(item: StockItem) -> HttpResponseRedirect:
    """Back to the card."""
    return HttpResponseRedirect(reverse("desk:stock_card", args=[item.pk]))


@require_safe
@desk_view("")
def stock_card(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """Why the number is what it is."""
    desk, item = cards.item_for(desk, item_id)
    desk.require("goods")
    found = cards.card(
        item,
        request.GET.get("saring", ""),
        number(request.GET.get("sebelum", "")),
        timezone.now(),
    )
    context = {
        "card": found,
        "counted_in": cards.unit_words(item),
        "products": photos.products_of(item),
        "can_stock": desk.may("stock"),
        "sees_money": desk.may("money"),
        "filters": [
            ("", _("All")),
            ("masuk", _("In")),
            ("keluar", _("Out")),
            ("dipesan", _("Ordered")),
            ("hitung", _("Counts")),
        ],
    }
    return page(request, desk, "stock_card.html", context, current="goods")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What stands in a stock form: texts by kind, and what was typed so far."""

    title: str
    label: str
    hint: str
    button: str
    note_label: str = ""
    asks_reason: bool = False


def form_page(
    request: HttpRequest, desk: Desk, item: StockItem, form: Form, **more: Any
) -> HttpResponse:
    """Show a stock form; input is kept through every error."""
    context = {
        "item": item,
        "form": form,
        "unit": amounts.unit_of(item.base_unit)[0],
        "nonce": nonces.of(request),
        "typed": request.POST.get("jumlah", ""),
        "note": request.POST.get("catatan", ""),
        "reason": request.POST.get("sebab", ""),
        "reasons": changes.reasons().items(),
        "agreed_short": request.POST.get("kurang") == "1",
        **more,
    }
    return page(request, desk, "stock_form.html", context, current="goods")


def amount_of(request: HttpRequest, item: StockItem, *, least: int = 1) -> int:
    """The typed amount in base units, sums added up. Raises ``BadAmount`` below ``least``."""
    typed = amounts.read(request.POST.get("jumlah", ""), item.base_unit)
    total = (typed.base or 0) + typed.difference
    if total < least:
        above = _("Type an amount above zero.")
        raise amounts.BadAmount(above if least else _("Type zero or more."))
    return total


def used_up() -> str:
    """A form that did its work already and is sent with something else."""
    return _("This form was used already. Look at the card, then start again.")


@require_http_methods(GET_AND_POST)
@desk_view("")
def receive(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """Goods came in."""
    desk, item = cards.item_for(desk, item_id)
    desk.require("stock")
    form = Form(
        title=_("Goods came in"),
        label=_("How much came in"),
        hint=_("You may add up: 12,5+25"),
        button=_("Note what came in"),
        note_label=_("From whom, or the number of the note"),
    )
    if request.method != "POST":
        return form_page(request, desk, item, form)
    try:
        amount = amount_of(request, item)
    except amounts.BadAmount as error:
        return form_page(request, desk, item, form, error=error.text)
    short_before = _short(item)
    try:
        is_new = stock.receive(
            item_id=item.pk,
            quantity=amount,
            ref=nonces.ref(request),
            reason=request.POST.get("catatan", "").strip()[:255],
            actor=desk.user,
        )
    except RefConflict:
        messages.warning(request, used_up())
        return to_card(item)
    _tell_received(request, item, amount, is_new=is_new, filled=short_before - _short(item))
    return to_card(item)


def _short(item: StockItem) -> int:
    return Line.objects.filter(stock_item=item, shortage__gt=0).count()


def _tell_received(
    request: HttpRequest, item: StockItem, amount: int, *, is_new: bool, filled: int
) -> None:
    if not is_new:
        messages.info(request, _("This was noted already. Nothing was changed."))
        return
    text = _("%(amount)s came in.") % {"amount": formats.quantity(amount, item.base_unit)}
    if filled > 0:
        text += " " + ngettext(
            "%(count)s order that was short has its goods now.",
            "%(count)s orders that were short have their goods now.",
            filled,
        ) % {"count": filled}
    messages.success(request, text)


@require_http_methods(GET_AND_POST)
@desk_view("")
def less(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """Goods are gone, with the reason."""
    desk, item = cards.item_for(desk, item_id)
    desk.require("stock")
    form = Form(
        title=_("Goods are gone"),
        label=_("How much is gone"),
        hint=_("Only what is missing, for example 3"),
        button=_("Note what is gone"),
        note_label=_("What happened (may stay empty)"),
        asks_reason=True,
    )
    if request.method != "POST":
        return form_page(request, desk, item, form)
    reason = changes.reasons().get(request.POST.get("sebab", ""), "")
    try:
        amount = amount_of(request, item)
    except amounts.BadAmount as error:
        return form_page(request, desk, item, form, error=error.text)
    if not reason:
        return form_page(request, desk, item, form, error=_("Choose why it is gone."))
    note = request.POST.get("catatan", "").strip()
    try:
        is_new = stock.adjust(
            item_id=item.pk,
            difference=-amount,
            ref=nonces.ref(request),
            reason=f"{reason}: {note}"[:255] if note else reason,
            actor=desk.user,
        )
    except BelowAllocated as error:
        text = _(
            "%(amount)s is ordered already. The number cannot be less. If the goods are really "
            "not there, count them on the stock card."
        ) % {"amount": formats.quantity(error.allocated, item.base_unit)}
        return form_page(request, desk, item, form, error=text)
    except RefConflict:
        messages.warning(request, used_up())
        return to_card(item)
    if is_new:
        told = formats.quantity(amount, item.base_unit)
        messages.success(
            request, _("%(amount)s less: %(reason)s.") % {"amount": told, "reason": reason}
        )
    else:
        messages.info(request, _("This was noted already. Nothing was changed."))
    return to_card(item)


@require_http_methods(GET_AND_POST)
@desk_view("")
def count(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """What lies there, counted without knowing the computer's number."""
    desk, item = cards.item_for(desk, item_id)
    desk.require("stock")
    form = Form(
        title=_("Count the stock"),
        label=_("How much lies there now"),
        hint=_("Count everything, also what is packed but not sent. You may add up: 12,5+25"),
        button=_("Note the count"),
    )
    if request.method != "POST":
        return form_page(request, desk, item, form)
    try:
        counted = amount_of(request, item, least=0)
    except amounts.BadAmount as error:
        return form_page(request, desk, item, form, error=error.text)
    if not _was_noted(item, nonces.ref(request)):
        question = _question(item, counted, request)
        if question:
            return form_page(request, desk, item, form, **question)
    return _note_count(request, desk, item, counted)


def _was_noted(item: StockItem, ref: str) -> bool:
    return StockMovement.objects.filter(item=item, kind=Kind.COUNT, ref=ref).exists()


def _question(item: StockItem, counted: int, request: HttpRequest) -> dict[str, Any]:
    """What has to be asked before a surprising count is believed; empty when nothing."""
    facts = {
        "noted": formats.quantity(item.on_hand, item.base_unit),
        "counted": formats.quantity(counted, item.base_unit),
    }
    if counted < item.allocated and request.POST.get("kurang") != "1":
        ordered = formats.quantity(item.allocated, item.base_unit)
        return {
            "error": _("%(ordered)s is ordered, you counted %(counted)s.")
            % {**facts, "ordered": ordered},
            "asks_short": True,
            "asks_reason": True,
        }
    gap = abs(counted - item.on_hand)
    is_far = gap * 100 > item.on_hand * ASK_ABOVE_PERCENT
    if gap and is_far and request.POST.get("sebab", "") not in {*changes.reasons(), "awal"}:
        return {
            "error": _("Noted was %(noted)s, you counted %(counted)s. Why?") % facts,
            "asks_reason": True,
            "first_count": True,
        }
    return {}


def _note_count(request: HttpRequest, desk: Desk, item: StockItem, counted: int) -> HttpResponse:
    reason = {**changes.reasons(), "awal": _("first count")}.get(request.POST.get("sebab", ""), "")
    before = StockItem.objects.get(pk=item.pk).on_hand
    try:
        changes.count_once(
            item=item,
            counted=counted,
            ref=nonces.ref(request),
            reason=reason,
            actor=desk.user,
        )
    except RefConflict:
        messages.warning(request, used_up())
        return to_card(item)
    difference = counted - before
    unit = item.base_unit
    if difference:
        sign = "+" if difference > 0 else "−"
        amount = f"{sign}{formats.quantity(abs(difference), unit)}"
        text = _("Counted %(counted)s, difference %(difference)s.") % {
            "counted": formats.quantity(counted, unit),
            "difference": amount,
        }
    else:
        text = _("Counted %(counted)s, as noted.") % {"counted": formats.quantity(counted, unit)}
    short = _short(item)
    if short:
        text += " " + ngettext(
            "%(count)s order is short now and waits for a decision.",
            "%(count)s orders are short now and wait for a decision.",
            short,
        ) % {"count": short}
    messages.success(request, text)
    return to_card(item)
