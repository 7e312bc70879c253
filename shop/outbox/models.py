"""Rows for work that must happen once outside: written in the transaction that wants it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """``unknown``: the call was made and nobody knows whether it took effect."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("unknown")
    PARKED = "parked", _("parked")
    CANCELLED = "cancelled", _("cancelled")


class Message(models.Model):
    """One thing to send once. ``dedup_key`` makes a second request for the same thing harmless."""

    kind = models.CharField(max_length=40)
    dedup_key = models.CharField(max_length=160)
    lane = models.CharField(
        max_length=64, blank=True, help_text="What one row may delay: for example account:12."
    )
    cooperative = models.ForeignKey(
        "partner.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    external_id = models.CharField(max_length=160, blank=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = [
            models.UniqueConstraint(fields=["kind", "dedup_key"], name="outbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="outbox_due",
                condition=Q(state__in=["queued", "sending", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedup_key} ({self.state})"
