"""Outbox: what must be done once outside the database (mail, shipping calls, posts)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "shop.outbox"
    label = "outbox"
    verbose_name = _("Outbox")
