"""Orders of guests: look up, follow, cancel. Pages that hold a secret link are never stored.

The page behind the link sends no referrer at all. The pages with forms send one to ourselves
only, because browsers blank the Origin header under ``no-referrer`` and the CSRF check needs it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.order import selectors
from shop.order.errors import NotAllowed
from shop.order.models import Order
from shop.order.services import cancel_unpacked, take_wish_back
from shop.storefront import cancelling, guests, invoice
from shop.storefront.order_page import OrderPage, ParcelView, order_page, payment_request
from shop.storefront.throttle import TooManyTries, address_of
from shop.storefront.typed import one_line

View = Callable[..., HttpResponse]


def secret(referrer: str) -> Callable[[View], View]:
    """Pages whose address is a secret: not stored, not indexed, this much referrer."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response["Referrer-Policy"] = referrer
            response["X-Robots-Tag"] = "noindex"
            return response

        return guarded

    return decorate


@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Orders of this browser, and a form: order number and last four digits of the phone."""
    context: dict[str, Any] = {"bar_place": "orders"}
    status = 200
    if request.method == "POST":
        number = one_line(request.POST.get("number", ""), 40)
        digits = request.POST.get("digits", "")[:40]
        try:
            order = guests.find(number=number, digits=digits, address=address_of(request))
        except TooManyTries as refusal:
            order, status, context["slow"] = None, 429, refusal.text
        if order is not None:
            guests.let_see(request, order)
            return see("storefront:order", order)
        context |= {"number": number, "failed": True}
        status = status if status == 429 else 404
    has_session = request.user.is_authenticated or guests.SESSION_KEY in request.session
    context["recent"] = guests.recent(request) if has_session else []
    return render(request, "storefront/orders.html", context, status=status)


@secret("no-referrer")
@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """The order behind a link: word, parcels, history; nothing here can be pressed wrongly."""
    page = _page(request, token)
    context = {
        "page": page,
        "has_invoice": page.is_open and invoice.exists(page.order),
        "bar_place": "orders",
        "is_new": "baru" in request.GET,
    }
    return render(request, "storefront/order.html", context)


@secret("same-origin")
@require_safe
def status(request: HttpRequest, token: str) -> JsonResponse:
    """Whether something changed, for a page that waits."""
    found = order_of(token)
    asked = payment_request(found)
    state = f"{found.payment_state}.{asked.state if asked else ''}"
    return JsonResponse({"state": state})


@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """Show names and numbers to whoever knows the last four digits of the phone."""
    found = order_of(token)
    problem, code = "", 200
    if request.method == "POST":
        digits = request.POST.get("digits", "")
        try:
            if guests.confirm(order=found, digits=digits, address=address_of(request)):
                guests.let_see(request, found)
                return see("storefront:order", found)
            problem, code = _("These are not the last four digits of this order's number."), 422
        except TooManyTries as refusal:
            problem, code = refusal.text, 429
    context = {"order": found, "problem": problem, "bar_place": "orders"}
    return render(request, "storefront/order_unlock.html", context, status=code)


@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, naming the effect; then cancel, or ask the cooperative where it is prepared."""
    page = _page(request, token)
    if not page.is_open:
        return see("storefront:order_unlock", page.order)
    problem = ""
    if request.method == "POST":
        try:
            problem = _cancel(request, page)
        except NotAllowed as refusal:
            messages.error(request, refusal.text)
        if not problem:
            return see("storefront:order", page.order)
    context = {
        "page": page,
        "problem": problem,
        "reason": one_line(request.POST.get("reason", ""), 160),
        "bar_place": "orders",
    }
    status = 422 if problem else 200
    return render(request, "storefront/order_cancel.html", context, status=status)


def _cancel(request: HttpRequest, page: OrderPage) -> str:
    """Do what the button says; returns what is missing in the form. Raises ``NotAllowed``."""
    if "urungkan" in request.POST:
        for view in _chosen(request, page):
            if take_wish_back(parcel_id=view.parcel.pk):
                messages.success(request, _("Noted: you want the parcel after all."))
    elif page.can_cancel:
        cancel_unpacked(order_id=page.order.pk, reason=_reason(request))
        messages.success(request, _("The order is cancelled."))
    elif page.can_ask:
        chosen = [view.parcel for view in _chosen(request, page) if view.can_ask]
        if not chosen:
            return _("Choose the parcel you want to cancel.")
        reason = one_line(request.POST.get("reason", ""), 160)
        cancelling.ask(parcels=chosen, reason=reason)
        messages.success(request, _("We have asked the cooperative. The answer comes here."))
    return ""


def _chosen(request: HttpRequest, page: OrderPage) -> list[ParcelView]:
    """The parcels that are ticked."""
    ticked = set(request.POST.getlist("paket"))
    return [view for view in page.parcels if str(view.parcel.sequence) in ticked]


def _page(request: HttpRequest, token: str) -> OrderPage:
    found = order_of(token)
    return order_page(found, is_open=guests.may_see_all(request, found))


def order_of(token: str) -> Order:
    """The order behind a link, or 404."""
    found = selectors.order_by_token(token)
    if found is None:
        raise Http404
    return found


def _reason(request: HttpRequest) -> str:
    return one_line(request.POST.get("reason", ""), 160) or _("Cancelled by the buyer")


def see(name: str, order: Order) -> HttpResponseRedirect:
    """Go to another page of the order after a form."""
    response = HttpResponseRedirect(reverse(name, kwargs={"token": order.token}))
    response.status_code = 303
    return response
