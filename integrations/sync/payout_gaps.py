"""Where a payout differs from what the order promised. Pure.

No channel publishes a formula, so nothing is guessed: goods are held against the frozen facts of
the order, shipping against zero (what the buyer paid goes to the courier), fees against the middle
of the same shop's payouts before, and whatever the channel does not name is shown as that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median_low

from integrations.channels.settlements import SettlementKind

# So many payouts are needed before one can be unusual, and so far (basis points) from the middle.
ENOUGH = 5
UNUSUAL = 100

GOODS = frozenset({SettlementKind.SALE, SettlementKind.PLATFORM_SUBSIDY})
FEES = frozenset(
    {
        SettlementKind.COMMISSION,
        SettlementKind.SERVICE_FEE,
        SettlementKind.PAYMENT_FEE,
        SettlementKind.AFFILIATE_FEE,
        SettlementKind.CAMPAIGN_FEE,
    }
)
COLUMN: dict[str, str] = {
    **dict.fromkeys(GOODS, "goods"),
    **dict.fromkeys(FEES, "fees"),
    SettlementKind.SHIPPING: "shipping",
    SettlementKind.TAX: "tax",
    SettlementKind.ADJUSTMENT: "adjustment",
}
COLUMNS = ("goods", "shipping", "fees", "tax", "adjustment", "rest")


class Gap(StrEnum):
    """What about a payout is not as expected."""

    GOODS = "goods"
    """The price of the goods is not that of the order."""
    SHIPPING = "shipping"
    """The courier cost more or less than the buyer and the channel paid for it."""
    FEES = "fees"
    """The channel kept another share than it usually does."""
    REST = "rest"
    """An amount that the channel does not name."""
    ADJUSTMENT = "adjustment"
    """The channel corrected it afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """An order's payout by column, in rupiah; the columns add up to ``total``."""

    goods: int = 0
    shipping: int = 0
    fees: int = 0
    tax: int = 0
    adjustment: int = 0
    rest: int = 0

    @property
    def total(self) -> int:
        """What arrives."""
        return sum(getattr(self, name) for name in COLUMNS)

    @property
    def fee_rate(self) -> int | None:
        """Basis points of the goods that were kept; None when there were no goods."""
        return None if self.goods <= 0 else -self.fees * 10_000 // self.goods


def sums_of(amounts: Iterable[tuple[str, int]]) -> Sums:
    """(kind, amount) by column. A kind nobody knows counts as rest, never as nothing."""
    found = dict.fromkeys(COLUMNS, 0)
    for kind, amount in amounts:
        found[COLUMN.get(kind, "rest")] += amount
    return Sums(**found)


def usual_rate(earlier: Sequence[int]) -> int | None:
    """The middle of earlier rates; None while there are too few to tell."""
    return median_low(earlier) if len(earlier) >= ENOUGH else None


def gaps_of(
    sums: Sums, *, goods_expected: int | None, usual: int | None, slack: int = 0
) -> list[str]:
    """What is not as expected, in the order in which people should look at it.

    ``slack`` is the rupiah by which a price may differ because a line was cancelled in part.
    """
    found = []
    if goods_expected is not None and abs(sums.goods - goods_expected) > slack:
        found.append(Gap.GOODS)
    if sums.shipping:
        found.append(Gap.SHIPPING)
    rate = sums.fee_rate
    if rate is not None and usual is not None and abs(rate - usual) > UNUSUAL:
        found.append(Gap.FEES)
    if sums.adjustment:
        found.append(Gap.ADJUSTMENT)
    if sums.rest:
        found.append(Gap.REST)
    return [gap.value for gap in found]
