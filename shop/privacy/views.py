"""``/akun/data/privasi/``: what I agreed to, a copy of my data, and the end of my account.

Only the owner, signed in and having proven it again, asks for a copy, fetches it or ends the
account. Staff have no address here: a copy is found by the account that is signed in.
"""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.accounts.views import in_words
from shop.notices import services as notices
from shop.notices.selectors import is_offered

from . import consents, editions, exporting, open_matters, selectors, services
from .models import DataRequest, Kind, RequestState


@in_words
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything about my data on one page."""
    erasure = selectors.erasure_of(user=request.user)
    context = {
        "bar_place": "account",
        "wants_promo": consents.wants_promo(user_id=request.user.pk),
        "offers_whatsapp": is_offered(),
        "wants_whatsapp": consents.account_wants_whatsapp(user_id=request.user.pk),
        "consents": consents.of_account(request.user.pk),
        "copy": selectors.copy_of(request.user),
        "erasure": erasure,
        "waits_for": open_matters.WORDS.get(erasure.held_by, "") if erasure else "",
    }
    return render(request, "privacy/mine.html", context)


@in_words
@login_required
@require_POST
def promo(request: HttpRequest) -> HttpResponse:
    """Say yes or no to messages about offers."""
    wanted = request.POST.get("kabar") == "ya"
    consents.answer_promo(
        user_id=request.user.pk,
        is_given=wanted,
        version=editions.current(),
        language=get_language() or "id",
    )
    yes, no = _("You get messages about offers."), _("You get no more messages about offers.")
    messages.success(request, yes if wanted else no)
    return see("privacy:mine")


@in_words
@login_required
@require_POST
def whatsapp(request: HttpRequest) -> HttpResponse:
    """Say yes or no to messages about one's own orders by WhatsApp."""
    wanted = request.POST.get("kabar") == "ya"
    notices.answer_for_account(
        user_id=request.user.pk,
        is_given=wanted,
        version=editions.current(),
        language=get_language() or "id",
    )
    yes = _("You get news about your orders by WhatsApp.")
    no = _("You get no more news by WhatsApp. Mails about your orders still come.")
    messages.success(request, yes if wanted else no)
    return see("privacy:mine")


@in_words
@login_required
@require_POST
@reauthentication_required
def ask_copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy; it is made in the background."""
    services.ask_for_copy(user=request.user, language=get_language() or "id")
    messages.success(request, _("The copy is being made. You get a mail when it is there."))
    return see("privacy:mine")


@in_words
@login_required
@require_safe
@reauthentication_required
def download(request: HttpRequest, request_id: int) -> HttpResponse:
    """The copy itself, for the account it is about and until it expires."""
    found = DataRequest.objects.filter(
        pk=request_id,
        user=request.user,
        kind=Kind.EXPORT,
        state=RequestState.READY,
        expires_at__gt=timezone.now(),
    ).first()
    if found is None or not found.file:
        raise Http404
    return as_download(found.file.open("rb"))


@in_words
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes, what stays and what is still open; ask for it only by the button."""
    if request.method == "POST":
        return _ask_erasure(request)
    if selectors.erasure_of(user=request.user) is not None:
        return see("privacy:mine")
    return _erase_page(request, open_matters.of_account(request.user))


@reauthentication_required
def _ask_erasure(request: HttpRequest) -> HttpResponse:
    try:
        services.ask_for_erasure(user=request.user, language=get_language() or "id")
    except services.StillOpen as refusal:
        return _erase_page(request, refusal.matters, status=409)
    messages.success(request, _("Your account will be deleted. Until then you can call it back."))
    return see("privacy:mine")


def _erase_page(
    request: HttpRequest, matters: list[open_matters.Matter], *, status: int = 200
) -> HttpResponse:
    context = {"bar_place": "account", "matters": matters, "days": settings.ERASURE_GRACE_DAYS}
    return render(request, "privacy/erase.html", context, status=status)


@in_words
@login_required
@require_POST
def call_back(request: HttpRequest) -> HttpResponse:
    """Keep the account after all."""
    found = selectors.erasure_of(user=request.user)
    if found is not None and services.call_back(request_id=found.pk):
        messages.success(request, _("Your account stays."))
    else:
        messages.error(request, _("There is nothing to call back."))
    return see("privacy:mine")


def as_download(opened: object) -> FileResponse:
    """A file that is saved, never shown or kept on the way."""
    name = exporting.file_name(timezone.localdate())
    response = FileResponse(opened, as_attachment=True, filename=name)
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def see(name: str, *args: object) -> HttpResponseRedirect:
    """Answer 303: going back or reloading never repeats the post."""
    response = HttpResponseRedirect(reverse(name, args=args))
    response.status_code = 303
    return response
