"""What somebody agreed to, and what somebody asked for. Neither says who: it points to a row."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def private_storage() -> Storage:
    """Exports never lie under the public address of files."""
    return storages["private"]


class Purpose(models.TextChoices):
    """What consent is given for, each by itself."""

    TERMS = "terms", _("terms and privacy policy")
    PROMO = "promo", _("promotional messages")
    WHATSAPP = "whatsapp", _("WhatsApp messages about orders")


class Source(models.TextChoices):
    """The form on which it was given or withdrawn."""

    SIGN_UP = "sign_up", _("sign-up")
    CHECKOUT = "checkout", _("checkout")
    ACCOUNT = "account", _("account page")
    ORDER = "order", _("order page")
    MESSAGE = "message", _("answer to a message")


class Consent(models.Model):
    """One answer to one question. Only ever added: the newest one counts."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    order = models.ForeignKey(
        "order.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    is_given = models.BooleanField()
    version = models.CharField(max_length=80, blank=True, help_text="edition of the pages shown")
    source = models.CharField(max_length=8, choices=Source.choices)
    language = models.CharField(max_length=5, default="id")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.is_given}"


class Kind(models.TextChoices):
    """What somebody asks for."""

    EXPORT = "export", _("copy of the data")
    ERASURE = "erasure", _("erasure")


class RequestState(models.TextChoices):
    """``waiting`` may still be called back; ``running`` has begun and is brought to its end."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    READY = "ready", _("ready to download")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("called back")
    EXPIRED = "expired", _("expired")


OPEN = (RequestState.WAITING, RequestState.RUNNING)


class DataRequest(models.Model):
    """A request of an account, or of a guest for one order. It stays as the record of it.

    ``due_at`` is the moment by which it has to be done, ``next_at`` when it is worked on next,
    ``held_by`` a word for what keeps an erasure from beginning (``open_matters``).
    """

    kind = models.CharField(max_length=8, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    order = models.ForeignKey(
        "order.Order", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        max_length=9, choices=RequestState.choices, default=RequestState.WAITING
    )
    language = models.CharField(max_length=5, default="id")
    due_at = models.DateTimeField()
    next_at = models.DateTimeField()
    held_by = models.CharField(max_length=20, blank=True)
    orders_done = models.PositiveIntegerField(default=0, help_text="orders made nameless")
    result = models.JSONField(default=dict, blank=True, help_text="table: rows")
    file = models.FileField(upload_to="exports/", storage=private_storage, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=80, blank=True)
    lease_token = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "user"],
                condition=Q(state__in=["waiting", "running"], user__isnull=False),
                name="data_request_open_once_per_user",
            ),
            models.UniqueConstraint(
                fields=["kind", "order"],
                condition=Q(state__in=["waiting", "running"], order__isnull=False),
                name="data_request_open_once_per_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="data_request_next",
                condition=Q(state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"
