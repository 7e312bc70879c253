"""What we add to Wagtail's back office, and what we take away from cooperative staff."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.choosers import product_chooser
from cms.documents import keep_from_others
from cms.forms import readable_by
from cms.models import CooperativePage, CooperativeSpace, NewsIndexPage, Topic
from shop.accounts.selectors import is_head_office

# Menu entries of Wagtail that lead to screens the gate keeps shut, or out of the house.
HEAD_OFFICE_MENU = frozenset({"reports", "settings"})
NOBODYS_MENU = frozenset({"help"})


@hooks.register("register_admin_viewset")
def register_product_chooser() -> Any:
    """The window in which products are picked."""
    return product_chooser


class TopicViewSet(SnippetViewSet):
    """Topics of the news; head office keeps them."""

    model = Topic
    icon = "tag"
    menu_label = _("Topics")
    add_to_admin_menu = True
    menu_order = 450
    list_display = ["name", "slug"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug")]


register_snippet(TopicViewSet)


@hooks.register("construct_page_chooser_queryset")
def only_readable_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Links lead to what everyone can read, or to the user's own drafts."""
    if is_head_office(request.user):
        return pages
    return pages.filter(readable_by(request.user))


@hooks.register("insert_global_admin_css")
def branding() -> SafeString:
    """Our colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Everybody sees what they can use."""
    shut = NOBODYS_MENU if is_head_office(request.user) else NOBODYS_MENU | HEAD_OFFICE_MENU
    menu_items[:] = [item for item in menu_items if item.name not in shut]


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """The way to the daily work."""
    return MenuItem(_("Work desk"), "/kerja/", name="desk", icon_name="tasks", order=10)


hooks.register("before_serve_document", keep_from_others)


class StartPanel(Component):
    """The first thing on the start screen: the two or three things people come for."""

    name = "start"
    order = 10
    template_name = "wagtailadmin/home/start.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Buttons: address, icon, words."""
        return {"choices": list(self.choices())}

    def choices(self) -> Any:
        """What this person can do from here."""
        user = self.request.user
        if is_head_office(user):
            news = NewsIndexPage.objects.first()
            if news:
                yield add_article(news), "edit", _("Write news")
            return
        for page in CooperativePage.objects.filter(
            partner__website_space__in=CooperativeSpace.objects.filter(group__user=user)
        ):
            yield add_article(page), "edit", _("Write news")
            yield (
                reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "home",
                _("Edit the page of %(name)s") % {"name": page.title},
            )
            yield reverse("wagtailadmin_explore", args=[page.pk]), "list-ul", _("All our news")
        yield reverse("wagtailimages:add_multiple"), "image", _("Upload pictures")


def add_article(parent: Page) -> str:
    """Address of an empty article below this page."""
    return reverse("wagtailadmin_pages:add", args=["cms", "articlepage", parent.pk])


@hooks.register("construct_homepage_panels")
def start_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Our panel comes first; the summary of numbers goes."""
    panels.append(StartPanel(request))
