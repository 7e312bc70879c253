"""What is for sale on a channel, and what we want it to show."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount
from integrations.sync.models.shared import Faulted, Leased, Timed


class ListingState(models.TextChoices):
    """How a listing stands on the channel (the words of ``channels.listings.ListingState``)."""

    LIVE = "live", _("live")
    DRAFT = "draft", _("hidden")
    SUSPENDED = "suspended", _("suspended")
    GONE = "gone", _("gone")
    UNKNOWN = "unknown", _("unknown")


class Listing(Timed):
    """One sellable thing on a channel, and the pack of ours it is matched with (or none yet).

    ``remote_quantity`` and ``remote_price`` are what the channel showed at ``seen_at``. A first
    push of zero needs a person's yes: ``zero_allowed``. ``ignored_until`` keeps an unmatched
    listing out of sight. ``misses`` counts complete readings in a row that did not show it.
    ``is_resting``: a person holds back its numbers. ``restore_quantity`` is what an unmatched
    listing showed before a match that was taken back; it is sent once more.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="listings")
    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        null=True,
        blank=True,
        # What a channel sells is hidden, never deleted: it would go on selling it.
        on_delete=models.PROTECT,
        related_name="channel_listings",
    )
    external_listing_id = models.CharField(max_length=80)
    external_variant_id = models.CharField(max_length=80, blank=True)
    seller_sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=255)
    variant_name = models.CharField(max_length=160, blank=True)
    image_url = models.CharField(max_length=500, blank=True)
    state = models.CharField(
        max_length=12, choices=ListingState.choices, default=ListingState.UNKNOWN
    )
    raw_state = models.CharField(max_length=60, blank=True)
    # Rules of its own; empty ones follow the account's.
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    minus = models.PositiveIntegerField(null=True, blank=True)
    safety_stock = models.PositiveIntegerField(null=True, blank=True)
    threshold = models.PositiveIntegerField(null=True, blank=True)
    price_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    price_floor = models.PositiveBigIntegerField(null=True, blank=True)
    is_resting = models.BooleanField(default=False)
    restore_quantity = models.PositiveBigIntegerField(null=True, blank=True)
    is_stock_writable = models.BooleanField(default=True)
    # The channel's warehouses by their ids; the first is the one that is sold from.
    locations = models.JSONField(default=list, blank=True)
    zero_allowed = models.BooleanField(default=False)
    remote_quantity = models.BigIntegerField(null=True, blank=True)
    remote_price = models.BigIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    ignored_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_listing_id", "external_variant_id"],
                name="channel_listing_once",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "seller_sku"], name="channel_listing_sku"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.variant_name}".strip()

    @property
    def subject(self) -> str:
        """The listing in one word, for logs and error rows."""
        if not self.external_variant_id:
            return self.external_listing_id
        return f"{self.external_listing_id}/{self.external_variant_id}"


class Aspect(models.TextChoices):
    """What of a listing we keep in step."""

    STOCK = "stock", _("stock")
    PRICE = "price", _("price")


class DesiredState(models.TextChoices):
    """``parked`` waits for our data to change or for a person."""

    OK = "ok", _("ok")
    RETRYING = "retrying", _("trying again")
    PARKED = "parked", _("parked")


class Desired(Timed, Leased, Faulted):
    """That a listing should show what our books say now. The number itself is never kept here.

    ``generation`` grows with every change, ``synced_generation`` becomes the generation that was
    read when a push succeeded: the row is due while the second is smaller. ``last_value`` is what
    the channel is believed to show, None when we cannot know (its own sale or a cancellation has
    moved it since).
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="desired")
    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="+")
    aspect = models.CharField(max_length=8, choices=Aspect.choices)
    generation = models.BigIntegerField(default=1)
    synced_generation = models.BigIntegerField(default=0)
    last_value = models.BigIntegerField(null=True, blank=True)
    last_pushed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DesiredState.choices, default=DesiredState.OK)
    not_before = models.DateTimeField()
    marked_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    request_id = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("wanted value")
        verbose_name_plural = _("wanted values")
        constraints = [
            models.UniqueConstraint(fields=["listing", "aspect"], name="desired_once"),
            models.CheckConstraint(
                condition=Q(synced_generation__lte=F("generation")),
                name="desired_synced_le_generation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "aspect", "not_before"],
                name="desired_due",
                condition=Q(synced_generation__lt=F("generation")) & ~Q(state="parked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect} of listing {self.listing_id}"
