"""Shelves, products with variants and visitors, for the tests of the shop's pages."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from catalog.models import Category, Product, ProductCategory
from shop.address.models import Region
from shop.basket.models import Basket
from shop.partner.models import Partner, StockRecord
from shop.payments.models import BankAccount
from shop.storefront.cards import price_band
from shop.storefront.models import ProductCard
from tests.factories_orders import make_origin
from tests.factories_stock import make_cooperative, make_item, make_product_class

_numbers = itertools.count(1)
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
KEBAYORAN = "31.74.07"


def make_shelf(name: str = "", parent: Category | None = None, **fields: Any) -> Category:
    """A category."""
    number = next(_numbers)
    facts = {"name": name or f"Rak {number}", "slug": f"rak-{number}", **fields}
    return parent.add_child(**facts) if parent else Category.add_root(**facts)


def make_seller(name: str = "", **fields: Any) -> Partner:
    """A cooperative that parcels can start from."""
    cooperative = make_cooperative(name)
    make_origin(cooperative)
    for field, value in {"regency_name": "Humbang Hasundutan", **fields}.items():
        setattr(cooperative, field, value)
    cooperative.save()
    return cooperative


def make_product(
    title: str = "",
    *,
    packs: int = 20,
    price: int | None = 95_000,
    units_per_sale: int = 1000,
    cooperative: Partner | None = None,
    shelf: Category | None = None,
    **fields: Any,
) -> Product:
    """A product of one pack, with stock for so many packs and a card like any other."""
    number = next(_numbers)
    seller = cooperative or make_seller()
    facts = {"weight_grams": 1080, "slug": f"barang-{number}", **fields}
    product = Product.objects.create(
        title=title or f"Barang {number}",
        partner=seller,
        product_class=make_product_class(),
        **facts,
    )
    item = make_item(on_hand=packs * units_per_sale, cooperative=seller)
    make_record(product, item, price=price, units_per_sale=units_per_sale)
    if shelf:
        ProductCategory.objects.create(product=product, category=shelf)
    return product


def make_record(
    product: Product, item: Any, *, price: int | None = 95_000, units_per_sale: int = 1000
) -> StockRecord:
    """Price and pack of a product."""
    return StockRecord.objects.create(
        product=product,
        partner=product.partner,
        partner_sku=f"SKU-{next(_numbers)}",
        price=price,
        stock_item=item,
        units_per_sale=units_per_sale,
    )


def make_variants(
    title: str, packs: Sequence[tuple[str, int, int]], *, on_hand: int, **fields: Any
) -> tuple[Product, list[Product]]:
    """A product whose packs (label, base units, price) draw on one heap of ``on_hand`` grams."""
    number = next(_numbers)
    seller = make_seller()
    parent = Product.objects.create(
        title=title,
        slug=f"varian-{number}",
        partner=seller,
        structure=Product.PARENT,
        product_class=make_product_class(),
        weight_grams=1080,
        **fields,
    )
    item = make_item(on_hand=on_hand, cooperative=seller)
    children = []
    for label, units, price in packs:
        child = Product.objects.create(
            title=f"{title}, {label}", partner=seller, structure=Product.CHILD, parent=parent
        )
        make_record(child, item, price=price, units_per_sale=units)
        children.append(child)
    return parent, children


def many_cards(count: int, shelf: Category | None = None) -> None:
    """So many products with cards, written in bulk: for pages that must not grow with them."""
    seller = make_seller()
    kind = make_product_class()
    numbers = [next(_numbers) for _each in range(count)]
    products = Product.objects.bulk_create(
        Product(title=f"Borongan {n}", slug=f"borongan-{n}", partner=seller, product_class=kind)
        for n in numbers
    )
    now = timezone.now()
    ProductCard.objects.bulk_create(
        ProductCard(
            product=product,
            cooperative=seller,
            slug=product.slug,
            title=product.title,
            cooperative_name=seller.name,
            price=10_000 + product.pk,
            price_band=price_band(10_000 + product.pk),
            regency=seller.regency_name,
            cooperative_slug=seller.slug or "",
            category_ids=[shelf.pk] if shelf else [],
            stock="available",
            sellable=20,
            created_at=now - timedelta(minutes=place),
        )
        for place, product in enumerate(products)
    )
    if shelf:
        ProductCategory.objects.bulk_create(
            ProductCategory(product=product, category=shelf) for product in products
        )


def card_of(product: Product) -> ProductCard:
    """The card as it is in the database now."""
    return ProductCard.objects.get(pk=product.pk)


def make_places() -> None:
    """Kebayoran Baru and what it lies in."""
    rows = [
        ("31", "DKI Jakarta", 1, None),
        ("31.74", "Kota Administrasi Jakarta Selatan", 2, "31"),
        (KEBAYORAN, "Kebayoran Baru", 3, "31.74"),
        ("31.74.07.1001", "Melawai", 4, KEBAYORAN),
    ]
    for code, name, level, parent in rows:
        search_name = name.lower().removeprefix("kota administrasi ")
        Region.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "level": level,
                "parent_id": parent,
                "path": f"{name}, Jakarta",
                "search_name": search_name,
                "postal_code": "12160" if level == 4 else "",
            },
        )


def make_account() -> BankAccount:
    """The operator's account, so that bank transfer is offered."""
    return BankAccount.objects.create(bank="Bank Uji", number="123", holder="Lapak Koperasi")


def put_in_basket(client: Client, product: Product, quantity: int = 1) -> Basket:
    """Do what the product page's form does; returns the basket it went into."""
    response = client.post(
        "/keranjang/tambah/", {"product": product.pk, "quantity": quantity}, **SAME_ORIGIN
    )
    assert response.status_code == 303, response.content
    return basket_of(client)


def basket_of(client: Client) -> Basket:
    """The basket whose signed number the client's cookie carries."""
    return Basket.objects.get(pk=Signer().unsign(client.cookies["oscar_open_basket"].value))
