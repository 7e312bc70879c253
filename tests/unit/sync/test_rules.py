"""What a channel may sell."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from integrations.sync.rules import Rule, in_words, sellable


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
