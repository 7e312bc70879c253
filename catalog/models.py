"""What a product is: Oscar's catalogue with the facts Indonesian food and craft need."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct


class Category(AbstractCategory):
    """A shelf of the shop. Its slug is unique: the address is ``/kategori/<slug>/``."""

    picture = models.CharField(_("picture"), max_length=80, blank=True)

    class Meta(AbstractCategory.Meta):
        constraints = [models.UniqueConstraint(fields=["slug"], name="category_slug_once")]

    def get_absolute_url(self) -> str:
        """Address in the shop."""
        return reverse("storefront:category", kwargs={"slug": self.slug})


class Product(AbstractProduct):
    """A product of one cooperative; variants are Oscar's child products."""

    partner = models.ForeignKey(
        "partner.Partner",
        on_delete=models.PROTECT,
        related_name="products",
        verbose_name=_("cooperative"),
    )
    summary = models.CharField(_("one line"), max_length=255, blank=True)
    picture = models.CharField(_("picture"), max_length=80, blank=True)
    picture_caption = models.CharField(
        _("words under the picture"),
        max_length=80,
        blank=True,
        help_text=_("For example that it is a drawing, not a photograph."),
    )
    weight_grams = models.PositiveIntegerField(
        _("weight with packing, grams"),
        default=0,
        help_text=_("0 means unknown: it cannot be sent."),
    )
    length_mm = models.PositiveIntegerField(_("length, mm"), default=0)
    width_mm = models.PositiveIntegerField(_("width, mm"), default=0)
    height_mm = models.PositiveIntegerField(_("height, mm"), default=0)
    origin = models.CharField(_("origin"), max_length=160, blank=True)
    shelf_life = models.CharField(_("shelf life"), max_length=120, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("days to make"), default=0)
    harvest_date = models.DateField(_("harvest date (pre-order)"), null=True, blank=True)
    review_count = models.PositiveIntegerField(_("reviews"), default=0, editable=False)
    search_words = models.CharField(
        _("other names"),
        max_length=255,
        blank=True,
        help_text=_("Local names and synonyms people search for."),
    )

    class Meta(AbstractProduct.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~Q(structure="child"), name="product_slug_once"
            ),
        ]

    def update_rating(self) -> None:
        """Oscar's way of counting reviews; ours is one UPDATE (shop.storefront.reviewing)."""

    def get_absolute_url(self) -> str:
        """Address in the shop; a variant lives on its parent's page."""
        slug = self.parent.slug if self.is_child else self.slug
        return reverse("storefront:product", kwargs={"slug": slug})


class Permit(models.Model):
    """A registration or certificate a buyer may ask for: of one product or of a cooperative."""

    class Kind(models.TextChoices):
        PIRT = "pirt", "P-IRT"
        BPOM = "bpom", "BPOM"
        HALAL = "halal", "Halal"
        SNI = "sni", "SNI"
        ORGANIC = "organic", _("Organic")
        OTHER = "other", _("Other")

    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="permits"
    )
    cooperative = models.ForeignKey(
        "partner.Partner", null=True, blank=True, on_delete=models.CASCADE, related_name="permits"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=80)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    document = models.FileField(_("document"), upload_to="permits/", blank=True)

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["product", "kind", "number"], name="permit_once"),
            models.UniqueConstraint(
                fields=["cooperative", "kind", "number"], name="cooperative_permit_once"
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=True) ^ Q(cooperative__isnull=True),
                name="permit_has_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


from oscar.apps.catalogue.models import *  # noqa: E402,F403
