"""The phases of a run, from an empty database to the verdict."""

from __future__ import annotations

import argparse
import os
import shutil
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import connection, connections

from integrations.sync import parking
from integrations.sync.parking import causes
from tests import database
from tests.live.broker import Broker
from tests.live.seeding import ROOT
from tests.soak import crowd, hurry, invariants, permission, plants, reading, report, yardstick
from tests.soak.crowd import Crowd
from tests.soak.facts import Facts, Sample
from tests.soak.faults import Faults
from tests.soak.history import OK, History
from tests.soak.stage import HOT_PACKS, Stage

GUESTS = 30
HOT_GUESTS = 20
MARKET_BUYERS = 5
WARM = 5.0
SKEW = 300
# What a healthy run needs to be quiet; a busy machine is waited for longer, and told.
QUIET = 15.0
PATIENCE = 90.0
# Quiet means: nothing waits in so many looks in a row, half a second apart.
LOOKS = 3


@dataclass
class Sampler:
    """Looks at the counters once a second."""

    history: History
    samples: list[Sample] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin."""
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.stopping.wait(1.0):
            seen = reading.sample(self.history.now())
            if seen is not None:
                self.samples.append(seen)
        connections.close_all()

    def stop(self) -> None:
        """End."""
        self.stopping.set()
        self.thread.join(20)


def run(options: argparse.Namespace) -> int:
    """One run; 0 when every invariant holds."""
    started = time.monotonic()
    hurry.apply()
    is_postgres = connection.vendor == "postgresql"
    broker = Broker() if is_postgres and Broker.is_there() else None
    stage = Stage(options.seed, broker.url if broker else "", options.escrow)
    engine = "PostgreSQL" if is_postgres else "SQLite"
    engine += ", Celery on Redis" if broker else ", sync_worker"
    engine += ", all goods in escrow" if options.escrow else ""
    print(f"SOAK seed {options.seed}, {options.secs:.0f} s, {engine}", flush=True)
    try:
        outcome = _run(options, stage, broker)
    finally:
        stage.stop()
        if broker is not None:
            broker.stop()
    if options.stock:
        # Where its database lies: beside ours, on the same engine.
        stock = yardstick.measure(
            guests=HOT_GUESTS, packs=HOT_PACKS, database_url=database.current_url()
        )
        outcome.stock = stock.words
        # A pipeline insists on the comparison; a person without a package index is only told.
        outcome.stock_missing = bool(stock.why) and os.environ.get("CI") == "true"
    is_good = report.tell(outcome, engine=engine, seconds=time.monotonic() - started)
    if is_good:
        stage.clean_up()
    else:
        _keep(stage, outcome.history, options.seed)
    return 0 if is_good else 1


def _facts(
    stage: Stage, people: Crowd, sampler: Sampler, before: dict[str, str], hot: int
) -> Facts:
    """Everything the invariants are about, read once all is quiet."""
    return Facts(
        items=reading.items(),
        orders=reading.orders(),
        market_orders=reading.market_orders(stage),
        shown=reading.shown(stage),
        purchases=reading.purchases(people.history),
        waiting=reading.waiting(),
        codes=reading.codes(),
        told=reading.told(stage.var / "mail"),
        unsettled=reading.unsettled(),
        unstored=reading.unstored(stage),
        samples=tuple(sampler.samples),
        untouched_before=before,
        untouched_after=reading.untouched(stage.sellers[-1]),
        is_escrow=stage.is_escrow,
        hot_packs=HOT_PACKS,
        hot_orders=hot,
        error_pages=tuple(people.error_pages),
    )


def _run(options: argparse.Namespace, stage: Stage, broker: Broker | None) -> report.Outcome:
    stage.prepare()
    stage.start_market()
    if options.full:
        # The marketplace lives five minutes ahead of us, or behind.
        stage.market.post("clock", advance=SKEW if options.seed % 2 else -SKEW)
    stage.link()
    plants.in_database()
    stage.start_all()
    quiet_at_first(stage)
    # Nobody deals with the last one: nothing of it may change.
    before = reading.untouched(stage.sellers[-1])
    history = History()
    sampler = Sampler(history)
    sampler.start()
    people = Crowd(stage, history, options.seed)
    people.come(guests=GUESTS, market_buyers=MARKET_BUYERS)
    _say(history, "warm")
    warm_up(history)
    faults = Faults(stage, options.seed, broker=broker, is_full=options.full)
    _say(history, "faults")
    faults.run(max(20.0, options.secs - WARM - 10))
    _say(history, "everybody goes home")
    people.leave()
    # Ours may have been cut as well.
    connections.close_all()
    stage.wait_for_web()
    _say(history, "hot barrier")
    assert stage.hot is not None
    hot = crowd.hot_barrier(people, stage.hot, HOT_GUESTS)
    _say(history, "quiesce")
    quiet = be_quiet(stage)
    sampler.stop()
    _say(history, "check")
    facts = replace(_facts(stage, people, sampler, before, hot), forgives_pages=options.full)
    return report.Outcome(
        seed=options.seed,
        plant=options.plant,
        history=history,
        facts=facts,
        wrong=invariants.check(facts),
        struck=faults.struck,
        missing=faults.missing(sorted(faults.actions())),
        failed=faults.failed,
        quiet=quiet,
        restarts=stage.restarts,
        bugs=stage.words(" bug", "Traceback"),
    )


def _say(history: History, phase: str) -> None:
    print(f"  {history.now():6.1f} s  {phase}", flush=True)


def warm_up(history: History) -> None:
    """Some seconds, and until something was sold on both sides: a busy machine needs longer."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        time.sleep(0.5)
        has_sold = all(
            any(each.outcome == OK for each in history.of(what))
            for what in ("purchase", "market order")
        )
        if has_sold and time.monotonic() - began >= WARM:
            return


