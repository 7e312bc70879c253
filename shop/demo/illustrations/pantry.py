"""Rice and grains, spices and seasonings: what stands on a kitchen shelf."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from shop.demo.illustrations.loose import (
    bent,
    berry,
    chilli,
    heaped,
    kernel,
    leaf,
    round_chip,
    shade,
)
from shop.demo.illustrations.materials import LEAF, RED, plain
from shop.demo.illustrations.packs import (
    Rgb,
    Tag,
    bag,
    bowl,
    card,
    corked_jar,
    lidded_jar,
    mound,
    paste,
    pieces_behind_glass,
    sack,
)
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import Part, ball, lathe, noise, stick, union

RICE, SPICE, SEA = "Koperasi Tani Sopo", "Koperasi Rempah Toba", "Koperasi Pesisir Belawan"
FRUIT, PALM, FOREST = "Koperasi Buah Karo", "Koperasi Aren Langkat", "Koperasi Hutan Sipirok"
SACK_PAPER = (246, 238, 222)


def rice(
    name: str, weight: str, grain: Rgb, accent: Rgb = LEAF, cloth: Rgb = (222, 204, 172)
) -> list[Part]:
    """A sack of rice, a heap and some grains beside it."""
    tag = Tag(name=name, maker=RICE, weight=weight, accent=accent, ground=SACK_PAPER)
    parts = [*sack(tag, cloth), mound(0.98, 0.78, shade(grain, 0.92))]
    rng = np.random.default_rng(3)
    for _ in range(26):
        x, z = 0.98 + rng.normal(0, 0.42), 0.98 + rng.normal(0, 0.16)
        parts.append(
            kernel(
                x,
                0.022,
                z,
                rng.uniform(0, 3),
                shade(grain, rng.uniform(0.9, 1.1)),
                0.026,
                (2.1, 0.8, 0.9),
            )
        )
    return parts


def paddy(cx: float, cz: float, lean: float) -> list[Part]:
    """One ripe ear of rice, bent by its weight."""
    tip = (cx + lean, 0.12, cz + 0.34)
    stalk = bent(
        (cx, 0.04, cz), (cx + lean * 0.4, 0.02, cz + 0.1), tip, 0.014, 0.012, (176, 156, 70), 0.1
    )
    parts = [stalk]
    for i in range(16):
        t = 0.18 + 0.052 * i
        x, z = cx + lean * t, cz + 0.34 * t
        side = 0.045 if i % 2 else -0.045
        turn = -0.5 + (0.45 if side > 0 else -0.45)
        ripe = shade((214, 172, 78), 0.9 + 0.05 * (i % 4))
        parts.append(kernel(x - side * 0.5, 0.07, z + side, turn, ripe, 0.046, (1.9, 0.75, 0.8)))
    return parts


def new_rice() -> list[Part]:
    parts = rice("Beras|baru", "10 kg", (246, 240, 226), (166, 118, 20), (230, 206, 146))[:3]
    for cx, cz, lean in ((-1.42, 0.62, 0.86), (-1.36, 0.86, 0.92)):
        parts += paddy(cx, cz, lean)
    return parts


def grain_sack(
    name: str, weight: str, maker: str, tone: Rgb, size: float, shape, accent: Rgb, cloth: Rgb
) -> list[Part]:
    """A sack with a heap of larger seeds: corn, peanuts, kidney beans."""
    tag = Tag(name=name, maker=maker, weight=weight, accent=accent, ground=SACK_PAPER)
    parts = sack(tag, cloth)
    for x, y, z, turn, light in heaped(58, 0.46, 5, cx=0.98, cz=0.84, y=0.05, rise=0.20):
        parts.append(kernel(x, max(y, size * 0.8), z, turn, shade(tone, light), size, shape))
    for x, z, turn in (
        (-1.02, 0.80, 0.4),
        (-0.84, 1.02, 1.8),
        (-1.16, 1.06, 2.6),
        (0.3, 1.14, 1.2),
    ):
        parts.append(kernel(x, size * 0.8, z, turn, tone, size, shape))
    return parts


def jar_with_bowl(tag: Tag, glass, tones: tuple[Rgb, Rgb]) -> list[Part]:
    """Peppercorns and their like: a corked jar and a dark bowl full."""
    parts = corked_jar(tag, glass)
    profile = [(0.0, 0.30), (0.08, 0.42), (0.26, 0.58), (0.34, 0.60)]
    dish = lathe(profile, cx=1.04, cz=0.5, hollow=0.05)
    parts.append(Part(dish, plain((70, 62, 78), 0.3, 40), (1.04, 0.17, 0.5), 0.68))
    rng = np.random.default_rng(12)
    for _ in range(64):
        a, r = rng.uniform(0, 6.28), 0.50 * math.sqrt(rng.uniform())
        x, z, y = 1.04 + r * math.cos(a), 0.5 + r * math.sin(a), 0.33 + 0.12 * (1 - (r / 0.5) ** 2)
        colour = tones[1] if rng.uniform() > 0.8 else shade(tones[0], rng.uniform(0.75, 1.25))
        parts.append(berry(x, y, z, colour))
    core = ball(1.04, 0.22, 0.5, 0.5, 1, 0.28, 1)
    parts.append(Part(core, plain(shade(tones[0], 0.6)), (1.04, 0.22, 0.5), 0.52))
    for _ in range(12):
        x, z = rng.uniform(-1.2, 0.4), rng.uniform(0.85, 1.25)
        parts.append(berry(x, 0.06, z, tones[0]))
    return parts


def andaliman() -> list[Part]:
    tag = Tag(name="Andaliman", maker=SPICE, weight="80 g", accent=LEAF)
    glass = pieces_behind_glass(((52, 84, 34), (118, 142, 58), (96, 40, 34)), 0.64)
    parts = jar_with_bowl(tag, glass, ((98, 124, 50), (122, 46, 40)))
    return [
        *parts,
        leaf(-1.0, 0.10, 0.42, 0.4, 0.2, 0.9),
        leaf(-1.16, 0.08, 0.70, 1.0, 0.12, 0.7),
        leaf(-0.82, 0.08, 0.78, 2.4, 0.12, 0.7),
    ]


def pepper() -> list[Part]:
    tag = Tag(name="Lada|hitam", maker=SPICE, weight="100 g", accent=(58, 48, 46))
    glass = pieces_behind_glass(((40, 34, 32), (92, 78, 66), (58, 40, 34)), 0.64, 13)
    return jar_with_bowl(tag, glass, ((52, 44, 42), (104, 88, 72)))


def candlenuts() -> list[Part]:
    parts = bowl(0.0, -0.1, 0.92, (150, 96, 62))
    for x, y, z, _, tone in heaped(62, 0.92, 14, cz=-0.1, y=0.66, rise=0.30):
        parts.append(
            kernel(
                x, y, z, 0.0, shade((240, 222, 178), 0.86 + 0.12 * tone), 0.155, (1, 0.9, 1), 0.35
            )
        )
    core = ball(0, 0.5, -0.1, 0.95, 1, 0.3, 1)
    parts.append(Part(core, plain((196, 172, 128)), (0, 0.5, -0.1), 1.0))
    for x, z, turn in ((0.84, 0.96, 0.3), (0.62, 1.20, 1.0), (1.02, 1.20, 0.0)):
        parts.append(kernel(x, 0.14, z, turn, (240, 222, 178), 0.15, (1, 0.9, 1), 0.35))
    tag = Tag(name="Kemiri|kupas", maker=SPICE, weight="250 g", accent=(122, 66, 24))
    return [*parts, card(tag, -0.62, 1.16)]


def cinnamon() -> list[Part]:
    """A stack of quills: two curls of bark each."""
    parts = []
    rows = ((0.12, (-0.30, -0.02, 0.26)), (0.36, (-0.16, 0.13)), (0.12, (0.54,)), (0.58, (-0.01,)))
    for y, places in rows:
        for k, z in enumerate(places):
            parts += quill(-1.12 + 0.04 * k, 1.10 - 0.05 * k, y, z, 0.02 * k)
    parts += quill(-0.4, 0.9, 0.11, 0.98, 0.3)
    tag = Tag(name="Kayu|manis", maker=FOREST, weight="100 g", accent=(140, 70, 30))
    return [*parts, card(tag, -0.62, 1.16, 0.40, 0.38), leaf(1.0, 0.08, 1.2, 0.5, 0.1, 0.9)]


def quill(x0, x1, y, z, tilt) -> list[Part]:
    """A stick of bark, rolled from both edges."""

    def field(px, py, pz):
        py, pz = py - y, pz - z - tilt * px
        curls = np.minimum(
            np.abs(np.hypot(py, pz - 0.055) - 0.062) - 0.016,
            np.abs(np.hypot(py, pz + 0.055) - 0.062) - 0.016,
        )
        ends = np.maximum(x0 - px, px - x1)
        return np.maximum(curls, ends) * 0.7

    def bark(px, py, pz):
        return noise(px * 4, py * 30, pz * 30)

    middle = (x0 + x1) / 2
    paint = plain((162, 92, 50), 0.10, 16, 0.22, 10)
    return [Part(field, paint, (middle, y, z + tilt * middle), (x1 - x0) / 2 + 0.16, bark, 0.02)]


def relish() -> list[Part]:
    tag = Tag(name="Sambal|andaliman", maker=SPICE, weight="200 g", accent=RED)
    filling = paste((176, 34, 20), (236, 150, 60), 1.22, 18)
    parts = lidded_jar(tag, filling, (60, 56, 60))
    parts += chilli(-1.02, 0.78, 0.35) + chilli(-0.86, 1.12, 0.15, 0.85) + chilli(1.08, 0.86, 2.7)
    for x, z in ((0.62, 1.06), (0.78, 1.20), (0.5, 1.24), (0.94, 1.12)):
        parts.append(berry(x, 0.06, z, (98, 124, 50)))
    return parts


def arsik() -> list[Part]:
    tag = Tag(name="Bumbu|arsik", maker=SPICE, weight="200 g", accent=(176, 104, 10))
    parts = lidded_jar(tag, paste((226, 148, 24), (140, 40, 30), 1.24, 14), (176, 40, 40))
    for x, z, s in ((-1.08, 0.74, 1.0), (-0.94, 1.06, 0.8), (1.06, 0.80, 0.9)):
        parts += root(x, z, s, (206, 138, 52))
    for x, z in ((0.62, 1.10), (0.78, 1.24), (0.92, 1.10)):
        parts.append(berry(x, 0.06, z, (98, 124, 50)))
    return parts


def root(x, z, s, colour: Rgb) -> list[Part]:
    """Ginger or turmeric: knobs on a knobbly stem."""
    knobs = union(
        stick((x - 0.24 * s, 0.10 * s, z), (x + 0.22 * s, 0.11 * s, z + 0.06 * s), 0.10 * s),
        stick((x - 0.05 * s, 0.10 * s, z), (x - 0.12 * s, 0.12 * s, z + 0.22 * s), 0.085 * s),
        stick((x + 0.12 * s, 0.12 * s, z), (x + 0.22 * s, 0.20 * s, z - 0.16 * s), 0.08 * s),
        ball(x + 0.24 * s, 0.12 * s, z + 0.07 * s, 0.12 * s),
    )

    def rings(a, b, c):
        return np.sin((a - x) * 60 / s) * 0.5 + noise(a * 20, b * 20, c * 20)

    return [Part(knobs, plain(colour, 0.12, 16, 0.2, 12), (x, 0.12, z), 0.42 * s, rings, 0.012)]


def ginger_drink() -> list[Part]:
    tag = Tag(name="Bandrek|jahe merah", maker=SPICE, weight="250 g", accent=(176, 60, 24))
    parts = bag(tag, (220, 130, 74))
    for x, z, s in ((-1.04, 0.80, 1.0), (-0.76, 1.12, 0.75), (1.06, 0.78, 1.0)):
        parts += root(x, z, s, (196, 128, 92))
    return parts + quill(0.55, 1.2, 0.1, 1.16, 0.1)


def sour_slices() -> list[Part]:
    """Dried garcinia: dark, curled slices in a bowl."""
    parts = bowl(0.0, -0.1, 0.92, (226, 214, 192))
    for x, y, z, turn, tone in heaped(34, 0.86, 31, cz=-0.1, y=0.70, rise=0.28):
        lean = 0.9 + 0.5 * math.sin(turn * 7)
        parts.append(
            round_chip(x, y, z, 0.24, lean, turn, turn * 3, shade((74, 48, 36), tone), 0.12)
        )
    core = ball(0, 0.5, -0.1, 0.95, 1, 0.3, 1)
    parts.append(Part(core, plain((44, 30, 24)), (0, 0.5, -0.1), 1.0))
    for x, z, turn in ((1.10, 0.92, 0.3), (0.78, 1.16, 1.4)):
        parts.append(round_chip(x, 0.08, z, 0.24, 1.35, turn, turn, (84, 54, 40), 0.1))
    tag = Tag(name="Asam|gelugur", maker=SPICE, weight="250 g", accent=(92, 56, 36))
    return [*parts, card(tag, -0.62, 1.16)]


SACK, BOWL = (0.12, 0.92, 0.0), (0.0, 0.60, 0.0)
GOODS = {
    "beras": Still(
        build=partial(rice, "Beras|Mandailing", "5 kg", (246, 240, 226)),
        aim=SACK,
        alt="Karung kain berlabel Beras Mandailing dengan segenggam beras putih",
        alt_en="Cloth sack labelled Beras Mandailing with a handful of white rice",
    ),
    "beras-merah": Still(
        build=partial(rice, "Beras|merah", "1 kg", (160, 72, 56), (150, 44, 36), (226, 190, 168)),
        aim=SACK,
        alt="Karung kain berlabel Beras merah dengan segenggam beras merah",
        alt_en="Cloth sack labelled Beras merah with a handful of red rice",
    ),
    "ketan-hitam": Still(
        build=partial(rice, "Ketan|hitam", "1 kg", (58, 42, 58), (74, 48, 84), (196, 188, 190)),
        aim=SACK,
        alt="Karung kain berlabel Ketan hitam dengan segenggam ketan hitam",
        alt_en="Cloth sack labelled Ketan hitam with a handful of black rice",
    ),
    "beras-baru": Still(
        build=new_rice,
        aim=(0.0, 0.92, 0.0),
        alt="Karung kain berlabel Beras baru dengan bulir padi kuning",
        alt_en="Cloth sack labelled Beras baru with ears of ripe rice",
    ),
    "jagung": Still(
        build=partial(
            grain_sack,
            "Jagung|pipil",
            "2 kg",
            RICE,
            (240, 184, 54),
            0.062,
            (0.95, 0.65, 1.15),
            (176, 116, 10),
            (228, 208, 150),
        ),
        aim=SACK,
        alt="Karung kain berlabel Jagung pipil dengan biji jagung kuning",
        alt_en="Cloth sack labelled Jagung pipil with yellow corn kernels",
    ),
    "kacang-tanah": Still(
        build=partial(
            grain_sack,
            "Kacang|tanah",
            "500 g",
            RICE,
            (206, 128, 104),
            0.075,
            (1.35, 0.85, 0.9),
            (150, 70, 46),
            (206, 182, 146),
        ),
        aim=SACK,
        alt="Karung kain berlabel Kacang tanah dengan kacang kupas",
        alt_en="Cloth sack labelled Kacang tanah with shelled peanuts",
    ),
    "kacang-merah": Still(
        build=partial(
            grain_sack,
            "Kacang|merah",
            "1 kg",
            FRUIT,
            (136, 34, 40),
            0.085,
            (1.4, 0.8, 0.85),
            (136, 30, 38),
            (214, 206, 196),
        ),
        aim=SACK,
        alt="Karung kain berlabel Kacang merah dengan kacang merah tua",
        alt_en="Cloth sack labelled Kacang merah with dark red beans",
    ),
    "andaliman": Still(
        build=andaliman,
        aim=(0.10, 0.74, 0),
        zoom=4.5,
        alt="Toples bergabus berlabel Andaliman, semangkuk andaliman, dan daunnya",
        alt_en="Corked jar labelled Andaliman, a bowl of berries and leaves",
    ),
    "lada-hitam": Still(
        build=pepper,
        aim=(0.10, 0.74, 0),
        zoom=4.5,
        alt="Toples bergabus berlabel Lada hitam dan semangkuk butir lada",
        alt_en="Corked jar labelled Lada hitam and a bowl of peppercorns",
    ),
    "kemiri": Still(
        build=candlenuts,
        aim=BOWL,
        zoom=4.5,
        alt="Semangkuk kemiri kupas dengan kartu Kemiri kupas",
        alt_en="A bowl of shelled candlenuts with a card",
    ),
    "kayu-manis": Still(
        build=cinnamon,
        eye=(2.3, 2.5, 6.8),
        aim=(0.06, 0.44, 0.3),
        zoom=4.6,
        alt="Tumpukan kayu manis batang dengan kartu Kayu manis",
        alt_en="A stack of cinnamon sticks with a card",
    ),
    "sambal-andaliman": Still(
        build=relish,
        aim=(0.0, 0.78, 0.0),
        zoom=4.45,
        alt="Toples sambal merah berlabel Sambal andaliman dengan cabai merah",
        alt_en="Jar of red relish labelled Sambal andaliman with red chillies",
    ),
    "bumbu-arsik": Still(
        build=arsik,
        aim=(0.0, 0.78, 0.0),
        zoom=4.45,
        alt="Toples bumbu kuning berlabel Bumbu arsik dengan kunyit",
        alt_en="Jar of yellow paste labelled Bumbu arsik with turmeric",
    ),
    "jahe-merah": Still(
        build=ginger_drink,
        alt="Kantong jingga berlabel Bandrek jahe merah dengan jahe dan kayu manis",
        alt_en="Orange bag labelled Bandrek jahe merah with ginger and cinnamon",
    ),
    "asam-gelugur": Still(
        build=sour_slices,
        aim=BOWL,
        zoom=4.5,
        alt="Semangkuk irisan asam gelugur kering dengan kartunya",
        alt_en="A bowl of dried garcinia slices with a card",
    ),
    "rempah": Still(
        build=andaliman,
        eye=(-0.6, 2.1, 6.6),
        aim=(0.1, 0.62, 0.2),
        zoom=4.2,
        wide=True,
        alt="Toples andaliman dan semangkuk andaliman segar",
        alt_en="A jar of andaliman and a bowl of fresh berries",
    ),
}
