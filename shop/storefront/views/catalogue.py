"""Categories and lists: pages without cookie or token, so that they can be cached."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.storefront import facets, listing, selectors, seo
from shop.storefront.facets import Choice, Facets
from shop.storefront.listing import Page, Scope, Sort

# Names of filters in the address, in the order of the facets.
CHOICES = ("stok", "kategori", "asal", "koperasi", "izin", "harga")
PAGING = ("sesudah", "sebelum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in use and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A group of the filter sheet: its name in the address, its words, its choices."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...]
    is_open: bool


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
    scope = Scope(category_ids=tuple(selectors.category_ids_below(shelf.id)))
    extra = {
        "category": shelf,
        "trail": selectors.trail(shelf.id)[:-1],
        "below": [each for each in selectors.category_tree() if _is_child(each, shelf)],
        "heading": shelf.name,
        "lead": shelf.line,
        "facts": seo.shelf(
            [
                (link.name, reverse("storefront:category", args=[link.slug]))
                for link in selectors.trail(shelf.id)
            ]
        ),
    }
    return show(request, scope, extra)


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Everything the shop sells."""
    extra = {"heading": _("All products"), "below": selectors.shop_categories()}
    return show(request, listing.EVERYTHING, extra)


def show(
    request: HttpRequest,
    scope: Scope,
    extra: dict[str, Any],
    *,
    query: QueryDict | None = None,
    page: Page | None = None,
    template: str = "storefront/list.html",
) -> HttpResponse:
    """A list with its facets; ``page`` when it was read already.

    ``query`` stands in for the address when it was understood anew.
    """
    query = request.GET if query is None else query
    asked = listing.read(query)
    page = page or listing.page(asked, scope)
    choices = facets.of(scope, asked.filters)
    kept = [(name, value) for name in ("q", *CHOICES) for value in query.getlist(name) if value]
    context = {
        "cards": page.cards,
        "page": page,
        "asked": asked,
        "sort": listing.sort_of(asked, scope),
        "facets": groups(choices, asked.filters, scope),
        "chips": _chips(query, choices),
        "sorts": _sorts(is_search=scope.question is not None),
        "kept": kept + [(name, query[name]) for name in ("dari", "sampai") if query.get(name)],
        "bar_place": "categories",
        "clear_url": _cleared(request, query),
        **_neighbours(query, page),
        **extra,
    }
    return render(request, template, context)


def groups(choices: Facets, filters: listing.Filters, scope: Scope) -> list[Facet]:
    """The facets of the sheet; one with nothing to choose is left out, as is a place's own."""
    rows = (
        ("stok", _("Availability"), choices.stock, filters.stock, True),
        ("kategori", _("Category"), choices.categories, filters.categories, False),
        ("asal", _("Origin"), choices.regencies, filters.regencies, True),
        ("koperasi", _("Cooperative"), choices.cooperatives, filters.cooperatives, False),
        ("izin", _("Certificates"), choices.permits, filters.permits, False),
        ("harga", _("Price"), choices.bands, tuple(map(str, filters.bands)), False),
    )
    return [
        Facet(name=name, label=label, choices=found, chosen=chosen, is_open=opens or bool(chosen))
        for name, label, found, chosen, opens in rows
        if found and not (name == "asal" and scope.regencies)
    ]


def with_changes(query: QueryDict, **changes: str) -> str:
    """The address with some values set, or removed when empty; always from the first page."""
    changed = query.copy()
    for name in PAGING:
        changed.pop(name, None)
    for name, value in changes.items():
        if value:
            changed[name] = value
        else:
            changed.pop(name, None)
    return f"?{changed.urlencode()}"


def _cleared(request: HttpRequest, query: QueryDict) -> str:
    """The list without filters; a search keeps what was asked."""
    if not query.get("q"):
        return request.path
    bare = QueryDict(mutable=True)
    bare["q"] = query["q"]
    return f"{request.path}?{bare.urlencode()}"


def _neighbours(query: QueryDict, page: Page) -> dict[str, str]:
    return {
        "next_url": with_changes(query, sesudah=page.next) if page.next else "",
        "previous_url": with_changes(query, sebelum=page.previous) if page.previous else "",
    }


def _sorts(*, is_search: bool) -> list[tuple[str, str]]:
    sorts = [
        (Sort.NEWEST, _("Newest")),
        (Sort.POPULAR, _("Best selling")),
        (Sort.CHEAPEST, _("Lowest price")),
        (Sort.DEAREST, _("Highest price")),
    ]
    return [(Sort.RELEVANT, _("Most relevant")), *sorts] if is_search else list(sorts)


def _chips(query: QueryDict, choices: Facets) -> list[Chip]:
    """Filters in use, each with the way back."""
    shown = (choices.stock, choices.categories, choices.regencies, choices.cooperatives)
    shown += (choices.permits, choices.bands)
    labels = {
        name: {choice.value: choice.label for choice in found}
        for name, found in zip(CHOICES, shown, strict=True)
    }
    chips = [
        Chip(label=labels[name].get(value, value), url=_without(query, name, value))
        for name in CHOICES
        for value in dict.fromkeys(query.getlist(name))
        if value
    ]
    if query.get("dari") or query.get("sampai"):
        chips.append(Chip(label=_("Price"), url=with_changes(query, dari="", sampai="")))
    return chips


def _without(query: QueryDict, name: str, value: str) -> str:
    changed = query.copy()
    changed.setlist(name, [each for each in query.getlist(name) if each != value])
    return with_changes(changed)


def _is_child(link: selectors.CategoryLink, of: selectors.CategoryLink) -> bool:
    return link.depth == of.depth + 1 and link.path.startswith(of.path)
