"""Free shipping: which rule takes how much off the price of sending a parcel, and its label.

Nobody writes labels by hand: "Gratis ongkir min. Rp150.000" is read from the rule, so that it
stands wherever the rule holds and nowhere else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.formats import rupiah
from shop.offer.models import FreeShippingRule, Payer

from .zones import destination_scopes

# More than any price of sending: how a rule without a cap compares with those that have one.
UNCAPPED = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """What a rule takes off one parcel, in whole rupiah, and whose money it is."""

    rule_id: int
    name: str
    amount: int
    payer: str

    @property
    def is_paid_by_platform(self) -> bool:
        """The shop bears it, not the cooperative."""
        return self.payer == Payer.PLATFORM


def rules_now(
    *, cooperative_ids: Iterable[int] | None = None, now: datetime | None = None
) -> list[FreeShippingRule]:
    """The rules that hold now for these cooperatives (or any), in one query."""
    moment = now or timezone.now()
    found = FreeShippingRule.objects.filter(
        Q(starts_at=None) | Q(starts_at__lte=moment),
        Q(ends_at=None) | Q(ends_at__gt=moment),
        is_active=True,
    )
    if cooperative_ids is not None:
        ids = list(cooperative_ids)
        found = found.filter(Q(cooperative=None) | Q(cooperative_id__in=ids))
    return list(found.order_by("pk"))


def best(
    *,
    rules: Sequence[FreeShippingRule],
    cooperative_id: int,
    origin: str,
    destination: str,
    goods: int,
    price: int,
) -> Free | None:
    """The rule that takes most off; of equals the first. Nothing off a parcel that costs nothing.

    ``goods`` are the goods of the parcel after discounts, ``price`` what sending it costs.
    """
    found = [
        Free(rule_id=rule.pk, name=rule.name, amount=_amount(rule, price), payer=rule.payer)
        for rule in rules
        if _is_for(rule, cooperative_id, origin, destination) and goods >= rule.minimum
    ]
    return max(found, key=lambda free: free.amount, default=None) if price > 0 else None


def nearest(
    *,
    rules: Sequence[FreeShippingRule],
    cooperative_id: int,
    origin: str,
    destination: str,
    goods: int,
) -> FreeShippingRule | None:
    """The rule that holds for a parcel or needs the fewest goods more; of equals the best."""
    mine = [rule for rule in rules if _is_for(rule, cooperative_id, origin, destination)]
    return min(
        mine,
        key=lambda rule: (max(0, rule.minimum - goods), -(rule.cap or UNCAPPED), rule.pk),
        default=None,
    )


def missing(
    *,
    rules: Sequence[FreeShippingRule],
    cooperative_id: int,
    origin: str,
    destination: str,
    goods: int,
) -> int:
    """Rupiah of goods that are missing to the nearest rule; 0 when one holds or there is none."""
    rule = nearest(
        rules=rules,
        cooperative_id=cooperative_id,
        origin=origin,
        destination=destination,
        goods=goods,
    )
    return max(0, rule.minimum - goods) if rule else 0


def promised(*, rules: Sequence[FreeShippingRule], cooperative_id: int) -> FreeShippingRule | None:
    """What a card or product page may promise: the easiest rule of its cooperative.

    A rule for some places only is named with them by the basket, never promised to everybody.
    """
    mine = [
        rule for rule in rules if rule.cooperative_id in {None, cooperative_id} and not rule.scopes
    ]
    return min(mine, key=lambda rule: (rule.minimum, -(rule.cap or UNCAPPED)), default=None)


def label(*, rules: Sequence[FreeShippingRule], cooperative_id: int) -> str:
    """The promise in words; nothing where there is none."""
    easiest = promised(rules=rules, cooperative_id=cooperative_id)
    return words_of(easiest) if easiest else ""


def words_of(rule: FreeShippingRule) -> str:
    """The label of a rule, with its minimum and its cap."""
    return words(minimum=rule.minimum, cap=rule.cap)


def words(*, minimum: int, cap: int | None) -> str:
    """The label of sending for free from ``minimum`` rupiah of goods, at most ``cap`` rupiah."""
    if cap is None and not minimum:
        return _("Free shipping")
    if cap is None:
        return _("Free shipping from %(minimum)s") % {"minimum": rupiah(minimum)}
    if not minimum:
        return _("Shipping up to %(cap)s free") % {"cap": rupiah(cap)}
    return _("Shipping up to %(cap)s free from %(minimum)s") % {
        "cap": rupiah(cap),
        "minimum": rupiah(minimum),
    }


def _is_for(rule: FreeShippingRule, cooperative_id: int, origin: str, destination: str) -> bool:
    if rule.cooperative_id not in {None, cooperative_id}:
        return False
    if not rule.scopes:
        return True
    return bool(rule.scopes & set(destination_scopes(origin=origin, destination=destination)))


def _amount(rule: FreeShippingRule, price: int) -> int:
    return price if rule.cap is None else min(rule.cap, price)
