"""What a list can be narrowed by, with counts: cached, because they change slowly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, QuerySet

from catalog.models import Permit
from shop.storefront.listing import PREORDER, READY, STOCK_WORDS, in_categories
from shop.storefront.models import ProductCard
from shop.storefront.selectors import public_cards

SECONDS = 120
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet and how many cards have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Choices in a list, most frequent first."""

    ready: int
    preorder: int
    regencies: tuple[Choice, ...]
    cooperatives: tuple[Choice, ...]
    permits: tuple[Choice, ...]


def of_categories(category_ids: Sequence[int] | None) -> Facets:
    """Facets of these shelves (``None``: the whole shop), at most two minutes old."""
    key = "storefront.facets." + ",".join(str(each) for each in category_ids or ["all"])
    found: Facets | None = cache.get(key)
    if found is None:
        found = count(in_categories(public_cards(), category_ids))
        cache.set(key, found, SECONDS)
    return found


def count(found: QuerySet[ProductCard]) -> Facets:
    """Count the choices in a set of cards: two queries."""
    rows = list(
        found.order_by()
        .values("stock", "regency", "cooperative_slug", "cooperative_name")
        .annotate(n=Count("pk"))
    )
    kinds = (
        Permit.objects.filter(product__card__in=found.order_by().values("pk"))
        .values("kind")
        .annotate(n=Count("product_id", distinct=True))
        .order_by("-n", "kind")
    )
    return Facets(
        ready=sum(row["n"] for row in rows if row["stock"] in STOCK_WORDS[READY]),
        preorder=sum(row["n"] for row in rows if row["stock"] in STOCK_WORDS[PREORDER]),
        regencies=_choices((row["regency"], row["regency"], row["n"]) for row in rows),
        cooperatives=_choices(
            (row["cooperative_slug"], row["cooperative_name"], row["n"]) for row in rows
        ),
        permits=tuple(
            Choice(value=row["kind"], label=str(Permit.Kind(row["kind"]).label), count=row["n"])
            for row in kinds
        ),
    )


def _choices(rows: Iterable[tuple[str, str, int]]) -> tuple[Choice, ...]:
    totals: dict[str, tuple[str, int]] = {}
    for value, label, n in rows:
        if value:
            totals[value] = (label, totals.get(value, ("", 0))[1] + n)
    ranked = sorted(totals.items(), key=lambda each: (-each[1][1], each[1][0]))
    return tuple(Choice(value=value, label=label, count=n) for value, (label, n) in ranked[:MOST])
