"""Money, quantities, days and numbers as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from shop import formats


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"),
        (95_000, "Rp95.000"),
        (1_250_000, "Rp1.250.000"),
        (-500, "-Rp500"),
        (Decimal("727417.00"), "Rp727.417"),
    ],
)
def test_rupiah_has_dots_and_neither_blank_nor_fraction(amount: int | Decimal, text: str) -> None:
    assert formats.rupiah(amount) == text


@pytest.mark.parametrize(
    ("units", "unit", "text"),
    [
        (250, "g", "250 g"),
        (999, "g", "999 g"),
        (1000, "g", "1 kg"),
        (1_250_500, "g", "1.250,5 kg"),
        (30_000, "g", "30 kg"),
        (1005, "ml", "1,005 l"),
        (1500, "ml", "1,5 l"),
        (12, "pcs", "12 buah"),
        (1200, "pcs", "1.200 buah"),
    ],
)
def test_quantities_use_the_larger_unit_from_a_thousand_on(
    units: int, unit: str, text: str
) -> None:
    with translation.override("id"):
        assert formats.quantity(units, unit) == text


@pytest.mark.parametrize(
    ("units", "unit", "text"),
    [(1000, "g", "kg"), (250, "g", "250 g"), (1, "pcs", "buah"), (12, "pcs", "12 buah")],
)
def test_a_pack_of_one_large_unit_is_named_by_the_unit_alone(
    units: int, unit: str, text: str
) -> None:
    with translation.override("id"):
        assert formats.pack(units, unit) == text


@pytest.mark.parametrize(
    ("value", "text"), [(4.9, "4,9"), (4.0, "4"), (1250, "1.250"), (0.005, "0,01"), (-0.001, "0")]
)
def test_numbers_have_commas_and_no_trailing_zeros(value: float, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(
    ("rating", "text"), [(Decimal("4.9"), "4,9"), (Decimal("5.0"), "5,0"), (4, "4,0")]
)
def test_stars_always_have_one_decimal(rating: Decimal, text: str) -> None:
    assert formats.score(rating) == text


def test_weights_are_kilograms() -> None:
    assert [formats.weight(grams) for grams in (260, 1080, 2500)] == [
        "0,26 kg",
        "1,08 kg",
        "2,5 kg",
    ]


def test_a_moment_is_told_in_jakarta_in_the_readers_language() -> None:
    moment = datetime(2026, 10, 10, 2, 15, tzinfo=UTC)
    with translation.override("id"):
        assert formats.short_date(moment) == "Sab, 10 Okt 09.15"
        assert formats.moment_with_zone(moment) == "Sab, 10 Okt 09.15 WIB"
        assert formats.long_date(moment) == "Sab, 10 Okt 2026"
    with translation.override("en"):
        assert formats.short_date(moment) == "Sat, 10 Oct 09:15"


def test_a_moment_before_midnight_in_london_is_the_next_day_in_jakarta() -> None:
    with translation.override("id"):
        assert formats.short_date(datetime(2026, 10, 10, 17, 30, tzinfo=UTC)).startswith("Min, 11")


def test_a_day_has_no_time_and_nothing_is_nothing() -> None:
    with translation.override("id"):
        assert formats.short_date(date(2026, 5, 4)) == "Sen, 4 Mei"
        assert formats.day_month(date(2026, 12, 18)) == "18 Des"
    assert formats.short_date(None) == formats.long_date(None) == formats.day_month(None) == ""


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 10, 15), date(2026, 10, 17), "Kam 15 – Sab 17 Okt"),
        (date(2026, 11, 29), date(2026, 12, 3), "Min 29 Nov – Kam 3 Des"),
        (date(2026, 10, 15), date(2026, 10, 15), "Kam, 15 Okt"),
    ],
)
def test_a_range_of_days_names_the_month_once_where_it_can(
    first: date, last: date, text: str
) -> None:
    with translation.override("id"):
        assert formats.date_range(first, last) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("+6281234567890", "0812-3456-7890"),
        ("+628123456789", "0812-3456-789"),
        ("+6591234567", "+6591234567"),
        ("", ""),
    ],
)
def test_phone_numbers_are_written_the_indonesian_way(number: str, text: str) -> None:
    assert formats.phone(number) == text


def test_a_whatsapp_link_carries_the_text_safely() -> None:
    link = formats.whatsapp_link("+6281234567890", "Kopi & teh? 1/2")
    assert link == "https://wa.me/6281234567890?text=Kopi%20%26%20teh%3F%201/2"
