"""Load the synthetic catalogue into stock Oscar and measure its pages.

``python -m tests.bench.stock_oscar.run SIZES OUTPUT`` in the environment of ``requirements.txt``.
Only pages that both shops have: list, search, product, basket.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.stock_oscar.settings")

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass
from oscar.apps.partner.models import Partner, StockRecord

from tests.bench.goods import KINDS, RARE, goods
from tests.bench.measuring import Cost, measure

BATCH = 1000
# Lists take seconds here at 10,000 products.
ROUNDS = 5


class Shop:
    """The scratch shop, growing."""

    def __init__(self) -> None:
        call_command("migrate", verbosity=0)
        self.kind = ProductClass.objects.create(name="Goods", track_stock=True)
        self.sellers = [Partner.objects.create(name=f"Koperasi {n}") for n in range(20)]
        self.shelves = [Category.add_root(name=name) for name in KINDS]
        self.size = 0

    def grow(self, size: int) -> float:
        """Load up to ``size`` products and build the index anew; returns seconds."""
        started = time.perf_counter()
        wanted = goods(self.size, size)
        while batch := list(itertools.islice(wanted, BATCH)):
            products = Product.objects.bulk_create(
                Product(
                    title=each.title,
                    slug=f"barang-{each.number}",
                    description=each.text,
                    product_class=self.kind,
                )
                for each in batch
            )
            StockRecord.objects.bulk_create(
                StockRecord(
                    product=product,
                    partner=self.sellers[each.seller],
                    partner_sku=f"B-{each.number}",
                    price=each.price,
                    num_in_stock=each.packs,
                )
                for each, product in zip(batch, products, strict=True)
            )
            ProductCategory.objects.bulk_create(
                ProductCategory(product=product, category=self.shelves[each.shelf])
                for each, product in zip(batch, products, strict=True)
            )
        self.size = size
        call_command("rebuild_index", interactive=False, verbosity=0)
        return round(time.perf_counter() - started, 1)


def pages() -> dict[str, Cost]:
    """Every kind of request at this size."""
    client = Client()
    product = StockRecord.objects.filter(num_in_stock__gte=30).last().product
    found = {
        "list": measure(lambda: client.get("/catalogue/"), rounds=ROUNDS),
        "list, 10th screen": measure(lambda: client.get("/catalogue/?page=10"), rounds=ROUNDS),
        "search, common": measure(lambda: client.get("/search/?q=kopi"), rounds=ROUNDS),
        "search, rare": measure(lambda: client.get(f"/search/?q={RARE}"), rounds=ROUNDS),
        "product": measure(lambda: Client().get(product.get_absolute_url())),
    }
    buyer = Client()
    added = buyer.post(f"/basket/add/{product.pk}/", {"quantity": 1})
    assert added.status_code == 302
    return {**found, "basket": measure(lambda: buyer.get("/basket/"))}


def main() -> None:
    """Grow, measure, write."""
    sizes, output = [int(size) for size in sys.argv[1].split(",")], Path(sys.argv[2])
    setup_test_environment()
    shop = Shop()
    results: dict[str, Any] = {"engine": "sqlite", "sizes": {}}
    for size in sizes:
        seconds = shop.grow(size)
        print(f"stock Oscar: {size} products loaded in {seconds} s", flush=True)
        costs = {name: cost.as_json() for name, cost in pages().items()}
        results["sizes"][str(size)] = {"load_seconds": seconds, "pages": costs}
        output.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
