"""Celery on a real Redis: bells are quick, a broker that forgets everything loses nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from integrations.sync import bells
from integrations.sync.models import Heartbeat
from tests.connectors.shopee.pasar_tiruan import running
from tests.factories_orders import make_paid_order
from tests.integration.sync.sandbox_scene import KILO, link

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, "it never became true"
        time.sleep(0.05)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A broker of our own; this machine must have a Redis server for it."""
    binary = shutil.which("redis-server")
    if binary is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI insists on Redis: install redis-server")
        pytest.skip("no redis-server on this machine")
    port = free_port()
    process = subprocess.Popen(
        [binary, "--port", str(port), "--dir", str(tmp_path), "--save", "", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    try:

        def answers() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False

        wait_until(answers, 10)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextlib.contextmanager
def celery(*arguments: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery process, gone afterwards with its children."""
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "shop.celery", *arguments, "--loglevel", "warning"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def test_a_sale_travels_by_bell_and_without_one_by_the_sweep(
    tmp_path: Path, redis_url: str, database_url: str, settings
) -> None:
    settings.CELERY_BROKER_URL = redis_url
    bells._producer.cache_clear()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "shop.settings.test",
    }
    with running(tmp_path / "sandbox.sqlite3") as pasar:
        real = link(pasar)
        worker = ("worker", "--pool", "prefork", "--concurrency", "2")
        beat = ("beat", "--schedule", str(tmp_path / "beat"))
        with celery(*worker, environment=environment):
            time.sleep(1)
            make_paid_order((real.records[KILO], 5))
            wait_until(lambda: real.shown(KILO) == 35, 60)
            # From here on nobody hears a bell; two schedulers sweep.
            settings.CELERY_BROKER_URL = ""
            make_paid_order((real.records[KILO], 5))
            with (
                celery(*beat, environment=environment),
                celery("beat", "--schedule", str(tmp_path / "beat2"), environment=environment),
            ):
                wait_until(lambda: real.shown(KILO) == 30, 60)
                wait_until(Heartbeat.objects.filter(kind="celery").exists, 20)
                order_sn = real.buy(KILO, 2)
                wait_until(lambda: real.item(KILO).allocated == 12_000, 60)
                assert real.parcel(order_sn).state == "to_pack"
                assert real.calls("update_stock") >= 2
    bells._producer.cache_clear()
