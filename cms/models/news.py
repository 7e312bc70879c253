"""News: the list at ``/berita/`` and the articles, wherever in the tree they live."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, PageChooserPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.url_routing import RouteResult

from cms import feeds, selectors, structured
from cms.blocks import Body
from cms.links import share_link
from cms.pictures import photos_of
from cms.reading import minutes_to_read

from .base import SitePage

FEED = "rss"
TOPIC = "topik"


class Topic(models.Model):
    """What an article is about; readers filter by it."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class NewsIndexPage(SitePage):
    """All news, newest first; below it ``topik/<slug>/`` and the feed ``rss/``."""

    lead = models.CharField(_("lead"), max_length=255, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    template = "cms/news_index.html"
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ArticlePage"]

    class Meta:
        verbose_name = _("news page")

    @property
    def description(self) -> str:
        """The editor's own words, or the lead."""
        return str(self.search_description or self.lead)

    @property
    def feed_url(self) -> str:
        """Address of the feed, below this page's own."""
        return f"{self.url}{FEED}/"

    def topic_url(self, topic: Topic) -> str:
        """Address of one topic's news."""
        return f"{self.url}{TOPIC}/{topic.slug}/"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The feed and the topics are not pages; anything else is an article."""
        if self.live and path_components == [FEED]:
            return RouteResult(self, kwargs={"as_feed": True})
        if self.live and len(path_components) == 2 and path_components[0] == TOPIC:
            topic = get_object_or_404(Topic, slug=path_components[1])
            return RouteResult(self, kwargs={"topic": topic})
        return super().route(request, path_components)

    def serve(
        self,
        request: HttpRequest,
        topic: Topic | None = None,
        as_feed: bool = False,
    ) -> HttpResponse:
        """The feed as XML, else the page."""
        if as_feed:
            return feeds.news(page=self, articles=selectors.articles(limit=20))
        return super().serve(request, topic=topic)

    def more_context(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *,
        topic: Topic | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """One screen of articles, the topics and where the older news begin."""
        before = selectors.parse_cursor(request.GET.get("sebelum", ""))
        found = selectors.articles(topic=topic, before=before, limit=selectors.PER_SCREEN + 1)
        shown = found[: selectors.PER_SCREEN]
        return {
            "articles": shown,
            "topic": topic,
            "topics": [(each, self.topic_url(each)) for each in selectors.topics_in_use()],
            "older": selectors.cursor(shown[-1]) if len(found) > len(shown) else "",
            "is_first": before is None,
        }

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """The articles' pictures."""
        return photos_of(context["articles"])


class ArticlePage(SitePage):
    """One piece of news. A cooperative's articles live below its own page."""

    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        verbose_name=_("topic"),
    )
    author = models.CharField(_("author"), max_length=120, blank=True)
    date = models.DateField(_("date"), default=timezone.localdate)
    lead = models.CharField(
        _("lead"), max_length=255, help_text=_("One or two sentences; they also stand on the card.")
    )
    photo = models.ForeignKey(
        "cms.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    photo_caption = models.CharField(_("words under the picture"), max_length=255, blank=True)
    body = StreamField(Body(), blank=True, verbose_name=_("text"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead", widget=AdminAutoHeightTextInput),
        FieldPanel("photo"),
        FieldPanel("photo_caption"),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("author"), FieldPanel("date")]),
        FieldPanel("topic"),
        InlinePanel("related_articles", label=_("Read also"), max_num=3),
    ]
    template = "cms/article.html"
    served_with = ("photo", "topic")
    parent_page_types = ["cms.NewsIndexPage", "cms.CooperativePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")
        indexes = [models.Index(fields=["-date", "-page_ptr"], name="article_newest")]

    @property
    def description(self) -> str:
        """The editor's own words, or the lead."""
        return str(self.search_description or self.lead)

    def more_context(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> dict[str, Any]:
        """The news page it belongs to, what to read next and how long it is."""
        return {
            "news_url": reverse("wagtail_serve", args=["berita/"]),
            "related": selectors.related_articles(self),
            "minutes": minutes_to_read(self.body),
            "structured_data": structured.article(self),
            "share_url": share_link(f"{self.title} {self.full_url}"),
        }

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """Its own picture and those of what to read next."""
        return [self.photo, *photos_of(context["related"])]


class RelatedArticle(Orderable):
    """An article the editor puts under another one."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    article = models.ForeignKey(
        ArticlePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("article")
    )

    panels = [PageChooserPanel("article", "cms.ArticlePage")]
