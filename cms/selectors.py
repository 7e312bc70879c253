"""Reading the website: articles, cooperatives and their papers."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from catalog.models import Permit
from cms.pictures import prepare_sizes

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
    """Published articles, newest first, with topic and picture sizes; three queries at most."""
    found = _public_articles()
    if topic is not None:
        found = found.filter(topic=topic)
    if below is not None:
        found = found.descendant_of(below)
    if before is not None:
        found = found.filter(Q(date__lt=before.date) | Q(date=before.date, pk__lt=before.page_id))
    return _with_photos(found[:limit])


def related_articles(article: Any) -> list[Any]:
    """What to read next, at most three: the editor's choice, else the newest of the topic."""
    chosen = [row.article_id for row in article.related_articles.all()]
    if chosen:
        found = {each.pk: each for each in _public_articles().filter(pk__in=chosen)}
        return _with_photos([found[pk] for pk in chosen if pk in found])
    others = _public_articles().exclude(pk=article.pk)
    if article.topic_id:
        others = others.filter(topic_id=article.topic_id)
    return _with_photos(others[:3])


def topics_in_use() -> list[Any]:
    """Topics that have at least one published article, by name."""
    return list(apps.get_model("cms", "Topic").objects.filter(articles__live=True).distinct())


def cooperative_pages() -> list[Any]:
    """Pages of all active cooperatives by name, with their pictures."""
    return _with_photos(_public_cooperatives().order_by("partner__name"))


def newest_cooperative_pages(*, limit: int) -> list[Any]:
    """Pages of the cooperatives that joined last."""
    return _with_photos(_public_cooperatives().order_by("-first_published_at", "-pk")[:limit])


def cooperative_pages_in_order(page_ids: Sequence[int]) -> list[Any]:
    """These pages in this order; what cannot be seen is left out."""
    found = {page.pk: page for page in _public_cooperatives().filter(pk__in=page_ids)}
    return _with_photos([found[page_id] for page_id in page_ids if page_id in found])


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


def _public_articles() -> QuerySet[Any]:
    article = apps.get_model("cms", "ArticlePage")
    return article.objects.live().public().select_related("topic", "photo").order_by("-date", "-pk")


def _public_cooperatives() -> QuerySet[Any]:
    page = apps.get_model("cms", "CooperativePage")
    return page.objects.live().filter(partner__is_active=True).select_related("partner", "cover")


def _with_photos(found: Any) -> list[Any]:
    """The pages as a list, the sizes of all their pictures read at once."""
    pages = list(found)
    pictures = [getattr(page, "photo", None) or getattr(page, "cover", None) for page in pages]
    prepare_sizes(picture for picture in pictures if picture)
    return pages
