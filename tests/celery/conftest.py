"""The installation of several machines on this one: Redis rings, workers and a clock do the work.

Without ``REDIS_URL`` these tests say that they did not run; under ``CI=true`` that is a failure.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.stack import Stack, prepared_stack


@pytest.fixture(scope="package")
def redis_url() -> str:
    """Address of a Redis of which a database of its own may be emptied."""
    url = os.environ.get("REDIS_URL", "")
    if url:
        return url
    text = "not run: REDIS_URL names no Redis, so nothing was proved about Celery"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)


@pytest.fixture(scope="package")
def stack(
    request: pytest.FixtureRequest, redis_url: str, django_db_blocker: Any
) -> Iterator[Stack]:
    """Web, Pasar Tiruan, a Celery worker and beat; no ``sync_worker``."""
    failed = request.session.testsfailed
    with django_db_blocker.unblock(), prepared_stack("celery") as stack:
        stack.extra = {"REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "shop.settings.many"}
        stack.start_part("sandbox")
        stack.start_part("web")
        celery = (sys.executable, "-m", "celery", "-A", "shop.celery")
        stack.start("worker", *celery, "worker", "--concurrency", "2")
        stack.start("beat", *celery, "beat", "--schedule", str(stack.folder / "beat"))
        stack.wait_for_web()
        stack.run("manage.py", "link_sandbox")
        yield stack
        if request.session.testsfailed > failed:
            print(stack.words())
