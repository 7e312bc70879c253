"""The official website and news, and the catalogue in the Wagtail admin."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """The top room: it may import every room below."""

    name = "cms"
    verbose_name = _("Website")

    def ready(self) -> None:
        """Listen to what happens."""
        from cms import receivers

        receivers.connect()
