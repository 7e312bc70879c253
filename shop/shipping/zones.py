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


def district(code: str) -> str:
    """The district part of a code (``12.71.01.1001`` → ``12.71.01``); empty above a district."""
    parts = code.split(".")
    return ".".join(parts[:3]) if len(parts) > 2 else ""


def scopes(code: str) -> dict[str, int]:
    """Every scope that holds a place, with how exact it is.

    District 5, regency 4, province 3, zone 2, everywhere 1.

    Empty for an unknown code: a place without a zone has no tariff and is not free.
    """
    name = zone(code)
    if name is None:
        return {}
    exactness = {EVERYWHERE: 1, name: 2, code[:2]: 3}
    if regency(code):
        exactness[regency(code)] = 4
    if district(code):
        exactness[district(code)] = 5
    return exactness


def destination_scopes(*, origin: str, destination: str) -> dict[str, int]:
    """As ``scopes``, and "same regency" and "same province" when that is so."""
    exactness = scopes(destination)
    if exactness and regency(origin) and regency(origin) == regency(destination):
        exactness[SAME_REGENCY] = 4
    if exactness and origin[:2] == destination[:2]:
        exactness[SAME_PROVINCE] = 3
    return exactness


def is_scope(text: str) -> bool:
    """Whether a row of the table may say this: a code that has a zone, a zone, same … or ``*``."""
    if text in ZONES or text in {EVERYWHERE, SAME_REGENCY, SAME_PROVINCE}:
        return True
    parts = text.split(".")
    is_code = len(parts) <= 3 and all(part.isdecimal() and len(part) == 2 for part in parts)
    return is_code and text.isascii() and zone(text) is not None
