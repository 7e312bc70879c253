"""Builders for the website: cooperatives with their corner, staff, articles, pictures, cards."""

from __future__ import annotations

import io
import itertools
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.documents.models import Document
from wagtail.models import Collection

from catalog.models import Product, ProductClass
from cms import tenancy, writing
from cms.models import ArticlePage, CooperativePage, NewsIndexPage, Photo
from shop.accounts.models import Role, StaffRole, User
from shop.partner.models import Partner
from shop.storefront.models import ProductCard

number = itertools.count(1)


def a_cooperative(name: str = "", **fields: Any) -> Partner:
    """A cooperative without a page."""
    count = next(number)
    name = name or f"Koperasi Uji {count}"
    defaults = {"code": f"KU{count}", "slug": f"koperasi-uji-{count}", "regency_name": "Toba"}
    return Partner.objects.create(name=name, **{**defaults, **fields})


def a_cooperative_with_page(name: str = "", **fields: Any) -> CooperativePage:
    """A cooperative with its page, group and collection; the website must be set up."""
    partner = a_cooperative(name, **fields)
    tenancy.set_up_cooperative(partner)
    return CooperativePage.objects.get(partner=partner)


def a_user(**fields: Any) -> User:
    """Somebody with an account."""
    user = User.objects.create_user(email=f"orang{next(number)}@contoh.id")
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields) or None)
    return user


def an_editor(page: CooperativePage) -> User:
    """Somebody who writes for the cooperative of this page."""
    user = a_user()
    StaffRole.objects.create(user=user, cooperative=page.partner, role=Role.EDITOR)
    return user


def a_product(partner: Partner, **card: Any) -> Product:
    """A product with its card; ``card`` are fields of the card."""
    count = next(number)
    kind, _made = ProductClass.objects.get_or_create(name="Pangan")
    title = card.pop("title", f"Barang {count}")
    product = Product.objects.create(
        title=title, slug=f"barang-{count}", partner=partner, product_class=kind
    )
    fields = {
        "cooperative": partner,
        "slug": product.slug,
        "title": title,
        "cooperative_name": partner.name,
        "price": 95_000,
        "unit_label": "kg",
        "stock": ProductCard.Stock.AVAILABLE,
        "sellable": 20,
        "created_at": timezone.now(),
    }
    ProductCard.objects.update_or_create(product=product, defaults={**fields, **card})
    return product


def a_picture_file(width: int = 64, height: int = 36) -> ImageFile:
    """A small JPEG."""
    data = io.BytesIO()
    PillowImage.new("RGB", (width, height), "#9e142c").save(data, "JPEG")
    return ImageFile(io.BytesIO(data.getvalue()), name=f"gambar-{next(number)}.jpg")


def a_photo(collection: Collection | None = None, title: str = "", **fields: Any) -> Photo:
    """A photo in the collection, at the root by default."""
    place = collection or Collection.get_first_root_node()
    title = title or f"Gambar {next(number)}"
    return Photo.objects.create(title=title, file=a_picture_file(), collection=place, **fields)


def a_document(collection: Collection, title: str) -> Document:
    """A file in the collection."""
    return Document.objects.create(
        title=title, file=ImageFile(a_picture_file().file, name="berkas.jpg"), collection=collection
    )


def an_article(
    parent: CooperativePage | NewsIndexPage,
    title: str = "",
    blocks: list[tuple[str, Any]] | None = None,
    *,
    live: bool = True,
    **fields: Any,
) -> ArticlePage:
    """An article, published unless ``live`` is false."""
    slug = f"artikel-{next(number)}"
    page = ArticlePage(
        title=title or slug,
        slug=slug,
        lead=fields.pop("lead", "Kalimat pembuka."),
        body=writing.stream(slug, blocks or []),
        live=live,
        **fields,
    )
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return page
