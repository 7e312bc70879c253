"""What the channel pays out, and what it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integrations.channels.money import Rupiah


class SettlementKind(StrEnum):
    """What a settlement line is about."""

    SALE = "sale"
    PLATFORM_SUBSIDY = "platform_subsidy"
    SHIPPING = "shipping"
    COMMISSION = "commission"
    SERVICE_FEE = "service_fee"
    PAYMENT_FEE = "payment_fee"
    AFFILIATE_FEE = "affiliate_fee"
    CAMPAIGN_FEE = "campaign_fee"
    TAX = "tax"
    ADJUSTMENT = "adjustment"
    OTHER = "other"
    """What is left between the named lines and the payout: to be looked at when not zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementLine:
    """One amount of a settlement; what the channel keeps is negative."""

    line_id: str
    external_order_id: str
    kind: SettlementKind
    amount: Rupiah
    raw_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A payout and its lines, which add up to `total`."""

    statement_id: str
    released_at: datetime
    total: Rupiah
    lines: tuple[SettlementLine, ...]

    def __post_init__(self) -> None:
        if sum(line.amount for line in self.lines) != self.total:
            raise ValueError("the lines of a settlement must add up to its total")
