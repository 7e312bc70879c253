"""Lainnya: another cooperative, another language, the CMS, help, and the way out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import CHOSEN, Desk, desk_view
from desk.frame import page
from shop.accounts.models import Role
from shop.partner.models import Partner

MOST = 600
# Roles that write pages and goods in the CMS.
WRITERS = frozenset({Role.MANAGER, Role.CATALOGUE, Role.EDITOR})


@require_safe
@desk_view("view")
def more(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that is not daily work."""
    others = Partner.objects.filter(pk__in=desk.ids).order_by("name", "pk")[:MOST]
    context = {
        "cooperatives": others if len(desk.ids) > 1 else [],
        "can_write": desk.is_head_office or bool(desk.roles & WRITERS),
    }
    return page(request, desk, "more.html", context, current="more")


@require_POST
@desk_view("view")
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work for another of the user's own cooperatives."""
    chosen = request.POST.get("koperasi", "")
    if not chosen.isdecimal() or int(chosen) not in desk.ids:
        raise Http404
    request.session[CHOSEN] = int(chosen)
    cooperative = Partner.objects.get(pk=int(chosen))
    messages.success(request, _("You now work for %(name)s.") % {"name": cooperative.name})
    return HttpResponseRedirect(reverse("desk:home"))


@require_safe
@desk_view("view")
def help_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Short steps for every screen, and whom to call."""
    return page(request, desk, "help.html", current="more")
