"""Facets: every count says what one more click would leave."""

import pytest
from django.test import Client

from catalog.models import Permit, ProductCategory
from shop.storefront import facets
from shop.storefront.facets import Choice
from shop.storefront.listing import EVERYTHING, Filters, Scope
from tests.factories_storefront import make_product, make_seller, make_shelf

pytestmark = pytest.mark.django_db


def counts(choices: tuple[Choice, ...]) -> list[tuple[str, int]]:
    return [(choice.label, choice.count) for choice in choices]


@pytest.fixture
def goods() -> None:
    """Three from Toba (one sold out), one dear one from Karo."""
    toba = make_seller("Toba Jaya", regency_name="Toba")
    make_product("Satu", price=10_000, cooperative=toba)
    make_product("Dua", price=60_000, cooperative=toba)
    make_product("Tiga", price=60_000, cooperative=toba, packs=0)
    make_product("Empat", price=600_000, cooperative=make_seller("Karo Maju", regency_name="Karo"))


@pytest.mark.usefixtures("goods")
class TestCounts:
    def test_without_filters_everything_is_counted(self) -> None:
        found = facets.of(EVERYTHING, Filters())
        assert counts(found.regencies) == [("Toba", 3), ("Karo", 1)]
        assert counts(found.cooperatives) == [("Toba Jaya", 3), ("Karo Maju", 1)]
        assert counts(found.stock) == [("Siap kirim", 3)]
        assert counts(found.bands) == [
            ("Di bawah Rp25.000", 1),
            ("Rp50.000\N{EN DASH}Rp100.000", 2),
            ("Rp500.000 ke atas", 1),
        ]
        assert found.permits == found.categories == ()

    def test_a_facet_is_counted_under_the_filters_of_the_others_only(self) -> None:
        found = facets.of(EVERYTHING, Filters(regencies=("Toba",)))
        assert counts(found.regencies) == [("Toba", 3), ("Karo", 1)]
        assert counts(found.cooperatives) == [("Toba Jaya", 3)]
        assert counts(found.stock) == [("Siap kirim", 2)]

    def test_two_filters_leave_their_own_facets_the_other_as_limit(self) -> None:
        found = facets.of(EVERYTHING, Filters(regencies=("Toba",), bands=(3,)))
        assert counts(found.regencies) == [("Toba", 2)]
        assert counts(found.bands) == [
            ("Di bawah Rp25.000", 1),
            ("Rp50.000\N{EN DASH}Rp100.000", 2),
        ]
        assert counts(found.stock) == [("Siap kirim", 1)]

    def test_typed_prices_cut_all_facets(self) -> None:
        found = facets.of(EVERYTHING, Filters(price_from=50_000, price_to=70_000))
        assert counts(found.regencies) == [("Toba", 2)]
        assert counts(found.bands) == [("Rp50.000\N{EN DASH}Rp100.000", 2)]

    def test_a_chosen_value_that_leaves_nothing_stays_to_be_taken_away(self) -> None:
        seller = facets.of(EVERYTHING, Filters()).cooperatives[1].value
        found = facets.of(EVERYTHING, Filters(regencies=("Toba",), cooperatives=(seller,)))
        assert ("Karo Maju", 0) in counts(found.cooperatives)

    def test_a_place_counts_only_its_own(self) -> None:
        found = facets.of(Scope(regencies=("Karo",)), Filters())
        assert counts(found.cooperatives) == [("Karo Maju", 1)]

    def test_each_count_is_what_the_list_then_shows(self, client: Client) -> None:
        page = client.get("/produk/?stok=siap").context
        for facet in page["facets"]:
            for choice in facet.choices:
                query = f"stok=siap&{facet.name}={choice.value}"
                if facet.name != "stok":
                    total = client.get(f"/produk/?{query}").context["page"].total
                    assert total == choice.count, query


def test_certificates_count_once_per_product_and_while_they_are_valid() -> None:
    product = make_product()
    Permit.objects.create(product=product, kind="halal", number="1")
    Permit.objects.create(product=product, kind="halal", number="2")
    Permit.objects.create(product=product, kind="pirt", number="3")
    Permit.objects.create(product=product, kind="bpom", number="4", valid_until="2020-01-01")
    found = facets.of(EVERYTHING, Filters())
    assert [(choice.value, choice.count) for choice in found.permits] == [("halal", 1), ("pirt", 1)]


def test_a_permit_that_is_removed_leaves_the_card(client: Client) -> None:
    product = make_product()
    permit = Permit.objects.create(product=product, kind="organic", number="1")
    assert client.get("/produk/?izin=organic").context["page"].total == 1
    permit.delete()
    assert client.get("/produk/?izin=organic").context["page"].total == 0


def test_shelves_count_what_stands_below_and_a_product_on_two_shelves_once_each(
    client: Client,
) -> None:
    top = make_shelf("Minuman")
    coffee, tea = make_shelf("Kopi", parent=top), make_shelf("Teh", parent=top)
    both = make_product(shelf=coffee)
    ProductCategory.objects.create(product=both, category=tea)
    make_product(shelf=coffee)
    make_product(shelf=make_shelf("Kain"))
    found = facets.of(EVERYTHING, Filters())
    assert counts(found.categories) == [("Minuman", 2), ("Kain", 1)]
    opened = facets.of(EVERYTHING, Filters(categories=(top.slug,)))
    assert set(counts(opened.categories)) == {("Minuman", 2), ("Kopi", 2), ("Teh", 1), ("Kain", 1)}
    assert client.get(f"/produk/?kategori={top.slug}").context["page"].total == 2
    assert client.get(f"/produk/?kategori={tea.slug}").context["page"].total == 1


def test_a_shelf_page_offers_the_shelves_below_it(client: Client) -> None:
    top = make_shelf("Minuman")
    make_product(shelf=make_shelf("Kopi", parent=top))
    page = client.get(f"/kategori/{top.slug}/").context
    offered = {facet.name: facet.choices for facet in page["facets"]}["kategori"]
    assert counts(offered) == [("Kopi", 1)]


def test_the_sheet_names_counts_for_those_who_hear_it(client: Client) -> None:
    make_product(cooperative=make_seller(regency_name="Toba"))
    text = client.get("/produk/?asal=Toba").content.decode()
    assert '<input type="checkbox" name="asal" value="Toba" checked>Toba' in text
    assert '1<span class="sr"> produk</span>' in text
