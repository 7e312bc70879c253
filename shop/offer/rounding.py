"""Offer discounts in whole rupiah."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal


def whole_rupiah(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round a discount down to a whole rupiah, so that no line carries a fraction."""
    return amount.quantize(Decimal("1"), rounding=ROUND_DOWN)


def settle(amounts: Sequence[Decimal], limits: Sequence[int]) -> list[int]:
    """Turn fractional discounts into whole rupiah with the same sum, rounded down.

    Every amount is rounded down; what that leaves over goes to the last one, as far as its
    limit (the price it is taken from) allows, and then to the ones before it.
    """
    rounded = [min(int(amount), limit) for amount, limit in zip(amounts, limits, strict=True)]
    left = int(sum(amounts, Decimal(0))) - sum(rounded)
    for index in reversed(range(len(rounded))):
        more = min(left, limits[index] - rounded[index])
        rounded[index] += more
        left -= more
    return rounded
