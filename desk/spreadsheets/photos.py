"""Many photos at once, named after the goods: send, look first, use, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from shop.partner.models import StockRecord
from shop.spreadsheets.imports import SHOWN, CannotUse
from shop.spreadsheets.models import PhotoBatch
from shop.spreadsheets.photos import batches as service
from shop.spreadsheets.photos import unpacking
from shop.spreadsheets.refusals import BadFile
from shop.transactions import works_long

S = PhotoBatch.State


@require_safe
@desk_view("stock")
def batches(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How to name photos, the way to send them, what was sent lately."""
    return _overview(request, desk)


@works_long
@require_POST
@desk_view("stock")
def upload(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep photos and show whose they would be. Nothing of it counts yet."""
    sent = [file for file in request.FILES.getlist("foto") if isinstance(file, UploadedFile)]
    if not sent:
        return _overview(request, desk, _("Choose a photo first."))
    try:
        batch = service.look(files=sent, cooperative_id=desk.cooperative.pk, actor=desk.user)
    except BadFile as refusal:
        return _overview(request, desk, refusal.text)
    return _see(batch)


@require_safe
@desk_view("")
def batch(request: HttpRequest, desk: Desk, sent_id: int) -> HttpResponse:
    """Whose the photos would be as the goods are now, or whose they became."""
    desk, found = _batch(desk, sent_id)
    if found.state == S.LOOKED:
        context = {"batch": found, "plan": service.plan_of(found)}
        return page(request, desk, "spreadsheets/photos_look.html", context, current="goods")
    rows = found.photos.exclude(product=None).select_related("product").defer("thumb")
    context = {
        "batch": found,
        "rows": list(rows.order_by("product__title", "pk")),
        "may_undo": service.may_undo(found),
    }
    return page(request, desk, "spreadsheets/photos_result.html", context, current="goods")


@require_safe
@desk_view("")
def thumb(request: HttpRequest, desk: Desk, sent_id: int, sent_photo_id: int) -> HttpResponse:
    """A photo of the batch, small."""
    _desk, found = _batch(desk, sent_id)
    photo = found.photos.filter(pk=sent_photo_id).first()
    if photo is None or not photo.thumb:
        raise Http404
    response = HttpResponse(bytes(photo.thumb), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@works_long
@require_POST
@desk_view("")
def use(request: HttpRequest, desk: Desk, sent_id: int) -> HttpResponse:
    """Give every photo to its goods, or none."""
    desk, found = _batch(desk, sent_id)
    try:
        is_used = service.use(
            batch_id=found.pk, seen=request.POST.get("dilihat", ""), actor=desk.user
        )
    except CannotUse as refusal:
        messages.error(request, refusal.text)
        return _see(found)
    if not is_used:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
    return _see(found)


@works_long
@require_POST
@desk_view("")
def leave_out(request: HttpRequest, desk: Desk, sent_id: int) -> HttpResponse:
    """Go on without the files that have a problem now."""
    desk, found = _batch(desk, sent_id)
    wrong = [row.photo.pk for row in service.plan_of(found).wrong]
    service.leave_out(batch_id=found.pk, wrong=wrong)
    return _see(found)


@require_POST
@desk_view("")
def undo(request: HttpRequest, desk: Desk, sent_id: int) -> HttpResponse:
    """Take the added photos away again."""
    desk, found = _batch(desk, sent_id)
    try:
        is_undone = service.undo(batch_id=found.pk, actor=desk.user)
    except CannotUse as refusal:
        messages.error(request, refusal.text)
        return _see(found)
    if not is_undone:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
    return _see(found)


def _batch(desk: Desk, sent_id: int) -> tuple[Desk, PhotoBatch]:
    """A batch of the user's own cooperatives; 404 for all others."""
    found = service.own(desk.ids).filter(pk=sent_id).first()
    if found is None:
        raise Http404
    there = desk.at(found.cooperative)
    there.require("stock")
    return there, found


def _overview(request: HttpRequest, desk: Desk, error: str = "") -> HttpResponse:
    used = service.own([desk.cooperative.pk]).exclude(state=S.LOOKED).order_by("-used_at")
    goods = StockRecord.objects.filter(partner=desk.cooperative).order_by("pk")
    context: dict[str, Any] = {
        "used": used[:SHOWN],
        "example": goods.values("partner_sku", "product__title").first(),
        "most": unpacking.MOST,
        "error": error,
    }
    return page(
        request,
        desk,
        "spreadsheets/photos.html",
        context,
        current="goods",
        status=422 if error else 200,
    )


def _see(found: PhotoBatch) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("desk:photo_batch", args=[found.pk]))
    response.status_code = 303
    return response
