"""One denormalised row per product, so that a list page is one query."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.shipping import free

FRESH_HARVEST = timedelta(days=30)


class ProductCard(models.Model):
    """What a card shows, refreshed in the transaction that changes product, price or stock."""

    class Stock(models.TextChoices):
        AVAILABLE = "available", _("Available")
        LOW = "low", _("Only a few left")
        OUT = "out", _("Sold out")
        PREORDER = "preorder", _("Pre-order")

    product = models.OneToOneField(
        "catalogue.Product", primary_key=True, on_delete=models.CASCADE, related_name="card"
    )
    cooperative = models.ForeignKey("partner.Partner", on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=255)
    title = models.CharField(max_length=255)
    cooperative_name = models.CharField(max_length=128)
    cooperative_slug = models.CharField(max_length=80, blank=True)
    regency = models.CharField(max_length=120, blank=True)
    picture = models.CharField(max_length=80, blank=True)
    price = models.PositiveBigIntegerField(null=True, help_text="rupiah, lowest of the variants")
    has_price_range = models.BooleanField(default=False)
    unit_label = models.CharField(max_length=40, blank=True, help_text="kg, 500 g, lembar")
    stock = models.CharField(max_length=10, choices=Stock.choices, default=Stock.OUT)
    sellable = models.PositiveBigIntegerField(default=0, help_text="packs, best variant")
    harvest_date = models.DateField(null=True, blank=True)
    category_ids = models.JSONField(default=list)
    permits = models.PositiveIntegerField(default=0, help_text="bits of cards.PERMIT_BITS")
    price_band = models.PositiveSmallIntegerField(default=0, help_text="see cards.price_band")
    rating = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    review_count = models.PositiveIntegerField(default=0)
    sold = models.PositiveIntegerField(default=0)
    free_minimum = models.PositiveBigIntegerField(
        null=True, help_text="rupiah of goods from which sending is free; empty: never"
    )
    free_cap = models.PositiveBigIntegerField(null=True, help_text="rupiah; empty: all of it")
    is_public = models.BooleanField(default=True)
    search_text = models.TextField(blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("product card")
        verbose_name_plural = _("product cards")
        indexes = [
            models.Index(fields=["-created_at", "-product"], name="card_newest"),
            models.Index(fields=["price", "product"], name="card_price"),
            models.Index(fields=["-sold", "-product"], name="card_sold"),
            models.Index(fields=["cooperative", "-created_at"], name="card_cooperative"),
            models.Index(fields=["-harvest_date"], name="card_harvest"),
            # All that facets count, so that counting never reads the rows.
            models.Index(
                fields=["cooperative", "stock", "permits", "price_band", "category_ids"],
                condition=models.Q(is_public=True),
                name="card_facets",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fresh_harvest(self) -> bool:
        """Harvested within the last thirty days."""
        if self.harvest_date is None:
            return False
        return timedelta(0) <= timezone.localdate() - self.harvest_date <= FRESH_HARVEST

    @property
    def free_shipping(self) -> str:
        """What is promised about the price of sending, in the active language; often nothing."""
        if self.free_minimum is None:
            return ""
        return free.words(minimum=self.free_minimum, cap=self.free_cap)

    @property
    def shows_free_shipping(self) -> bool:
        """Whether a card says so: never where nothing can be bought, nor as a third label."""
        if self.free_minimum is None or self.stock == self.Stock.OUT:
            return False
        return not (self.stock == self.Stock.LOW and self.is_fresh_harvest)


class PageChange(models.Model):
    """Something on the open pages changed; see page_versions.py. Only ever added, then tidied."""

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=280, blank=True)

    class Meta:
        verbose_name = _("page change")
        verbose_name_plural = _("page changes")
        indexes = [models.Index(fields=["scope", "id"], name="page_change_scope")]

    def __str__(self) -> str:
        return f"{self.scope}#{self.pk}"
