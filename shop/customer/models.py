"""Models of the forked ``customer`` app: who wants to be told that goods are there."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_alert_token() -> str:
    """128 random bits: whoever has it may end the alert."""
    return secrets.token_urlsafe(16)


class Alert(models.Model):
    """Tell this contact once when a product is there again. No account is needed.

    ``contact`` is an e-mail address in lower case or a phone number in E.164. Mail is sent by
    itself; messages to a phone are sent by the cooperative's staff from the desk.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("e-mail")
        WHATSAPP = "whatsapp", "WhatsApp"

    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="alerts"
    )
    way = models.CharField(max_length=8, choices=Way.choices)
    contact = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="id")
    waits_for_ready = models.BooleanField(
        default=False, help_text="asked while a harvest could be ordered: wait for the goods"
    )
    token = models.CharField(max_length=43, unique=True, default=new_alert_token)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="the goods came")
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="the contact said stop")

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "contact"],
                condition=Q(due_at__isnull=True, ended_at__isnull=True),
                name="alert_once_while_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product"],
                name="alert_waiting",
                condition=Q(due_at__isnull=True, ended_at__isnull=True),
            ),
            models.Index(
                fields=["id"],
                name="alert_to_tell",
                condition=Q(due_at__isnull=False, told_at__isnull=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.way}"


from oscar.apps.customer.models import *  # noqa: E402,F403
