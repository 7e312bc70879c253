"""The table of shipping facts: what a courier charges for a parcel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.shipping.weight import charged_kilograms

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

    assert charged_kilograms(grams=grams, cubic_mm=cubic_mm) == kilograms


@pytest.mark.parametrize("grams", [0, -1])
def test_nothing_weighs_nothing(grams):
    with pytest.raises(ValueError, match="without weight"):
        charged_kilograms(grams=grams)


def test_a_courier_without_tolerance_rounds_up():
    assert charged_kilograms(grams=1_001, tolerance_grams=0) == 2


@given(grams=st.integers(1, 500_000), more=st.integers(0, 100_000), volume=st.integers(0, 10**10))
def test_more_weight_never_costs_less(grams, more, volume):
    lighter = charged_kilograms(grams=grams, cubic_mm=volume)
    heavier = charged_kilograms(grams=grams + more, cubic_mm=volume)

    assert heavier >= lighter >= 1
    assert lighter * 1000 + 300 >= grams
