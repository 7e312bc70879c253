"""What tells a kept page from a stale one: a row for every change, in the changing transaction.

The version of a page is the highest number and the count of the rows that concern it. Rows are only
added, so writers never wait for each other, and a transaction that commits after a later one is
still noticed: it changes the count. ``tidy`` empties the table and adds one row, which is a change
like any other.

A change concerns one product (its page and its reviews) or everything (``EVERYTHING``: lists, home,
cooperatives, articles, and all products as well).
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection, transaction

from shop.storefront.models import PageChange

Part = TypeVar("Part")

EVERYTHING = ""
KEPT_SECONDS = 300
# Rows that may lie there before ``tidy`` takes them away.
MANY = 300
# Models whose rows stand on open pages and that change outside of cards.
SHOWN_MODELS = frozenset(
    {
        "catalogue.category",
        "catalogue.productimage",
        "partner.partner",
        "reviews.productreview",
        "shipping.service",
        "shipping.surcharge",
        "shipping.tariff",
        "wagtailcore.page",
        "wagtailcore.site",
        "wagtailcore.pageviewrestriction",
        "wagtailredirects.redirect",
    }
)
SHOWN_APPS = frozenset({"cms"})


def of_product(slug: str) -> str:
    """The scope of one product's own pages."""
    return f"produk:{slug}"


def bump(scopes: Iterable[str] = (EVERYTHING,)) -> None:
    """Make every kept page of these scopes stale as soon as the transaction commits."""
    PageChange.objects.bulk_create([PageChange(scope=scope) for scope in scopes])


def current(scope: str = EVERYTHING) -> str:
    """The version now, in one query on the index; read it before rendering, never after."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(id), COUNT(*) FROM storefront_pagechange WHERE scope IN (%s, %s)",
            [EVERYTHING, scope],
        )
        highest, count = cursor.fetchone()
    return f"{highest or 0}.{count}"


def kept(name: str, version: str, make: Callable[[], Part]) -> Part:
    """A part of a page, made once for each version; without a version it is made anew.

    ``version`` must have been read before ``make`` reads anything, and cover all that it reads.
    """
    if not version:
        return make()
    key = f"part.{name}.{version}"
    found: Part | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def tidy() -> int:
    """Take old rows away when there are many; returns how many. Safe beside writers."""
    if PageChange.objects.count() < MANY:
        return 0
    with transaction.atomic():
        newest = PageChange.objects.create(scope=EVERYTHING)
        gone, _by_model = PageChange.objects.filter(pk__lt=newest.pk).delete()
    return gone


def row_written(sender: Any, raw: bool = False, **_signal: Any) -> None:
    """A row that stands on open pages was saved or deleted."""
    if not raw and _is_shown(sender):
        bump()


def rates_changed(sender: Any, **_signal: Any) -> None:
    """What delivery costs and how long it takes stands on the pages of goods."""
    bump()


@functools.cache
def _is_shown(model: Any) -> bool:
    """Pages of every type are saved under their own model; models of migrations do not count."""
    if model.__module__ == "__fake__":
        return False
    labels = {base._meta.label_lower for base in (model, *model._meta.get_parent_list())}
    return not labels.isdisjoint(SHOWN_MODELS) or (
        model._meta.app_label in SHOWN_APPS and "rendition" not in model._meta.model_name
    )
