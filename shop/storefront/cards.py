"""The only writer of ProductCard: one row per product, kept true in the writing transaction.

``refresh`` rebuilds whole cards, ``refresh_stock`` only what a sale or a receipt changes. Both
lock the cards first, so that two transactions that touch two packs of one product cannot leave a
card that knows only one of the changes.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models import Permit, Product
from shop import formats
from shop.order.models import Line
from shop.partner.models import StockRecord
from shop.search import index
from shop.stock.models import StockItem
from shop.storefront import free_labels, page_versions
from shop.storefront.models import ProductCard

FEW_PACKS = 3
# Which certificates a card has, one bit each: facets count all of them in one query.
PERMIT_BITS = {kind: 1 << place for place, kind in enumerate(sorted(Permit.Kind.values))}
# Where one price band ends and the next begins, rupiah. Changed bands need ``refresh_cards``.
PRICE_STEPS = (25_000, 50_000, 100_000, 250_000, 500_000)
BATCH = 500
CARD_FIELDS = (
    "cooperative",
    "slug",
    "title",
    "cooperative_name",
    "cooperative_slug",
    "regency",
    "picture",
    "price",
    "has_price_range",
    "unit_label",
    "stock",
    "sellable",
    "harvest_date",
    "category_ids",
    "permits",
    "price_band",
    "rating",
    "review_count",
    "free_minimum",
    "free_cap",
    "is_public",
    "search_text",
    "created_at",
    "updated_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What the packs of one product say together. Prices in rupiah, ``sellable`` in packs."""

    price: int | None
    has_price_range: bool
    unit_label: str
    sellable: int
    harvest_date: date | None = None
    is_preorder: bool = False

    @property
    def word(self) -> ProductCard.Stock:
        """The stock word of the product as a whole."""
        if self.is_preorder and self.sellable:
            return ProductCard.Stock.PREORDER
        return stock_word(self.sellable, self.harvest_date)


def refresh(product_ids: Iterable[int]) -> int:
    """Rebuild the cards of these products (a variant stands for its parent). Returns how many."""
    ids = _card_ids(product_ids)
    written = 0
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            written += _refresh_batch(ids[start : start + BATCH])
    return written


def refresh_all() -> int:
    """Every card and how much was sold; for what changes with the calendar, such as a harvest."""
    products = Product.objects.exclude(structure=Product.CHILD)
    written = refresh(products.values_list("pk", flat=True))
    refresh_sold()
    return written


def refresh_stock(item_ids: Iterable[int]) -> None:
    """Bring stock word and number of the cards that draw on these stock items up to date."""
    with transaction.atomic():
        heaps = list(item_ids)
        numbers = StockItem.objects.order_by().values("pk")
        drawn = numbers.filter(pk__in=heaps).union(numbers.filter(open_harvest__in=heaps))
        records = StockRecord.objects.order_by().filter(stock_item_id__in=drawn)
        locked = list(_lock(records.values(card=Coalesce("product__parent_id", "product_id"))))
        ids = [card.product_id for card in locked]
        shown = {card.product_id: _shown_stock(card) for card in locked}
        offers = _offers(ids)
        changed = [card for card in locked if _take_stock(card, offers[card.product_id])]
        if changed:
            ProductCard.objects.bulk_update(
                changed, ["stock", "sellable", "harvest_date", "updated_at"]
            )
            _bump_pages(changed, shown)


def refresh_sold(product_ids: Sequence[int] | None = None) -> None:
    """Count again how many packs of each product were sold, in all channels together."""
    lines = Line.objects.exclude(order__lapsed_at__isnull=False)
    if product_ids is not None:
        lines = lines.filter(product_id__in=with_variants(product_ids))
    counted: dict[int, int] = defaultdict(int)
    rows = lines.values_list("product_id", "product__parent_id").annotate(
        packs=Sum(F("quantity") - F("cancelled"))
    )
    for product_id, parent_id, packs in rows:
        counted[parent_id or product_id] += packs
    for product_id, packs in sorted(counted.items()):
        ProductCard.objects.filter(pk=product_id).exclude(sold=packs).update(sold=packs)


def with_variants(product_ids: Sequence[int]) -> QuerySet[Product]:
    """Numbers of these products and of their variants, for ``IN``.

    A union of two index lookups: OR over two columns, or over a join, reads every row.
    """
    numbers = Product.objects.order_by().values("pk")
    return numbers.filter(pk__in=product_ids).union(numbers.filter(parent_id__in=product_ids))


def stock_word(sellable: int, harvest_date: date | None) -> ProductCard.Stock:
    """The word a buyer sees for this many packs; a coming harvest makes it a pre-order."""
    if sellable <= 0:
        return ProductCard.Stock.OUT
    if harvest_date is not None and harvest_date > timezone.localdate():
        return ProductCard.Stock.PREORDER
    return ProductCard.Stock.LOW if sellable <= FEW_PACKS else ProductCard.Stock.AVAILABLE


def price_band(price: int | None) -> int:
    """The place of a price among ``PRICE_STEPS``, from 1; 0 without a price."""
    return 0 if price is None else 1 + bisect_right(PRICE_STEPS, price)


def _card_ids(product_ids: Iterable[int]) -> list[int]:
    """Products that have a card of their own: a variant's card is its parent's."""
    rows = Product.objects.filter(pk__in=set(product_ids)).values_list("pk", "parent_id")
    return sorted({parent_id or pk for pk, parent_id in rows})


def _lock(ids: Sequence[int] | QuerySet) -> Iterable[ProductCard]:
    return ProductCard.objects.select_for_update().filter(pk__in=ids).order_by("pk")


