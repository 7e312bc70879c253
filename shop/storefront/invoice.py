"""The invoice of an order as PDF: a section for each cooperative, the facts frozen on its lines.

It is no tax invoice and says so. Amounts are read, never worked out anew, so that the sums are
those of the order. Letters the font lacks are written without their marks.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from shop import formats
from shop.order.models import Line, Order, ParcelState, PaymentState
from shop.partner.models import Partner
from shop.payments.selectors import paid_for

PLAIN, BOLD = "Vera", "VeraBd"
RED = colors.HexColor("#9e142c")
GREY = colors.HexColor("#55516a")
HAS_INVOICE = frozenset(
    {
        PaymentState.PAID,
        PaymentState.COD,
        PaymentState.REFUNDED,
        PaymentState.REFUNDED_PARTLY,
    }
)


def exists(order: Order) -> bool:
    """Whether there is something to invoice: paid, or agreed to be paid at the door."""
    return order.is_ours and order.payment_state in HAS_INVOICE


def draw(order: Order) -> io.BytesIO:
    """The PDF, at its start. ``order`` comes from ``selectors.with_parts``."""
    _load_fonts()
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=16 * mm,
        bottomMargin=16 * mm,
        title=_("Invoice %(number)s") % {"number": order.number},
        author=settings.OSCAR_SHOP_NAME,
    )
    document.build(list(_story(order)))
    file.seek(0)
    return file


def sections(order: Order) -> list[tuple[Partner, list[Line]]]:
    """Each cooperative with its lines, in the order of the parcels."""
    sellers = {parcel.cooperative_id: parcel.cooperative for parcel in order.parcels.all()}
    lines = list(order.lines.all())
    return [
        (seller, [line for line in lines if line.partner_id == pk])
        for pk, seller in sellers.items()
    ]


def _story(order: Order) -> Iterator[Any]:
    yield _text(settings.OSCAR_SHOP_NAME, size=11, font=BOLD, color=RED)
    yield _text(_("Invoice %(number)s") % {"number": order.number}, size=18, font=BOLD)
    yield _text(
        _("Ordered %(day)s · %(state)s")
        % {"day": formats.long_date(order.date_placed), "state": order.get_payment_state_display()},
        color=GREY,
    )
    yield Spacer(1, 6 * mm)
    yield from _buyer(order)
    for seller, lines in sections(order):
        yield KeepTogether(list(_section(seller, lines)))
    yield _table(totals(order), bold_last=True)
    if order.refunded_amount:
        yield _table([(_("Sent back to you"), formats.rupiah(order.refunded_amount))])
    yield Spacer(1, 6 * mm)
    yield _text(
        _("This is not a tax invoice. Each cooperative sells its own goods."), color=GREY, size=8
    )


def _buyer(order: Order) -> Iterator[Any]:
    yield _text(_("For"), color=GREY, size=8)
    yield _text(order.contact_name, font=BOLD)
    address = order.shipping_address
    if address is not None:
        places = (address.village, address.district, address.regency, address.province)
        yield _text(address.line1)
        yield _text(", ".join(part for part in places if part))
        yield _text(address.postcode or "")
    yield Spacer(1, 6 * mm)


def _section(seller: Partner, lines: list[Line]) -> Iterator[Any]:
    yield _text(seller.legal_name or seller.name, font=BOLD, size=11)
    facts = [seller.origin_line, seller.regency_name]
    if seller.legal_number:
        facts.insert(0, _("Legal entity no. %(number)s") % {"number": seller.legal_number})
    yield _text(" · ".join(fact for fact in facts if fact), color=GREY, size=8)
    rows = []
    for line in lines:
        rows.append((f"{line.quantity} × {line.title}", formats.rupiah(line.list_price)))
        discount = line.seller_discount + line.platform_discount
        if discount:
            rows.append((_("Discount"), formats.rupiah(-discount)))
    sending = sum(line.shipping_paid for line in lines)
    rows.append((_("Sending"), formats.rupiah(sending)))
    total = sum(line.price for line in lines) + sending
    rows.append((_("Sum of %(cooperative)s") % {"cooperative": seller.name}, formats.rupiah(total)))
    yield _table(rows, bold_last=True)
    yield Spacer(1, 5 * mm)


def totals(order: Order) -> list[tuple[str, str]]:
    """The last lines of the invoice; they add up to what was paid, which is the last one."""
    rows = []
    cancelled = [
        parcel.number for parcel in order.parcels.all() if parcel.state == ParcelState.CANCELLED
    ]
    if cancelled:
        rows.append((_("Cancelled: %(parcels)s") % {"parcels": ", ".join(cancelled)}, ""))
    rows.append((_("Total of the order"), formats.rupiah(int(order.total_incl_tax))))
    paid = paid_for(order)
    if paid is None:
        return rows
    if paid.code:
        name = _("Unique code, so that your transfer was recognised")
        rows.append((name, formats.rupiah(paid.code)))
    if paid.more > 0:
        rows.append((_("Paid beyond the total"), formats.rupiah(paid.more)))
    elif paid.more:
        rows.append((_("Not paid, and accepted as it was"), formats.rupiah(paid.more)))
    rows.append((_("Paid"), formats.rupiah(paid.came)))
    return rows


def _table(rows: list[tuple[str, str]], *, bold_last: bool = False) -> Table:
    cells = [
        [
            _text(name, font=BOLD if bold_last and at == len(rows) - 1 else PLAIN),
            _text(value, font=BOLD if bold_last and at == len(rows) - 1 else PLAIN, right=True),
        ]
        for at, (name, value) in enumerate(rows)
    ]
    style: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#e2dcd1")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    if bold_last:
        style.append(("LINEABOVE", (0, -1), (-1, -1), 1, colors.HexColor("#1d1b2e")))
    return Table(cells, colWidths=[126 * mm, 48 * mm], style=style)


def _text(
    words: str, *, size: int = 10, font: str = PLAIN, color: Any = None, right: bool = False
) -> Paragraph:
    style = ParagraphStyle(
        "words",
        fontName=font,
        fontSize=size,
        leading=size * 1.45,
        textColor=color or colors.HexColor("#1d1b2e"),
        alignment=2 if right else 0,
    )
    return Paragraph(escape(printable(words)), style)


def printable(words: str) -> str:
    """The words in letters the font has: marks are dropped, what has no letter becomes a dot."""
    known = _load_fonts()
    out = []
    for letter in unicodedata.normalize("NFC", words):
        if ord(letter) in known:
            out.append(letter)
            continue
        base = [each for each in unicodedata.normalize("NFKD", letter) if ord(each) in known]
        out.append("".join(base) or ("" if unicodedata.combining(letter) else "·"))
    return "".join(out)


@cache
def _load_fonts() -> frozenset[int]:
    """Register the fonts that come with reportlab, once; returns the letters they have."""
    plain = TTFont(PLAIN, "Vera.ttf")
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))
    return frozenset(plain.face.charToGlyph)
