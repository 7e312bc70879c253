"""Where a listing stands that may only show what it was granted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.listings import Listing
from integrations.sync.models.shared import Timed


class Phase(models.TextChoices):
    """What is being done about the number at the channel; written before the call that does it."""

    ZERO = "zero", _("being set to 0")
    DRAIN = "drain", _("waiting for the last orders")
    RAISE = "raise", _("being given its share")
    STEADY = "steady", _("selling its share")


class Escrow(Timed):
    """One listing of an item in escrow. The grant itself is ``shop.stock.StockGrant``.

    ``since`` is when the phase began, ``fenced_at`` when the listing was last seen at 0 by our
    doing. ``shown`` is the last number that was sent, in packs of ``units`` base units (0: not
    known). ``waits_for`` says what keeps it there.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="escrow")
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.ZERO)
    turn = models.PositiveIntegerField(default=0)
    shown = models.PositiveBigIntegerField(default=0)
    units = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    fenced_at = models.DateTimeField(null=True, blank=True)
    waits_for = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("share of a listing")
        verbose_name_plural = _("shares of listings")

    def __str__(self) -> str:
        return f"{self.phase} {self.shown} of listing {self.listing_id}"
