"""Bells for Celery. Losing any of them loses nothing: the rows are swept every few seconds."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from integrations.sync.duties import BY_NAME, DUTIES
from integrations.sync.worker import beat, perform, worker_name

# What is looked for this often stands in the quick sweep.
QUICK = timedelta(seconds=5)
_started_at = timezone.now()


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def work(duty: str, argument: int | None = None) -> None:
    """Do one piece of one duty."""
    perform(BY_NAME[duty], argument, timezone.now)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep(is_quick: bool = True) -> None:
    """Ring for everything that is due. Running it twice rings twice, and leases sort it out."""
    beat(worker=worker_name(), started_at=_started_at, now=timezone.now(), kind="celery")
    for duty in DUTIES:
        if (duty.every <= QUICK) == is_quick:
            for argument in duty.find(timezone.now()):
                work.apply_async(args=(duty.name, argument), queue=duty.pool.value, expires=60)
