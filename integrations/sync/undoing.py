"""Taking a change of many rows back within a day, and sending what was there before.

Nobody's later change is overwritten: such a row stays as it is and is counted as skipped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from integrations.sync import bells, desired, rule_changes
from integrations.sync.bulk import CannotUndo, Undone, take_back
from integrations.sync.matching import unmatch_listing
from integrations.sync.models import (
    BulkKind,
    BulkRun,
    ChannelOrderLine,
    Listing,
)
from shop.partner.models import StockRecord
from shop.partner.services import set_price
from shop.stock import services as stock

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

MARK = "#undo"


def undo(*, run: BulkRun, actor: User | None, now: datetime) -> Undone:
    """Take the run back, once. Raises ``CannotUndo`` when it is too old or rules changed since."""
    if run.kind == BulkKind.RULES:
        return rule_changes.undo_rules(run, actor=actor, now=now)
    restore = _RESTORE.get(BulkKind(run.kind))
    if restore is None:
        raise CannotUndo(is_changed=False)
    with transaction.atomic():
        if not take_back(run, actor=actor, now=now):
            return Undone()
        restored = sum(restore(run, item, actor, now) for item in sorted(run.items))
        bells.ring_push([run.account_id])
    logger.info("run=%s taken back rows=%s of %s", run.pk, restored, len(run.items))
    return Undone(restored=restored, skipped=len(run.items) - restored)


def _restore_price(run: BulkRun, item: list[Any], actor: User | None, now: datetime) -> bool:
    record_id, before, after = item
    record = StockRecord.objects.select_for_update().filter(pk=record_id, price=after).first()
    if record is None or before < 1:
        return False
    return set_price(stockrecord_id=record_id, price=before, actor=actor)


def _restore_stock(run: BulkRun, item: list[Any], actor: User | None, now: datetime) -> bool:
    item_id, difference, ref = item
    try:
        return stock.adjust(
            item_id=item_id,
            difference=-difference,
            ref=f"{ref}{MARK}",
            reason=_("taken back"),
            actor=actor,
        )
    except stock.BelowAllocated:
        return False


def _restore_match(run: BulkRun, item: list[Any], actor: User | None, now: datetime) -> bool:
    """Unmatched again. What the channel showed before is sent once more, less its sales since."""
    listing_id, stockrecord_id, quantity = item
    listing = (
        Listing.objects.select_for_update()
        .filter(pk=listing_id, stockrecord_id=stockrecord_id)
        .first()
    )
    if listing is None:
        return False
    was_sent = listing.desired.filter(last_pushed_at__gte=run.created_at).exists()
    unmatch_listing(listing_id=listing_id)
    if quantity is not None and was_sent and listing.account.push_stock:
        left = max(0, quantity - sold_since(listing_id, run.created_at))
        Listing.objects.filter(pk=listing_id).update(restore_quantity=left)
        desired.ensure(account_id=run.account_id, listing_ids=[listing_id])
    return True


def sold_since(listing_id: int, moment: datetime) -> int:
    """Packs the channel has sold of a listing since then, cancelled ones left out."""
    rows = ChannelOrderLine.objects.filter(
        listing_id=listing_id, channel_order__created_at__gte=moment
    ).exclude(channel_order__state="cancelled")
    total: int | None = rows.aggregate(packs=Sum(F("quantity") - F("cancelled_quantity")))["packs"]
    return total or 0


_RESTORE: dict[BulkKind, Callable[[BulkRun, list[Any], User | None, datetime], bool]] = {
    BulkKind.PRICE: _restore_price,
    BulkKind.STOCK: _restore_stock,
    BulkKind.MATCH: _restore_match,
}
