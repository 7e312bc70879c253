"""Lets `manage.py` find the two commands; the sandbox has no models and no Django state."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Pasar Tiruan as an app of commands only."""

    name = "integrations.sandbox"
    label = "sandbox"
    verbose_name = "Pasar Tiruan"
