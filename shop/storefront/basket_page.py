"""What the basket's page shows: one parcel for each cooperative, with what is wrong in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser

from shop import formats
from shop.basket.models import Basket, Line
from shop.offer.models import FreeShippingRule
from shop.order import dates, drafts
from shop.partner.models import Partner, StockRecord
from shop.shipping import free as free_shipping
from shop.shipping.defaults import PICKUP
from shop.shipping.free import Free
from shop.shipping.quotes import CannotQuote, Option, ParcelContents, quote_all
from shop.storefront.basket import MOST_OF_ONE
from shop.storefront.cards import unit_label
from shop.storefront.product_page import arrival, leaves_on, pack_label


class Trouble(StrEnum):
    """Why a line cannot be ordered as it is."""

    NONE = ""
    GONE = "gone"
    SHORT = "short"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One line. Prices in whole rupiah; ``sellable`` in packs, ``left`` written for people.

    ``fitting`` is how many packs can be had beside the rest of the basket. ``harvest`` is the
    day of the coming harvest a pre-order is taken from.
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
    harvest: date | None = None

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
class Way:
    """One way of sending a parcel, as a radio button; ``pays`` is what the buyer pays for it."""

    option: Option
    arrives: str
    pays: int
    is_chosen: bool = False

    @property
    def value(self) -> str:
        """What the browser sends back: the code and the price that stood beside it."""
        return f"{self.option.code}:{self.option.price}"

    @property
    def is_pickup(self) -> bool:
        """Fetched by the buyer."""
        return self.option.code == PICKUP

    @property
    def is_cheaper(self) -> bool:
        """A free-shipping rule takes something off."""
        return self.pays < self.option.price


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketParcel:
    """What one cooperative sends. ``options`` is empty until a destination is known."""

    cooperative: Partner
    articles: tuple[Article, ...]
    contents: ParcelContents
    leaves: date
    destination_code: str = ""
    rules: tuple[FreeShippingRule, ...] = ()
    options: tuple[Option, ...] = ()
    problem: str = ""

    @property
    def sent(self) -> tuple[Option, ...]:
        """The ways in which somebody brings it, the cheapest first."""
        return tuple(each for each in self.options if each.code != PICKUP)

    @property
    def ways(self) -> tuple[Way, ...]:
        """Every way to get it, as the pages offer them."""
        return tuple(
            Way(option=each, arrives=_arrives(each, self.leaves), pays=self.pays(each))
            for each in self.options
        )

    @property
    def pickup_days(self) -> list[date]:
        """The days on which the buyer may fetch it; none where that is not offered."""
        if all(each.code != PICKUP for each in self.options):
            return []
        return dates.pickup_days(self.cooperative, first=self.leaves)

    @property
    def cheapest(self) -> Option | None:
        """The least that sending costs; picking it up oneself does not count."""
        return next(iter(self.sent), None)

    @property
    def goods(self) -> int:
        """Rupiah for the goods in it."""
        return sum(article.total for article in self.articles)

    @property
    def least(self) -> int | None:
        """What the buyer pays at least to have it sent; nothing while no price is known."""
        return self.pays(self.cheapest) if self.cheapest else None

    @property
    def is_fallback(self) -> bool:
        """Couriers gave no price, so the table's stands here."""
        return any(each.is_fallback for each in self.options)

    @property
    def is_cheaper(self) -> bool:
        """A free-shipping rule takes something off the cheapest way."""
        return self.cheapest is not None and self.free(self.cheapest) is not None

    @property
    def label(self) -> str:
        """The free-shipping rule that holds for it or could, in words."""
        rules = [rule for rule in self.rules if not rule.scopes or self.destination_code]
        mine = free_shipping.nearest(rules=rules, goods=self.goods, **self._way)
        return free_shipping.words_of(mine) if mine else ""

    @property
    def missing_for_free(self) -> int:
        """Rupiah of goods missing until the next free-shipping rule holds; 0 when one does."""
        return free_shipping.missing(rules=self.rules, goods=self.goods, **self._way)

    @property
    def below_minimum(self) -> int:
        """Rupiah of goods missing to the smallest order the cooperative takes."""
        return max(0, self.cooperative.minimum_order - self.goods)

    def free(self, option: Option) -> Free | None:
        """What a rule takes off one way of sending it, as placing the order will find it."""
        return free_shipping.best(
            rules=self.rules, goods=self.goods, price=option.price, **self._way
        )

    def pays(self, option: Option) -> int:
        """What the buyer pays for one way of sending it."""
        free = self.free(option)
        return option.price - (free.amount if free else 0)

    @property
    def _way(self) -> dict[str, Any]:
        return {
            "cooperative_id": self.cooperative.pk,
            "origin": self.contents.origin_code,
            "destination": self.destination_code,
        }


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
        least = [parcel.least for parcel in self.parcels]
        if not least or None in least:
            return None
        return sum(each for each in least if each)

    @property
    def total_from(self) -> int:
        """Goods and the least that sending costs, as far as it is known."""
        return self.goods + (self.shipping_from or 0)

    @property
    def is_short(self) -> bool:
        """Some line asks for more than there is."""
        return any(article.trouble for article in self.articles)

    @property
    def is_below_minimum(self) -> bool:
        """Some cooperative does not send so little."""
        return any(parcel.below_minimum for parcel in self.parcels)

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
    parcels = _parcels(list(grouped.values()), destination_code)
    vouchers = basket.vouchers.all() if basket else []
    return BasketPage(
        parcels=parcels,
        gone=tuple(gone),
        voucher=", ".join(voucher.code for voucher in vouchers),
    )


