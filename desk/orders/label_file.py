"""Labels of many parcels as one file: the channels' own, and ours drawn on the same small paper.

Whatever cannot be in the file is named with its reason, on the screen and on the last page: nobody
should find out at the counter that a parcel has no label.
"""

from __future__ import annotations

import io
import logging
import zipfile
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from reportlab.graphics.barcode import code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desk import words
from desk.access import Desk
from desk.numbers import numbers
from desk.orders import marks
from desk.orders.printing import MOST, Box, Paper
from shop import formats
from shop.order.models import Parcel

logger = logging.getLogger(__name__)

PLAIN, BOLD = "LabelPlain", "LabelBold"
MARGIN = 6 * mm
# A label is a page or two; what is larger is something else and would fill the memory.
LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A chosen parcel without a label, and why. ``waits``: the channel is still making it."""

    number: str
    who: str
    why: str
    waits: bool = False


def without_label(desk: Desk, paper: Paper, asked: list[str]) -> list[LeftOut]:
    """The chosen parcels whose label cannot be printed now, without opening any file."""
    there = {box.parcel.pk for box in paper.boxes}
    ids = numbers(asked, most=MOST)
    rows = Parcel.objects.filter(cooperative=desk.cooperative, pk__in=ids).exclude(pk__in=there)
    kept = [
        LeftOut(number=_number(row), who=words.buyer(row.order), why=_("It may not go out now."))
        for row in rows.select_related("order").order_by("pk")
    ]
    return kept + [_waiting(box) for box in paper.boxes if not _has_label(box)]


def build(desk: Desk, paper: Paper, asked: list[str]) -> tuple[bytes, list[LeftOut]]:
    """The file with every label there is, in the order of the list, and what is not in it.

    The file is empty (b"") when no label is there. Files that are gone or cannot be read are left
    out and named, they spoil nothing.
    """
    left = without_label(desk, paper, asked)
    writer = PdfWriter()
    for box in paper.boxes:
        if not _has_label(box):
            continue
        try:
            whole = _rewritten(_pages_of(box))
        except Exception:
            # A reader may raise nearly anything on a broken file; every failure means the same.
            logger.warning("label of parcel=%s cannot be read", box.parcel.pk, exc_info=True)
            left.append(_left(box, _("The label cannot be read. Open it on the parcel's page.")))
        else:
            writer.append(PdfReader(io.BytesIO(whole)))
    if not len(writer.pages):
        return b"", left
    if left:
        writer.append(PdfReader(io.BytesIO(_list_of(left))))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), left


def _rewritten(files: list[bytes]) -> bytes:
    """The files as one that was read to its end: what is broken inside shows now, not later."""
    writer = PdfWriter()
    for data in files:
        writer.append(PdfReader(io.BytesIO(data)))
    if not len(writer.pages):
        raise ValueError("a label without a page")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _is_own(box: Box) -> bool:
    return words.is_own(box.parcel.order.source)


def _has_label(box: Box) -> bool:
    return _is_own(box) or bool(box.parcel.label)


def _pages_of(box: Box) -> list[bytes]:
    """The label of a parcel as PDFs, several where the channel has split the order.

    OSError when its file is gone, ValueError when it is no label.
    """
    if _is_own(box):
        return [own_label(box)]
    if box.parcel.label.size > LARGEST:
        raise ValueError(f"label of parcel {box.parcel.pk} is too large")
    with box.parcel.label.open("rb") as file:
        data: bytes = file.read()
    found = _unpacked(data) if data.startswith(b"PK") else [data]
    if not found or not all(each.startswith(b"%PDF-") for each in found):
        raise ValueError(f"label of parcel {box.parcel.pk} is no PDF")
    return found


def _unpacked(data: bytes) -> list[bytes]:
    """The files of a ZIP; ValueError when there is more in it than labels can be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        rows = archive.infolist()
        if sum(row.file_size for row in rows) > LARGEST:
            raise ValueError("too much in the file of labels")
        return [archive.read(row) for row in rows]


