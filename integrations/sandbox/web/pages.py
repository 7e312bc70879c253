"""Rendering: Django's template engine on its own, and Indonesian words for what is shown."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from integrations.sandbox.core.states import OrderState

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
WIB = timezone(timedelta(hours=7), "WIB")
_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]

STATE_WORDS: dict[str, str] = {
    OrderState.UNPAID: "Belum dibayar",
    OrderState.READY_TO_SHIP: "Perlu dikirim penjual",
    OrderState.PROCESSED: "Diproses kurir",
    OrderState.RETRY_SHIP: "Jemput ulang",
    OrderState.SHIPPED: "Dikirim",
    OrderState.TO_CONFIRM: "Sampai, menunggu konfirmasi",
    OrderState.COMPLETED: "Selesai",
    OrderState.IN_CANCEL: "Minta batal",
    OrderState.CANCELLED: "Dibatalkan",
}
REASON_WORDS: dict[str, str] = {
    "BUYER_DID_NOT_PAY": "tidak dibayar sampai batas waktu",
    "SELLER_DID_NOT_SHIP": "penjual tidak mengirim sampai batas waktu",
    "OUT_OF_STOCK": "stok habis",
    "CUSTOMER_REQUEST": "permintaan pembeli",
    "COD_NOT_SUPPORTED": "tidak bisa bayar di tempat",
}


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True, debug=False)


def render(template: str, **values: Any) -> str:
    """Render a template; every value is escaped. Needs no Django settings."""
    context = Context(values, use_l10n=False, use_tz=False)
    return str(_engine().get_template(template).render(context))


def rupiah(amount: int) -> str:
    """`Rp95.000`."""
    return "Rp" + f"{amount:,}".replace(",", ".")


def moment(seconds: int) -> str:
    """`Sab, 12 Okt 2026 09.15 WIB`; a dash for a moment that has not come."""
    if not seconds:
        return "–"
    at = datetime.fromtimestamp(seconds, UTC).astimezone(WIB)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day} {month} {at.year} {at:%H.%M} WIB"
