"""What is missing before goods can be put up: found here, before anything is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from integrations.channels.words import Attribute, ListingLimits
from integrations.sync.models import Listing, ListingState, Publication
from integrations.sync.publishing_goods import Goods


class Place(StrEnum):
    """Where a gap can be closed."""

    PHOTOS = "photos"
    GOODS = "goods"
    STOCK = "stock"
    CATEGORY = "category"
    MATCH = "match"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that is missing or wrong, in words."""

    place: Place
    text: str


def gaps_of(
    goods: Goods,
    plan: Publication,
    limits: ListingLimits,
    attributes: Sequence[Attribute] | None,
    taken: Collection[str] = (),
) -> list[Gap]:
    """Everything that stands in the way. ``taken`` are codes the shop has listings for already.

    ``attributes`` None: nobody knows yet what the category asks.
    """
    return [
        *_of_words(goods, limits),
        *_of_pictures(goods, limits),
        *_of_parcel(goods, limits),
        *_of_packs(goods, limits),
        *_of_codes(goods, limits, taken),
        *_of_category(plan, attributes),
    ]


def taken_codes(account_id: int, goods: Collection[Goods]) -> set[str]:
    """Which of the goods' codes stand at the shop already, matched or not."""
    codes = {code for each in goods for code in (*each.codes, each.code)}
    rows = Listing.objects.filter(account_id=account_id, seller_sku__in=sorted(codes))
    return set(rows.exclude(state=ListingState.GONE).values_list("seller_sku", flat=True))


def _of_words(goods: Goods, limits: ListingLimits) -> Iterator[Gap]:
    title, text = len(goods.title), len(goods.description)
    if title < limits.title_least:
        told = _("The name needs at least %(least)s letters, it has %(now)s.")
        yield Gap(place=Place.GOODS, text=told % {"least": limits.title_least, "now": title})
    if limits.title_most and title > limits.title_most:
        told = _("The name may have %(most)s letters, it has %(now)s.")
        yield Gap(place=Place.GOODS, text=told % {"most": limits.title_most, "now": title})
    if text < max(1, limits.description_least):
        told = _("The description needs at least %(least)s letters, it has %(now)s.")
        wanted = {"least": max(1, limits.description_least), "now": text}
        yield Gap(place=Place.GOODS, text=told % wanted)
    if limits.description_most and text > limits.description_most:
        told = _("The description may have %(most)s letters, it has %(now)s.")
        yield Gap(place=Place.GOODS, text=told % {"most": limits.description_most, "now": text})


def _of_pictures(goods: Goods, limits: ListingLimits) -> Iterator[Gap]:
    if len(goods.pictures) < limits.pictures_least:
        told = _("Photos needed: %(least)s. There are %(now)s.")
        wanted = {"least": limits.pictures_least, "now": len(goods.pictures)}
        yield Gap(place=Place.PHOTOS, text=told % wanted)


def _of_parcel(goods: Goods, limits: ListingLimits) -> Iterator[Gap]:
    if limits.needs_weight and not goods.weight_grams:
        yield Gap(place=Place.GOODS, text=_("The weight with packing is missing."))
    if limits.needs_size and not all(goods.sides):
        yield Gap(place=Place.GOODS, text=_("Length, width and height are missing."))


def _of_packs(goods: Goods, limits: ListingLimits) -> Iterator[Gap]:
    prices = [pack.price for pack in goods.packs]
    if any(price is None for price in prices):
        yield Gap(place=Place.STOCK, text=_("The price is missing or is not whole rupiah."))
    known = [price for price in prices if price]
    span = limits.dearest_over_cheapest
    if span and known and max(known) > span * min(known):
        told = _("The dearest choice may cost %(span)s times the cheapest at most.")
        yield Gap(place=Place.GOODS, text=told % {"span": span})
    if limits.variants_most and len(goods.packs) > limits.variants_most:
        told = _("At most %(most)s choices, there are %(now)s.")
        wanted = {"most": limits.variants_most, "now": len(goods.packs)}
        yield Gap(place=Place.GOODS, text=told % wanted)
    options = [pack.option for pack in goods.packs]
    if len(set(options)) != len(options):
        yield Gap(place=Place.GOODS, text=_("Two choices have the same name."))
    if not any(pack.packs for pack in goods.packs):
        told = _("Nothing can be sold there now: count the stock, or look at the rules.")
        yield Gap(place=Place.STOCK, text=told)


def _of_codes(goods: Goods, limits: ListingLimits, taken: Collection[str]) -> Iterator[Gap]:
    if not all(goods.codes):
        yield Gap(place=Place.GOODS, text=_("A code of the goods is missing."))
    if limits.sku_most and any(len(code) > limits.sku_most for code in goods.codes):
        told = _("A code may have %(most)s letters at most.")
        yield Gap(place=Place.GOODS, text=told % {"most": limits.sku_most})
    if set(goods.codes) & set(taken):
        told = _("The shop has goods with this code already. Match them instead.")
        yield Gap(place=Place.MATCH, text=told)


def _of_category(plan: Publication, attributes: Sequence[Attribute] | None) -> Iterator[Gap]:
    if not plan.external_category_id:
        yield Gap(place=Place.CATEGORY, text=_("The category is not chosen yet."))
        return
    if attributes is None:
        told = _("We have not read yet what this category asks.")
        yield Gap(place=Place.CATEGORY, text=told)
        return
    for each in attributes:
        if each.is_mandatory and not plan.answers.get(each.attribute_id, ["", ""])[1]:
            told = _("The channel asks for: %(name)s.")
            yield Gap(place=Place.CATEGORY, text=told % {"name": each.name})
