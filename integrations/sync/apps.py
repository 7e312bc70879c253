"""The sync engine: keeps every channel in step with our stock, prices and orders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyncConfig(AppConfig):
    name = "integrations.sync"
    label = "sync"
    verbose_name = _("Channels")

    def ready(self) -> None:
        """Listen to the shop, and tell the outbox who delivers the channels' kinds."""
        from integrations.sync import delivery, receivers  # noqa: F401

        delivery.register_handlers()
