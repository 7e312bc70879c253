"""How far a person has got with linking a shop."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount, ChannelApp
from integrations.sync.models.shared import Faulted, Timed


class LinkStep(models.TextChoices):
    """The steps on the screen: permission, matching, dry run."""

    AUTHORISE = "authorise", _("give permission")
    MATCH = "match", _("match the goods")
    DRY_RUN = "dry_run", _("try out")
    DONE = "done", _("linked")


class LinkRun(Timed, Faulted):
    """One attempt to link a shop (or to give permission again for a linked one).

    ``nonce`` is the hash of the state that travels through the consent page. ``dry_run`` keeps the
    numbers as they were shown (listing id → number), so that what has changed since can be shown.
    """

    cooperative = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    app = models.ForeignKey(ChannelApp, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(
        ChannelAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="link_runs"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    nonce = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=12, choices=LinkStep.choices, default=LinkStep.AUTHORISE)
    dry_run = models.JSONField(default=dict, blank=True)
    dry_run_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("linking")
        verbose_name_plural = _("linkings")
        indexes = [models.Index(fields=["cooperative", "step"], name="link_run_open")]

    def __str__(self) -> str:
        return f"{self.step} {self.nonce[:8]}"
