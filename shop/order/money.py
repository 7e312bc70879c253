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
    """Share ``total`` rupiah by weight; what rounding leaves over goes to the last share.

    The shares add up to ``total`` exactly. Without any weight the shares are equal.
    """
    if not weights:
        if total:
            raise ValueError("nobody to share with")
        return []
    if min(weights) < 0:
        raise ValueError("a weight below zero")
    basis = list(weights) if sum(weights) else [1] * len(weights)
    shares = [total * weight // sum(basis) for weight in basis[:-1]]
    return [*shares, total - sum(shares)]
