"""Addresses an account has ordered to before, so that nobody types them twice."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from shop.address.models import Country, UserAddress
from shop.storefront.checkout_form import CheckoutForm
from shop.storefront.typed import number

MOST = 5


def all_of(user: Any) -> list[UserAddress]:
    """The addresses of an account, the default and the most used first; none for guests."""
    if not user.is_authenticated:
        return []
    mine = UserAddress.objects.filter(user=user).exclude(region_code="")
    first = ("-is_default_for_shipping", "-num_orders_as_shipping_address", "-pk")
    return list(mine.order_by(*first)[:MOST])


def latest(user: Any) -> dict[str, str]:
    """The fields of the checkout form for the address most likely meant; empty without one."""
    found = all_of(user)
    return fields_of(found[0]) if found else {}


def by_id(user: Any, text: str) -> dict[str, str]:
    """The fields of one of the account's own addresses; another's is the same as none."""
    if not user.is_authenticated:
        return {}
    address = UserAddress.objects.filter(user=user, pk=number(text)).first()
    return fields_of(address) if address else {}


def fields_of(address: UserAddress) -> dict[str, str]:
    """An address as the checkout form holds it."""
    return {
        "name": address.first_name,
        "phone": str(address.phone_number or ""),
        "region": address.region_code,
        "street": address.line1,
        "postal_code": address.postcode,
        "landmark": address.landmark,
    }


def remember(user: Any, form: CheckoutForm) -> None:
    """Keep the address of a placed order with the account; the same one is only counted."""
    address = UserAddress(user=user, **columns(form))
    same = UserAddress.objects.filter(user=user, hash=address.generate_hash())
    if same.update(num_orders_as_shipping_address=F("num_orders_as_shipping_address") + 1):
        return
    try:
        with transaction.atomic():
            address.save()
    except IntegrityError:
        # Another tab of the same person was faster.
        return


def columns(form: CheckoutForm) -> dict[str, Any]:
    """A valid form as the columns of an address."""
    facts = form.address()
    contact = form.contact()
    return {
        "first_name": contact.name,
        "line1": facts.line1,
        "line4": facts.regency,
        "state": facts.province,
        "postcode": facts.postal_code,
        "phone_number": contact.phone,
        "region_code": facts.region_code,
        "province": facts.province,
        "regency": facts.regency,
        "district": facts.district,
        "village": facts.village,
        "landmark": facts.landmark,
        "country": Country(iso_3166_1_a2="ID", printable_name="Indonesia"),
    }
