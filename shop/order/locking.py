"""The one order in which rows are taken, so that no two services wait for each other.

Stock items in primary-key order, then the order, then its lines and parcels. A receipt of goods
holds its item before it looks for orders that wait, so everybody else has to begin there too.
Locks keep others waiting; what makes a change right is still the condition in its UPDATE.
"""

from dataclasses import dataclass

from django.db.models import Prefetch

from shop.stock.models import StockItem

from .models import Line, Order, Parcel, ParcelLine

COUNTERS = ("reserved", "shortage", "shipped", "cancelled", "taken_back")


@dataclass(slots=True, kw_only=True)
class Locked:
    """An order with lines and parcels as they are now, until the transaction ends."""

    order: Order
    lines: dict[int, Line]
    parcels: list[Parcel]
    is_stale: bool = False

    def reread(self) -> None:
        """Read the numbers again, after released goods may have filled what was short here."""
        for fresh in Line.objects.filter(pk__in=self.lines).values("pk", *COUNTERS):
            line = self.lines[fresh.pop("pk")]
            for name, value in fresh.items():
                setattr(line, name, value)
        self.order.refresh_from_db(fields=["needs_decision", "decision_due", "decision", "status"])
        self.is_stale = False

    def parcel(self, parcel_id: int) -> Parcel:
        """One of its parcels."""
        return next(parcel for parcel in self.parcels if parcel.pk == parcel_id)

    def contents(self, parcel: Parcel) -> list[tuple[ParcelLine, Line]]:
        """What travels in a parcel, in the order in which stock items may be touched."""
        pairs = [(row, self.lines[row.line_id]) for row in parcel.parcel_lines.all()]
        return sorted(pairs, key=lambda pair: (pair[1].stock_item_id or 0, pair[1].pk))


def lock(*, order_id: int) -> Locked:
    """Take the stock items of an order and then the order. Needs a transaction."""
    items = Line.objects.filter(order_id=order_id, stock_item__isnull=False)
    list(
        StockItem.objects.select_for_update()
        .filter(pk__in=items.values("stock_item_id"))
        .order_by("pk")
        .values_list("pk")
    )
    return hold(order_id=order_id)


def hold(*, order_id: int) -> Locked:
    """Take the order only: for those who hold the item that matters already."""
    order = Order.objects.select_for_update().get(pk=order_id)
    lines = {line.pk: line for line in Line.objects.filter(order=order).order_by("pk")}
    for line in lines.values():
        line.order = order
    parcels = list(
        Parcel.objects.filter(order=order)
        .prefetch_related(Prefetch("parcel_lines", ParcelLine.objects.order_by("pk")))
        .order_by("sequence")
    )
    for parcel in parcels:
        parcel.order = order
    return Locked(order=order, lines=lines, parcels=parcels)
