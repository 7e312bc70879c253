"""What breaks during a run: processes, the broker, the database, the marketplace and its news."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tests.live.broker import Broker
from tests.live.market import Refused
from tests.soak.hurry import OVERLAP
from tests.soak.schedule import Planned, plan
from tests.soak.stage import Stage

SHOPS = ("gunung.satu", "gunung.dua", "pesisir")
# Faults that strike a few calls of the marketplace's API, wherever they come.
CALL_FAULTS: dict[str, dict[str, Any]] = {
    "429 with Retry-After": {"kind": "http_429", "params": {"retry_after": 1}, "count": 4},
    "429 without": {"kind": "http_429", "count": 4},
    "500": {"kind": "http_500", "count": 4},
    "timeout after applying": {"kind": "timeout_after", "params": {"seconds": 4}, "count": 2},
    "half of the JSON": {"kind": "half_json", "count": 4},
    "HTML with 200": {"kind": "html", "count": 4},
    "partial success": {"kind": "partial", "path": "*/update_stock", "count": 4},
    "order list lags": {"kind": "list_lag", "params": {"seconds": 2}, "for_seconds": 5},
    "page shift": {"kind": "page_shift", "for_seconds": 4},
    "token refused mid-batch": {"kind": "token_expired", "count": 3},
    "news replayed": {"kind": "push_replayed", "params": {"seconds": 6}, "count": 4},
    "news delayed": {"kind": "push_delayed", "params": {"seconds": 4}, "count": 4},
    "news reordered": {"kind": "push_reordered", "count": 4},
    "news badly signed": {"kind": "push_bad_signature", "count": 3},
    "news unknown": {"kind": "push_unknown", "count": 3},
    "news giant": {"kind": "push_giant", "count": 2},
    "news garbled": {"kind": "push_garbage", "count": 3},
}
# Seconds in which a cursor that moves first loses what was sold in the beginning.
LONG_OUTAGE = OVERLAP.total_seconds() + 6
# All the time.
ALWAYS = ({"kind": "push_lost", "probability": 0.1}, {"kind": "push_doubled", "probability": 0.15})


def cut_connections() -> None:
    """Every connection to the database but this one ends, as when a server is restarted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


@dataclass(slots=True)
class Faults:
    """Carries out the schedule. ``struck`` counts by kind, ``failed`` tells what could not be."""

    stage: Stage
    seed: int
    broker: Broker | None = None
    is_full: bool = False
    struck: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def actions(self) -> dict[str, Callable[[random.Random], None]]:
        """Every kind of fault this run can have."""
        stage = self.stage
        found: dict[str, Callable[[random.Random], None]] = {
            "kill -9 web": lambda chance: stage.kill_one_of("web"),
            "kill -9 worker": lambda chance: stage.kill(chance.choice(["worker1", "worker2"])),
            "worker stopped past its lease": lambda chance: stage.pause(
                chance.choice(["worker1", "worker2"])
            ),
            "two schedulers": lambda chance: stage.second_scheduler(4),
            "outage": self._outage,
            "long outage, news lost": self._long_outage,
            "tokens expired": self._expire_tokens,
            **{name: self._call_fault(name) for name in CALL_FAULTS},
        }
        if stage.broker:
            found["kill -9 scheduler"] = lambda chance: stage.kill("scheduler")
        if self.broker is not None:
            found["broker killed"] = lambda chance: self._broker_dies()
            found["broker emptied"] = lambda chance: self._broker_empties()
        if self.is_full:
            found["kill -9 whole web server"] = lambda chance: stage.kill("web")
            if connection.vendor == "postgresql":
                found["connections cut"] = lambda chance: cut_connections()
        return found

    def run(self, seconds: float) -> None:
        """Strike by the plan, each fault in a thread of its own; returns when all are over."""
        actions = self.actions()
        market = self.stage.market
        for fault in ALWAYS:
            market.fault(str(fault["kind"]), **{k: v for k, v in fault.items() if k != "kind"})
            self.struck[str(fault["kind"])] += 1
        began = time.monotonic()
        for planned in plan(seed=self.seed, seconds=seconds, kinds=sorted(actions)):
            time.sleep(max(0.0, began + planned.at - time.monotonic()))
            thread = threading.Thread(target=self._strike, args=(planned, actions), daemon=True)
            self.threads.append(thread)
            thread.start()
        time.sleep(max(0.0, began + seconds - time.monotonic()))
        for thread in self.threads:
            thread.join(60)
        market.mend()

    def _strike(self, planned: Planned, actions: dict[str, Any]) -> None:
        try:
            actions[planned.kind](random.Random(f"{self.seed}:{planned.kind}:{planned.at}"))
        except Exception as error:
            self.failed.append(f"{planned.kind}: {error!r}")
        else:
            self.struck[planned.kind] += 1

    def _call_fault(self, name: str) -> Callable[[random.Random], None]:
        def strike(chance: random.Random) -> None:
            fault = dict(CALL_FAULTS[name])
            kind = fault.pop("kind")
            path = {"path": "push/*"} if kind.startswith("push") else {}
            self.stage.market.fault(kind, **{**path, **fault})

        return strike

    def _outage(self, chance: random.Random) -> None:
        mode, shop = chance.choice(["close", "503"]), chance.choice(SHOPS)
        market = self.stage.market
        market.post("outage", on=True, mode=mode, shop=shop)
        self.stage.stopping.wait(chance.uniform(3, 10))
        market.post("outage", on=False, shop=shop)

    def _long_outage(self, chance: random.Random) -> None:
        """Longer than two windows of polling overlap, and no notification tells of what was sold:
        only a cursor that waited for the window it failed to read finds those orders."""
        shop, market = chance.choice(SHOPS), self.stage.market
        market.fault("push_lost", shop=shop, for_seconds=int(LONG_OUTAGE))
        market.post("outage", on=True, mode="close", shop=shop)
        self.stage.stopping.wait(LONG_OUTAGE)
        market.post("outage", on=False, shop=shop)

    def _expire_tokens(self, chance: random.Random) -> None:
        for shop in SHOPS:
            with suppress(Refused):
                self.stage.market.post("shopee/expire_tokens", shop=shop)

    def _broker_dies(self) -> None:
        assert self.broker is not None
        self.broker.die(2)

    def _broker_empties(self) -> None:
        assert self.broker is not None
        self.broker.empty()

    def missing(self, wanted: Sequence[str], times: int = 2) -> list[str]:
        """Kinds that struck less often than they should have."""
        return [kind for kind in wanted if self.struck[kind] < times]
