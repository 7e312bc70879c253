"""The addresses of an account: kept, changed, one of them the default."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, QuerySet, Value, When

from shop.accounts.models import User
from shop.address.models import UserAddress
from shop.storefront import remembered
from shop.storefront.account_forms import AddressForm

MOST = 30


class AlreadyKept(Exception):
    """The account has exactly this address."""


class TooMany(Exception):
    """The book is full."""


def of(user: User) -> QuerySet[UserAddress]:
    """The addresses of an account, the default first."""
    first = ("-is_default_for_shipping", "-num_orders_as_shipping_address", "-pk")
    return UserAddress.objects.filter(user=user).order_by(*first)


def keep(*, user: User, form: AddressForm, address: UserAddress | None = None) -> UserAddress:
    """Write a new address, or change one; the account's first one is its default.

    Raises ``AlreadyKept`` and ``TooMany``; then nothing changed. ``address`` must be the user's.
    """
    mine = of(user)
    if address is None:
        if mine.count() >= MOST:
            raise TooMany
        address = UserAddress(user=user, is_default_for_shipping=not mine.exists())
    written: dict[str, Any] = remembered.columns(form)
    for name, value in written.items():
        setattr(address, name, value)
    try:
        with transaction.atomic():
            address.save()
    except IntegrityError as error:
        raise AlreadyKept from error
    return address


def make_default(*, user: User, address_id: int) -> None:
    """This address and no other is the default, decided in one statement."""
    is_it = Case(When(pk=address_id, then=Value(True)), default=Value(False))
    UserAddress.objects.filter(user=user).update(is_default_for_shipping=is_it)


def remove(*, user: User, address_id: int) -> None:
    """Forget an address; orders keep their own copy."""
    UserAddress.objects.filter(user=user, pk=address_id).delete()
