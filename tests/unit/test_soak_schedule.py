"""The soak's schedule of faults, and its verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.soak import plants, plants_check
from tests.soak.facts import Code, Facts
from tests.soak.history import FAIL, History, Operation
from tests.soak.report import Outcome, verdict
from tests.soak.schedule import plan

KINDS = ["kill -9 web", "outage", "500"]


@given(seed=st.integers(0, 10_000), seconds=st.floats(20, 600))
def test_every_fault_strikes_at_least_twice_within_the_span(seed: int, seconds: float) -> None:
    planned = plan(seed=seed, seconds=seconds, kinds=KINDS)

    counted = Counter(each.kind for each in planned)
    assert set(counted) == set(KINDS)
    assert min(counted.values()) >= 2
    assert all(0 <= each.at <= seconds for each in planned)
    assert [each.at for each in planned] == sorted(each.at for each in planned)


def test_faults_are_spread_over_the_span() -> None:
    planned = plan(seed=7, seconds=40, kinds=KINDS)

    for kind in KINDS:
        first, second = (each.at for each in planned if each.kind == kind)
        assert first <= 20 <= second


def test_the_seed_decides() -> None:
    assert plan(seed=1, seconds=40, kinds=KINDS) == plan(seed=1, seconds=40, kinds=KINDS[::-1])
    assert plan(seed=1, seconds=40, kinds=KINDS) != plan(seed=2, seconds=40, kinds=KINDS)


CODE = Code(code="SOAK", limit=6, counted=6, uses=6, discounted_orders=6)


def an_outcome() -> Outcome:
    """A good run."""
    history = History()
    for what in ("purchase", "market order"):
        history.add(Operation(actor="a", what=what))
    return Outcome(
        seed=1,
        history=history,
        facts=Facts(codes=(CODE,)),
        wrong={"I1 x": [], "I4 y": []},
        struck=Counter({"outage": 2}),
        missing=[],
        quiet=1.0,
        restarts=0,
    )


def test_a_good_run_passes() -> None:
    said = verdict(an_outcome(), engine="SQLite, sync_worker", seconds=61.2)

    assert said == "SOAK PASS seed=1 engine=SQLite orders=0 faults=2 seconds=61"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"wrong": {"I1 x": [], "I4 y": ["SN1: 2 orders"]}}, "FAIL I4"),
        ({"missing": ["outage"]}, "FAIL faults-missing"),
        ({"stock_missing": True}, "FAIL stock-oscar-missing"),
        ({"history": History()}, "FAIL nothing-sold"),
        ({"facts": Facts(codes=(replace(CODE, uses=0),))}, "FAIL nothing-sold"),
    ],
)
def test_a_bad_run_fails_and_says_why(change: dict[str, object], word: str) -> None:
    assert word in verdict(replace(an_outcome(), **change), engine="SQLite", seconds=1)


def test_the_history_is_kept_line_by_line(tmp_path) -> None:  # type: ignore[no-untyped-def]
    history = History()
    history.add(Operation(actor="guest1", what="purchase", key="0812", outcome=FAIL))
    history.save(tmp_path / "soak" / "history.jsonl")

    (line,) = (tmp_path / "soak" / "history.jsonl").read_text().splitlines()
    assert '"outcome": "fail"' in line
    assert history.counts() == {"purchase": Counter({"fail": 1})}


def test_a_planted_bug_counts_as_seen_only_by_its_own_invariants() -> None:
    assert set(plants.SEEN_BY) == set(plants.NAMES)
    assert plants_check.failed("SOAK FAIL I1,I8 seed=1 plant=x") == ["I1", "I8"]
    assert plants_check.failed("SOAK PASS seed=1") == []
    assert plants_check.failed("") == []
