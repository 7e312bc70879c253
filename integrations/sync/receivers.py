"""The shop tells that something changed; inside its transaction the listings become due."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from integrations.sync import bells, desired, shipping
from shop.order.models import ParcelState
from shop.order.signals import order_moved
from shop.partner.signals import offer_changed
from shop.stock.signals import availability_changed

TOLD_TO_CHANNELS = frozenset({ParcelState.CANCELLED.value, ParcelState.SHIPPED.value})


@receiver(availability_changed, dispatch_uid="sync_mark_items")
def mark_items(sender: Any, item_ids: Collection[int], **kwargs: Any) -> None:
    """Free stock is another number now."""
    bells.ring_push(desired.mark_items(item_ids))


@receiver(offer_changed, dispatch_uid="sync_mark_offers")
def mark_offers(sender: Any, stockrecord_ids: Collection[int], **kwargs: Any) -> None:
    """A price or a pack size is another one now."""
    bells.ring_push(desired.mark_stockrecords(stockrecord_ids))


@receiver(order_moved, dispatch_uid="sync_tell_channel")
def tell_channel(
    sender: Any, parcel_id: int, from_state: str, to_state: str, **kwargs: Any
) -> None:
    """What staff cancel or send here is cancelled or sent at the channel too."""
    if from_state and to_state in TOLD_TO_CHANNELS:
        shipping.follow_ours(parcel_id=parcel_id, to_state=to_state)
