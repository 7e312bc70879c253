"""Permit numbers in their real shape, from ranges that no real maker has."""

from __future__ import annotations

from shop.demo.content.shape import Permit

PIRT_VALID_DAYS = 1_520
EXPIRY_YEAR = "31"


def pirt(*, region: str, food: str, product: int, packing: str = "2") -> Permit:
    """Household food permit: packing, food type, regency, product, maker, year of expiry."""
    number = f"{packing}{food}{region}{product:02d}9901-{EXPIRY_YEAR}"
    return Permit(kind="PIRT", number=number, valid_days=PIRT_VALID_DAYS)


def halal(serial: int, *, valid_days: int = 1_240) -> Permit:
    return Permit(kind="HALAL", number=f"ID12110000990{serial:02d}0126", valid_days=valid_days)


def bpom(serial: int, *, valid_days: int = 1_100) -> Permit:
    return Permit(kind="BPOM", number=f"MD 8670129900{serial:02d}", valid_days=valid_days)


def organic(serial: int, *, valid_days: int = 410) -> Permit:
    return Permit(kind="ORGANIK", number=f"{serial:03d}/LSO-000-IDN/26", valid_days=valid_days)


def sni(standard: str, *, valid_days: int = 900) -> Permit:
    """A product standard; the number is the standard's own."""
    return Permit(kind="SNI", number=f"SNI {standard}", valid_days=valid_days)
