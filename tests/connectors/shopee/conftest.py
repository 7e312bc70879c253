"""A running Pasar Tiruan for the tests that drive the connector over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.pasar_tiruan import PasarTiruan, running


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PasarTiruan]:
    with running(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3") as pasar:
        yield pasar


@pytest.fixture
def pasar(process: PasarTiruan) -> PasarTiruan:
    """The marketplace as on its first day, too fast to be in anybody's way."""
    process.post("reset", seed=7)
    process.post("settings", rate=10_000, burst=10_000)
    process.shopee = process.get("credentials")["shopee"]
    return process


@pytest.fixture
def connector(pasar: PasarTiruan) -> ShopeeConnector:
    return pasar.connector()
