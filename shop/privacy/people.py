"""Who is meant: an account with what it has proven, or the buyer of one order."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from shop.accounts.models import User
from shop.order.models import Order
from shop.personal import Person


def proven_addresses(user: User) -> list[str]:
    """Addresses the account has shown to read. Others may be a stranger's."""
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return [address.lower() for address in rows.values_list("email", flat=True)]


def person_of(user: User) -> Person:
    """An account. Its phone number is not proven, so nothing is found by it."""
    orders = Order.objects.filter(user=user).order_by("pk").values_list("pk", flat=True)
    return Person(
        user_id=user.pk, order_ids=tuple(orders), emails=frozenset(proven_addresses(user))
    )


def buyer_of(order: Order) -> Person:
    """Whoever ordered this, as far as this order knows."""
    return Person(order_ids=(order.pk,))
