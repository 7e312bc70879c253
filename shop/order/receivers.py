"""Orders listen to stock, inside the transaction that changed it."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from shop.stock.results import Cut
from shop.stock.signals import reservations_cut, stock_received

from . import shortages


@receiver(stock_received, dispatch_uid="order_fill_shortages")
def fill_shortages(sender: Any, item_id: int, **kwargs: Any) -> None:
    """New stock goes first to those who wait."""
    shortages.fill(item_id)


@receiver(reservations_cut, dispatch_uid="order_cut_reservations")
def grow_shortages(sender: Any, item_id: int, cuts: Iterable[Cut], **kwargs: Any) -> None:
    """What a count took away from an order is missing in it now."""
    shortages.cut(item_id, cuts)
