"""Quotes from the tariff table: which row wins, what is refused, what is charged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.partner.models import Partner
from shop.shipping.models import Tariff
from shop.shipping.quotes import CannotQuote, Item, ParcelContents, quote

pytestmark = pytest.mark.django_db

MEDAN = "12.71.01.1001"
LINTONG = "12.16.05"
JAKARTA = "31.71.01.1001"
JAYAPURA = "91.71.01.1001"


@pytest.fixture
def cooperative():
    return Partner.objects.create(name="Koperasi Kopi Lintong", code="lintong", slug="lintong")


def contents(cooperative, *, origin=LINTONG, grams=1_200, quantity=2):
    return ParcelContents(
        cooperative_id=cooperative.pk,
        origin_code=origin,
        items=(Item(weight_grams=grams, quantity=quantity, name="Kopi Lintong 1 kg"),),
    )


def regular(cooperative, destination, **kwargs):
    options = quote(contents=contents(cooperative, **kwargs), destination_code=destination)
    return next(option for option in options if option.code == "reguler")


@pytest.mark.parametrize(
    ("origin", "destination", "per_kilogram", "days"),
    [
        (MEDAN, "12.71.02", 9_000, (1, 2)),
        (LINTONG, MEDAN, 14_000, (1, 3)),
        ("32.73", "32.04", 10_000, (1, 3)),
        ("32.73", "35.78", 12_000, (2, 5)),
        (LINTONG, "11.71", 22_000, (2, 5)),
        (LINTONG, JAKARTA, 26_000, (3, 7)),
        (JAKARTA, LINTONG, 26_000, (3, 7)),
        (LINTONG, "51.71", 34_000, (3, 7)),
        (LINTONG, "64.72", 36_000, (3, 7)),
        (LINTONG, "73.71", 39_000, (3, 7)),
        (LINTONG, "81.71", 60_000, (5, 12)),
        (LINTONG, JAYAPURA, 90_000, (5, 12)),
        ("73.71", JAYAPURA, 60_000, (5, 12)),
    ],
)
def test_the_default_table(cooperative, origin, destination, per_kilogram, days):
    # 2 × 1,200 g = 2.4 kg: three kilograms are charged.
    option = regular(cooperative, destination, origin=origin)

    assert option.charged_kilograms == 3
    assert option.price == 3 * per_kilogram
    assert (option.days_from, option.days_to) == days


def test_picking_up_oneself_costs_nothing_and_comes_last(cooperative):
    options = quote(contents=contents(cooperative), destination_code=JAKARTA)

    assert [option.code for option in options] == ["reguler", "ambil"]
    assert options[-1].price == 0


def test_cash_on_delivery_ends_where_couriers_do_not_bring_it_back(cooperative):
    assert regular(cooperative, JAKARTA).allows_cod
    assert not regular(cooperative, JAYAPURA).allows_cod


def test_the_more_exact_destination_wins(cooperative):
    def add(origin, destination, price):
        Tariff.objects.create(
            origin=origin,
            destination=destination,
            per_kilogram=price,
            days_from=1,
            days_to=2,
        )

    add("SUM", "31", 25_000)
    assert regular(cooperative, JAKARTA).price == 75_000
    add("*", "31.71", 24_000)
    assert regular(cooperative, JAKARTA).price == 72_000
    add("12.16", "31.71", 23_000)
    assert regular(cooperative, JAKARTA).price == 69_000
    assert regular(cooperative, "31.72").price == 75_000


def test_a_row_of_the_cooperative_wins_over_a_more_exact_general_one(cooperative):
    Tariff.objects.create(
        origin="12.16", destination="31.71", per_kilogram=23_000, days_from=1, days_to=2
    )
    Tariff.objects.create(
        cooperative=cooperative, per_kilogram=1_000, minimum=5_000, days_from=1, days_to=9
    )
    other = Partner.objects.create(name="Tenun Ulos", code="ulos", slug="ulos")

    assert regular(cooperative, JAKARTA).price == 5_000
    assert regular(other, JAKARTA).price == 69_000


def test_a_cooperative_can_switch_a_service_off(cooperative):
    Tariff.objects.create(
        cooperative=cooperative,
        service="ambil",
        per_kilogram=0,
        days_from=0,
        days_to=0,
        is_active=False,
    )

    codes = [each.code for each in quote(contents=contents(cooperative), destination_code=MEDAN)]

    assert codes == ["reguler"]


def test_own_delivery_within_town_has_a_fixed_price(cooperative):
    Tariff.objects.create(
        cooperative=cooperative,
        destination="=KAB",
        service="kurir koperasi",
        per_kilogram=0,
        fixed=7_000,
        days_from=0,
        days_to=1,
    )

    here = quote(contents=contents(cooperative), destination_code="12.16.01")
    there = quote(contents=contents(cooperative), destination_code=MEDAN)

    assert [(each.code, each.price) for each in here][:1] == [("kurir koperasi", 7_000)]
    assert "kurir koperasi" not in [each.code for each in there]


def test_a_row_counts_only_while_it_is_valid(cooperative):
    today = timezone.localdate()
    row = Tariff.objects.create(
        cooperative=cooperative,
        per_kilogram=1,
        days_from=1,
        days_to=2,
        valid_from=today + timedelta(days=1),
    )
    assert regular(cooperative, JAKARTA).price == 78_000

    Tariff.objects.filter(pk=row.pk).update(valid_from=today, valid_to=today)
    assert regular(cooperative, JAKARTA).price == 3


@pytest.mark.parametrize("destination", ["", "99.01", "1271", "20.01"])
def test_an_unknown_destination_is_refused_and_not_free(cooperative, destination):
    with pytest.raises(CannotQuote) as refusal:
        quote(contents=contents(cooperative), destination_code=destination)

    assert refusal.value.reason_code == "unknown_destination"


def test_a_cooperative_without_address_is_refused(cooperative):
    with pytest.raises(CannotQuote) as refusal:
        quote(contents=contents(cooperative, origin=""), destination_code=JAKARTA)

    assert refusal.value.reason_code == "unknown_origin"


def test_a_product_without_weight_is_named(cooperative):
    with pytest.raises(CannotQuote) as refusal:
        quote(contents=contents(cooperative, grams=0), destination_code=JAKARTA)

    assert refusal.value.reason_code == "weight_missing"
    assert "Kopi Lintong 1 kg" in refusal.value.text


def test_a_quote_is_one_query(cooperative, django_assert_num_queries):
    with django_assert_num_queries(1):
        quote(contents=contents(cooperative), destination_code=JAKARTA)
