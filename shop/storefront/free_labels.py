"""The promise of free shipping on cards: kept in the card, so that no page asks for the rules.

A rule is saved, deleted, begins or ends: ``refresh`` makes every card say what holds now. It runs
when a rule is written and every minute, which also mends a card that was built beside a change.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.shipping import free
from shop.storefront import page_versions
from shop.storefront.models import ProductCard
from shop.transactions import retries_contention

BATCH = 500
Promise = tuple[int | None, int | None]


def write_on(cards: Sequence[ProductCard]) -> None:
    """Put the promise of their cooperatives on unsaved cards."""
    rules = free.rules_now()
    for card in cards:
        promise = _promise(rules, card.cooperative_id)
        card.free_minimum, card.free_cap = promise


@retries_contention
def refresh(*, now: datetime | None = None) -> int:
    """Make all cards say what holds at ``now``; returns how many said something else.

    One query on cards and one on rules when nothing changed.
    """
    rules = free.rules_now(now=now)
    said = ProductCard.objects.order_by("cooperative_id").values_list(
        "cooperative_id", "free_minimum", "free_cap"
    )
    wrong = {
        cooperative_id
        for cooperative_id, *promise in said.distinct()
        if tuple(promise) != _promise(rules, cooperative_id)
    }
    if not wrong:
        return 0
    with transaction.atomic():
        changed = sum(_write(each, _promise(rules, each)) for each in sorted(wrong))
        page_versions.bump()
    return changed


def rule_written(sender: Any, raw: bool = False, **_signal: Any) -> None:
    """A rule was saved or deleted."""
    if not raw:
        refresh()


def _promise(rules: Sequence[Any], cooperative_id: int) -> Promise:
    rule = free.promised(rules=rules, cooperative_id=cooperative_id)
    return (rule.minimum, rule.cap) if rule else (None, None)


def _write(cooperative_id: int, promise: Promise) -> int:
    """Cards are held in the order of their numbers, as everybody who writes them does."""
    minimum, cap = promise
    cards = ProductCard.objects.filter(cooperative_id=cooperative_id).exclude(
        free_minimum=minimum, free_cap=cap
    )
    ids = list(cards.select_for_update().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        part = ProductCard.objects.filter(pk__in=ids[start : start + BATCH])
        part.update(free_minimum=minimum, free_cap=cap)
    return len(ids)
