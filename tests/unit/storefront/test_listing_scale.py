"""Lists, facets and searches cost the same number of statements at any size of the catalogue."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.search import index
from shop.storefront.models import ProductCard
from shop.storefront.suggestions import MOST
from tests.factories_storefront import make_shelf, many_cards

pytestmark = pytest.mark.django_db
# Both sizes in one test: the rows of the smaller one are there already.
SIZES = (1_000, 10_000)
BUDGET = {
    "/produk/": 5,
    "/produk/?asal=Humbang+Hasundutan&stok=siap&harga=1&kategori={shelf}": 5,
    "/kategori/{shelf}/": 5,
    # Its cooperatives, and the places of the whole shop beside those of the list.
    "/asal/humbang-hasundutan/": 8,
    "/cari/?q=borongan": 5,
    "/cari/?q=borongan&stok=siap&urut=termurah": 5,
    "/cari/saran/?q=bor": 5,
}


def statements(client: Client, address: str) -> int:
    """Statements of a first visit: nothing is kept but the shelves, which every page uses."""
    cache.clear()
    client.get("/kategori/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_every_list_stays_within_its_budget_at_1000_and_10000_products(client: Client) -> None:
    shelf = make_shelf()
    taken: dict[str, list[int]] = {address: [] for address in BUDGET}
    for size in SIZES:
        many_cards(size - ProductCard.objects.count(), shelf)
        index.put(
            index.Document(id=pk, title=title, text=title)
            for pk, title in ProductCard.objects.values_list("pk", "title")
        )
        for address, counts in taken.items():
            counts.append(statements(client, address.format(shelf=shelf.slug)))
    for address, counts in taken.items():
        assert counts[0] == counts[1] <= BUDGET[address], (address, counts)
    found = client.get("/cari/?q=borongan").context
    assert found["page"].has_more_than_counted
    assert "lebih dari 1.000" in client.get("/cari/?q=borongan").content.decode()
    assert len(client.get("/cari/saran/?q=bor").json()["saran"]) == MOST
