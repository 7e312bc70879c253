"""Splitting a parcel that is too heavy for one box, and what its boxes (colli) cost together.

Everything that fits goes in one colli. Else packs are laid out from the heaviest to the lightest
and cut into runs, the cheapest way. Each colli of several is rounded up fully, without tolerance.
So a heavier pack, or one more, never makes a parcel cheaper: a layout of more also holds less.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .weight import WeightRule

# Beyond so many packs the cheapest cut is not searched for: boxes are filled one after the other.
MOST_SEARCHED = 1000

Price = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One pack as it lies on the shelf."""

    grams: int
    cubic_mm: int = 0
    longest_mm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Collo:
    """One box: what it weighs, what is charged for, what it costs in rupiah."""

    grams: int
    charged_grams: int
    price: int


class TooLarge(Exception):
    """A single pack is beyond what the service carries."""


def split(*, packs: Sequence[Pack], rule: WeightRule, price: Price) -> tuple[Collo, ...]:
    """The boxes of a parcel, the heaviest packs first. ``price`` is of one colli, by charged grams.

    Raises ``TooLarge`` for a pack heavier or longer than a colli may be, ``ValueError`` for a
    pack without weight. The same packs always give the same boxes, whatever their order.
    """
    if not packs or any(pack.grams <= 0 for pack in packs):
        raise ValueError("a parcel without weight cannot be charged")
    if rule.longest_mm is not None and any(pack.longest_mm > rule.longest_mm for pack in packs):
        raise TooLarge
    grams = sum(pack.grams for pack in packs)
    if rule.most_grams is None or grams <= rule.most_grams:
        return (_collo(packs, rule, price, is_alone=True),)
    if max(pack.grams for pack in packs) > rule.most_grams:
        raise TooLarge
    laid = sorted(packs, key=lambda pack: (-pack.grams, -pack.cubic_mm))
    cut = _cheapest if len(laid) <= MOST_SEARCHED else _one_after_the_other
    runs = cut(laid, rule, price)
    return tuple(_collo(laid[first:last], rule, price, is_alone=False) for first, last in runs)


def _collo(packs: Sequence[Pack], rule: WeightRule, price: Price, *, is_alone: bool) -> Collo:
    grams = sum(pack.grams for pack in packs)
    charged = rule.charged_grams(
        grams=grams, cubic_mm=sum(pack.cubic_mm for pack in packs), has_tolerance=is_alone
    )
    return Collo(grams=grams, charged_grams=charged, price=price(charged))


def _cheapest(laid: Sequence[Pack], rule: WeightRule, price: Price) -> list[tuple[int, int]]:
    """Where to cut: the least money, then the fewest colli, then the fullest first ones."""
    best: list[tuple[int, int]] = [(0, 0)]
    starts = [0]
    for last in range(1, len(laid) + 1):
        found: tuple[int, int] | None = None
        start, grams, cubic_mm = last, 0, 0
        for first in range(last - 1, -1, -1):
            grams += laid[first].grams
            cubic_mm += laid[first].cubic_mm
            if rule.most_grams is not None and grams > rule.most_grams:
                break
            charged = rule.charged_grams(grams=grams, cubic_mm=cubic_mm, has_tolerance=False)
            cost = (best[first][0] + price(charged), best[first][1] + 1)
            # From the end back, so of equals the later cut stays: the first colli are the fullest.
            if found is None or cost < found:
                found, start = cost, first
        best.append(found or (0, 0))
        starts.append(start)
    return _runs(starts)


def _runs(starts: Sequence[int]) -> list[tuple[int, int]]:
    runs, last = [], len(starts) - 1
    while last:
        runs.append((starts[last], last))
        last = starts[last]
    return runs[::-1]


def _one_after_the_other(
    laid: Sequence[Pack], rule: WeightRule, price: Price
) -> list[tuple[int, int]]:
    runs, first, grams = [], 0, 0
    for place, pack in enumerate(laid):
        if rule.most_grams is not None and grams + pack.grams > rule.most_grams:
            runs.append((first, place))
            first, grams = place, 0
        grams += pack.grams
    return [*runs, (first, len(laid))]
