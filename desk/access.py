"""Who stands at the desk, for which cooperative, and what they may do there.

Every screen starts here: ``desk_view`` turns away guests and buyers, finds the cooperative, and
checks the right. A cooperative that is not the user's own does not exist for them (404).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from desk import screens
from shop.accounts import team
from shop.accounts.models import StaffRole, User
from shop.accounts.rights import Right, of_roles, roles_with
from shop.accounts.selectors import cooperative_ids, is_head_office
from shop.partner.models import Partner

CHOSEN = "desk_cooperative"
# So many colleagues are named to somebody who may not do a thing.
MOST_NAMED = 3


class NotYourWork(Exception):
    """The cooperative is the user's own, the work is somebody else's. ``action`` says which."""

    def __init__(self, action: str, cooperative: Partner | None = None) -> None:
        super().__init__(action)
        self.action = action
        self.cooperative = cooperative


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One user at the desk of one cooperative; ``ids`` are all the user's cooperatives."""

    user: User
    cooperative: Partner
    ids: frozenset[int]
    roles_by_cooperative: Mapping[int, frozenset[str]]
    is_head_office: bool

    @property
    def roles(self) -> frozenset[str]:
        """The user's roles in this cooperative; empty for head office."""
        return self.roles_by_cooperative.get(self.cooperative.pk, frozenset())

    @property
    def actions(self) -> frozenset[str]:
        """Every word of rights the user has here."""
        return frozenset(Right) if self.is_head_office else of_roles(self.roles)

    def may(self, action: str) -> bool:
        """Whether the user may do this for this cooperative."""
        return action in self.actions

    def require(self, action: str) -> None:
        """Raise ``NotYourWork`` unless the user may."""
        if not self.may(action):
            raise NotYourWork(action, self.cooperative)

    def require_somewhere(self, action: str) -> None:
        """Raise ``NotYourWork`` for somebody who may do this for none of their cooperatives."""
        if self.is_head_office or not action:
            return
        if action not in of_roles(frozenset().union(*self.roles_by_cooperative.values())):
            raise NotYourWork(action, self.cooperative)

    def at(self, cooperative: Partner) -> Desk:
        """The desk of another of the user's own cooperatives; 404 for those of others."""
        if cooperative.pk not in self.ids:
            raise Http404
        return replace(self, cooperative=cooperative)


def enter(request: HttpRequest) -> Desk | None:
    """The desk of the chosen cooperative; None for people who are nobody's staff."""
    user = request.user
    if not isinstance(user, User):
        return None
    ids = cooperative_ids(user)
    chosen = request.session.get(CHOSEN)
    cooperative = Partner.objects.filter(pk=chosen).first() if chosen in ids else None
    if cooperative is None:
        cooperative = Partner.objects.filter(pk__in=ids).order_by("name", "pk").first()
    if cooperative is None:
        return None
    return Desk(
        user=user,
        cooperative=cooperative,
        ids=ids,
        roles_by_cooperative=roles_of(user),
        is_head_office=is_head_office(user),
    )


def roles_of(user: User) -> dict[int, frozenset[str]]:
    """The user's roles in each cooperative."""
    found: dict[int, set[str]] = {}
    for cooperative_id, role in StaffRole.objects.filter(user=user).values_list(
        "cooperative_id", "role"
    ):
        found.setdefault(cooperative_id, set()).add(role)
    return {pk: frozenset(roles) for pk, roles in found.items()}


DeskView = Callable[..., HttpResponse]


def desk_view(action: str) -> Callable[[DeskView], Callable[..., HttpResponse]]:
    """Make ``view(request, desk, …)`` a screen of the desk that needs a right.

    Who has the right of ``desk.screens`` for none of their cooperatives is turned away before
    anything is looked up. The right is checked for the chosen cooperative. A view of an object
    checks it again with ``desk.at(…).require(…)``, because the object may be of another of the
    user's cooperatives; those are wrapped with ``action=""``.
    """

    def wrap(view: DeskView) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(back_after_login(request))
            _drop_nul(request)
            desk = enter(request)
            if desk is None:
                return no_access(request, adds_cooperatives=is_head_office(request.user))
            try:
                desk.require_somewhere(screens.right_for(request))
                if action:
                    desk.require(action)
                response = view(request, desk, *args, **kwargs)
            except NotYourWork as refusal:
                return no_access(request, refusal.action, refusal.cooperative or desk.cooperative)
            add_never_cache_headers(response)
            return response

        return run

    return wrap


def _drop_nul(request: HttpRequest) -> None:
    """No person types a NUL, and PostgreSQL takes none in a text: no view has to think of it."""
    request.GET = _without_nul(request.GET)
    if request.method == "POST":
        request.POST = _without_nul(request.POST)


def _without_nul(sent: QueryDict) -> QueryDict:
    if not any("\0" in name + "".join(values) for name, values in sent.lists()):
        return sent
    kept = QueryDict(mutable=True)
    for name, values in sent.lists():
        kept.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    return kept


def back_after_login(request: HttpRequest) -> str:
    """Where the person wanted to go; a form that was sent without login starts at home."""
    return request.get_full_path() if request.method == "GET" else reverse("desk:home")


def no_access(
    request: HttpRequest,
    action: str = "",
    cooperative: Partner | None = None,
    *,
    adds_cooperatives: bool = False,
) -> HttpResponse:
    """One page for people who are nobody's staff, one that names who does the work for staff.

    Head office stands here only before the first cooperative, and is led to where it is added.

    Neither says anything about what was asked for, so it tells nothing about what exists.
    """
    context: dict[str, Any] = {"adds_cooperatives": adds_cooperatives}
    if action and cooperative is not None:
        right = Right(action)
        context = {
            "work": right.label,
            "cooperative": cooperative,
            "who": team.who_may(cooperative.pk, right)[:MOST_NAMED],
            "roles": [role.label for role in roles_with(right)],
        }
    return render(request, "desk/no_access.html", context, status=403)
