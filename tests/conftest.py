"""What every test stands on: a migrated database, no outside network, a clean cache."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import TransactionTestCase
from django.utils.translation.reloader import translation_file_changed

from shop.catalogs import compile_stale
from tests import database


def pytest_configure(config: pytest.Config) -> None:
    """Tests read Indonesian: translations are compiled before the first one runs.

    Django is set up before this file is read and may hold catalogues from when nothing was
    compiled: in a fresh clone the first run would read English.
    """
    with database.one_at_a_time():
        if compile_stale():
            translation_file_changed(sender=None, file_path=Path("django.mo"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Use a copy of the migrated template instead of building tables for each run."""
    with django_db_blocker.unblock():
        test_database = database.make_database()
        database.use(test_database.create())
        # Tests that commit are undone by copying the template again: a flush would also
        # delete the rows that migrations wrote.
        keep = TransactionTestCase._fixture_teardown
        TransactionTestCase._fixture_teardown = lambda self: test_database.restore()
    yield
    with django_db_blocker.unblock():
        TransactionTestCase._fixture_teardown = keep
        test_database.drop()


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """Address of the test database for processes a test starts; rows must be committed."""
    return database.current_url()


def is_loopback(host: str) -> bool:
    """Whether a socket address is on this machine."""
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails with a clear message."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(str(address[0])):
            raise AssertionError(f"A test tried to reach {address[0]}. Only loopback is allowed.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Nothing a test cached is seen by the next one."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture(autouse=True)
def in_indonesian() -> None:
    """Whatever language the last page of the last test was in, this one starts in ours."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
