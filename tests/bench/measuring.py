"""How one page is measured: queries, CPU and wall time of a request in this process, bytes sent."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

ROUNDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one kind of request. Times in milliseconds, ``cpu`` and ``p50`` are medians.

    ``cpu99`` is the dearest of a hundred by this process's processor time, which a busy machine
    changes little; what the database computes in a process of its own is not in it.
    """

    sql: int
    cpu: float
    cpu99: float
    p50: float
    p95: float
    p99: float
    bytes: int
    status: int

    def as_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return asdict(self)


def measure(
    ask: Callable[[], Any], *, before: Callable[[], Any] | None = None, rounds: int = ROUNDS
) -> Cost:
    """Ask once to warm up, once to count queries, then ``rounds`` times with the clock.

    ``before`` prepares each request and is not counted. Queries are counted apart from the times,
    because recording them costs time.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    prepare = before or (lambda: None)
    prepare()
    ask()
    prepare()
    with CaptureQueriesContext(connection) as captured:
        response = ask()
        # Counted here: the next request empties the log.
        sql = len(captured)
    cpu: list[float] = []
    wall: list[float] = []
    for _round in range(rounds):
        prepare()
        started, cpu_started = time.perf_counter(), time.process_time()
        response = ask()
        cpu.append((time.process_time() - cpu_started) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return Cost(
        sql=sql,
        cpu=round(statistics.median(cpu), 2),
        cpu99=rank(cpu, 99),
        p50=round(statistics.median(wall), 2),
        p95=rank(wall, 95),
        p99=rank(wall, 99),
        bytes=len(response.content),
        status=response.status_code,
    )


def rank(values: list[float], at: int) -> float:
    """The value that so many of a hundred stay below or reach, nearest rank."""
    return round(sorted(values)[math.ceil(len(values) * at / 100) - 1], 2)


def exponent(sizes: list[int], values: list[float]) -> float | None:
    """The slope of log(value) over log(size): 0 is constant, 1 is proportional; None below two."""
    points = [
        (math.log(size), math.log(value))
        for size, value in zip(sizes, values, strict=True)
        if value > 0
    ]
    if len(points) < 2:
        return None
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    return round(sum((x - mean_x) * (y - mean_y) for x, y in points) / spread, 3)
