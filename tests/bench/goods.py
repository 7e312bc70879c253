"""The synthetic catalogue: the same products from the same seed for our shop and stock Oscar."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

SEED = 20_261_124
KINDS = ("Kopi", "Beras", "Madu", "Ulos", "Gula aren", "Keripik", "Teh", "Sambal", "Ikan asin")
WORDS = ("Lintong", "Sidikalang", "Toba", "hutan", "merah", "hitam", "asli", "giling", "tenun")
# One product in a thousand carries it: the rare search.
RARE = "andaliman"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One product. ``price`` in rupiah, ``shelf`` and ``seller`` are numbers from 0."""

    number: int
    title: str
    text: str
    price: int
    shelf: int
    seller: int
    packs: int


def goods(first: int, last: int) -> Iterator[Goods]:
    """Products ``first`` to ``last - 1``, one at a time; each depends on its number only."""
    for number in range(first, last):
        dice = random.Random(SEED + number)
        kind = dice.randrange(len(KINDS))
        words = " ".join(dice.sample(WORDS, 2))
        rare = f" {RARE}" if number % 1000 == 0 else ""
        yield Goods(
            number=number,
            title=f"{KINDS[kind]} {words}{rare} {number}",
            text=f"{KINDS[kind]} {words} dari kebun anggota, dikemas sendiri.",
            price=dice.randrange(10, 400) * 1000,
            shelf=kind,
            seller=dice.randrange(20),
            packs=dice.randrange(0, 60),
        )
