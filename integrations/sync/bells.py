"""Wake a worker after the commit. A lost bell delays work by a moment and loses nothing.

With a broker the bell is a Celery task; without one ``sync_worker`` looks at the rows itself every
fraction of a second, and there is nothing to ring.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial

from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)


def ring_push(account_ids: Iterable[int]) -> None:
    """These accounts have numbers to send."""
    for account_id in account_ids:
        _after_commit("push_account", account_id)


def ring_inbox() -> None:
    """A notification came in."""
    _after_commit("process_inbox")


def ring_outbox() -> None:
    """Something waits to be sent once."""
    _after_commit("deliver_outbox")


def _after_commit(task: str, *arguments: int) -> None:
    if settings.CELERY_BROKER_URL:
        transaction.on_commit(partial(_ring, task, arguments), robust=True)


def _ring(task: str, arguments: tuple[int, ...]) -> None:
    """Send the task without waiting for a broker that is away: the sweep finds the row anyway."""
    from kombu.exceptions import KombuError, OperationalError

    from integrations.sync import tasks

    try:
        getattr(tasks, task).apply_async(args=arguments, retry=False, ignore_result=True)
    except (KombuError, OperationalError, OSError) as error:
        logger.warning("bell=%s was not heard: %s", task, type(error).__name__)
