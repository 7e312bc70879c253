"""Honey and palm sugar, syrup, dodol."""

from __future__ import annotations

from functools import partial

import numpy as np

from shop.demo.illustrations.fruit import half_fruit, passion_fruit
from shop.demo.illustrations.loose import leaf, shade
from shop.demo.illustrations.materials import plain
from shop.demo.illustrations.packs import (
    Rgb,
    Tag,
    bag,
    bottle,
    card,
    carton,
    lidded_jar,
    liquid,
    mound,
)
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import (
    Part,
    ball,
    box,
    lathe,
    linear,
    mix,
    noise,
    smooth,
    stick,
)

FOREST, PALM, FRUIT = "Koperasi Hutan Sipirok", "Koperasi Aren Langkat", "Koperasi Buah Karo"


def dipper() -> list[Part]:
    wood = plain((196, 142, 86), 0.12, 18, 0.2, 12)
    parts = [
        Part(stick((0.62, 0.12, 1.10), (1.42, 0.12, 0.70), 0.042), wood, (1.02, 0.12, 0.9), 0.55)
    ]
    for i in range(5):
        t = i / 4
        spot = (0.50 + 0.20 * t, 0.14, 1.16 - 0.10 * t)
        disc = ball(*spot, 0.13 - 0.05 * abs(t - 0.5), 0.42, 1, 1, 0.46)
        parts.append(Part(disc, wood, spot, 0.15))
    return parts


def comb() -> list[Part]:
    """A piece of honeycomb in its own pool."""

    def wax(x, y, z, n):
        u, w = x * 13, z * 13 * 1.1547
        u = u + (np.floor(w) % 2) * 0.5
        cell = np.hypot((u % 1) - 0.5, (w % 1) - 0.5)
        wall = smooth(0.30, 0.44, cell) * (n[:, 1] > 0.5)
        colour = mix(linear((208, 112, 10)), linear((250, 206, 110)), wall)
        return colour, 0.5, 40, colour * 0.22

    def cells(x, y, z):
        u = (x * 13 + (np.floor(z * 15) % 2) * 0.5) % 1
        return -np.hypot(u - 0.5, ((z * 15.0) % 1) - 0.5)

    def wet(x, y, z, n):
        return linear((222, 130, 16)), 0.9, 70, linear((222, 130, 16)) * 0.18

    block = box(-1.02, 0.15, 0.58, 0.40, 0.15, 0.34, 0.04, turn=0.35)
    pool = ball(-0.86, 0.0, 0.80, 0.5, 1.1, 0.05, 0.62)
    return [
        Part(block, wax, (-1.02, 0.15, 0.58), 0.6, cells, 0.03),
        Part(pool, wet, (-0.86, 0, 0.8), 0.56),
    ]


def honey() -> list[Part]:
    tag = Tag(name="Madu|hutan", maker=FOREST, weight="500 ml", accent=(176, 104, 10))
    return lidded_jar(tag, liquid((236, 150, 24), (132, 56, 6), 1.27)) + dipper() + comb()


def stingless_honey() -> list[Part]:
    """A slim bottle of pale honey and the dark little pots the bees build."""
    tag = Tag(name="Madu|kelulut", maker=FOREST, weight="250 ml", accent=(122, 84, 20))
    parts = bottle(tag, liquid((250, 196, 70), (196, 120, 22), 1.5), (70, 56, 44), 1.05)
    rng = np.random.default_rng(5)
    for _ in range(16):
        x, z = -0.98 + rng.normal(0, 0.17), 0.66 + rng.normal(0, 0.13)
        y, r = 0.12 + rng.uniform(0, 0.16), rng.uniform(0.10, 0.15)
        pot = ball(x, y, z, r, 1, 1.15, 1)
        parts.append(
            Part(
                pot,
                plain(shade((122, 70, 32), rng.uniform(0.8, 1.3)), 0.45, 34),
                (x, y, z),
                r * 1.2,
            )
        )
    return parts + dipper()


