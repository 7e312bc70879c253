"""Stock and price of everything a cooperative sells, in one list of two fields a row."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from desk import words
from desk.access import Desk
from desk.goods import amounts, search
from desk.numbers import number
from shop import formats
from shop.partner.models import StockRecord

PAGE = 25
LOW = Q(
    stock_item__low_stock_threshold__gt=0,
    stock_item__on_hand__lte=F("stock_item__allocated") + F("stock_item__low_stock_threshold"),
)
OUT = Q(stock_item__on_hand__lt=F("stock_item__allocated") + F("units_per_sale"))
FILTERS: dict[str, Q] = {"": Q(), "menipis": LOW & ~OUT, "habis": OUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One pack. ``stock`` is what its field shows; "" where another pack owns the field."""

    record: StockRecord
    title: str
    picture: str
    stock: str
    unit: str
    price: str
    ready: str
    ordered: str
    is_out: bool
    is_low: bool
    is_owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One filter with its number."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The whole screen."""

    rows: tuple[Row, ...]
    chips: tuple[Chip, ...]
    more: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for."""

    words: str = ""
    which: str = ""
    after: str = ""

    @classmethod
    def of(cls, query: dict[str, str]) -> Wish:
        """From the address; anything unknown means everything."""
        which = query.get("saring", "")
        after = query.get("sesudah", "")
        return cls(
            words=query.get("q", "").strip()[:80],
            which=which if which in FILTERS else "",
            after=after if number(after) is not None else "",
        )

    def url(self, **changes: str) -> str:
        """The same with something else; a new filter starts on top."""
        facts = {"q": self.words, "saring": self.which, **changes}
        return "?" + urlencode({key: value for key, value in facts.items() if value})


def listing(desk: Desk, wish: Wish) -> Listing:
    """The screen, in a fixed number of queries."""
    mine = search.records(desk).filter(search.matching(wish.words))
    counts = mine.aggregate(
        **{f"n{index}": Count("pk", filter=which) for index, which in enumerate(FILTERS.values())}
    )
    smaller = StockRecord.objects.filter(stock_item=OuterRef("stock_item")).filter(
        Q(units_per_sale__lt=OuterRef("units_per_sale"))
        | Q(units_per_sale=OuterRef("units_per_sale"), pk__lt=OuterRef("pk"))
    )
    rows = mine.filter(FILTERS[wish.which]).annotate(
        name_key=Lower(Coalesce("stock_item__name", "product__title")), follows=Exists(smaller)
    )
    shown = list(
        _after(rows, wish).order_by("name_key", "stock_item_id", "units_per_sale", "pk")[: PAGE + 1]
    )
    return Listing(
        rows=tuple(_row(record) for record in shown[:PAGE]),
        chips=_chips(wish, list(counts.values())),
        more=wish.url(sesudah=str(shown[PAGE - 1].pk)) if len(shown) > PAGE else "",
        total=counts[f"n{list(FILTERS).index(wish.which)}"],
    )


def _after(rows: QuerySet[StockRecord], wish: Wish) -> QuerySet[StockRecord]:
    """Below the last row of the page before, in the order of the list."""
    last = rows.filter(pk=wish.after).first() if wish.after else None
    if last is None:
        return rows
    name = last.name_key  # type: ignore[attr-defined]
    item, units = last.stock_item_id or 0, last.units_per_sale
    same_item = Q(stock_item_id=last.stock_item_id) & (
        Q(units_per_sale__gt=units) | Q(units_per_sale=units, pk__gt=last.pk)
    )
    return rows.filter(
        Q(name_key__gt=name)
        | Q(name_key=name, stock_item_id__gt=item)
        | Q(name_key=name) & same_item
    )


def _chips(wish: Wish, counts: list[int]) -> tuple[Chip, ...]:
    labels = {"": _("All"), "menipis": _("Running low"), "habis": _("Sold out")}
    return tuple(
        Chip(
            label=labels[key],
            count=count,
            url=wish.url(saring=key),
            is_current=key == wish.which,
        )
        for key, count in zip(FILTERS, counts, strict=True)
        if count or key in {"", wish.which}
    )


def picture_of(record: StockRecord) -> str:
    """The picture of a pack, or that of the product it is a variant of."""
    product = record.product
    return product.picture or (product.parent.picture if product.parent else "")


def _row(record: StockRecord) -> Row:
    item = record.stock_item
    is_owner = item is not None and not record.follows  # type: ignore[attr-defined]
    ready = record.sellable_packs
    unit = item.base_unit if item else ""
    return Row(
        record=record,
        title=record.product.get_title(),
        picture=picture_of(record),
        stock=amounts.shown(item.on_hand, unit) if item and is_owner else "",
        unit=amounts.unit_of(unit)[0] if item else "",
        price=formats.number(record.price, places=0) if record.price else "",
        ready=words.packs(ready, unit, record.unit_label),
        ordered=formats.quantity(item.allocated, unit) if item and item.allocated else "",
        is_out=item is not None and ready == 0,
        is_low=item is not None
        and item.low_stock_threshold > 0
        and item.free <= item.low_stock_threshold,
        is_owner=is_owner,
    )
