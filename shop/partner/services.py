"""Changes to what a cooperative offers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shop.transactions import retries_contention

from .models import StockRecord
from .signals import offer_changed

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

# The column holds ten digits before the decimals.
HIGHEST_PRICE = 9_999_999_999


@retries_contention
def set_price(*, stockrecord_id: int, price: int, actor: User | None) -> bool:
    """Set the price of one pack, in whole rupiah. False when it was that already.

    Raises ValueError for anything but a whole number of rupiah from 1, and
    StockRecord.DoesNotExist.
    """
    if isinstance(price, bool) or not isinstance(price, int) or not 1 <= price <= HIGHEST_PRICE:
        raise ValueError(f"A price is a whole number of rupiah above zero, not {price!r}.")
    with transaction.atomic():
        changed = (
            StockRecord.objects.filter(pk=stockrecord_id)
            .filter(~Q(price=price) | Q(price__isnull=True))
            .update(price=price, date_updated=timezone.now())
        )
        if not changed:
            StockRecord.objects.get(pk=stockrecord_id)
            return False
        offer_changed.send(sender=StockRecord, stockrecord_ids=(stockrecord_id,))
    logger.info(
        "price set stockrecord=%s rupiah=%s actor=%s",
        stockrecord_id,
        price,
        actor.pk if actor else None,
    )
    return True
