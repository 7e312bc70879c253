"""Couriers: asking for a pickup, following parcels, closing what has arrived."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouriersConfig(AppConfig):
    name = "shop.couriers"
    verbose_name = _("Couriers")

    def ready(self) -> None:
        """Every call to a courier goes through the outbox."""
        from shop.outbox.registry import register

        from . import calls, receivers  # noqa: F401

        register(calls.BOOK, calls.deliver_booking, look_up=calls.look_up_booking)
        register(calls.CANCEL, calls.deliver_cancel)
        register(calls.CHECK, calls.deliver_check)
