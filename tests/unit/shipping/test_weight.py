"""The table of shipping facts: what a courier charges for a parcel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.shipping.weight import WeightRule, priced, whole_kilograms

JNE = WeightRule(tolerance_grams=300)
CARGO = WeightRule(divisor=4000, least_grams=10_000)
HALVES = WeightRule(step_grams=500, tolerance_grams=100, least_grams=500)
RULES = st.builds(
    WeightRule,
    divisor=st.sampled_from([4000, 5000, 6000]),
    step_grams=st.sampled_from([100, 500, 1000]),
    tolerance_grams=st.integers(0, 99),
    least_grams=st.integers(0, 20_000),
)

# actual grams, box in centimetres, kilograms charged
TABLE = [
    (200, None, 1),
    (1_300, None, 1),
    (1_301, None, 2),
    (2_200, None, 2),
    (2_450, None, 3),
    (35_000, (50, 50, 100), 42),
    (5_250, (40, 30, 10), 5),
    (1_400, (30, 20, 25), 3),
]


@pytest.mark.parametrize(("grams", "box", "kilograms"), TABLE)
def test_charged_kilograms(grams, box, kilograms):
    cubic_mm = box[0] * box[1] * box[2] * 1000 if box else 0

    assert JNE.charged_grams(grams=grams, cubic_mm=cubic_mm) == kilograms * 1000


@pytest.mark.parametrize("grams", [0, -1])
def test_nothing_weighs_nothing(grams):
    with pytest.raises(ValueError, match="without weight"):
        JNE.charged_grams(grams=grams)


def test_a_courier_without_tolerance_rounds_up():
    assert WeightRule().charged_grams(grams=1_001) == 2_000


def test_cargo_charges_ten_kilograms_at_least_and_divides_by_four_thousand():
    assert CARGO.charged_grams(grams=2_000) == 10_000
    assert CARGO.charged_grams(grams=12_001) == 13_000
    # 60 × 50 × 40 cm: 30 kg by cargo's divisor, 20 kg by the usual one.
    assert CARGO.charged_grams(grams=12_000, cubic_mm=600 * 500 * 400) == 30_000
    assert JNE.charged_grams(grams=12_000, cubic_mm=600 * 500 * 400) == 20_000


def test_a_courier_that_charges_half_kilograms():
    assert [HALVES.charged_grams(grams=grams) for grams in (1, 600, 601, 1_101)] == [
        500, 500, 1_000, 1_500,
    ]  # fmt: skip


def test_half_a_rupiah_is_a_rupiah():
    assert priced(per_kilogram=9_001, grams=1_500) == 13_502
    assert (whole_kilograms(1_000), whole_kilograms(1_001)) == (1, 2)


@pytest.mark.parametrize(
    "facts", [{"divisor": 0}, {"step_grams": 0}, {"tolerance_grams": 1000}, {"most_grams": 0}]
)
def test_a_rule_that_makes_no_sense_is_refused(facts):
    with pytest.raises(ValueError):
        WeightRule(**facts)


@given(
    rule=RULES,
    grams=st.integers(1, 500_000),
    more=st.integers(0, 100_000),
    volume=st.integers(0, 10**10),
)
def test_more_weight_never_costs_less(rule, grams, more, volume):
    lighter = rule.charged_grams(grams=grams, cubic_mm=volume)
    heavier = rule.charged_grams(grams=grams + more, cubic_mm=volume)

    assert heavier >= lighter >= rule.least_grams
    assert lighter + rule.tolerance_grams >= grams
    assert lighter * rule.divisor >= volume


@given(rule=RULES, grams=st.integers(1, 500_000))
def test_what_is_charged_is_whole_steps_within_one_step_of_the_weight(rule, grams):
    charged = rule.charged_grams(grams=grams)

    if charged != rule.least_grams:
        assert charged % rule.step_grams == 0
        assert charged - grams < rule.step_grams
    exact = rule.charged_grams(grams=grams, has_tolerance=False)
    assert exact >= max(charged, grams)
