"""What the desk may read of the engine. Nothing here writes or calls the network."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from integrations import registry
from integrations.channels.capabilities import takes_refusals
from integrations.sync import bulk, health, linking, numbers, parking
from integrations.sync.bulk import may_undo
from integrations.sync.differences import check_view, differences
from integrations.sync.facts import (
    AccountCard,
    CancelWish,
    Colour,
    ListingFacts,
    ParkedCause,
    ParkedItem,
    Progress,
    RulesPreview,
    ShipmentView,
    Suggestion,
)
from integrations.sync.matching import suggestions as _suggestions
from integrations.sync.models import (
    Attempt,
    BulkKind,
    BulkRun,
    ChannelAccount,
    ChannelOrder,
    LeftAlone,
    LinkRun,
    Listing,
)
from integrations.sync.rule_changes import Rules, rules_of
from integrations.sync.rule_changes import preview as _preview
from integrations.sync.rules import in_words, price_in_words, price_rule_of, rule_of
from integrations.sync.shipping import shipment as _shipment

__all__ = [
    "Rules",
    "account_for",
    "accounts_of",
    "attempts",
    "bulk_run_for",
    "bulk_runs",
    "can_refuse",
    "cancel_wishes",
    "check_view",
    "differences",
    "failed_attempts",
    "health_cards",
    "left_alone",
    "listing_facts",
    "listing_for",
    "may_undo",
    "open_links",
    "parked",
    "preview_rules",
    "retry_progress",
    "rules_of",
    "shipment",
    "suggestions",
    "worker_alive",
    "worker_silent_since",
]

# How many failed calls are looked through for those that concern what is shown.
ATTEMPTS_READ = 500


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


def failed_attempts(account_id: int, items: Sequence[ParkedItem]) -> dict[str, Attempt]:
    """The newest failed call for each of these, as far as one is kept; keyed ``kind-row``.

    Found by the channel's own number for the request, or by what the call was about.
    """
    rows = Attempt.objects.filter(account_id=account_id).exclude(outcome="ok").order_by("-pk")
    newest: dict[str, Attempt] = {}
    for row in rows[:ATTEMPTS_READ]:
        for word in filter(None, (row.request_id, row.subject)):
            newest.setdefault(word, row)
    ids = [item.listing_id for item in items if item.listing_id]
    subjects = {row.pk: row.subject for row in Listing.objects.filter(pk__in=ids)}
    found = {}
    for item in items:
        about = subjects.get(item.listing_id or 0, item.title)
        if attempt := newest.get(item.request_id) or newest.get(about):
            found[f"{item.kind.value}-{item.row_id}"] = attempt
    return found


def left_alone(account_id: int) -> list[LeftAlone]:
    """What people have left as it is, newest first."""
    return parking.left_alone(account_id)


def retry_progress(account_id: int, run_id: int) -> Progress | None:
    """How far a press of "try again" has got; None when there is no such press at the account."""
    run = BulkRun.objects.filter(pk=run_id, account_id=account_id, kind=BulkKind.RETRY).first()
    return parking.progress(run) if run is not None and run.code != "ours" else None


def bulk_runs(account_id: int) -> list[BulkRun]:
    """The last changes of many rows, newest first."""
    return bulk.recent(account_id)


def bulk_run_for(cooperative_ids: Collection[int], run_id: int) -> BulkRun:
    """One of them; ``BulkRun.DoesNotExist`` when it is another cooperative's."""
    return bulk.run_for(cooperative_ids, run_id)


def preview_rules(*, account_id: int, rules: Rules) -> RulesPreview:
    """What new rules would change; changes nothing."""
    return _preview(account_id=account_id, rules=rules)


def listing_facts(listing_id: int) -> ListingFacts:
    """The numbers of one listing under its rules, in words."""
    listing = numbers.read([listing_id])[listing_id]
    stock, price = numbers.stock_of(listing), numbers.price_of(listing)
    rule = rule_of(listing.account, listing)
    ours = listing.stockrecord.price if listing.stockrecord is not None else None
    return ListingFacts(
        stock=stock.value,
        stock_words=in_words(free=stock.free, units_per_sale=stock.units, rule=rule),
        price=price.value,
        price_words=price_in_words(price=int(ours), rule=price_rule_of(listing.account, listing))
        if ours and price.value is not None
        else "",
        there=listing.remote_quantity,
        price_there=listing.remote_price,
    )


def can_refuse(channel: str) -> bool:
    """Whether a buyer's wish to cancel can be refused at this channel."""
    return takes_refusals(registry.CONNECTORS.get(channel))


def worker_alive(now: datetime | None = None) -> bool:
    """Whether any worker has reported within the last minute."""
    beat = health.last_beat()
    return beat is not None and (now or timezone.now()) - beat <= health.SILENT_AFTER


def worker_silent_since() -> datetime | None:
    """When a worker last reported, for "stopped since …"; None when none ever did."""
    return health.last_beat()
