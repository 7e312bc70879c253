"""Head office's table of delivery prices: take it out, look at a file, use it, take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, NotYourWork, desk_view
from desk.delivery.words import Change, changes_of, steps_of
from desk.frame import page
from desk.numbers import number
from shop.shipping import tariff_files as files
from shop.shipping import tariff_imports as imports
from shop.shipping.models import Tariff, TariffChange, TariffImport
from shop.spreadsheets.refusals import BadFile

SHOWN_STEPS = 200
SHOWN_CHANGES = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@desk_view("view")
def tariffs(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How many rows there are, the file to take out, the way to bring one in."""
    _require_head_office(desk)
    return _overview(request, desk)


@require_safe
@desk_view("view")
def download(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The whole table as a file for spreadsheets: CSV, or with ``jenis=xlsx`` a workbook."""
    _require_head_office(desk)
    rows = Tariff.objects.select_related("cooperative").order_by(
        "cooperative__slug", "service", "origin", "destination"
    )
    if request.GET.get("jenis") == "xlsx":
        return _file(files.as_workbook(rows), "ongkir.xlsx", XLSX)
    # With a mark of UTF-8 in front, without which spreadsheets guess.
    return _file(files.written(rows).encode("utf-8-sig"), "ongkir.csv", "text/csv; charset=utf-8")


@require_POST
@desk_view("view")
def upload(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep a file and show what it would do. Nothing of it counts yet."""
    _require_head_office(desk)
    sent = request.FILES.get("berkas")
    if not isinstance(sent, UploadedFile):
        return _overview(request, desk, _("Choose a file first."))
    if (sent.size or 0) > files.LARGEST_FILE:
        return _overview(request, desk, _("The file is larger than 1 MB."))
    try:
        batch = imports.look(content=sent.read(), file_name=sent.name or "", actor=desk.user)
    except BadFile as refusal:
        return _overview(request, desk, refusal.text)
    return _see("tariff_file", batch.pk)


@require_safe
@desk_view("view")
def tariff_file(request: HttpRequest, desk: Desk, batch_id: int) -> HttpResponse:
    """What a file would do to the table as it is now."""
    _require_head_office(desk)
    batch = get_object_or_404(TariffImport, pk=batch_id, state=TariffImport.State.LOOKED)
    return _look(request, desk, batch)


@require_POST
@desk_view("view")
def use(request: HttpRequest, desk: Desk, batch_id: int) -> HttpResponse:
    """Use the whole file, or nothing of it."""
    _require_head_office(desk)
    batch = get_object_or_404(TariffImport, pk=batch_id)
    try:
        is_used = imports.use(
            batch_id=batch.pk, seen=request.POST.get("dilihat", ""), actor=desk.user
        )
    except imports.CannotUse as refusal:
        return _look(request, desk, batch, refusal.text)
    if is_used:
        messages.success(request, _("The new prices hold from now on. Placed orders keep theirs."))
    else:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
    return _see("tariffs")


@require_POST
@desk_view("view")
def undo(request: HttpRequest, desk: Desk, batch_id: int) -> HttpResponse:
    """Take the last file back."""
    _require_head_office(desk)
    try:
        is_undone = imports.undo(batch_id=batch_id, actor=desk.user)
    except imports.CannotUse as refusal:
        messages.error(request, refusal.text)
        return _see("tariffs")
    if is_undone:
        messages.success(request, _("The prices are as they were before the file."))
    else:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
    return _see("tariffs")


@require_safe
@desk_view("view")
def history(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who changed which price, the newest first."""
    _require_head_office(desk)
    before = number(request.GET.get("sebelum", ""))
    rows = TariffChange.objects.select_related("cooperative", "actor", "batch").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SHOWN_CHANGES + 1])
    context = {
        "changes": [Change.of(row) for row in found[:SHOWN_CHANGES]],
        "older": found[SHOWN_CHANGES - 1].pk if len(found) > SHOWN_CHANGES else None,
    }
    return page(request, desk, "delivery/history.html", context, current="more")


def _require_head_office(desk: Desk) -> None:
    if not desk.is_head_office:
        raise NotYourWork("tariffs")


def _overview(request: HttpRequest, desk: Desk, error: str = "") -> HttpResponse:
    counts = Tariff.objects.aggregate(
        all=Count("pk"), own=Count("pk", filter=Q(cooperative__isnull=False))
    )
    context: dict[str, Any] = {
        "general": counts["all"] - counts["own"],
        "own": counts["own"],
        "last": imports.last_used(),
        "latest": changes_of(TariffChange.objects.order_by("-pk")[:5]),
        "columns": files.COLUMNS,
        "error": error,
    }
    status = 422 if error else 200
    return page(request, desk, "delivery/tariffs.html", context, current="more", status=status)


def _look(request: HttpRequest, desk: Desk, batch: TariffImport, error: str = "") -> HttpResponse:
    plan = imports.plan_of(batch)
    context = {
        "batch": batch,
        "plan": plan,
        "steps": steps_of(plan.steps[:SHOWN_STEPS]),
        "more": max(0, len(plan.steps) - SHOWN_STEPS),
        "problems": plan.problems[:SHOWN_STEPS],
        "error": error,
    }
    status = 409 if error else 200
    return page(request, desk, "delivery/file.html", context, current="more", status=status)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _see(name: str, *args: int) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(f"desk:{name}", args=args))
    response.status_code = 303
    return response
