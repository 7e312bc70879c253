"""Loading and searching the regions of Indonesia."""

import time

import pytest

from shop.address import regions
from shop.address.models import Country, Region
from shop.storefront import places

pytestmark = pytest.mark.django_db

KEBAYORAN_BARU = "Kebayoran Baru, Kota Administrasi Jakarta Selatan, Daerah Khusus Ibukota Jakarta"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All regions, loaded once for this module and removed afterwards."""
    with django_db_blocker.unblock():
        started = time.monotonic()
        count = regions.load_regions()
        yield count, time.monotonic() - started
        Region.objects.all().delete()


def test_every_region_isloaded_quickly(loaded):
    count, seconds = loaded

    assert count == Region.objects.count() == 91_599
    assert Region.objects.filter(level=Region.Level.PROVINCE).count() == 38
    # The promise is 3 s on an idle machine; other work may share it here.
    assert seconds < 15


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
def test_searching_every_region_is_quick(loaded, text):
    started = time.perf_counter()
    for _ in range(3):
        regions.search(text)

    # The promise is 50 ms on an idle machine; other work may share it here.
    assert (time.perf_counter() - started) / 3 < 0.25


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
