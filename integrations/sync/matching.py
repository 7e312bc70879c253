"""Which pack of ours a listing is: certain by its code, maybe by name, weight and price."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.sync import bells, bulk, desired, escrow, escrow_shares
from integrations.sync.facts import Confidence, Suggestion
from integrations.sync.models import (
    BulkKind,
    ChannelAccount,
    ChannelOrderLine,
    Listing,
    ListingState,
)
from shop.order import services as orders
from shop.partner.models import StockRecord

if TYPE_CHECKING:
    from shop.accounts.models import User

IGNORED_FOR = timedelta(days=30)
ENOUGH = 0.5
_WORD = re.compile(r"[a-z]{3,}")
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|gr|g|ml|l|liter)\b")
_BASE = {"kg": 1000, "l": 1000, "liter": 1000, "g": 1, "gr": 1, "ml": 1}
# Words that say nothing about the goods.
_EMPTY = frozenset({"dan", "asli", "murah", "original", "promo", "ready", "stok", "khas", "untuk"})


class NotOurs(Exception):
    """Listing and pack belong to different cooperatives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What of a name can be compared: its words, and the size it tells in g or ml."""

    words: frozenset[str]
    sizes: frozenset[int]

    def likeness(self, other: Traits) -> float:
        """Share of common words, 0 to 1."""
        both = self.words | other.words
        return len(self.words & other.words) / len(both) if both else 0.0


def traits(text: str) -> Traits:
    """The comparable parts of a name."""
    lower = text.lower()
    sizes = {
        round(float(amount.replace(",", ".")) * _BASE[unit])
        for amount, unit in _SIZE.findall(lower)
    }
    return Traits(
        words=frozenset(_WORD.findall(_SIZE.sub(" ", lower))) - _EMPTY, sizes=frozenset(sizes)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One of our packs as a candidate."""

    stockrecord_id: int
    title: str
    sku: str
    price: int | None
    traits: Traits
    units: int


def unmatched(account_id: int, now: datetime) -> list[Listing]:
    """Listings that still look for their pack, those a person has put aside left out."""
    return list(
        Listing.objects.filter(
            Q(ignored_until__isnull=True) | Q(ignored_until__lte=now),
            account_id=account_id,
            stockrecord=None,
        )
        .exclude(state=ListingState.GONE)
        .order_by("title", "pk")
    )


def suggestions(*, account_id: int, now: datetime | None = None) -> list[Suggestion]:
    """A suggestion for each unmatched listing: certain ones first, then maybe, then none."""
    account = ChannelAccount.objects.get(pk=account_id)
    packs = _packs(account.cooperative_id)
    found = [_suggest(listing, packs) for listing in unmatched(account_id, now or timezone.now())]
    order = list(Confidence)
    return sorted(found, key=lambda suggestion: order.index(suggestion.confidence))


