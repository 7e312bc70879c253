"""Other names, edited by head office."""

from django.contrib import admin

from .models import OtherNames


@admin.register(OtherNames)
class OtherNamesAdmin(admin.ModelAdmin):
    """One line per thing that goes by several names; a change is seen within a minute."""

    list_display = ("names", "is_one_way", "is_active")
    list_filter = ("is_active", "is_one_way")
    search_fields = ("names",)
