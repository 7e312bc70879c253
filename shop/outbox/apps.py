"""Outbox: what must be done once outside the database (mail, shipping calls, posts)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "shop.outbox"
    label = "outbox"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        """Mail is the one kind the outbox delivers itself."""
        from . import mail
        from .registry import register

        register(mail.KIND, mail.deliver)
