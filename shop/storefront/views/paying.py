"""The page to pay: transfer, QRIS, the way to a provider's page, and what to do when it went wrong.

Every button sends one word in ``aksi``. Nothing a browser says about money is believed: "I have
paid" only makes us ask the provider, a picture only makes a person look.
"""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.order import selectors
from shop.order.models import Order
from shop.payments import services
from shop.payments.models import RequestState
from shop.payments.providers.base import FarError, PaymentError
from shop.payments.selectors import current_request
from shop.storefront import guests
from shop.storefront.order_page import order_page
from shop.storefront.pay_page import COD, PayPage, draw_qris, pay_page
from shop.storefront.typed import one_line
from shop.storefront.views.orders import secret
from shop.transactions import calls_network

logger = logging.getLogger(__name__)

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


# Not wrapped in a transaction: it asks providers and draws pictures anew.
@calls_network
@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, token: str) -> HttpResponse:
    """How to pay, how much longer, and what came of it."""
    shown = _shown(request, token)
    if shown is None:
        return _see("storefront:order", token)
    if request.method == "POST":
        try:
            return _pressed(request, shown, token)
        except PaymentError as error:
            return _page(request, shown, error.text)
    if "kembali" in request.GET:
        # The provider's page sends the browser back; what it tells in the address is not read.
        _ask(shown)
        return _see("storefront:payment", token, "?menunggu")
    return _page(request, *_with_address(request, shown, token))


@secret("same-origin")
@require_safe
def qris_picture(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """The QR code of this order, amount inside, to look at (svg) or to keep (png)."""
    found = current_request(order_id=_order(token).pk)
    if found is None or found.qris is None or kind not in KINDS:
        raise Http404
    response = HttpResponse(draw_qris(found, kind), content_type=KINDS[kind])
    response["Content-Disposition"] = f'inline; filename="qris-{found.amount}.{kind}"'
    return response


def _shown(request: HttpRequest, token: str) -> PayPage | None:
    """The page's content; None when nothing has to be paid before the parcel arrives."""
    order = _order(token)
    found = current_request(order_id=order.pk)
    if found is None or found.provider == COD:
        return None
    return pay_page(order_page(order, is_open=guests.may_see_all(request, order)), found)


def _with_address(request: HttpRequest, shown: PayPage, token: str) -> tuple[PayPage, str]:
    """Fetch the provider's page the first time somebody wants to pay there."""
    asked = shown.request
    if not (shown.is_far and shown.is_waiting and not asked.pay_url) or request.method == "HEAD":
        return shown, ""
    try:
        asked.pay_url = services.begin(request_id=asked.pk)
    except FarError as error:
        logger.warning("payment request=%s has no page: %s %s", asked.pk, error.code, error.text)
        return shown, _("The payment page is not ready yet. Try again in a moment.")
    return shown, ""


def _pressed(request: HttpRequest, shown: PayPage, token: str) -> HttpResponse:
    """One button. Raises PaymentError with a sentence for the buyer."""
    action = request.POST.get("aksi", "bukti")
    if action == "sudah":
        _ask(shown)
        return _see("storefront:payment", token, "?menunggu")
    if action == "ganti":
        provider = request.POST.get("cara", "")
        if provider == COD:
            raise PaymentError("cod", _("This order cannot be changed to payment at the door."))
        services.start(order=shown.page.order, provider=provider, clock=timezone.now)
        return _see("storefront:payment", token)
    if action in {"tunggu", "kembalikan"}:
        services.wish(request_id=shown.request.pk, wants_money=action == "kembalikan")
        messages.success(request, _("Thank you. We have noted your wish and will contact you."))
        return _see("storefront:payment", token)
    _take_proof(request, shown)
    messages.success(request, _("Thank you. We compare it with our account by hand."))
    return _see("storefront:payment", token)


def _take_proof(request: HttpRequest, shown: PayPage) -> None:
    upload = request.FILES.get("proof")
    if upload is None:
        raise PaymentError("no_file", _("Choose a picture of the transfer first."))
    note = one_line(request.POST.get("note", ""), 255)
    services.add_proof(request_id=shown.request.pk, upload=upload, note=note)


def _ask(shown: PayPage) -> None:
    """Ask the provider now instead of waiting to be told; a failure only means later."""
    if not shown.is_far or shown.request.state not in {RequestState.AWAITING, RequestState.EXPIRED}:
        return
    try:
        services.check(request_id=shown.request.pk)
    except FarError as error:
        logger.warning("payment request=%s cannot be asked: %s", shown.request.pk, error.code)


def _page(request: HttpRequest, shown: PayPage, problem: str) -> HttpResponse:
    token = shown.page.order.token
    context = {
        "pay": shown,
        "page": shown.page,
        "problem": problem,
        "is_patient": "menunggu" in request.GET and shown.is_waiting,
        "back_url": reverse("storefront:order", kwargs={"token": token}),
        "back_text": _("Order"),
    }
    status = 422 if problem and request.method == "POST" else 200
    return render(request, "checkout/payment.html", context, status=status)


def _order(token: str) -> Order:
    found = selectors.order_by_token(token)
    if found is None:
        raise Http404
    return found


def _see(name: str, token: str, query: str = "") -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(name, kwargs={"token": token}) + query)
    response.status_code = 303
    return response
