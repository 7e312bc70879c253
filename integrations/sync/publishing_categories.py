"""The channel's categories and their questions: read once, kept for a week, searched here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from rapidfuzz import fuzz

from catalog.models import Category as OurCategory
from integrations import registry
from integrations.channels.capabilities import capabilities
from integrations.channels.publishing import Attribute, AttributeValue, Category, path_of
from integrations.channels.transport import Clock
from integrations.sync.calls import Line, call
from integrations.sync.models import (
    AttributeChoice,
    CategoryChoice,
    ChannelAccount,
    ChannelFact,
    Publication,
)
from integrations.sync.publishing_goods import Goods

STALE_AFTER = timedelta(days=7)
SHOWN = 12
# A name that resembles less than this is no suggestion.
ALIKE = 75.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A leaf of the channel's tree with its whole path."""

    category_id: str
    path: str


def can_publish(account: ChannelAccount) -> bool:
    """Whether goods can be put up at this channel from here."""
    return {"PublishesListings", "EditsListings"} <= capabilities(registry.get(account.channel))


def read_at(account: ChannelAccount) -> datetime | None:
    """When the tree was read last."""
    fact = _fact(account, "categories")
    return fact.read_at if fact else None


def is_stale(account: ChannelAccount, now: datetime) -> bool:
    """Whether the tree should be read (again)."""
    moment = read_at(account)
    return moment is None or now - moment > STALE_AFTER


def read_categories(*, account: ChannelAccount, clock: Clock = timezone.now) -> int:
    """Read the tree anew; returns how many categories. Calls the network: ``ChannelError``."""
    found: list[Category] = call(
        account=account,
        operation="categories",
        do=lambda connector: connector.categories(),
        line=Line(clock=clock),
    )
    _keep(account, "categories", [asdict(each) for each in found], clock())
    return len(found)


def read_attributes(
    *, account: ChannelAccount, category_id: str, clock: Clock = timezone.now
) -> list[Attribute]:
    """Read what a category asks. Calls the network: ``ChannelError``."""
    found: list[Attribute] = call(
        account=account,
        operation="category_attributes",
        do=lambda connector: connector.category_attributes(category_id),
        line=Line(clock=clock),
        subject=category_id,
    )
    _keep(account, f"attributes:{category_id}", [asdict(each) for each in found], clock())
    return found


def attributes_of(account: ChannelAccount, category_id: str) -> list[Attribute] | None:
    """What the category asks, as read last; None when nobody has asked yet."""
    fact = _fact(account, f"attributes:{category_id}") if category_id else None
    if fact is None:
        return None
    return [
        Attribute(**{**row, "values": tuple(AttributeValue(**each) for each in row["values"])})
        for row in fact.data
    ]


def _shop(account: ChannelAccount) -> str:
    """Categories of a site of one's own belong to that shop alone."""
    own = getattr(registry.get(account.channel), "has_own_categories", False)
    return account.external_shop_id if own else ""


def _fact(account: ChannelAccount, key: str) -> ChannelFact | None:
    return ChannelFact.objects.filter(
        channel=account.channel, shop=_shop(account), key=key[:120]
    ).first()


def _keep(account: ChannelAccount, key: str, data: list[dict[str, Any]], now: datetime) -> None:
    ChannelFact.objects.bulk_create(
        [
            ChannelFact(
                channel=account.channel,
                shop=_shop(account),
                key=key[:120],
                data=data,
                read_at=now,
            )
        ],
        update_conflicts=True,
        update_fields=["data", "read_at"],
        unique_fields=["channel", "shop", "key"],
    )


def tree_of(account: ChannelAccount) -> list[Category]:
    """The tree as read last; [] when it never was."""
    fact = _fact(account, "categories")
    return [Category(**row) for row in fact.data] if fact else []


def search(tree: Sequence[Category], words: str) -> list[Shelf]:
    """The leaves whose path holds every word, or else resembles them; the best first."""
    wanted = [word for word in re.split(r"\W+", words.casefold()) if word]
    if not wanted:
        return []
    shelves = leaves(tree)
    exact = [each for each in shelves if all(word in each.path.casefold() for word in wanted)]
    if exact:
        return sorted(exact, key=lambda each: (len(each.path), each.path))[:SHOWN]
    scored = [
        (fuzz.partial_ratio(words.casefold(), each.path.casefold()), each) for each in shelves
    ]
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [each for _score, each in alike][:SHOWN]


def leaves(tree: Sequence[Category]) -> list[Shelf]:
    """Every category goods may be put in."""
    return [
        Shelf(category_id=each.category_id, path=path_of(each.category_id, tree))
        for each in tree
        if each.is_leaf
    ]


def suggest(account: ChannelAccount, goods: Goods, tree: Sequence[Category]) -> str:
    """The category for these goods: chosen before for our shelf, or the one that is called so.

    "" when nothing fits well enough.
    """
    known = {each.category_id for each in tree if each.is_leaf}
    chosen = CategoryChoice.objects.filter(
        cooperative_id=account.cooperative_id,
        channel=account.channel,
        category_id__in=goods.category_ids,
    ).order_by("-updated_at")
    for choice in chosen:
        if choice.external_category_id in known or not tree:
            return choice.external_category_id
    for name in OurCategory.objects.filter(pk__in=goods.category_ids).values_list(
        "name", flat=True
    ):
        best = max(
            leaves(tree),
            key=lambda each: fuzz.token_set_ratio(name.casefold(), _last(each.path)),
            default=None,
        )
        if best and fuzz.token_set_ratio(name.casefold(), _last(best.path)) >= ALIKE:
            return best.category_id
    return ""


def _last(path: str) -> str:
    return path.rpartition(" › ")[2].casefold()


def remember(plan: Publication, goods: Goods) -> None:
    """The next goods of the same shelf begin with this choice."""
    account = plan.account
    for category_id in goods.category_ids:
        CategoryChoice.objects.update_or_create(
            cooperative_id=account.cooperative_id,
            channel=account.channel,
            category_id=category_id,
            defaults={"external_category_id": plan.external_category_id},
        )
    AttributeChoice.objects.update_or_create(
        cooperative_id=account.cooperative_id,
        channel=account.channel,
        external_category_id=plan.external_category_id,
        defaults={"answers": plan.answers},
    )


def remembered_answers(account: ChannelAccount, category_id: str) -> dict[str, list[str]]:
    """What the cooperative answered last in this category."""
    found = AttributeChoice.objects.filter(
        cooperative_id=account.cooperative_id,
        channel=account.channel,
        external_category_id=category_id,
    ).first()
    return dict(found.answers) if found else {}
