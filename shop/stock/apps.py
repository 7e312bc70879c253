"""Stock: the only writer of what lies in a cooperative's store."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    name = "shop.stock"
    label = "stock"
    verbose_name = _("Stock")
