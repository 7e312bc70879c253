"""The sync engine: keeps every channel in step with our stock, prices and orders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyncConfig(AppConfig):
    name = "integrations.sync"
    label = "sync"
    verbose_name = _("Channels")

    def ready(self) -> None:
        """Listen to the shop, and tell the outbox who delivers the channels' kinds."""
        from integrations.sync import (  # noqa: F401
            delivery,
            publishing_delivery,
            receivers,
        )

        delivery.register_handlers()
        publishing_delivery.register_handlers()
