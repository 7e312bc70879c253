"""The tariff table, edited by head office."""

from django.contrib import admin

from .models import Tariff


@admin.register(Tariff)
class TariffAdmin(admin.ModelAdmin):
    """Rows of the table; a row of a cooperative wins over a general one."""

    list_display = (
        *("origin", "destination", "service", "cooperative", "per_kilogram", "minimum"),
        *("fixed", "days_from", "days_to", "allows_cod", "is_active"),
    )
    list_filter = ("service", "is_active", "cooperative")
    search_fields = ("origin", "destination", "service", "courier")
    list_select_related = ("cooperative",)
