"""Head office's list of vouchers: how often a code may be used."""

from typing import Any

from django.contrib import admin

from .models import Voucher


@admin.register(Voucher)
class VoucherAdmin(admin.ModelAdmin):
    """Limits of codes; the codes themselves are made in Oscar's dashboard."""

    list_display = ("code", "name", "num_orders", "most_orders", "most_per_customer")
    search_fields = ("code", "name")
    fields = ("code", "name", "most_orders", "most_per_customer")
    readonly_fields = ("code", "name")

    def has_add_permission(self, request: Any) -> bool:
        """Vouchers are made in the dashboard together with their offer."""
        return False
