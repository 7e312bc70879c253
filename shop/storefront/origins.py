"""Regencies that goods come from, counted, and their tiles on the drawn map."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.text import slugify

from shop.partner.models import Partner
from shop.storefront import facets
from shop.storefront.north_sumatra import TILES

# Units of the drawing per tile, the gap between tiles, and the height of a line of words.
TILE = 100
GAP = 6
LINE = 26
MANY = 10
KNOWN = frozenset(tile.slug for tile in TILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A regency with what it sells. ``written`` is how cooperatives write its name."""

    slug: str
    name: str
    written: tuple[str, ...]
    products: int
    cooperatives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A tile in units of the drawing: its corner, its side, its words and their baselines."""

    place: Place
    x: int
    y: int
    side: int
    middle: int
    lines: tuple[tuple[str, int], ...]
    shade: str


def places() -> list[Place]:
    """Every regency of the province and every other that sells something, by name."""
    products: Counter[str] = Counter()
    sellers: defaultdict[str, set[str]] = defaultdict(set)
    written: defaultdict[str, list[str]] = defaultdict(list)
    names = {tile.slug: tile.name for tile in TILES}
    for seller, count in facets.sellers():
        slug = slug_of(seller.regency)
        products[slug] += count
        sellers[slug].add(seller.slug)
        names.setdefault(slug, seller.regency)
        if seller.regency not in written[slug]:
            written[slug].append(seller.regency)
    found = [
        Place(
            slug=slug,
            name=name,
            written=tuple(sorted(written[slug])) or (name,),
            products=products[slug],
            cooperatives=len(sellers[slug]),
        )
        for slug, name in names.items()
        if slug
    ]
    return sorted(found, key=lambda place: place.name)


def slug_of(regency: str) -> str:
    """A regency's part of the address: "Kota Medan" and "Medan" are one place on our map.

    Outside the province the kind stays: there is a city and a regency of Bogor.
    """
    bare = slugify(regency.removeprefix("Kabupaten ").removeprefix("Kota "))
    return bare if bare in KNOWN else slugify(regency)


def place(slug: str) -> Place | None:
    """One regency; one of the province that sells nothing yet is known all the same."""
    return next((each for each in places() if each.slug == slug), None)


def cooperatives(of: Place) -> list[Partner]:
    """The cooperatives of a regency that sell in the shop."""
    return list(
        Partner.objects.filter(regency_name__in=of.written, is_active=True, is_training=False)
        .exclude(slug=None)
        .only("pk", "slug", "name", "summary", "picture", "code")
        .order_by("name")
    )


def tiles(known: list[Place]) -> list[Drawn]:
    """The map, tile by tile."""
    by_slug = {place.slug: place for place in known}
    return [
        Drawn(
            place=by_slug[tile.slug],
            x=tile.column * TILE + GAP // 2,
            y=tile.row * TILE + GAP // 2,
            side=TILE - GAP,
            middle=tile.column * TILE + TILE // 2,
            lines=tuple(
                (line, tile.row * TILE + _baseline(number, len(tile.lines)))
                for number, line in enumerate(tile.lines)
            ),
            shade=_shade(by_slug[tile.slug].products),
        )
        for tile in TILES
    ]


def _baseline(number: int, lines: int) -> int:
    return TILE // 2 + 8 + number * LINE - (lines - 1) * LINE // 2


def _shade(products: int) -> str:
    if not products:
        return "none"
    return "many" if products >= MANY else "some"
