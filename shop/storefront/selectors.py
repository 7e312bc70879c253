"""Reading cards and shelves: what lists, the website and articles show of the catalogue.

Every list of cards is one query. A card is public when its product is and its cooperative is
active; nothing else is ever shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet

from catalog.models import Category
from shop.storefront.models import ProductCard

CATEGORIES_KEY = "storefront.categories"
CATEGORIES_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLink:
    """A shelf as menus and breadcrumbs need it. ``path`` is the place in the tree."""

    id: int
    slug: str
    name: str
    line: str
    picture: str
    path: str
    depth: int


def public_cards() -> QuerySet[ProductCard]:
    """Every card a visitor may see."""
    return ProductCard.objects.filter(is_public=True).defer("search_text", "category_ids")


def cards(product_ids: Iterable[int]) -> list[ProductCard]:
    """Public cards of these products, in the given order; unknown ids are left out."""
    wanted = list(dict.fromkeys(product_ids))
    found = {card.product_id: card for card in public_cards().filter(pk__in=wanted)}
    return [found[product_id] for product_id in wanted if product_id in found]


def cards_by_slug(slugs: Iterable[str]) -> list[ProductCard]:
    """Public cards of these products, named by slug, in the given order."""
    wanted = list(dict.fromkeys(slugs))
    found = {card.slug: card for card in public_cards().filter(slug__in=wanted)}
    return [found[slug] for slug in wanted if slug in found]


def newest(limit: int = 10) -> list[ProductCard]:
    """The latest products that can be bought or pre-ordered."""
    return list(_sellable().order_by("-created_at", "-product_id")[:limit])


def popular(limit: int = 5) -> list[ProductCard]:
    """What sells most and can be had now."""
    return list(_sellable().order_by("-sold", "-product_id")[:limit])


def best_selling_titles(product_ids: Iterable[int], limit: int) -> list[str]:
    """Titles of public goods among these, what sells most first."""
    found = ProductCard.objects.filter(is_public=True, pk__in=list(product_ids))
    return list(found.order_by("-sold", "-product_id").values_list("title", flat=True)[:limit])


def harvest_of_the_week(limit: int = 10) -> list[ProductCard]:
    """Goods with a harvest date, the latest harvest first, filled up with the newest."""
    dated = list(_sellable().exclude(harvest_date=None).order_by("-harvest_date")[:limit])
    if len(dated) == limit:
        return dated
    known = {card.product_id for card in dated}
    return (
        dated
        + [card for card in newest(limit + len(known)) if card.product_id not in known][
            : limit - len(dated)
        ]
    )


def cards_of_cooperative(
    cooperative_id: int, limit: int = 12, *, without: int | None = None
) -> list[ProductCard]:
    """What one cooperative sells, newest first; ``without`` leaves one product out."""
    found = public_cards().filter(cooperative_id=cooperative_id)
    if without is not None:
        found = found.exclude(pk=without)
    return list(found.order_by("-created_at", "-product_id")[:limit])


def cards_of_category(category_id: int, limit: int = 12) -> list[ProductCard]:
    """Public cards on a shelf and the shelves below it, newest first."""
    inside = public_cards().filter(product__categories__in=category_ids_below(category_id))
    return list(inside.order_by("-created_at", "-product_id").distinct()[:limit])


def count_of_cooperative(cooperative_id: int) -> int:
    """How many products of a cooperative are public."""
    return ProductCard.objects.filter(is_public=True, cooperative_id=cooperative_id).count()


def category_tree() -> list[CategoryLink]:
    """All public categories in tree order; kept for a minute, dropped when one is saved."""
    found: list[CategoryLink] | None = cache.get(CATEGORIES_KEY)
    if found is None:
        rows = Category.objects.filter(is_public=True, ancestors_are_public=True)
        found = [_link(category) for category in rows.order_by("path")]
        cache.set(CATEGORIES_KEY, found, CATEGORIES_SECONDS)
    return found


def shop_categories() -> list[CategoryLink]:
    """The shelves at the top of the tree."""
    return [link for link in category_tree() if link.depth == 1]


def category_by_slug(slug: str) -> CategoryLink | None:
    """One public category."""
    return next((link for link in category_tree() if link.slug == slug), None)


def category_ids_below(category_id: int) -> list[int]:
    """A category and everything under it."""
    tree = category_tree()
    top = next((link for link in tree if link.id == category_id), None)
    return [link.id for link in tree if link.path.startswith(top.path)] if top else []


def trail(category_id: int) -> list[CategoryLink]:
    """A category and what stands above it, the top first: the breadcrumbs."""
    tree = category_tree()
    end = next((link for link in tree if link.id == category_id), None)
    return [link for link in tree if end.path.startswith(link.path)] if end else []


def forget_categories(**_signal: object) -> None:
    """Read the categories again at the next request."""
    cache.delete(CATEGORIES_KEY)


def _sellable() -> QuerySet[ProductCard]:
    return public_cards().exclude(stock=ProductCard.Stock.OUT)


def _link(category: Category) -> CategoryLink:
    return CategoryLink(
        id=category.pk,
        slug=category.slug,
        name=category.name,
        line=category.description or "",
        picture=category.picture,
        path=category.path,
        depth=category.depth,
    )
