"""What a channel may sell."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from integrations.sync.models import PriceRounding
from integrations.sync.rules import (
    PriceRule,
    Rule,
    channel_price,
    in_words,
    price_in_words,
    sellable,
)


def test_35_becomes_28_becomes_26() -> None:
    rule = Rule(share_percent=80, minus=0, safety=2)
    assert sellable(free=35, units_per_sale=1, rule=Rule(share_percent=80)) == 28
    assert sellable(free=35, units_per_sale=1, rule=rule) == 26
    with translation.override("id"):
        assert in_words(free=35, units_per_sale=1, rule=rule) == "80% dari 35 = 28, dikurangi 2"


@pytest.mark.parametrize(
    ("free", "units", "rule", "expected"),
    [
        (35_900, 1000, Rule(), 35),
        (24_999, 25_000, Rule(), 0),
        (35_000, 1000, Rule(share_percent=80, minus=1, safety=1), 26),
        (3, 1, Rule(safety=5), 0),
        (10, 1, Rule(threshold=11), 0),
        (10, 1, Rule(threshold=10), 10),
        (10, 1, Rule(share_percent=0), 0),
        (-4, 1, Rule(), 0),
        (0, 1, Rule(), 0),
    ],
)
def test_sellable(free: int, units: int, rule: Rule, expected: int) -> None:
    assert sellable(free=free, units_per_sale=units, rule=rule) == expected


def test_a_rule_of_nothing_is_told_simply() -> None:
    with translation.override("id"):
        assert in_words(free=7000, units_per_sale=1000, rule=Rule()) == "semua 7"
        few = in_words(free=4, units_per_sale=1, rule=Rule(threshold=5))
    assert few == "semua 4, di bawah 5 tampil habis"


@pytest.mark.parametrize("wrong", [{"share_percent": 101}, {"minus": -1}, {"safety": -1}])
def test_rules_out_of_bounds_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Rule(**wrong)


@given(
    free=st.integers(-1000, 10**9),
    units=st.integers(1, 50_000),
    share=st.integers(0, 100),
    minus=st.integers(0, 50),
    safety=st.integers(0, 50),
    threshold=st.integers(0, 50),
)
def test_a_channel_never_sells_more_than_there_is(
    free: int, units: int, share: int, minus: int, safety: int, threshold: int
) -> None:
    rule = Rule(share_percent=share, minus=minus, safety=safety, threshold=threshold)
    shown = sellable(free=free, units_per_sale=units, rule=rule)
    assert 0 <= shown * units <= max(0, free)
    more = sellable(free=free + units, units_per_sale=units, rule=rule)
    assert more >= shown


@pytest.mark.parametrize(
    ("price", "rule", "expected"),
    [
        (45_000, PriceRule(), 45_000),
        (45_000, PriceRule(percent=110), 49_500),
        (45_001, PriceRule(percent=110), 49_502),
        (45_010, PriceRule(rounding=100), 45_100),
        (45_100, PriceRule(rounding=100), 45_100),
        (45_100, PriceRule(rounding=500), 45_500),
        (45_500, PriceRule(rounding=1000), 46_000),
        (45_500, PriceRule(rounding=900), 45_900),
        (45_901, PriceRule(rounding=900), 46_900),
        (45_900, PriceRule(rounding=900), 45_900),
        (1, PriceRule(rounding=900), 900),
        (40_000, PriceRule(percent=50, floor=30_000), 30_000),
        (40_000, PriceRule(percent=50, floor=30_050, rounding=100), 30_100),
        (40_000, PriceRule(floor=39_000), 40_000),
    ],
)
def test_a_price_follows_ours(price: int, rule: PriceRule, expected: int) -> None:
    assert channel_price(price=price, rule=rule) == expected


@given(
    price=st.integers(1, 10**9),
    percent=st.integers(1, 1000),
    floor=st.integers(0, 10**9),
    rounding=st.sampled_from(PriceRounding.values),
)
def test_a_price_is_never_below_floor_or_percentage(
    price: int, percent: int, floor: int, rounding: int
) -> None:
    rule = PriceRule(percent=percent, floor=floor, rounding=rounding)
    shown = channel_price(price=price, rule=rule)
    assert shown >= floor
    assert shown * 100 >= price * percent
    wanted = max(-(-price * percent // 100), floor)
    assert shown - wanted < max(rounding if rounding != 900 else 1000, 1)
    if rounding == PriceRounding.ENDS_IN_900:
        assert shown % 1000 == 900
    elif rounding:
        assert shown % rounding == 0
    assert channel_price(price=price + 1, rule=rule) >= shown


@pytest.mark.parametrize(
    "wrong", [{"percent": 0}, {"percent": 1001}, {"floor": -1}, {"rounding": 250}]
)
def test_price_rules_out_of_bounds_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        PriceRule(**wrong)


def test_a_price_rule_is_told_with_its_numbers() -> None:
    with translation.override("id"):
        assert price_in_words(price=45_000, rule=PriceRule()) == "harga kita"
        words = price_in_words(price=45_000, rule=PriceRule(percent=110, rounding=1000))
        floor = price_in_words(price=45_000, rule=PriceRule(percent=50, floor=30_000))
    assert words == "110% dari Rp45.000, dibulatkan ke atas jadi Rp50.000"
    assert floor == "50% dari Rp45.000, tidak pernah di bawah Rp30.000"
