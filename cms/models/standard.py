"""Plain pages: how to shop, delivery, about us, contact, privacy."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import Body
from cms.pictures import with_sizes

from .base import SitePage


class StandardPage(SitePage):
    """A title, a lead and a body."""

    lead = models.CharField(_("lead"), max_length=255, blank=True)
    photo = models.ForeignKey(
        "cms.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(Body(), blank=True, verbose_name=_("text"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("photo"),
        FieldPanel("body"),
    ]
    template = "cms/standard.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the picture with its sizes ready."""
        context = super().get_context(request, *args, **kwargs)
        context["photo"] = with_sizes(self.photo_id)
        return context

    @property
    def description(self) -> str:
        """The editor's own words, or the lead."""
        return str(self.search_description or self.lead)
