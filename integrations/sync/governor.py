"""The pace of an account, shared by all workers through one row (GCRA).

``tat_us`` is the theoretical arrival time: when the bucket would be empty again. A call is allowed
while that lies at most ``burst`` calls ahead; the decision and the booking are one UPDATE.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, Value, When

from integrations.channels.errors import RateLimited
from integrations.channels.words import Limits
from integrations.sync.models import RateBucket

API = "api"
# Kept free of the channel's burst: calls bunch up on the way, and a refusal costs more than this.
BURST_SHARE = 0.8
# Bulk work leaves the other half of the burst to orders and cancellations.
BULK_SHARE = 0.5
# No booking reaches one call and this much further ahead: the machine's clock was set back. The
# bucket counts as empty then, instead of standing still until the clock has caught up.
CLOCK_WENT_BACK_US = 10_000_000
DEFAULT_PENALTY = timedelta(seconds=2)
LONGEST_PENALTY = timedelta(hours=25)


class OutOfTurn(RateLimited):
    """Our own pace is used up: nothing was sent, and the channel has not complained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one kind of work may go: seconds between calls, and how many may come at once."""

    interval: float
    burst: int

    @property
    def interval_us(self) -> int:
        """Microseconds between two calls at full load."""
        return max(1, round(self.interval * 1_000_000))

    @property
    def ahead_us(self) -> int:
        """How far ahead of now the bucket may be booked."""
        return self.interval_us * max(0, self.burst - 1)


def pace_of(limits: Limits, *, is_bulk: bool) -> Pace:
    """The pace a channel allows; bulk work gets the same rate and half of the burst."""
    burst = limits.burst * BURST_SHARE * (BULK_SHARE if is_bulk else 1)
    return Pace(interval=1 / limits.rate_per_second, burst=max(1, int(burst)))


def acquire(*, account_id: int, pace: Pace, now: datetime, bucket: str = API) -> float:
    """Book one call. Returns 0 when it may be made now, else the seconds to wait before asking."""
    now_us = _microseconds(now)
    if _book(account_id, bucket, pace, now_us, now):
        return 0.0
    mine = RateBucket.objects.filter(account_id=account_id, bucket=bucket)
    row = mine.first()
    if row is None:
        RateBucket.objects.bulk_create(
            [RateBucket(account_id=account_id, bucket=bucket)], ignore_conflicts=True
        )
        if _book(account_id, bucket, pace, now_us, now):
            return 0.0
        row = mine.get()
    wait = (row.tat_us - pace.ahead_us - now_us) / 1_000_000
    if row.penalty_until is not None:
        wait = max(wait, (row.penalty_until - now).total_seconds())
    return max(wait, 0.001)


def _book(account_id: int, bucket: str, pace: Pace, now_us: int, now: datetime) -> int:
    latest = now_us + pace.ahead_us
    return RateBucket.objects.filter(
        Q(penalty_until__isnull=True) | Q(penalty_until__lte=now),
        Q(tat_us__lte=latest) | Q(tat_us__gt=latest + pace.interval_us + CLOCK_WENT_BACK_US),
        account_id=account_id,
        bucket=bucket,
    ).update(
        tat_us=Case(
            When(tat_us__gt=now_us, tat_us__lte=latest, then=F("tat_us") + pace.interval_us),
            default=Value(now_us + pace.interval_us),
        )
    )


def penalise(
    *, account_id: int, seconds: float | None, now: datetime, bucket: str = API
) -> datetime:
    """The channel said "too fast": nobody calls until then. A longer penalty is never shortened."""
    length = DEFAULT_PENALTY if seconds is None else timedelta(seconds=max(0.0, seconds))
    until = now + min(length, LONGEST_PENALTY)
    RateBucket.objects.bulk_create(
        [RateBucket(account_id=account_id, bucket=bucket)], ignore_conflicts=True
    )
    RateBucket.objects.filter(
        Q(penalty_until__isnull=True) | Q(penalty_until__lt=until),
        account_id=account_id,
        bucket=bucket,
    ).update(penalty_until=until)
    return until


def _microseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
