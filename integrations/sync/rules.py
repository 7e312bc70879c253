"""What a channel may sell and at what price: our numbers under the rules of account and listing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations.sync.models import ChannelAccount, Listing, PriceRounding
from shop.formats import rupiah


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
    """The account's rule; each part of it may be another one for a listing."""
    return Rule(
        share_percent=_own(listing, "share_percent", account.share_percent),
        minus=_own(listing, "minus", account.minus),
        safety=_own(listing, "safety_stock", account.safety_stock),
        threshold=_own(listing, "threshold", account.threshold),
    )


def _own(listing: Listing | None, name: str, of_account: int) -> int:
    """The listing's own value, or the account's where it has none."""
    value: int | None = getattr(listing, name, None)
    return of_account if value is None else value


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """How a channel's price follows ours. ``floor`` is whole rupiah, 0 for none."""

    percent: int = 100
    rounding: int = PriceRounding.NONE
    floor: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.percent <= 1000:
            raise ValueError("the price lies between 1 and 1000 percent of ours")
        if self.rounding not in PriceRounding.values:
            raise ValueError("nobody rounds like that")
        if self.floor < 0:
            raise ValueError("the lowest price cannot be negative")

    @property
    def is_ours(self) -> bool:
        """Whether the channel shows exactly our price."""
        return self == PriceRule()


def price_rule_of(account: ChannelAccount, listing: Listing | None = None) -> PriceRule:
    """The account's rule; a listing may have a percentage and a lowest price of its own."""
    return PriceRule(
        percent=_own(listing, "price_percent", account.price_percent),
        rounding=account.price_rounding,
        floor=_own(listing, "price_floor", account.price_floor),
    )


def channel_price(*, price: int, rule: PriceRule) -> int:
    """Whole rupiah to show for ``price``: the percentage, the floor, then rounded up.

    Rounding is always upwards, so it never goes below the percentage nor below the floor.
    """
    wanted = max(-(-price * rule.percent // 100), rule.floor)
    if rule.rounding == PriceRounding.NONE:
        return wanted
    if rule.rounding == PriceRounding.ENDS_IN_900:
        return wanted + (900 - wanted) % 1000
    return -(-wanted // rule.rounding) * rule.rounding


def price_in_words(*, price: int, rule: PriceRule) -> str:
    """The rule as a sentence with its numbers: "110% of Rp45.000, rounded up to Rp50.000"."""
    shown = channel_price(price=price, rule=rule)
    uplifted = -(-price * rule.percent // 100)
    parts = [
        _("our price")
        if rule.percent == 100
        else _("%(percent)s%% of %(price)s") % {"percent": rule.percent, "price": rupiah(price)}
    ]
    if uplifted < rule.floor:
        parts.append(_("never below %(floor)s") % {"floor": rupiah(rule.floor)})
    if shown != max(uplifted, rule.floor):
        parts.append(_("rounded up to %(price)s") % {"price": rupiah(shown)})
    return ", ".join(parts)
