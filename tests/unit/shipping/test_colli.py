"""Splitting what is too heavy for one box: no gram lost, sums exact, more never cheaper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.shipping import colli
from shop.shipping.colli import Pack, TooLarge, split
from shop.shipping.weight import WeightRule, priced

RULE = WeightRule(tolerance_grams=300, most_grams=50_000)
PACKS = st.lists(
    st.builds(Pack, grams=st.integers(1, 5_000), cubic_mm=st.integers(0, 10**8)),
    min_size=1,
    max_size=12,
)
RULES = st.builds(
    WeightRule,
    tolerance_grams=st.sampled_from([0, 300]),
    least_grams=st.sampled_from([1_000, 2_000]),
    most_grams=st.integers(5_000, 20_000),
)
MINIMUM = st.integers(0, 30_000)


def by(per_kilogram=9_000, minimum=0):
    return lambda grams: max(priced(per_kilogram=per_kilogram, grams=grams), minimum)


def sacks(count, grams=25_000):
    return [Pack(grams=grams)] * count


def test_what_fits_travels_in_one_box_with_the_tolerance():
    (box,) = split(packs=[Pack(grams=1_300)], rule=RULE, price=by())

    assert (box.grams, box.charged_grams, box.price) == (1_300, 1_000, 9_000)


def test_three_sacks_travel_as_a_full_box_and_the_rest():
    boxes = split(packs=sacks(3), rule=RULE, price=by())

    assert [(box.grams, box.price) for box in boxes] == [(50_000, 450_000), (25_000, 225_000)]


def test_sacks_are_not_cut_in_two():
    assert len(split(packs=sacks(3, 30_000), rule=RULE, price=by())) == 3


def test_each_of_several_boxes_is_rounded_up():
    boxes = split(packs=sacks(2, 25_100), rule=RULE, price=by())

    assert [box.charged_grams for box in boxes] == [26_000, 26_000]


def test_a_pack_beyond_what_a_service_carries_is_refused():
    with pytest.raises(TooLarge):
        split(packs=sacks(1, 50_001), rule=RULE, price=by())
    long = WeightRule(longest_mm=1_000)
    with pytest.raises(TooLarge):
        split(packs=[Pack(grams=1, longest_mm=1_001)], rule=long, price=by())
    assert split(packs=[Pack(grams=1, longest_mm=1_000)], rule=long, price=by())


def test_more_packs_than_are_searched_fill_boxes_one_after_the_other(monkeypatch):
    monkeypatch.setattr(colli, "MOST_SEARCHED", 3)
    boxes = split(packs=sacks(5, 20_000), rule=RULE, price=by())

    assert [box.grams for box in boxes] == [40_000, 40_000, 20_000]


@given(packs=PACKS, rule=RULES, minimum=MINIMUM, seed=st.randoms())
def test_no_gram_is_lost_and_order_does_not_matter(packs, rule, minimum, seed):
    boxes = split(packs=packs, rule=rule, price=by(minimum=minimum))

    assert sum(box.grams for box in boxes) == sum(pack.grams for pack in packs)
    assert all(0 < box.grams <= rule.most_grams for box in boxes)
    assert all(box.price == by(minimum=minimum)(box.charged_grams) >= 0 for box in boxes)
    shuffled = list(packs)
    seed.shuffle(shuffled)
    assert split(packs=shuffled, rule=rule, price=by(minimum=minimum)) == boxes


@given(packs=PACKS, more=st.integers(1, 5_000), rule=RULES, minimum=MINIMUM)
def test_one_pack_more_never_makes_a_parcel_cheaper(packs, more, rule, minimum):
    def cost(held):
        return sum(box.price for box in split(packs=held, rule=rule, price=by(minimum=minimum)))

    assert cost([*packs, Pack(grams=more)]) >= cost(packs)


@given(
    grams=st.lists(
        st.tuples(st.integers(1, 5_000), st.integers(0, 2_000)), min_size=1, max_size=12
    ),
    rule=RULES,
    minimum=MINIMUM,
)
def test_heavier_packs_never_make_a_parcel_cheaper(grams, rule, minimum):
    def cost(weights):
        held = [Pack(grams=min(weight, rule.most_grams)) for weight in weights]
        return sum(box.price for box in split(packs=held, rule=rule, price=by(minimum=minimum)))

    assert cost([light + more for light, more in grams]) >= cost([light for light, _more in grams])
