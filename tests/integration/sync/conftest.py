"""The fake marketplace behind the registry, and one linked shop on it."""

from __future__ import annotations

import pytest

from integrations import registry
from tests.factories_sync import Scene, ShiftedClock, make_scene
from tests.fakes.connector import connector_to
from tests.fakes.marketplace import FakeMarketplace
from tests.integration.sync.escrow_scene import Two


@pytest.fixture
def clock() -> ShiftedClock:
    """The real time, moved by hand."""
    return ShiftedClock()


@pytest.fixture
def market(clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch) -> FakeMarketplace:
    """A marketplace in memory, registered as the channel ``fake``."""
    market = FakeMarketplace(clock=clock)
    monkeypatch.setitem(registry.CONNECTORS, "fake", connector_to(market))
    return market


@pytest.fixture
def scene(transactional_db: None, market: FakeMarketplace, clock: ShiftedClock) -> Scene:
    """Ten packs here and there, switched on."""
    return make_scene(market, clock)


@pytest.fixture
def two(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Two:
    """The same goods at a second marketplace."""
    return Two(scene, monkeypatch)
