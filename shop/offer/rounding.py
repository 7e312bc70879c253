"""Offer discounts in whole rupiah."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal


def whole_rupiah(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round a discount down to a whole rupiah, so that no line carries a fraction."""
    return amount.quantize(Decimal("1"), rounding=ROUND_DOWN)


def settle(amounts: Sequence[Decimal], limits: Sequence[int]) -> list[int]:
    """Turn fractional discounts into whole rupiah with the same sum, rounded down.

    Every amount is rounded down; the rupiah left over go one by one to those that lost most
    (the largest remainder, of equals the last), as far as the limit allows: the price each is
    taken from.
    """
    rounded = [min(int(amount), limit) for amount, limit in zip(amounts, limits, strict=True)]
    left = int(sum(amounts, Decimal(0))) - sum(rounded)
    lost = sorted(range(len(rounded)), key=lambda index: (amounts[index] - rounded[index], index))
    for index in reversed(lost):
        more = min(left, 1, limits[index] - rounded[index])
        rounded[index] += more
        left -= more
    for index in reversed(lost):
        more = min(left, limits[index] - rounded[index])
        rounded[index] += more
        left -= more
    return rounded
