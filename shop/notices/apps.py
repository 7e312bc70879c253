"""Short messages to buyers about their orders, beside the mails."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "shop.notices"
    label = "notices"
    verbose_name = _("Messages to buyers")

    def ready(self) -> None:
        """Listen to what orders tell."""
        from . import receivers  # noqa: F401
