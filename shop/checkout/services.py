"""From a basket to an order that knows how it will be paid, in one transaction."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone, translation

from shop.order import mails
from shop.order.models import Order
from shop.order.placing import Written, place_once
from shop.order.requests import NewOrder
from shop.payments import selectors as payments
from shop.payments.services import start_new

Clock = Callable[[], datetime]


def check_out(*, new: NewOrder, provider: str, clock: Clock = timezone.now) -> Order:
    """Place the order, ask for its money and write the mail that says how to pay.

    Called again with the same key it returns the same order and does nothing else. Raises
    ``CannotPlace`` or ``PaymentError``; then nothing changed and the basket is open as before.
    """

    def ask_for_money(written: Written) -> None:
        request = start_new(order=written.order, provider=provider, clock=clock)
        with translation.override(new.language):
            pay = payments.how_to_pay(request)
        mails.order_received(order=written.order, pay=pay, parcels=written.parcels)

    return place_once(new=new, then=ask_for_money).order
