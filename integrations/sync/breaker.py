"""Whether a channel answers: counted per account, so that a dead one is asked ever less often.

After three failures in a row the account counts as broken ("terputus") and only one probe is made
at a time, at most a minute apart. The first success closes the outage and remembers its bounds.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from integrations.channels.errors import ChannelError
from integrations.sync import desired
from integrations.sync.errors_catalogue import details
from integrations.sync.models import AccountState, ChannelAccount

logger = logging.getLogger(__name__)

BROKEN_AFTER = 3
FIRST_WAIT = 2.0
LONGEST_WAIT = 60.0


def is_broken(account: ChannelAccount) -> bool:
    """Whether people should be told that the channel does not answer."""
    return account.failures >= BROKEN_AFTER


def callable_accounts(now: datetime) -> QuerySet[ChannelAccount]:
    """Accounts that may be talked to now: connected, not known to be down, not slowed down."""
    return ChannelAccount.objects.filter(
        Q(retry_at__isnull=True) | Q(retry_at__lte=now), state=AccountState.CONNECTED
    ).exclude(buckets__penalty_until__gt=now)


def note_failure(*, account: ChannelAccount, now: datetime, error: ChannelError) -> None:
    """The channel did not answer. The outage began with the first failure in a row."""
    failures = account.failures + 1
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, failures - BROKEN_AFTER))
    ChannelAccount.objects.filter(pk=account.pk).update(
        failures=F("failures") + 1,
        degraded_since=Coalesce(F("degraded_since"), Value(now)),
        retry_at=Case(
            When(failures__gte=BROKEN_AFTER - 1, then=Value(now + timedelta(seconds=wait))),
            default=Value(None),
        ),
        **details(error),
    )
    account.refresh_from_db(fields=["failures", "degraded_since", "retry_at"])
    if account.failures == BROKEN_AFTER:
        logger.warning(
            "channel=%s account=%s is down since=%s error=%s",
            account.channel,
            account.pk,
            account.degraded_since,
            error,
        )


def note_success(*, account: ChannelAccount, now: datetime) -> None:
    """The channel answered. Writes only when an outage ends."""
    if not account.failures and account.degraded_since is None:
        return
    was_broken = is_broken(account)
    closed = ChannelAccount.objects.filter(pk=account.pk, degraded_since__isnull=False).update(
        outage_from=Case(
            When(failures__gte=BROKEN_AFTER, then=F("degraded_since")), default=F("outage_from")
        ),
        recovered_at=Case(
            When(failures__gte=BROKEN_AFTER, then=Value(now)), default=F("recovered_at")
        ),
        failures=0,
        degraded_since=None,
        retry_at=None,
        error_code="",
        error_text="",
    )
    account.refresh_from_db(
        fields=["failures", "degraded_since", "retry_at", "outage_from", "recovered_at"]
    )
    if closed:
        desired.wake(account.pk, now=now)
    if closed and was_broken:
        logger.warning("channel=%s account=%s is back", account.channel, account.pk)


def revoke(*, account: ChannelAccount, error: Exception) -> bool:
    """The channel wants permission again: no more calls until a person has given it."""
    changed = ChannelAccount.objects.filter(pk=account.pk, state=AccountState.CONNECTED).update(
        state=AccountState.NEEDS_REAUTH, **details(error)
    )
    account.refresh_from_db(fields=["state", "error_code", "error_text"])
    if changed:
        logger.warning(
            "channel=%s account=%s needs permission again error=%s",
            account.channel,
            account.pk,
            error,
        )
    return bool(changed)
