"""What it costs to send a parcel: as couriers answered minutes ago, else by the tariff table.

Nothing here calls anybody; who makes a page asks the couriers first (live.py).
An option is copied onto the parcel when the order is placed and does not change when the table
does (shop/order/placing.py).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import live
from .biteship import Rate
from .colli import TooLarge
from .defaults import PICKUP, REGULAR
from .models import Tariff
from .parcels import CannotQuote, Item, Option, ParcelContents
from .table import candidates, option, rows_of
from .weight import WeightRule, whole_kilograms

__all__ = [
    *("CannotQuote", "Item", "Option", "ParcelContents"),
    *("estimate", "item_of", "quote", "quote_all"),
]

if TYPE_CHECKING:
    from catalog.models import Product


def quote(*, contents: ParcelContents, destination_code: str) -> tuple[Option, ...]:
    """The ways to send a parcel by the table, cheapest first, picking it up oneself last.

    Raises ``CannotQuote`` when the weight of an article, the origin or the destination is
    unknown, or when no tariff covers the way. Never answers with a price of 0 for lack of data.
    """
    tariffs = candidates([contents], destination_code)
    answer = _answer(contents, destination_code, tariffs, None)
    if isinstance(answer, CannotQuote):
        raise answer
    return answer


def quote_all(
    *, parcels: Sequence[ParcelContents], destination_code: str
) -> list[tuple[Option, ...] | CannotQuote]:
    """As ``quote`` for several parcels in one query, two with couriers; a refusal in its place.

    So one cooperative that cannot send there does not hide what the others ask. Where couriers
    gave rates that still hold, these replace the general rows of the table; what a cooperative
    offers by rows of its own stays beside them.
    """
    tariffs = candidates(parcels, destination_code)
    if not live.is_on():
        return [_answer(contents, destination_code, tariffs, None) for contents in parcels]
    answers = live.found(parcels=parcels, destination=destination_code)
    return [
        _answer(
            contents,
            destination_code,
            tariffs,
            answers.get(live.key(contents, destination_code), []),
        )
        for contents in parcels
    ]


def _answer(
    contents: ParcelContents,
    destination: str,
    tariffs: Sequence[Tariff],
    rates: Sequence[Rate] | None,
) -> tuple[Option, ...] | CannotQuote:
    """``rates`` is None where couriers are not asked at all, empty where they gave none."""
    try:
        _require_weights(contents)
        rows = rows_of(contents, destination, tariffs)
        options = [each for each in _options(contents, rows, rates) if contents.offers(each.code)]
    except CannotQuote as refusal:
        return refusal
    if not options:
        return CannotQuote("no_tariff", _("There is no shipping rate for this address yet."))
    return tuple(sorted(options, key=lambda each: (each.code == PICKUP, each.price, each.code)))


def estimate(*, product: "Product", destination_code: str) -> Option:
    """The cheapest way to have one pack of a product sent, for its page.

    A variant without weight of its own takes its parent's. Raises ``CannotQuote``.
    """
    partner = product.partner
    contents = ParcelContents(
        cooperative_id=partner.pk,
        origin_code=partner.district_id or "",
        items=(item_of(product, quantity=1),),
        services_off=frozenset(partner.services_off),
        cash_off=frozenset(partner.cash_off),
    )
    options = quote(contents=contents, destination_code=destination_code)
    return next((each for each in options if each.code != PICKUP), options[0])


def item_of(product: "Product", *, quantity: int, value: int = 0) -> Item:
    """A product as part of a parcel; a variant takes unknown measures from its parent.

    ``value`` is rupiah for one pack.
    """
    source = product
    if not product.weight_grams and product.parent_id:
        source = product.parent
    return Item(
        weight_grams=source.weight_grams,
        length_mm=source.length_mm,
        width_mm=source.width_mm,
        height_mm=source.height_mm,
        quantity=quantity,
        name=product.get_title(),
        value=value,
    )


def _require_weights(contents: ParcelContents) -> None:
    unweighed = sorted({item.name for item in contents.items if item.weight_grams <= 0})
    if unweighed or not contents.items:
        raise CannotQuote(
            "weight_missing",
            _("The weight of %(products)s is not known yet, so it cannot be sent.")
            % {"products": ", ".join(unweighed)},
        )


def _options(
    contents: ParcelContents, rows: Sequence[Tariff], rates: Sequence[Rate] | None
) -> list[Option]:
    """Couriers' rates instead of the general rows, or the rows."""
    regular = next((row for row in rows if row.service == REGULAR), None)
    asked = [_live_option(contents, rate, regular) for rate in rates or ()]
    of_couriers = {
        each.code: each for each in asked if each is not None and contents.offers(each.code)
    }
    if not of_couriers:
        return _by_the_table(contents, rows, is_fallback=rates is not None)
    own = [row for row in rows if row.service == PICKUP or row.cooperative_id is not None]
    found = [_without_error(contents, row, is_fallback=False) for row in own]
    return [*of_couriers.values(), *(each for each in found if each is not None)]


def _by_the_table(
    contents: ParcelContents, rows: Sequence[Tariff], *, is_fallback: bool
) -> list[Option]:
    """The rows that carry the parcel. Raises ``CannotQuote`` when it is too large for all."""
    found = [_without_error(contents, row, is_fallback=is_fallback) for row in rows]
    options = [each for each in found if each is not None]
    if rows and not options:
        raise CannotQuote(
            "too_large", _("This is too heavy or too long for every way we send. Please ask us.")
        )
    return options


def _without_error(contents: ParcelContents, row: Tariff, *, is_fallback: bool) -> Option | None:
    """A row as an option; None where it does not carry such a parcel or so few goods."""
    if contents.goods < row.least_goods:
        return None
    is_general = row.service != PICKUP and row.cooperative_id is None
    try:
        return option(contents, row, is_fallback=is_fallback and is_general)
    except TooLarge:
        return None


def _live_option(contents: ParcelContents, rate: Rate, regular: Tariff | None) -> Option | None:
    """A courier's rate; days it does not promise are the table's, without either it is left out."""
    days = (rate.days_from, rate.days_to)
    if not rate.days_to:
        if regular is None:
            return None
        days = (regular.days_from, regular.days_to)
    code = f"{rate.courier}.{rate.service}"
    # The courier weighs by rules of its own; this is only what ours would say.
    charged = WeightRule().charged_grams(
        grams=contents.grams, cubic_mm=sum(pack.cubic_mm for pack in contents.packs)
    )
    return Option(
        code=code,
        service_name=f"{rate.courier_name} {rate.service_name}",
        courier=rate.courier_name,
        price=rate.price,
        days_from=days[0],
        days_to=days[1],
        charged_kilograms=whole_kilograms(charged),
        charged_grams=charged,
        allows_cod=rate.takes_cash and contents.collects(code),
        rule=f"biteship:{code}",
    )
