"""When which fault strikes: the same for the same seed, each kind at least twice, spread out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One fault; ``at`` is seconds after the faults begin."""

    at: float
    kind: str


def plan(*, seed: int, seconds: float, kinds: Sequence[str], times: int = 2) -> list[Planned]:
    """Every kind ``times`` times: the span is cut into as many strata, one moment drawn in each.

    Longer runs get more strata, one for every 25 seconds, so that a long soak keeps breaking.
    """
    strata = max(times, int(seconds // 25))
    planned = []
    for kind in sorted(kinds):
        chance = random.Random(f"{seed}:{kind}")
        for stratum in range(strata):
            at = (stratum + chance.random()) * seconds / strata
            planned.append(Planned(at=round(at, 2), kind=kind))
    return sorted(planned, key=lambda each: (each.at, each.kind))
