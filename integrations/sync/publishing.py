"""Putting our goods up at a channel, and sending what has changed of them.

Asked for here, done once by the outbox (``publishing_delivery``). Nothing is sent while anything
is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations import registry
from integrations.channels.words import Attribute, Category, ListingLimits
from integrations.sync import publishing_categories as shelves
from integrations.sync.errors_catalogue import Entry, code_of_parked_message, explain
from integrations.sync.models import AccountState, ChannelAccount, Listing, Publication
from integrations.sync.publishing_checks import Gap, gaps_of, taken_codes
from integrations.sync.publishing_goods import Goods, digest_of, goods_of
from shop.outbox import services as outbox
from shop.outbox.models import Message
from shop.outbox.models import State as MessageState

if TYPE_CHECKING:
    from shop.accounts.models import User

PUBLISH = "channel.publish"
EDIT = "channel.edit_listing"
KINDS = frozenset({PUBLISH, EDIT})


class Stage(StrEnum):
    """How far one of our goods is at a shop."""

    MISSING = "missing"
    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"
    UP = "up"
    CHANGED = "changed"
    """It stands there, with other words or pictures than ours are now."""
    ELSEWHERE = "elsewhere"
    """It stands there, but was not put up from here: its words are not ours to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One of our goods as the page shows it. ``gaps`` are what stands in the way."""

    goods: Goods
    plan: Publication
    stage: Stage
    gaps: tuple[Gap, ...] = ()
    category: str = ""
    code: str = ""
    text: str = ""

    @property
    def entry(self) -> Entry | None:
        """Cause and remedy, when it failed."""
        return explain(self.code) if self.code else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a press of the button came to: on its way, and left because something is missing."""

    sent: int
    left: int


def limits_of(account: ChannelAccount) -> ListingLimits:
    """What the channel's papers say about listings."""
    factory: Any = registry.get(account.channel)
    found: ListingLimits = factory.listing_limits
    return found


def offers(account: ChannelAccount, product_ids: Collection[int] | None = None) -> list[Offer]:
    """Our goods and how far each is at this shop, by name."""
    found = goods_of(account, product_ids)
    plans = {
        plan.product_id: plan
        for plan in Publication.objects.filter(account=account).select_related("message")
    }
    taken = taken_codes(account.pk, found)
    standing = _standing(account)
    tree = shelves.tree_of(account)
    paths = {each.category_id: each.path for each in shelves.leaves(tree)}
    asked: dict[str, list[Attribute] | None] = {}
    rows = []
    for goods in found:
        plan = plans.get(goods.product_id) or _new_plan(account, goods, tree)
        category = plan.external_category_id
        if category not in asked:
            asked[category] = shelves.attributes_of(account, category)
        stands = any(pack.stockrecord_id in standing for pack in goods.packs)
        gaps = gaps_of(goods, plan, limits_of(account), asked[category], () if stands else taken)
        stage, code, text = _stage(plan, goods, gaps, stands)
        rows.append(
            Offer(
                goods=goods,
                plan=plan,
                stage=stage,
                gaps=tuple(gaps),
                category=paths.get(category, category),
                code=code,
                text=text,
            )
        )
    return rows


def _standing(account: ChannelAccount) -> set[int]:
    rows = Listing.objects.filter(account=account, stockrecord__isnull=False)
    return set(rows.exclude(state="gone").values_list("stockrecord_id", flat=True))


def _new_plan(account: ChannelAccount, goods: Goods, tree: Sequence[Category]) -> Publication:
    """What we would choose; nothing is stored before a person has agreed."""
    category = shelves.suggest(account, goods, tree)
    return Publication(
        account=account,
        product_id=goods.product_id,
        external_category_id=category,
        answers=shelves.remembered_answers(account, category) if category else {},
    )


_UNDER_WAY = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN})


def _stage(
    plan: Publication, goods: Goods, gaps: Sequence[Gap], stands: bool
) -> tuple[Stage, str, str]:
    message = plan.message
    if message is not None and message.state in _UNDER_WAY:
        return Stage.WAITING, "", ""
    # What failed about goods that are gone from the shop is past: they can be put up anew.
    is_of_now = stands or plan.published_at is None
    if message is not None and message.state == MessageState.PARKED and is_of_now:
        return Stage.FAILED, code_of_parked_message(message.error_code).value, message.error_text
    if stands and plan.published_at is None:
        return Stage.ELSEWHERE, "", ""
    if stands:
        is_same = plan.sent_digest == digest_of(goods, plan)
        return (Stage.UP if is_same else Stage.CHANGED), "", ""
    return (Stage.MISSING if gaps else Stage.READY), "", ""


