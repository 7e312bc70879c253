"""The text inside a QRIS picture (EMVCo, merchant-presented): read it, put an amount into it.

Tag, length, value; the last tag is a checksum over everything before it. A static code says
"ask the payer for the amount"; with tag 54 and another point of initiation the same merchant asks
for one exact sum. Nothing else is touched, byte for byte.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST = 10_000_000  # rupiah in one QRIS payment
POINT, CURRENCY, AMOUNT, NAME, CITY, MORE, CHECK = "01", "53", "54", "59", "60", "62", "63"
STATIC, DYNAMIC = "11", "12"
NATIONAL, NMID, REFERENCE = "51", "02", "05"
TIPS = frozenset({"55", "56", "57"})
Fields = list[tuple[str, str]]


class BadQris(ValueError):
    """Not a QRIS we may put an amount into; the text says why, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """Who gets the money, as the payer's app will show it."""

    name: str
    city: str
    nmid: str


def merchant(payload: str) -> Merchant:
    """Whose static code this is. Raises ``BadQris``."""
    fields = dict(static_fields(payload))
    national = dict(read(fields.get(NATIONAL, "")))
    return Merchant(name=fields[NAME], city=fields[CITY], nmid=national.get(NMID, ""))


def with_amount(payload: str, amount: int, *, reference: str = "") -> str:
    """The payload asking for exactly so many rupiah.

    ``reference`` (25 characters at most) goes to 62.05; not every acquirer shows it. Raises
    ``BadQris`` for a bad source, ``ValueError`` for an amount QRIS cannot carry.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or not 1 <= amount <= MOST:
        raise ValueError(f"QRIS carries 1 to {MOST} whole rupiah, not {amount!r}")
    fields = [(tag, value) for tag, value in static_fields(payload) if tag != CHECK]
    changed = [(tag, DYNAMIC if tag == POINT else value) for tag, value in fields]
    place = next(index for index, (tag, _value) in enumerate(changed) if tag > AMOUNT)
    changed.insert(place, (AMOUNT, str(amount)))
    if reference:
        changed = with_reference(changed, reference)
    return signed(changed)


def with_reference(fields: Fields, reference: str) -> Fields:
    """62.05 set, other parts of 62 kept."""
    if not reference.isascii() or len(reference) > 25:
        raise ValueError("a reference has at most 25 plain characters")
    parts = dict(read(dict(fields).get(MORE, "")))
    parts[REFERENCE] = reference
    text = "".join(field(tag, parts[tag]) for tag in sorted(parts))
    return sorted([each for each in fields if each[0] != MORE] + [(MORE, text)])


def static_fields(payload: str) -> Fields:
    """The fields of a static code in rupiah. Raises ``BadQris``."""
    text = payload.strip()
    if not text.isascii():
        raise BadQris(_("This text is not a QRIS: it has letters that a QR payment never has."))
    fields = read(text)
    found = dict(fields)
    if len(found) != len(fields) or found.get("00") != "01" or fields[-1][0] != CHECK:
        raise BadQris(_("This text is not a QRIS. Copy everything, from 000201 to the end."))
    if found[CHECK] != checksum(text[:-4]):
        raise BadQris(_("The check digits are wrong: the text is cut off or has a typing error."))
    if found.get(CURRENCY) != "360" or not found.get(NAME) or not found.get(CITY):
        raise BadQris(_("This is a payment code, but not one for rupiah in Indonesia."))
    if found.get(POINT) != STATIC or AMOUNT in found or TIPS & set(found):
        raise BadQris(_("Use the printed code of the shop, not a code made for one payment."))
    if [tag for tag, _value in fields[:-1]] != sorted(tag for tag, _value in fields[:-1]):
        raise BadQris(_("The parts of this code are in the wrong order."))
    return fields


def read(text: str) -> Fields:
    """Tag, length, value, until nothing is left. Raises ``BadQris``."""
    fields, at = [], 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if len(length) != 2 or not (tag + length).isdigit() or at + 4 + int(length) > len(text):
            raise BadQris(_("This text is not a QRIS. Copy everything, from 000201 to the end."))
        fields.append((tag, text[at + 4 : at + 4 + int(length)]))
        at += 4 + int(length)
    return fields


def signed(fields: Fields) -> str:
    """The text with its checksum."""
    text = "".join(field(tag, value) for tag, value in fields) + CHECK + "04"
    return text + checksum(text)


def field(tag: str, value: str) -> str:
    """One field."""
    if len(value) > 99:
        raise ValueError("a field has at most 99 characters")
    return f"{tag}{len(value):02d}{value}"


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE, four upper-case hex digits."""
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"
