"""What all pages of the website share."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from cms import pictures, products, selectors
from cms.forms import SitePageForm
from cms.reserved import reserved_slugs


class SitePage(Page):
    """A page that knows the shop: it shows live products and keeps off the shop's addresses."""

    base_form_class = SitePageForm
    show_in_menus_default = False
    # Rows that the page's template reads through foreign keys: fetched with the page.
    served_with: tuple[str, ...] = ()
    # The words staff may look for in the admin; the shop has its own search.
    search_fields = Page.search_fields

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a slug the shop answers itself, at every depth: pages can be moved."""
        super().clean()
        if self.slug in reserved_slugs():
            message = _("“%(slug)s” is an address of the shop. Choose another one.")
            raise ValidationError({"slug": message % {"slug": self.slug}})

    def get_admin_display_title(self) -> str:
        """The published title: choosers show it to staff who may not know a draft's new one."""
        return str(self.title) if self.live else str(super().get_admin_display_title())

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's rule in one query."""
        return selectors.restrictions(self)

    def streams(self) -> list[Any]:
        """The page's StreamField values that may hold products and pictures."""
        return [getattr(self, name) for name in self.get_streamfield_names()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``cards`` and ``photos``: every product and picture the streams name, by id."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        streams = self.streams()
        context["cards"] = products.cards_for(streams)
        context["photos"] = pictures.photos_for(streams)
        context.update(self.more_context(request, context, **kwargs))
        pictures.prepare_sizes([*context["photos"].values(), *self.photos_shown(context)])
        return context

    def more_context(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> dict[str, Any]:
        """What the page's own template needs beyond the streams."""
        return {}

    def photos_shown(self, context: dict[str, Any]) -> list[Any]:
        """Pictures outside the streams, so that the sizes of all are read in one query."""
        return []

    @property
    def description(self) -> str:
        """One sentence for search engines, feeds and shared links."""
        return str(self.search_description)
