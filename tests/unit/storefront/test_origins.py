"""Browsing by regency: list, map and the page of one place."""

import pytest
from django.test import Client

from shop.storefront import origins
from shop.storefront.north_sumatra import COLUMNS, ROWS, TILES
from tests.factories_storefront import make_product, make_seller

pytestmark = pytest.mark.django_db


def test_the_list_names_regencies_that_sell_with_their_counts(client: Client) -> None:
    toba = make_seller(regency_name="Toba")
    make_product(cooperative=toba)
    make_product(cooperative=toba)
    make_product(cooperative=make_seller(regency_name="Kota Medan"))
    found = client.get("/asal/").context["places"]
    assert [(each.name, each.products, each.cooperatives) for each in found] == [
        ("Medan", 1, 1),
        ("Toba", 2, 1),
    ]


def test_tiles_with_goods_are_links_and_the_others_are_not(client: Client) -> None:
    make_product(cooperative=make_seller(regency_name="Toba"))
    text = client.get("/asal/").content.decode()
    assert '<a href="/asal/toba/" aria-label="Toba, 1 produk">' in text
    assert 'href="/asal/langkat/"' not in text
    assert text.count("<rect class") == 33


def test_every_regency_has_a_tile_of_its_own() -> None:
    assert len({(tile.column, tile.row) for tile in TILES}) == len(TILES) == 33
    assert len({tile.slug for tile in TILES}) == len({tile.code for tile in TILES}) == 33
    assert all(tile.column < COLUMNS and tile.row < ROWS for tile in TILES)


def test_a_place_shows_its_goods_and_cooperatives_only(client: Client) -> None:
    toba = make_seller("Toba Jaya", regency_name="Kabupaten Toba")
    make_product("Kopi", cooperative=toba)
    make_product("Jeruk", cooperative=make_seller(regency_name="Karo"))
    make_seller("Tutup", regency_name="Toba", is_active=False)
    context = client.get("/asal/toba/").context
    assert [card.title for card in context["cards"]] == ["Kopi"]
    assert [each.name for each in context["cooperatives"]] == ["Toba Jaya"]


def test_two_ways_of_writing_a_city_are_one_place(client: Client) -> None:
    make_product("Satu", cooperative=make_seller(regency_name="Medan"))
    make_product("Dua", cooperative=make_seller(regency_name="Kota Medan"))
    context = client.get("/asal/medan/").context
    assert {card.title for card in context["cards"]} == {"Satu", "Dua"}
    assert context["place"].written == ("Kota Medan", "Medan")


def test_outside_the_province_city_and_regency_stay_apart() -> None:
    assert origins.slug_of("Kota Bogor") == "kota-bogor"
    assert origins.slug_of("Kabupaten Bogor") == "kabupaten-bogor"
    assert origins.slug_of("Kota Medan") == "medan"


def test_a_regency_without_goods_says_so_and_an_unknown_place_is_not_there(
    client: Client,
) -> None:
    make_product()
    text = client.get("/asal/nias-barat/").content.decode()
    assert "noindex" in text
    assert "Belum ada koperasi di Nias Barat" in text
    assert client.get("/asal/atlantis/").status_code == 404


def test_a_place_can_be_filtered_and_sorted(client: Client) -> None:
    toba = make_seller(regency_name="Toba")
    make_product("Murah", cooperative=toba, price=10_000)
    make_product("Mahal", cooperative=toba, price=90_000)
    make_product("Habis", cooperative=toba, packs=0)
    context = client.get("/asal/toba/?stok=siap&urut=termahal").context
    assert [card.title for card in context["cards"]] == ["Mahal", "Murah"]
    assert context["clear_url"] == "/asal/toba/"
