"""Search: results, what was probably meant, and suggestions while typing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.search import index, spelling
from shop.search.words import query_words
from shop.storefront import listing, selectors, suggestions
from shop.storefront.listing import Scope
from shop.storefront.typed import one_line
from shop.storefront.views.catalogue import products, show, with_changes

LONGEST = 100
SUGGESTIONS_SECONDS = 300
MOST_HINTS = 4


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What visitors look for; without a single letter this is the list of everything."""
    text = one_line(request.GET.get("q", ""), LONGEST)
    if not text:
        return products(request)
    question = index.ask(text)
    scope = Scope(question=question) if question else None
    page = listing.page(listing.read(request.GET), scope) if scope else None
    if scope and page and (page.cards or _is_only_filtered_away(request, scope)):
        return show(request, scope, _words(text, text), page=page)
    near = [spelled for spelled in spelling.corrections(text) if _finds(spelled)] if scope else []
    if near:
        query = request.GET.copy()
        query["q"] = near[0]
        extra = {**_words(text, near[0]), "instead_of": text, "near": _links(request, near[1:])}
        return show(request, Scope(question=index.ask(near[0])), extra, query=query)
    context = {
        "search_text": text,
        "fewer": _links(request, _fewer_words(text)),
        "popular": selectors.popular(5),
        "bar_place": "categories",
    }
    return render(request, "storefront/search_empty.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """A few names that begin like what is being typed, as ``{"saran": [...]}``."""
    text = one_line(request.GET.get("q", ""), LONGEST)
    answer = JsonResponse({"saran": suggestions.names(text)})
    answer["Cache-Control"] = f"public, max-age={SUGGESTIONS_SECONDS}"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _is_only_filtered_away(request: HttpRequest, scope: Scope) -> bool:
    """Whether the question finds something that the filters then hide."""
    return bool(listing.read(request.GET).filters.count) and scope.cards().exists()


def _words(typed: str, shown: str) -> dict[str, Any]:
    heading = _("Results for “%(text)s”") % {"text": shown}
    return {"search_text": typed, "shown_text": shown, "heading": heading, "is_search": True}


def _finds(text: str) -> bool:
    question = index.ask(text)
    return question is not None and Scope(question=question).cards().exists()


def _fewer_words(text: str) -> list[str]:
    """Single words of a question that find something though all together do not."""
    words = query_words(text)
    return [word for word in words[:MOST_HINTS] if _finds(word)] if len(words) > 1 else []


def _links(request: HttpRequest, texts: list[str]) -> list[tuple[str, str]]:
    bare = QueryDict(mutable=True)
    return [(text, f"{request.path}{with_changes(bare, q=text)}") for text in texts]
