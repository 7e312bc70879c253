"""Offer discounts in whole rupiah."""

from decimal import ROUND_DOWN, Decimal


def whole_rupiah(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round a discount down to a whole rupiah, so that no line carries a fraction."""
    return amount.quantize(Decimal("1"), rounding=ROUND_DOWN)
