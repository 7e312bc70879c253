"""What a list can be narrowed by, with counts that tell what one more click would leave.

A facet's choices are counted under the filters of all other facets: with "Toba" chosen, "Karo"
still says how many there would be. Asking the database once per facet would cost more with every
facet; instead one query counts the cards by everything facets ask about (a table of some hundred to
some thousand cells, kept for two minutes) and the rest is adding up.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import partial
from hashlib import blake2b
from itertools import pairwise

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import Permit
from shop import formats
from shop.partner.models import Partner
from shop.storefront import selectors
from shop.storefront.cards import PERMIT_BITS, PRICE_STEPS
from shop.storefront.listing import (
    BANDS,
    PREORDER,
    READY,
    STOCK_WORDS,
    Filters,
    Scope,
    shelves_below,
    within_prices,
)

SECONDS = 120
MOST = 12
DIMENSIONS = ("stock", "category", "regency", "cooperative", "permit", "price")
Dimension = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet and how many cards would be left with it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Choices in a list, most frequent first; what would leave nothing is left out."""

    stock: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    regencies: tuple[Choice, ...]
    cooperatives: tuple[Choice, ...]
    permits: tuple[Choice, ...]
    bands: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Cards that no facet can tell apart."""

    stock: str
    cooperative: str
    cooperative_name: str
    regency: str
    permits: int
    band: int
    categories: tuple[int, ...]
    count: int


def of(scope: Scope, filters: Filters) -> Facets:
    """Facets of a list, at most two minutes old."""
    asked = f"{scope.key}/{astuple(filters)}/{get_language()}"
    key = "storefront.facets." + blake2b(asked.encode(), digest_size=16).hexdigest()
    found: Facets | None = cache.get(key)
    if found is None:
        found = add_up(cells(scope, filters), scope, filters)
        cache.set(key, found, SECONDS)
    return found


def cells(scope: Scope, filters: Filters) -> list[Cell]:
    """The table that facets are added up from: two queries, then two minutes none.

    Typed prices cut it beforehand, for they need not end where a band does.
    """
    asked = f"{scope.key}/{filters.price_from}/{filters.price_to}"
    key = "storefront.cells." + blake2b(asked.encode(), digest_size=16).hexdigest()
    found: list[Cell] | None = cache.get(key)
    if found is None:
        found = _count(scope, filters)
        cache.set(key, found, SECONDS)
    return found


def add_up(table: Iterable[Cell], scope: Scope, filters: Filters) -> Facets:
    """Count every choice under the filters of the other facets."""
    shelves = _shelves(scope, filters)
    wanted = frozenset(shelves_below(filters.categories))
    counted: dict[Dimension, Counter[str]] = {name: Counter() for name in DIMENSIONS}
    names: dict[str, str] = {}
    for cell in table:
        names[cell.cooperative] = cell.cooperative_name
        failing = _failing(cell, filters, wanted)
        if len(failing) > 1:
            continue
        for name in failing or DIMENSIONS:
            for value in _values(cell, name, shelves):
                counted[name][value] += cell.count
    choices = partial(_choices, counted=counted)
    return Facets(
        stock=choices("stock", filters.stock, labels=_stock_labels(), is_ranked=False),
        categories=choices("category", filters.categories, labels=_shelf_labels()),
        regencies=choices("regency", filters.regencies),
        cooperatives=choices("cooperative", filters.cooperatives, labels=names),
        permits=choices("permit", filters.permits, labels=_permit_labels()),
        bands=choices(
            "price", [str(band) for band in filters.bands], labels=band_labels(), is_ranked=False
        ),
    )


def band_labels() -> dict[str, str]:
    """Words for the bands of prices."""
    steps = [formats.rupiah(step) for step in PRICE_STEPS]
    between = {
        str(place): f"{low} - {high}" for place, (low, high) in enumerate(pairwise(steps), start=2)
    }
    below = _("Below %(price)s") % {"price": steps[0]}
    above = _("%(price)s and more") % {"price": steps[-1]}
    return {str(BANDS[0]): below, **between, str(BANDS[-1]): above}


def _count(scope: Scope, filters: Filters) -> list[Cell]:
    by = ("cooperative_id", "stock", "permits", "price_band", "category_ids")
    found = within_prices(scope.cards(), filters).order_by()
    rows = list(found.values_list(*by).annotate(n=Count("pk")))
    sellers = {
        pk: (slug or "", name, regency)
        for pk, slug, name, regency in Partner.objects.filter(
            pk__in={row[0] for row in rows}
        ).values_list("pk", "slug", "name", "regency_name")
    }
    return [
        Cell(
            stock=stock,
            cooperative=sellers[seller][0],
            cooperative_name=sellers[seller][1],
            regency=sellers[seller][2],
            permits=permits,
            band=band,
            categories=tuple(shelves),
            count=n,
        )
        for seller, stock, permits, band, shelves, n in rows
        if seller in sellers
    ]


def _failing(cell: Cell, filters: Filters, wanted: Collection[int]) -> list[Dimension]:
    """The facets whose filters this cell does not meet."""
    bits = filters.permit_bits
    checks = (
        ("stock", not filters.stock or cell.stock in filters.stock_states),
        ("category", not filters.categories or not wanted.isdisjoint(cell.categories)),
        ("regency", not filters.regencies or cell.regency in filters.regencies),
        ("cooperative", not filters.cooperatives or cell.cooperative in filters.cooperatives),
        ("permit", not bits or bool(cell.permits & bits)),
        ("price", not filters.bands or cell.band in filters.bands),
    )
    return [name for name, is_met in checks if not is_met]


def _values(cell: Cell, name: Dimension, shelves: Mapping[int, Collection[str]]) -> Collection[str]:
    """What a cell counts for in one facet."""
    if name == "stock":
        return [word for word, states in STOCK_WORDS.items() if cell.stock in states]
    if name == "category":
        return {slug for pk in cell.categories for slug in shelves.get(pk, ())}
    if name == "permit":
        return [kind for kind, bit in PERMIT_BITS.items() if cell.permits & bit]
    value = {"regency": cell.regency, "cooperative": cell.cooperative, "price": str(cell.band)}
    return [value[name]] if value[name] not in {"", "0"} else []


def _shelves(scope: Scope, filters: Filters) -> dict[int, list[str]]:
    """For every category the shelves it counts for: those one step below what the list is about.

    A shelf that is chosen opens: its own children are offered beside its neighbours.
    """
    tree = selectors.category_tree()
    inside = (
        tree
        if scope.category_ids is None
        else [link for link in tree if link.id in scope.category_ids]
    )
    top = min((link.depth for link in inside), default=0) + (scope.category_ids is not None)
    chosen = [link for link in inside if link.slug in filters.categories]
    offered = [
        link
        for link in inside
        if link.depth == top
        or link in chosen
        or any(link.depth == each.depth + 1 and link.path.startswith(each.path) for each in chosen)
    ]
    return {
        link.id: [each.slug for each in offered if link.path.startswith(each.path)]
        for link in inside
    }


def _choices(
    name: Dimension,
    chosen: Collection[str],
    *,
    counted: Mapping[Dimension, Counter[str]],
    labels: Mapping[str, str] | None = None,
    is_ranked: bool = True,
) -> tuple[Choice, ...]:
    """The best dozen, and whatever is chosen, for only what is shown can be taken away."""
    totals = counted[name]
    known = totals.keys() | {value for value in chosen if labels is None or value in labels}
    values = sorted(known, key=lambda each: (-totals[each], each)) if is_ranked else sorted(known)
    if not is_ranked and labels is not None:
        values = [value for value in labels if value in known]
    shown = [value for place, value in enumerate(values) if place < MOST or value in chosen]
    return tuple(
        Choice(value=value, label=(labels or {}).get(value, value), count=totals[value])
        for value in shown
    )


def _stock_labels() -> dict[str, str]:
    return {READY: _("Ready to send"), PREORDER: _("Pre-order")}


def _shelf_labels() -> dict[str, str]:
    return {link.slug: link.name for link in selectors.category_tree()}


def _permit_labels() -> dict[str, str]:
    return {kind: str(Permit.Kind(kind).label) for kind in PERMIT_BITS}