class Packs:
    """Our packs, found by code or by a word of their name."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.by_code: dict[str, list[Pack]] = defaultdict(list)
        self.by_word: dict[str, list[Pack]] = defaultdict(list)
        for pack in packs:
            self.by_code[_code(pack.sku)].append(pack)
            for word in pack.traits.words:
                self.by_word[word].append(pack)

    def alike(self, wanted: Traits) -> list[Pack]:
        """Packs that share a word, those that share most first."""
        shared: Counter[int] = Counter()
        packs: dict[int, Pack] = {}
        for word in wanted.words:
            for pack in self.by_word[word]:
                shared[pack.stockrecord_id] += 1
                packs[pack.stockrecord_id] = pack
        return [packs[pk] for pk, _count in shared.most_common(20)]


def _packs(cooperative_id: int) -> Packs:
    records = (
        StockRecord.objects.filter(partner_id=cooperative_id)
        .select_related("product__parent", "stock_item")
        .order_by("pk")
    )
    return Packs(_pack(record) for record in records)


def _pack(record: StockRecord) -> Pack:
    title = record.product.get_title()
    return Pack(
        stockrecord_id=record.pk,
        title=title,
        sku=record.partner_sku,
        price=None if record.price is None else int(record.price),
        traits=traits(title),
        units=record.units_per_sale,
    )


def _code(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().lower())


def _suggest(listing: Listing, packs: Packs) -> Suggestion:
    same_code = packs.by_code.get(_code(listing.seller_sku), []) if listing.seller_sku else []
    if len(same_code) == 1:
        return _suggestion(listing, Confidence.CERTAIN, same_code[0], (_("Same code"),))
    wanted = traits(f"{listing.title} {listing.variant_name}")
    best = max(
        ((_score(listing, wanted, pack), pack) for pack in packs.alike(wanted)),
        key=lambda scored: scored[0],
        default=None,
    )
    if best is None or best[0] < ENOUGH:
        return _suggestion(listing, Confidence.NONE, None, ())
    return _suggestion(listing, Confidence.MAYBE, best[1], _reasons(listing, wanted, best[1]))


def _score(listing: Listing, wanted: Traits, pack: Pack) -> float:
    if wanted.sizes and pack.traits.sizes and not _same_size(wanted, pack):
        return 0.0  # the same coffee in another bag is another pack
    score = wanted.likeness(pack.traits)
    return score + 0.3 * _same_size(wanted, pack) + 0.2 * _same_price(listing, pack)


def _same_size(wanted: Traits, pack: Pack) -> bool:
    return bool(wanted.sizes & (pack.traits.sizes | {pack.units}))


def _same_price(listing: Listing, pack: Pack) -> bool:
    return listing.remote_price is not None and listing.remote_price == pack.price


def _reasons(listing: Listing, wanted: Traits, pack: Pack) -> tuple[str, ...]:
    reasons = [_("Similar name")]
    if _same_size(wanted, pack):
        reasons.append(_("same weight"))
    if _same_price(listing, pack):
        reasons.append(_("same price"))
    return tuple(reasons)


def _suggestion(
    listing: Listing, confidence: Confidence, pack: Pack | None, reasons: tuple[str, ...]
) -> Suggestion:
    return Suggestion(
        listing_id=listing.pk,
        title=listing.title,
        variant_name=listing.variant_name,
        seller_sku=listing.seller_sku,
        image_url=listing.image_url,
        price=listing.remote_price,
        confidence=confidence,
        stockrecord_id=pack.stockrecord_id if pack else None,
        product_title=pack.title if pack else "",
        our_sku=pack.sku if pack else "",
        our_price=pack.price if pack else None,
        reasons=reasons,
    )


def match_listing(*, listing_id: int, stockrecord_id: int, actor: User | None = None) -> None:
    """This listing is that pack. Orders already taken over get their goods and hold stock.

    The first zero still needs a person's yes. Raises ``NotOurs`` across cooperatives.
    """
    with transaction.atomic():
        now = timezone.now()
        before = _item_of(listing_id)
        matched = Listing.objects.filter(
            pk=listing_id,
            account__cooperative_id__in=StockRecord.objects.filter(pk=stockrecord_id).values(
                "partner_id"
            ),
        ).update(
            stockrecord_id=stockrecord_id,
            ignored_until=None,
            restore_quantity=None,
            updated_at=now,
        )
        if not matched:
            raise NotOurs(f"listing {listing_id} and pack {stockrecord_id}")
        _leave(listing_id, before, now)
        listing = Listing.objects.get(pk=listing_id)
        desired.ensure(account_id=listing.account_id, listing_ids=[listing_id])
        desired.mark_listings([listing_id])
        _match_orders(listing, stockrecord_id, actor)
        bells.ring_push([listing.account_id])


def _match_orders(listing: Listing, stockrecord_id: int, actor: User | None) -> None:
    """Lines of this listing that are still unknown hold stock from now on."""
    lines = ChannelOrderLine.objects.filter(
        Q(listing=listing)
        | Q(
            channel_order__account_id=listing.account_id,
            external_listing_id=listing.external_listing_id,
            external_variant_id=listing.external_variant_id,
        ),
        order_line__isnull=False,
        order_line__stock_item__isnull=True,
    ).exclude(channel_order__state="cancelled")
    for line in lines.order_by("pk"):
        orders.match_line(
            line_id=line.order_line_id or 0, stockrecord_id=stockrecord_id, actor=actor
        )


def accept_certain(*, account_id: int, actor: User | None = None) -> int:
    """Match every listing whose code says what it is; returns how many.

    Remembered as one run, with what the channel showed, so that it can be taken back.
    """
    certain = [
        suggestion
        for suggestion in suggestions(account_id=account_id)
        if suggestion.confidence is Confidence.CERTAIN and suggestion.stockrecord_id
    ]
    if not certain:
        return 0
    with transaction.atomic():
        run, _is_new = bulk.begin(account_id=account_id, kind=BulkKind.MATCH, actor=actor)
        shown = dict(
            Listing.objects.filter(account_id=account_id, stockrecord=None).values_list(
                "pk", "remote_quantity"
            )
        )
        for suggestion in certain:
            match_listing(
                listing_id=suggestion.listing_id,
                stockrecord_id=suggestion.stockrecord_id or 0,
                actor=actor,
            )
        items = [[each.listing_id, each.stockrecord_id] for each in certain]
        bulk.keep(run, [[*item, shown.get(item[0] or 0)] for item in items])
    return len(certain)


def unmatch_listing(*, listing_id: int) -> None:
    """Take a match back: the number at the channel stays, nothing is sent any more."""
    with transaction.atomic():
        now = timezone.now()
        before = _item_of(listing_id)
        Listing.objects.filter(pk=listing_id).update(
            stockrecord=None, zero_allowed=False, updated_at=now
        )
        _leave(listing_id, before, now)
        Listing.objects.get(pk=listing_id).desired.all().delete()


def _item_of(listing_id: int) -> int | None:
    found = Listing.objects.filter(pk=listing_id).values_list(
        "stockrecord__stock_item_id", flat=True
    )
    return found.first()


def _leave(listing_id: int, item_id: int | None, now: datetime) -> None:
    """It shows a number of the goods it had before: their share is free, and it begins at 0."""
    if item_id is not None:
        escrow_shares.drop_strangers(item_id=item_id)
    escrow.begin_again(listing_ids=[listing_id], now=now)


def ignore_listing(*, listing_id: int, now: datetime | None = None) -> None:
    """Leave it for 30 days."""
    moment = now or timezone.now()
    Listing.objects.filter(pk=listing_id).update(
        ignored_until=moment + IGNORED_FOR, updated_at=moment
    )
