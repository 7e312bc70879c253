"""Ulasan: read what buyers say, answer, and for head office: look at what was reported."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.reviews.models import ProductReview
from desk.access import Desk, desk_view
from desk.frame import page
from desk.numbers import number
from shop.formats import whatsapp_link
from shop.storefront import alerts, review_list, reviewing

PER_PAGE = 20
TO_CHECK = Q(report_count__gt=0) | Q(status=ProductReview.FOR_MODERATION)


@require_safe
@desk_view("view")
def reviews(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Reviews of the cooperative's goods: those without an answer, all, or those to check."""
    which = request.GET.get("pilih", "")
    if which not in {"semua", "periksa"} or (which == "periksa" and not desk.is_head_office):
        which = ""
    before = number(request.GET.get("sebelum", ""))
    rows = _rows(desk, which)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("product").order_by("-pk")[: PER_PAGE + 1])
    context = {
        "rows": found[:PER_PAGE],
        "more": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else "",
        "which": which,
    }
    return page(request, desk, "reviews.html", context, current="more")


def _rows(desk: Desk, which: str) -> QuerySet[ProductReview]:
    if which == "periksa":
        return ProductReview.objects.filter(TO_CHECK, cooperative_id__in=desk.ids)
    mine = ProductReview.objects.filter(cooperative=desk.cooperative)
    return mine if which else mine.filter(reply="", status=ProductReview.APPROVED)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def review(request: HttpRequest, desk: Desk, review_id: int) -> HttpResponse:
    """One review, and the cooperative's answer to it."""
    desk, row = _review(desk, review_id)
    desk.require("view")
    if request.method == "POST":
        desk.require("decide")
        text = request.POST.get("jawaban", "")
        reviewing.reply(review_id=row.pk, cooperative_ids=desk.ids, text=text, actor=desk.user)
        messages.success(request, _("Your answer stands below the review."))
        return HttpResponseRedirect(reverse("desk:reviews"))
    return _show(request, desk, row)


@require_POST
@desk_view("")
def judge(request: HttpRequest, desk: Desk, review_id: int) -> HttpResponse:
    """Head office hides a review with a reason, or lets it stand."""
    desk, row = _review(desk, review_id)
    desk.require("judge")
    if "tampilkan" in request.POST:
        reviewing.show(review_id=row.pk, actor=desk.user)
        messages.success(request, _("Buyers see this review."))
        return HttpResponseRedirect(f"{reverse('desk:reviews')}?pilih=periksa")
    try:
        reviewing.hide(
            review_id=row.pk, reason=request.POST.get("alasan", "")[:255], actor=desk.user
        )
    except reviewing.CannotReview as refusal:
        return _show(request, desk, row, refusal.text)
    messages.success(request, _("The review is hidden. The average was counted again."))
    return HttpResponseRedirect(f"{reverse('desk:reviews')}?pilih=periksa")


def _show(request: HttpRequest, desk: Desk, row: ProductReview, error: str = "") -> HttpResponse:
    context = {
        "row": row,
        "review": review_list.as_review(row),
        "reports": row.reports.exclude(reason="").order_by("-pk")[:20] if row.report_count else [],
        "may_answer": desk.may("decide"),
        "error": error,
    }
    return page(request, desk, "review.html", context, current="more")


def _review(desk: Desk, review_id: int) -> tuple[Desk, ProductReview]:
    """A review of the user's cooperatives; 404 for those of others."""
    row = (
        ProductReview.objects.filter(pk=review_id, cooperative_id__in=desk.ids)
        .select_related("product", "cooperative")
        .prefetch_related("photos")
        .first()
    )
    if row is None:
        raise Http404
    return desk.at(row.cooperative), row


@require_safe
@desk_view("ship")
def to_tell(request: HttpRequest, desk: Desk) -> HttpResponse:
    """People who wait for a WhatsApp message because goods are there again."""
    rows = alerts.to_tell([desk.cooperative.pk]).annotate(name=F("product__title"))[:PER_PAGE]
    context = {
        "waiting": [
            {"row": row, "link": whatsapp_link(row.contact, alerts.message_text(row))}
            for row in rows
        ]
    }
    return page(request, desk, "alerts.html", context, current="more")


@require_POST
@desk_view("")
def told(request: HttpRequest, desk: Desk, alert_id: int) -> HttpResponse:
    """The message was sent."""
    row = alerts.Alert.objects.filter(pk=alert_id, product__partner_id__in=desk.ids).select_related(
        "product__partner"
    )
    alert = row.first()
    if alert is None:
        raise Http404
    desk = desk.at(alert.product.partner)
    desk.require("ship")
    alerts.told(alert_id=alert_id, cooperative_ids=[desk.cooperative.pk])
    messages.success(request, _("Noted. This person is told."))
    return HttpResponseRedirect(reverse("desk:alerts"))