def _number(parcel: Parcel) -> str:
    return parcel.order.external_number or parcel.number


def _left(box: Box, why: str, *, waits: bool = False) -> LeftOut:
    return LeftOut(number=_number(box.parcel), who=box.who, why=why, waits=waits)


def _waiting(box: Box) -> LeftOut:
    order = marks.channel_order(box.parcel)
    told = {"channel": box.channel}
    if order is not None and order.arranged_at is not None:
        why = _("%(channel)s is still making it. It comes by itself, usually within a minute.")
        return _left(box, why % told, waits=True)
    return _left(box, _("Press Send first: then %(channel)s makes it.") % told)


# --- our own paper -------------------------------------------------------------------------------


@cache
def _load_fonts() -> None:
    pdfmetrics.registerFont(TTFont(PLAIN, "Vera.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))


class _Page:
    """A sheet of A6 that is written from top to bottom."""

    def __init__(self) -> None:
        _load_fonts()
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A6)
        self.width = A6[0] - 2 * MARGIN
        self.y = A6[1] - MARGIN

    def write(self, text: str, *, size: int = 9, font: str = PLAIN, most: int = 4) -> None:
        for line in simpleSplit(text, font, size, self.width)[:most]:
            self.y -= size * 1.25
            self.canvas.setFont(font, size)
            self.canvas.drawString(MARGIN, self.y, line)

    def rule(self) -> None:
        self.y -= 2 * mm
        self.canvas.line(MARGIN, self.y, MARGIN + self.width, self.y)
        self.y -= 1 * mm

    def bars(self, text: str) -> None:
        height = 11 * mm
        bars = code128.Code128(text, barHeight=height, barWidth=0.28 * mm, quiet=False)
        self.y -= height + 1 * mm
        bars.drawOn(self.canvas, MARGIN, self.y)

    def turn(self) -> None:
        self.canvas.showPage()
        self.y = A6[1] - MARGIN

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()


def own_label(box: Box) -> bytes:
    """From, to, number as bars and letters, contents; the tracking number or room for it."""
    parcel = box.parcel
    order, shop, address = parcel.order, parcel.cooperative, parcel.order.shipping_address
    sheet = _Page()
    sheet.write(shop.name, font=BOLD)
    sheet.write(f"{shop.origin_line} {shop.postal_code}".strip())
    sheet.write(formats.phone(shop.whatsapp))
    sheet.rule()
    sheet.write((address.first_name if address else "") or box.who, size=14, font=BOLD, most=2)
    if address:
        landmark = f" ({address.landmark})" if address.landmark else ""
        sheet.write(f"{address.line1}{landmark}", most=4)
        sheet.write(f"{address.village}, {address.district}")
        sheet.write(f"{address.regency} {address.postcode}", size=11, font=BOLD)
        sheet.write(address.province)
    sheet.write(formats.phone(order.contact_phone), size=11)
    sheet.rule()
    sheet.bars(parcel.tracking_number or parcel.number)
    sheet.write(f"{box.courier or _('Fetched by buyer')} {parcel.tracking_number}", font=BOLD)
    sheet.write(parcel.number)
    goods = ", ".join(f"{row.quantity} × {row.line.title}" for row in parcel.parcel_lines.all())
    sheet.write(goods, size=8, most=4)
    if box.cod:
        amount = {"amount": formats.rupiah(box.cod)}
        sheet.write(_("CASH ON DELIVERY: %(amount)s") % amount, size=12, font=BOLD)
    return sheet.done()


def _list_of(left: list[LeftOut]) -> bytes:
    sheet = _Page()
    sheet.write(_("Not in this file"), size=12, font=BOLD)
    for each in left:
        if sheet.y < 25 * mm:
            sheet.turn()
        sheet.rule()
        named = each.number if each.who == each.number else f"{each.number} · {each.who}"
        sheet.write(named, font=BOLD, most=2)
        sheet.write(each.why, most=3)
    return sheet.done()
