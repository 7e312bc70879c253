"""``/pesanan/<token>/data/``: a guest's copy and erasure of one order.

The link alone opens nothing: every button asks for the last digits of the phone number again,
counted and slowed down as everywhere. Orders of an account are dealt with there.
"""

from __future__ import annotations

import tempfile
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.notices import services as notices
from shop.order.models import Order
from shop.storefront import guests
from shop.storefront.throttle import TooManyTries, address_of
from shop.storefront.views.orders import order_of, secret

from . import consents, editions, exporting, open_matters, selectors, services
from .people import buyer_of
from .views import as_download, see

COPY, ERASE, CALL_BACK, STOP = "salinan", "hapus", "batal", "kabar"
STOP_WHATSAPP = "whatsapp"


@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def order_data(request: HttpRequest, token: str) -> HttpResponse:
    """What an order keeps about its buyer: take it along or let it go."""
    order = order_of(token)
    if not order.is_ours:
        raise Http404
    if request.method != "POST" or order.user_id is not None or order.erased_at is not None:
        return _page(request, order)
    try:
        is_buyer = guests.confirm(
            order=order,
            digits=request.POST.get("digits", ""),
            address=address_of(request),
        )
    except TooManyTries as refusal:
        return _page(request, order, problem=refusal.text, status=429)
    if not is_buyer:
        problem = _("These are not the last four digits of this order's number.")
        return _page(request, order, problem=problem, status=422)
    deed = DEEDS.get(request.POST.get("action", ""), _page)
    return deed(request, order)


def _copy(request: HttpRequest, order: Order) -> HttpResponse:
    """One order is small: its copy is made at once and kept nowhere."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    exporting.write(person=buyer_of(order), target=packed, language=get_language() or "id")
    packed.seek(0)
    return as_download(packed)


def _erase(request: HttpRequest, order: Order) -> HttpResponse:
    try:
        services.ask_to_erase_order(order=order, language=get_language() or "id")
    except services.StillOpen as refusal:
        return _page(request, order, matters=refusal.matters, status=409)
    messages.success(request, _("Your data will be deleted. Until then you can call it back."))
    return see("privacy:order", order.token)


def _call_back(request: HttpRequest, order: Order) -> HttpResponse:
    found = selectors.erasure_of(order=order)
    if found is not None and services.call_back(request_id=found.pk):
        messages.success(request, _("Your data stays with the order."))
    else:
        messages.error(request, _("There is nothing to call back."))
    return see("privacy:order", order.token)


def _stop(request: HttpRequest, order: Order) -> HttpResponse:
    consents.stop_promo(
        order_id=order.pk, version=editions.current(), language=get_language() or "id"
    )
    messages.success(request, _("You get no more messages about offers."))
    return see("privacy:order", order.token)


def _stop_whatsapp(request: HttpRequest, order: Order) -> HttpResponse:
    notices.stop_for_order(
        order_id=order.pk, version=editions.current(), language=get_language() or "id"
    )
    messages.success(
        request, _("You get no more news by WhatsApp. Mails about your orders still come.")
    )
    return see("privacy:order", order.token)


def _page(
    request: HttpRequest, order: Order, *, problem: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "bar_place": "orders",
        "order": order,
        "problem": problem,
        "erasure": selectors.erasure_of(order=order),
        "matters": more.get("matters") or open_matters.of_orders([order.pk]),
        "days": settings.ERASURE_GRACE_DAYS,
        "wants_promo": consents.order_wants_promo(order_id=order.pk),
        "wants_whatsapp": consents.wants_whatsapp(order_id=order.pk),
    }
    return render(request, "privacy/order.html", context, status=status)


DEEDS = {
    COPY: _copy,
    ERASE: _erase,
    CALL_BACK: _call_back,
    STOP: _stop,
    STOP_WHATSAPP: _stop_whatsapp,
}
