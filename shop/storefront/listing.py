"""Lists of cards: what the visitor asked for, and one page of it.

Pages are cut by keyset (the last card's sort value and id), so page 400 costs what page 1 does.
Totals are exact up to a thousand and "more than a thousand" beyond. A search is a list too: its
``relevance`` is a whole number that depends on the card and the question alone, never on the other
cards, so that new goods do not shuffle the pages somebody is reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Least
from django.http import QueryDict

from catalog.models import Permit, Product
from shop.search import index
from shop.search.questions import Question
from shop.storefront.cards import PERMIT_BITS, PRICE_STEPS
from shop.storefront.models import ProductCard
from shop.storefront.selectors import category_by_slug, category_ids_below, public_cards
from shop.storefront.typed import one_line

PAGE_SIZE = 24
COUNTED = 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_CHOICES = 20
LARGEST = 2**62


class Sort(StrEnum):
    """Orders a list can stand in; the values are what the address says."""

    RELEVANT = "relevan"
    NEWEST = "terbaru"
    POPULAR = "terlaris"
    CHEAPEST = "termurah"
    DEAREST = "termahal"


# Column a list is sorted by, and whether it runs from the largest value down.
COLUMNS: dict[Sort, tuple[str, bool]] = {
    Sort.RELEVANT: ("relevance", True),
    Sort.NEWEST: ("created_at", True),
    Sort.POPULAR: ("sold", True),
    Sort.CHEAPEST: ("price", False),
    Sort.DEAREST: ("price", True),
}
# Bands of prices as the address names them: their place in PRICE_STEPS, from 1.
BANDS = tuple(range(1, len(PRICE_STEPS) + 2))
# Relevance: one step outweighs everything that was ever sold.
STEP = 10**10
MOST_SOLD = 10**9
READY = "siap"
PREORDER = "po"
STOCK_WORDS: dict[str, tuple[ProductCard.Stock, ...]] = {
    READY: (ProductCard.Stock.AVAILABLE, ProductCard.Stock.LOW),
    PREORDER: (ProductCard.Stock.PREORDER,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a list. Prices are rupiah; empty tuples and ``None`` narrow nothing."""

    stock: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regencies: tuple[str, ...] = ()
    cooperatives: tuple[str, ...] = ()
    permits: tuple[str, ...] = ()
    bands: tuple[int, ...] = ()
    price_from: int | None = None
    price_to: int | None = None

    @property
    def count(self) -> int:
        """How many are in use."""
        lists = (self.stock, self.categories, self.regencies, self.cooperatives, self.permits)
        typed = self.price_from is not None or self.price_to is not None
        return sum(len(each) for each in lists) + len(self.bands) + typed

    @property
    def permit_bits(self) -> int:
        """The asked certificates as the card keeps them."""
        return sum(PERMIT_BITS[kind] for kind in self.permits)

    @property
    def stock_states(self) -> tuple[str, ...]:
        """The states of a card that the asked words stand for."""
        return tuple(str(state) for word in self.stock for state in STOCK_WORDS[word])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a list is about before anything is filtered: a shelf, a place, a question, or all."""

    category_ids: tuple[int, ...] | None = None
    regencies: tuple[str, ...] = ()
    question: Question | None = None

    @property
    def key(self) -> str:
        """The same for scopes that hold the same cards."""
        shelves = "" if self.category_ids is None else ",".join(map(str, self.category_ids))
        return f"{shelves}/{self.regencies}/{self.question.key if self.question else ''}"

    def cards(self) -> QuerySet[ProductCard]:
        """All public cards in it."""
        found = in_categories(public_cards(), self.category_ids)
        if self.regencies:
            found = found.filter(regency__in=self.regencies)
        if self.question is not None:
            found = index.among(found, self.question)
        return found


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place between two cards: sort value (for times, microseconds) and product id."""

    value: int
    product_id: int

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Read ``value-id``; nonsense is no cursor."""
        value, _, product_id = text.partition("-")
        if not (_is_number(value) and _is_number(product_id)):
            return None
        return cls(value=int(value), product_id=int(product_id))

    def __str__(self) -> str:
        return f"{self.value}-{self.product_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a list, read from the address."""

    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    after: Cursor | None = None
    before: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Cards of one page and the cursors of its neighbours (empty where there is none)."""

    cards: list[ProductCard]
    total: int
    next: str = ""
    previous: str = ""

    @property
    def has_more_than_counted(self) -> bool:
        """The total is a lower bound."""
        return self.total > COUNTED


def read(query: QueryDict) -> Asked:
    """Understand an address; whatever is not understood is ignored."""
    filters = Filters(
        stock=tuple(word for word in STOCK_WORDS if word in query.getlist("stok")),
        categories=_texts(query, "kategori"),
        regencies=_texts(query, "asal"),
        cooperatives=_texts(query, "koperasi"),
        permits=tuple(kind for kind in Permit.Kind.values if kind in query.getlist("izin")),
        bands=tuple(band for band in BANDS if str(band) in query.getlist("harga")),
        price_from=_rupiah(query.get("dari", "")),
        price_to=_rupiah(query.get("sampai", "")),
    )
    wanted = query.get("urut", "")
    return Asked(
        filters=filters,
        sort=Sort(wanted) if wanted in list(Sort) else None,
        after=Cursor.parse(query.get("sesudah", "")),
        before=Cursor.parse(query.get("sebelum", "")),
    )


def sort_of(asked: Asked, scope: Scope) -> Sort:
    """The order a list stands in: the asked one, else the best for what it is about."""
    if scope.question is not None:
        return asked.sort or Sort.RELEVANT
    return Sort.NEWEST if asked.sort in {None, Sort.RELEVANT} else asked.sort


def narrowed(found: QuerySet[ProductCard], filters: Filters) -> QuerySet[ProductCard]:
    """Apply filters to a set of cards."""
    if filters.stock:
        found = found.filter(stock__in=filters.stock_states)
    if filters.categories:
        found = in_categories(found, shelves_below(filters.categories))
    if filters.regencies:
        found = found.filter(regency__in=filters.regencies)
    if filters.cooperatives:
        found = found.filter(cooperative_slug__in=filters.cooperatives)
    if filters.permits:
        found = found.alias(asked_permits=F("permits").bitand(filters.permit_bits))
        found = found.filter(asked_permits__gt=0)
    if filters.bands:
        found = found.filter(price_band__in=filters.bands)
    return within_prices(found, filters)


def within_prices(found: QuerySet[ProductCard], filters: Filters) -> QuerySet[ProductCard]:
    """Apply the typed prices."""
    if filters.price_from is not None:
        found = found.filter(price__gte=filters.price_from)
    if filters.price_to is not None:
        found = found.filter(price__lte=filters.price_to)
    return found


def shelves_below(slugs: Sequence[str]) -> tuple[int, ...]:
    """Ids of these categories and all below them; unknown slugs are none."""
    found = (category_by_slug(slug) for slug in slugs)
    return tuple(pk for link in found if link for pk in category_ids_below(link.id))


def page(asked: Asked, scope: Scope = EVERYTHING) -> Page:
    """One page of the list: two queries, whatever the catalogue's size.

    A cursor that leads nowhere (tampered with, or its cards are gone) answers the first page.
    """
    found = narrowed(scope.cards(), asked.filters)
    column, is_descending = COLUMNS[sort_of(asked, scope)]
    if column == "price":
        found = found.filter(price__isnull=False)
    if column == "relevance" and scope.question is not None:
        found = found.annotate(relevance=relevance(scope.question))
    backwards = asked.before is not None and asked.after is None
    cursor = asked.before if backwards else asked.after
    runs_down = is_descending != backwards
    window = _beyond(found, cursor, column, runs_down) if cursor else found
    rows = list(window.order_by(*_order(column, runs_down))[: PAGE_SIZE + 1])
    has_more = len(rows) > PAGE_SIZE
    if cursor and (not rows or (backwards and not has_more and len(rows) < PAGE_SIZE)):
        return page(without_cursor(asked), scope)
    rows = rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    return Page(
        cards=rows,
        total=narrowed(scope.cards(), asked.filters).order_by()[: COUNTED + 1].count(),
        next=_cursor(rows[-1], column) if rows and (has_more or backwards) else "",
        previous=_cursor(rows[0], column)
        if rows and (has_more if backwards else cursor is not None)
        else "",
    )


def relevance(question: Question) -> ExpressionWrapper:
    """How well a card answers, as one whole number.

    What can be had before what is sold out, then all words whole in the title, all words in the
    title, the rest; within each what sells most.
    """
    # Wide from the start: compared as a plain integer, PostgreSQL's range would be left.
    wide = BigIntegerField()
    place = ExpressionWrapper(index.place(question) * Value(STEP), output_field=wide)
    gone = When(stock=ProductCard.Stock.OUT, then=Value(0))
    had = Case(gone, default=Value(3 * STEP), output_field=wide)
    sold = Least(F("sold"), Value(MOST_SOLD), output_field=wide)
    return ExpressionWrapper(had + place + sold, output_field=wide)


def in_categories(
    found: QuerySet[ProductCard], category_ids: Sequence[int] | None
) -> QuerySet[ProductCard]:
    """Only cards on these shelves; ``None`` means the whole shop."""
    if category_ids is None:
        return found
    on_shelf = Product.categories.through.objects.filter(category_id__in=category_ids)
    return found.filter(pk__in=on_shelf.values("product_id"))


def without_cursor(asked: Asked) -> Asked:
    """The same list from its first page."""
    return replace(asked, after=None, before=None)


def _beyond(
    found: QuerySet[ProductCard], cursor: Cursor, column: str, runs_down: bool
) -> QuerySet[ProductCard]:
    side = "lt" if runs_down else "gt"
    value = _from_cursor(cursor.value, column)
    return found.filter(
        Q(**{f"{column}__{side}": value})
        | Q(**{column: value, f"product_id__{side}": cursor.product_id})
    )


def _order(column: str, runs_down: bool) -> tuple[str, str]:
    sign = "-" if runs_down else ""
    return f"{sign}{column}", f"{sign}product_id"


def _cursor(card: ProductCard, column: str) -> str:
    value = getattr(card, column)
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(microseconds=1)
    return str(Cursor(value=value, product_id=card.product_id))


def _from_cursor(value: int, column: str) -> int | datetime:
    if column != "created_at":
        return value
    try:
        return EPOCH + timedelta(microseconds=value)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _texts(query: QueryDict, name: str) -> tuple[str, ...]:
    texts = (one_line(text, 120) for text in query.getlist(name))
    return tuple(dict.fromkeys(text for text in texts if text))[:MOST_CHOICES]


def _rupiah(text: str) -> int | None:
    """Read what people type for money: ``50000``, ``50.000``, ``Rp 50.000``."""
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    return min(int(digits), LARGEST) if digits and len(digits) <= 15 else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= LARGEST