def quiet_at_first(stage: Stage) -> None:
    """The numbers of a freshly linked shop have arrived before anybody buys."""
    deadline = time.monotonic() + PATIENCE
    while reading.unsettled() and time.monotonic() < deadline:
        time.sleep(0.3)


def be_quiet(stage: Stage) -> float:
    """Wait until nothing waits, doing what staff do; how long it took, seconds."""
    began, calm = time.monotonic(), 0
    cooperatives = [seller.cooperative.pk for seller in stage.sellers]
    # A planted bug may never come to rest; it is not waited for as long.
    patience = 3 * QUIET if plants.planted() else PATIENCE
    while calm < LOOKS and time.monotonic() - began < patience:
        time.sleep(0.5)
        pressed = press_again(cooperatives) + permission.give_again(stage)
        is_calm = not pressed and not _left(stage)
        calm = calm + 1 if is_calm else 0
    return time.monotonic() - began


def _left(stage: Stage) -> bool:
    """Work of ours, news on the way, or orders not seen yet: they are found by polling."""
    if reading.unsettled() or any(each.is_wrong for each in reading.shown(stage)):
        return True
    pushes = stage.market.get("pushes", limit=5000)["pushes"]
    if any(push["state"] == "waiting" and not push["attempts"] for push in pushes):
        return True
    from integrations.sync.models import ChannelOrder

    taken = set(ChannelOrder.objects.values_list("external_order_id", flat=True))
    return any(order.number not in taken for order in reading.market_orders(stage))


def press_again(cooperatives: list[int]) -> int:
    """What is parked is tried again, as by the button for all; how many pieces."""
    return sum(
        parking.retry(kind=item.kind, row_id=item.row_id, cooperative_ids=cooperatives)
        for cause in causes(cooperatives)
        for item in cause.items
    )


def _keep(stage: Stage, history: History, seed: int) -> None:
    """Operation history, logs and the marketplace's memory, for whoever looks for the reason."""
    name = f"{connection.vendor}-seed{seed}" + (f"-{plants.planted()}" if plants.planted() else "")
    folder = Path(os.environ.get("SOAK_KEEP", ROOT / "var" / "soak")) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    history.save(folder / "history.jsonl")
    for log in stage.folder.glob("*.log"):
        shutil.copy(log, folder)
    for file in [*stage.var.glob("sandbox.sqlite3*"), *stage.database_files()]:
        shutil.copy(file, folder)
    stage.clean_up()
    print(f"history and logs: {folder.relative_to(ROOT) if ROOT in folder.parents else folder}")
