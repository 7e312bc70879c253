"""Head office's lists: who pays an offer, and the rules of free shipping."""

from typing import Any

from django.contrib import admin

from .models import ConditionalOffer, FreeShippingRule


@admin.register(FreeShippingRule)
class FreeShippingRuleAdmin(admin.ModelAdmin):
    """Rules write their own label; placed orders keep what they were placed with."""

    list_display = ("name", "cooperative", "minimum", "cap", "regions", "payer", "is_active")
    list_filter = ("is_active", "payer", "cooperative")
    search_fields = ("name",)


@admin.register(ConditionalOffer)
class ConditionalOfferAdmin(admin.ModelAdmin):
    """Whose goods an offer is for and who pays it; the rest is edited in Oscar's dashboard."""

    list_display = ("name", "offer_type", "cooperative", "payer", "status")
    list_filter = ("offer_type", "payer", "cooperative")
    search_fields = ("name",)
    fields = ("name", "cooperative", "payer")
    readonly_fields = ("name",)

    def has_add_permission(self, request: Any) -> bool:
        """Offers are made in the dashboard, where condition and benefit belong to them."""
        return False