def _refresh_batch(ids: Sequence[int]) -> int:
    known = {card.product_id: card for card in _lock(ids)}
    offers = _offers(ids)
    products = (
        Product.objects.filter(pk__in=ids).select_related("partner").prefetch_related("categories")
    )
    permits = _permits(ids)
    built = [_build(product, offers[product.pk], permits[product.pk]) for product in products]
    free_labels.write_on(built)
    ProductCard.objects.bulk_create(
        built, update_conflicts=True, unique_fields=["product"], update_fields=CARD_FIELDS
    )
    page_versions.bump()
    index.put(
        index.Document(id=card.product_id, title=card.title, text=card.search_text)
        for card in built
        if card.product_id not in known or _reads_differently(known[card.product_id], card)
    )
    return len(built)


def _reads_differently(old: ProductCard, new: ProductCard) -> bool:
    return (old.title, old.search_text) != (new.title, new.search_text)


def _build(product: Product, offers: Offers, permits: int) -> ProductCard:
    cooperative = product.partner
    categories = list(product.categories.all())
    words = [
        product.title,
        product.search_words,
        product.summary,
        product.origin,
        cooperative.name,
        cooperative.regency_name,
        *(category.name for category in categories),
    ]
    return ProductCard(
        product_id=product.pk,
        cooperative=cooperative,
        slug=product.slug,
        title=product.title,
        cooperative_name=cooperative.name,
        cooperative_slug=cooperative.slug or "",
        regency=cooperative.regency_name,
        picture=product.picture,
        price=offers.price,
        has_price_range=offers.has_price_range,
        unit_label=offers.unit_label,
        stock=offers.word,
        sellable=offers.sellable,
        harvest_date=offers.harvest_date or product.harvest_date,
        category_ids=sorted(category.pk for category in categories),
        permits=permits,
        price_band=price_band(offers.price),
        rating=product.rating,
        review_count=product.review_count,
        is_public=product.is_public and cooperative.is_active and not cooperative.is_training,
        search_text=" ".join(word for word in words if word),
        created_at=product.date_created,
        updated_at=timezone.now(),
    )


def _permits(ids: Sequence[int]) -> dict[int, int]:
    """The bits of the permits that are valid today, those of variants with their parent's."""
    bits: dict[int, int] = dict.fromkeys(ids, 0)
    rows = Permit.objects.filter(
        Q(product_id__in=with_variants(ids)),
        Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()),
    ).values_list("product_id", "product__parent_id", "kind")
    for product_id, parent_id, kind in rows:
        bits[parent_id or product_id] |= PERMIT_BITS.get(kind, 0)
    return bits


def _shown_stock(card: ProductCard) -> tuple[str, int | None, date | None]:
    """What lists show of the stock: the number only while few are left."""
    few = card.sellable if card.stock == ProductCard.Stock.LOW else None
    return card.stock, few, card.harvest_date


def _bump_pages(changed: Sequence[ProductCard], shown: dict[int, tuple]) -> None:
    """Lists stay kept while only the products' own pages read differently."""
    if any(_shown_stock(card) != shown[card.product_id] for card in changed):
        page_versions.bump()
    else:
        page_versions.bump(page_versions.of_product(card.slug) for card in changed)


def _take_stock(card: ProductCard, offers: Offers) -> bool:
    """Write the new numbers into the card; False when nothing differs."""
    now = (offers.word, offers.sellable, offers.harvest_date)
    if (card.stock, card.sellable, card.harvest_date) == now:
        return False
    card.stock, card.sellable, card.harvest_date = now
    card.updated_at = timezone.now()
    return True


def _offers(ids: Sequence[int]) -> dict[int, Offers]:
    """Prices and packs of these products with all their public variants, in one query."""
    packs: dict[int, list[StockRecord]] = {product_id: [] for product_id in ids}
    records = (
        StockRecord.objects.filter(product_id__in=with_variants(ids))
        .filter(Q(product__parent_id=None) | Q(product__is_public=True))
        .select_related("stock_item__open_harvest", "product__parent")
        .order_by("price", "pk")
    )
    for record in records:
        packs[record.product.parent_id or record.product_id].append(record)
    return {product_id: _summary(records) for product_id, records in packs.items()}


def _summary(records: Sequence[StockRecord]) -> Offers:
    """Ready packs speak for the product; only when there are none does a coming harvest."""
    priced = [record for record in records if record.price is not None]
    ready = max((record.sellable_packs for record in priced), default=0)
    coming = [record for record in priced if record.harvest] if not ready else []
    return Offers(
        price=int(priced[0].price) if priced else None,
        has_price_range=len({record.price for record in priced}) > 1,
        unit_label=unit_label(priced[0]) if priced else "",
        sellable=ready or max((record.orderable_packs for record in coming), default=0),
        harvest_date=_harvest_day(records, coming),
        is_preorder=bool(coming),
    )


def _harvest_day(records: Sequence[StockRecord], coming: Sequence[StockRecord]) -> date | None:
    """The day of the coming harvest that is sold now, else the product's own."""
    if coming:
        return min(record.harvest.harvest_date for record in coming)
    products = [record.product.parent or record.product for record in records]
    return products[0].harvest_date if products else None


def unit_label(record: StockRecord) -> str:
    """What the price is for: the written label, else the pack in base units."""
    if record.unit_label or record.stock_item is None:
        return record.unit_label
    return formats.pack(record.units_per_sale, record.stock_item.base_unit)


def index_again() -> None:
    """Put every card into the search index, for example after the index was emptied."""
    rows = ProductCard.objects.values_list("product_id", "title", "search_text")
    index.put(
        index.Document(id=product_id, title=title, text=text)
        for product_id, title, text in rows.iterator(chunk_size=BATCH)
    )
