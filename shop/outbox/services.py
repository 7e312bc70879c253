"""Write, cancel, retry and deliver what must happen once outside the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from shop.transactions import retries_contention

from .delivery import deliver_due, hold
from .models import Message, State

__all__ = ["cancel", "deliver_due", "enqueue", "hold", "retry"]


def enqueue(
    *,
    kind: str,
    dedup_key: str,
    payload: dict[str, Any],
    lane: str = "",
    cooperative_id: int | None = None,
    not_before: datetime | None = None,
) -> Message:
    """Ask for one delivery, in the transaction that wants it; a second request returns the first.

    ``dedup_key`` names the event ("order LK-7K paid"), not the moment. ``lane`` groups what one
    failing row may delay.
    """
    if not kind or not dedup_key:
        raise ValueError("An outbox message needs a kind and a dedup_key.")
    # ON CONFLICT DO NOTHING waits for a rival and never breaks the caller's transaction.
    Message.objects.bulk_create(
        [
            Message(
                kind=kind,
                dedup_key=dedup_key,
                payload=payload,
                lane=lane,
                cooperative_id=cooperative_id,
                not_before=not_before or timezone.now(),
            )
        ],
        ignore_conflicts=True,
    )
    return Message.objects.get(kind=kind, dedup_key=dedup_key)


@retries_contention
def cancel(*, message_id: int) -> bool:
    """Call it back while nobody has begun to send it; False when it is too late."""
    changed = Message.objects.filter(pk=message_id, state=State.QUEUED).update(
        state=State.CANCELLED, updated_at=timezone.now()
    )
    return changed == 1


@retries_contention
def retry(*, message_id: int) -> bool:
    """A person decided that parked work is tried again; False when it is not parked."""
    now = timezone.now()
    changed = Message.objects.filter(pk=message_id, state=State.PARKED).update(
        state=State.QUEUED,
        attempts=0,
        not_before=now,
        updated_at=now,
        error_code="",
        error_text="",
    )
    return changed == 1
