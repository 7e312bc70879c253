"""Changing how a channel's numbers follow ours: looked at first, done once, taken back for a day.

A rule never touches stock (D4). What it changes is sent; what stays equal makes no call.
"""

from __future__ import annotations

import copy
import logging
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from integrations.sync import bells, bulk, desired, numbers
from integrations.sync.facts import RulesPreview, RulesPreviewRow
from integrations.sync.models import (
    Aspect,
    BulkKind,
    BulkRun,
    ChannelAccount,
    Listing,
    ListingState,
    PriceRounding,
)
from integrations.sync.rules import PriceRule, Rule

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

OF_PRICES = frozenset({"push_price", "price_percent", "price_rounding", "price_floor"})
# What a preview keeps for the screen; the counts are of all.
ROWS_SHOWN = 50


class RulesChanged(Exception):
    """Somebody has changed the rules since the person looked. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How an account's numbers follow ours. Percent, packs, rupiah; ValueError outside bounds."""

    share_percent: int = 100
    minus: int = 0
    safety_stock: int = 0
    threshold: int = 0
    push_price: bool = True
    price_percent: int = 100
    price_rounding: int = PriceRounding.NONE
    price_floor: int = 0

    def __post_init__(self) -> None:
        Rule(
            share_percent=self.share_percent,
            minus=self.minus,
            safety=self.safety_stock,
            threshold=self.threshold,
        )
        PriceRule(percent=self.price_percent, rounding=self.price_rounding, floor=self.price_floor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRules:
    """A listing's own rules; None follows the account's. ``minus`` replaces all it keeps back."""

    share_percent: int | None = None
    minus: int | None = None
    threshold: int | None = None
    price_percent: int | None = None
    price_floor: int | None = None
    is_resting: bool = False

    def __post_init__(self) -> None:
        Rule(
            share_percent=_or(self.share_percent, 100),
            minus=_or(self.minus, 0),
            threshold=_or(self.threshold, 0),
        )
        PriceRule(percent=_or(self.price_percent, 100), floor=_or(self.price_floor, 0))


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def rules_of(account: ChannelAccount) -> Rules:
    """The account's present rules."""
    return Rules(**{field.name: getattr(account, field.name) for field in fields(Rules)})


def preview(*, account_id: int, rules: Rules) -> RulesPreview:
    """What these rules would change, most dangerous rows first. Changes nothing."""
    account = ChannelAccount.objects.get(pk=account_id)
    then = copy.copy(account)
    for name, value in asdict(rules).items():
        setattr(then, name, value)
    has_new_prices = _prices_change(rules_of(account), rules)
    listings = (
        Listing.objects.filter(account_id=account_id, stockrecord__isnull=False)
        .exclude(state=ListingState.GONE)
        .select_related("stockrecord__stock_item")
        .order_by("title", "pk")
    )
    rows = [_preview_row(listing, account, then, has_new_prices) for listing in listings]
    changed = [row for row in rows if row.stock_changes or row.price_changes]
    changed.sort(key=lambda row: (not row.is_sold_out, not row.price_falls, row.title))
    return RulesPreview(
        total=len(rows),
        changed=len(changed),
        stock_changes=sum(row.stock_changes for row in changed),
        sold_out=sum(row.is_sold_out for row in changed),
        price_changes=sum(row.price_changes for row in changed),
        price_falls=sum(row.price_falls for row in changed),
        rows=tuple(changed[:ROWS_SHOWN]),
    )


def _preview_row(
    listing: Listing, account: ChannelAccount, then: ChannelAccount, has_new_prices: bool
) -> RulesPreviewRow:
    listing.account = account
    stock_now, price_now = numbers.stock_of(listing).value, numbers.price_of(listing).value
    listing.account = then
    stock_then, price_then = numbers.stock_of(listing).value, numbers.price_of(listing).value
    if not has_new_prices or price_then is None:
        price_now = price_then = None
    elif listing.remote_price is not None:
        price_now = listing.remote_price
    return RulesPreviewRow(
        listing_id=listing.pk,
        title=str(listing),
        seller_sku=listing.seller_sku,
        stock_now=stock_now,
        stock_then=stock_then,
        price_now=price_now,
        price_then=price_then,
    )


def _prices_change(before: Rules, after: Rules) -> bool:
    """Whether prices will be sent anew."""
    return after.push_price and any(
        getattr(before, name) != getattr(after, name) for name in OF_PRICES
    )


def set_rules(
    *,
    account_id: int,
    rules: Rules,
    actor: User | None = None,
    key: str = "",
    was: Rules | None = None,
) -> BulkRun:
    """Change the rules and send what they change. The same ``key`` again changes nothing.

    ``was`` are the rules the person saw: raises ``RulesChanged`` when they are others by now.
    Prices are sent when a rule of prices changed, and only then: linking a shop changes none.
    """
    with transaction.atomic():
        run, is_new = bulk.begin(
            account_id=account_id,
            kind=BulkKind.RULES,
            key=key,
            actor=actor,
            after=asdict(rules),
        )
        if not is_new:
            return run
        before = rules_of(ChannelAccount.objects.select_for_update().get(pk=account_id))
        if was is not None and was != before:
            raise RulesChanged
        BulkRun.objects.filter(pk=run.pk).update(before=asdict(before))
        run.total = _write(account_id, before, rules)
        BulkRun.objects.filter(pk=run.pk).update(total=run.total)
    logger.info("account=%s rules=%s actor=%s", account_id, rules, getattr(actor, "pk", None))
    return run


def _write(account_id: int, before: Rules, after: Rules) -> int:
    """The UPDATE decides: it finds the rules as they were, or nobody's. Returns rows to send."""
    row = ChannelAccount.objects.filter(pk=account_id, **asdict(before))
    if not row.update(updated_at=timezone.now(), **asdict(after)):
        raise RulesChanged
    aspects = [Aspect.STOCK]
    if _prices_change(before, after):
        aspects.append(Aspect.PRICE)
    marked = desired.mark_account(account_id, aspects)
    bells.ring_push([account_id])
    return marked // len(aspects)


def undo_rules(run: BulkRun, *, actor: User | None, now: datetime) -> bulk.Undone:
    """Put the rules back and send the numbers of before. Nobody's later change is overwritten.

    Raises ``bulk.CannotUndo``. Twice is once.
    """
    with transaction.atomic():
        if not bulk.take_back(run, actor=actor, now=now):
            return bulk.Undone()
        try:
            restored = _write(run.account_id, _read(run.after), _read(run.before))
        except RulesChanged:
            raise bulk.CannotUndo(is_changed=True) from None
    logger.info("run=%s rules taken back actor=%s", run.pk, getattr(actor, "pk", None))
    return bulk.Undone(restored=restored)


def _read(stored: dict[str, Any]) -> Rules:
    return Rules(**stored)


def set_listing_rules(*, listing_id: int, rules: ListingRules, actor: User | None = None) -> None:
    """Rules of the listing's own; what they change is sent. Never touches stock (D4)."""
    with transaction.atomic():
        before = Listing.objects.select_for_update().get(pk=listing_id)
        safety = None if rules.minus is None else 0
        Listing.objects.filter(pk=listing_id).update(
            safety_stock=safety, updated_at=timezone.now(), **asdict(rules)
        )
        aspects = [Aspect.STOCK]
        is_back = before.is_resting and not rules.is_resting
        if is_back or (before.price_percent, before.price_floor) != (
            rules.price_percent,
            rules.price_floor,
        ):
            aspects.append(Aspect.PRICE)
        desired.mark_listings([listing_id], aspects)
        bells.ring_push([before.account_id])
    logger.info("listing=%s rules=%s actor=%s", listing_id, rules, getattr(actor, "pk", None))
