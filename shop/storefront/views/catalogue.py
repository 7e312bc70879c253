"""Categories, lists and search: pages without cookie or token, so that they can be cached."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.search import index
from shop.storefront import facets, listing, selectors
from shop.storefront.listing import Asked, Page, Sort
from shop.storefront.models import ProductCard
from shop.storefront.typed import number, one_line

CHOICES = ("stok", "asal", "koperasi", "izin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in use and the address of the list without it."""

    label: str
    url: str


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """All shelves of the shop."""
    context = {"shelves": selectors.shop_categories(), "all_categories": True}
    return render(request, "storefront/categories.html", {**context, "bar_place": "categories"})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands on one shelf."""
    shelf = selectors.category_by_slug(slug)
    if shelf is None:
        raise Http404
    ids = selectors.category_ids_below(shelf.id)
    extra = {
        "category": shelf,
        "trail": selectors.trail(shelf.id)[:-1],
        "below": [each for each in selectors.category_tree() if _is_child(each, shelf)],
        "heading": shelf.name,
        "lead": shelf.line,
    }
    return _list(request, ids, extra)


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Everything the shop sells."""
    extra = {"heading": _("All products"), "below": selectors.shop_categories()}
    return _list(request, None, extra)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What visitors look for; without a single word this is the list of everything."""
    text = one_line(request.GET.get("q", ""), 100)
    if not text:
        return products(request)
    asked = listing.read(request.GET)
    found, total, page_number = _found(request, text, asked)
    context = {
        "search_text": text,
        "cards": found,
        "total": total,
        "page_number": page_number,
        "previous_url": _with(request.GET, halaman=str(page_number - 1)) if page_number > 1 else "",
        "next_url": _with(request.GET, halaman=str(page_number + 1))
        if page_number * listing.PAGE_SIZE < total
        else "",
        "bar_place": "categories",
    }
    if not found:
        context["popular"] = selectors.popular(5)
        return render(request, "storefront/search_empty.html", context)
    return render(request, "storefront/search.html", context)


def _found(request: HttpRequest, text: str, asked: Asked) -> tuple[list[ProductCard], int, int]:
    """Cards of one result page by rank, what is sold out last; three facts in two queries."""
    ranks = {product_id: rank for rank, product_id in enumerate(index.find(text))}
    matching = selectors.public_cards().filter(pk__in=list(ranks))
    ordered = sorted(
        listing.narrowed(matching, asked.filters),
        key=lambda card: (card.stock == ProductCard.Stock.OUT, ranks[card.product_id]),
    )
    last = 1 + (len(ordered) - 1) // listing.PAGE_SIZE if ordered else 1
    page_number = min(max(1, number(request.GET.get("halaman", "1"))), last)
    start = (page_number - 1) * listing.PAGE_SIZE
    return ordered[start : start + listing.PAGE_SIZE], len(ordered), page_number


def _list(request: HttpRequest, ids: list[int] | None, extra: dict[str, Any]) -> HttpResponse:
    asked = listing.read(request.GET)
    page = listing.page(asked, category_ids=ids)
    choices = facets.of_categories(ids)
    context = {
        "cards": page.cards,
        "page": page,
        "asked": asked,
        "facets": choices,
        "chips": _chips(request.GET, choices),
        "sorts": _sorts(),
        "bar_place": "categories",
        "clear_url": request.path,
        **_neighbours(request.GET, page),
        **extra,
    }
    return render(request, "storefront/list.html", context)


def _neighbours(query: QueryDict, page: Page) -> dict[str, str]:
    return {
        "next_url": _with(query, sesudah=page.next) if page.next else "",
        "previous_url": _with(query, sebelum=page.previous) if page.previous else "",
    }


def _sorts() -> list[tuple[str, str]]:
    return [
        (Sort.NEWEST, _("Newest")),
        (Sort.POPULAR, _("Best selling")),
        (Sort.CHEAPEST, _("Lowest price")),
        (Sort.DEAREST, _("Highest price")),
    ]


def _chips(query: QueryDict, choices: facets.Facets) -> list[Chip]:
    """Filters in use, each with the way back."""
    labels = {"siap": _("Ready to send"), "po": _("Pre-order")}
    known = (*choices.cooperatives, *choices.permits)
    labels |= {choice.value: choice.label for choice in known}
    chips = [
        Chip(label=labels.get(value, value), url=_without(query, name, value))
        for name in CHOICES
        for value in query.getlist(name)
        if value
    ]
    if query.get("dari") or query.get("sampai"):
        chips.append(Chip(label=_("Price"), url=_with(query, dari="", sampai="")))
    return chips


def _with(query: QueryDict, **changes: str) -> str:
    """The address with some values set, or removed when empty; always from the first page."""
    changed = query.copy()
    for name in ("sesudah", "sebelum", "halaman"):
        changed.pop(name, None)
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return f"?{changed.urlencode()}"


def _without(query: QueryDict, name: str, value: str) -> str:
    changed = query.copy()
    changed.setlist(name, [each for each in query.getlist(name) if each != value])
    return _with(changed)


def _is_child(link: selectors.CategoryLink, of: selectors.CategoryLink) -> bool:
    return link.depth == of.depth + 1 and link.path.startswith(of.path)
