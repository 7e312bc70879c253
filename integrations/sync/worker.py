"""The loop of ``sync_worker``: looks at the rows every fraction of a second, does what is due.

It needs no broker: a sale is noticed within the pause. Work runs in two small pools of threads, so
that a slow channel holds up neither other channels nor other cooperatives. The loop itself only
looks and hands out; killing it at any moment loses nothing, because every piece of work holds its
rows by a lease.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from integrations.channels.transport import Clock
from integrations.sync.duties import BY_NAME, DUTIES, Argument, Duty, Pool
from integrations.sync.models import Heartbeat

logger = logging.getLogger(__name__)

PAUSE = 0.2
BEAT_EVERY = 5.0
THREADS: dict[Pool, int] = {Pool.CARE: 4, Pool.BULK: 4}
# A piece of work that failed in a way nobody expected is not tried again at once.
AFTER_A_BUG = 5.0

Key = tuple[str, Argument]


def worker_name() -> str:
    """Which process this is, for the heartbeat."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def beat(*, worker: str, started_at: datetime, now: datetime, kind: str = "worker") -> None:
    """Tell that the worker lives."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(worker=worker, kind=kind, started_at=started_at, beat_at=now)],
        update_conflicts=True,
        update_fields=["beat_at"],
        unique_fields=["worker"],
    )


def perform(duty: Duty, argument: Argument, clock: Clock) -> bool:
    """Do one piece of work. Nothing it raises stops the others; False when it failed."""
    try:
        duty.run(argument, clock)
    except DatabaseError:
        logger.exception("duty=%s account=%s database", duty.name, argument)
        return False
    except Exception:
        logger.exception("duty=%s account=%s bug", duty.name, argument)
        return False
    return True


def run_due(*, clock: Clock, duties: Iterable[Duty] = DUTIES) -> int:
    """Do everything that is due now, one after the other; returns how many pieces were done."""
    done = 0
    for duty in duties:
        for argument in duty.find(clock()):
            perform(duty, argument, clock)
            done += 1
    return done


@dataclass(kw_only=True)
class Worker:
    """One process that keeps looking and handing out until it is told to stop."""

    clock: Clock = timezone.now
    pause: float = PAUSE
    stopping: threading.Event = field(default_factory=threading.Event)
    busy: dict[Key, Future[bool]] = field(default_factory=dict)
    looked_at: dict[str, float] = field(default_factory=dict)
    resting: dict[Key, float] = field(default_factory=dict)
    pools: dict[Pool, ThreadPoolExecutor] = field(default_factory=dict)

    def run(self) -> None:
        """Work until ``stop`` is called; what has begun is brought to its end."""
        self.pools = {
            pool: ThreadPoolExecutor(threads, thread_name_prefix=pool.value)
            for pool, threads in THREADS.items()
        }
        started_at, beaten = self.clock(), 0.0
        try:
            while not self.stopping.is_set():
                if time.monotonic() - beaten >= BEAT_EVERY:
                    beaten = self._beat(started_at)
                self.look()
                self.stopping.wait(self.pause)
        finally:
            for pool in self.pools.values():
                pool.shutdown(wait=True)
            Heartbeat.objects.filter(worker=worker_name()).delete()
            connections.close_all()

    def stop(self) -> None:
        """Begin nothing new."""
        self.stopping.set()

    def look(self) -> int:
        """Hand out what is due; returns how many pieces. A database that is away is waited for."""
        self._collect()
        handed = 0
        for duty in DUTIES:
            if not self._is_time(duty):
                continue
            try:
                arguments = duty.find(self.clock())
            except DatabaseError:
                logger.exception("duty=%s cannot look", duty.name)
                close_old_connections()
                continue
            handed += sum(self._hand_out(duty, argument) for argument in arguments)
        return handed

    def _is_time(self, duty: Duty) -> bool:
        now = time.monotonic()
        if now - self.looked_at.get(duty.name, float("-inf")) < duty.every.total_seconds():
            return False
        self.looked_at[duty.name] = now
        return True

    def _hand_out(self, duty: Duty, argument: Argument) -> bool:
        key = (duty.name, argument)
        if key in self.busy or self.resting.get(key, 0.0) > time.monotonic():
            return False
        if argument is not None and self._held_by(argument, duty.pool) >= THREADS[duty.pool] - 1:
            # A channel that hangs may not hold every thread: one stays for the others.
            return False
        self.busy[key] = self.pools[duty.pool].submit(self._perform, duty, argument)
        return True

    def _held_by(self, argument: Argument, pool: Pool) -> int:
        """How many threads of a pool work for one account."""
        return sum(whose == argument and BY_NAME[name].pool is pool for name, whose in self.busy)

    def _perform(self, duty: Duty, argument: Argument) -> bool:
        close_old_connections()
        try:
            return perform(duty, argument, self.clock)
        finally:
            close_old_connections()

    def _collect(self) -> None:
        for key, future in list(self.busy.items()):
            if future.done():
                del self.busy[key]
                if not future.result():
                    self.resting[key] = time.monotonic() + AFTER_A_BUG

    def _beat(self, started_at: datetime) -> float:
        try:
            beat(worker=worker_name(), started_at=started_at, now=self.clock())
        except DatabaseError:
            logger.exception("the heartbeat was not written")
            close_old_connections()
        return time.monotonic()
