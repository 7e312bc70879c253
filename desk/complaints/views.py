"""Keluhan: what buyers report, and the one answer: money back, send again, or no and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import amounts
from shop import formats
from shop.complaints import selectors, services
from shop.complaints.models import Answer, Complaint, ComplaintPhoto, ComplaintState
from shop.order.errors import NotAllowed
from shop.stock.services import BelowAllocated

PER_PAGE = 20


@require_safe
@desk_view("orders")
def complaints(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Those that wait; for head office also what any cooperative has left too long."""
    which = request.GET.get("pilih", "")
    now = timezone.now()
    if which == "terlambat" and desk.is_head_office:
        rows = selectors.overdue(desk.ids, now)
    elif which == "semua":
        rows = selectors.of_cooperatives([desk.cooperative.pk]).order_by("-pk")
    else:
        which = ""
        rows = selectors.waiting([desk.cooperative.pk])
    context = {"rows": rows[:PER_PAGE], "which": which}
    return page(request, desk, "complaints.html", context, current="more")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def complaint(request: HttpRequest, desk: Desk, complaint_id: int) -> HttpResponse:
    """One report with its photos, and the form to answer it."""
    desk, found = _complaint(desk, complaint_id)
    desk.require("orders")
    if request.method != "POST":
        return _show(request, desk, found)
    desk.require("decide")
    kind = request.POST.get("jawab", "")
    try:
        amount = amounts.price(request.POST.get("jumlah", "")) if kind == Answer.REFUND else 0
        done = services.answer(
            complaint_id=found.pk,
            kind=kind,
            text=request.POST.get("kata", ""),
            actor=desk.user,
            refund_amount=amount,
            goods_come_back="kembali" in request.POST,
        )
    except (NotAllowed, amounts.BadAmount) as refusal:
        return _show(request, desk, found, refusal.text)
    if done:
        messages.success(request, _("Answered. The buyer is told at once."))
    else:
        messages.info(request, _("This was decided before. Nothing was changed."))
    return HttpResponseRedirect(reverse("desk:complaint", args=[found.pk]))


@require_POST
@desk_view("")
def sent_again(request: HttpRequest, desk: Desk, complaint_id: int) -> HttpResponse:
    """The replacement has left."""
    desk, found = _complaint(desk, complaint_id)
    desk.require("ship")
    try:
        done = services.sent_again(
            complaint_id=found.pk,
            tracking_number=request.POST.get("resi", "").strip(),
            actor=desk.user,
        )
    except BelowAllocated:
        return _show(request, desk, found, _("The goods for it are not in stock."))
    if done:
        messages.success(request, _("Noted. Stock is counted down and the buyer is told."))
    else:
        messages.info(request, _("This was decided before. Nothing was changed."))
    return HttpResponseRedirect(reverse("desk:complaint", args=[found.pk]))


@require_safe
@desk_view("")
def photo(request: HttpRequest, desk: Desk, photo_id: int) -> FileResponse:
    """A photo from private storage, for those who may see the order."""
    row = ComplaintPhoto.objects.select_related("complaint__parcel").filter(pk=photo_id).first()
    if row is None:
        raise Http404
    desk, _found = _complaint(desk, row.complaint_id)
    desk.require("orders")
    try:
        return FileResponse(row.file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error


def _complaint(desk: Desk, complaint_id: int) -> tuple[Desk, Complaint]:
    """A complaint about one of the user's cooperatives; 404 for those of others."""
    found = selectors.of_cooperatives(desk.ids).filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    return desk.at(found.parcel.cooperative), found


def _show(request: HttpRequest, desk: Desk, found: Complaint, error: str = "") -> HttpResponse:
    asked = selectors.asked_for(found)
    order = found.parcel.order
    text = _("Hello %(name)s, about order %(number)s:") % {
        "name": order.contact_name,
        "number": order.number,
    }
    context = {
        "row": found,
        "lines": found.lines.select_related("line"),
        "photos": found.photos.order_by("pk"),
        "is_open": found.state == ComplaintState.OPEN,
        "is_late": found.state == ComplaintState.OPEN and found.due_at < timezone.now(),
        "may_answer": desk.may("decide") and found.state == ComplaintState.OPEN,
        "may_send": desk.may("ship") and found.answer == Answer.RESEND and not found.resent_at,
        "typed": request.POST,
        "amount": request.POST.get("jumlah", formats.number(asked)),
        "most": selectors.refundable(found.parcel),
        "whatsapp": formats.whatsapp_link(order.contact_phone, text) if order.contact_phone else "",
        "error": error,
    }
    return page(request, desk, "complaint.html", context, current="more")