def choose(
    *,
    account: ChannelAccount,
    product_id: int,
    category_id: str,
    answers: Mapping[str, Sequence[str]],
) -> Publication:
    """Keep the category and its answers (id → value id, words), also for the next goods.

    Raises ``DoesNotExist`` for a product that is not the cooperative's.
    """
    goods = _only(account, product_id)
    kept = {name: list(answer) for name, answer in answers.items() if answer[1]}
    with transaction.atomic():
        plan, _is_new = Publication.objects.update_or_create(
            account=account,
            product_id=product_id,
            defaults={"external_category_id": category_id[:80], "answers": kept},
        )
        shelves.remember(plan, goods)
    return plan


def _only(account: ChannelAccount, product_id: int) -> Goods:
    found = goods_of(account, [product_id])
    if not found:
        raise Publication.DoesNotExist(f"product {product_id} at account {account.pk}")
    return found[0]


def publish(
    *, account: ChannelAccount, product_ids: Collection[int], actor: User | None = None
) -> Asked:
    """Put these goods up, each once; what lacks something, or stands there already, is left.

    What failed before is tried again, with what our catalogue says now.
    """
    if account.state != AccountState.CONNECTED or not account.push_stock:
        return Asked(sent=0, left=len(product_ids))
    wanted = offers(account, product_ids)
    ready = [each for each in wanted if _may_go(each)]
    asked = [_ask(PUBLISH, account, offer, actor) for offer in ready]
    sent = len(asked) - asked.count(None)
    return Asked(sent=sent, left=len(product_ids) - sent)


def _may_go(offer: Offer) -> bool:
    if offer.stage is Stage.READY:
        return True
    is_first = offer.plan.published_at is None
    return offer.stage is Stage.FAILED and is_first and not offer.gaps


def update(
    *, account: ChannelAccount, product_ids: Collection[int], actor: User | None = None
) -> Asked:
    """Send words, pictures and answers anew for what has changed. Never moves a number."""
    if account.state != AccountState.CONNECTED:
        return Asked(sent=0, left=len(product_ids))
    wanted = offers(account, product_ids)
    ready = [each for each in wanted if _may_change(each)]
    for offer in ready:
        _ask(EDIT, account, offer, actor)
    return Asked(sent=len(ready), left=len(product_ids) - len(ready))


def _may_change(offer: Offer) -> bool:
    if offer.gaps or offer.plan.published_at is None:
        return False
    return offer.stage in {Stage.CHANGED, Stage.FAILED}


@transaction.atomic
def _ask(kind: str, account: ChannelAccount, offer: Offer, actor: User | None) -> Message | None:
    """A row for the outbox; a second press finds the first.

    None when the goods have been put up since ``offer`` was read: they are not gone, they are new.
    """
    plan, _is_new = Publication.objects.get_or_create(
        account=account,
        product_id=offer.goods.product_id,
        defaults={
            "external_category_id": offer.plan.external_category_id,
            "answers": offer.plan.answers,
        },
    )
    if kind == PUBLISH and plan.published_at is not None:
        if (offer.plan.published_at, offer.plan.attempt) != (plan.published_at, plan.attempt):
            return None
        _begin_anew(plan)
    message = outbox.enqueue(
        kind=kind,
        dedup_key=_key_of(kind, plan),
        payload={
            "account_id": account.pk,
            "publication_id": plan.pk,
            "title": offer.goods.title,
            "actor_id": getattr(actor, "pk", None),
        },
        lane=f"account:{account.pk}",
        cooperative_id=account.cooperative_id,
    )
    if message.state == MessageState.PARKED:
        outbox.retry(message_id=message.pk)
    Publication.objects.filter(pk=plan.pk).update(message=message, updated_at=timezone.now())
    shelves.remember(plan, offer.goods)
    return message


def _begin_anew(plan: Publication) -> None:
    """It stood there once and is gone: a listing of its own. One of two presses decides."""
    Publication.objects.filter(pk=plan.pk, attempt=plan.attempt).update(
        attempt=F("attempt") + 1, begun_at=None, published_at=None, external_listing_id=""
    )
    plan.refresh_from_db()


def _key_of(kind: str, plan: Publication) -> str:
    if kind == PUBLISH:
        return f"publication:{plan.pk}:{plan.attempt}"
    return f"publication:{plan.pk}:{plan.attempt}:{plan.edits}"


def waiting(account: ChannelAccount, now: datetime | None = None) -> int:
    """How many goods are on their way to this shop."""
    return Publication.objects.filter(account=account, message__state__in=list(_UNDER_WAY)).count()
