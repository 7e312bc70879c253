"""Cooperatives and stock items; numbers get there through the services, as everywhere."""

import itertools

from shop.partner.models import Partner
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
