"""Linking a shop: give permission, match the goods, try out, switch on. Nothing changes before."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import search
from desk.goods.listing import picture_of
from desk.numbers import number, numbers
from desk.shops.views import account_for, to_shop
from integrations.channels.errors import ChannelError
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.errors_catalogue import code_of, explain
from integrations.sync.facts import Change, Confidence, DryRun
from integrations.sync.models import ChannelAccount, ChannelApp, Listing, ListingState
from shop.transactions import calls_network

logger = logging.getLogger(__name__)

CONSENTS = "desk_consents"
# How long a page may wait for a shop's list of goods; the worker reads the rest.
READING = timedelta(seconds=8)
PAGE = 50


def return_address() -> str:
    """Our page a channel sends people back to: one address, whatever language they read."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('desk:linked')}"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("link")
def link(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which shop? Renewing keeps to the shop that was linked before."""
    account = account_asked(request, desk)
    if account is not None:
        desk = desk.at(account.cooperative)
        desk.require("link")
    apps = ChannelApp.objects.order_by("channel", "pk")
    if account is not None:
        apps = apps.filter(channel=account.channel)
    error = ""
    if request.method == "POST":
        app = apps.filter(pk=number(request.POST.get("saluran", ""))).first()
        if app is not None:
            return _to_consent(request, desk, app, account)
        error = _("First choose which shop.")
    context = {
        "apps": [
            (app, words.channel_label(app.channel), bool(channels.keys_wanted(app))) for app in apps
        ],
        "account": account,
        "error": error,
    }
    return page(request, desk, "link.html", context, current="channels")


def account_asked(request: HttpRequest, desk: Desk) -> ChannelAccount | None:
    """The linked shop whose permission is renewed, None for a new one; 404 for another's."""
    asked = request.POST.get("toko") or request.GET.get("toko") or ""
    if not asked:
        return None
    account_id = number(asked)
    if account_id is None:
        raise Http404
    return account_for(desk, account_id)[1]


def _to_consent(
    request: HttpRequest, desk: Desk, app: ChannelApp, account: ChannelAccount | None
) -> HttpResponse:
    """The form for the keys, or a page of ours with the link to the channel's consent page.

    A link, because a form may not lead to another host (form-action).
    """
    if channels.keys_wanted(app):
        again = f"?toko={account.pk}" if account else ""
        return HttpResponseRedirect(reverse("desk:link_keys", args=[app.pk]) + again)
    consent = channels.start_linking(
        cooperative_id=desk.cooperative.pk,
        app_id=app.pk,
        redirect=return_address(),
        actor=desk.user,
        account_id=account.pk if account else None,
    )
    request.session[CONSENTS] = {str(consent.run_id): [consent.url, app.channel]}
    return HttpResponseRedirect(reverse("desk:consent", args=[consent.run_id]))


@require_safe
@desk_view("link")
def consent(request: HttpRequest, desk: Desk, run_id: int) -> HttpResponse:
    """The link to the channel's own consent page."""
    found = request.session.get(CONSENTS, {}).get(str(run_id))
    if found is None:
        raise Http404
    context = {"url": found[0], "channel": words.channel_label(found[1])}
    return page(request, desk, "consent.html", context, current="channels")


@calls_network
@require_safe
@desk_view("link")
def linked(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The person is back from the channel. Calls the network: trades the code for keys."""
    try:
        run = channels.finish_linking(
            state=request.GET.get("state", ""),
            code=request.GET.get("code", ""),
            shop_id=request.GET.get("shop_id", ""),
            cooperative_ids=desk.ids,
        )
    except channels.LinkProblem as problem:
        return _problem(request, desk, problem)
    except ChannelError as error:
        return not_linked(request, desk, explain(code_of(error)))
    request.session.pop(CONSENTS, None)
    if run.account is None:
        raise Http404
    if run.account.push_stock:
        messages.success(request, _("Permission renewed. What waited goes on by itself."))
        return to_shop(run.account)
    messages.success(request, _("Permission given for %(shop)s.") % {"shop": run.account.label})
    read(request, run.account)
    return HttpResponseRedirect(reverse("desk:match", args=[run.account.pk]))


def _problem(request: HttpRequest, desk: Desk, problem: channels.LinkProblem) -> HttpResponse:
    text = ""
    if problem.chosen or problem.expected:
        text = _("You chose “%(chosen)s”. The one to link is “%(expected)s”.") % {
            "chosen": problem.chosen,
            "expected": problem.expected,
        }
    return not_linked(request, desk, problem.entry, text)


def not_linked(request: HttpRequest, desk: Desk, entry: object, text: str = "") -> HttpResponse:
    """What went wrong, and that nothing was changed."""
    context = {"entry": entry, "text": text}
    return page(request, desk, "not_linked.html", context, current="channels")


def read(request: HttpRequest, account: ChannelAccount) -> None:
    """Read what the shop sells. Calls the network; says how far it got."""
    try:
        reading = channels.read_listings(account_id=account.pk, clock=timezone.now, budget=READING)
    except ChannelError as error:
        messages.warning(request, str(explain(code_of(error)).title))
        return
    facts = {"count": reading.seen, "channel": words.channel_label(account.channel)}
    if reading.is_complete:
        text = ngettext(
            "%(count)s listing read at %(channel)s.",
            "%(count)s listings read at %(channel)s.",
            reading.seen,
        )
        messages.success(request, text % facts)
    else:
        text = _("%(count)s listings read so far. The rest follows in the background.")
        messages.warning(request, text % facts)


@calls_network
@require_POST
@desk_view("")
def read_again(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Read the shop's list of goods once more. Calls the network."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    read(request, account)
    return HttpResponseRedirect(reverse("desk:match", args=[account.pk]))


# --- matching ------------------------------------------------------------------------------------


@require_safe
@desk_view("")
def match(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Three piles: certain, maybe, not found."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    found = sync.suggestions(account.pk)
    pictures = _pictures(desk, [each.stockrecord_id for each in found if each.stockrecord_id])
    piles = {
        confidence.value: [
            (each, pictures.get(each.stockrecord_id or 0, ""))
            for each in found
            if each.confidence is confidence
        ]
        for confidence in Confidence
    }
    matched = (
        Listing.objects.filter(account=account, stockrecord__isnull=False)
        .exclude(state=ListingState.GONE)
        .select_related("stockrecord__product__parent")
        .order_by("title", "pk")
    )
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "certain": piles[Confidence.CERTAIN],
        "maybe": piles[Confidence.MAYBE][:PAGE],
        "none": piles[Confidence.NONE][:PAGE],
        "maybe_count": len(piles[Confidence.MAYBE]),
        "none_count": len(piles[Confidence.NONE]),
        "matched": matched[:PAGE],
        "matched_count": matched.count(),
        "is_linking": not account.push_stock,
    }
    return page(request, desk, "match.html", context, current="channels")


def _pictures(desk: Desk, ids: list[int]) -> dict[int, str]:
    return {pk: picture_of(row) for pk, row in search.records(desk).in_bulk(ids).items()}


def to_match(account: ChannelAccount) -> HttpResponseRedirect:
    """Back to the piles."""
    return HttpResponseRedirect(reverse("desk:match", args=[account.pk]))


@require_POST
@desk_view("")
def accept_certain(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Accept every match whose code is the same."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    count = channels.accept_certain(account_id=account.pk, actor=desk.user)
    messages.success(
        request,
        ngettext(
            "%(count)s match accepted. You can undo each one below.",
            "%(count)s matches accepted. You can undo each one below.",
            count,
        )
        % {"count": count},
    )
    return to_match(account)


def listing_for(desk: Desk, account_id: int, listing_id: int) -> tuple[Desk, Listing]:
    """A listing of the user's cooperatives; 404 for those of others."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    try:
        listing = sync.listing_for([account.cooperative_id], listing_id)
    except Listing.DoesNotExist as error:
        raise Http404 from error
    if listing.account_id != account.pk:
        raise Http404
    return desk, listing


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def match_one(request: HttpRequest, desk: Desk, account_id: int, listing_id: int) -> HttpResponse:
    """Choose which of our goods a listing is."""
    desk, listing = listing_for(desk, account_id, listing_id)
    if request.method == "POST":
        record = search.pack_for(desk, request.POST.get("barang", ""))
        channels.match_listing(listing_id=listing.pk, stockrecord_id=record.pk, actor=desk.user)
        messages.success(
            request,
            _("%(theirs)s is %(ours)s.")
            % {"theirs": str(listing), "ours": record.product.get_title()},
        )
        return to_match(listing.account)
    text = request.GET.get("q", "").strip()[:80]
    context = {
        "listing": listing,
        "account": listing.account,
        "channel": words.channel_label(listing.account.channel),
        "found": search.packs(desk, text or listing.title, loose=not text),
        "words": text,
        "sees_money": desk.may("money"),
    }
    return page(request, desk, "match_one.html", context, current="channels")


@require_POST
@desk_view("")
def unmatch(request: HttpRequest, desk: Desk, account_id: int, listing_id: int) -> HttpResponse:
    """Take a match back; the number at the channel stays as it is."""
    _desk, listing = listing_for(desk, account_id, listing_id)
    channels.unmatch_listing(listing_id=listing.pk)
    messages.success(
        request, _("%(theirs)s is free. Its number there stays.") % {"theirs": str(listing)}
    )
    return to_match(listing.account)


@require_POST
@desk_view("")
def ignore(request: HttpRequest, desk: Desk, account_id: int, listing_id: int) -> HttpResponse:
    """Leave it and do not ask again for 30 days."""
    _desk, listing = listing_for(desk, account_id, listing_id)
    channels.ignore_listing(listing_id=listing.pk)
    messages.success(request, _("Left alone. We ask again in 30 days."))
    return to_match(listing.account)


# --- trying out, and on ------------------------------------------------------------------------


@require_safe
@desk_view("")
def dry_run(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """What switching on would send. Nothing is sent."""
    desk, account = account_for(desk, account_id)
    desk.require("link")
    return dry_run_page(request, desk, account, channels.dry_run(account_id=account.pk))


def dry_run_page(
    request: HttpRequest,
    desk: Desk,
    account: ChannelAccount,
    run: DryRun,
    error: str = "",
) -> HttpResponse:
    """The table, dangerous rows first."""
    zero = [row for row in run.rows if row.change is Change.SOLD_OUT]
    moved = [row for row in run.rows if row.change in {Change.UP, Change.DOWN}]
    same = [row for row in run.rows if row.change is Change.SAME]
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "run": run,
        "zero": zero,
        "moved": moved[:PAGE],
        "moved_count": len(moved),
        "up": run.count(Change.UP),
        "down": run.count(Change.DOWN),
        "same": same[:PAGE],
        "same_count": len(same),
        "not_sent": [row for row in run.rows if row.change is Change.NOT_SENT][:PAGE],
        "to_send": len(moved),
        "confirmed": set(request.POST.getlist("habis")),
        "error": error,
        "can_switch_on": bool(run.rows) and not account.push_stock,
    }
    return page(request, desk, "dry_run.html", context, current="channels")


@require_POST
@desk_view("")
def switch_on(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Start sending numbers. What changed since the table was shown is shown first."""
    desk, account = account_for(desk, account_id)
    desk.require("link")
    confirmed = numbers(request.POST.getlist("habis"))
    try:
        count = channels.switch_on(
            account_id=account.pk, confirmed_zero_listing_ids=confirmed, actor=desk.user
        )
    except channels.NumbersChanged:
        error = _("Numbers changed meanwhile. They stand on top. Look once more.")
        run = channels.dry_run(account_id=account.pk)
        return dry_run_page(request, desk, account, run, error)
    except channels.EverythingSoldOut:
        error = _("Everything would be sold out. Count the stock first.")
        run = channels.dry_run(account_id=account.pk)
        return dry_run_page(request, desk, account, run, error)
    except channels.NotConnected:
        messages.error(request, _("The shop is not connected. Give permission again."))
        return to_shop(account)
    messages.success(
        request,
        ngettext(
            "Switched on. %(count)s number is on its way to %(channel)s.",
            "Switched on. %(count)s numbers are on their way to %(channel)s.",
            count,
        )
        % {"count": count, "channel": words.channel_label(account.channel)},
    )
    return to_shop(account)
