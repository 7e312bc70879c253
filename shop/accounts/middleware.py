"""At the door of the back offices: the second step where settings ask for one, and rest.

A session of staff not used there for ``STAFF_REST_SECONDS`` ends; the person logs in again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from . import second_factor

# First parts of the addresses of desk, CMS, Oscar's dashboard and Django's admin.
BACK_OFFICES = frozenset({"kerja", "cms", "pusat", "django-admin"})
# The ways in and out stay open.
DOORS = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "admin:login",
        "admin:logout",
        "dashboard:login",
        "dashboard:logout",
    }
)
# What a page asks by itself is not work: a desk that is left open rests all the same.
ASKED_BY_PAGES = frozenset(
    {
        "desk:pulse",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
    }
)
SEE_OTHER = 303
SEEN = "staff_seen"
# How exactly the last use is remembered, so that not every page writes the session.
SEEN_SECONDS = 300


class SecondFactorMiddleware:
    """Leads staff without a second step to the page that makes one, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Before the view of a back office runs."""
        if not is_back_office(request.path_info) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in DOORS:
            return None
        if second_factor.has_one(request.user) or not second_factor.must_have_one(request.user):
            return None
        return to_the_second_step(request)


def is_back_office(path: str) -> bool:
    """Whether an address belongs to staff, in any language."""
    return office_of(path) != ""


def office_of(path: str) -> str:
    """The first page of the back office an address belongs to, in its language; "" of none."""
    parts = path.lstrip("/").split("/")
    languages = {code for code, _name in settings.LANGUAGES}
    depth = 2 if parts[0] in languages and len(parts) > 1 else 1
    return f"/{'/'.join(parts[:depth])}/" if parts[depth - 1] in BACK_OFFICES else ""


def back_to(request: HttpRequest) -> str:
    """Where to go on after a login: a form that was sent starts its office anew."""
    if request.method == "GET":
        return request.get_full_path()
    return office_of(request.path_info)


def to_the_second_step(request: HttpRequest) -> HttpResponse:
    """To the page that makes the second step, and from there to where they wanted to go."""
    address = reverse("mfa_activate_totp")
    if request.method == "GET":
        address += "?" + urlencode({"next": request.get_full_path()})
    response = HttpResponseRedirect(address)
    response.status_code = SEE_OTHER
    return response


class StaffRestMiddleware:
    """Ends a session of staff that has rested too long; shopping with it never counts as work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Before the view of a back office runs."""
        if not is_back_office(request.path_info) or not request.user.is_authenticated:
            return None
        now = int(time.time())
        rested = now - request.session.get(SEEN, 0)
        if rested > settings.STAFF_REST_SECONDS:
            logout(request)
            return redirect_to_login(back_to(request))
        match = request.resolver_match
        is_work = match is None or match.view_name not in ASKED_BY_PAGES
        if is_work and rested > SEEN_SECONDS:
            request.session[SEEN] = now
        return None


def note_login(sender: Any, request: HttpRequest, **_signal: Any) -> None:
    """Logging in is the first use of a session (``user_logged_in``)."""
    if hasattr(request, "session"):
        request.session[SEEN] = int(time.time())
