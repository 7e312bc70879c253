"""Weight rules and remote areas, edited by head office.

The tariff table itself is edited at the desk or here; either way its history is kept.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Service, Surcharge, Tariff, TariffChange


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    """How each service weighs a parcel."""

    list_display = (
        *("code", "name", "divisor", "step_grams", "tolerance_grams"),
        *("least_grams", "most_grams", "longest_mm"),
    )


@admin.register(Surcharge)
class SurchargeAdmin(admin.ModelAdmin):
    """What couriers add for remote areas."""

    list_display = ("destination", "service", "per_colli", "per_kilogram", "is_active")
    search_fields = ("destination", "service")


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
    actions = None  # rows are taken away one by one, so that each leaves its line of history

    def save_model(self, request: HttpRequest, obj: Tariff, form: Any, change: bool) -> None:
        """Keep who changed what."""
        before = Tariff.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        note(before=before, after=Tariff.objects.get(pk=obj.pk), request=request)

    def delete_model(self, request: HttpRequest, obj: Tariff) -> None:
        """Keep what was taken away, and by whom."""
        note(before=Tariff.objects.get(pk=obj.pk), after=None, request=request)
        super().delete_model(request, obj)


def note(*, before: Tariff | None, after: Tariff | None, request: HttpRequest) -> None:
    """One line of history; none for a save that changed nothing."""
    row = after or before
    facts = [each.facts() if each else None for each in (before, after)]
    if row is None or facts[0] == facts[1]:
        return
    TariffChange.objects.create(
        cooperative_id=row.cooperative_id,
        origin=row.origin,
        destination=row.destination,
        service=row.service,
        before=facts[0],
        after=facts[1],
        actor_id=request.user.pk,
    )
