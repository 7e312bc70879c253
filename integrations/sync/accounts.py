"""What people decide about an account: pauses, zeros that may be shown, and letting it go."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from integrations.sync import bells, desired, escrow_shares
from integrations.sync.models import (
    AccountState,
    Aspect,
    ChannelAccount,
    Credential,
    Desired,
    LinkRun,
    LinkStep,
    Listing,
)
from shop.audit import services as audit
from shop.audit.facts import Facts
from shop.audit.models import Action

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)


def set_listing_safety(*, listing_id: int, safety_stock: int | None) -> None:
    """A safety stock of the listing's own, in packs; None goes back to the account's."""
    with transaction.atomic():
        Listing.objects.filter(pk=listing_id).update(
            safety_stock=safety_stock, updated_at=timezone.now()
        )
        desired.mark_listings([listing_id])


def pause(*, account_id: int, until: datetime, actor: User | None = None) -> None:
    """Hold back stock and prices until then. Orders keep coming in, changes keep being noted."""
    now = timezone.now()
    with transaction.atomic():
        ChannelAccount.objects.filter(pk=account_id).update(
            paused_at=now, paused_until=until, updated_at=now
        )
        _note(Action.PAUSED, account_id, actor, {"until": until.isoformat(timespec="minutes")})
    logger.info(
        "account=%s paused until=%s actor=%s", account_id, until, getattr(actor, "pk", None)
    )


def resume(*, account_id: int, actor: User | None = None) -> None:
    """Send again what has changed meanwhile."""
    with transaction.atomic():
        ChannelAccount.objects.filter(pk=account_id).update(
            paused_at=None, paused_until=None, updated_at=timezone.now()
        )
        _note(Action.RESUMED, account_id, actor, {})
    bells.ring_push([account_id])
    logger.info("account=%s resumed actor=%s", account_id, getattr(actor, "pk", None))


def disconnect(*, account_id: int, actor: User | None = None) -> None:
    """Let the shop go: its orders no longer come in, its listings keep their last numbers.

    Its shares of goods are free again. The tokens are deleted; matches stay, so that linking the
    shop again starts where it ended.
    """
    with transaction.atomic():
        ChannelAccount.objects.filter(pk=account_id).update(
            state=AccountState.DISCONNECTED, push_stock=False, updated_at=timezone.now()
        )
        Credential.objects.filter(account_id=account_id).delete()
        LinkRun.objects.filter(account_id=account_id).exclude(step=LinkStep.DONE).delete()
        escrow_shares.clean(account_id=account_id)
        _note(Action.DISCONNECTED, account_id, actor, {})
    logger.info("account=%s disconnected actor=%s", account_id, getattr(actor, "pk", None))


def _note(action: Action, account_id: int, actor: User | None, after: Facts) -> None:
    """For the history: which shop."""
    account = ChannelAccount.objects.get(pk=account_id)
    change = audit.Change(
        action=action,
        cooperative_id=account.cooperative_id,
        target=f"{account.channel} · {account.label}",
        after=after,
    )
    audit.note(change, actor=actor)


def allow_zero(*, listing_ids: list[int], account_id: int) -> int:
    """A person agrees that these listings may show sold out although they never were sent."""
    with transaction.atomic():
        changed = Listing.objects.filter(account_id=account_id, pk__in=listing_ids).update(
            zero_allowed=True, updated_at=timezone.now()
        )
        desired.mark(
            Desired.objects.filter(
                listing_id__in=listing_ids, account_id=account_id, aspect=Aspect.STOCK
            )
        )
        bells.ring_push([account_id])
    return changed
