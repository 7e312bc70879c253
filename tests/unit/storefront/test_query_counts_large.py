"""The budgets of the shop hold at 1,000 and at 10,000 products, not only at twenty."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.partner.models import StockRecord
from shop.search import index
from shop.stock import services as stock
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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_a_sale_and_a_product_page_look_rows_up_and_never_read_whole_tables(
    client: Client,
) -> None:
    product = make_product("Madu", packs=50)
    many_cards(50)
    item_id = StockRecord.objects.get(product=product).stock_item_id
    client.get("/produk/")
    with CaptureQueriesContext(connection) as captured:
        stock.reserve(item_id=item_id, quantity=1000, ref="uji")
        client.get(f"/produk/{product.slug}/")
    statements = [each["sql"] for each in captured if " FROM " in each["sql"]]
    assert len(statements) > 5
    whole = [(plan, sql) for sql in statements for plan in plans(sql) if plan.startswith(WHOLE)]
    assert not whole


WHOLE = tuple(
    f"SCAN {table}"
    for table in ("partner_stockrecord", "stock_stockitem", "catalogue_product", "U0")
)


def plans(sql: str) -> list[str]:
    """How SQLite would find the rows."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return [row[3] for row in cursor.fetchall()]
