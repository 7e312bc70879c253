"""The offline tariff table: what a parcel costs when no courier can be asked."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .weight import WeightRule

WEEKDAYS = RegexValidator(r"^1?2?3?4?5?6?7?$", _("Days of the week as digits, 1 is Monday: 135."))


class Service(models.Model):
    """How a service of the table weighs a parcel; one without a row uses ``WeightRule``.

    Weights in grams, sides in millimetres. A colli heavier than ``most_grams`` is split.
    """

    code = models.CharField(_("service"), max_length=40, unique=True)
    name = models.CharField(_("name buyers read"), max_length=60, blank=True)
    divisor = models.PositiveIntegerField(
        _("volumetric divisor"),
        default=6000,
        help_text=_("Cubic centimetres to the kilogram, for example 6000 or 4000."),
    )
    step_grams = models.PositiveIntegerField(_("charged in steps of, grams"), default=1000)
    tolerance_grams = models.PositiveIntegerField(
        _("tolerance, grams"),
        default=0,
        help_text=_("So much above a whole step is not charged. 0: always rounded up."),
    )
    least_grams = models.PositiveIntegerField(_("charged at least, grams"), default=1000)
    most_grams = models.PositiveIntegerField(
        _("heaviest colli, grams"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    longest_mm = models.PositiveIntegerField(
        _("longest side, millimetres"), null=True, blank=True, help_text=_("Empty: no limit.")
    )

    class Meta:
        verbose_name = _("courier service")
        verbose_name_plural = _("courier services")
        constraints = [
            models.CheckConstraint(condition=Q(divisor__gte=1), name="service_divisor"),
            models.CheckConstraint(
                condition=Q(step_grams__gte=1, tolerance_grams__lt=F("step_grams")),
                name="service_step",
            ),
            models.CheckConstraint(
                condition=Q(most_grams=None) | Q(most_grams__gte=1), name="service_most"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """What the table refuses, in words."""
        if not self.divisor or not self.step_grams:
            raise ValidationError(_("Divisor and step are at least 1."))
        if self.tolerance_grams >= self.step_grams:
            raise ValidationError({"tolerance_grams": _("The tolerance is less than a step.")})
        if self.most_grams == 0:
            raise ValidationError({"most_grams": _("At least 1 gram, or empty for no limit.")})

    @property
    def rule(self) -> WeightRule:
        """As quoting reads it."""
        return WeightRule(**{name: getattr(self, name) for name in WeightRule.names()})


class Surcharge(models.Model):
    """What couriers add for a remote area, on rows priced by the kilogram.

    The most exact area counts; one for the service before one for all. Rows with a fixed price
    are never surcharged.
    """

    destination = models.CharField(
        _("to"), max_length=8, help_text=_("Code of a district, regency, province or zone.")
    )
    service = models.CharField(
        _("service"), max_length=40, blank=True, help_text=_("Empty: every service.")
    )
    per_colli = models.PositiveIntegerField(_("rupiah for each colli"), default=0)
    per_kilogram = models.PositiveIntegerField(_("rupiah per kilogram"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("remote-area surcharge")
        verbose_name_plural = _("remote-area surcharges")
        constraints = [
            models.UniqueConstraint(fields=["destination", "service"], name="surcharge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.destination} {self.service}".strip()


class Tariff(models.Model):
    """Price per charged kilogram from an origin scope to a destination scope.

    A scope is the code of a district (``12.71.01``), a regency or a province, a zone (``JAW``),
    ``=KAB``, ``=PROV`` or ``*``. The most exact pair wins : docs/explanation/shipping.md.
    A row of the cooperative's own wins over a general one.
    """

    cooperative = models.ForeignKey(
        "partner.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="tariffs"
    )
    origin = models.CharField(_("from"), max_length=8, default="*")
    destination = models.CharField(_("to"), max_length=8, default="*")
    service = models.CharField(_("service"), max_length=40, default="reguler")
    courier = models.CharField(_("courier"), max_length=60, blank=True)
    per_kilogram = models.PositiveIntegerField(_("rupiah per kilogram"))
    minimum = models.PositiveIntegerField(_("minimum price, rupiah"), default=0)
    fixed = models.PositiveIntegerField(_("fixed price, rupiah"), null=True, blank=True)
    free_from = models.PositiveBigIntegerField(
        _("free from goods worth, rupiah"), null=True, blank=True
    )
    least_goods = models.PositiveBigIntegerField(_("only from goods worth, rupiah"), default=0)
    weekdays = models.CharField(
        _("days of the week"),
        max_length=7,
        blank=True,
        validators=[WEEKDAYS],
        help_text=_("For own delivery: 1 is Monday, 135 is Monday, Wednesday, Friday. Empty: all."),
    )
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

    def facts(self) -> dict[str, Any]:
        """Everything but the key, as the history keeps it."""
        found = {name: getattr(self, name) for name in FACTS}
        for name in ("valid_from", "valid_to"):
            found[name] = found[name].isoformat() if found[name] else None
        return found


# What a row says; its key is who, from where, to where and which service.
FACTS = (
    *("courier", "per_kilogram", "minimum", "fixed", "free_from", "least_goods", "weekdays"),
    *("days_from", "days_to", "allows_cod", "valid_from", "valid_to", "is_active"),
)


class TariffImport(models.Model):
    """A file of tariffs: looked at, then used as a whole, perhaps undone as a whole."""

    class State(models.TextChoices):
        LOOKED = "looked", _("looked at")
        USED = "used", _("used")
        UNDONE = "undone", _("undone")

    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    cells = models.JSONField(default=list, help_text="the rows as they were read")
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOOKED)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class TariffChange(models.Model):
    """Who changed a row of the table, when, from what to what. Never changed itself."""

    batch = models.ForeignKey(
        TariffImport, null=True, on_delete=models.PROTECT, related_name="changes"
    )
    cooperative = models.ForeignKey(
        "partner.Partner", null=True, on_delete=models.CASCADE, related_name="+"
    )
    origin = models.CharField(max_length=8)
    destination = models.CharField(max_length=8)
    service = models.CharField(max_length=40)
    before = models.JSONField(null=True, help_text="nothing for a row that is new")
    after = models.JSONField(null=True, help_text="nothing for a row that was taken away")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

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
