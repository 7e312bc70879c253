"""The contract runs once for every connector in the registry, and for those with a capability."""

from __future__ import annotations

import time

import pytest

from integrations import registry
from integrations.channels.capabilities import capabilities
from tests.contract.case import ConnectorCase, case_of


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    needed = getattr(metafunc.module, "CAPABILITY", None)
    codes = [
        code
        for code, connector in registry.CONNECTORS.items()
        if needed is None or needed in capabilities(connector)
    ]
    metafunc.parametrize("case", codes, indirect=True)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> ConnectorCase:
    return case_of(request.param)


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connector that waits fails the test in which it does."""

    def refuse(seconds: float) -> None:
        raise AssertionError(f"a connector slept {seconds} s")

    monkeypatch.setattr(time, "sleep", refuse)
