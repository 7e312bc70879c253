"""What our own books say about an article of the demo, and how to put a number into them."""

from __future__ import annotations

import uuid

from django.utils import timezone

from integrations.sync.models import ChannelOrder
from shop.order.models import Line, Order
from shop.partner.models import StockRecord
from shop.stock import services
from shop.stock.models import StockItem, StockMovement


def record(sku: str) -> StockRecord:
    """The pack with this code, as it is now."""
    return StockRecord.objects.select_related("product__parent", "stock_item").get(partner_sku=sku)


def slug(sku: str) -> str:
    """The address of the page that sells it."""
    product = record(sku).product
    return str((product.parent or product).slug)


def item(sku: str) -> StockItem:
    """What it draws on."""
    found = record(sku).stock_item
    assert found is not None, sku
    return found


def packs(sku: str) -> int:
    """Whole packs that may be sold now."""
    return record(sku).sellable_packs


def set_packs(sku: str, wanted: int) -> None:
    """Count the store so that exactly this many packs are free; what is promised stays so.

    Goods that are found go to orders that are short first, so one count may not be enough.
    """
    for _count in range(5):
        pack, now = record(sku), item(sku)
        services.count(
            item_id=now.pk,
            counted=now.allocated + wanted * pack.units_per_sale,
            counted_at=timezone.now(),
            ref=f"uji:{uuid.uuid4()}",
            reason="hitungan untuk uji",
        )
        if packs(sku) == wanted:
            return
    raise AssertionError(f"{sku}: {packs(sku)} packs instead of {wanted}")


def reservations(sku: str, order: Order) -> list[StockMovement]:
    """What an order has reserved of it, one row for each line."""
    rows = StockMovement.objects.filter(
        item=item(sku), kind="reserve", source_ref__startswith=f"{order.source}:{order.number}:"
    )
    return list(rows.order_by("pk"))


def imported(order_sn: str) -> Order | None:
    """Our order for one of the marketplace's; None while it is not there."""
    row = ChannelOrder.objects.filter(external_order_id=order_sn).select_related("order").first()
    return row.order if row else None


def line_of(order: Order, sku: str) -> Line:
    """The order's line of this article."""
    return Line.objects.get(order=order, partner_sku=sku)


def audit() -> list[str]:
    """Counters that are not the sum of their movements, and reservations nobody owns."""
    from shop.stock import selectors

    found = [str(each) for each in selectors.audit()]
    for each in StockItem.objects.exclude(allocated=0):
        held = sum(
            line.reserved * line.units_per_sale
            for line in Line.objects.filter(stock_item=each, reserved__gt=0)
        )
        if held != each.allocated:
            found.append(f"{each.name}: allocated {each.allocated}, lines hold {held}")
    return found
