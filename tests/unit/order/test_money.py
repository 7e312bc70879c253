"""Whole rupiah: refusing fractions, splitting and settling without losing one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.offer.rounding import settle
from shop.order.money import FractionOfRupiah, split, whole

amounts = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("amount", "expected"), [(5, 5), (Decimal("5.00"), 5), (Decimal(-3), -3), (0, 0)]
)
def test_whole(amount, expected):
    assert whole(amount) == expected


@pytest.mark.parametrize("amount", [Decimal("0.01"), Decimal("-5.5")])
def test_a_fraction_raises(amount):
    with pytest.raises(FractionOfRupiah):
        whole(amount)


@pytest.mark.parametrize("amount", [1.0, True, "5", None])
def test_what_is_no_amount_raises(amount):
    with pytest.raises(TypeError):
        whole(amount)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [33, 33, 34]),
        (10_000, [95_000, 425_000], [1_827, 8_173]),
        (7, [0, 0], [3, 4]),
        (0, [3, 4], [0, 0]),
        (5, [9], [5]),
        (0, [], []),
    ],
)
def test_split(total, weights, shares):
    assert split(total, weights) == shares


def test_there_is_no_sharing_with_nobody():
    with pytest.raises(ValueError, match="nobody"):
        split(5, [])
    with pytest.raises(ValueError, match="below zero"):
        split(5, [1, -1])


@given(total=amounts, weights=st.lists(amounts, min_size=1, max_size=20))
def test_shares_add_up_and_stay_near_their_part(total, weights):
    shares = split(total, weights)

    assert sum(shares) == total
    assert min(shares) >= 0
    basis = sum(weights)
    if basis:
        for share, weight in zip(shares, weights, strict=True):
            assert abs(total * weight - share * basis) < basis
    if total <= basis:
        assert all(share <= weight for share, weight in zip(shares, weights, strict=True))


@given(
    st.lists(
        st.tuples(st.decimals(0, 10**7, places=4), st.integers(0, 10**7)), min_size=1, max_size=20
    )
)
def test_settled_discounts_are_whole_and_never_more_than_a_price(pairs):
    parts = [min(part, Decimal(limit)) for part, limit in pairs]
    limits = [limit for _part, limit in pairs]

    settled = settle(parts, limits)

    assert sum(settled) == int(sum(parts))
    assert all(0 <= part <= limit for part, limit in zip(settled, limits, strict=True))
    assert all(settled[i] >= int(parts[i]) for i in range(len(parts)))
