"""Reading the website: articles, cooperatives and their papers."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from wagtail.models import Page, PageViewRestriction

from catalog.models import Permit

PER_SCREEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last article of a screen: older ones come after it."""

    date: datetime.date
    page_id: int


def cursor(article: Any) -> str:
    """Write a cursor for an address."""
    return f"{article.date.isoformat()}_{article.pk}"


def parse_cursor(text: str) -> Cursor | None:
    """Read a cursor; anything else means the first screen."""
    day, _, page_id = text.partition("_")
    try:
        return Cursor(date=datetime.date.fromisoformat(day), page_id=int(page_id))
    except ValueError:
        return None


def articles(
    *,
    topic: Any = None,
    below: Any = None,
    before: Cursor | None = None,
    limit: int,
) -> list[Any]:
    """Published articles that anyone may read, newest first, with topic and picture."""
    found = _public_articles()
    if topic is not None:
        found = found.filter(topic=topic)
    if below is not None:
        found = found.descendant_of(below)
    if before is not None:
        found = found.filter(Q(date__lt=before.date) | Q(date=before.date, pk__lt=before.page_id))
    return list(found[:limit])


def related_articles(article: Any) -> list[Any]:
    """What to read next, at most three: the editor's choice, then the topic's, then others."""
    related = apps.get_model("cms", "RelatedArticle")
    place = related.objects.filter(page=article.pk, article=OuterRef("pk")).values("sort_order")
    found = _public_articles().exclude(pk=article.pk).annotate(place=Subquery(place[:1]))
    other_topic = Case(When(topic_id=article.topic_id, then=0), default=1)
    order = (F("place").asc(nulls_last=True), other_topic, "-date", "-pk")
    return list(found.order_by(*order)[:3])


def topics_in_use() -> list[Any]:
    """Topics that have at least one published article, by name."""
    return list(apps.get_model("cms", "Topic").objects.filter(articles__live=True).distinct())


def cooperative_pages() -> list[Any]:
    """Pages of all active cooperatives by name, with their pictures."""
    return list(_public_cooperatives().order_by("partner__name"))


def newest_cooperative_pages(*, limit: int) -> list[Any]:
    """Pages of the cooperatives that joined last."""
    return list(_public_cooperatives().order_by("-first_published_at", "-pk")[:limit])


def cooperative_pages_in_order(page_ids: Sequence[int]) -> list[Any]:
    """These pages in this order; what cannot be seen is left out."""
    found = {page.pk: page for page in _public_cooperatives().filter(pk__in=page_ids)}
    return [found[page_id] for page_id in page_ids if page_id in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitLine:
    """One registration of a cooperative's goods."""

    kind: str
    number: str
    valid_until: datetime.date | None


def permits(*, partner_id: int, today: datetime.date) -> list[PermitLine]:
    """Registrations of the cooperative's public goods that are still valid, each once."""
    rows = (
        Permit.objects.filter(product__partner_id=partner_id, product__is_public=True)
        .filter(Q(valid_until=None) | Q(valid_until__gte=today))
        .order_by("kind", "number")
        .values_list("kind", "number", "valid_until")
        .distinct()
    )
    kinds = dict(Permit.Kind.choices)
    return [
        PermitLine(kind=str(kinds[kind]), number=number, valid_until=until)
        for kind, number, until in rows
    ]


def restrictions(page: Any) -> QuerySet[PageViewRestriction]:
    """Restrictions on the page, on those above it, and on what these are aliases of; one query.

    Wagtail's own rule (``Page.get_view_restrictions``), which asks twice.
    """
    steps = range(page.steplen, len(page.path) + 1, page.steplen)
    line = Q(path__in=[page.path[:end] for end in steps])
    originals = Page.objects.filter(line, alias_of__isnull=False).values("alias_of")
    pages = Page.objects.filter(line | Q(pk__in=originals))
    return PageViewRestriction.objects.filter(page__in=pages.values("pk"))


def _public_articles() -> QuerySet[Any]:
    """Live articles that no restriction above them hides (``public()`` would ask first)."""
    article = apps.get_model("cms", "ArticlePage")
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    hidden = PageViewRestriction.objects.annotate(below=path).filter(
        below__startswith=F("page__path")
    )
    return (
        article.objects.live()
        .filter(~Exists(hidden))
        .select_related("topic", "photo")
        .order_by("-date", "-pk")
    )


def _public_cooperatives() -> QuerySet[Any]:
    page = apps.get_model("cms", "CooperativePage")
    return page.objects.live().filter(partner__is_active=True).select_related("partner", "cover")
