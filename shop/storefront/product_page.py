"""Everything a product's page shows, read in a number of queries that never grows."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from catalog.models import Permit, Product, ProductAttributeValue, ProductImage
from catalog.photos.drawing import base_name
from shop import formats
from shop.order import dates
from shop.partner.models import Partner, StockRecord
from shop.shipping.arrival import expected
from shop.shipping.quotes import CannotQuote, Option, estimate
from shop.stock.models import BaseUnit, StockItem
from shop.storefront import page_versions, selectors
from shop.storefront.cards import FEW_PACKS, stock_word, unit_label, with_variants
from shop.storefront.hours import week
from shop.storefront.models import ProductCard
from shop.storefront.review_list import Review, first_reviews
from shop.storefront.visitor import Destination

RELATED = 5
MOST_OF_ONE_PACK = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One thing that can be put into the basket. Price in rupiah; ``sellable`` in packs.

    ``base_price`` is the price of a whole unit, written out ("Rp108.000 / kg"), where the pack is
    another size. ``harvest`` is the day of the harvest a pre-order is taken from.
    """

    product_id: int
    label: str
    sku: str
    price: int
    unit_label: str
    base_price: str
    sellable: int
    stock: str
    harvest: date | None
    picture: str

    @property
    def most(self) -> int:
        """The largest quantity the form offers."""
        return min(self.sellable, MOST_OF_ONE_PACK)

    @property
    def is_scarce(self) -> bool:
        """So few are left, ready or in the harvest's quota, that the number is said."""
        return 0 < self.sellable <= FEW_PACKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of the fact list."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEstimate:
    """What one pack costs to send to the visitor's place, or in words why that is unknown."""

    price: int = 0
    arrival: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """A public product with its packs; ``chosen`` is the pack the page starts with."""

    product: Product
    cooperative: Partner
    card: ProductCard
    packs: tuple[Pack, ...]
    chosen: Pack | None
    pictures: tuple[str, ...]
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...]
    permits: tuple[Permit, ...]
    category: selectors.CategoryLink | None
    trail: tuple[selectors.CategoryLink, ...]
    hours: tuple[Fact, ...]
    reviews: tuple[Review, ...]
    related: tuple[ProductCard, ...]


def product_page(slug: str, *, sku: str = "", version: str = "") -> ProductPage | None:
    """The page of a public product, or nothing. ``sku`` names the pack to start with.

    ``version`` is that of the page (page_versions.py): neighbours found under it are found once.
    """
    card = (
        ProductCard.objects.filter(slug=slug, is_public=True)
        .select_related("product", "product__partner")
        .first()
    )
    if card is None:
        return None
    product = card.product
    packs = _packs(product)
    shelf = _shelf(card)
    return ProductPage(
        product=product,
        cooperative=product.partner,
        card=card,
        packs=packs,
        chosen=_chosen(packs, sku),
        pictures=_pictures(product, packs),
        paragraphs=tuple(part for part in re.split(r"\n\s*\n", product.description) if part),
        facts=_facts(product),
        permits=_permits(product),
        category=shelf,
        trail=tuple(selectors.trail(shelf.id)) if shelf else (),
        hours=tuple(
            Fact(name=days, value=hours) for days, hours in week(product.partner.opening_hours)
        ),
        reviews=first_reviews(product_id=product.pk, count=product.review_count),
        related=page_versions.kept(f"related.{card.pk}", version, lambda: _related(card, shelf)),
    )


def delivery_estimate(page: ProductPage, place: Destination) -> DeliveryEstimate:
    """What sending one chosen pack costs; refusals are passed on in words."""
    product = page.product
    if page.chosen and page.chosen.product_id != product.pk:
        product = Product.objects.get(pk=page.chosen.product_id)
        product.partner, product.parent = page.cooperative, page.product
    try:
        option = estimate(product=product, destination_code=place.code)
    except CannotQuote as refusal:
        return DeliveryEstimate(problem=refusal.text)
    coming = page.chosen.harvest if page.chosen else None
    leaves = leaves_on(page.cooperative, product.lead_days, coming or product.harvest_date)
    return DeliveryEstimate(price=option.price, arrival=arrival(option, leaves))


def leaves_on(cooperative: Partner, lead_days: int, harvest_date: date | None = None) -> date:
    """The day goods ordered today are handed over; a pre-order waits for its harvest."""
    today = timezone.localdate()
    ready = dates.ready_on(today=today, lead_days=lead_days, harvest_date=harvest_date)
    return timezone.localtime(dates.ship_by(partner=cooperative, ready=ready)).date()


def arrival(option: Option, leaves: date) -> str:
    """The days a parcel that leaves on this day is expected at the door."""
    first, last = expected(
        leaves=leaves,
        days_from=option.days_from,
        days_to=option.days_to,
        weekdays=option.weekdays,
    )
    return formats.date_range(first, last)


