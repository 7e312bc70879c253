"""What the tests of all connectors share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.sandbox.market import open_market
from integrations.sandbox.server import Running


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Pasar Tiruan on its ports, in memory."""
    running = Running(market=open_market(state=":memory:"))
    running.start()
    yield running
    running.stop()
