"""Price and availability of what a cooperative sells, as Oscar asks for them.

Price comes from the StockRecord (tax 0, whole rupiah), availability from the stock item it
draws on, in whole packs. Oscar's own counters serve no one.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeAlias

from oscar.apps.partner import strategy as oscar_strategy
from oscar.apps.partner.availability import Available, Base
from oscar.apps.partner.prices import TaxInclusiveFixedPrice
from oscar.apps.partner.prices import Unavailable as UnavailablePrice

from catalog.models import Product

from .availability import StockRequired, Unavailable
from .models import StockRecord

ChildRecords: TypeAlias = Iterable[tuple[Product, StockRecord | None]]


class Selector(oscar_strategy.Selector):
    """Everybody gets the same prices."""

    def strategy(self, request: Any = None, user: Any = None, **kwargs: Any) -> "Strategy":
        """The one strategy there is."""
        return Strategy(request)


class Strategy(oscar_strategy.Structured):
    """One stock record per product; a parent speaks for its children."""

    def select_stockrecord(self, product: Product) -> StockRecord | None:
        """The product's record, without a query when it was prefetched."""
        if "stockrecords" in getattr(product, "_prefetched_objects_cache", {}):
            return next(iter(product.stockrecords.all()), None)
        return (
            product.stockrecords.select_related("stock_item__open_harvest").order_by("pk").first()
        )

    def pricing_policy(self, product: Product, stockrecord: StockRecord | None) -> Any:
        """The record's price. Raises ValueError for a fraction of a rupiah."""
        if stockrecord is None or stockrecord.price is None:
            return UnavailablePrice()
        return TaxInclusiveFixedPrice(
            currency=stockrecord.price_currency,
            excl_tax=whole_rupiah(stockrecord.price),
            tax=Decimal(0),
        )

    def parent_pricing_policy(self, product: Product, children_stock: ChildRecords) -> Any:
        """The lowest price of the variants."""
        priced = [(c, r) for c, r in children_stock if r is not None and r.price is not None]
        if not priced:
            return UnavailablePrice()
        child, record = min(priced, key=lambda pair: pair[1].price)
        return self.pricing_policy(child, record)

    def availability_policy(self, product: Product, stockrecord: StockRecord | None) -> Base:
        """Whole packs that are free, or promised by a harvest; none without price or stock."""
        if stockrecord is None or stockrecord.price is None or stockrecord.stock_item is None:
            return Unavailable()
        return StockRequired(stockrecord.orderable_packs)

    def parent_availability_policy(self, product: Product, children_stock: ChildRecords) -> Base:
        """Available while one of the variants is."""
        for child, record in children_stock:
            if self.availability_policy(child, record).is_available_to_buy:
                return Available()
        return Unavailable()


def whole_rupiah(price: Decimal) -> Decimal:
    """The price without decimals. Raises ValueError for a fraction: nobody can pay it."""
    whole = price.to_integral_value()
    if whole != price:
        raise ValueError(f"A price in whole rupiah is needed, not {price}.")
    return whole.quantize(Decimal(1))
