"""Addresses of shelves and goods for search engines, in sections that scale.

A section holds the goods whose number falls into one range of ``SECTION``: finding one never counts
or skips rows, and a new product changes the date of one section only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import escape

from shop.storefront import selectors
from shop.storefront.models import ProductCard
from shop.storefront.seo import absolute

SECTION = 5000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A path and when what it shows last changed, if that is known."""

    path: str
    changed: datetime | None = None


def sections() -> list[Entry]:
    """Every section of goods that has any, with the date of its last change: one query."""
    rows = (
        ProductCard.objects.filter(is_public=True)
        .annotate(section=F("product_id") / SECTION)
        .values("section")
        .annotate(changed=Max("updated_at"))
        .order_by("section")
    )
    return [
        Entry(
            path=reverse("storefront:sitemap_goods", args=[row["section"]]), changed=row["changed"]
        )
        for row in rows
    ]


def goods(section: int) -> list[Entry]:
    """The goods of one section; empty when it has none."""
    first = section * SECTION
    rows = ProductCard.objects.filter(
        is_public=True, product_id__gte=first, product_id__lt=first + SECTION
    )
    return [
        Entry(path=reverse("storefront:product", args=[slug]), changed=changed)
        for slug, changed in rows.order_by("product_id").values_list("slug", "updated_at")
    ]


def shelves() -> list[Entry]:
    """The list of all goods, the places, and every shelf."""
    plain = ("products", "categories", "origins")
    return [
        *(Entry(path=reverse(f"storefront:{name}")) for name in plain),
        *(
            Entry(path=reverse("storefront:category", args=[link.slug]))
            for link in selectors.category_tree()
        ),
    ]


def index(entries: Iterable[Entry]) -> HttpResponse:
    """A list of lists."""
    return _xml("sitemapindex", "sitemap", entries)


def urls(entries: Iterable[Entry]) -> HttpResponse:
    """A list of pages."""
    return _xml("urlset", "url", entries)


def _xml(root: str, element: str, entries: Iterable[Entry]) -> HttpResponse:
    body = "".join(_lines(element, entries))
    return HttpResponse(
        f"{HEAD}<{root} {SPACE}>\n{body}</{root}>\n", content_type="application/xml; charset=utf-8"
    )


def _lines(element: str, entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        date = (
            f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>"
            if entry.changed
            else ""
        )
        yield f"<{element}><loc>{escape(absolute(entry.path))}</loc>{date}</{element}>\n"
