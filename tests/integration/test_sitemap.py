"""The sitemap names goods, shelves and pages, and nothing that is not public."""

import re

import pytest
from django.utils import timezone

from catalog.models import Category, Product, ProductClass
from shop.partner.models import Partner
from shop.storefront.models import ProductCard

pytestmark = pytest.mark.django_db


def make_card(slug, *, is_public):
    partner, _ = Partner.objects.get_or_create(name="Koperasi Kopi Lintong", slug="lintong")
    kind, _ = ProductClass.objects.get_or_create(name="Kopi")
    product = Product.objects.create(title=slug, slug=slug, partner=partner, product_class=kind)
    ProductCard.objects.update_or_create(
        product=product,
        defaults={
            "cooperative": partner,
            "slug": slug,
            "title": slug,
            "is_public": is_public,
            "created_at": timezone.now(),
        },
    )


def test_it_names_what_is_public_and_only_that(client):
    Category.add_root(name="Kopi", slug="kopi")
    make_card("kopi-lintong", is_public=True)
    make_card("kopi-rahasia", is_public=False)

    sections = paths_in(client, "/sitemap.xml")
    paths = {path for section in sections for path in paths_in(client, section)}

    assert "/produk/kopi-lintong/" in paths
    assert "/kategori/kopi/" in paths
    assert "/" in paths
    assert "/produk/kopi-rahasia/" not in paths


def paths_in(client, address):
    """Every path that one sitemap names."""
    response = client.get(address)
    assert response.status_code == 200
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", response.content.decode())
