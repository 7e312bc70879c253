"""The seven zones of the default tariff, by the first two digits of a region code."""

ZONES: dict[str, tuple[range, ...]] = {
    "SUM": (range(11, 20), range(21, 22)),
    "JAW": (range(31, 37),),
    "BNT": (range(51, 54),),
    "KAL": (range(61, 66),),
    "SUL": (range(71, 77),),
    "MAL": (range(81, 83),),
    "PAP": (range(91, 97),),
}
EVERYWHERE = "*"
SAME_REGENCY = "=KAB"
SAME_PROVINCE = "=PROV"


def zone(code: str) -> str | None:
    """The zone of a region code; None for a code of no province we know."""
    digits = code[:2]
    if not digits.isdecimal() or (len(code) > 2 and code[2] != "."):
        return None
    number = int(digits)
    return next(
        (name for name, spans in ZONES.items() if any(number in span for span in spans)), None
    )


def regency(code: str) -> str:
    """The regency or city part of a code (``12.71.01.1001`` → ``12.71``); empty for a province."""
    parts = code.split(".")
    return ".".join(parts[:2]) if len(parts) > 1 else ""


def scopes(code: str) -> dict[str, int]:
    """Every scope that holds a place, with how exact it is: regency 4, province 3, zone 2, all 1.

    Empty for an unknown code: a place without a zone has no tariff and is not free.
    """
    name = zone(code)
    if name is None:
        return {}
    exactness = {EVERYWHERE: 1, name: 2, code[:2]: 3}
    if regency(code):
        exactness[regency(code)] = 4
    return exactness


def destination_scopes(*, origin: str, destination: str) -> dict[str, int]:
    """As ``scopes``, and "same regency" and "same province" when that is so."""
    exactness = scopes(destination)
    if exactness and regency(origin) and regency(origin) == regency(destination):
        exactness[SAME_REGENCY] = 4
    if exactness and origin[:2] == destination[:2]:
        exactness[SAME_PROVINCE] = 3
    return exactness