def cake(cx, cz, y0, s=1.0, tone=1.0) -> Part:
    """Palm sugar set in half a coconut shell."""
    profile = [
        (y0, 0.60 * s),
        (y0 + 0.12, 0.60 * s),
        (y0 + 0.26, 0.53 * s),
        (y0 + 0.36, 0.43 * s),
        (y0 + 0.40, 0.34 * s),
    ]

    def rough(x, y, z):
        return noise(x * 13, y * 13, z * 13) + 0.5 * noise(x * 33, y * 33, z * 33)

    body = lathe(profile, cx=cx, cz=cz, safe=0.75, rounding=0.06)
    paint = plain(shade((142, 82, 40), tone), 0.28, 18, 0.14, 10)
    return Part(body, paint, (cx, y0 + 0.19, cz), 0.68 * s, rough, 0.022)


def crumbs(count: int, colour: Rgb, seed=9) -> list[Part]:
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(count):
        x, z, r = rng.uniform(-1.2, 1.2), rng.uniform(0.95, 1.35), rng.uniform(0.03, 0.07)
        bit = ball(x, r * 0.7, z, r, 1.1, 0.8, 0.9, rng.uniform(0, 3))
        parts.append(Part(bit, plain(colour, 0.25), (x, r * 0.7, z), r * 1.2))
    return parts


def palm_sugar() -> list[Part]:
    parts = [
        cake(-0.66, 0.05, 0.0),
        cake(0.62, 0.0, 0.0, 1.0, 0.92),
        cake(-0.03, 0.62, 0.0, 0.96),
        cake(-0.02, -0.5, 0.0),
        cake(-0.36, 0.12, 0.39, 0.94, 1.06),
        cake(0.36, -0.02, 0.39, 0.94, 0.97),
        cake(0.0, 0.05, 0.78, 0.88, 1.04),
    ]
    for x, z, turn in ((-1.0, 0.66, 0.5), (1.04, 0.66, 2.6), (1.2, 0.2, 2.2)):
        parts.append(leaf(x, 0.06, z, turn, 0.06, 1.25, (108, 128, 56)))
    tag = Tag(name="Gula|aren", maker=PALM, weight="500 g", accent=(122, 66, 24))
    return [*parts, *crumbs(14, (150, 90, 46)), card(tag, 0.02, 1.34, 0.44, 0.38, 0.2)]


def sugar_grains() -> list[Part]:
    tag = Tag(name="Gula|semut", maker=PALM, weight="250 g", accent=(122, 66, 24))
    parts = bag(tag, (206, 170, 124))
    parts.append(mound(1.0, 0.80, (168, 104, 52), 0.48, 60))
    parts.append(mound(-1.02, 0.98, (176, 110, 56), 0.26, 60))
    return parts


def sugar_syrup() -> list[Part]:
    tag = Tag(name="Gula aren|cair", maker=PALM, weight="350 ml", accent=(122, 66, 24))
    parts = bottle(tag, liquid((150, 74, 26), (60, 26, 10), 1.5, 0.35), (196, 150, 70))
    parts += [cake(1.0, 0.62, 0.0, 0.62, 1.0), cake(-1.02, 0.72, 0.0, 0.5, 0.94)]
    return [*parts, leaf(0.6, 0.06, 1.16, 0.5, 0.06, 1.0, (108, 128, 56))]


def passion_syrup() -> list[Part]:
    tag = Tag(name="Sirup|markisa", maker=FRUIT, weight="600 ml", accent=(112, 44, 84))
    parts = bottle(tag, liquid((250, 178, 40), (206, 92, 12), 1.5), (112, 44, 84))
    parts += half_fruit(0.98, 0.96, 0.32, (112, 52, 88), (240, 176, 40), (58, 44, 30))
    parts += [passion_fruit(-0.98, 0.34, 0.52, 0.34), passion_fruit(1.14, 0.30, 0.30, 0.3, 0.9)]
    parts += half_fruit(-0.66, 1.14, 0.28, (124, 60, 92), (240, 176, 40), (58, 44, 30))
    return parts


