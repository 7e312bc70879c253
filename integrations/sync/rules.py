"""What a channel may sell: free stock, counted in packs, under the account's rule."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations.sync.models import ChannelAccount, Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How much of the free stock a channel shows. Share in percent, the rest in packs."""

    share_percent: int = 100
    minus: int = 0
    safety: int = 0
    threshold: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.share_percent <= 100:
            raise ValueError("the share lies between 0 and 100 percent")
        if min(self.minus, self.safety, self.threshold) < 0:
            raise ValueError("what is held back cannot be negative")

    @property
    def held_back(self) -> int:
        """Packs that are never shown."""
        return self.minus + self.safety


def rule_of(account: ChannelAccount, listing: Listing | None = None) -> Rule:
    """The account's rule; a listing may have a safety stock of its own."""
    own = listing.safety_stock if listing is not None else None
    return Rule(
        share_percent=account.share_percent,
        minus=account.minus,
        safety=account.safety_stock if own is None else own,
        threshold=account.threshold,
    )


def sellable(*, free: int, units_per_sale: int, rule: Rule) -> int:
    """Packs to show: ``max(0, floor(floor(free / units) × share) − n − safety)``.

    ``free`` is in base units. Below the threshold the channel shows 0: the last packs are not
    worth the risk of selling them twice.
    """
    packs = max(0, free) // units_per_sale
    shown = max(0, packs * rule.share_percent // 100 - rule.held_back)
    return 0 if shown < rule.threshold else shown


def in_words(*, free: int, units_per_sale: int, rule: Rule) -> str:
    """The rule as a sentence with its numbers: "80% of 35 = 28, minus 2"."""
    packs = max(0, free) // units_per_sale
    shared = packs * rule.share_percent // 100
    parts = [_("all %(packs)s") % {"packs": packs}]
    if rule.share_percent != 100:
        parts = [
            _("%(share)s%% of %(packs)s = %(shared)s")
            % {"share": rule.share_percent, "packs": packs, "shared": shared}
        ]
    if rule.held_back:
        parts.append(_("minus %(count)s") % {"count": rule.held_back})
    rest = max(0, shared - rule.held_back)
    if rest < rule.threshold:
        parts.append(_("below %(threshold)s it shows sold out") % {"threshold": rule.threshold})
    return ", ".join(parts)
