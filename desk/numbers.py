"""Numbers in addresses and forms: what a link or a field of ours would say, or nothing."""

from __future__ import annotations

from shop.storefront import typed

# Rows and rupiah have fewer digits; more do not fit a column, and thousands stop ``int``.
MOST_DIGITS = 18


def number(text: str) -> int | None:
    """A row's number or an amount; None for everything else, digits of other scripts included."""
    return typed.whole(text, MOST_DIGITS)


def numbers(texts: list[str], most: int | None = None) -> list[int]:
    """The numbers among the first ``most``, or among all."""
    found = (number(text) for text in texts[:most])
    return [each for each in found if each is not None]
