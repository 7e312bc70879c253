"""Finding a place: any for an estimate, a district or village for an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from shop.address import regions
from shop.address.models import Region

POSTAL_CODE_LENGTH = 5
LIMIT = 20
CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2}){0,2}(?:\.[0-9]{4})?")
# How the kinds of regencies are written where there is little room.
SHORTER = (("Kota Administrasi ", ""), ("Kabupaten Administrasi ", "Kab. "), ("Kota ", ""))
SHORTER_REGENCY = ("Kabupaten ", "Kab. ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A district or village of an address with the names it lies in."""

    code: str
    name: str
    path: str
    postal_code: str
    names: regions.Destination


def for_estimate(text: str, limit: int = LIMIT) -> list[Region]:
    """Places by name or postal code, the largest first."""
    return _by_postal_code(text, limit) or regions.search(text, limit)


def for_address(text: str, limit: int = LIMIT) -> list[Region]:
    """Districts and villages. The name of a regency lists its districts.

    Only when regencies answer the text best: "medan barat" is a district, though the words
    also stand in "Sumedang, Jawa Barat".
    """
    found = _by_postal_code(text, limit) or regions.search(text, limit * 2)
    close = [region for region in found if region.level >= Region.Level.DISTRICT]
    wider = list(takewhile(lambda region: region.level == Region.Level.REGENCY, found))
    if wider and len(wider) <= 2:
        inside = [district for regency in wider for district in regions.children(regency.code)]
        known = {region.code for region in inside}
        close = inside + [region for region in close if region.code not in known]
        return close[: limit * 2]
    return close[:limit]


def address_place(code: str) -> Place | None:
    """A district or village by its code; anything wider is no address."""
    if not is_code(code) or code.count(".") < Region.Level.DISTRICT - 1:
        return None
    found = regions.destination(code)
    if found is None:
        return None
    return Place(
        code=found.code,
        name=found.village or found.district,
        path=found.path,
        postal_code=found.postal_code,
        names=found,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One list to choose from on the way down from province to village."""

    level: int
    options: tuple[Region, ...]
    chosen: str

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"place_{self.level}"


def steps(codes: Sequence[str]) -> tuple[Step, ...]:
    """The lists for what was chosen so far, the next one last; a broken choice ends the way.

    For those who cannot or do not want to search: works with nothing but forms.
    """
    found: list[Step] = []
    parent = ""
    for level, code in zip(Region.Level.values, [*codes, "", "", "", ""], strict=False):
        options = tuple(regions.children(parent))
        if not options:
            break
        chosen = code if any(each.code == code for each in options) else ""
        found.append(Step(level=level, options=options, chosen=chosen))
        if not chosen:
            break
        parent = chosen
    return tuple(found)


def picked(way: Sequence[Step], *, is_enough: bool) -> Place | None:
    """The place that was stepped down to: a village, or a district when that is enough."""
    chosen = [step.chosen for step in way if step.chosen]
    is_complete = bool(way) and bool(way[-1].chosen)
    if not chosen or not (is_complete or is_enough):
        return None
    return address_place(chosen[-1])


def is_code(text: str) -> bool:
    """Whether this is written like a dotted region code, whatever it names."""
    return CODE.fullmatch(text) is not None


def short_name(name: str) -> str:
    """A regency's name as it fits beside the wordmark: ``Jakarta Selatan``, ``Kab. Sleman``."""
    for long, short in (*SHORTER, SHORTER_REGENCY):
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def _by_postal_code(text: str, limit: int) -> list[Region]:
    code = text.strip()
    if len(code) != POSTAL_CODE_LENGTH or not (code.isascii() and code.isdigit()):
        return []
    return list(Region.objects.filter(postal_code=code).order_by("code")[:limit])
