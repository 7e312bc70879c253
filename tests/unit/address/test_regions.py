"""Loading and searching the regions of Indonesia."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.address import regions
from shop.address.models import Country, Region
from shop.storefront import places

pytestmark = pytest.mark.django_db

KEBAYORAN_BARU = "Kebayoran Baru, Kota Administrasi Jakarta Selatan, Daerah Khusus Ibukota Jakarta"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All regions, loaded once for this module and removed afterwards."""
    with django_db_blocker.unblock():
        make_the_connection_expect_few_rows()
        before = rows_read_from_end_to_end()
        count = regions.load_regions()
        yield count, rows_read_from_end_to_end() - before
        Region.objects.all().delete()


def make_the_connection_expect_few_rows():
    """PostgreSQL keeps the plan of a foreign key's check: make it while the table is tiny."""
    country = Region.objects.create(code="99", name="x", level=1, path="x")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE address_region")
    for number in range(8):
        Region.objects.create(code=f"99.{number}", name="x", level=2, path="x", parent=country)
    country.delete()


def rows_read_from_end_to_end():
    """How many rows of the table PostgreSQL has read without an index; 0 on SQLite."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'address_region'"
        )
        return cursor.fetchone()[0]


def test_every_region_is_loaded_and_no_parent_is_looked_for_row_by_row(loaded):
    count, rows_read = loaded

    assert count == Region.objects.count() == 91_599
    assert Region.objects.filter(level=Region.Level.PROVINCE).count() == 38
    assert rows_read < 1_000_000


def test_loading_again_corrects_and_adds_nothing(loaded):
    Region.objects.filter(code="12.71").update(name="Medan lama", search_name="x")

    assert regions.load_regions() == 91_599
    assert Region.objects.count() == 91_599
    assert Region.objects.get(code="12.71").name == "Kota Medan"


def test_names_that_begin_with_the_text_come_before_names_that_hold_it(loaded):
    found = regions.search("medan", limit=5)

    assert found[0].path == "Kota Medan, Sumatera Utara"
    # The very name comes before longer ones, in each of them larger places first.
    closeness = [(place.search_name != "medan", place.level) for place in found]
    assert closeness == sorted(closeness)
    middle = regions.search("lintong", limit=50)
    names = [place.search_name.startswith("lintong") for place in middle]
    assert names == sorted(names, reverse=True)
    assert True in names
    assert False in names


def test_a_second_word_narrows_the_place(loaded):
    found = [place.path for place in regions.search("aur medan")]

    assert found[0] == "Aur, Medan Maimun, Kota Medan, Sumatera Utara"
    assert all("medan" in path.lower() for path in found)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("medan barat", "Medan Barat, Kota Medan, Sumatera Utara"),
        ("Bandung  Wetan", "Bandung Wetan, Kota Bandung, Jawa Barat"),
        ("kebayoran baru", KEBAYORAN_BARU),
        ("jakarta kebayoran baru", KEBAYORAN_BARU),
        ("kota bandung", "Kota Bandung, Jawa Barat"),
        ("kab. bandung", "Kabupaten Bandung, Jawa Barat"),
        ("jogja", "Kota Yogyakarta, Daerah Istimewa Yogyakarta"),
        ("solo", "Kota Surakarta, Jawa Tengah"),
    ],
)
def test_the_place_that_was_named_comes_first(loaded, text, first):
    assert regions.search(text)[0].path == first
    assert places.for_estimate(text)[0].path == first


def test_half_a_word_finds_the_districts_it_begins(loaded):
    found = [place.search_name for place in regions.search("medan ba")]

    assert found[:2] == ["medan baru", "medan barat"] or found[:2] == ["medan barat", "medan baru"]


@pytest.mark.parametrize("text", ["medan barat", "bandung wetan", "kebayoran baru", "medan ba"])
def test_an_address_names_its_own_district_and_no_other_regency(loaded, text):
    first = places.for_address(text)[0]

    assert first.level == Region.Level.DISTRICT
    assert first.search_name.startswith(text)


def test_the_name_of_a_regency_lists_its_districts_for_an_address(loaded):
    found = places.for_address("kota yogyakarta")

    assert {place.path for place in found} >= {
        f"{district.name}, Kota Yogyakarta, Daerah Istimewa Yogyakarta"
        for district in regions.children("34.71")
    }


@pytest.mark.parametrize("text", ["me", "medan barat", "kebayoran baru jakarta selatan", "zzzz"])
def test_searching_every_region_asks_once(loaded, text):
    with CaptureQueriesContext(connection) as asked:
        regions.search(text)

    assert len(asked) == 1


@pytest.mark.parametrize("text", ["", " ", "a", "zzzzzz", "%%", "' or 1=1"])
def test_too_little_or_strange_text_finds_nothing(loaded, text):
    assert regions.search(text) == []


def test_search_is_at_most_two_queries(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert len(regions.search("me")) == 20


def test_children_walk_down_from_the_provinces(loaded):
    assert len(regions.children()) == 38
    assert "Medan Maimun" in [place.name for place in regions.children("12.71")]
    assert regions.children("12.71.01.1001") == []


def test_a_destination_knows_every_name_above_it(loaded):
    village = regions.destination("12.71.01.1001")

    assert village.path.endswith("Kota Medan, Sumatera Utara")
    assert (village.province, village.regency) == ("Sumatera Utara", "Kota Medan")
    assert village.district
    assert village.village
    assert len(village.postal_code) == 5


@pytest.mark.parametrize("code", ["", "12", "99.99", "12.71.01.9999"])
def test_a_destination_is_at_least_a_regency_we_know(loaded, code):
    assert regions.destination(code) is None


def test_the_country_of_addresses_is_there():
    assert Country.objects.get(pk="ID").is_shipping_country
