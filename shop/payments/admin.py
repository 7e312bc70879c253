"""Head office: accounts and QRIS codes that receive money, and rules for payment at the door."""

from django.contrib import admin

from .models import BankAccount, CodBlock, CodRule, QrisCode


@admin.register(BankAccount)
class BankAccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Where transfers go."""

    list_display = ("bank", "number", "holder", "cooperative", "is_active")
    list_filter = ("is_active",)


@admin.register(QrisCode)
class QrisCodeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Static codes, pasted as text; wrong ones are refused with the reason."""

    list_display = ("__str__", "cooperative", "is_active")


@admin.register(CodRule)
class CodRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Smallest amount and regions of a cooperative."""

    list_display = ("cooperative", "least")


@admin.register(CodBlock)
class CodBlockAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Numbers that may not pay at the door."""

    list_display = ("phone", "reason", "created_at")
    search_fields = ("phone",)
