"""How the outbox puts goods up and changes them.

Putting up cannot be repeated. ``begun_at`` is committed before the call; once it is there, the shop
is searched for our codes before anything is sent, whatever happened to the answer. A listing that
was left without its variants is finished under its own number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations.channels import words
from integrations.channels.errors import ChannelError
from integrations.channels.words import ListingDraft, ListingVisibility, Outcome
from integrations.sync import bells, desired, matching, publishing
from integrations.sync import listings as shelf
from integrations.sync import publishing_categories as shelves
from integrations.sync.calls import Line, call
from integrations.sync.delivery import FETCH_AGAIN, ready_account, translate
from integrations.sync.errors_catalogue import Code
from integrations.sync.models import (
    Aspect,
    ChannelAccount,
    Listing,
    Publication,
)
from integrations.sync.publishing_checks import gaps_of
from integrations.sync.publishing_goods import Goods, digest_of, draft_of, goods_of
from integrations.sync.secrets import CannotOpen
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.outbox.registry import NotSent, Refused, Retry, Sent, StillUnknown, register

LOOK_FOR = timedelta(seconds=40)


def register_handlers() -> None:
    """Tell the outbox who puts up and who changes."""
    register(publishing.PUBLISH, publish, look_up=look_up)
    register(publishing.EDIT, edit, look_up=look_up_edit)


def publish(message: Message) -> Sent:
    """Put the goods up, unless they stand there already."""
    plan, account, goods = _plan_of(message)
    draft = _draft(plan, account, goods)
    if plan.begun_at is None:
        Publication.objects.filter(pk=plan.pk, begun_at=None).update(begun_at=timezone.now())
        return _up(plan, goods, _made(message, account, lambda it: it.publish(draft)))
    found, half = _look(account, goods)
    if found:
        return _up(plan, goods, _shown(account, found))
    if half:
        return _up(plan, goods, _made(message, account, lambda it: it.finish(half, draft)))
    return _up(plan, goods, _made(message, account, lambda it: it.publish(draft)))


def look_up(message: Message) -> Sent | NotSent | StillUnknown:
    """Whether the goods stand there, by our codes. Half made counts as not sent: it is finished."""
    plan, account, goods = _plan_of(message)
    found, _half = _look(account, goods)
    return _up(plan, goods, _shown(account, found)) if found else NotSent()


def edit(message: Message) -> Sent:
    """Send content anew. May be repeated."""
    plan, account, goods = _plan_of(message)
    draft = _draft(plan, account, goods)
    listing = _listing_of(plan, goods)
    outcome: Outcome = _made(message, account, lambda it: it.edit(listing, draft))
    if outcome.error is not None:
        translate(outcome.error, is_write=False)
    Publication.objects.filter(pk=plan.pk).update(
        sent_digest=digest_of(goods, plan), edits=F("edits") + 1, updated_at=timezone.now()
    )
    return Sent(external_id=listing)


def look_up_edit(message: Message) -> NotSent:
    """Sending the same content again is harmless."""
    return NotSent()


def _plan_of(message: Message) -> tuple[Publication, ChannelAccount, Goods]:
    plan = (
        Publication.objects.select_related("account__app")
        .filter(pk=message.payload["publication_id"])
        .first()
    )
    if plan is None:
        raise Refused(Code.LISTING_INCOMPLETE.value, "the goods are gone")
    ready_account(plan.account)
    found = goods_of(plan.account, [plan.product_id])
    if not found:
        raise Refused(Code.LISTING_INCOMPLETE.value, "the goods are not on sale here any more")
    return plan, plan.account, found[0]


def _draft(plan: Publication, account: ChannelAccount, goods: Goods) -> ListingDraft:
    """The draft as our catalogue says it now; nothing is sent while anything is missing."""
    limits = publishing.limits_of(account)
    asked = shelves.attributes_of(account, plan.external_category_id)
    gaps = gaps_of(goods, plan, limits, asked)
    if gaps:
        raise Refused(Code.LISTING_INCOMPLETE.value, " ".join(gap.text for gap in gaps))
    try:
        return draft_of(goods, plan, limits)
    except OSError as error:
        raise Refused(Code.LISTING_INCOMPLETE.value, f"a photo cannot be read: {error}") from error


def _made(message: Message, account: ChannelAccount, do: Callable[[Any], Any]) -> Any:
    """One call that holds on to the row while pictures travel."""

    def keep() -> None:
        if not outbox.hold(message=message):
            raise Retry(FETCH_AGAIN, "interrupted", "another worker has taken this over")

    try:
        return call(
            account=account,
            operation=message.kind.partition(".")[2],
            do=do,
            line=Line(clock=timezone.now, is_bulk=True, keep=keep),
            subject=str(message.payload["title"])[:160],
        )
    except (ChannelError, CannotOpen) as error:
        translate(error, is_write=message.kind == publishing.PUBLISH)


def _look(account: ChannelAccount, goods: Goods) -> tuple[list[words.Listing], str]:
    """What stands at the shop now: the listings under all of our codes, or the number of one that
    has our code for the whole and no variants. ``[], ""`` when there is nothing.

    Some of our codes count as well when the shop was read to its end: a pack was changed or added
    here meanwhile, and a second listing beside the first would be worse than one pack less.
    """
    started = timezone.now()
    try:
        reading = shelf.read_listings(account_id=account.pk, clock=timezone.now, budget=LOOK_FOR)
    except (ChannelError, CannotOpen) as error:
        translate(error, is_write=False)
    seen = Listing.objects.filter(account=account, seen_at__gte=started)
    rows = {row.seller_sku: row for row in seen.filter(seller_sku__in=goods.codes)}
    if all(code in rows for code in goods.codes):
        return [_words_of(rows[code]) for code in goods.codes], ""
    if not reading.is_complete or reading.broken:
        raise Retry(LOOK_FOR, Code.OUTCOME_UNKNOWN.value, "the shop was not read to its end")
    if rows:
        return [_words_of(rows[code]) for code in goods.codes if code in rows], ""
    half = seen.filter(seller_sku=goods.code, external_variant_id="").first()
    return [], half.external_listing_id if half and goods.has_variants else ""


def _shown(account: ChannelAccount, found: Sequence[words.Listing]) -> list[words.Listing]:
    """What was found, with everything on sale that the lost call had left hidden."""
    hidden = {row.external_listing_id for row in found if row.state is words.ListingState.DRAFT}
    if not hidden:
        return list(found)
    changes = [
        ListingVisibility(external_listing_id=each, is_visible=True) for each in sorted(hidden)
    ]
    try:
        outcomes: list[Outcome] = call(
            account=account,
            operation="set_visible",
            do=lambda connector: connector.set_visible(changes),
            line=Line(clock=timezone.now, is_bulk=True),
            subject=", ".join(sorted(hidden))[:160],
        )
    except (ChannelError, CannotOpen) as error:
        translate(error, is_write=False)
    for outcome in outcomes:
        if outcome.error is not None:
            translate(outcome.error, is_write=False)
    return [
        replace(row, state=words.ListingState.LIVE, raw_state="")
        if row.external_listing_id in hidden
        else row
        for row in found
    ]


def _words_of(row: Listing) -> words.Listing:
    return words.Listing(
        external_listing_id=row.external_listing_id,
        external_variant_id=row.external_variant_id,
        seller_sku=row.seller_sku,
        title=row.title,
        variant_name=row.variant_name,
        state=words.ListingState(row.state),
        raw_state=row.raw_state,
        quantity=row.remote_quantity,
        price=None if row.remote_price is None else words.Rupiah(row.remote_price),
        image_url=row.image_url,
        is_stock_writable=row.is_stock_writable,
        location_ids=tuple(row.locations),
    )


@transaction.atomic
def _up(plan: Publication, goods: Goods, found: Sequence[words.Listing]) -> Sent:
    """Match what stands there with its packs at once; stock and price follow by the rules."""
    now = timezone.now()
    account = plan.account
    shelf.keep(account_id=account.pk, found=found, now=now)
    packs = {pack.sku: pack for pack in goods.packs}
    ids = []
    for each in found:
        row = Listing.objects.get(
            account=account,
            external_listing_id=each.external_listing_id,
            external_variant_id=each.external_variant_id,
        )
        pack = packs.get(each.seller_sku)
        if pack is None:
            continue
        # Whoever puts goods up from here has agreed to what the rules show, zero included.
        Listing.objects.filter(pk=row.pk).update(zero_allowed=True)
        if row.stockrecord_id is None:
            matching.match_listing(listing_id=row.pk, stockrecord_id=pack.stockrecord_id)
        ids.append(row.pk)
    desired.mark_listings(ids, (Aspect.STOCK, Aspect.PRICE))
    bells.ring_push([account.pk])
    Publication.objects.filter(pk=plan.pk).update(
        published_at=now,
        external_listing_id=found[0].external_listing_id,
        sent_digest=digest_of(goods, plan),
        updated_at=now,
    )
    return Sent(external_id=found[0].external_listing_id)


def _listing_of(plan: Publication, goods: Goods) -> str:
    if plan.external_listing_id:
        return plan.external_listing_id
    raise Refused(Code.LISTING_GONE.value, goods.title)
