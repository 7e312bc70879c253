"""Head office: accounts and QRIS codes that receive money, and rules for payment at the door."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from shop.accounts.views import in_words

from .models import BankAccount, CodBlock, CodRule, QrisCode

proven = method_decorator([in_words, reauthentication_required(app="receiving")])


class AsksAgain(admin.ModelAdmin):  # type: ignore[type-arg]
    """Where money arrives changes only for somebody who has just proven who they are."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one only: deleting many does not ask."""
        return {}

    @proven
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form to add or change one."""
        return super().changeform_view(request, *args, **kwargs)

    @proven
    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question before one is deleted."""
        return super().delete_view(request, *args, **kwargs)


@admin.register(BankAccount)
class BankAccountAdmin(AsksAgain):
    """Where transfers go."""

    list_display = ("bank", "number", "holder", "cooperative", "is_active")
    list_filter = ("is_active",)


@admin.register(QrisCode)
class QrisCodeAdmin(AsksAgain):
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
