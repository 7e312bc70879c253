"""The front page: a greeting and sections in the order the editor wants."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site
from wagtail.url_routing import RouteResult

from cms import structured
from cms.pictures import photos_of
from cms.sections import HomeSections, Section

from .base import SitePage


class HomePage(SitePage):
    """What ``/`` shows."""

    hero_title = models.CharField(_("greeting"), max_length=120)
    hero_text = models.CharField(_("text under the greeting"), max_length=255, blank=True)
    hero_button = models.CharField(_("words on the button"), max_length=60, blank=True)
    hero_link = models.CharField(
        _("address behind the button"),
        max_length=255,
        blank=True,
        default="#panen",
        help_text=_("A place on this page (#panen) or an address of this site (/produk/)."),
    )
    hero_photo = models.ForeignKey(
        "cms.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    sections = StreamField(HomeSections(), blank=True, verbose_name=_("sections"))

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text", widget=AdminAutoHeightTextInput),
                FieldPanel("hero_button"),
                FieldPanel("hero_link"),
                FieldPanel("hero_photo"),
            ],
            heading=_("Greeting"),
        ),
        FieldPanel("sections"),
    ]
    template = "cms/home.html"
    served_with = ("hero_photo",)
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.StandardPage", "cms.NewsIndexPage", "cms.CooperativeIndexPage"]

    class Meta:
        verbose_name = _("home page")

    def more_context(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> dict[str, Any]:
        """The rows of every section, and which shelf the greeting's button leads to."""
        shelves = (section.id for section in self.sections if section.block_type == "shelf")
        return {
            "rows_of": {
                section.id: section.block.find(section.value, context["cards"])
                for section in self.sections
                if isinstance(section.block, Section)
            },
            "first_shelf": next(shelves, None),
            "structured_data": structured.home(self),
        }

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """The greeting's picture and those of cooperatives and news."""
        rows = (row for rows in context["rows_of"].values() for row in rows)
        return [self.hero_photo, *photos_of(row for row in rows if isinstance(row, Page))]

    @property
    def description(self) -> str:
        """The editor's own words, or the text under the greeting."""
        return str(self.search_description or self.hero_text)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page by its whole address at once instead of one query per level.

        What is not written in another language is shown in Indonesian.
        """
        if not path_components:
            return super().route(request, path_components)
        found = Page.objects.filter(url_path=f"{self.url_path}{'/'.join(path_components)}/").first()
        if found is not None and found.live:
            return RouteResult(_whole(found))
        try:
            return super().route(request, path_components)
        except Http404:
            original = self._in_default_language(request)
            if original is None:
                raise
            return original.route(request, path_components)

    def _in_default_language(self, request: HttpRequest) -> "HomePage | None":
        if self.locale_id == Locale.get_default().pk:
            return None
        site = Site.find_for_request(request)
        return site.root_page.specific if site else None


def _whole(page: Page) -> Page:
    """The page with its own fields and what its template reads beside them, in one query."""
    model = page.specific_class
    return model.objects.select_related(*getattr(model, "served_with", ())).get(pk=page.pk)
