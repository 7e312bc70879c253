"""Plain pages: how to shop, delivery, about us, contact, privacy."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import Body

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
        FieldPanel("lead", widget=AdminAutoHeightTextInput),
        FieldPanel("photo"),
        FieldPanel("body"),
    ]
    template = "cms/standard.html"
    served_with = ("photo",)
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """The picture under the title."""
        return [self.photo]

    @property
    def description(self) -> str:
        """The editor's own words, or the lead."""
        return str(self.search_description or self.lead)
