"""Twenty guests press stock Oscar's last button at once for its last packs; prints what came of it.

``python -m tests.bench.stock_oscar.barrier GUESTS PACKS`` in the environment of
``requirements.txt``, with ``BENCH_VAR`` and, for PostgreSQL, ``BENCH_DATABASE_URL`` of an empty
database. Every guest is a process of its own, all are let go by one barrier: the same moment that
``make soak`` has for our shop.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.stock_oscar.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import setup_test_environment
from oscar.apps.address.models import Country
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass
from oscar.apps.order.models import Order
from oscar.apps.partner.models import Partner, StockRecord

PATIENCE = 60
ADDRESS = {
    "first_name": "Tamu",
    "last_name": "Panas",
    "line1": "Jl. Uji 1",
    "line4": "Jakarta",
    "postcode": "12345",
    "country": "ID",
}


def prepare(packs: int) -> Product:
    """A shop with one article of which so many are left."""
    call_command("migrate", verbosity=0)
    Country.objects.create(
        iso_3166_1_a2="ID", printable_name="Indonesia", name="Indonesia", is_shipping_country=True
    )
    kind = ProductClass.objects.create(name="Goods", track_stock=True)
    product = Product.objects.create(title="Panas", slug="panas", product_class=kind)
    StockRecord.objects.create(
        product=product,
        partner=Partner.objects.create(name="Koperasi"),
        partner_sku="PANAS",
        price=100_000,
        num_in_stock=packs,
    )
    shelf = Category.add_root(name="Barang")
    ProductCategory.objects.create(product=product, category=shelf)
    return product


def stand_before_the_button(product: Product, number: int) -> Client:
    """Fill a basket and walk through the checkout up to its preview."""
    guest = Client(raise_request_exception=False)
    guest.post(f"/basket/add/{product.pk}/", {"quantity": 1})
    guest.post("/checkout/", {"options": "anonymous", "username": f"tamu{number}@pembeli.example"})
    guest.post("/checkout/shipping-address/", ADDRESS)
    guest.get("/checkout/shipping-method/")
    guest.get("/checkout/payment-method/")
    preview = guest.post("/checkout/preview/", {})
    assert preview.status_code == 200, (preview.status_code, getattr(preview, "url", ""))
    return guest


def press(guest: Client, word: Any, told: Any) -> None:
    """Wait for the word, press, say what the answer was: its status and where it led."""
    connections.close_all()
    word.wait(PATIENCE)
    answer = guest.post("/checkout/preview/", {"action": "place_order"})
    told.put((answer.status_code, getattr(answer, "url", "")))


def main() -> None:
    """Prepare, let go, count."""
    guests, packs = int(sys.argv[1]), int(sys.argv[2])
    setup_test_environment()
    product = prepare(packs)
    ready = [stand_before_the_button(product, number) for number in range(guests)]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    word, told = fork.Barrier(guests), fork.Queue()
    crowd = [fork.Process(target=press, args=(guest, word, told)) for guest in ready]
    for each in crowd:
        each.start()
    answers = [told.get(timeout=PATIENCE) for _ in crowd]
    for each in crowd:
        each.join(PATIENCE)
    record = StockRecord.objects.get()
    print(
        json.dumps(
            {
                "guests": guests,
                "packs": packs,
                "orders": Order.objects.count(),
                "allocated": record.num_allocated or 0,
                "error_pages": sum(status >= 500 for status, _url in answers),
            }
        )
    )


if __name__ == "__main__":
    main()
