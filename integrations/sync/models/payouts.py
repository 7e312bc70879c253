"""What channels have paid out, line by line, and what that comes to for each order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from integrations.sync.models.accounts import ChannelAccount
from integrations.sync.models.orders import ChannelOrder
from integrations.sync.models.shared import Timed


class Payout(Timed):
    """One statement of a channel. Its lines add up to ``total``, in rupiah.

    ``read_at`` is when the reading began that wrote it: an older reading never overwrites it.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="payouts")
    statement_id = models.CharField(max_length=120)
    released_at = models.DateTimeField()
    total = models.BigIntegerField(help_text="whole rupiah")
    fingerprint = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [
            models.UniqueConstraint(fields=["account", "statement_id"], name="payout_once"),
        ]
        indexes = [models.Index(fields=["account", "-released_at"], name="payout_newest")]

    def __str__(self) -> str:
        return self.statement_id


class PayoutLine(models.Model):
    """One amount of a statement under the channel's own name; what it keeps is negative."""

    payout = models.ForeignKey(Payout, on_delete=models.CASCADE, related_name="lines")
    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="+")
    line_id = models.CharField(max_length=200)
    external_order_id = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=24, help_text="a word of channels.settlements")
    raw_kind = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField(help_text="whole rupiah")

    class Meta:
        verbose_name = _("payout line")
        verbose_name_plural = _("payout lines")
        constraints = [
            models.UniqueConstraint(fields=["payout", "line_id"], name="payout_line_once"),
        ]
        indexes = [
            models.Index(fields=["account", "external_order_id"], name="payout_line_order"),
        ]

    def __str__(self) -> str:
        return f"{self.raw_kind or self.kind} {self.amount}"


class OrderPayout(Timed):
    """Everything paid out for one order so far, summed from its lines; beside its money facts.

    ``goods`` holds sale and platform subsidy, ``fees`` all that is kept (negative), ``rest`` what
    the channel does not name. The amounts add up to ``total``. ``goods_expected`` comes from the
    frozen facts of our order's lines, None when we do not have the order. Rates are basis points
    of ``goods``; ``usual_rate`` is the middle of the shop's payouts before. ``gaps`` are the words
    of ``integrations.sync.payout_gaps``.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="+")
    external_order_id = models.CharField(max_length=80)
    channel_order = models.OneToOneField(
        ChannelOrder, null=True, blank=True, on_delete=models.SET_NULL, related_name="payout"
    )
    released_at = models.DateTimeField()
    goods = models.BigIntegerField(default=0)
    shipping = models.BigIntegerField(default=0)
    fees = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    adjustment = models.BigIntegerField(default=0)
    rest = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    goods_expected = models.BigIntegerField(null=True, blank=True)
    fee_rate = models.IntegerField(null=True, blank=True)
    usual_rate = models.IntegerField(null=True, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    differs = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("payout of an order")
        verbose_name_plural = _("payouts of orders")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_order_id"], name="order_payout_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-released_at", "-id"], name="order_payout_newest"),
            models.Index(
                fields=["account", "-released_at"],
                name="order_payout_differs",
                condition=Q(differs=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_order_id} {self.total}"
