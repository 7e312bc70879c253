"""The room of the history."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class AuditConfig(AppConfig):
    name = "shop.audit"
    label = "audit"
    verbose_name = pgettext_lazy("history", "History")
