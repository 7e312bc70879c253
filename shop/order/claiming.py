"""Orders made without an account come to the account that owns their e-mail address."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from .models import Order


def claim_guest_orders(*, user_id: int, verified: Iterable[str]) -> int:
    """Give an account the guest orders made with its addresses; returns how many came.

    ``verified`` are addresses the account has proven to read: nothing else opens the orders of
    a stranger. An order that has an account already keeps it. Repeating changes nothing.
    """
    addresses = sorted({address.lower() for address in verified if address})
    if not addresses:
        return 0
    ours = Order.objects.filter(user__isnull=True, source__in=[Order.SHOP, Order.MANUAL])
    theirs = ours.alias(mail=Lower("guest_email")).filter(mail__in=addresses)
    return theirs.update(user_id=user_id)
