"""Pages of an order after it left: arrived, problem, photos of it, invoice, the same again.

All of them need a browser that may see the order in full (``guests.may_see_all``); others are
sent to the page that asks for the last four digits.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.complaints import services
from shop.complaints.models import ComplaintPhoto, Reason, Wish
from shop.order.errors import NotAllowed
from shop.order.models import Order, Parcel
from shop.payments import proofs
from shop.storefront import after_order, guests, invoice, visitor
from shop.storefront import basket as baskets
from shop.storefront.throttle import TooManyTries, count_try
from shop.storefront.views.orders import order_of, secret, see
from shop.transactions import calls_network

REPORTS_PER_ORDER = 10


@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def arrived(request: HttpRequest, token: str, sequence: int) -> HttpResponse:
    """Ask first: afterwards the order is done and the cooperative gets its money."""
    order, parcel = _parcel(request, token, sequence)
    if parcel is None:
        return see("storefront:order_unlock", order)
    if request.method == "POST":
        try:
            done = after_order.confirm_arrival(parcel=parcel)
        except NotAllowed as refusal:
            messages.error(request, refusal.text)
        else:
            if done:
                messages.success(request, _("Thank you. Enjoy it!"))
        return see("storefront:order", order)
    context = {"order": order, "parcel": parcel, "bar_place": "orders"}
    return render(request, "storefront/order_arrived.html", context)


# Not wrapped in a transaction: drawing photos anew takes a moment.
@calls_network
@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, token: str, sequence: int) -> HttpResponse:
    """What is wrong with which goods, photos, and what the buyer would like."""
    order, parcel = _parcel(request, token, sequence)
    if parcel is None:
        return see("storefront:order_unlock", order)
    refused = ""
    if request.method == "POST":
        if "selesai" in request.POST:
            if after_order.withdraw(order=order, parcel=parcel):
                messages.success(request, _("Good to hear. The report is closed."))
            return see("storefront:order", order)
        refused = _report(request, order, parcel)
        if not refused:
            messages.success(request, _("Sent. The cooperative reads it and answers you."))
            return see("storefront:order", order)
    context = {
        "order": order,
        "parcel": parcel,
        "rows": [
            (row, after_order.chosen_quantities(request.POST, parcel).get(row.line_id, 0))
            for row in parcel.parcel_lines.all()
        ],
        "reasons": Reason.choices,
        "wishes": Wish.choices,
        "typed": request.POST,
        "problem": refused,
        "bar_place": "orders",
    }
    status = 422 if refused else 200
    return render(request, "storefront/order_problem.html", context, status=status)


def _report(request: HttpRequest, order: Order, parcel: Parcel) -> str:
    """Keep it; the words of what hinders it otherwise."""
    try:
        count_try(f"report.order.{order.pk}", REPORTS_PER_ORDER)
        files = request.FILES.getlist("foto")
        if len(files) > services.MOST_PHOTOS:
            return _("Four photos at most, please.")
        services.open_complaint(
            parcel_id=parcel.pk,
            reason=request.POST.get("masalah", ""),
            wish=request.POST.get("mau", ""),
            quantities=after_order.chosen_quantities(request.POST, parcel),
            text=request.POST.get("cerita", "").replace("\0", " ").strip(),
            photos=[proofs.redraw(each) for each in files],
        )
    except TooManyTries as refusal:
        return refusal.text
    except (NotAllowed, proofs.BadProof) as refusal:
        return refusal.text
    return ""


@secret("same-origin")
@require_safe
def problem_photo(request: HttpRequest, token: str, photo_id: int) -> FileResponse:
    """A photo of a complaint, for the browser that may see the order in full."""
    order = order_of(token)
    photo = ComplaintPhoto.objects.filter(pk=photo_id, complaint__parcel__order=order).first()
    if photo is None or not guests.may_see_all(request, order):
        raise Http404
    try:
        return FileResponse(photo.file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error


@secret("same-origin")
@require_safe
def invoice_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The invoice; 404 while nothing was paid or agreed to be paid at the door."""
    order = order_of(token)
    if not guests.may_see_all(request, order):
        return see("storefront:order_unlock", order)
    if not invoice.exists(order):
        raise Http404
    response = FileResponse(
        invoice.draw(order),
        content_type="application/pdf",
        as_attachment=True,
        filename=f"nota-{order.number}.pdf",
    )
    response["Cache-Control"] = "no-store, private"
    return response


@secret("same-origin")
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then put the same goods into the basket, and say what cannot be had."""
    order = order_of(token)
    if not guests.may_see_all(request, order):
        return see("storefront:order_unlock", order)
    if request.method != "POST":
        context = {"order": order, "bar_place": "orders"}
        return render(request, "storefront/order_again.html", context)
    put, filled = after_order.order_again(request, order)
    if put.fewer:
        messages.warning(request, _("Fewer than before: %(goods)s") % _names(put.fewer))
    if put.gone:
        messages.warning(request, _("Not for sale now: %(goods)s") % _names(put.gone))
    if put.added:
        messages.success(request, _("In the basket: %(goods)s") % _names(put.added))
    response = HttpResponseRedirect(reverse("storefront:basket"))
    response.status_code = 303
    baskets.remember(response, filled)
    visitor.remember_basket_count(response, baskets.count(filled))
    return response


def _names(titles: tuple[str, ...]) -> dict[str, Any]:
    return {"goods": ", ".join(titles)}


def _parcel(request: HttpRequest, token: str, sequence: int) -> tuple[Order, Parcel | None]:
    """The order and its parcel; None for a browser that may not see it in full."""
    order = order_of(token)
    if not guests.may_see_all(request, order):
        return order, None
    for parcel in order.parcels.all():
        if parcel.sequence == sequence and order.is_ours:
            return order, parcel
    raise Http404
