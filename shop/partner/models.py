"""A cooperative (Oscar's partner) and the price and pack of what it sells (StockRecord)."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord


class Partner(AbstractPartner):
    """A cooperative. Every row that belongs to one carries a foreign key to this table."""

    class Kind(models.TextChoices):
        PRODUCER = "producer", _("Producer cooperative")
        MARKETING = "marketing", _("Marketing cooperative")
        CONSUMER = "consumer", _("Consumer cooperative")
        SERVICE = "service", _("Service cooperative")
        MULTI = "multi", _("Multi-party cooperative")

    slug = models.SlugField(_("slug"), max_length=80, unique=True, null=True)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    legal_number = models.CharField(_("legal-entity number"), max_length=80, blank=True)
    registry_number = models.CharField(_("cooperative register number"), max_length=32, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.PRODUCER)
    founded_year = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    member_count = models.PositiveIntegerField(_("members"), null=True, blank=True)
    summary = models.CharField(_("one-line story"), max_length=255, blank=True)

    district = models.ForeignKey(
        "address.Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("district of origin"),
    )
    regency_name = models.CharField(_("regency or city"), max_length=120, blank=True)
    origin_line = models.CharField(_("street of origin"), max_length=255, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    whatsapp = models.CharField(_("WhatsApp number"), max_length=16, blank=True)

    picture = models.CharField(_("picture"), max_length=80, blank=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account_number = models.CharField(_("account number"), max_length=40, blank=True)
    bank_account_name = models.CharField(_("account holder"), max_length=120, blank=True)
    cod_limit = models.PositiveBigIntegerField(
        _("cash-on-delivery limit, rupiah"),
        null=True,
        blank=True,
        help_text=_("Empty: no cash on delivery."),
    )
    minimum_order = models.PositiveBigIntegerField(
        _("smallest order, rupiah"),
        default=0,
        help_text=_("Goods in one parcel after discounts, at least. 0: no minimum."),
    )
    opening_hours = models.JSONField(
        _("opening hours"),
        default=dict,
        blank=True,
        help_text=_('By weekday, 0 is Monday: {"0": ["08:00", "16:00"]}. A missing day is closed.'),
    )
    closing_days = models.JSONField(_("closing days (ISO dates)"), default=list, blank=True)
    packing_days = models.PositiveSmallIntegerField(_("days to pack"), default=1)
    services_off = models.JSONField(
        _("ways of sending not offered"),
        default=list,
        blank=True,
        help_text=_('Codes of services or couriers: ["kargo", "jne"].'),
    )
    cash_off = models.JSONField(
        _("ways of sending without payment at the door"),
        default=list,
        blank=True,
        help_text=_("Codes of services or couriers whose money is not collected for you."),
    )
    is_training = models.BooleanField(_("training only"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta(AbstractPartner.Meta):
        verbose_name = _("cooperative")
        verbose_name_plural = _("cooperatives")


class StockRecord(AbstractStockRecord):
    """SKU, price and pack. What lies in the store is ``stock_item``, shared by several packs.

    Oscar's own counters (``num_in_stock``, ``num_allocated``) stay empty and serve no one.
    """

    stock_item = models.ForeignKey(
        "stock.StockItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stockrecords",
        verbose_name=_("stock"),
    )
    units_per_sale = models.PositiveIntegerField(_("base units in one pack"), default=1)
    unit_label = models.CharField(
        _("unit behind the price"), max_length=40, blank=True, help_text=_("kg, 500 g, sheet")
    )

    class Meta(AbstractStockRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(units_per_sale__gte=1), name="units_per_sale_positive"
            ),
        ]

    @property
    def sellable_packs(self) -> int:
        """Whole packs that may be sold now; 0 without a stock item."""
        if self.stock_item is None:
            return 0
        return self.stock_item.free // self.units_per_sale

    @property
    def harvest(self) -> Any:
        """The coming harvest (a stock item) a pack is sold from now; None while one is ready."""
        if self.stock_item is None or self.stock_item.open_harvest_id is None:
            return None
        coming = self.stock_item.open_harvest
        is_asked = self.sellable_packs < 1 and coming.takes_orders(timezone.localdate())
        return coming if is_asked else None

    @property
    def drawn_from(self) -> Any:
        """The stock item an order of our own shop takes from: the store, or a coming harvest."""
        return self.harvest or self.stock_item

    @property
    def orderable_packs(self) -> int:
        """Whole packs a buyer of our own shop may order now, ready or from the harvest.

        Channels sell ready packs only (``sellable_packs``).
        """
        source = self.drawn_from
        return source.free // self.units_per_sale if source else 0


from oscar.apps.partner.models import *  # noqa: E402,F403
