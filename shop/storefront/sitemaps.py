"""Addresses of shelves and goods for search engines; the website adds its own pages."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from catalog.models import Category

from .models import ProductCard


class ProductSitemap(Sitemap):
    """Every product that is for sale or can be waited for."""

    limit = 5000
    protocol = None

    def items(self) -> QuerySet[ProductCard]:
        """Cards in a stable order."""
        return ProductCard.objects.filter(is_public=True).order_by("pk")

    def lastmod(self, card: ProductCard) -> datetime:
        """When name, price or stock last changed."""
        return card.updated_at

    def location(self, card: ProductCard) -> str:
        """The product's page."""
        return reverse("storefront:product", kwargs={"slug": card.slug})


class CategorySitemap(Sitemap):
    """The shelves of the shop."""

    protocol = None

    def items(self) -> QuerySet[Category]:
        """Shelves a buyer can see."""
        return Category.objects.filter(is_public=True).order_by("pk")

    def location(self, category: Category) -> str:
        """The shelf's page."""
        return category.get_absolute_url()
