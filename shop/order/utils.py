"""Oscar's way of writing an order, with the parts that are not ours to keep replaced.

The name of this file is Oscar's: its loader looks here for these classes.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.utils import OrderCreator as OscarOrderCreator
from oscar.apps.order.utils import OrderNumberGenerator as OscarOrderNumberGenerator

from .errors import CannotPlace, Problem
from .models import Line, Order, OrderLineDiscount
from .numbers import new_number


class OrderNumberGenerator(OscarOrderNumberGenerator):
    """Numbers nobody can guess; Oscar's are the basket's id plus 100000."""

    def order_number(self, basket: Any) -> str:
        """A fresh random number; the basket does not matter."""
        return new_number()


class OrderCreator(OscarOrderCreator):
    """Writes order, discounts and voucher uses for ``shop.order.placing``.

    Lines are written in one statement, and limited offers and vouchers are counted by a
    conditional UPDATE, because Oscar's read-then-save lets two buyers use the last one.
    """

    def update_stock_records(self, line: Any) -> None:
        """Oscar counts stock up without a condition and oversells; refuse that way in."""
        raise UnableToPlaceOrder("Orders are placed by shop.order.services.place")

    def write_lines(self, lines: Sequence[Line], basket_lines: Sequence[Any]) -> None:
        """Insert all lines, the options chosen for them, and each offer's part of them."""
        Line.objects.bulk_create(lines)
        for line, basket_line in zip(lines, basket_lines, strict=True):
            if basket_line.has_options:
                self.create_line_attributes(line.order, line, basket_line)

    def write_discounts(
        self, order: Order, applications: Iterable[dict[str, Any]], basket: Any
    ) -> dict[int, Any]:
        """Record every applied offer; returns the ``OrderDiscount`` of each offer id."""
        written = {}
        for application in applications:
            application["message"] = application["offer"].apply_deferred_benefit(
                basket, order, application
            )
            if application["result"].affects_shipping and not application["discount"]:
                continue
            self.create_discount_model(order, application)
            self.record_discount(application)
            written[application["offer"].pk] = order.discounts.get(offer_id=application["offer"].pk)
        return written

    def write_line_discounts(
        self, lines: Sequence[Line], basket_lines: Sequence[Any], discounts: dict[int, Any]
    ) -> None:
        """Record which part of which discount fell on which line."""
        rows = [
            OrderLineDiscount(
                line=line,
                order_discount=discounts[part.offer.pk],
                is_incl_tax=part.incl_tax,
                amount=part.amount,
            )
            for line, basket_line in zip(lines, basket_lines, strict=True)
            for part in basket_line.discounts
            if part.offer is not None and part.offer.pk in discounts and part.amount
        ]
        if rows:
            OrderLineDiscount.objects.bulk_create(rows)

    def record_discount(self, discount: dict[str, Any]) -> None:
        """Count a use of the offer, unless others used it up since it was applied."""
        offer, amount, times = discount["offer"], discount["discount"], discount["freq"]
        counted = (
            type(offer)
            .objects.filter(
                Q(max_global_applications=None)
                | Q(max_global_applications__gte=F("num_applications") + times),
                Q(max_discount=None) | Q(max_discount__gt=F("total_discount")),
                pk=offer.pk,
            )
            .update(
                num_applications=F("num_applications") + times,
                num_orders=F("num_orders") + 1,
                total_discount=F("total_discount") + amount,
            )
        )
        if not counted:
            raise _gone(offer.name)
        voucher = discount.get("voucher")
        if voucher:
            type(voucher).objects.filter(pk=voucher.pk).update(
                total_discount=F("total_discount") + Decimal(amount)
            )

    def record_voucher_usage(self, order: Order, voucher: Any, user: Any) -> None:
        """Count a use of the voucher, unless its limit was reached meanwhile.

        The UPDATE comes first: it keeps every other order with this voucher waiting until
        ours is committed, so that the check after it sees all earlier uses.
        """
        counted = (
            type(voucher)
            .objects.filter(Q(num_orders=0) | ~Q(usage=voucher.SINGLE_USE), pk=voucher.pk)
            .update(num_orders=F("num_orders") + 1)
        )
        is_available, _message = voucher.is_available_to_user(user=user)
        if not counted or not voucher.is_active() or not is_available:
            raise _gone(voucher.code)
        voucher.applications.create(
            voucher=voucher, order=order, user=user if user.is_authenticated else None
        )


def _gone(name: str) -> CannotPlace:
    return CannotPlace(
        [
            Problem(
                code="voucher_gone",
                text=_("%(name)s can no longer be used. Look at the new total.") % {"name": name},
                facts={"name": name},
            )
        ]
    )
