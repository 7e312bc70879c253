"""A broker that is killed and comes back empty: workers take tasks again, by themselves."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery

from shop.celery import app
from shop.steady_worker import SteadyWorker
from tests.live.broker import Broker
from tests.live.seeding import environment
from tests.live.stack import Process, descendants, until

pytestmark = pytest.mark.processes


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A Redis that may be killed."""
    if not Broker.is_there():
        text = "not run: redis-server is not installed, so nothing was proved about its loss"
        pytest.fail(text) if os.environ.get("CI") == "true" else pytest.skip(text)
    broker = Broker()
    yield broker
    broker.stop()


@pytest.fixture
def worker(broker: Broker, tmp_path: Path) -> Iterator[Process]:
    """The worker as docker-compose.yml starts it; it needs no table for what is asked of it."""
    env = environment(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path)
    env |= {"REDIS_URL": broker.url, "DJANGO_SETTINGS_MODULE": "shop.settings.many"}
    command = [sys.executable, "-m", "celery", "-A", "shop.celery", "worker", "--concurrency", "1"]
    process = Process("worker", command, env, tmp_path)
    yield process
    process.stop()


def takes_a_task(broker: Broker) -> bool:
    """Whether a worker takes one that is rung now."""
    bells = Celery("test-bells", broker=broker.url, set_as_current=False)
    bells.send_task("integrations.sync.tasks.work", args=("nothing", None), queue="care")
    bells.close()
    server = redis.Redis(port=broker.port)
    return until(lambda: server.llen("care") == 0, seconds=60, what="the worker takes the task")


def test_every_worker_is_a_steady_one() -> None:
    assert issubclass(app.Worker, SteadyWorker)


def test_a_worker_goes_on_after_the_broker_was_killed(broker: Broker, worker: Process) -> None:
    assert takes_a_task(broker)
    for _time in range(2):
        broker.die(0.2)
        assert takes_a_task(broker), worker.words()

    everybody = [worker.process.pid, *descendants(worker.process.pid)]
    for pid in everybody:
        os.kill(pid, signal.SIGSTOP)
    broker.die(0.2)
    for pid in everybody:
        os.kill(pid, signal.SIGCONT)
    assert takes_a_task(broker), worker.words()
    assert worker.is_alive
