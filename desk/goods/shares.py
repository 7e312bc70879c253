"""A share of its own for every channel ("jatah"): the switch, what each has, and what is moving."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import card as cards
from integrations.sync import escrow, escrow_shares
from integrations.sync.models import Escrow, Listing, ListingState, Phase
from integrations.sync.order_words import holder_of
from shop import formats
from shop.order.models import Order
from shop.stock import grants
from shop.stock.models import StockItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place that sells the goods: what it has, what it should have, what is being done."""

    source: str
    title: str
    has: str
    should: str
    now: str


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def shares(request: HttpRequest, desk: Desk, item_id: int) -> HttpResponse:
    """Look at the shares, or switch them on and off."""
    desk, item = cards.item_for(desk, item_id)
    desk.require("goods")
    if request.method == "POST":
        desk.require("channel")
        return _switch(request, item)
    context = {
        "item": item,
        "rows": _rows(item),
        "free": formats.quantity(item.free, item.base_unit),
        "granted": formats.quantity(item.granted, item.base_unit),
        "can_switch": desk.may("channel"),
        "has_channels": _listings(item).exists(),
    }
    return page(request, desk, "shares.html", context, current="goods")


def _switch(request: HttpRequest, item: StockItem) -> HttpResponse:
    wanted = {"nyala": True, "mati": False}.get(request.POST.get("jatah", ""))
    if wanted is None:
        messages.error(request, _("First choose whether every shop has a share of its own."))
    elif not grants.set_escrow(item_id=item.pk, is_on=wanted):
        messages.info(request, _("It was so already. Nothing was changed."))
    elif wanted:
        messages.success(
            request, _("Switched on. The shops show 0 for a moment, then their shares.")
        )
    else:
        messages.success(request, _("Switched off. Every shop shows all that is free again."))
    return HttpResponseRedirect(reverse("desk:shares", args=[item.pk]))


def _listings(item: StockItem):  # type: ignore[no-untyped-def]
    return (
        Listing.objects.filter(stockrecord__stock_item=item)
        .exclude(state=ListingState.GONE)
        .exclude(account__state="disconnected")
        .select_related("account", "stockrecord", "escrow")
        .order_by("account__channel", "pk")
    )


def _rows(item: StockItem) -> list[Row]:
    now = timezone.now()
    has = grants.of_item(item.pk)
    wanted = {
        share.listing.pk: share.target for share in escrow_shares.shares(item_id=item.pk, now=now)
    }
    own = item.on_hand - item.allocated - sum(wanted.values())
    found = [
        Row(
            source=Order.SHOP,
            title=_("and WhatsApp orders"),
            has=formats.quantity(item.free, item.base_unit),
            should=formats.quantity(own, item.base_unit),
            now=_("Sells what the shops do not have."),
        )
    ]
    for listing in _listings(item):
        mine = has.get(holder_of(listing.pk))
        found.append(
            Row(
                source=listing.account.channel,
                title=f"{listing.account.label} · {listing}",
                has=formats.quantity(mine.quantity if mine else 0, item.base_unit),
                should=formats.quantity(wanted.get(listing.pk, 0), item.base_unit),
                now=_moving(listing) if item.is_escrow else _("Shows all that is free."),
            )
        )
    return found


def _moving(listing: Listing) -> str:
    """What is being done about the number at the channel, or why it is as it is."""
    row: Escrow | None = getattr(listing, "escrow", None)
    if row is None:
        return _("Begins in a moment.")
    if row.waits_for == "orders":
        return _("Shows 0: an order there could not be read. Look at what is stuck.")
    if row.waits_for == "stock":
        return _("Nothing is left for it now. It gets some when goods come in.")
    if row.phase == Phase.STEADY:
        return _("Sells its share.")
    if row.phase == Phase.DRAIN:
        return _("Shows 0 for a moment: its last orders are read.")
    if row.phase == Phase.RAISE and timezone.now() > row.since + escrow.IN_FLIGHT:
        return _("%(channel)s did not answer. It is set to 0 and begins again.") % {
            "channel": words.channel_label(listing.account.channel)
        }
    return _("A number is being sent.")
