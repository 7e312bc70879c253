"""One row for every call that changed something or failed, so that people can ask the channel."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import DatabaseError

from integrations.sync.errors_catalogue import code_of
from integrations.sync.models import Attempt, ChannelAccount
from integrations.sync.transport import Trace

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
OK = "ok"


def record(
    account: ChannelAccount,
    operation: str,
    subject: str,
    trace: Trace,
    started: float,
    error: Exception | None = None,
) -> None:
    """Write the row. An answer that has arrived is worth more than its trace: failures are logged.

    ``started`` is ``time.monotonic()`` at the beginning; nothing of the row is personal or secret.
    """
    try:
        Attempt.objects.create(
            account=account,
            operation=operation[:60],
            subject=subject[:160],
            outcome=OK if error is None else code_of(error).value[:16],
            code=getattr(error, "code", "")[:80],
            request_id=getattr(error, "request_id", "")[:120],
            milliseconds=round((time.monotonic() - started) * 1000),
            request=trace.request[:500],
            excerpt="" if error is None else (trace.excerpt or str(error))[:500],
        )
    except DatabaseError:
        logger.exception("account=%s operation=%s attempt was not written", account.pk, operation)


def purge(*, now: datetime) -> int:
    """Delete rows that are older than 30 days; returns how many."""
    deleted, _by_table = Attempt.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted
