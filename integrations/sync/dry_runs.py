""" "Here 25, at Shopee 30 → will become 25": what switching on would send, and switching on."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.sync import bells, desired, numbers
from integrations.sync.errors_catalogue import Code, explain
from integrations.sync.facts import Change, DryRun, DryRunRow
from integrations.sync.health import channel_label
from integrations.sync.models import (
    AccountState,
    ChannelAccount,
    LinkRun,
    LinkStep,
    Listing,
    ListingState,
)
from integrations.sync.rules import in_words, rule_of

if TYPE_CHECKING:
    from shop.accounts.models import User

logger = logging.getLogger(__name__)

_DANGER = list(Change)


class NumbersChanged(Exception):
    """Since the person looked, numbers have changed. ``dry_run`` has those rows first."""

    def __init__(self, dry_run: DryRun) -> None:
        super().__init__(f"account {dry_run.account_id}")
        self.dry_run = dry_run


class EverythingSoldOut(Exception):
    """Every number is zero and not every one was agreed to: count the stock first."""


class NotConnected(Exception):
    """The shop has not given permission (any more)."""


def dry_run(*, account_id: int) -> DryRun:
    """Compare our numbers with those the channel showed last, and remember what was shown."""
    now = timezone.now()
    with transaction.atomic():
        runs = LinkRun.objects.filter(account_id=account_id).exclude(step=LinkStep.DONE)
        runs.update(updated_at=now)
        result = compute(account_id=account_id, now=now, before=_shown(account_id))
        runs.exclude(step=LinkStep.AUTHORISE).update(
            step=LinkStep.DRY_RUN,
            dry_run={str(row.listing_id): row.becomes for row in result.rows},
            dry_run_at=now,
        )
    return result


def compute(*, account_id: int, now: datetime, before: Mapping[int, int]) -> DryRun:
    """The table itself; ``before`` is what an earlier one said (listing id → number)."""
    account = ChannelAccount.objects.get(pk=account_id)
    ids = (
        Listing.objects.filter(account_id=account_id, stockrecord__isnull=False)
        .exclude(state=ListingState.GONE)
        .values_list("pk", flat=True)
    )
    rows = [_row(account, listing, before) for listing in numbers.read(ids).values()]
    rows.sort(key=lambda row: (row.shown_before is None, _DANGER.index(row.change), row.title))
    return DryRun(account_id=account_id, computed_at=now, rows=tuple(rows))


def _row(account: ChannelAccount, listing: Listing, before: Mapping[int, int]) -> DryRunRow:
    number = numbers.stock_of(listing)
    becomes = number.value or 0
    change = _change(number, listing.remote_quantity, becomes)
    earlier = before.get(listing.pk)
    here = number.free // number.units
    return DryRunRow(
        listing_id=listing.pk,
        title=str(listing),
        seller_sku=listing.seller_sku,
        here=here,
        there=listing.remote_quantity,
        becomes=becomes,
        change=change,
        rule=in_words(
            free=number.free, units_per_sale=number.units, rule=rule_of(account, listing)
        ),
        sentence=_sentence(account, here, listing.remote_quantity, becomes, change),
        shown_before=earlier if earlier is not None and earlier != becomes else None,
        reason=str(explain(number.problem).title) if number.problem else "",
    )


def _change(number: numbers.Number, there: int | None, becomes: int) -> Change:
    if number.problem not in (None, Code.ZERO_NEEDS_YES):
        return Change.NOT_SENT
    if there == becomes:
        return Change.SAME
    if becomes == 0:
        return Change.SOLD_OUT
    return Change.UP if there is None or becomes > there else Change.DOWN


def _sentence(
    account: ChannelAccount, here: int, there: int | None, becomes: int, change: Change
) -> str:
    words = {"here": here, "there": there, "becomes": becomes}
    words["channel"] = channel_label(account.channel)  # type: ignore[assignment]
    if change is Change.NOT_SENT:
        return _("here %(here)s, at %(channel)s %(there)s → is not sent") % words
    if there is None:
        return _("here %(here)s, at %(channel)s unknown → will become %(becomes)s") % words
    if change is Change.SAME:
        return _("here %(here)s, at %(channel)s %(there)s → stays %(becomes)s") % words
    return _("here %(here)s, at %(channel)s %(there)s → will become %(becomes)s") % words


def _shown(account_id: int) -> dict[int, int]:
    run = (
        LinkRun.objects.filter(account_id=account_id, dry_run_at__isnull=False)
        .order_by("-pk")
        .first()
    )
    return {} if run is None else {int(pk): value for pk, value in run.dry_run.items()}


def switch_on(
    *,
    account_id: int,
    confirmed_zero_listing_ids: Collection[int] = (),
    actor: User | None = None,
    must_be_as_shown: bool = True,
) -> int:
    """Start pushing; returns how many numbers will be sent. Again: changes nothing.

    A listing that would become zero is only sent when it is among the confirmed ones; the others
    wait until they have stock or a person allows the zero. Raises ``NumbersChanged`` when a number
    differs from the last dry run, ``EverythingSoldOut`` when all are zero and one of them is not
    confirmed, ``NotConnected``.
    """
    with transaction.atomic():
        _require_connected(account_id)
        now = timezone.now()
        result = compute(account_id=account_id, now=now, before=_shown(account_id))
        if must_be_as_shown and any(row.shown_before is not None for row in result.rows):
            raise NumbersChanged(result)
        confirmed = set(confirmed_zero_listing_ids)
        _require_not_all_zero(result, confirmed)
        # Where goods lie now, a later zero is a sale: it must not wait for a person.
        stocked = {row.listing_id for row in result.rows if row.becomes}
        Listing.objects.filter(account_id=account_id, pk__in=confirmed | stocked).update(
            zero_allowed=True
        )
        ids = [row.listing_id for row in result.rows]
        desired.ensure(account_id=account_id, listing_ids=ids)
        ChannelAccount.objects.filter(pk=account_id).update(push_stock=True, updated_at=now)
        desired.mark_account(account_id)
        LinkRun.objects.filter(account_id=account_id).update(step=LinkStep.DONE, updated_at=now)
        bells.ring_push([account_id])
    logger.info("account=%s switched on actor=%s", account_id, getattr(actor, "pk", None))
    return sum(_is_sent(row, confirmed) for row in result.rows)


def _require_connected(account_id: int) -> None:
    """A write that decides, and holds the account while the numbers are computed."""
    if not ChannelAccount.objects.filter(pk=account_id, state=AccountState.CONNECTED).update(
        updated_at=timezone.now()
    ):
        raise NotConnected(f"account {account_id}")


def _require_not_all_zero(result: DryRun, confirmed: set[int]) -> None:
    zeros = {row.listing_id for row in result.rows if row.change is Change.SOLD_OUT}
    if result.is_all_zero and not zeros <= confirmed:
        raise EverythingSoldOut(f"account {result.account_id}")


def _is_sent(row: DryRunRow, confirmed: set[int]) -> bool:
    if row.change is Change.SOLD_OUT:
        return row.listing_id in confirmed
    return row.change in {Change.UP, Change.DOWN}
