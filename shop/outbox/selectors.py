"""What waits in the outbox and what needs a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Min

from .models import Message, State


def parked(*, cooperative_ids: Collection[int] | None = None, limit: int = 25) -> list[Message]:
    """Messages that stopped, newest first; None means every cooperative and none (head office)."""
    rows = Message.objects.filter(state=State.PARKED)
    if cooperative_ids is not None:
        rows = rows.filter(cooperative_id__in=list(cooperative_ids))
    return list(rows.order_by("-pk")[:limit])


def waiting_since(*, now: datetime) -> datetime | None:
    """Since when the oldest message that is due has been waiting; None when nothing waits."""
    oldest: datetime | None = Message.objects.filter(
        state__in=[State.QUEUED, State.UNKNOWN, State.SENDING], not_before__lte=now
    ).aggregate(oldest=Min("not_before"))["oldest"]
    return oldest
