"""Pages cost the same whatever the size of the catalogue, within the budgets of the shop."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories_storefront import (
    make_account,
    make_places,
    make_product,
    make_shelf,
    make_variants,
    many_cards,
    put_in_basket,
)
from tests.unit.storefront.test_checkout import look, press

pytestmark = pytest.mark.django_db


def queries(client: Client, address: str) -> list[str]:
    """The statements of the second visit: caches are warm, as they are on a running shop."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [each["sql"] for each in captured.captured_queries]


@pytest.mark.parametrize("address", ["/produk/", "/kategori/{shelf}/", "/cari/?q=borongan"])
def test_a_list_costs_the_same_with_ten_and_with_two_hundred_products(
    client: Client, address: str
) -> None:
    shelf = make_shelf()
    path = address.format(shelf=shelf.slug)
    many_cards(10, shelf)
    make_product("Borongan kopi", shelf=shelf)
    few = queries(client, path)
    many_cards(190, shelf)
    many = queries(client, path)
    assert len(few) == len(many) <= 5, "\n".join(many)


def test_the_third_page_of_a_list_costs_what_the_first_does(client: Client) -> None:
    many_cards(100)
    first = client.get("/produk/").context["next_url"]
    second = client.get(f"/produk/{first}").context["next_url"]
    assert len(queries(client, f"/produk/{second}")) <= 5


def test_a_product_page_stays_within_six_queries(client: Client) -> None:
    shelf = make_shelf()
    parent, _packs = make_variants(
        "Kopi Lintong", [("250 g", 250, 27_000), ("1 kg", 1000, 95_000)], on_hand=30_000
    )
    many_cards(50, shelf)
    statements = queries(client, f"/produk/{parent.slug}/")
    assert len(statements) <= 6, "\n".join(statements)


def test_a_basket_stays_within_six_queries_with_one_parcel_and_a_destination(
    client: Client,
) -> None:
    make_places()
    put_in_basket(client, make_product())
    client.cookies["lapak_tujuan"] = "31.74.07|Kebayoran Baru"
    statements = queries(client, "/keranjang/")
    assert len(statements) <= 6, "\n".join(statements)


def test_more_lines_in_the_basket_cost_no_more_queries(client: Client) -> None:
    first = make_product()
    put_in_basket(client, first)
    one = queries(client, "/keranjang/")
    for _each in range(4):
        put_in_basket(client, make_product(cooperative=first.partner))
    five = queries(client, "/keranjang/")
    assert len(one) == len(five), "\n".join(five)


def test_the_empty_basket_and_the_categories_are_cheap(client: Client) -> None:
    make_shelf()
    assert len(queries(client, "/keranjang/")) <= 1
    assert len(queries(client, "/kategori/")) <= 1


def placing(client: Client) -> list[str]:
    """The statements of the whole request that places an order, without marks of nesting."""
    shown = look(client)
    with CaptureQueriesContext(connection) as captured:
        assert press(client, shown).status_code == 303
    sql = [each["sql"] for each in captured.captured_queries]
    return [each for each in sql if not each.startswith(("SAVEPOINT", "RELEASE"))]


def test_placing_an_order_costs_the_same_in_a_large_shop_and_one_more_for_each_article(
    client: Client,
) -> None:
    make_places()
    make_account()
    product = make_product()
    put_in_basket(client, product)
    placing(client)
    put_in_basket(client, product)
    few = placing(client)
    many_cards(200)
    for _each in range(4):
        put_in_basket(client, make_product(cooperative=product.partner))
    many = placing(client)
    # One conditional UPDATE for each stock item: that is what makes overselling impossible.
    assert len(many) == len(few) + 3, "\n".join(many)
    assert len(few) <= 25, "\n".join(few)
