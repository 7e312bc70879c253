"""Whole rupiah at the boundary of orders, and splitting them without losing one."""

from collections.abc import Sequence
from decimal import Decimal


class FractionOfRupiah(ValueError):
    """An amount that is no whole number of rupiah: a wrong unit or a lost digit, never rounded."""


def whole(amount: int | Decimal) -> int:
    """The amount as an int; a fraction raises ``FractionOfRupiah``, a float ``TypeError``."""
    if isinstance(amount, (bool, float)) or not isinstance(amount, (int, Decimal)):
        raise TypeError(f"{type(amount).__name__} is no amount of money")
    if amount != int(amount):
        raise FractionOfRupiah(f"not a whole number of rupiah: {amount}")
    return int(amount)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Share ``total`` rupiah by weight; rounding gives each at most one rupiah more or less.

    The shares add up to ``total`` exactly: the rupiah left over go to the largest remainders,
    of equals to the last. No share exceeds its weight while the total does not exceed the sum
    of the weights. Without any weight the shares are equal.
    """
    if not weights:
        if total:
            raise ValueError("nobody to share with")
        return []
    if min(weights) < 0:
        raise ValueError("a weight below zero")
    basis = list(weights) if sum(weights) else [1] * len(weights)
    parts = [divmod(total * weight, sum(basis)) for weight in basis]
    shares = [share for share, _rest in parts]
    by_rest = sorted(range(len(parts)), key=lambda index: (parts[index][1], index))
    for index in by_rest[len(parts) - (total - sum(shares)) :]:
        shares[index] += 1
    return shares
