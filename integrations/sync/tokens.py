"""The keys to an account: one process renews them, everybody else waits for the row.

On some channels a refresh token works once, so two processes that renew at the same time would
lose the shop. The new pair is stored before anything uses it, over the version it started from.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet

from integrations.channels.errors import AuthRevoked, Unavailable
from integrations.channels.transport import Clock
from integrations.channels.words import Credentials, Grant, TokenPair
from integrations.sync import leases
from integrations.sync.models import AccountState, ChannelAccount, Credential
from integrations.sync.secrets import owner_of_credential, seal, unseal

logger = logging.getLogger(__name__)

# Renew this long before the end, so that no call of a batch runs into it.
EARLY = timedelta(minutes=10)
LEASE = timedelta(seconds=50)
LONGEST_WAIT = 60.0
GLANCE = 0.05

Renewal = Callable[[str, str], Grant]
"""``connector.refresh(refresh_token, shop_id)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What an account signs its calls with now, and which version of it that is."""

    credentials: Credentials
    version: int
    access_expires_at: datetime | None

    def are_fresh(self, now: datetime) -> bool:
        """Whether they outlive the next calls."""
        return self.access_expires_at is None or self.access_expires_at - EARLY > now


def keys_of(account: ChannelAccount) -> Keys:
    """The stored keys, decrypted. Raises ``CannotOpen``, or ``AuthRevoked`` when there are none."""
    row = Credential.objects.filter(account=account).first()
    if row is None or not row.access:
        raise AuthRevoked("this shop has not given permission yet")
    return Keys(
        credentials=Credentials(
            external_shop_id=account.external_shop_id,
            access_token=unseal(row.access, owner_of_credential(account.pk, "access")),
        ),
        version=row.version,
        access_expires_at=row.access_expires_at,
    )


def store(*, account: ChannelAccount, tokens: TokenPair) -> None:
    """Keep a pair that a person's consent has just given; replaces whatever was there."""
    with transaction.atomic():
        Credential.objects.bulk_create([Credential(account=account)], ignore_conflicts=True)
        Credential.objects.filter(account=account).update(
            version=F("version") + 1, lease_token="", lease_until=None, **_columns(account, tokens)
        )


def renew(*, account: ChannelAccount, seen_version: int, refresh: Renewal, clock: Clock) -> Keys:
    """New keys in place of version ``seen_version``, whoever fetches them.

    Raises what the channel answered (``AuthRevoked`` when a person must give permission again),
    or ``Unavailable`` when another process is renewing and does not come to an end.
    """
    token = uuid4().hex
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        keys = keys_of(account)
        if keys.version != seen_version:
            return keys
        if _lease(account, seen_version, token, clock()):
            return _renew(account, seen_version, token, refresh, clock)
        time.sleep(GLANCE)
    raise Unavailable("another worker is still renewing the permission")


def _lease(account: ChannelAccount, version: int, token: str, now: datetime) -> int:
    return Credential.objects.filter(leases.is_free(now), account=account, version=version).update(
        lease_token=token, lease_until=now + LEASE
    )


def _renew(
    account: ChannelAccount, version: int, token: str, refresh: Renewal, clock: Clock
) -> Keys:
    row = Credential.objects.get(account=account)
    secret = unseal(row.refresh, owner_of_credential(account.pk, "refresh"))
    try:
        grant = refresh(secret.reveal(), account.external_shop_id)
    except AuthRevoked as error:
        return _keys_of_somebody_else(account, version, token, error)
    except BaseException:
        leases.give_back(Credential.objects.filter(account=account), token=token)
        raise
    _keep(account, version, grant)
    logger.info("channel=%s account=%s renewed its permission", account.channel, account.pk)
    return keys_of(account)


def _keep(account: ChannelAccount, version: int, grant: Grant) -> None:
    """Store over the version we started from, also after our lease has ended.

    Whoever took over meanwhile was refused (the old token is dead): our pair is the only good one.
    """
    kept = Credential.objects.filter(account=account, version=version).update(
        version=F("version") + 1,
        lease_token="",
        lease_until=None,
        **_columns(account, grant.tokens),
    )
    if kept:
        ChannelAccount.objects.filter(Q(state=AccountState.NEEDS_REAUTH), pk=account.pk).update(
            state=AccountState.CONNECTED, error_code="", error_text=""
        )


def _keys_of_somebody_else(
    account: ChannelAccount, version: int, token: str, refused: AuthRevoked
) -> Keys:
    """Refused: either the permission is gone, or somebody has renewed while we were slow."""
    leases.give_back(Credential.objects.filter(account=account), token=token)
    keys = keys_of(account)
    if keys.version == version:
        raise refused
    return keys


def _columns(account: ChannelAccount, tokens: TokenPair) -> dict[str, str | datetime | None]:
    return {
        "access": seal(tokens.access, owner_of_credential(account.pk, "access")),
        "refresh": seal(tokens.refresh, owner_of_credential(account.pk, "refresh")),
        "access_expires_at": tokens.access_expires_at,
        "refresh_expires_at": tokens.refresh_expires_at,
    }


def ending(*, now: datetime, ready: QuerySet[ChannelAccount]) -> list[int]:
    """Accounts among ``ready`` whose access token is about to end, so that none sleeps through."""
    rows = Credential.objects.filter(account__in=ready, access_expires_at__lte=now + EARLY)
    return list(rows.order_by("access_expires_at").values_list("account_id", flat=True))
