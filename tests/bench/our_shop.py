"""Load the synthetic catalogue into a scratch database and measure our pages at each size.

``python -m tests.bench.our_shop SIZES OUTPUT`` with ``DATABASE_URL`` of an empty database.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from catalog.models import Product, ProductCategory
from cms import website
from cms.models import NewsIndexPage
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.stock.models import StockItem
from shop.storefront import cards
from tests import factories_cms
from tests.bench.goods import KINDS, RARE, goods
from tests.bench.measuring import Cost, measure
from tests.factories_stock import make_product_class
from tests.factories_storefront import (
    make_account,
    make_places,
    make_seller,
    make_shelf,
    put_in_basket,
)
from tests.unit.storefront.test_checkout import look, press

BATCH = 1000
ORDERS = 10
# Enough of the pages that most people see to tell the slowest of a hundred.
MANY = 100


class Shop:
    """The scratch shop, growing."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        make_places()
        make_account()
        self.sellers = [make_seller(f"Koperasi {number}") for number in range(20)]
        self.shelves = [make_shelf(kind) for kind in KINDS]
        self.kind = make_product_class()
        website.set_up()
        self.article = factories_cms.an_article(NewsIndexPage.objects.get(), "Panen raya")
        self.size = 0

    def grow(self, size: int) -> float:
        """Load up to ``size`` products; returns seconds."""
        started = time.perf_counter()
        wanted = goods(self.size, size)
        while batch := list(itertools.islice(wanted, BATCH)):
            self._load(batch)
        self.size = size
        connection.cursor().execute("ANALYZE")
        return round(time.perf_counter() - started, 1)

    def _load(self, batch: list[Any]) -> None:
        products = Product.objects.bulk_create(
            Product(
                title=each.title,
                slug=f"barang-{each.number}",
                description=each.text,
                summary=each.text,
                partner=self.sellers[each.seller],
                product_class=self.kind,
                weight_grams=1000,
            )
            for each in batch
        )
        items = StockItem.objects.bulk_create(
            StockItem(
                cooperative=self.sellers[each.seller],
                name=f"Heap {each.number}",
                base_unit="g",
                on_hand=each.packs * 1000,
            )
            for each in batch
        )
        StockRecord.objects.bulk_create(
            StockRecord(
                product=product,
                partner=product.partner,
                partner_sku=f"B-{each.number}",
                price=each.price,
                stock_item=item,
                units_per_sale=1000,
            )
            for each, product, item in zip(batch, products, items, strict=True)
        )
        ProductCategory.objects.bulk_create(
            ProductCategory(product=product, category=self.shelves[each.shelf])
            for each, product in zip(batch, products, strict=True)
        )
        cards.refresh([product.pk for product in products])


def forget() -> None:
    """So that the next page is rendered."""
    caches["pages"].clear()


def pages(shop: Shop) -> dict[str, Cost]:
    """Every kind of request at this size."""
    client = Client(headers={"Accept-Encoding": "br"})
    deep = _tenth_screen()
    product = f"/produk/{_sellable().slug}/"
    found = {
        "list": measure(lambda: client.get("/produk/"), before=forget, rounds=MANY),
        "list, 10th screen": measure(lambda: client.get(deep), before=forget),
        "search, common": measure(lambda: client.get("/cari/?q=kopi"), rounds=MANY),
        "search, rare": measure(lambda: client.get(f"/cari/?q={RARE}")),
        "search, misspelt": measure(lambda: client.get("/cari/?q=sidikallang")),
        "product": measure(lambda: client.get(product), before=forget, rounds=MANY),
        "home": measure(lambda: client.get("/"), before=forget),
        "article": measure(lambda: client.get(shop.article.url), before=forget),
        "list, kept": measure(lambda: client.get("/produk/"), rounds=200),
        "product, kept": measure(lambda: client.get(product), rounds=200),
    }
    tag = client.get("/produk/")["ETag"]
    found["list, 304"] = measure(
        lambda: client.get("/produk/", headers={"If-None-Match": tag}), rounds=200
    )
    return {**found, **_buying()}


def _tenth_screen() -> str:
    address = "/produk/"
    for _screen in range(9):
        forget()
        address = "/produk/" + Client().get(address).context["next_url"]
    return address


def _buying() -> dict[str, Cost]:
    buyer = Client()
    put_in_basket(buyer, _sellable())
    found = {
        "basket": measure(lambda: buyer.get("/keranjang/")),
        "checkout": measure(lambda: buyer.get("/checkout/")),
    }
    ready: list[tuple[Client, Any]] = []

    def fill() -> None:
        person = Client()
        put_in_basket(person, _sellable())
        ready.append((person, look(person)))

    found["order placed"] = measure(lambda: press(*ready.pop()), before=fill, rounds=ORDERS)
    assert Order.objects.exists()
    return found


def _sellable() -> Product:
    card = StockRecord.objects.filter(stock_item__on_hand__gte=30_000).order_by("pk")
    return card.select_related("product").last().product


def main() -> None:
    """Grow, measure, write."""
    sizes, output = [int(size) for size in sys.argv[1].split(",")], Path(sys.argv[2])
    setup_test_environment()
    shop = Shop()
    results: dict[str, Any] = {"engine": connection.vendor, "sizes": {}}
    for size in sizes:
        seconds = shop.grow(size)
        print(f"{connection.vendor}: {size} products loaded in {seconds} s", flush=True)
        costs = {name: cost.as_json() for name, cost in pages(shop).items()}
        results["sizes"][str(size)] = {"load_seconds": seconds, "pages": costs}
        output.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