def pack_label(product: Product, parent_title: str, record: StockRecord) -> str:
    """What tells one pack from its siblings: ``1 kg`` of ``Kopi Lintong, 1 kg``."""
    title = product.title
    if parent_title and title.startswith(parent_title):
        title = title[len(parent_title) :].strip(" ,–-:/")
    return title or unit_label(record)


def _packs(product: Product) -> tuple[Pack, ...]:
    records = (
        StockRecord.objects.filter(product_id__in=with_variants([product.pk]))
        .filter(Q(product__parent=None) | Q(product__is_public=True), price__isnull=False)
        .select_related("stock_item__open_harvest", "product")
        .order_by("price", "pk")
    )
    return tuple(pack_of(record, product) for record in records)


def pack_of(record: StockRecord, page_product: Product) -> Pack:
    """What the page says of one pack; ``page_product`` is the product whose page it stands on."""
    variant = record.product
    is_child = variant.pk != page_product.pk
    coming = record.harvest
    word = stock_word(record.sellable_packs, page_product.harvest_date)
    if coming is not None and coming.free >= record.units_per_sale:
        word = ProductCard.Stock.PREORDER
    return Pack(
        product_id=variant.pk,
        label=pack_label(variant, page_product.title, record) if is_child else "",
        sku=record.partner_sku,
        price=int(record.price),
        unit_label=unit_label(record),
        base_price=base_price(record),
        sellable=record.orderable_packs,
        stock=word.value,
        harvest=_harvest_day(word, coming, page_product),
        picture=variant.picture,
    )


def _harvest_day(word: str, coming: StockItem | None, product: Product) -> date | None:
    """The day behind the word "PO panen": of the harvest sold from, else the product's own."""
    if word != ProductCard.Stock.PREORDER:
        return None
    return coming.harvest_date if coming else product.harvest_date


def base_price(record: StockRecord) -> str:
    """What a kilogram, a litre or a piece costs in this pack; empty where the price says it."""
    item, units = record.stock_item, record.units_per_sale
    if item is None:
        return ""
    whole = 1 if item.base_unit == BaseUnit.PIECE else 1000
    if units == whole:
        return ""
    price = formats.rupiah(round(int(record.price) * whole / units))
    return f"{price} / {formats.pack(whole, item.base_unit)}"


def _chosen(packs: tuple[Pack, ...], sku: str) -> Pack | None:
    """The pack asked for, else the first that can be had, else the first."""
    asked = next((pack for pack in packs if pack.sku == sku), None)
    first = next((pack for pack in packs if pack.sellable), packs[0] if packs else None)
    return asked or first


def _pictures(product: Product, packs: tuple[Pack, ...]) -> tuple[str, ...]:
    """Base names of the gallery: the product's own, then further ones, then of packs."""
    rows = ProductImage.objects.filter(product=product).values_list("original", flat=True)
    further = (base_name(name) for name in rows)
    names = [product.picture, *further, *(pack.picture for pack in packs)]
    return tuple(dict.fromkeys(name for name in names if name)) or ("",)


def _facts(product: Product) -> tuple[Fact, ...]:
    rows = ProductAttributeValue.objects.filter(product=product).select_related("attribute")
    return tuple(
        Fact(name=row.attribute.name, value=row.value_as_text)
        for row in rows.order_by("attribute_id")
        if row.value_as_text
    )


def _permits(product: Product) -> tuple[Permit, ...]:
    """Permits of the product and its cooperative; a lapsed one is not shown to buyers."""
    today = timezone.localdate()
    rows = Permit.objects.filter(Q(product=product) | Q(cooperative_id=product.partner_id))
    rows = rows.order_by("cooperative_id", "kind", "number")
    return tuple(rows.filter(Q(valid_until=None) | Q(valid_until__gte=today)))


def _shelf(card: ProductCard) -> selectors.CategoryLink | None:
    """The deepest public category the product stands in."""
    inside = [link for link in selectors.category_tree() if link.id in card.category_ids]
    return max(inside, key=lambda link: link.depth, default=None)


def _related(card: ProductCard, shelf: selectors.CategoryLink | None) -> tuple[ProductCard, ...]:
    """Other goods of the same shelf and the same cooperative, what sells first."""
    near = Q(cooperative_id=card.cooperative_id)
    if shelf:
        on_shelf = Product.categories.through.objects.filter(category_id=shelf.id)
        near |= Q(pk__in=on_shelf.values("product_id"))
    found = selectors.public_cards().filter(near).exclude(pk=card.pk)
    found = found.exclude(stock=ProductCard.Stock.OUT)
    return tuple(found.order_by("-sold", "-product_id")[:RELATED])
