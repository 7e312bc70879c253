"""What about a payout is not as expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.channels.settlements import SettlementKind
from integrations.sync.payout_gaps import COLUMN, ENOUGH, Sums, gaps_of, sums_of, usual_rate

KINDS = st.sampled_from([*SettlementKind, "a_kind_of_tomorrow"])
AMOUNTS = st.lists(st.tuples(KINDS, st.integers(-(10**12), 10**12)))


@given(AMOUNTS)
def test_no_rupiah_is_lost_whatever_the_kinds(amounts) -> None:
    assert sums_of(amounts).total == sum(amount for _kind, amount in amounts)


def test_every_kind_has_a_column_and_the_unknown_ones_are_rest() -> None:
    assert set(SettlementKind) - set(COLUMN) == {SettlementKind.OTHER}
    assert sums_of([("a_kind_of_tomorrow", -700)]).rest == -700


@pytest.mark.parametrize(
    ("sums", "expected", "usual", "gaps"),
    [
        (Sums(goods=95_000, fees=-5_000), 95_000, 526, []),
        (Sums(goods=90_000, fees=-4_700), 95_000, 522, ["goods"]),
        (Sums(goods=95_000, shipping=-3_000), 95_000, None, ["shipping"]),
        (Sums(goods=95_000, fees=-9_500), 95_000, 526, ["fees"]),
        (Sums(goods=95_000, fees=-9_500), 95_000, None, []),
        (Sums(goods=95_000, adjustment=-1, rest=2), 95_000, None, ["adjustment", "rest"]),
        (Sums(goods=95_000), None, None, []),
        (Sums(goods=0, fees=-500), 0, 500, []),
    ],
)
def test_what_differs(sums, expected, usual, gaps) -> None:
    assert gaps_of(sums, goods_expected=expected, usual=usual) == gaps


def test_a_line_cancelled_in_part_may_differ_by_its_rounding() -> None:
    sums = Sums(goods=66_667)
    assert gaps_of(sums, goods_expected=66_666, usual=None, slack=1) == []
    assert gaps_of(sums, goods_expected=66_665, usual=None, slack=1) == ["goods"]


def test_a_few_payouts_tell_nothing_yet() -> None:
    assert usual_rate([500] * (ENOUGH - 1)) is None
    assert usual_rate([500, 500, 900, 400, 500]) == 500
