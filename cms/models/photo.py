"""Pictures of the website. Our own model, because exchanging it later is a hard migration."""

import secrets
from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition


class Photo(AbstractImage):
    """A picture with what it shows (``description``, spoken to who cannot see) and who made it."""

    credit = models.CharField(_("maker of the picture"), max_length=120, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        """A random name: what people call their files is nobody else's business."""
        suffix = PurePosixPath(filename).suffix.lower()
        return f"original_images/{secrets.token_hex(8)}{suffix}"


class PhotoRendition(AbstractRendition):
    """One size and format of a photo, made when its page is published."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
