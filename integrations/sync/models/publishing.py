"""Putting our goods up at a channel: what it asks, what was chosen, how far each one is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount
from integrations.sync.models.shared import Timed


class ChannelFact(models.Model):
    """What a channel told about its categories, with the moment it was told.

    ``shop`` is "" where every shop of the channel sees the same. ``key`` is ``categories`` or
    ``attributes:<category>``.
    """

    channel = models.CharField(max_length=32)
    shop = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=120)
    data = models.JSONField(default=list)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fact of a channel")
        verbose_name_plural = _("facts of channels")
        constraints = [
            models.UniqueConstraint(fields=["channel", "shop", "key"], name="channel_fact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.shop} {self.key}"


class CategoryChoice(Timed):
    """To which category of a channel a cooperative's goods of one of our shelves go."""

    cooperative = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=32)
    category = models.ForeignKey("catalogue.Category", on_delete=models.CASCADE, related_name="+")
    external_category_id = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("chosen category")
        verbose_name_plural = _("chosen categories")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "channel", "category"], name="category_choice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.external_category_id}"


class AttributeChoice(Timed):
    """What a cooperative answered last in a category. ``answers``: id → [value id, words]."""

    cooperative = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=32)
    external_category_id = models.CharField(max_length=80)
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("remembered answers")
        verbose_name_plural = _("remembered answers")
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "channel", "external_category_id"],
                name="attribute_choice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.external_category_id}"


class Publication(Timed):
    """Goods of ours that are to stand, or stand, at a channel as one listing.

    ``begun_at`` is written before the call that cannot be repeated: from then on the shop is
    searched for our codes before anything is sent. ``sent_digest`` tells which content the channel
    has. ``attempt`` counts how often it was gone and put up anew, ``edits`` what was sent since.
    """

    account = models.ForeignKey(
        ChannelAccount, on_delete=models.CASCADE, related_name="publications"
    )
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="publications"
    )
    external_category_id = models.CharField(max_length=80, blank=True)
    answers = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    edits = models.PositiveIntegerField(default=0)
    message = models.ForeignKey(
        "outbox.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    external_listing_id = models.CharField(max_length=80, blank=True)
    sent_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("goods put up at a channel")
        verbose_name_plural = _("goods put up at channels")
        constraints = [
            models.UniqueConstraint(fields=["account", "product"], name="publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} at account {self.account_id}"
