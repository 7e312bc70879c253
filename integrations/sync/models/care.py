"""What people did to many rows at once, and what they chose to leave as it is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount
from integrations.sync.models.shared import Timed


class BulkKind(models.TextChoices):
    """``retry`` and ``check`` change no value of ours: they cannot be taken back."""

    RULES = "rules", _("rules of a shop")
    MATCH = "match", _("matches")
    PRICE = "price", _("prices")
    STOCK = "stock", _("stock")
    RETRY = "retry", _("tried again")
    CHECK = "check", _("compared")


class BulkRun(Timed):
    """One press of a button that concerned many rows of an account.

    ``key`` is the form's own number: pressing twice is one run. ``items`` are the rows it touched,
    in the shape its kind needs (``integrations.sync.bulk``); ``before`` and ``after`` are the rules
    then. ``undone_at`` decides: whoever sets it takes the run back, once.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="bulk_runs")
    kind = models.CharField(max_length=8, choices=BulkKind.choices)
    key = models.CharField(max_length=64, unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    code = models.CharField(max_length=80, blank=True)
    total = models.PositiveIntegerField(default=0)
    items = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("change of many rows")
        verbose_name_plural = _("changes of many rows")
        indexes = [models.Index(fields=["account", "-id"], name="bulk_run_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id}, {self.total} rows"


class LeftAlone(models.Model):
    """Stuck work that a person has looked at and leaves as it is.

    It counts for what was stuck at that moment only: when the same row gets stuck again later, it
    is shown again.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    row_id = models.BigIntegerField()
    code = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    left_at = models.DateTimeField()

    class Meta:
        verbose_name = _("work left as it is")
        verbose_name_plural = _("work left as it is")
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="left_alone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}: {self.reason}"
