"""Orang: who works for the cooperative, who was invited, and what each of them does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.people.words import DUTIES
from shop.accounts import team
from shop.accounts.models import Role

LONGEST_ADDRESS = 254


@require_safe
@desk_view("team")
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The team, and the invitations that wait for an answer."""
    context = {
        "members": team.members(desk.cooperative.pk),
        "invitations": team.open_invitations(desk.cooperative.pk, timezone.now()),
    }
    return page(request, desk, "people.html", context, current="more")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("team")
def invite(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask somebody to the team by mail."""
    email = request.POST.get("email", "")[:LONGEST_ADDRESS]
    role = request.POST.get("peran", "")
    context: dict[str, Any] = {"choices": choices({role}), "email": email}
    if request.method == "POST":
        try:
            sent = team.invite(
                cooperative_id=desk.cooperative.pk, email=email, role=role, by=desk.user
            )
        except team.CannotChange as refusal:
            context["error"] = str(refusal)
            return page(request, desk, "people_invite.html", context, current="more")
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": sent.email}
        )
        return see_people()
    return page(request, desk, "people_invite.html", context, current="more")


@require_POST
@desk_view("team")
def withdraw(request: HttpRequest, desk: Desk, invitation_id: int) -> HttpResponse:
    """End an invitation that nobody has taken."""
    if not team.withdraw(
        cooperative_id=desk.cooperative.pk, invitation_id=invitation_id, by=desk.user
    ):
        raise Http404
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return see_people()


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("team")
def person(request: HttpRequest, desk: Desk, user_id: int) -> HttpResponse:
    """What one member of the team does; may be several things."""
    found = member_of(desk, user_id)
    context: dict[str, Any] = {"member": found, "choices": choices(set(found.roles))}
    if request.method == "POST":
        roles = set(request.POST.getlist("peran"))
        context["choices"] = choices(roles)
        try:
            if not roles:
                raise team.CannotChange(_("Choose what the person does."))
            change(desk, user_id, roles)
        except team.CannotChange as refusal:
            context["error"] = str(refusal)
            return page(request, desk, "people_one.html", context, current="more")
        messages.success(request, _("Saved."))
        return see_people()
    return page(request, desk, "people_one.html", context, current="more")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("team")
def remove(request: HttpRequest, desk: Desk, user_id: int) -> HttpResponse:
    """Take somebody out of the team, after saying what that means."""
    found = member_of(desk, user_id)
    context: dict[str, Any] = {"member": found}
    if request.method == "POST":
        try:
            change(desk, user_id, set())
        except team.CannotChange as refusal:
            context["error"] = str(refusal)
            return page(request, desk, "people_remove.html", context, current="more")
        messages.success(request, _("%(name)s is no longer in the team.") % {"name": found.user})
        return see_people()
    return page(request, desk, "people_remove.html", context, current="more")


def change(desk: Desk, user_id: int, roles: set[str]) -> None:
    """Give the roles; only head office may leave a cooperative without a manager."""
    team.set_roles(
        cooperative_id=desk.cooperative.pk,
        user_id=user_id,
        roles=roles,
        by=desk.user,
        last_may_go=desk.is_head_office,
    )


def member_of(desk: Desk, user_id: int) -> team.Member:
    """Somebody of this cooperative's team; other people do not exist here."""
    found = team.member(desk.cooperative.pk, user_id)
    if found is None:
        raise Http404
    return found


def choices(chosen: set[str]) -> list[dict[str, Any]]:
    """The roles with what each may do, in the order of the list of roles."""
    return [
        {"value": role.value, "label": role.label, "duty": DUTIES[role], "on": role in chosen}
        for role in Role
    ]


def see_people() -> HttpResponseRedirect:
    """Back to the list."""
    return HttpResponseRedirect(reverse("desk:people"))
