"""Saluran: one card for each shop, the page of a shop, its rules, pauses and stuck work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.facts import AccountCard, Colour, ParkedCause
from integrations.sync.models import (
    ChannelAccount,
    ChannelApp,
    Listing,
    ListingState,
    PriceRounding,
)
from shop.order.models import Order
from shop.partner.models import StockRecord

# "Until I switch it on": a day nobody waits for.
FOR_EVER = timedelta(days=36500)
ITEMS_SHOWN = 10


def account_for(desk: Desk, account_id: int) -> tuple[Desk, ChannelAccount]:
    """A shop of the user's cooperatives and the desk it belongs to; 404 for those of others."""
    try:
        account = sync.account_for(desk.ids, account_id)
    except ChannelAccount.DoesNotExist as error:
        raise Http404 from error
    return desk.at(account.cooperative), account


def to_shop(account: ChannelAccount, anchor: str = "") -> HttpResponseRedirect:
    """Back to the shop's page."""
    where = reverse("desk:shop", args=[account.pk])
    return HttpResponseRedirect(f"{where}#{anchor}" if anchor else where)


@require_safe
@desk_view("channels")
def shops(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Shops with trouble as cards, healthy ones as lines, our own among them."""
    cards = sync.health_cards([desk.cooperative.pk])
    own = Order.objects.filter(source=Order.SHOP, parcels__cooperative=desk.cooperative).aggregate(
        newest=Max("date_placed")
    )
    context = {
        "trouble": [card for card in cards if card.colour is not Colour.GREEN],
        "healthy": [card for card in cards if card.colour is Colour.GREEN],
        "total": len(cards) + 1,
        "running": sum(card.colour is Colour.GREEN for card in cards) + 1,
        "needs_you": sum(card.needs_person for card in cards),
        "own_newest": own["newest"],
        "own_goods": StockRecord.objects.filter(partner=desk.cooperative).count(),
        "can_link": desk.may("link"),
        "has_apps": ChannelApp.objects.exists(),
        "links": [run for run in sync.open_links([desk.cooperative.pk]) if run.account_id],
    }
    return page(request, desk, "shops.html", context, current="channels")


@require_safe
@desk_view("")
def shop(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """One shop: how it is, what is stuck, its switches and rules."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    return shop_page(request, desk, account)


def shop_page(
    request: HttpRequest,
    desk: Desk,
    account: ChannelAccount,
    *,
    error: str = "",
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    """The page, also with a rule that could not be read and what was typed."""
    cards = sync.health_cards([account.cooperative_id])
    card = next(card for card in cards if card.account_id == account.pk)
    causes = [
        cause for cause in sync.parked([account.cooperative_id]) if cause.account_id == account.pk
    ]
    context = {
        "account": account,
        "card": card,
        "causes": [(cause, cause.items[:ITEMS_SHOWN], action_for(cause, card)) for cause in causes],
        "matched": Listing.objects.filter(account=account, stockrecord__isnull=False)
        .exclude(state=ListingState.GONE)
        .count(),
        "attempts": sync.attempts(account.pk, 10),
        "can_channel": desk.may("channel"),
        "can_link": desk.may("link"),
        "error": error,
        "rules": typed or rules_of(account),
        "roundings": [(str(value), label) for value, label in PriceRounding.choices],
    }
    return page(request, desk, "shop.html", context, current="channels")


def rules_of(account: ChannelAccount) -> dict[str, str]:
    """The rules as the form shows them."""
    return {
        "bagian": str(account.share_percent),
        "kurangi": str(account.minus + account.safety_stock),
        "batas": str(account.threshold),
        "persen_harga": str(account.price_percent),
        "bulat": str(account.price_rounding),
        "harga_terendah": str(account.price_floor) if account.price_floor else "",
        "kirim_harga": "1" if account.push_price else "",
    }


def action_for(cause: ParkedCause, card: AccountCard) -> str:
    """Where the one button of a stuck cause leads; "" means "try again"."""
    first = cause.items[0]
    if cause.code in {
        "auth_revoked",
        "keys_refused",
        "account_not_connected",
        "secret_does_not_open",
    }:
        return f"{reverse('desk:link')}?toko={card.account_id}"
    if cause.code == "listing_incomplete":
        return reverse("desk:publish", args=[card.account_id])
    if cause.code == "unknown_goods":
        return reverse("desk:match", args=[card.account_id])
    if cause.code in {"no_price", "price_not_whole", "zero_needs_yes", "no_stock_item"}:
        return _goods_of(first.listing_id)
    if cause.code == "buyer_wants_to_cancel" and first.parcel_id:
        return reverse("desk:answer_cancel", args=[first.parcel_id])
    return ""


def _goods_of(listing_id: int | None) -> str:
    """The stock card or list where the goods of a listing can be mended."""
    listing = Listing.objects.filter(pk=listing_id).select_related("stockrecord").first()
    record = listing.stockrecord if listing else None
    if record is None:
        return reverse("desk:goods")
    if record.stock_item_id is not None:
        return reverse("desk:stock_card", args=[record.stock_item_id])
    return f"{reverse('desk:goods')}?q={record.partner_sku}"


def _an_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)


def _tomorrow(now: datetime) -> datetime:
    """Seven in the morning, before the first parcels."""
    morning = timezone.localtime(now) + timedelta(days=1)
    return morning.replace(hour=7, minute=0, second=0, microsecond=0)


def _until_switched_on(now: datetime) -> datetime:
    return now + FOR_EVER


PAUSES: dict[str, Callable[[datetime], datetime]] = {
    "jam": _an_hour,
    "besok": _tomorrow,
    "terus": _until_switched_on,
}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def pause(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Hold back stock and prices for how long; orders keep coming in."""
    desk, account = account_for(desk, account_id)
    desk.require("link")
    error = ""
    if request.method == "POST":
        until = PAUSES.get(request.POST.get("sampai", ""))
        if until is not None:
            channels.pause(account_id=account.pk, until=until(timezone.now()), actor=desk.user)
            messages.success(request, _("Sending stock rests. Orders keep coming in."))
            return to_shop(account)
        error = _("First choose how long.")
    context = {
        "account": account,
        "error": error,
        "pauses": [
            ("jam", _("One hour")),
            ("besok", _("Until tomorrow morning")),
            ("terus", _("Until I switch it on")),
        ],
        "channel": words.channel_label(account.channel),
    }
    return page(request, desk, "shop_pause.html", context, current="channels")


@require_POST
@desk_view("")
def resume(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Send again what has changed meanwhile."""
    desk, account = account_for(desk, account_id)
    desk.require("link")
    channels.resume(account_id=account.pk, actor=desk.user)
    messages.success(request, _("Stock is sent again. What changed meanwhile goes first."))
    return to_shop(account)


@require_POST
@desk_view("")
def retry_cause(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Try everything again that is stuck for one cause."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    code = request.POST.get("sebab", "")
    mine = [account.cooperative_id]
    causes = [
        cause
        for cause in sync.parked(mine)
        if cause.account_id == account.pk and cause.code == code
    ]
    count = sum(
        channels.retry(kind=item.kind, row_id=item.row_id, cooperative_ids=mine)
        for cause in causes
        for item in cause.items
    )
    if count:
        messages.success(
            request,
            ngettext("%(count)s is tried again now.", "%(count)s are tried again now.", count)
            % {"count": count},
        )
    else:
        messages.info(request, _("There is nothing to try again. Nothing was changed."))
    return to_shop(account)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def disconnect(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Let the shop go, after the effect has been read."""
    desk, account = account_for(desk, account_id)
    desk.require("link")
    if request.method == "POST":
        channels.disconnect(account_id=account.pk, actor=desk.user)
        messages.success(request, _("Disconnected. The goods there keep their last numbers."))
        return HttpResponseRedirect(reverse("desk:channels"))
    context = {"account": account, "channel": words.channel_label(account.channel)}
    return page(request, desk, "shop_disconnect.html", context, current="channels")
