"""Files that were looked at or used, and every field they changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """A spreadsheet of one cooperative. Nothing of it counts before its state is ``used``.

    ``content`` is kept only until the file is used: the marked file is made from it.
    ``left`` names what an undo did not touch, because somebody had changed it since.
    """

    class State(models.TextChoices):
        LOOKED = "looked", _("looked at")
        USED = "used", _("used")
        UNDONE = "undone", _("taken back")

    cooperative = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOOKED)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("spreadsheet")
        verbose_name_plural = _("spreadsheets")
        indexes = [
            models.Index(fields=["cooperative", "-used_at"], name="spreadsheet_used"),
            models.Index(fields=["cooperative", "digest"], name="spreadsheet_digest"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportChange(models.Model):
    """One field of one thing, before and after; by it the undo knows what to put back."""

    class Scope(models.TextChoices):
        PRODUCT = "product", _("product")
        CATEGORY = "category", _("category")
        OFFER = "offer", _("price and pack")
        STOCK = "stock", _("stock")
        NEW = "new", _("new goods")

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="changes")
    row = models.PositiveIntegerField()
    sku = models.CharField(max_length=128)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=20)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("change by a spreadsheet")
        verbose_name_plural = _("changes by spreadsheets")

    def __str__(self) -> str:
        return f"{self.sku} {self.field}"
