"""Wake a worker after the commit. A lost bell delays work by a moment and loses nothing.

With a broker the bell is a Celery task; without one ``sync_worker`` looks at the rows itself every
fraction of a second, and there is nothing to ring.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from functools import lru_cache, partial

from celery import Celery
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

TASK = "integrations.sync.tasks.work"
QUIET_AFTER_FAILURE = 15.0
# The pools of the duties that are rung for (integrations.sync.duties).
QUEUES = {"stock": "bulk", "inbox": "care", "shipping": "care"}


def ring_push(account_ids: Iterable[int]) -> None:
    """These accounts have numbers to send."""
    for account_id in account_ids:
        _after_commit("stock", account_id)


def ring_inbox(account_id: int | None) -> None:
    """A notification came in for the account (None: for several, or nobody we know)."""
    _after_commit("inbox", account_id)


def ring_shipping() -> None:
    """Something is to be shipped, cancelled or answered at a channel."""
    _after_commit("shipping", None)


def _after_commit(duty: str, argument: int | None) -> None:
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(partial(_ring, duty, argument), robust=True)


def _ring(duty: str, argument: int | None) -> None:
    """Send it without waiting for a broker that is away: the sweep finds the row anyway."""
    from kombu.exceptions import KombuError

    if time.monotonic() < _silence.until:
        return
    try:
        _producer(settings.CELERY_BROKER_URL).send_task(
            TASK, args=(duty, argument), queue=QUEUES[duty], expires=60, retry=False
        )
    except (KombuError, OSError) as error:
        _silence.until = time.monotonic() + QUIET_AFTER_FAILURE
        logger.warning("bell=%s was not heard: %s", duty, type(error).__name__)


class _Silence:
    """Until when no bell is tried, so that one broken broker does not slow every request."""

    until = 0.0


_silence = _Silence()


@lru_cache(maxsize=1)
def _producer(broker: str) -> Celery:
    """Sends by name, so that web processes need neither the tasks nor the worker's app."""
    app = Celery("lapak-bells", broker=broker, set_as_current=False)
    app.conf.broker_transport_options = {
        "socket_connect_timeout": 0.5,
        "socket_timeout": 0.5,
        # Kombu's own retries of the connection: none.
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
    app.conf.task_ignore_result = True
    return app
