"""A courier asked for, what happened on the way, and the raw messages couriers send."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BookingState(models.TextChoices):
    """Where our request stands. What the courier says is ``Booking.status``."""

    ASKED = "asked", _("asked")
    BOOKED = "booked", _("booked")
    CANCELLING = "cancelling", _("being cancelled")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")
    DONE = "done", _("done")


OPEN = (BookingState.ASKED, BookingState.BOOKED, BookingState.CANCELLING)


class Booking(models.Model):
    """One request for a courier to fetch a parcel. A parcel has at most one that is open."""

    parcel = models.ForeignKey("order.Parcel", on_delete=models.PROTECT, related_name="bookings")
    attempt = models.PositiveSmallIntegerField(default=1)
    reference = models.CharField(max_length=64, unique=True, help_text="our number, books once")
    courier = models.CharField(max_length=20)
    service = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=BookingState.choices, default=BookingState.ASKED
    )
    external_id = models.CharField(max_length=80, blank=True, db_index=True)
    tracking_id = models.CharField(max_length=80, blank=True)
    waybill = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=40, blank=True, help_text="the courier's own word")
    price = models.PositiveBigIntegerField(default=0, help_text="rupiah the courier charges")
    link = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="why a person has to look")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    next_check = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("courier booking")
        verbose_name_plural = _("courier bookings")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "attempt"], name="booking_attempt_once"),
            models.UniqueConstraint(
                fields=["parcel"],
                condition=Q(state__in=["asked", "booked", "cancelling"]),
                name="booking_open_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_check"],
                name="booking_to_check",
                condition=Q(state__in=["booked", "cancelling"]),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether the courier is, or may be, on the way."""
        return self.state in OPEN


class TrackingEvent(models.Model):
    """One thing a courier says happened to a parcel; ``place`` where it said so."""

    parcel = models.ForeignKey(
        "order.Parcel", on_delete=models.CASCADE, related_name="tracking_events"
    )
    key = models.CharField(max_length=64)
    status = models.CharField(max_length=40)
    note = models.CharField(max_length=255, blank=True)
    place = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        ordering = ["happened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "key"], name="tracking_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.happened_at:%Y-%m-%d %H:%M}"


class CourierNotice(models.Model):
    """A message of a courier as it came, stored before anything acts on it."""

    key = models.CharField(max_length=64, unique=True)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
