"""Services with weights of their own, remote areas, own delivery, and what is switched off."""

from dataclasses import replace

import pytest

from shop.partner.models import Partner
from shop.shipping.models import Service, Surcharge, Tariff
from shop.shipping.quotes import CannotQuote, Item, ParcelContents, quote

pytestmark = pytest.mark.django_db

LINTONG = "12.16.05"
JAKARTA = "31.71.01.1001"


@pytest.fixture
def cooperative():
    return Partner.objects.create(name="Koperasi Kopi Lintong", code="lintong", slug="lintong")


def contents(cooperative, *, grams=1_000, quantity=1, **facts):
    item = Item(weight_grams=grams, quantity=quantity, name="Beras", **facts)
    return ParcelContents(cooperative_id=cooperative.pk, origin_code=LINTONG, items=(item,))


def ways(parcel, destination=JAKARTA):
    return {each.code: each for each in quote(contents=parcel, destination_code=destination)}


def cargo():
    Tariff.objects.create(service="kargo", per_kilogram=5_000, days_from=5, days_to=9)


def own(cooperative, **facts):
    row = {"destination": "=KAB", "service": "antar", "per_kilogram": 0, "fixed": 7_000}
    days = {"days_from": 0, "days_to": 1}
    return Tariff.objects.create(cooperative=cooperative, **(row | days | facts))


def test_cargo_weighs_by_a_rule_of_its_own(cooperative):
    cargo()
    found = ways(contents(cooperative, grams=2_000))["kargo"]

    assert (found.charged_grams, found.price) == (10_000, 50_000)
    assert found.service_name == "Kargo"


def test_a_heavy_parcel_costs_what_its_boxes_cost(cooperative):
    found = ways(contents(cooperative, grams=25_000, quantity=3))["reguler"]

    assert (found.colli, found.colli_count) == ((50_000, 25_000), 2)
    assert found.price == 50 * 26_000 + 25 * 26_000
    assert found.as_json()["colli"] == (50_000, 25_000)


def test_a_service_that_cannot_carry_a_pack_is_not_offered(cooperative):
    cargo()
    found = ways(contents(cooperative, grams=60_000))

    assert set(found) == {"kargo", "ambil"}


def test_what_nobody_carries_and_nobody_may_fetch_is_refused_in_words(cooperative):
    off = replace(contents(cooperative, grams=60_000), services_off=frozenset({"ambil"}))
    with pytest.raises(CannotQuote) as refusal:
        quote(contents=off, destination_code=JAKARTA)
    assert refusal.value.reason_code == "no_tariff"
    Tariff.objects.filter(service="ambil").delete()
    with pytest.raises(CannotQuote) as refusal:
        quote(contents=contents(cooperative, grams=60_000), destination_code=JAKARTA)
    assert refusal.value.reason_code == "too_large"


def test_a_side_too_long_for_a_service(cooperative):
    Service.objects.filter(code="reguler").update(longest_mm=1_000)

    assert "reguler" not in ways(contents(cooperative, length_mm=1_001))
    assert "reguler" in ways(contents(cooperative, length_mm=1_000))


def test_the_most_exact_remote_area_is_added_once(cooperative):
    Surcharge.objects.create(destination="31", per_kilogram=1_000)
    Surcharge.objects.create(destination="31.71", per_colli=5_000, per_kilogram=2_000)
    Surcharge.objects.create(destination="31.71.02", per_kilogram=99_000)
    Surcharge.objects.create(destination="31.71.01", per_kilogram=99_000, is_active=False)
    found = ways(contents(cooperative, grams=3_000))["reguler"]

    assert (found.surcharge, found.price) == (11_000, 3 * 26_000 + 11_000)


def test_a_surcharge_of_the_service_comes_before_one_for_all(cooperative):
    cargo()
    Surcharge.objects.create(destination="31.71", per_colli=5_000)
    Surcharge.objects.create(destination="31.71", service="kargo", per_colli=8_000)
    found = ways(contents(cooperative))

    assert (found["reguler"].surcharge, found["kargo"].surcharge) == (5_000, 8_000)


def test_a_fixed_price_is_the_whole_price(cooperative):
    own(cooperative)
    Surcharge.objects.create(destination="12.16", per_colli=5_000)
    found = ways(contents(cooperative, grams=30_000, quantity=3), "12.16.01")

    assert (found["antar"].price, found["antar"].surcharge) == (7_000, 0)
    assert found["ambil"].price == 0


def test_own_delivery_by_district_is_free_from_an_amount(cooperative):
    own(cooperative, free_from=150_000, least_goods=50_000)
    own(cooperative, destination="12.16.01", fixed=4_000, weekdays="135")
    few = contents(cooperative)

    assert "antar" not in ways(replace(few, goods=49_999), "12.16.02")
    assert ways(replace(few, goods=50_000), "12.16.02")["antar"].price == 7_000
    assert ways(replace(few, goods=150_000), "12.16.02")["antar"].price == 0
    near = ways(few, "12.16.01.2001")["antar"]
    assert (near.price, near.weekdays) == (4_000, "135")
    assert near.service_name == "Diantar koperasi"


def test_what_a_cooperative_switches_off(cooperative):
    cargo()
    parcel = replace(
        contents(cooperative),
        services_off=frozenset({"kargo"}),
        cash_off=frozenset({"reguler"}),
    )
    found = ways(parcel)

    assert set(found) == {"reguler", "ambil"}
    assert not found["reguler"].allows_cod
    assert found["ambil"].allows_cod


def test_rules_and_surcharges_come_with_the_rows(cooperative, django_assert_num_queries):
    cargo()
    Surcharge.objects.create(destination="31", per_kilogram=1_000)
    with django_assert_num_queries(1):
        ways(contents(cooperative))
