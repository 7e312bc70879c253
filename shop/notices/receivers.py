"""What orders tell their buyers goes to their phones too, where they asked for it."""

from typing import Any

from django.dispatch import receiver

from shop.order.models import Order
from shop.order.signals import order_told

from .models import Event
from .services import tell


@receiver(order_told, dispatch_uid="notices_tell")
def tell_phone(sender: Any, order: Order, event: str, key: str, **facts: Any) -> None:
    """Inside the transaction of the order. The order itself is told of by the checkout,

    which knows only then whether the buyer said yes.
    """
    if event != Event.RECEIVED:
        tell(order=order, event=event, key=key)
