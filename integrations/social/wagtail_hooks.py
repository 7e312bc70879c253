"""Where head office keeps the templates of messages and sees what became of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from integrations.social import office
from shop.accounts.selectors import is_head_office
from shop.notices.models import NoticeTemplate


class NoticeTemplateViewSet(SnippetViewSet):
    """Which approved template tells which event."""

    model = NoticeTemplate
    icon = "mail"
    menu_label = _("WhatsApp templates")
    list_display = ["__str__", "parameters", "is_active"]
    list_filter = ["event", "language", "is_active"]
    panels = [
        FieldPanel("event"),
        FieldPanel("language"),
        FieldPanel("name"),
        FieldPanel("parameters"),
        FieldPanel("is_active"),
    ]


register_snippet(NoticeTemplateViewSet)


class HeadOfficeItem(MenuItem):
    """An entry that only head office sees."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person is head office."""
        return is_head_office(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """The list of messages, behind the gate like everything under ``/cms/``."""
    return [path("pesan-whatsapp/", office.messages_page, name="social_messages")]


@hooks.register("register_admin_menu_item")
def messages_item() -> MenuItem:
    """The way to it."""
    return HeadOfficeItem(
        _("WhatsApp messages"),
        reverse("social_messages"),
        name="whatsapp",
        icon_name="mail",
        order=460,
    )
