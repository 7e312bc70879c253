"""What the basket's page shows: one parcel for each cooperative, with what is wrong in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser

from shop import formats
from shop.basket.models import Basket, Line
from shop.order import drafts
from shop.partner.models import Partner
from shop.shipping.defaults import PICKUP
from shop.shipping.quotes import CannotQuote, Option, ParcelContents, quote
from shop.storefront.basket import MOST_OF_ONE
from shop.storefront.cards import unit_label
from shop.storefront.product_page import leaves_on, pack_label


class Trouble(StrEnum):
    """Why a line cannot be ordered as it is."""

    NONE = ""
    GONE = "gone"
    SHORT = "short"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One line. Prices in whole rupiah; ``sellable`` in packs, ``left`` written for people.

    ``fitting`` is how many packs can be had beside the rest of the basket.
    """

    line_id: int
    product_id: int
    title: str
    slug: str
    label: str
    picture: str
    quantity: int
    price: int
    price_before: int
    discount: int
    sellable: int
    trouble: Trouble
    left: str
    fitting: int

    @property
    def total(self) -> int:
        """Rupiah for all packs, discounts taken off."""
        return self.price * self.quantity - self.discount

    @property
    def most(self) -> int:
        """The largest quantity the form offers."""
        return max(1, min(self.sellable, MOST_OF_ONE))

    @property
    def has_new_price(self) -> bool:
        """The price changed since it was put into the basket."""
        return self.price != self.price_before


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketParcel:
    """What one cooperative sends. ``options`` is empty until a destination is known."""

    cooperative: Partner
    articles: tuple[Article, ...]
    contents: ParcelContents
    leaves: date
    options: tuple[Option, ...] = ()
    problem: str = ""

    @property
    def cheapest(self) -> Option | None:
        """The least that sending costs; picking it up oneself does not count."""
        return next((each for each in self.options if each.code != PICKUP), None)

    @property
    def goods(self) -> int:
        """Rupiah for the goods in it."""
        return sum(article.total for article in self.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketPage:
    """The whole basket. ``gone`` lines can no longer be ordered and are left out of the totals."""

    parcels: tuple[BasketParcel, ...]
    gone: tuple[Article, ...]
    voucher: str = ""

    @property
    def articles(self) -> list[Article]:
        """Everything that can be ordered."""
        return [article for parcel in self.parcels for article in parcel.articles]

    @property
    def packs(self) -> int:
        """How many packs."""
        return sum(article.quantity for article in self.articles)

    @property
    def goods(self) -> int:
        """Rupiah for all goods."""
        return sum(parcel.goods for parcel in self.parcels)

    @property
    def goods_before(self) -> int:
        """Rupiah for all goods before offers and vouchers."""
        return self.goods + self.discount

    @property
    def discount(self) -> int:
        """Rupiah that offers and vouchers take off the goods."""
        return sum(article.discount for article in self.articles)

    @property
    def shipping_from(self) -> int | None:
        """The least that sending everything costs; nothing while one parcel has no price."""
        cheapest = [parcel.cheapest for parcel in self.parcels]
        return sum(each.price for each in cheapest if each) if all(cheapest) and cheapest else None

    @property
    def total_from(self) -> int:
        """Goods and the least that sending costs, as far as it is known."""
        return self.goods + (self.shipping_from or 0)

    @property
    def is_short(self) -> bool:
        """Some line asks for more than there is."""
        return any(article.trouble for article in self.articles)

    @property
    def changed(self) -> list[Article]:
        """Articles whose price changed since they were put in."""
        return [article for article in self.articles if article.has_new_price]


def basket_page(basket: Basket | None, *, destination_code: str = "") -> BasketPage:
    """Read a basket; with a destination, every parcel is priced."""
    lines = priced_lines(basket) if basket else []
    wanted = _wanted_base_units(lines)
    grouped: dict[int, list[tuple[Line, Article]]] = defaultdict(list)
    gone = []
    for line in lines:
        article = _article(line, wanted)
        if article.trouble == Trouble.GONE:
            gone.append(article)
        else:
            grouped[line.stockrecord.partner_id].append((line, article))
    parcels = (_parcel(group, destination_code) for group in grouped.values())
    vouchers = basket.vouchers.all() if basket else []
    return BasketPage(
        parcels=tuple(parcels),
        gone=tuple(gone),
        voucher=", ".join(voucher.code for voucher in vouchers),
    )


def _wanted_base_units(lines: list[Line]) -> dict[int | None, int]:
    """Base units the basket asks of each stock item: a bag and a sack may share one heap."""
    wanted: dict[int | None, int] = defaultdict(int)
    for line in lines:
        record = line.stockrecord
        wanted[record.stock_item_id] += line.quantity * record.units_per_sale
    return wanted


def priced_lines(basket: Basket) -> list[Line]:
    """The lines with today's prices and offers, as placing an order will read them."""
    drafts.read_basket(basket=basket, user=basket.owner or AnonymousUser())
    return [line for line in basket.all_lines() if line.quantity]


def _article(line: Line, wanted: dict[int | None, int]) -> Article:
    product, record = line.product, line.stockrecord
    page_product = product.parent or product
    price = int(record.price or 0)
    item = record.stock_item
    label = (
        pack_label(product, page_product.title, record) if product.parent else unit_label(record)
    )
    return Article(
        line_id=line.pk,
        product_id=product.pk,
        title=page_product.title,
        slug=page_product.slug,
        label=label,
        picture=product.picture or page_product.picture,
        quantity=line.quantity,
        price=price,
        price_before=int(line.price_incl_tax) if line.price_incl_tax is not None else price,
        discount=drafts.line_discount(line),
        sellable=record.sellable_packs,
        trouble=_trouble(line, wanted),
        left=formats.quantity(item.free, item.base_unit) if item else "",
        fitting=_fitting(line, wanted),
    )


def _fitting(line: Line, wanted: dict[int | None, int]) -> int:
    """Packs of this line that fit beside what the other lines ask of the same heap."""
    record = line.stockrecord
    if record.stock_item is None:
        return 0
    others = wanted[record.stock_item_id] - line.quantity * record.units_per_sale
    free = max(0, record.stock_item.free - others)
    return min(line.quantity, free // record.units_per_sale)


def _trouble(line: Line, wanted: dict[int | None, int]) -> Trouble:
    record = line.stockrecord
    if not drafts.is_sellable(line) or not record.sellable_packs:
        return Trouble.GONE
    if line.quantity > record.sellable_packs:
        return Trouble.SHORT
    if wanted[record.stock_item_id] > record.stock_item.free:
        return Trouble.SHARED
    return Trouble.NONE


def _parcel(group: list[tuple[Line, Article]], destination_code: str) -> BasketParcel:
    lines = [line for line, _article in group]
    cooperative = lines[0].stockrecord.partner
    contents = drafts.contents_of(partner=cooperative, lines=lines)
    options, problem = _quoted(contents, destination_code)
    return BasketParcel(
        cooperative=cooperative,
        articles=tuple(article for _line, article in group),
        contents=contents,
        leaves=max(
            leaves_on(cooperative, line.product.lead_days, line.product.harvest_date)
            for line in lines
        ),
        options=options,
        problem=problem,
    )


def _quoted(contents: ParcelContents, destination_code: str) -> tuple[tuple[Option, ...], str]:
    """The ways to send a parcel, or in words why there is none."""
    if not destination_code:
        return (), ""
    try:
        return quote(contents=contents, destination_code=destination_code), ""
    except CannotQuote as refusal:
        return (), refusal.text
