"""Which shops the soak links again: only those whose keys had a reason to get lost."""

from __future__ import annotations

from tests.soak.permission import ON_THE_WAY, Renewal, was_lost

EARLIER = Renewal(wall=90.0, faults=frozenset({""}))
LAST = Renewal(wall=100.0, faults=frozenset({"page_shift"}))


def test_a_process_killed_right_after_the_renewal_took_the_keys_along() -> None:
    assert was_lost([EARLIER, LAST], kills=[100.5])


def test_a_kill_before_it_or_long_after_it_is_no_reason() -> None:
    assert not was_lost([EARLIER, LAST], kills=[90.5, 99.9, 100.1 + ON_THE_WAY])


def test_an_answer_that_broke_off_took_them_along() -> None:
    cut = Renewal(wall=101.0, faults=frozenset({"list_lag", "half_json"}))

    assert was_lost([LAST, cut], kills=[])
    assert not was_lost([cut, Renewal(wall=102.0, faults=frozenset())], kills=[])


def test_a_shop_that_never_renewed_has_no_reason() -> None:
    assert not was_lost([], kills=[1.0])
