"""Beda data: where a channel shows something else, and whose number shall count."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from desk import nonces, words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.shops.views import account_for
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.facts import Difference, Waiting
from integrations.sync.models import Aspect, ChannelAccount

PAGE = 25
SHOWN = 10
SIDES = frozenset({"kita", "sana"})


def to_page(account: ChannelAccount) -> HttpResponseRedirect:
    """Back to the list."""
    return HttpResponseRedirect(reverse("desk:differences", args=[account.pk]))


def waiting_words(row: Difference) -> str:
    """Why the channel does not show ours."""
    return {
        Waiting.SOON: _("is being sent"),
        Waiting.STUCK: _("stuck, must be mended"),
        Waiting.RESTS: _("sending rests"),
        Waiting.OFF: _("sending is off"),
        Waiting.LEFT: _("left as it is there"),
    }[row.waiting]


@require_safe
@desk_view("")
def differences(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Ours beside theirs, 25 at a time."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    rows = sync.differences(account)
    start = _start(rows, request.GET.get("sesudah", ""))
    shown = rows[start : start + PAGE]
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "check": sync.check_view(account, timezone.now()),
        "rows": [(row, waiting_words(row)) for row in shown],
        "total": len(rows),
        "rest": len(rows) - start - len(shown),
        "last": shown[-1].key if shown else "",
        "is_later": start > 0,
        "can_channel": desk.may("channel"),
        "error": _("First tick some goods.") if "kosong" in request.GET else "",
    }
    return page(request, desk, "shops/differences.html", context, current="channels")


def _start(rows: Sequence[Difference], after: str) -> int:
    """Where the page begins; a row that is equal by now leads to the beginning."""
    return next((place + 1 for place, row in enumerate(rows) if row.key == after), 0)


@require_POST
@desk_view("")
def check_now(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Ask for a comparison; a worker does it within seconds."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    if channels.check_now(account_id=account.pk):
        messages.success(request, _("The comparison begins in a few seconds."))
    else:
        messages.info(request, _("It is being compared already, or the shop is not connected."))
    return to_page(account)


@require_POST
@desk_view("")
def choose(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Whose number counts, for the ticked rows or all of them: the effect first, then the deed."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    side = request.POST.get("siapa", "")
    wanted = _wanted(request, sync.differences(account))
    if side not in SIDES or not wanted:
        again = reverse("desk:differences", args=[account.pk])
        return HttpResponseRedirect(f"{again}?kosong=1")
    if "ya" not in request.POST:
        return _confirm(request, desk, account, side, wanted)
    act = channels.choose_ours if side == "kita" else channels.choose_theirs
    chosen = act(
        account=account,
        keys=[(row.listing_id, row.aspect) for row in wanted],
        key=nonces.ref(request, side),
        actor=desk.user,
    )
    _tell(request, side, chosen)
    return to_page(account)


def _wanted(request: HttpRequest, rows: Sequence[Difference]) -> list[Difference]:
    if request.POST.get("semua"):
        return list(rows)
    ticked = set(request.POST.getlist("pilih"))
    return [row for row in rows if row.key in ticked]


def _confirm(
    request: HttpRequest, desk: Desk, account: ChannelAccount, side: str, rows: list[Difference]
) -> HttpResponse:
    able = [row for row in rows if side == "kita" or row.can_take_theirs]
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "side": side,
        "rows": able[:SHOWN],
        "more": max(0, len(able) - SHOWN),
        "able": len(able),
        "unable": len(rows) - len(able),
        "prices": sum(row.aspect == Aspect.PRICE for row in able),
        "counts": sum(row.aspect == Aspect.STOCK for row in able),
        "keys": [row.key for row in able],
        "nonce": nonces.new(),
    }
    return page(request, desk, "shops/differences_check.html", context, current="channels")


def _tell(request: HttpRequest, side: str, chosen: channels.Chosen) -> None:
    if chosen.done and side == "kita":
        text = ngettext(
            "%(count)s number of ours is on its way.",
            "%(count)s numbers of ours are on their way.",
            chosen.done,
        )
        messages.success(request, text % {"count": chosen.done})
    elif chosen.done:
        text = ngettext(
            "%(count)s number taken over. You can take it back for a day.",
            "%(count)s numbers taken over. You can take them back for a day.",
            chosen.done,
        )
        messages.success(request, text % {"count": chosen.done})
    if chosen.skipped:
        text = ngettext("%(count)s stays as it is.", "%(count)s stay as they are.", chosen.skipped)
        messages.warning(request, text % {"count": chosen.skipped})


@require_safe
@desk_view("")
def differences_file(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """All of them as CSV."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="beda-data-{account.pk}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    there = words.channel_label(account.channel)
    writer.writerow(
        [
            pgettext("desk file", "Goods"),
            pgettext("desk file", "Code"),
            pgettext("desk file", "What"),
            pgettext("desk file", "Here"),
            there,
            pgettext("desk file", "State"),
        ]
    )
    for row in sync.differences(account):
        what = (
            pgettext("desk rules", "price")
            if row.aspect == Aspect.PRICE
            else pgettext("desk rules", "stock")
        )
        state = waiting_words(row)
        cells = [_plain(row.title), _plain(row.seller_sku), what, row.ours, row.theirs, state]
        writer.writerow(cells)
    return response


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
