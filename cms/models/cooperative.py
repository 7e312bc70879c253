"""The pages of the cooperatives: the list and one page for each."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PagePermissionTester

from cms import facts, opening, selectors, structured
from cms.pictures import photos_of
from shop.storefront import selectors as storefront

from .base import SitePage

PRODUCTS_SHOWN = 60


class CooperativeIndexPage(SitePage):
    """All cooperatives, with a filter by regency."""

    lead = models.CharField(_("lead"), max_length=255, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    template = "cms/cooperative_index.html"
    max_count_per_parent = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CooperativePage"]

    class Meta:
        verbose_name = _("list of cooperatives")

    @property
    def description(self) -> str:
        """The editor's own words, or the lead."""
        return str(self.search_description or self.lead)

    def more_context(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> dict[str, Any]:
        """The cooperatives of the chosen regency, and the regencies to choose from."""
        everyone = selectors.cooperative_pages()
        regencies = sorted({page.partner.regency_name for page in everyone} - {""})
        chosen = request.GET.get("kabupaten", "")
        if chosen not in regencies:
            chosen = ""
        return {
            "cooperatives": [
                page for page in everyone if not chosen or page.partner.regency_name == chosen
            ],
            "regencies": regencies,
            "chosen": chosen,
        }

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """The covers."""
        return photos_of(context["cooperatives"])


class CooperativePagePermissionTester(PagePermissionTester):
    """There is exactly one page for a cooperative: it is never copied."""

    def can_copy(self) -> bool:
        """No one: the copy would be a second page of the same cooperative."""
        return False


class CooperativePage(SitePage):
    """One cooperative: its story and pictures. Its facts come from the cooperative itself."""

    partner = models.OneToOneField(
        "partner.Partner",
        on_delete=models.PROTECT,
        related_name="website_page",
        verbose_name=_("cooperative"),
    )
    lead = models.CharField(
        _("lead"), max_length=255, blank=True, help_text=_("Empty: the one-line story.")
    )
    cover = models.ForeignKey(
        "cms.Photo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("wide picture"),
    )
    story = RichTextField(_("story"), blank=True, features=["h2", "h3", "bold", "italic", "ul"])

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead", widget=AdminAutoHeightTextInput),
        FieldPanel("cover"),
        FieldPanel("story"),
        InlinePanel("gallery", label=_("Pictures"), max_num=12),
    ]
    template = "cms/cooperative.html"
    served_with = ("partner", "partner__district", "cover")
    parent_page_types = ["cms.CooperativeIndexPage"]
    subpage_types = ["cms.ArticlePage"]
    # Made by cms.tenancy.set_up_cooperative, never by hand.
    is_creatable = False

    class Meta:
        verbose_name = _("cooperative's page")
        verbose_name_plural = _("cooperatives' pages")

    @property
    def short_story(self) -> str:
        """Two lines for cards and the head of the page."""
        return str(self.lead or self.partner.summary)

    @property
    def description(self) -> str:
        """The editor's own words, or the short story."""
        return str(self.search_description or self.short_story)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Wagtail's rules without copying."""
        return CooperativePagePermissionTester(user, self)

    def more_context(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> dict[str, Any]:
        """Products, permits, opening hours, gallery and news."""
        today = timezone.localdate()
        return {
            "gallery": list(self.gallery.select_related("photo")),
            "structured_data": structured.cooperative(self),
            "facts": facts.legal_facts(self.partner),
            "place_name": facts.place_name(self.partner),
            "products": storefront.cards_of_cooperative(self.partner_id, limit=PRODUCTS_SHOWN),
            "product_count": storefront.count_of_cooperative(self.partner_id),
            "permits": selectors.permits(partner_id=self.partner_id, today=today),
            "hours": opening.lines(self.partner.opening_hours),
            "next_closing": opening.next_closing(self.partner.closing_days, today=today),
            "news": selectors.articles(below=self, limit=3) if self.pk else [],
        }

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """Cover, gallery and the news' pictures."""
        gallery = [row.photo for row in context["gallery"]]
        return [self.cover, *gallery, *photos_of(context["news"])]


class GalleryPicture(Orderable):
    """One picture of a cooperative's gallery."""

    page = ParentalKey(CooperativePage, on_delete=models.CASCADE, related_name="gallery")
    photo = models.ForeignKey(
        "cms.Photo", on_delete=models.CASCADE, related_name="+", verbose_name=_("picture")
    )
    caption = models.CharField(_("caption"), max_length=160, blank=True)

    panels = [FieldPanel("photo"), FieldPanel("caption")]
