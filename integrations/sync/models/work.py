"""The engine's own bookkeeping: how far it has read, what came in, how fast it may go."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount
from integrations.sync.models.shared import Faulted, Leased, Timed


class Stream(models.TextChoices):
    """What is read again and again from an account."""

    ORDERS = "orders", _("orders")
    LISTINGS = "listings", _("listings")
    GAP_AUDIT = "gap_audit", _("daily check for missing orders")
    SETTLEMENTS = "settlements", _("payouts")


class Cursor(Timed, Leased, Faulted):
    """How far one stream of one account has been read, and when it is read next.

    ``position`` moves only after the last page of a window. ``found`` is what the last run brought
    to light (missing orders, differing listings), ``read_count`` how far the present one is.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="cursors")
    stream = models.CharField(max_length=12, choices=Stream.choices)
    position = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_run_at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0)
    read_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "stream"], name="cursor_once"),
        ]
        indexes = [models.Index(fields=["next_run_at"], name="cursor_due")]

    def __str__(self) -> str:
        return f"{self.stream} of account {self.account_id}"


class InboxState(models.TextChoices):
    """``parked`` is kept for a person to look at."""

    NEW = "new", _("new")
    DONE = "done", _("done")
    PARKED = "parked", _("parked")


class Inbox(Timed, Leased, Faulted):
    """A proven notification, stored before it is answered. ``hints`` say what to fetch."""

    channel = models.CharField(max_length=32)
    account = models.ForeignKey(
        ChannelAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    delivery_key = models.CharField(max_length=160)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    hints = models.JSONField(default=list)
    verified_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=InboxState.choices, default=InboxState.NEW)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["channel", "delivery_key"], name="inbox_once"),
        ]
        indexes = [
            models.Index(
                fields=["account", "not_before"], name="inbox_due", condition=Q(state="new")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.delivery_key}"


class RateBucket(models.Model):
    """The pace of one account, shared by all workers: GCRA's theoretical arrival time, in µs."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="buckets")
    bucket = models.CharField(max_length=32)
    tat_us = models.BigIntegerField(default=0)
    penalty_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "bucket"], name="rate_bucket_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bucket} of account {self.account_id}"


class Attempt(models.Model):
    """One call that changed something or failed. Redacted; purged after 30 days."""

    account = models.ForeignKey(
        ChannelAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="attempts"
    )
    operation = models.CharField(max_length=60)
    subject = models.CharField(max_length=160, blank=True)
    outcome = models.CharField(max_length=16)
    code = models.CharField(max_length=80, blank=True)
    request_id = models.CharField(max_length=120, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    request = models.CharField(max_length=500, blank=True)
    excerpt = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-id"], name="attempt_account"),
            models.Index(fields=["created_at"], name="attempt_age"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.outcome}"


class Heartbeat(models.Model):
    """That a worker lives. ``seen`` is when it last went round."""

    worker = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, default="worker")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.worker
