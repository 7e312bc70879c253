"""Orders as a channel tells them, and how far we have taken them over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount
from integrations.sync.models.listings import Listing
from integrations.sync.models.shared import Faulted, Timed


class ImportState(models.TextChoices):
    """``retrying`` is fetched again at ``not_before``; ``parked`` waits for news or a person."""

    DONE = "done", _("taken over")
    RETRYING = "retrying", _("trying again")
    PARKED = "parked", _("parked")


class ChannelOrder(Timed, Faulted):
    """One order of one account: the newest state we have read, and our order for it.

    ``state`` is a word of ``channels.orders.OrderState``, ``raw_state`` the channel's own.
    ``payload`` is the answer it was read from, without buyer data. ``answer_by`` is the moment by
    which a buyer's wish to cancel must be answered; ``is_held`` says that our parcels are held for
    it. ``parcels`` are all the channel has split the order into ("id", "courier",
    "tracking_number", "state"); ``external_parcel_id`` names the first of them. ``arranged_at``:
    the courier has been told, here or in the channel's own app. Reserved and short quantities are
    facts of our order's lines (``order_line``), never copied here.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="orders")
    external_order_id = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    raw_state = models.CharField(max_length=60, blank=True)
    external_created_at = models.DateTimeField(null=True, blank=True)
    external_updated_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    order = models.OneToOneField(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="channel_order",
    )
    payload = models.TextField(blank=True)
    ship_by = models.DateTimeField(null=True, blank=True)
    external_parcel_id = models.CharField(max_length=80, blank=True)
    parcels = models.JSONField(default=list, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    arranged_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False)
    needs_decision = models.BooleanField(default=False)
    answer_by = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=40, blank=True)
    import_state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.DONE
    )
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("channel order")
        verbose_name_plural = _("channel orders")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_order_id"], name="channel_order_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "not_before"],
                name="channel_order_unfinished",
                condition=~Q(import_state="done"),
            ),
            models.Index(fields=["account", "-external_created_at"], name="channel_order_newest"),
        ]

    def __str__(self) -> str:
        return self.external_order_id


class ChannelOrderLine(models.Model):
    """One line of a channel order and the line of our order that stands for it."""

    channel_order = models.ForeignKey(ChannelOrder, on_delete=models.CASCADE, related_name="lines")
    external_line_id = models.CharField(max_length=120)
    listing = models.ForeignKey(
        Listing, null=True, blank=True, on_delete=models.SET_NULL, related_name="order_lines"
    )
    order_line = models.OneToOneField(
        "order.Line", null=True, blank=True, on_delete=models.SET_NULL, related_name="channel_line"
    )
    external_listing_id = models.CharField(max_length=80, blank=True)
    external_variant_id = models.CharField(max_length=80, blank=True)
    seller_sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=255)
    quantity = models.PositiveIntegerField()
    cancelled_quantity = models.PositiveIntegerField(default=0)
    unit_price = models.BigIntegerField(help_text="whole rupiah")

    class Meta:
        verbose_name = _("channel order line")
        verbose_name_plural = _("channel order lines")
        constraints = [
            models.UniqueConstraint(
                fields=["channel_order", "external_line_id"], name="channel_order_line_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="channel_order_line_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"
