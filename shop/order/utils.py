"""Oscar's way of writing an order, with the parts that are not ours to keep replaced.

The name of this file is Oscar's: its loader looks here for these classes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.utils import OrderCreator as OscarOrderCreator
from oscar.apps.order.utils import OrderNumberGenerator as OscarOrderNumberGenerator

from .models import Line, Order, OrderDiscount, OrderLineDiscount
from .numbers import new_number


class OrderNumberGenerator(OscarOrderNumberGenerator):
    """Numbers nobody can guess; Oscar's are the basket's id plus 100000."""

    def order_number(self, basket: Any) -> str:
        """A fresh random number; the basket does not matter."""
        return new_number()


class OrderCreator(OscarOrderCreator):
    """Writes order, discounts and voucher uses for ``shop.order.placing``.

    Lines are written in one statement. Uses of offers and vouchers are counted by
    ``shop.order.discounts`` in conditional UPDATEs, because Oscar's read-then-save lets two
    buyers use the last one.
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
    ) -> dict[int, OrderDiscount]:
        """Record every offer that took something off; returns the record of each offer id."""
        written = {}
        for application in applications:
            application["message"] = application["offer"].apply_deferred_benefit(
                basket, order, application
            )
            if application["result"].affects_shipping and not application["discount"]:
                continue
            written[application["offer"].pk] = _record_of(order, application)
        OrderDiscount.objects.bulk_create(written.values())
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
        """Oscar reads, adds and saves; ``shop.order.discounts`` counts. Refuse that way in."""
        raise UnableToPlaceOrder("Uses are counted by shop.order.discounts")

    def record_voucher_usage(self, order: Order, voucher: Any, user: Any) -> None:
        """As ``record_discount``."""
        raise UnableToPlaceOrder("Uses are counted by shop.order.discounts")


def _record_of(order: Order, application: dict[str, Any]) -> OrderDiscount:
    result, voucher = application["result"], application["voucher"]
    kinds = (
        (result.affects_shipping, OrderDiscount.SHIPPING),
        (result.affects_post_order, OrderDiscount.DEFERRED),
        (True, OrderDiscount.BASKET),
    )
    return OrderDiscount(
        order=order,
        category=next(category for holds, category in kinds if holds),
        offer_id=application["offer"].pk,
        offer_name=application["offer"].name,
        voucher_id=voucher.pk if voucher else None,
        voucher_code=voucher.code if voucher else "",
        frequency=application["freq"],
        amount=application["discount"],
        message=application["message"] or "",
    )
