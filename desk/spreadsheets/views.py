"""Goods as a spreadsheet: take out, bring in, look first, use, take back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.spreadsheets import words
from shop.spreadsheets import exporting, imports, marking, undoing
from shop.spreadsheets.columns import COLUMNS
from shop.spreadsheets.models import Import
from shop.spreadsheets.reading import LARGEST
from shop.spreadsheets.refusals import BadFile
from shop.transactions import works_long

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
SHOWN = 50
S = Import.State


@require_safe
@desk_view("price")
def spreadsheets(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The file to take out, the way to bring one in, what was used lately."""
    return _overview(request, desk)


@require_safe
@desk_view("price")
def download(request: HttpRequest, desk: Desk) -> StreamingHttpResponse:
    """Every pack of this cooperative; ``?bentuk=csv`` for a CSV file."""
    name = f"barang-{slugify(desk.cooperative.name)}-{timezone.localdate().isoformat()}"
    if request.GET.get("bentuk") == "csv":
        pieces = (piece.encode() for piece in exporting.as_csv(desk.cooperative.pk))
        return _file(pieces, f"{name}.csv", CSV)
    return _file(exporting.as_workbook(desk.cooperative.pk), f"{name}.xlsx", XLSX)


@require_safe
@desk_view("price")
def sample(request: HttpRequest, desk: Desk) -> StreamingHttpResponse:
    """A file with two made-up packs."""
    return _file(exporting.sample(), "contoh-barang.xlsx", XLSX)


@works_long
@require_POST
@desk_view("price")
def upload(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep a file and show what it would do. Nothing of it counts yet."""
    desk.require("stock")
    sent = request.FILES.get("berkas")
    if not isinstance(sent, UploadedFile):
        return _overview(request, desk, _("Choose a file first."))
    if (sent.size or 0) > LARGEST:
        return _overview(request, desk, _("The file is larger than 10 MB."))
    try:
        batch = imports.look(
            content=sent.read(),
            file_name=sent.name or "",
            cooperative_id=desk.cooperative.pk,
            actor=desk.user,
        )
    except BadFile as refusal:
        return _overview(request, desk, refusal.text)
    return _see("spreadsheet", batch.pk)


@require_safe
@desk_view("")
def spreadsheet(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """What a file would do to the goods as they are now, or what it did."""
    desk, batch = _batch(desk, file_id)
    if batch.state == S.LOOKED:
        return _look(request, desk, batch)
    return _result(request, desk, batch)


@require_safe
@desk_view("")
def marked(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """The same file with every wrong cell in red and a note beside it."""
    desk, batch = _batch(desk, file_id)
    if batch.state != S.LOOKED:
        raise Http404
    table = imports.table_of(batch)
    plan = imports.plan_of(batch, table)
    content = marking.marked(content=bytes(batch.content), table=table, problems=plan.problems)
    name = batch.file_name.rpartition(".")[0] or batch.file_name
    return _file(iter([content]), f"{slugify(name) or 'barang'}-bertanda.xlsx", XLSX)


@works_long
@require_POST
@desk_view("")
def use(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """Use the whole file, or nothing of it."""
    desk, batch = _batch(desk, file_id)
    try:
        is_used = imports.use(
            batch_id=batch.pk, seen=request.POST.get("dilihat", ""), actor=desk.user
        )
    except imports.CannotUse as refusal:
        messages.error(request, refusal.text)
        return _see("spreadsheet", batch.pk)
    if not is_used:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
    return _see("spreadsheet", batch.pk)


@require_POST
@desk_view("")
def undo(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """Put everything back that nobody changed since."""
    desk, batch = _batch(desk, file_id)
    try:
        is_undone = undoing.undo(batch_id=batch.pk, actor=desk.user)
    except imports.CannotUse as refusal:
        messages.error(request, refusal.text)
        return _see("spreadsheet", batch.pk)
    if not is_undone:
        messages.info(request, _("Nothing was changed. Perhaps you pressed twice."))
    return _see("spreadsheet", batch.pk)


def _batch(desk: Desk, file_id: int) -> tuple[Desk, Import]:
    """A file of the user's own cooperatives; 404 for all others."""
    batch = imports.own(desk.ids).filter(pk=file_id).first()
    if batch is None:
        raise Http404
    there = desk.at(batch.cooperative)
    there.require("price")
    there.require("stock")
    return there, batch


def _overview(request: HttpRequest, desk: Desk, error: str = "") -> HttpResponse:
    used = imports.own([desk.cooperative.pk]).exclude(state=S.LOOKED).order_by("-used_at")
    context: dict[str, Any] = {
        "used": used[: imports.SHOWN],
        "columns": COLUMNS,
        "can_bring": desk.may("stock"),
        "error": error,
    }
    status = 422 if error else 200
    return page(
        request, desk, "spreadsheets/overview.html", context, current="goods", status=status
    )


def _look(request: HttpRequest, desk: Desk, batch: Import) -> HttpResponse:
    table = imports.table_of(batch)
    plan = imports.plan_of(batch, table)
    context = {
        "batch": batch,
        "table": table,
        "plan": plan,
        "row_count": len(table.rows),
        "problems": plan.problems[:SHOWN],
        "more_problems": max(0, len(plan.problems) - SHOWN),
        "excerpt": words.excerpt(table, plan.problems),
        "steps": words.told(plan.steps[:SHOWN]),
        "more_steps": max(0, len(plan.steps) - SHOWN),
    }
    return page(request, desk, "spreadsheets/look.html", context, current="goods")


def _result(request: HttpRequest, desk: Desk, batch: Import) -> HttpResponse:
    context = {
        "batch": batch,
        "may_undo": imports.may_undo(batch),
        "left": words.left(batch.left[:SHOWN]),
        "more_left": max(0, len(batch.left) - SHOWN),
    }
    return page(request, desk, "spreadsheets/result.html", context, current="goods")


def _file(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _see(name: str, *args: int) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse(f"desk:{name}", args=args))
    response.status_code = 303
    return response
