"""How money, quantities, moments and phone numbers are written for people.

Bottom layer: plain functions without models, usable from every room. Numbers keep Indonesian
separators in both languages (``Rp95.000``, ``1.250,5 kg``), because prices are read next to
bank apps and printed labels that know no other way; words and dates follow the active language.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
# The larger unit a thousand base units are written in.
LARGER_UNIT = {"g": "kg", "ml": "l"}


def number(value: int | float | Decimal, places: int = 2) -> str:
    """Write a number with dots for thousands and a comma; trailing zeros are left out."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{exact:,.{places}f}"
    if places:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text.translate(str.maketrans(",.", ".,"))


def rupiah(amount: int | Decimal) -> str:
    """Write whole rupiah, without a space and never with a fraction: ``Rp1.250.000``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{number(abs(amount), places=0)}"


def score(rating: float | Decimal) -> str:
    """Write an average of stars, always with one decimal: ``4,9``, ``5,0``."""
    return f"{rating:.1f}".replace(".", ",")


def quantity(base_units: int, unit: str) -> str:
    """Write base units (``g``, ``ml``, ``pcs``) the way a shopkeeper says them."""
    larger = LARGER_UNIT.get(unit)
    if larger and abs(base_units) >= 1000:
        return f"{number(Decimal(base_units) / 1000, places=3)} {larger}"
    word = _("pcs") if unit == "pcs" else unit
    return f"{number(base_units, places=0)} {word}"


def pack(base_units: int, unit: str) -> str:
    """Write the pack a price is for: ``kg``, ``250 g``, ``buah``, ``12 buah``."""
    if unit in LARGER_UNIT and base_units == 1000:
        return LARGER_UNIT[unit]
    if unit == "pcs" and base_units == 1:
        return _("piece")
    return quantity(base_units, unit)


def weight(grams: int) -> str:
    """Write a weight in kilograms with at most two decimals: ``2,5 kg``."""
    return f"{number(Decimal(grams) / 1000)} kg"


def short_date(moment: date | datetime | None) -> str:
    """Write a day, and the time when there is one, in the shop's zone: ``Sab, 10 Okt 09.15``."""
    if moment is None:
        return ""
    moment = _local(moment)
    day = f"{_day_name(moment)}, {moment.day} {_month_name(moment)}"
    return f"{day} {clock(moment)}" if isinstance(moment, datetime) else day


def long_date(moment: date | datetime | None) -> str:
    """Write a day with its year and without the time: ``Sab, 10 Okt 2026``."""
    if moment is None:
        return ""
    moment = _local(moment)
    return f"{_day_name(moment)}, {moment.day} {_month_name(moment)} {moment.year}"


def day_month(moment: date | datetime | None) -> str:
    """Write a day without its name: ``18 Okt``."""
    if moment is None:
        return ""
    moment = _local(moment)
    return f"{moment.day} {_month_name(moment)}"


def clock(moment: datetime) -> str:
    """Write the time of day in the shop's zone: ``09.15`` in Indonesian, ``09:15`` in English."""
    moment = timezone.localtime(moment)
    return f"{moment:%H}{pgettext('between hours and minutes', ':')}{moment:%M}"


def moment_with_zone(moment: datetime | None) -> str:
    """Write a deadline so that nobody in another zone misreads it: ``Sab, 10 Okt 09.15 WIB``."""
    if moment is None:
        return ""
    return f"{short_date(moment)} {timezone.localtime(moment).tzname()}"


def date_range(first: date, last: date) -> str:
    """Write a span of days: ``Kam 15 – Sab 17 Okt``, or one day when both are the same."""
    if first == last:
        return short_date(first)
    start = f"{_day_name(first)} {first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start = f"{start} {_month_name(first)}"
    return f"{start} – {_day_name(last)} {last.day} {_month_name(last)}"


def phone(e164: str) -> str:
    """Write a phone number the Indonesian way: ``+6281234567890`` becomes ``0812-3456-7890``."""
    if not e164.startswith("+62"):
        return e164
    digits = "0" + e164[3:]
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


def whatsapp_link(e164: str, text: str = "") -> str:
    """Address that opens a WhatsApp chat with this number and this text already typed."""
    address = f"https://wa.me/{e164.lstrip('+')}"
    return f"{address}?text={quote(text)}" if text else address


def _local(moment: date | datetime) -> date | datetime:
    """Move an aware moment into the shop's zone; a bare date stays as it is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


def _day_name(moment: date) -> str:
    return pgettext("short weekday", DAY_NAMES[moment.weekday()])


def _month_name(moment: date) -> str:
    return pgettext("short month", MONTH_NAMES[moment.month - 1])
