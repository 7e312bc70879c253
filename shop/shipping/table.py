"""Reading the tariff table: which row counts for a parcel, and what it costs by that row."""

from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from .colli import Collo, split
from .defaults import CARGO, OWN, PICKUP, REGULAR
from .models import Service, Surcharge, Tariff
from .parcels import CannotQuote, Option, ParcelContents
from .weight import WeightRule, priced, whole_kilograms
from .zones import destination_scopes, scopes


def candidates(parcels: Sequence[ParcelContents], destination: str) -> list[Tariff]:
    """Every row that could apply to one of the parcels, with its weight rule and surcharge.

    One query: rules and surcharges come with the rows they belong to.
    """
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
    return list(rows.annotate(weighs=_weight_rule(), surcharged=_surcharge(destination)))


def _weight_rule() -> Subquery:
    names = ("name", *WeightRule.names())
    rows = Service.objects.filter(code=OuterRef("service"))
    return Subquery(rows.values_list(JSONObject(**{name: F(name) for name in names})))


def _surcharge(destination: str) -> Subquery:
    """The most exact one for the place; of equals that of the service."""
    exactness = scopes(destination)
    ranks = (When(destination=scope, then=Value(rank)) for scope, rank in exactness.items())
    rows: QuerySet[Surcharge] = Surcharge.objects.filter(
        Q(service="") | Q(service=OuterRef("service")), destination__in=exactness, is_active=True
    ).order_by(Case(*ranks, default=Value(0), output_field=IntegerField()).desc(), "-service")
    facts = JSONObject(per_colli=F("per_colli"), per_kilogram=F("per_kilogram"))
    return Subquery(rows.values_list(facts)[:1])


def rows_of(contents: ParcelContents, destination: str, tariffs: Sequence[Tariff]) -> list[Tariff]:
    """The row that applies for each service: the cooperative's own, then the most exact.

    Destination counts before origin. A cooperative's own row that is switched off switches
    the service off for it. Raises ``CannotQuote`` for places we do not know.
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


def option(contents: ParcelContents, row: Tariff, *, is_fallback: bool = False) -> Option:
    """What a row asks for a parcel. Raises ``TooLarge`` when its service cannot carry it.

    A price by the kilogram is the sum of its colli, each with minimum and surcharge. A fixed
    price is for the whole parcel and everything in it.
    """
    facts = dict(getattr(row, "weighs", None) or {})
    name = facts.pop("name", "")
    rule = WeightRule(**facts)
    extra = _Extra(row)
    colli = split(packs=contents.packs, rule=rule, price=extra.price)
    charged = sum(each.charged_grams for each in colli)
    return Option(
        code=row.service,
        service_name=name or service_name(row.service),
        courier=row.courier,
        price=0 if _is_free(contents, row) else _price(row, colli),
        days_from=row.days_from,
        days_to=row.days_to,
        charged_kilograms=whole_kilograms(charged),
        charged_grams=charged,
        allows_cod=row.allows_cod and contents.collects(row.service),
        rule=f"{row.origin}>{row.destination}:{row.pk}",
        is_fallback=is_fallback,
        colli=tuple(each.grams for each in colli) if len(colli) > 1 else (),
        surcharge=0 if row.fixed is not None else sum(extra.of(c.charged_grams) for c in colli),
        weekdays=row.weekdays,
    )


def service_name(service: str) -> str:
    """The word people read for a service of the table."""
    names = {
        REGULAR: _("Regular"),
        PICKUP: _("Pick up at the cooperative"),
        OWN: _("Delivered by the cooperative"),
        CARGO: _("Cargo"),
    }
    return names.get(service, service)


class _Extra:
    """What one colli costs by a row, surcharge included, in rupiah by charged grams."""

    def __init__(self, row: Tariff) -> None:
        facts = getattr(row, "surcharged", None) or {}
        self._row = row
        self._per_colli = int(facts.get("per_colli", 0))
        self._per_kilogram = int(facts.get("per_kilogram", 0))

    def of(self, grams: int) -> int:
        """The surcharge alone."""
        return self._per_colli + priced(per_kilogram=self._per_kilogram, grams=grams)

    def price(self, grams: int) -> int:
        """Everything."""
        plain = priced(per_kilogram=self._row.per_kilogram, grams=grams)
        return max(plain, self._row.minimum) + self.of(grams)


def _price(row: Tariff, colli: Sequence[Collo]) -> int:
    if row.fixed is not None:
        return max(row.fixed, row.minimum)
    return sum(each.price for each in colli)


def _is_free(contents: ParcelContents, row: Tariff) -> bool:
    return row.free_from is not None and contents.goods >= row.free_from
