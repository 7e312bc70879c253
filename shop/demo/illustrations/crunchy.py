"""Snacks: crackers, chips, peanuts."""

from __future__ import annotations

from functools import partial

from shop.demo.illustrations.loose import heaped, peanut, round_chip, scattered, shade
from shop.demo.illustrations.materials import plain
from shop.demo.illustrations.packs import Rgb, Tag, bag, snack_bag
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import Part, ball, noise

SPICE, SEA = "Koperasi Rempah Toba", "Koperasi Pesisir Belawan"
FRUIT, PALM = "Koperasi Buah Karo", "Koperasi Aren Langkat"


def chips(
    name: str, weight: str, maker: str, accent: Rgb, colour: Rgb, chip: Rgb, r=0.44
) -> list[Part]:
    """A snack bag with its chips leaning on it."""
    tag = Tag(name=name, maker=maker, weight=weight, accent=accent)
    k = r / 0.44
    spots = (
        (-0.92, 0.43 * k, 0.42, 0.44, 0.34, 0.45, 1.0),
        (0.98, 0.45 * k, 0.36, 0.46, 0.34, -0.5, 2.2),
        (-1.28, 0.36 * k, 0.74, 0.37, 0.55, 0.6, 5.1),
        (0.86, 0.15, 0.98, 0.38, 1.30, -0.3, 4.0),
        (1.30, 0.30 * k, 0.66, 0.32, 0.6, -0.7, 3.3),
    )
    parts = snack_bag(tag, colour)
    return parts + [round_chip(x, y, z, q * k, a, t, s, chip) for x, y, z, q, a, t, s in spots]


def fish_crackers() -> list[Part]:
    tag = Tag(name="Kerupuk|tenggiri", maker=SEA, weight="200 g", accent=(22, 92, 130))
    parts = snack_bag(tag, (170, 194, 202))
    for x, y, z, turn, tone in heaped(15, 0.42, 2, cx=1.0, cz=0.78, y=0.14, rise=0.26):
        parts.append(puff(x, y, z, shade((248, 224, 178), 0.9 + 0.08 * tone), turn))
    for x, z, turn in ((-1.0, 0.70, 1.0), (-0.78, 1.0, 2.0), (-1.22, 1.02, 0.4), (0.2, 1.16, 0.9)):
        parts.append(puff(x, 0.13, z, (248, 224, 178), turn))
    return parts


def puff(x, y, z, colour: Rgb, turn) -> Part:
    def blisters(a, b, c):
        return noise(a * 18, b * 18, c * 18)

    field = ball(x, y, z, 0.16, 1.05, 0.82, 1.0, turn)
    return Part(field, plain(colour, 0.14, 18, 0.12, 9), (x, y, z), 0.18, blisters, 0.03)


def peanuts() -> list[Part]:
    tag = Tag(name="Kacang|sihobuk", maker=SPICE, weight="250 g", accent=(150, 62, 30))
    more = (
        (-0.98, 1.22, 0.9),
        (1.02, 1.14, 0.6),
        (0.1, 1.2, 2.0),
        (-0.6, 1.06, 0.2),
        (0.62, 1.16, 2.4),
    )
    spots = [
        (x, z, t)
        for x, z, t in ((-0.98, 0.64, 0.4), (-1.2, 0.94, 1.9), (0.98, 0.66, 0.2), (1.22, 0.9, 1.1))
    ]
    return bag(tag, (232, 214, 180)) + scattered(peanut, [*spots, *more])


GOODS = {
    "kerupuk": Still(
        build=partial(
            chips, "Kerupuk|udang", "250 g", SEA, (190, 84, 24), (236, 198, 120), (255, 226, 176)
        ),
        alt="Bungkus kuning berlabel Kerupuk udang dengan kerupuk yang sudah mekar",
        alt_en="Yellow pack labelled Kerupuk udang with puffed crackers",
    ),
    "kerupuk-tenggiri": Still(
        build=fish_crackers,
        alt="Bungkus biru muda berlabel Kerupuk tenggiri dengan kerupuk bulat",
        alt_en="Light blue pack labelled Kerupuk tenggiri with round crackers",
    ),
    "keripik-singkong": Still(
        build=partial(
            chips,
            "Keripik|singkong",
            "180 g",
            PALM,
            (158, 20, 44),
            (206, 70, 56),
            (236, 150, 84),
            0.36,
        ),
        alt="Bungkus merah berlabel Keripik singkong dengan keripik berbumbu",
        alt_en="Red pack labelled Keripik singkong with seasoned chips",
    ),
    "keripik-kentang": Still(
        build=partial(
            chips,
            "Keripik|kentang",
            "150 g",
            FRUIT,
            (60, 104, 54),
            (196, 188, 116),
            (244, 208, 122),
            0.33,
        ),
        alt="Bungkus kuning zaitun berlabel Keripik kentang dengan keripik kuning",
        alt_en="Olive yellow pack labelled Keripik kentang with golden chips",
    ),
    "kacang-sihobuk": Still(
        build=peanuts,
        alt="Kantong krem berlabel Kacang sihobuk dengan kacang berkulit",
        alt_en="Cream bag labelled Kacang sihobuk with peanuts in their shells",
    ),
}
