"""What the desk may read of the engine. Nothing here writes or calls the network."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from integrations.sync import health, linking, parking
from integrations.sync.facts import (
    AccountCard,
    CancelWish,
    Colour,
    ParkedCause,
    ShipmentView,
    Suggestion,
)
from integrations.sync.matching import suggestions as _suggestions
from integrations.sync.models import Attempt, ChannelAccount, ChannelOrder, LinkRun, Listing
from integrations.sync.shipping import shipment as _shipment


def accounts_of(cooperative_ids: Collection[int]) -> list[ChannelAccount]:
    """The channel accounts of these cooperatives, disconnected ones last."""
    rows = ChannelAccount.objects.filter(cooperative_id__in=list(cooperative_ids))
    found = list(rows.select_related("cooperative", "app").order_by("channel", "label", "pk"))
    return sorted(found, key=lambda account: account.state == "disconnected")


def account_for(cooperative_ids: Collection[int], account_id: int) -> ChannelAccount:
    """One account; ``ChannelAccount.DoesNotExist`` when it is another cooperative's."""
    return ChannelAccount.objects.select_related("cooperative", "app").get(
        pk=account_id, cooperative_id__in=list(cooperative_ids)
    )


def listing_for(cooperative_ids: Collection[int], listing_id: int) -> Listing:
    """One listing; ``Listing.DoesNotExist`` when it is another cooperative's."""
    return Listing.objects.select_related("account", "stockrecord").get(
        pk=listing_id, account__cooperative_id__in=list(cooperative_ids)
    )


def health_cards(
    cooperative_ids: Collection[int], now: datetime | None = None
) -> list[AccountCard]:
    """One card for each account, those that need a person first."""
    found = health.cards(accounts_of(cooperative_ids), now or timezone.now())
    order = list(Colour)
    return sorted(found, key=lambda card: order.index(card.colour))


def suggestions(account_id: int) -> list[Suggestion]:
    """Unmatched listings with the pack they may be: certain, maybe, none."""
    return _suggestions(account_id=account_id)


def parked(cooperative_ids: Collection[int]) -> list[ParkedCause]:
    """Everything that is stuck and needs a person, one entry for each account and cause."""
    return parking.causes(cooperative_ids)


def open_links(cooperative_ids: Collection[int]) -> list[LinkRun]:
    """Linkings that stopped halfway, newest first."""
    return linking.open_runs(frozenset(cooperative_ids))


def shipment(parcel_id: int) -> ShipmentView:
    """How far a parcel's shipment has got; raises ``NotAChannelParcel``."""
    return _shipment(parcel_id=parcel_id)


def cancel_wishes(cooperative_ids: Collection[int]) -> list[CancelWish]:
    """Buyers who ask to cancel, the nearest deadline first."""
    rows = (
        ChannelOrder.objects.filter(
            account__cooperative_id__in=list(cooperative_ids), state="cancel_requested"
        )
        .select_related("account")
        .prefetch_related("order__parcels")
        .order_by("answer_by", "pk")
    )
    return [
        CancelWish(
            channel_order_id=row.pk,
            order_id=row.order_id or 0,
            external_order_id=row.external_order_id,
            channel=row.account.channel,
            channel_label=health.channel_label(row.account.channel),
            answer_by=row.answer_by,
            parcel_ids=tuple(parcel.pk for parcel in row.order.parcels.all()) if row.order else (),
            answered=row.decision,
        )
        for row in rows
    ]


def attempts(account_id: int, limit: int = 25) -> list[Attempt]:
    """The last calls that changed something or failed, newest first."""
    return list(Attempt.objects.filter(account_id=account_id).order_by("-pk")[:limit])


def worker_alive(now: datetime | None = None) -> bool:
    """Whether any worker has reported within the last minute."""
    beat = health.last_beat()
    return beat is not None and (now or timezone.now()) - beat <= health.SILENT_AFTER


def worker_silent_since() -> datetime | None:
    """When a worker last reported, for "stopped since …"; None when none ever did."""
    return health.last_beat()
