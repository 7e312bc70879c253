"""The tariff that needs no account: illustrative, on the high side, replaced by cooperatives.

The amounts are those of the published tables it was set against; see
docs/explanation/shipping.md.
"""

from typing import Any

from .zones import EVERYWHERE, SAME_PROVINCE, SAME_REGENCY

REGULAR = "reguler"
PICKUP = "ambil"
OWN = "antar"
CARGO = "kargo"

# What each service weighs by. The tolerance is JNE's; heaviest colli and cargo's divisor are
# cautious guesses of ours: no sheet gives them (docs/explanation/shipping.md).
SERVICES: tuple[dict[str, Any], ...] = (
    {"code": REGULAR, "tolerance_grams": 300, "most_grams": 50_000},
    {"code": CARGO, "divisor": 4000, "least_grams": 10_000, "most_grams": 100_000},
)

ORDER = ("SUM", "JAW", "BNT", "KAL", "SUL", "MAL", "PAP")
# Upper half of a symmetric table, rupiah for each charged kilogram.
BETWEEN = {
    "SUM": (22_000, 26_000, 34_000, 36_000, 39_000, 60_000, 90_000),
    "JAW": (12_000, 20_000, 30_000, 33_000, 55_000, 80_000),
    "BNT": (22_000, 36_000, 34_000, 60_000, 85_000),
    "KAL": (24_000, 32_000, 60_000, 85_000),
    "SUL": (24_000, 45_000, 60_000),
    "MAL": (35_000, 55_000),
    "PAP": (60_000,),
}
# Couriers there do not bring back the money of a parcel paid at the door.
WITHOUT_COD = frozenset({"MAL", "PAP"})


def rows() -> list[dict[str, Any]]:
    """Every general tariff row."""
    return [*_near(), *_between_zones(), _pickup()]


def write(model: Any) -> None:
    """Add the default rows that are missing; a row head office changed stays as it is."""
    for row in rows():
        key = {name: row.pop(name) for name in ("origin", "destination", "service")}
        model.objects.get_or_create(cooperative=None, **key, defaults=row)


def write_services(model: Any) -> None:
    """Add the weight rules that are missing; what head office changed stays."""
    for row in SERVICES:
        facts = {name: value for name, value in row.items() if name != "code"}
        model.objects.get_or_create(code=row["code"], defaults=facts)


def _near() -> list[dict[str, Any]]:
    return [
        _regular(EVERYWHERE, SAME_REGENCY, 9_000, (1, 2)),
        _regular(EVERYWHERE, SAME_PROVINCE, 14_000, (1, 3)),
        _regular("JAW", SAME_PROVINCE, 10_000, (1, 3)),
    ]


def _between_zones() -> list[dict[str, Any]]:
    found = []
    for first, origin in enumerate(ORDER):
        for offset, price in enumerate(BETWEEN[origin]):
            destination = ORDER[first + offset]
            found.append(_regular(origin, destination, price, _days(origin, destination)))
            if origin != destination:
                found.append(_regular(destination, origin, price, _days(origin, destination)))
    return found


def _days(origin: str, destination: str) -> tuple[int, int]:
    if {origin, destination} & WITHOUT_COD:
        return (5, 12)
    return (2, 5) if origin == destination else (3, 7)


def _regular(
    origin: str, destination: str, per_kilogram: int, days: tuple[int, int]
) -> dict[str, Any]:
    return {
        "origin": origin,
        "destination": destination,
        "service": REGULAR,
        "per_kilogram": per_kilogram,
        "days_from": days[0],
        "days_to": days[1],
        "allows_cod": not {origin, destination} & WITHOUT_COD,
    }


def _pickup() -> dict[str, Any]:
    return {
        "origin": EVERYWHERE,
        "destination": EVERYWHERE,
        "service": PICKUP,
        "per_kilogram": 0,
        "fixed": 0,
        "days_from": 0,
        "days_to": 0,
        "allows_cod": True,
    }
