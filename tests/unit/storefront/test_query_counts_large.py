"""The budgets of the shop hold at 1,000 and at 10,000 products, not only at twenty."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.search import index
from shop.storefront.models import ProductCard
from tests.factories_storefront import make_product, make_shelf, many_cards, put_in_basket

pytestmark = pytest.mark.django_db
BUDGETS = {"list": 5, "shelf": 5, "search": 5, "product": 6, "basket": 6}


def counts(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    """Statements of the second visit to each page."""
    found = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found[name] = len(captured)
    return found


def test_pages_cost_the_same_with_one_and_with_ten_thousand_products(client: Client) -> None:
    shelf = make_shelf("Borongan", slug="borongan")
    product = make_product("Borongan yang dibeli", shelf=shelf)
    put_in_basket(client, product)
    addresses = {
        "list": "/produk/",
        "shelf": "/kategori/borongan/",
        "search": "/cari/?q=borongan",
        "product": f"/produk/{product.slug}/",
        "basket": "/keranjang/",
    }
    many_cards(1_000, shelf)
    put_in_index()
    thousand = counts(client, addresses)
    many_cards(9_000, shelf)
    put_in_index()
    ten_thousand = counts(client, addresses)
    # Fewer is fine: beyond a thousand a list stops counting.
    grown = {name for name in addresses if ten_thousand[name] > thousand[name]}
    assert not grown
    over = {name: count for name, count in thousand.items() if count > BUDGETS[name]}
    assert not over


def put_in_index() -> None:
    """Bulk-made cards are found like any others."""
    rows = ProductCard.objects.values_list("product_id", "title")
    index.put(index.Document(id=number, title=title, text=title) for number, title in rows)
