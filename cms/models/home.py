"""The front page: a greeting and sections in the order the editor wants."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site
from wagtail.url_routing import RouteResult

from cms.pictures import with_sizes
from cms.sections import HomeSections

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
                FieldPanel("hero_text"),
                FieldPanel("hero_button"),
                FieldPanel("hero_link"),
                FieldPanel("hero_photo"),
            ],
            heading=_("Greeting"),
        ),
        FieldPanel("sections"),
    ]
    template = "cms/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.StandardPage", "cms.NewsIndexPage", "cms.CooperativeIndexPage"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the greeting's picture, and which shelf the greeting's button leads to."""
        context = super().get_context(request, *args, **kwargs)
        context["hero_photo"] = with_sizes(self.hero_photo_id)
        shelves = (section.id for section in self.sections if section.block_type == "shelf")
        context["first_shelf"] = next(shelves, None)
        return context

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
            return RouteResult(found.specific)
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
