"""Lainnya: another cooperative, another language, the CMS, help, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import CHOSEN, Desk, desk_view
from desk.frame import page
from desk.numbers import number
from shop.partner.models import Partner
from shop.storefront import product_feeds
from shop.storefront.seo import absolute

MOST = 600
# File of shop.storefront.feed_formats, and who reads it.
READERS = {
    "google.xml": "Google Merchant Center",
    "meta.csv": "Facebook, Instagram (Meta)",
    "tiktok.csv": "TikTok Ads Manager",
}


@require_safe
@desk_view("view")
def more(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that is not daily work."""
    others = Partner.objects.filter(pk__in=desk.ids).order_by("name", "pk")[:MOST]
    context = {
        "cooperatives": others if len(desk.ids) > 1 else [],
        "can_write": desk.may("write"),
    }
    return page(request, desk, "more.html", context, current="more")


@require_POST
@desk_view("view")
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work for another of the user's own cooperatives."""
    chosen = number(request.POST.get("koperasi", ""))
    if chosen not in desk.ids:
        raise Http404
    request.session[CHOSEN] = chosen
    cooperative = Partner.objects.get(pk=chosen)
    messages.success(request, _("You now work for %(name)s.") % {"name": cooperative.name})
    return HttpResponseRedirect(reverse("desk:home"))


@require_safe
@desk_view("view")
def help_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Short steps for every screen, and whom to call."""
    return page(request, desk, "help.html", current="more")


@require_safe
@desk_view("view")
def catalogues(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Addresses of the files that catalogues of other companies fetch; head office sees all.

    A cooperative whose goods are not public has no file, and the screen says so.
    """
    slug = desk.cooperative.slug or ""
    context = {
        "own": _files(slug) if slug and product_feeds.seller(slug) else [],
        "all": _files() if desk.is_head_office else [],
    }
    return page(request, desk, "catalogues.html", context, current="more")


def _files(*cooperative: str) -> list[tuple[str, str]]:
    """Who reads it, and its whole address."""
    return [
        (reader, absolute(reverse("storefront:product_feed", args=[*cooperative, name])))
        for name, reader in READERS.items()
    ]
