"""The advised buffer, and a simulation: it oversells less and hides less than a fixed one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

import pytest

from integrations.sync.safety import Observed, advise, beyond, quantile

HOURS = 10
FIXED = 2


def test_known_values_of_the_poisson_distribution() -> None:
    assert quantile(0.0, 0.99) == 0
    assert quantile(1.0, 0.95) == 3
    assert quantile(4.0, 0.99) == 9
    assert beyond(1.0, 0) == pytest.approx(1 - 0.36788, abs=1e-4)
    with pytest.raises(ValueError, match="no quantile"):
        quantile(1.0, 1.0)


def test_slow_goods_need_nothing_and_fast_ones_more_with_more_confidence() -> None:
    slow = Observed(busiest_day=3, delay=timedelta(seconds=20))
    fast = Observed(busiest_day=600, delay=timedelta(minutes=5))
    assert advise(observed=slow, confidence=99).buffer == 0
    buffers = [advise(observed=fast, confidence=each).buffer for each in (90, 95, 99)]
    assert buffers == sorted(set(buffers))
    best = advise(observed=fast, confidence=99)
    assert best.oversold_per_1000 <= 10 < best.without


@dataclass
class Outcome:
    """Of many sell-outs: packs sold twice, and channel buyers sent away while there was some."""

    oversold: int = 0
    sent_away: int = 0


def sell_out(chance: random.Random, *, per_day: int, delay: float, buffer: int) -> Outcome:
    """Two places sell 20 packs until both show nothing; each knows of the other's sales late."""
    stock, now = 20, 0.0
    sales: dict[str, list[float]] = {"channel": [], "shop": []}
    outcome = Outcome()
    for _buyer in range(60):
        now += chance.expovariate(per_day / (HOURS * 3600))
        here, there = ("channel", "shop") if chance.random() < 0.5 else ("shop", "channel")
        known = len(sales[here]) + sum(1 for at in sales[there] if at <= now - delay)
        kept = buffer if here == "channel" else 0
        if stock - known - kept > 0:
            sales[here].append(now)
        elif here == "channel" and stock > len(sales[here]) + len(sales[there]):
            outcome.sent_away += 1
    outcome.oversold = max(0, len(sales["channel"]) + len(sales["shop"]) - stock)
    return outcome


# (packs a day, delay in seconds, how many such goods): mostly slow ones, as in every cooperative.
ASSORTMENT = [(2, 30, 6), (10, 30, 4), (60, 60, 2), (400, 120, 1), (900, 180, 1)]


def run(policy: int | None) -> Outcome:
    """The whole assortment, each kind sold out forty times, the same buyers for each policy."""
    total = Outcome()
    for per_day, delay, goods in ASSORTMENT:
        observed = Observed(busiest_day=per_day, delay=timedelta(seconds=delay))
        buffer = advise(observed=observed, confidence=99).buffer if policy is None else policy
        for number in range(40 * goods):
            chance = random.Random(f"{per_day}:{number}")
            once = sell_out(chance, per_day=per_day, delay=delay, buffer=buffer)
            total.oversold += once.oversold
            total.sent_away += once.sent_away
    return total


def test_it_beats_a_fixed_buffer_on_both_sides() -> None:
    advised, fixed, nothing = run(None), run(FIXED), run(0)
    assert advised.oversold < fixed.oversold < nothing.oversold
    assert advised.sent_away < fixed.sent_away