def dodol() -> list[Part]:
    """A box, and in front some rolls in corn husk."""
    tag = Tag(name="Dodol|Langkat", maker=PALM, weight="400 g", accent=(122, 40, 20))
    parts = carton(tag, (232, 196, 120), 0.98, 0.52, 0.42)
    for i, (x, z, turn) in enumerate(
        (
            (-0.86, 0.78, 0.25),
            (-0.30, 0.92, -0.15),
            (0.30, 0.84, 0.2),
            (0.90, 0.94, -0.3),
            (0.0, 1.26, 0.1),
        )
    ):
        parts += dodol_roll(x, z, turn, 0.92 + 0.05 * (i % 3))
    return parts


def dodol_roll(x, z, turn, tone) -> list[Part]:
    c, s = np.cos(turn), np.sin(turn)
    y = 0.13
    a, b = (x - 0.22 * c, y, z + 0.22 * s), (x + 0.22 * c, y, z - 0.22 * s)

    def husk(px, py, pz):
        return np.sin(py * 40 + (pz - z) * 40)

    body = Part(
        stick(a, b, 0.115),
        plain(shade((222, 190, 124), tone), 0.2, 22, 0.14, 12),
        (x, y, z),
        0.36,
        husk,
        0.01,
    )
    bare = stick((x + 0.21 * c, y, z - 0.21 * s), (x + 0.32 * c, y, z - 0.32 * s), 0.098)
    sweet = Part(bare, plain((96, 44, 22), 0.6, 40), (x + 0.27 * c, y, z - 0.27 * s), 0.2)
    return [body, sweet]


JAR = {"aim": (0.0, 0.78, 0.0), "zoom": 4.45}
BOTTLE = {"aim": (0.04, 1.0, 0.0), "zoom": 4.15}
GOODS = {
    "madu": Still(
        build=honey,
        alt="Stoples berlabel Madu hutan, sarang lebah, dan sendok madu",
        alt_en="Jar labelled Madu hutan, a honeycomb and a honey dipper",
        **JAR,
    ),
    "madu-kelulut": Still(
        build=stingless_honey,
        alt="Botol berlabel Madu kelulut dengan pundi-pundi sarangnya",
        alt_en="Bottle labelled Madu kelulut with the bees' little pots",
        **BOTTLE,
    ),
    "gula-aren": Still(
        build=palm_sugar,
        aim=(0.03, 0.58, 0.0),
        zoom=5.0,
        alt="Tumpukan gula aren cetak dengan kartu Gula aren",
        alt_en="A pile of moulded palm sugar with a card",
    ),
    "gula-semut": Still(
        build=sugar_grains,
        alt="Kantong berlabel Gula semut dengan butiran gula cokelat",
        alt_en="Bag labelled Gula semut with brown sugar grains",
    ),
    "gula-aren-cair": Still(
        build=sugar_syrup,
        alt="Botol cokelat tua berlabel Gula aren cair dengan gula cetak",
        alt_en="Dark brown bottle labelled Gula aren cair with sugar cakes",
        **BOTTLE,
    ),
    "sirup-markisa": Still(
        build=passion_syrup,
        alt="Botol sirup jingga berlabel Sirup markisa dengan markisa belah",
        alt_en="Bottle of orange syrup labelled Sirup markisa with cut passion fruit",
        **BOTTLE,
    ),
    "dodol": Still(
        build=dodol,
        aim=(0.0, 0.50, 0.1),
        zoom=4.7,
        alt="Kotak berlabel Dodol Langkat dengan lima gulung dodol",
        alt_en="Box labelled Dodol Langkat with five rolls of dodol",
    ),
    "gula-lebar": Still(
        build=partial(palm_sugar),
        eye=(1.2, 2.2, 6.8),
        aim=(0.2, 0.52, 0.2),
        zoom=4.5,
        wide=True,
        alt="Gula aren cetak di atas kertas, dari dekat",
        alt_en="Moulded palm sugar on paper, close up",
    ),
}
