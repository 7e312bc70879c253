"""What it costs to send a parcel: as couriers answered minutes ago, else by the tariff table.

Nothing here calls anybody; who makes a page asks the couriers first (live.py).
An option is copied onto the parcel when the order is placed and does not change when the table
does (shop/order/placing.py).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import live
from .biteship import Rate
from .defaults import PICKUP, REGULAR
from .models import Tariff
from .weight import charged_kilograms
from .zones import destination_scopes, scopes

if TYPE_CHECKING:
    from catalog.models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of a parcel; measures are of one pack. ``name`` is for refusals."""

    weight_grams: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    quantity: int = 1
    name: str = ""

    @property
    def cubic_mm(self) -> int:
        """Volume of all packs; 0 when a side is unknown."""
        return self.length_mm * self.width_mm * self.height_mm * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelContents:
    """Everything one cooperative sends in one order."""

    cooperative_id: int
    origin_code: str
    items: tuple[Item, ...]

    @property
    def grams(self) -> int:
        """Real weight of the parcel."""
        return sum(item.weight_grams * item.quantity for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to send a parcel; ``price`` in whole rupiah, ``rule`` names the row behind it.

    ``is_fallback``: a price of the table because couriers gave none.
    """

    code: str
    service_name: str
    courier: str
    price: int
    days_from: int
    days_to: int
    charged_kilograms: int
    allows_cod: bool
    rule: str
    is_fallback: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is frozen on the parcel."""
        return asdict(self)


class CannotQuote(Exception):
    """No price can be given. ``reason_code`` is for programs, ``text`` for people."""

    def __init__(self, reason_code: str, text: str) -> None:
        self.reason_code = reason_code
        self.text = text
        super().__init__(f"{reason_code}: {text}")


def quote(*, contents: ParcelContents, destination_code: str) -> tuple[Option, ...]:
    """The ways to send a parcel by the table, cheapest first, picking it up oneself last.

    Raises ``CannotQuote`` when the weight of an article, the origin or the destination is
    unknown, or when no tariff covers the way. Never answers with a price of 0 for lack of data.
    """
    tariffs = _candidates([contents], destination_code)
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
    tariffs = _candidates(parcels, destination_code)
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
        rows = _rows(contents, destination, tariffs)
        kilograms = charged_kilograms(
            grams=contents.grams, cubic_mm=sum(item.cubic_mm for item in contents.items)
        )
        options = _options(rows, kilograms, rates)
        if not options:
            raise CannotQuote("no_tariff", _("There is no shipping rate for this address yet."))
    except CannotQuote as refusal:
        return refusal
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
    )
    options = quote(contents=contents, destination_code=destination_code)
    return next((each for each in options if each.code != PICKUP), options[0])


def item_of(product: "Product", *, quantity: int) -> Item:
    """A product as part of a parcel; a variant takes unknown measures from its parent."""
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
    )


def service_name(service: str) -> str:
    """The word people read for a service of the table."""
    names = {REGULAR: _("Regular"), PICKUP: _("Pick up at the cooperative")}
    return names.get(service, service)


def _require_weights(contents: ParcelContents) -> None:
    unweighed = sorted({item.name for item in contents.items if item.weight_grams <= 0})
    if unweighed or not contents.items:
        raise CannotQuote(
            "weight_missing",
            _("The weight of %(products)s is not known yet, so it cannot be sent.")
            % {"products": ", ".join(unweighed)},
        )


def _candidates(parcels: Sequence[ParcelContents], destination: str) -> list[Tariff]:
    """Every row that could apply to one of the parcels."""
    from_scopes: set[str] = set()
    to_scopes: set[str] = set()
    for contents in parcels:
        from_scopes.update(scopes(contents.origin_code))
        to_scopes.update(destination_scopes(origin=contents.origin_code, destination=destination))
    if not from_scopes or not to_scopes:
        return []
    today = timezone.localdate()
    rows = Tariff.objects.filter(
        Q(cooperative_id__in={contents.cooperative_id for contents in parcels})
        | Q(cooperative=None, is_active=True),
        Q(valid_from=None) | Q(valid_from__lte=today),
        Q(valid_to=None) | Q(valid_to__gte=today),
        origin__in=from_scopes,
        destination__in=to_scopes,
    )
    return list(rows)


def _rows(contents: ParcelContents, destination: str, tariffs: Sequence[Tariff]) -> list[Tariff]:
    """The row that applies for each service: the cooperative's own, then the most exact.

    Destination counts before origin. A cooperative's own row that is switched off switches
    the service off for it.
    """
    from_scopes = scopes(contents.origin_code)
    to_scopes = destination_scopes(origin=contents.origin_code, destination=destination)
    if not from_scopes:
        raise CannotQuote("unknown_origin", _("The cooperative has not set its address yet."))
    if not to_scopes:
        raise CannotQuote("unknown_destination", _("We do not know this address. Choose it again."))
    best: dict[str, tuple[tuple[bool, int, int], Tariff]] = {}
    for row in tariffs:
        is_own = row.cooperative_id == contents.cooperative_id
        if row.cooperative_id is not None and not is_own:
            continue
        if row.origin not in from_scopes or row.destination not in to_scopes:
            continue
        rank = (is_own, to_scopes[row.destination], from_scopes[row.origin])
        if row.service not in best or rank > best[row.service][0]:
            best[row.service] = (rank, row)
    return [row for _rank, row in best.values() if row.is_active]


def _options(rows: Sequence[Tariff], kilograms: int, rates: Sequence[Rate] | None) -> list[Option]:
    """Couriers' rates instead of the general rows, or the rows."""
    regular = next((row for row in rows if row.service == REGULAR), None)
    asked = [_live_option(rate, kilograms, regular) for rate in rates or ()]
    of_couriers = {each.code: each for each in asked if each is not None}
    if not of_couriers:
        return [_option(row, kilograms, is_fallback=rates is not None) for row in rows]
    own = [row for row in rows if row.service == PICKUP or row.cooperative_id is not None]
    return [*of_couriers.values(), *(_option(row, kilograms) for row in own)]


def _live_option(rate: Rate, kilograms: int, regular: Tariff | None) -> Option | None:
    """A courier's rate; days it does not promise are the table's, without either it is left out."""
    days = (rate.days_from, rate.days_to)
    if not rate.days_to:
        if regular is None:
            return None
        days = (regular.days_from, regular.days_to)
    return Option(
        code=f"{rate.courier}.{rate.service}",
        service_name=f"{rate.courier_name} {rate.service_name}",
        courier=rate.courier_name,
        price=rate.price,
        days_from=days[0],
        days_to=days[1],
        charged_kilograms=kilograms,
        allows_cod=rate.takes_cash,
        rule=f"biteship:{rate.courier}.{rate.service}",
    )


def _option(row: Tariff, kilograms: int, *, is_fallback: bool = False) -> Option:
    price = row.fixed if row.fixed is not None else row.per_kilogram * kilograms
    return Option(
        code=row.service,
        service_name=service_name(row.service),
        courier=row.courier,
        price=max(price, row.minimum),
        days_from=row.days_from,
        days_to=row.days_to,
        charged_kilograms=kilograms,
        allows_cod=row.allows_cod,
        rule=f"{row.origin}>{row.destination}:{row.pk}",
        is_fallback=is_fallback and row.service != PICKUP and row.cooperative_id is None,
    )
