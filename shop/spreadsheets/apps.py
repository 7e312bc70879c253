"""Goods in and out as a spreadsheet: export, a look first, all or nothing, undo for a day."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpreadsheetsConfig(AppConfig):
    name = "shop.spreadsheets"
    label = "spreadsheets"
    verbose_name = _("Spreadsheets")
