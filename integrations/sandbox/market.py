"""The running marketplace: its state file, its limits, and what it speaks."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from integrations.sandbox.core import deadlines, seeding
from integrations.sandbox.core.store import DEFAULT_SEED, Store, Tx
from integrations.sandbox.dialects import DIALECTS, SERVICES
from integrations.sandbox.dialects.base import Dialect, Service, Speaker
from integrations.sandbox.limits import Limiter


@dataclass(slots=True, kw_only=True)
class Market:
    """What every page, endpoint and thread of the sandbox shares."""

    store: Store
    limiter: Limiter = field(default_factory=Limiter)
    dialects: Mapping[str, Dialect] = field(default_factory=lambda: DIALECTS)
    services: Mapping[str, Service] = field(default_factory=lambda: SERVICES)
    urls: dict[str, str] = field(default_factory=dict)  # "pages" and one per speaker
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def moment(self) -> Iterator[Tx]:
        """A transaction in which everything that was due has already happened."""
        with self.store.transaction() as tx:
            deadlines.run_due(tx=tx)
            for speaker in self.speakers.values():
                speaker.run_due(tx=tx)
            yield tx

    def dialect(self, code: str) -> Dialect:
        """A dialect by its code; KeyError when nobody speaks it."""
        return self.dialects[code]

    @property
    def speakers(self) -> dict[str, Speaker]:
        """Everything with a port: dialects, then services."""
        return {**self.dialects, **self.services}


def open_market(*, state: Path | str, demo: bool = True) -> Market:
    """Open a state file; a new one gets the demo shops."""
    schemas = tuple(speaker.schema for speaker in (*DIALECTS.values(), *SERVICES.values()))
    market = Market(store=Store(path=state, schemas=schemas))
    if demo:
        with market.store.transaction() as tx:
            is_new = tx.one("SELECT 1 FROM shop LIMIT 1") is None
        if is_new:
            seed(market=market, data=seeding.load(path=seeding.DEMO_FILE))
    return market


def seed(*, market: Market, data: Mapping[str, Any]) -> dict[str, int]:
    """Seed shops, listings, buyers, and each dialect's app registrations and links."""
    with market.moment() as tx:
        seeding.remember(tx=tx, data=data)
        counts = seeding.seed_shops(tx=tx, data=data)
        for speaker in market.speakers.values():
            speaker.seed(tx=tx, data=data)
    return counts


def reset(*, market: Market, seed_number: int = DEFAULT_SEED, demo: bool = True) -> None:
    """Start again: empty, or with everything that was ever seeded here as on its first day."""
    with market.moment() as tx:
        remembered = seeding.remembered(tx=tx)
    market.store.reset(seed=seed_number)
    market.limiter.reset()
    if demo:
        for data in remembered or [seeding.load(path=seeding.DEMO_FILE)]:
            seed(market=market, data=data)


def credentials(*, market: Market) -> dict[str, Any]:
    """What a client needs to call each dialect and service: keys and fresh tokens.

    Pairs handed out before stay valid, so asking never disconnects anybody.
    """
    with market.moment() as tx:
        return {
            code: speaker.credentials(tx=tx, base_url=market.urls.get(code, ""))
            for code, speaker in market.speakers.items()
        }
