"""Cooperatives, stock items and offers; numbers get there through the services, as everywhere."""

import itertools

from oscar.apps.catalogue.models import ProductClass

from catalog.models import Product
from shop.partner.models import Partner, StockRecord
from shop.stock import services
from shop.stock.models import BaseUnit, StockItem

_numbers = itertools.count(1)


def make_cooperative(name: str = "") -> Partner:
    """A cooperative with a name nobody else has."""
    number = next(_numbers)
    return Partner.objects.create(
        name=name or f"Koperasi {number}", code=f"koperasi-{number}", slug=f"koperasi-{number}"
    )


def make_item(
    *,
    on_hand: int = 0,
    name: str = "",
    cooperative: Partner | None = None,
    base_unit: str = BaseUnit.GRAM,
) -> StockItem:
    """A stock item with ``on_hand`` base units received."""
    item = StockItem.objects.create(
        cooperative=cooperative or make_cooperative(),
        name=name or f"Kopi {next(_numbers)}",
        base_unit=base_unit,
    )
    if on_hand:
        services.receive(item_id=item.pk, quantity=on_hand, ref=f"first:{item.pk}")
        item.refresh_from_db()
    return item


def make_offer(
    *,
    item: StockItem | None = None,
    price: int | None = 95_000,
    units_per_sale: int = 1000,
    parent: Product | None = None,
) -> StockRecord:
    """A product (or a variant of ``parent``) with a price and a pack."""
    number = next(_numbers)
    cooperative = item.cooperative if item else make_cooperative()
    product = Product.objects.create(
        title=f"Kopi Lintong {number}",
        slug=f"kopi-lintong-{number}",
        partner=cooperative,
        structure=Product.CHILD if parent else Product.STANDALONE,
        parent=parent,
        product_class=None if parent else make_product_class(),
        weight_grams=1100,
    )
    return StockRecord.objects.create(
        product=product,
        partner=cooperative,
        partner_sku=f"KL-{number}",
        price=price,
        stock_item=item,
        units_per_sale=units_per_sale,
    )


def make_parent() -> Product:
    """A product that has variants."""
    number = next(_numbers)
    return Product.objects.create(
        title=f"Kopi {number}",
        slug=f"kopi-{number}",
        partner=make_cooperative(),
        structure=Product.PARENT,
        product_class=make_product_class(),
    )


def make_product_class() -> ProductClass:
    """The one product class of the tests."""
    return ProductClass.objects.get_or_create(name="Barang", slug="barang")[0]
