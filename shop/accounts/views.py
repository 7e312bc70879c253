"""What our account pages do beyond allauth's: words for every refusal, and the duty of staff."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import (
    ImmediateHttpResponse,
    RateLimited,
    ReauthenticationRequired,
)
from allauth.core.ratelimit import respond_429
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.sealing import CannotOpen

from . import second_factor, team
from .devices import device_words

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


def in_words(view: View) -> View:
    """The view with a page for every way it may end, never kept by a browser.

    Views of POST requests run inside our own middleware (one transaction each), where allauth's
    does not see what they raise: so it is caught here.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        except CannotOpen:
            # FIELD_KEYS of this server are not those that sealed it.
            logger.error("second step cannot be opened user=%s", request.user.pk, exc_info=True)
            response = render(request, "account/second_step_lost.html", status=503)
        except ImmediateHttpResponse as answer:
            response = answer.response
        except RateLimited:
            response = respond_429(request)
        except ReauthenticationRequired:
            response = ask_again(request)
        add_never_cache_headers(response)
        return response

    return answered


def ask_again(request: HttpRequest) -> HttpResponse:
    """Let them prove who they are, then go on with what they asked for."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    return suspend_request(request, methods[0]["url"] if methods else reverse("account_login"))


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, signed: str) -> HttpResponse:
    """An invitation to a team: log in or make an account with its address, then take it."""
    try:
        found = team.find(signed)
        if request.method == "POST" and request.user.is_authenticated:
            team.take(invitation=found, user=request.user)
            messages.success(request, _("Welcome to the team."))
            return HttpResponseRedirect(reverse("desk:home"), status=303)
    except team.CannotTake:
        return render(request, "account/invitation_over.html", status=410)
    context = {
        "invitation": found,
        "fits": request.user.is_authenticated and team.is_for(found, request.user),
        "to_log_in": urlencode({"next": request.path}),
        "to_sign_up": urlencode({"next": request.path, "email": found.email}),
    }
    return render(request, "account/invitation.html", context)


class Authenticate(AuthenticateView):
    """The second step of logging in: a code and nothing else."""

    def _build_forms(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        self.webauthn_form = None
        self.auth_form = self.get_form_class()(user=self.stage.login.user, data=data)
        return self.auth_form if data is not None else None


class SwitchOn(ActivateTOTPView):
    """Make the second step; staff who must have one are told why and led back to their work."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the key in groups of four, and whether it is a duty."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret.rstrip("=")
        context["groups"] = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        context["is_duty"] = second_factor.must_have_one(self.request.user)
        context["next_url"] = get_next_redirect_url(self.request)
        return context

    def get_success_url(self) -> str:
        """The recovery codes, and from there on to where they were going."""
        address = str(super().get_success_url())
        wanted = get_next_redirect_url(self.request)
        return f"{address}?{urlencode({'next': wanted})}" if wanted else address


class Codes(ViewRecoveryCodesView):
    """The recovery codes, with the way on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address they were going to."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["next_url"] = get_next_redirect_url(self.request)
        return context


class CodesAsText(DownloadRecoveryCodesView):
    """The recovery codes as a file to print or keep."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """With a name in the reader's language."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        name = _("recovery-codes")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
        return response


class Devices(ListUserSessionsView):
    """Where the account is logged in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Newest first, with words for the browser."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["devices"] = [
            {"session": session, "words": device_words(session.user_agent)}
            for session in reversed(context["sessions"])
        ]
        return context
