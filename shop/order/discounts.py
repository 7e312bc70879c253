"""Counting what offers and vouchers gave an order, and giving the uses back when it ends.

Counters are taken after stock and always in the same order (offers, then vouchers, each by
primary key), so that no two orders wait for each other.
"""

from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.offer.models import ConditionalOffer
from shop.voucher import uses
from shop.voucher.models import Voucher

from .errors import CannotPlace, Problem
from .models import Order, OrderDiscount


def count(*, order: Order, applications: list[dict[str, Any]]) -> None:
    """Count the offers and vouchers an order was priced with; raises ``CannotPlace``.

    Needs the placing transaction. A use that others took meanwhile refuses the order, which
    would otherwise cost less than anybody may pay.
    """
    for application in sorted(applications, key=lambda each: each["offer"].pk):
        _count_offer(application)
    used = {each["voucher"].pk: each["voucher"] for each in applications if each["voucher"]}
    for voucher_id, voucher in sorted(used.items()):
        try:
            uses.use(
                voucher_id=voucher_id,
                order_id=order.pk,
                user_id=order.user_id,
                email=order.guest_email or (order.user.email if order.user else ""),
                phone=order.contact_phone,
            )
        except uses.UsedUp:
            raise gone(voucher.code) from None
        amount = sum(each["discount"] for each in applications if each["voucher"] == voucher)
        Voucher.objects.filter(pk=voucher_id).update(total_discount=F("total_discount") + amount)


def give_back(order: Order) -> None:
    """The whole order came to nothing: offers and vouchers may be used again, once."""
    rows = OrderDiscount.objects.filter(order=order)
    for row in list(rows.filter(given_back_at=None).order_by("offer_id", "pk")):
        if rows.filter(pk=row.pk, given_back_at=None).update(given_back_at=timezone.now()):
            _recount(row, -1)
    uses.give_back(order_id=order.pk)


def take_again(order: Order) -> None:
    """A lapsed order lives again at its frozen price: what it used counts again, once."""
    rows = OrderDiscount.objects.filter(order=order)
    for row in list(rows.filter(given_back_at__isnull=False).order_by("offer_id", "pk")):
        again = rows.filter(pk=row.pk, given_back_at__isnull=False)
        if again.update(given_back_at=None):
            _recount(row, 1)
    uses.take_again(order_id=order.pk)


def gone(name: str) -> CannotPlace:
    """The refusal that names what can no longer be used."""
    return CannotPlace(
        [
            Problem(
                code="voucher_gone",
                text=_("%(name)s can no longer be used. Look at the new total.") % {"name": name},
                facts={"name": name},
            )
        ]
    )


def _count_offer(application: dict[str, Any]) -> None:
    """Count a use of the offer, unless others used it up since it was applied."""
    offer, amount, times = application["offer"], application["discount"], application["freq"]
    counted = ConditionalOffer.objects.filter(
        Q(max_global_applications=None)
        | Q(max_global_applications__gte=F("num_applications") + times),
        Q(max_discount=None) | Q(max_discount__gt=F("total_discount")),
        pk=offer.pk,
    ).update(
        num_applications=F("num_applications") + times,
        num_orders=F("num_orders") + 1,
        total_discount=F("total_discount") + amount,
    )
    if not counted:
        raise gone(offer.name)


def _recount(row: OrderDiscount, sign: int) -> None:
    ConditionalOffer.objects.filter(pk=row.offer_id).update(
        num_applications=Greatest(F("num_applications") + sign * (row.frequency or 0), 0),
        num_orders=Greatest(F("num_orders") + sign, 0),
        total_discount=Greatest(F("total_discount") + sign * row.amount, 0),
    )
    if row.voucher_id:
        Voucher.objects.filter(pk=row.voucher_id).update(
            total_discount=Greatest(F("total_discount") + sign * row.amount, 0)
        )
