"""Whole rupiah, and nothing but whole rupiah."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Self


class FractionOfRupiah(ValueError):
    """An amount that is no whole number of rupiah: a wrong unit or a lost digit, never rounded."""


class Rupiah(int):
    """An amount of money in whole rupiah; may be negative (a fee, a refund).

    Accepts an int, a Decimal or decimal text ("90000", "90000.00"). A fraction raises
    `FractionOfRupiah`; a binary float raises TypeError, because its text is already a guess.
    """

    __slots__ = ()

    def __new__(cls, value: int | str | Decimal = 0) -> Self:
        return super().__new__(cls, _whole(value))

    def __add__(self, other: int) -> Rupiah:
        return Rupiah(int(self) + int(other))

    def __radd__(self, other: int) -> Rupiah:
        return Rupiah(int(other) + int(self))

    def __sub__(self, other: int) -> Rupiah:
        return Rupiah(int(self) - int(other))

    def __rsub__(self, other: int) -> Rupiah:
        return Rupiah(int(other) - int(self))

    def __mul__(self, other: int) -> Rupiah:
        return Rupiah(int(self) * _whole(other))

    def __rmul__(self, other: int) -> Rupiah:
        return self * other

    def __neg__(self) -> Rupiah:
        return Rupiah(-int(self))

    def __abs__(self) -> Rupiah:
        return Rupiah(abs(int(self)))

    def __repr__(self) -> str:
        return f"Rupiah({int(self)})"


def _whole(value: object) -> int:
    if isinstance(value, (bool, float)):
        raise TypeError(f"{type(value).__name__} is no amount of money; pass int, Decimal or text")
    if isinstance(value, int):
        return int(value)
    if not isinstance(value, (str, Decimal)):
        raise TypeError(f"{type(value).__name__} is no amount of money; pass int, Decimal or text")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise FractionOfRupiah(f"not an amount of rupiah: {value!r}") from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise FractionOfRupiah(f"not a whole number of rupiah: {value}")
    return int(amount)


NOTHING = Rupiah(0)
