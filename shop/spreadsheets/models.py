"""Files that were looked at or used, and every field they changed."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Photos that were not agreed to yet never lie under the public address of files."""
    return storages["private"]


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


class PhotoBatch(models.Model):
    """Photos sent together, matched to goods by their names. They count once it is used."""

    State = Import.State

    cooperative = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOOKED)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("photos sent together")
        verbose_name_plural = _("photos sent together")
        indexes = [models.Index(fields=["cooperative", "-used_at"], name="photo_batch_used")]

    def __str__(self) -> str:
        return f"{self.pk}"


class BatchPhoto(models.Model):
    """One file of a batch. ``refusal`` says why it is no photo we can use; it has no bytes then.

    ``image`` is the photo of the product that it became, when the batch was the one to add it.
    """

    batch = models.ForeignKey(PhotoBatch, on_delete=models.CASCADE, related_name="photos")
    file_name = models.CharField(max_length=120)
    file = models.FileField(upload_to="photo-batches/", storage=private_storage, blank=True)
    thumb = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    refusal = models.CharField(max_length=255, blank=True)
    product = models.ForeignKey(
        "catalogue.Product", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    image = models.ForeignKey(
        "catalogue.ProductImage", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("photo of a batch")
        verbose_name_plural = _("photos of a batch")

    def __str__(self) -> str:
        return self.file_name