def _wanted_base_units(lines: list[Line]) -> dict[int | None, int]:
    """Base units the basket asks of each stock item: a bag and a sack may share one heap."""
    wanted: dict[int | None, int] = defaultdict(int)
    for line in lines:
        record = line.stockrecord
        wanted[_source_id(record)] += line.quantity * record.units_per_sale
    return wanted


def _source_id(record: StockRecord) -> int | None:
    """The heap a pack is taken from now: goods in the store, or a coming harvest."""
    source = record.drawn_from
    return source.pk if source else None


def priced_lines(basket: Basket) -> list[Line]:
    """The lines with today's prices and offers, as placing an order will read them."""
    drafts.read_basket(basket=basket, user=basket.owner or AnonymousUser())
    return [line for line in basket.all_lines() if line.quantity]


def _article(line: Line, wanted: dict[int | None, int]) -> Article:
    product, record = line.product, line.stockrecord
    page_product = product.parent or product
    price = int(record.price or 0)
    item = record.drawn_from
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
        sellable=record.orderable_packs,
        trouble=_trouble(line, wanted),
        left=formats.quantity(item.free, item.base_unit) if item else "",
        fitting=_fitting(line, wanted),
        harvest=record.harvest.harvest_date if record.harvest else None,
    )


def _fitting(line: Line, wanted: dict[int | None, int]) -> int:
    """Packs of this line that fit beside what the other lines ask of the same heap."""
    record = line.stockrecord
    source = record.drawn_from
    if source is None:
        return 0
    others = wanted[source.pk] - line.quantity * record.units_per_sale
    free = max(0, source.free - others)
    return min(line.quantity, free // record.units_per_sale)


def _trouble(line: Line, wanted: dict[int | None, int]) -> Trouble:
    record = line.stockrecord
    if not drafts.is_sellable(line) or not record.orderable_packs:
        return Trouble.GONE
    if line.quantity > record.orderable_packs:
        return Trouble.SHORT
    if wanted[_source_id(record)] > record.drawn_from.free:
        return Trouble.SHARED
    return Trouble.NONE


def _parcels(
    groups: list[list[tuple[Line, Article]]], destination_code: str
) -> tuple[BasketParcel, ...]:
    """All parcels with their prices, in as many queries as one takes."""
    if not groups:
        return ()
    contents = [
        drafts.contents_of(
            partner=group[0][0].stockrecord.partner, lines=[line for line, _article in group]
        )
        for group in groups
    ]
    rules = tuple(
        free_shipping.rules_now(cooperative_ids=[each.cooperative_id for each in contents])
    )
    quotes: list[tuple[Option, ...] | CannotQuote] = [()] * len(groups)
    if destination_code:
        quotes = quote_all(parcels=contents, destination_code=destination_code)
    return tuple(
        BasketParcel(
            cooperative=group[0][0].stockrecord.partner,
            articles=tuple(article for _line, article in group),
            contents=each,
            leaves=_leaves([line for line, _article in group]),
            destination_code=destination_code,
            rules=rules,
            options=() if isinstance(options, CannotQuote) else options,
            problem=options.text if isinstance(options, CannotQuote) else "",
        )
        for group, each, options in zip(groups, contents, quotes, strict=True)
    )


def _arrives(option: Option, leaves: date) -> str:
    if option.code == PICKUP:
        return formats.short_date(leaves)
    return arrival(option, leaves)


def _leaves(lines: list[Line]) -> date:
    """The day on which everything in the parcel is ready."""
    return max(
        leaves_on(line.stockrecord.partner, line.product.lead_days, dates.harvest_of(line))
        for line in lines
    )
