"""News as RSS."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language


def news(*, page: Any, articles: Iterable[Any]) -> HttpResponse:
    """The newest articles of the news page as an RSS feed with full addresses."""
    feed = Rss201rev2Feed(
        title=page.title,
        link=page.full_url,
        description=page.description or page.title,
        language=get_language(),
        feed_url=f"{page.full_url}rss/",
    )
    for article in articles:
        feed.add_item(
            title=article.title,
            link=article.full_url,
            description=article.lead,
            author_name=article.author or None,
            pubdate=_moment(article.date),
            unique_id=article.full_url,
            unique_id_is_permalink=True,
            categories=[article.topic.name] if article.topic else [],
        )
    response = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _moment(day: datetime.date) -> datetime.datetime:
    """Midnight of that day where the shop is."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
