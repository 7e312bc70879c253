"""What lies in the store, and the append-only history that explains every number."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BaseUnit(models.TextChoices):
    """Smallest unit a stock item is counted in."""

    GRAM = "g", _("gram")
    MILLILITRE = "ml", _("millilitre")
    PIECE = "pcs", _("piece")


class StockItem(models.Model):
    """One kind of goods in one cooperative's store, in whole base units.

    ``on_hand`` lies in the store; ``allocated`` of it is promised to orders; ``granted`` is what
    single channels alone may sell (shop.stock.grants), 0 unless ``is_escrow``. Only
    ``shop.stock.services`` and ``grants`` write them.

    A coming harvest is an item of its own kind: ``harvest_of`` names the goods, ``on_hand`` is
    the quota that may be promised before ``closes_on`` is over. ``open_harvest`` of the goods
    points at it until it is received (shop.stock.harvests).
    """

    cooperative = models.ForeignKey(
        "partner.Partner", on_delete=models.PROTECT, related_name="stock_items"
    )
    name = models.CharField(_("name"), max_length=160)
    base_unit = models.CharField(_("base unit"), max_length=3, choices=BaseUnit.choices)
    on_hand = models.BigIntegerField(_("on hand"), default=0, editable=False)
    allocated = models.BigIntegerField(_("allocated"), default=0, editable=False)
    granted = models.BigIntegerField(_("granted to channels"), default=0, editable=False)
    is_escrow = models.BooleanField(_("every channel has a share of its own"), default=False)
    low_stock_threshold = models.PositiveBigIntegerField(
        _("low-stock threshold, base units"), default=0
    )
    harvest_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="harvests"
    )
    harvest_date = models.DateField(_("harvest"), null=True, blank=True)
    closes_on = models.DateField(_("last day to order"), null=True, blank=True)
    open_harvest = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stock item")
        verbose_name_plural = _("stock items")
        constraints = [
            models.CheckConstraint(
                condition=Q(allocated__gte=0) & Q(allocated__lte=F("on_hand")),
                name="stock_item_0_le_allocated_le_on_hand",
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=0) & Q(granted__lte=F("on_hand") - F("allocated")),
                name="stock_item_grants_fit",
            ),
            models.UniqueConstraint(fields=["cooperative", "name"], name="stock_item_name_once"),
            models.CheckConstraint(
                condition=Q(harvest_of__isnull=True, harvest_date__isnull=True)
                | Q(
                    harvest_of__isnull=False,
                    harvest_date__isnull=False,
                    closes_on__isnull=False,
                    open_harvest__isnull=True,
                ),
                name="stock_item_harvest_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def free(self) -> int:
        """Base units that may still be promised to anybody."""
        return self.on_hand - self.allocated - self.granted

    @property
    def is_harvest(self) -> bool:
        """Whether this is a promise of a harvest rather than goods in the store."""
        return self.harvest_of_id is not None

    def takes_orders(self, today: date) -> bool:
        """Whether a harvest may still be ordered from on this day."""
        return self.closes_on is not None and today <= self.closes_on


class StockGrant(models.Model):
    """What one holder (a channel's listing, ``listing:17``) alone may sell of an item.

    ``late`` came back from cancelled orders since the last fence began. ``is_cut``: goods were
    missing, so the channel may show more than this.
    """

    item = models.ForeignKey(StockItem, on_delete=models.CASCADE, related_name="grants")
    holder = models.CharField(max_length=40)
    quantity = models.PositiveBigIntegerField(default=0)
    late = models.PositiveBigIntegerField(default=0)
    is_cut = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("stock grant")
        verbose_name_plural = _("stock grants")
        constraints = [
            models.UniqueConstraint(fields=["item", "holder"], name="stock_grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.quantity}"


class Kind(models.TextChoices):
    """Why a number moved."""

    RECEIVE = "receive", _("received")
    RESERVE = "reserve", _("ordered")
    RELEASE = "release", _("released")
    SHIP = "ship", _("shipped")
    TAKE_BACK = "take_back", _("taken back")
    ADJUST = "adjust", _("adjusted")
    COUNT = "count", _("counted")


# (change of on_hand, change of allocated) for a movement of quantity 1.
EFFECT: dict[str, tuple[int, int]] = {
    Kind.RECEIVE: (1, 0),
    Kind.RESERVE: (0, 1),
    Kind.RELEASE: (0, -1),
    Kind.SHIP: (-1, -1),
    Kind.TAKE_BACK: (1, 0),
    Kind.ADJUST: (1, 0),
    Kind.COUNT: (1, 0),
}


class StockMovement(models.Model):
    """One change of a stock item. Append-only: never changed after its transaction commits.

    ``quantity`` is in base units, positive except for ``adjust`` and ``count``, where it is the
    signed difference. ``happened_at`` is when it was true in the store (a count may be sent
    later than it was made), ``created_at`` when it was written.

    ``ref`` names the event, ``source_ref`` what it belongs to: ``shop:LK-7K:12#cancel`` belongs
    to the order line ``shop:LK-7K:12``. What a source still holds is the sum over its rows.
    """

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    quantity = models.BigIntegerField()
    ref = models.CharField(max_length=255)
    source_ref = models.CharField(max_length=160)
    step = models.PositiveIntegerField(
        default=1, help_text="a reservation is only ever cut in multiples of this (its pack)"
    )
    counted = models.BigIntegerField(null=True, help_text="what a count saw, base units")
    reason = models.CharField(max_length=255, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    on_hand_after = models.BigIntegerField(null=True)
    allocated_after = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "kind", "ref"], name="stock_movement_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(kind__in=["adjust", "count"]),
                name="stock_movement_quantity_sign",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "happened_at"], name="stock_movement_item_time"),
            models.Index(fields=["source_ref"], name="stock_movement_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} {self.ref}"
