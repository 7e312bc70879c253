"""The offline tariff table: what a parcel costs when no courier can be asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tariff(models.Model):
    """Price per charged kilogram from an origin scope to a destination scope.

    A scope is a regency code (``12.71``), a province code (``12``), a zone (``JAW``) or ``*``.
    The most exact pair wins (shipping/weight_and_tariff.md); a row of the cooperative's own
    wins over a general one.
    """

    cooperative = models.ForeignKey(
        "partner.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="tariffs"
    )
    origin = models.CharField(_("from"), max_length=5, default="*")
    destination = models.CharField(_("to"), max_length=5, default="*")
    service = models.CharField(_("service"), max_length=40, default="reguler")
    courier = models.CharField(_("courier"), max_length=60, blank=True)
    per_kilogram = models.PositiveIntegerField(_("rupiah per kilogram"))
    minimum = models.PositiveIntegerField(_("minimum price, rupiah"), default=0)
    fixed = models.PositiveIntegerField(_("fixed price, rupiah"), null=True, blank=True)
    days_from = models.PositiveSmallIntegerField(_("days, at least"))
    days_to = models.PositiveSmallIntegerField(_("days, at most"))
    allows_cod = models.BooleanField(_("cash on delivery"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "origin", "destination", "service"], name="tariff_once"
            ),
            models.UniqueConstraint(
                fields=["origin", "destination", "service"],
                condition=models.Q(cooperative__isnull=True),
                name="general_tariff_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.destination} {self.service}"


class RateAnswer(models.Model):
    """What couriers answered for one parcel to one district; holds for minutes (live.py)."""

    key = models.CharField(max_length=64, unique=True)
    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.CASCADE, related_name="rate_answers"
    )
    destination = models.CharField(max_length=13)
    rates = models.JSONField(default=list)
    # Nobody could be asked; while such a row holds, nobody is.
    is_outage = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.cooperative_id} → {self.destination}"


from oscar.apps.shipping.models import *  # noqa: E402,F403
