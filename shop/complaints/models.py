"""A complaint about one parcel: reason, articles, photos, and one answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.order.models import private_storage


class Reason(models.TextChoices):
    """What is wrong."""

    BROKEN = "broken", _("Broken or spoilt")
    WRONG = "wrong", _("Not what I ordered")
    MISSING = "missing", _("Something is missing")
    NOT_ARRIVED = "not_arrived", _("The parcel has not arrived")
    OTHER = "other", _("Something else")


class Wish(models.TextChoices):
    """What the buyer would like. The cooperative decides."""

    MONEY = "money", _("Money back")
    AGAIN = "again", _("Send it again")
    ADVICE = "advice", _("Only tell the cooperative")


class Answer(models.TextChoices):
    """What the cooperative does."""

    REFUND = "refund", _("Money back")
    RESEND = "resend", _("Send again")
    REFUSE = "refuse", _("Refused")


class ComplaintState(models.TextChoices):
    """Open until the cooperative answers or the buyer takes it back."""

    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("taken back by the buyer")


class Complaint(models.Model):
    """One matter with one parcel. A parcel has at most one that is open."""

    parcel = models.ForeignKey("order.Parcel", on_delete=models.PROTECT, related_name="complaints")
    state = models.CharField(
        max_length=10, choices=ComplaintState.choices, default=ComplaintState.OPEN
    )
    reason = models.CharField(max_length=12, choices=Reason.choices)
    wish = models.CharField(max_length=8, choices=Wish.choices)
    text = models.TextField(blank=True)
    due_at = models.DateTimeField(help_text="the cooperative answers before this")
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answer_text = models.TextField(blank=True)
    refund_amount = models.PositiveBigIntegerField(default=0, help_text="rupiah promised")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resent_at = models.DateTimeField(null=True, blank=True)
    resent_number = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=Q(state="open"), name="complaint_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="complaint_due", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.reason}"


class ComplaintLine(models.Model):
    """So many packs of an article the complaint is about."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "line"], name="complaint_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="complaint_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class ComplaintPhoto(models.Model):
    """A photo, drawn anew; never under the public address of files."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="complaints/", storage=private_storage)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)
