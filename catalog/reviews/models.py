"""Reviews of what people bought: one for each order line, with photos and the seller's answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview

STARS = (1, 2, 3, 4, 5)


class ProductReview(AbstractProductReview):
    """What a buyer says about an article that arrived. ``product`` is the one with the page.

    ``status`` says whether buyers see it; a review that head office hid keeps its reason. Only
    ``shop.storefront.reviewing`` writes here: product and card carry average and count.
    """

    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.CASCADE, related_name="reviews"
    )
    line = models.OneToOneField(
        "order.Line", null=True, blank=True, on_delete=models.SET_NULL, related_name="review"
    )
    bought = models.CharField(_("pack"), max_length=255, blank=True)
    reply = models.TextField(_("answer"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(_("why it is hidden"), max_length=255, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text="by head office")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    report_count = models.PositiveIntegerField(default=0, help_text="reports nobody looked at yet")

    class Meta(AbstractProductReview.Meta):
        ordering = ["-id"]
        unique_together = ()
        constraints = [
            models.CheckConstraint(condition=Q(score__in=STARS), name="review_one_to_five_stars"),
        ]
        indexes = [
            models.Index(fields=["product", "status", "-id"], name="review_of_product"),
            models.Index(fields=["cooperative", "-id"], name="review_of_cooperative"),
            models.Index(
                fields=["id"],
                name="review_to_check",
                condition=Q(report_count__gt=0) | Q(status=0),
            ),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        """Only the row: what follows from it is written by the service."""
        models.Model.save(self, *args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Only the row, as ``save``."""
        return models.Model.delete(self, *args, **kwargs)  # type: ignore[arg-type]


class ReviewPhoto(models.Model):
    """A photo of what arrived: a fresh JPEG without place, device or second file."""

    review = models.ForeignKey(ProductReview, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="reviews/")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="review_photo_place_once"),
            models.CheckConstraint(condition=Q(position__lte=2), name="review_three_photos"),
        ]

    def __str__(self) -> str:
        return self.file.name


class ReviewReport(models.Model):
    """A visitor finds a review wrong or rude: once for each visitor and review."""

    review = models.ForeignKey(ProductReview, on_delete=models.CASCADE, related_name="reports")
    reporter = models.CharField(max_length=64, help_text="keyed hash of account or address")
    reason = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "reporter"], name="review_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.reason}"


from oscar.apps.catalogue.reviews.models import *  # noqa: E402,F403
