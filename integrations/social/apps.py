"""Messages and posts on social networks, through the outbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    name = "integrations.social"
    label = "social"
    verbose_name = _("Social networks")

    def ready(self) -> None:
        """Tell the outbox who delivers messages to phones."""
        from shop.notices.services import KIND
        from shop.outbox.registry import register

        from . import whatsapp

        register(KIND, whatsapp.deliver, look_up=whatsapp.look_up)
