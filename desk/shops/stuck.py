"""Perlu dibetulkan: what is stuck at a shop, tried again singly or together, or left as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from desk import nonces, words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.numbers import number
from desk.shops.views import account_for, action_for
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.facts import ParkedCause, ParkedItem
from integrations.sync.models import Attempt, ChannelAccount

PAGE = 25
SHOWN = 10
# Matching is what helps these; trying again alone does nothing.
NOT_TRIED = frozenset({"unknown_goods"})
WIDTHS = (10, 20, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One piece of stuck work with what was asked and answered last."""

    item: ParkedItem
    attempt: Attempt | None
    nonce: str

    @property
    def key(self) -> str:
        """How forms name it."""
        return f"{self.item.kind.value}-{self.item.row_id}"


def to_page(account: ChannelAccount, **query: object) -> HttpResponseRedirect:
    """Back to the list."""
    where = reverse("desk:stuck", args=[account.pk])
    asked = "&".join(f"{name}={value}" for name, value in query.items() if value)
    return HttpResponseRedirect(f"{where}?{asked}" if asked else where)


def causes_of(account: ChannelAccount) -> list[ParkedCause]:
    """What is stuck at the shop, by cause."""
    found = sync.parked([account.cooperative_id])
    return [cause for cause in found if cause.account_id == account.pk]


@require_safe
@desk_view("")
def stuck(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """One cause at a time, 25 things on a page."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    causes = causes_of(account)
    code = request.GET.get("sebab", "")
    cause = next((each for each in causes if each.code == code), causes[0] if causes else None)
    items = cause.items if cause else ()
    start = _start(items, request.GET.get("sesudah", ""))
    shown = items[start : start + PAGE]
    cards = sync.health_cards([account.cooperative_id])
    card = next(each for each in cards if each.account_id == account.pk)
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "causes": causes,
        "cause": cause,
        "button_url": action_for(cause, card) if cause else "",
        "items": with_attempts(account, shown),
        "rest": len(items) - start - len(shown),
        "last": _key(shown[-1]) if shown else "",
        "others": _others(desk, account),
        "left": sync.left_alone(account.pk)[:PAGE],
        "run": _run(desk, account, request.GET.get("catatan", "")),
        "can_channel": desk.may("channel"),
        "can_try": cause is not None and cause.code not in NOT_TRIED,
        "error": _("First tick something.") if "kosong" in request.GET else "",
    }
    return page(request, desk, "shops/stuck.html", context, current="channels")


def _key(item: ParkedItem) -> str:
    return f"{item.kind.value}-{item.row_id}"


def _start(items: Sequence[ParkedItem], after: str) -> int:
    return next((place + 1 for place, item in enumerate(items) if _key(item) == after), 0)


def with_attempts(account: ChannelAccount, items: Sequence[ParkedItem]) -> list[Shown]:
    """Each with the newest failed call that concerned it, if one is still kept."""
    found = sync.failed_attempts(account.pk, items)
    return [Shown(item=item, attempt=found.get(_key(item)), nonce=nonces.new()) for item in items]


def _others(desk: Desk, account: ChannelAccount) -> list[tuple[int, str, int]]:
    """The cooperative's other shops with stuck work: id, name, how much."""
    counts: Counter[tuple[int, str]] = Counter()
    for cause in sync.parked([account.cooperative_id]):
        if cause.account_id and cause.account_id != account.pk:
            name = f"{cause.channel_label} {cause.account_label}"
            counts[cause.account_id, name] += cause.count
    return [(pk, name, count) for (pk, name), count in sorted(counts.items())]


def _run(desk: Desk, account: ChannelAccount, asked: str) -> dict[str, object] | None:
    """How far the last press of "try again" has got."""
    press = number(asked)
    if press is None:
        return None
    progress = sync.retry_progress(account.pk, press)
    if progress is None or not progress.total:
        return None
    share = 100 * (progress.total - progress.waiting) // progress.total
    width = max((each for each in WIDTHS if each <= max(share, WIDTHS[0])), default=WIDTHS[0])
    return {"progress": progress, "width": width, "id": asked, "finished": not progress.waiting}


def _wanted(request: HttpRequest, account: ChannelAccount) -> list[ParkedItem]:
    """The ticked things that are still stuck, or all of one cause."""
    code = request.POST.get("sebab", "")
    ticked = set(request.POST.getlist("pilih"))
    takes_all = bool(request.POST.get("semua"))
    return [
        item
        for cause in causes_of(account)
        for item in cause.items
        if (takes_all and cause.code == code) or _key(item) in ticked
    ]


@require_POST
@desk_view("")
def stuck_check(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """What trying again, or leaving, would concern. Changes nothing."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    items = _wanted(request, account)
    if not items:
        return to_page(account, sebab=request.POST.get("sebab", ""), kosong="1")
    return _confirm(request, desk, account, items)


def _confirm(
    request: HttpRequest,
    desk: Desk,
    account: ChannelAccount,
    items: list[ParkedItem],
    error: str = "",
) -> HttpResponse:
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "code": request.POST.get("sebab", ""),
        "is_leaving": request.POST.get("apa") == "biarkan",
        "titles": [item.title for item in items[:SHOWN]],
        "more": max(0, len(items) - SHOWN),
        "count": len(items),
        "takes_all": bool(request.POST.get("semua")),
        "keys": [] if request.POST.get("semua") else [_key(item) for item in items],
        "nonce": nonces.new(),
        "error": error,
    }
    return page(request, desk, "shops/stuck_check.html", context, current="channels")


@require_POST
@desk_view("")
def stuck_retry(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Try again; pressing twice is pressing once."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    code = request.POST.get("sebab", "")
    items = _wanted(request, account)
    run = channels.retry_many(
        account=account,
        items=items,
        key=nonces.ref(request, "retry"),
        code=code[:80],
        actor=desk.user,
    )
    if not run.total:
        messages.info(request, _("There is nothing to try again. Nothing was changed."))
        return to_page(account)
    messages.success(
        request,
        ngettext("%(count)s is tried again now.", "%(count)s are tried again now.", run.total)
        % {"count": run.total},
    )
    return to_page(account, catatan=run.pk)


@require_POST
@desk_view("")
def stuck_leave(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Leave it as it is, with the reason a colleague will read."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    items = _wanted(request, account)
    if not items:
        return to_page(account, kosong="1")
    reason = request.POST.get("alasan", "").strip()
    if not reason:
        return _confirm(request, desk, account, items, _("Write why it stays as it is."))
    count = channels.leave(account=account, items=items, reason=reason, actor=desk.user)
    messages.success(
        request,
        ngettext(
            "%(count)s is left as it is. If it fails anew, it stands here again.",
            "%(count)s are left as they are. If they fail anew, they stand here again.",
            count,
        )
        % {"count": count},
    )
    return to_page(account)


@require_POST
@desk_view("")
def stuck_again(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Show again what was left."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    left = number(request.POST.get("dibiarkan", ""))
    if left is not None and channels.take_up_again(account_id=account.pk, left_id=left):
        messages.success(request, _("It stands in the list again."))
    return to_page(account)
