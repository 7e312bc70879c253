"""What a list can be narrowed by, with counts that tell what one more click would leave.

A facet's choices are counted under the filters of all other facets: with "Toba" chosen, "Karo"
still says how many there would be. All facets are counted in one statement over the cards of the
list, and kept: for the whole shop of a hundred thousand cards that is worth it.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import astuple, dataclass, field
from functools import partial
from hashlib import blake2b
from itertools import pairwise

from django.core.cache import cache
from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from catalog.models import Permit, Product
from shop import formats
from shop.partner.models import Partner
from shop.storefront import afterwards, selectors
from shop.storefront.cards import PERMIT_BITS, PRICE_STEPS
from shop.storefront.listing import (
    BANDS,
    EVERYTHING,
    PREORDER,
    READY,
    STOCK_WORDS,
    Filters,
    Scope,
    shelves_below,
    within_prices,
)
from shop.storefront.models import ProductCard

# Counts are fresh so long that counting takes a thousandth of the time, within these seconds.
SHORTEST_SECONDS = 120
LONGEST_SECONDS = 1200
PATIENCE = 1000
# An old count is still shown to whoever asks first, while it is counted anew; a quiet hour later
# it is forgotten. One process counts at a time.
OLD_SECONDS = 3600
TURN_SECONDS = 60
MOST = 12
# Which column of a card each facet counts. A regency is where the cooperative is.
COLUMNS = {
    "stock": "stock",
    "category": "category_ids",
    "regency": "cooperative_id",
    "cooperative": "cooperative_id",
    "permit": "permits",
    "price": "price_band",
}
FIELDS = tuple(dict.fromkeys(COLUMNS.values()))
# What a column says, as text, and on how many cards.
Counts = Mapping[str, int]


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
class Seller:
    """A cooperative as facets need it, and how many cards it has."""

    slug: str
    name: str
    regency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """For every facet what its column says and how often; and who the sellers are."""

    counts: Mapping[str, Counts]
    sellers: Mapping[str, Seller] = field(default_factory=dict)


def of(scope: Scope, filters: Filters) -> Facets:
    """Facets of a list; as old as counting it is dear, from two minutes to twenty.

    The first to ask after that sees the old ones, at most an hour older still.
    """
    counted = _kept(scope, filters)
    shelves = _shelves(scope, filters)
    sellers = counted.sellers
    values: dict[str, Callable[[str], Collection[str]]] = {
        "stock": lambda state: [word for word, states in STOCK_WORDS.items() if state in states],
        "category": lambda ids: {slug for pk in json.loads(ids) for slug in shelves.get(pk, ())},
        "regency": lambda pk: [sellers[pk].regency] if pk in sellers else [],
        "cooperative": lambda pk: [sellers[pk].slug] if pk in sellers else [],
        "permit": lambda bits: [kind for kind, bit in PERMIT_BITS.items() if int(bits) & bit],
        "price": lambda band: [band] if band != "0" else [],
    }
    totals = {name: _add_up(counted.counts.get(name, {}), values[name]) for name in COLUMNS}
    names = {seller.slug: seller.name for seller in sellers.values()}
    choices = partial(_choices, totals=totals)
    bands = [str(band) for band in filters.bands]
    return Facets(
        stock=choices("stock", filters.stock, labels=_stock_labels(), is_ranked=False),
        categories=choices("category", filters.categories, labels=_shelf_labels()),
        regencies=choices("regency", filters.regencies),
        cooperatives=choices("cooperative", filters.cooperatives, labels=names),
        permits=choices("permit", filters.permits, labels=_permit_labels()),
        bands=choices("price", bands, labels=band_labels(), is_ranked=False),
    )


def sellers() -> list[tuple[Seller, int]]:
    """Every cooperative with something to show, and how many cards it has."""
    counted = _kept(EVERYTHING, Filters())
    counts = counted.counts.get("cooperative", {})
    return [(counted.sellers[pk], n) for pk, n in counts.items() if pk in counted.sellers]


def count(scope: Scope, filters: Filters) -> Counted:
    """Count all facets of a list: two queries, whatever its size."""
    found = within_prices(scope.cards(), filters).order_by()
    tests = _tests(filters)
    flags = {
        f"meets_{name}": ExpressionWrapper(test, output_field=BooleanField())
        for name, test in tests.items()
    }
    if filters.permits:
        found = found.alias(asked_permits=F("permits").bitand(filters.permit_bits))
    rows = _counted_rows(found.annotate(**flags).values_list(*FIELDS, *flags), tests)
    counts: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}
    for name, value, n in rows:
        counts[name][value] = n
    ids = counts["cooperative"].keys() | counts["regency"].keys()
    partners = Partner.objects.filter(pk__in=ids).values_list("pk", "slug", "name", "regency_name")
    known = {
        str(pk): Seller(slug=slug or "", name=name, regency=regency)
        for pk, slug, name, regency in partners
    }
    return Counted(counts=counts, sellers=known)


def _kept(scope: Scope, filters: Filters) -> Counted:
    """Nobody waits for a count that was ever made: what is old is shown and counted afterwards."""
    asked = f"{scope.key}/{astuple(filters)}"
    key = "storefront.counted." + blake2b(asked.encode(), digest_size=16).hexdigest()
    found: tuple[Counted, float] | None = cache.get(key)
    if found is None:
        return _count_anew(key, scope, filters)
    counted, fresh_until = found
    if time.time() >= fresh_until and cache.add(f"{key}.turn", True, TURN_SECONDS):
        afterwards.do(key, partial(_count_anew, key, scope, filters))
    return counted


def _count_anew(key: str, scope: Scope, filters: Filters) -> Counted:
    begun = time.monotonic()
    found = count(scope, filters)
    seconds = PATIENCE * (time.monotonic() - begun)
    fresh = max(SHORTEST_SECONDS, min(LONGEST_SECONDS, seconds))
    cache.set(key, (found, time.time() + fresh), fresh + OLD_SECONDS)
    cache.delete(f"{key}.turn")
    return found


def _tests(filters: Filters) -> dict[str, Q]:
    """For every facet in use, what a card must meet."""
    # A set that is known to be empty would no longer be a condition: no shelf has the id 0.
    shelves = shelves_below(filters.categories) or (0,)
    on_shelf = Product.categories.through.objects.filter(category_id__in=shelves)
    every = {
        "stock": (filters.stock, Q(stock__in=filters.stock_states)),
        "category": (filters.categories, Q(pk__in=on_shelf.values("product_id"))),
        "regency": (filters.regencies, Q(regency__in=filters.regencies)),
        "cooperative": (filters.cooperatives, Q(cooperative_slug__in=filters.cooperatives)),
        "permit": (filters.permits, Q(asked_permits__gt=0)),
        "price": (filters.bands, Q(price_band__in=filters.bands)),
    }
    return {name: test for name, (asked, test) in every.items() if asked}


def _counted_rows(
    found: QuerySet[ProductCard], tests: Mapping[str, Q]
) -> list[tuple[str, str, int]]:
    """One row per facet and value. The cards are read once; each facet groups them anew."""
    sql, params = found.query.sql_with_params()
    flags = [f"meets_{name}" for name in tests]
    parts = []
    for name, column in COLUMNS.items():
        others = [f"meets_{other}" for other in tests if other != name] or ["1 = 1"]
        parts.append(
            f"SELECT '{name}', CAST({column} AS text), COUNT(*) FROM found "  # noqa: S608 - ours
            f"WHERE {' AND '.join(others)} GROUP BY {column}"
        )
    statement = (
        f"WITH found ({', '.join((*FIELDS, *flags))}) AS MATERIALIZED ({sql}) "
        f"{' UNION ALL '.join(parts)}"
    )
    with connections[found.db].cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _add_up(counts: Counts, values: Callable[[str], Collection[str]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for column, n in counts.items():
        for value in values(column):
            if value:
                totals[value] += n
    return totals


def band_labels() -> dict[str, str]:
    """Words for the bands of prices."""
    steps = [formats.rupiah(step) for step in PRICE_STEPS]
    between = {
        str(place): f"{low}\N{EN DASH}{high}"
        for place, (low, high) in enumerate(pairwise(steps), start=2)
    }
    below = _("Below %(price)s") % {"price": steps[0]}
    above = _("%(price)s and more") % {"price": steps[-1]}
    return {str(BANDS[0]): below, **between, str(BANDS[-1]): above}


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
    name: str,
    chosen: Collection[str],
    *,
    totals: Mapping[str, Counter[str]],
    labels: Mapping[str, str] | None = None,
    is_ranked: bool = True,
) -> tuple[Choice, ...]:
    """The best dozen, and whatever is chosen, for only what is shown can be taken away."""
    found = totals[name]
    known = found.keys() | {value for value in chosen if labels is None or value in labels}
    values = sorted(known, key=lambda each: (-found[each], each)) if is_ranked else sorted(known)
    if not is_ranked and labels is not None:
        values = [value for value in labels if value in known]
    shown = [value for place, value in enumerate(values) if place < MOST or value in chosen]
    return tuple(
        Choice(value=value, label=(labels or {}).get(value, value), count=found[value])
        for value in shown
    )


def _stock_labels() -> dict[str, str]:
    return {READY: _("Ready to send"), PREORDER: _("Pre-order")}


def _shelf_labels() -> dict[str, str]:
    return {link.slug: link.name for link in selectors.category_tree()}


def _permit_labels() -> dict[str, str]:
    return {kind: str(Permit.Kind(kind).label) for kind in PERMIT_BITS}
