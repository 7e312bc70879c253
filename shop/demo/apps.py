"""Demo data: fictional cooperatives to try everything with."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "shop.demo"
    label = "demo"
