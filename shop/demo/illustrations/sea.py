"""Fish and seafood on the drying tray, and the tray itself."""

from __future__ import annotations

import math

import numpy as np

from shop.demo.illustrations.loose import bent, chilli, leaf, shade
from shop.demo.illustrations.materials import plain
from shop.demo.illustrations.packs import Rgb, Tag, bowl, card, lidded_jar, paste
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import Part, ball, box, linear, mix, noise, smooth, union

SEA, WEAVE = "Koperasi Pesisir Belawan", "Koperasi Anyam Pandan"


def tray(radius=1.36, y=0.0) -> list[Part]:
    """A winnowing tray of split bamboo with a bound rim."""

    def flat(px, py, pz):
        r = np.hypot(px, pz)
        dish = 0.06 + 0.10 * np.clip(r / radius, 0, 1) ** 4
        return np.maximum(np.abs(py - y - dish) - 0.025, r - radius) * 0.8

    def rim(px, py, pz):
        r = np.hypot(px, pz)
        return np.hypot(r - radius, py - y - 0.17) - 0.06

    def strips(px, py, pz):
        over = (np.floor(px * 7) + np.floor(pz * 7)) % 2
        return np.where(
            over == 0, np.abs(np.sin(px * 7 * math.pi)), np.abs(np.sin(pz * 7 * math.pi))
        )

    def bamboo(px, py, pz, n):
        over = (np.floor(px * 7) + np.floor(pz * 7)) % 2
        gap = np.minimum(np.abs(np.sin(px * 7 * math.pi)), np.abs(np.sin(pz * 7 * math.pi)))
        straw = 0.88 + 0.24 * noise(px * 30, py * 8, pz * 30)
        tone = mix(linear((196, 154, 92)), linear((228, 196, 136)), over)
        return tone * (straw * (0.55 + 0.45 * smooth(0, 0.25, gap)))[:, None], 0.12, 18, 0

    def wrap(px, py, pz):
        return np.sin(np.arctan2(px, pz) * 60 + py * 20)

    return [
        Part(flat, bamboo, (0, y + 0.1, 0), radius + 0.06, strips, 0.03),
        Part(rim, plain((170, 118, 64), 0.12), (0, y + 0.17, 0), radius + 0.1, wrap, 0.02),
    ]


def bamboo_tray() -> list[Part]:
    """The tray as goods: leaning on its own stand, seen from the front."""
    flat = tray(1.02)
    c, s = math.cos(1.12), math.sin(1.12)
    lift = 1.00

    def stood(part: Part) -> Part:
        def turn(x, y, z):
            y = y - lift
            return x, c * y + s * z, -s * y + c * z

        def field(x, y, z):
            return part.field(*turn(x, y, z))

        def paint(x, y, z, n):
            return part.paint(*turn(x, y, z), n)

        def bump(x, y, z):
            return part.bump(*turn(x, y, z))

        return Part(field, paint, (0, lift, 0), part.radius + 0.2, bump, part.depth)

    tag = Tag(name="Tampah|bambu", maker=WEAVE, weight="45 cm", accent=(122, 66, 24))
    return [stood(p) for p in flat] + [card(tag, 0.66, 1.0, 0.36, 0.34)]


def fish_field(x, y, z, turn, length, tall, thick):
    """A small fish: a spindle and a forked tail."""
    c, s = math.cos(turn), math.sin(turn)

    def field(px, py, pz):
        px, py, pz = px - x, py - y, pz - z
        along, across = c * px - s * pz, s * px + c * pz
        t = np.clip(along / length, -1, 1)
        width = tall * np.sqrt(np.clip(1 - t * t, 0.0, 1)) * (1 - 0.35 * t) + 0.006
        body = np.sqrt((across / width) ** 2 + (py / (thick * width / tall + 0.002)) ** 2) - 1
        body = np.maximum(body * np.minimum(width, thick), np.abs(along) - length)
        fin = (along - length) / (0.35 * length)
        spread = np.abs(np.abs(across) - 0.5 * tall * np.clip(fin, 0, 1)) - 0.28 * tall
        tail = np.maximum(np.maximum(spread, np.abs(py) - 0.012), np.maximum(-fin, fin - 1) * 0.2)
        return np.minimum(body, tail) * 0.6

    return field


def silver(x, z, turn, length, back: Rgb, belly: Rgb):
    """Fish skin: dark back, pale belly, one eye."""
    c, s = math.cos(turn), math.sin(turn)

    def paint(px, py, pz, n):
        along, across = c * (px - x) - s * (pz - z), s * (px - x) + c * (pz - z)
        colour = mix(linear(belly), linear(back), smooth(-0.3 * length, 0.35 * length, -across))
        eye = np.hypot(along + 0.74 * length, across) < 0.075 * length
        return np.where(eye[:, None], linear((30, 28, 34)), colour), 0.55, 40, 0

    return paint


def anchovies() -> list[Part]:
    parts = tray()
    rng = np.random.default_rng(17)
    for _ in range(190):
        a, r = rng.uniform(0, 6.28), 1.04 * math.sqrt(rng.uniform())
        x, z = r * math.cos(a), r * math.sin(a) * 0.95
        y = 0.13 + 0.34 * (1 - (r / 1.05) ** 2) + rng.uniform(-0.01, 0.03)
        length, turn = rng.uniform(0.15, 0.21), rng.uniform(0, 6.28)
        field = fish_field(x, y, z, turn, length, 0.026, 0.020)
        tone = rng.uniform(0.9, 1.04)
        paint = silver(
            x, z, turn, length, shade((204, 190, 164), tone), shade((246, 236, 214), tone)
        )
        parts.append(Part(field, paint, (x, y, z), length * 1.45))
    core = ball(0, 0.05, 0, 1.0, 1, 0.36, 0.95)
    parts.append(Part(core, plain((222, 210, 190), 0.1, 16, 0.2, 26), (0, 0.05, 0), 1.02))
    tag = Tag(name="Teri|Medan", maker=SEA, weight="250 g", accent=(22, 92, 130))
    return [*parts, card(tag, 0.98, 1.30, 0.36, 0.34, 0.30)]


def split_fish(x, z, turn, k=1.0, y=0.16) -> list[Part]:
    """Opened along the back and dried flat: two halves like wings, head and tail."""
    c, s = math.cos(turn), math.sin(turn)
    length, wide = 0.52 * k, 0.27 * k

    def local(px, pz):
        return c * (px - x) - s * (pz - z), s * (px - x) + c * (pz - z)

    def field(px, py, pz):
        along, across = local(px, pz)
        t = np.clip(along / length, -1, 1)
        half = wide * np.sqrt(np.clip(1 - t * t, 0, 1)) * (1 - 0.30 * t) + 0.012
        lift = 0.05 * k * np.abs(across) / wide
        flat = np.maximum(np.abs(py - y - lift) - 0.030 * k, np.abs(across) - half)
        flat = np.maximum(flat, np.abs(along) - length)
        fin = (along - length * 0.92) / (0.42 * length)
        fork = np.abs(np.abs(across) - 0.45 * wide * np.clip(fin, 0, 1)) - 0.20 * wide
        tail = np.maximum(np.maximum(fork, np.abs(py - y) - 0.02), np.maximum(-fin, fin - 1) * 0.2)
        return np.minimum(flat, tail) * 0.6 - 0.006

    def paint(px, py, pz, n):
        along, across = local(px, pz)
        bones = np.abs(np.sin((along + np.abs(across) * 0.8) * 42 / k)) < 0.22
        flesh = mix(linear((226, 178, 126)), linear((246, 214, 168)), noise(px * 9, py * 9, pz * 9))
        flesh = mix(flesh, linear((196, 138, 96)), bones * 0.45)
        spine = np.exp(-((across / (0.022 * k)) ** 2))
        flesh = mix(flesh, linear((150, 92, 66)), spine * 0.8)
        rim = smooth(
            0.72,
            1.0,
            np.abs(across) / (wide * np.sqrt(np.clip(1 - (along / length) ** 2, 0.02, 1))),
        )
        flesh = mix(flesh, linear((128, 134, 142)), rim * 0.8)
        head = smooth(-0.60 * length, -0.72 * length, along)
        flesh = mix(flesh, linear((150, 136, 118)), head)
        eye = np.hypot(along + 0.80 * length, np.abs(across) - 0.09 * k) < 0.026 * k
        tail = smooth(0.90 * length, 1.0 * length, along)
        flesh = mix(flesh, linear((140, 128, 112)), tail)
        return np.where(eye[:, None], linear((26, 24, 28)), flesh), 0.28, 24, 0

    return [Part(field, paint, (x, y, z), 0.82 * k)]


def salted_fish() -> list[Part]:
    parts = tray()
    parts += split_fish(-0.52, -0.38, 0.15, 1.0)
    parts += split_fish(0.50, -0.46, 0.05, 0.98)
    parts += split_fish(-0.40, 0.26, -0.10, 1.05, 0.22)
    parts += split_fish(0.56, 0.22, 0.20, 1.05, 0.24)
    tag = Tag(name="Ikan asin|gembung", maker=SEA, weight="500 g", accent=(22, 92, 130))
    return [*parts, card(tag, 0.98, 1.30, 0.36, 0.34, 0.30)]


def paste_block(x, y, z, turn, k=1.0) -> Part:
    def rough(a, b, c):
        return noise(a * 30, b * 30, c * 30) + 0.5 * noise(a * 70, b * 70, c * 70)

    field = box(x, y, z, 0.42 * k, 0.20 * k, 0.26 * k, 0.05, turn=turn)
    return Part(field, plain((112, 58, 62), 0.16, 16, 0.25, 26), (x, y, z), 0.56 * k, rough, 0.018)


def shrimp_paste() -> list[Part]:
    parts = [
        paste_block(-0.50, 0.24, -0.1, 0.20),
        paste_block(0.50, 0.24, 0.0, -0.25),
        paste_block(0.0, 0.63, -0.06, 0.35, 0.96),
        box_leaf(0.0, 0.02, 0.0),
    ]
    for x, z, turn in ((-0.95, 0.92, 0.3), (-0.70, 1.16, 1.2), (1.0, 0.86, 2.2), (0.80, 1.14, 0.6)):
        parts.append(shrimp(x, 0.10, z, turn, 0.9))
    parts += chilli(0.62, 1.34, 2.9, 0.6)
    tag = Tag(name="Terasi|udang", maker=SEA, weight="200 g", accent=(122, 40, 52))
    return [*parts, card(tag, -0.06, 1.24, 0.40, 0.37)]


def box_leaf(x, y, z) -> Part:
    """A banana leaf under the goods."""

    def field(px, py, pz):
        half = 0.78 * np.sqrt(np.clip(1 - (px / 1.36) ** 2, 0.001, 1))
        wave = 0.015 * np.sin(px * 5 + pz * 3)
        return (
            np.maximum(
                np.maximum(np.abs(py - y - wave) - 0.012, np.abs(pz - z) - half),
                np.abs(px - x) - 1.34,
            )
            * 0.6
        )

    def paint(px, py, pz, n):
        veins = np.abs(np.sin((px + np.abs(pz) * 0.5) * 34)) < 0.2
        rib = np.exp(-((pz / 0.03) ** 2))
        colour = mix(linear((62, 116, 54)), linear((96, 150, 78)), veins * 0.6)
        return mix(colour, linear((170, 190, 110)), rib), 0.25, 24, 0

    return Part(field, paint, (x, y, z), 1.4)


def shrimp(x, y, z, turn, k=1.0, colour: Rgb = (232, 128, 84)) -> Part:
    """A dried shrimp: a ringed curl, thick to thin."""
    c, s = math.cos(turn), math.sin(turn)

    def local(px, pz):
        return (c * (px - x) - s * (pz - z)) / k, (s * (px - x) + c * (pz - z)) / k

    def field(px, py, pz):
        u, v = local(px, pz)
        a = np.arctan2(v, u)
        thick = 0.075 - 0.018 * (a + 1.2)
        arc = np.hypot(np.hypot(u, v) - 0.15, (py - y) / k) - np.clip(thick, 0.012, 0.1)
        ends = np.maximum(-1.9 - a, a - 2.1) * 0.15
        return np.maximum(arc, ends) * 0.6 * k

    def rings(px, py, pz):
        u, v = local(px, pz)
        return np.sin(np.arctan2(v, u) * 11)

    def paint(px, py, pz, n):
        band = 0.8 + 0.25 * rings(px, py, pz)
        return linear(colour) * band[:, None], 0.35, 30, 0

    return Part(field, paint, (x, y, z), 0.27 * k, rings, 0.012)


def dried_shrimp() -> list[Part]:
    parts = bowl(0.0, -0.1, 0.92, (86, 104, 116))
    rng = np.random.default_rng(23)
    for _ in range(70):
        a, r = rng.uniform(0, 6.28), 0.92 * math.sqrt(rng.uniform())
        y = 0.68 + 0.28 * (1 - (r / 0.92) ** 2) + rng.uniform(-0.02, 0.05)
        tone = shade((232, 128, 84), rng.uniform(0.85, 1.12))
        parts.append(
            shrimp(r * math.cos(a), y, -0.1 + r * math.sin(a), rng.uniform(0, 6.28), 0.95, tone)
        )
    core = ball(0, 0.5, -0.1, 0.95, 1, 0.3, 1)
    parts.append(Part(core, plain((170, 84, 56)), (0, 0.5, -0.1), 1.0))
    for x, z, turn in ((0.80, 1.02, 0.4), (1.04, 1.20, 2.0), (0.58, 1.24, 4.0)):
        parts.append(shrimp(x, 0.09, z, turn))
    tag = Tag(name="Udang kering|(ebi)", maker=SEA, weight="250 g", accent=(190, 84, 24))
    return [*parts, card(tag, -0.62, 1.16)]


def squid(x, z, turn, k=1.0, y=0.20) -> list[Part]:
    """Dried flat: a pointed mantle with fins, and a tuft of arms."""
    c, s = math.cos(turn), math.sin(turn)

    def at(along, across, up=0.0):
        return (x + k * (along * c + across * s), y + up, z + k * (-along * s + across * c))

    def field(px, py, pz):
        along, across = (c * (px - x) - s * (pz - z)) / k, (s * (px - x) + c * (pz - z)) / k
        t = np.clip((along + 0.42) / 0.72, 0.001, 1)
        half, high = 0.16 * t**0.6 + 0.004, 0.06 * t**0.4
        mantle = (np.hypot(across / half, (py - y) / k / high) - 1) * np.minimum(half, high)
        mantle = np.maximum(mantle, np.maximum(-0.43 - along, along - 0.30))
        fins = np.hypot((along + 0.26) / 0.15, across / 0.25) - 1
        fins = np.maximum(fins * 0.15, np.abs(py - y + 0.01) / k - 0.014)
        return np.minimum(mantle, fins) * 0.55 * k

    def paint(px, py, pz, n):
        freckle = smooth(0.50, 0.80, noise(px * 34, py * 34, pz * 34))
        colour = mix(linear((240, 218, 186)), linear((190, 122, 104)), freckle * 0.6)
        return colour, 0.4, 30, 0

    parts = [Part(field, paint, (x, y, z), 0.5 * k)]
    head = union(ball(*at(0.36, 0), 0.085 * k))
    parts.append(Part(head, plain((214, 168, 142), 0.35), at(0.36, 0), 0.1 * k))
    for i in range(5):
        off = (i - 2) * 0.055
        arm = bent(
            at(0.40, off * 0.8),
            at(0.55, off * 1.6, 0.03),
            at(0.70, off * 2.6, -0.02),
            0.030 * k,
            0.014 * k,
            (226, 180, 152),
            0.3,
            6,
        )
        parts.append(arm)
    return parts


def dried_squid() -> list[Part]:
    parts = tray()
    spots = (
        (-0.60, -0.62, 0.2),
        (0.30, -0.70, -0.1),
        (-0.78, -0.12, -0.2),
        (0.16, -0.16, 0.15),
        (-0.56, 0.40, 0.1),
        (0.34, 0.36, 0.3),
    )
    for i, (x, z, turn) in enumerate(spots):
        parts += squid(x, z, turn, 1.0, 0.17 + 0.012 * i)
    tag = Tag(name="Cumi|asin", maker=SEA, weight="250 g", accent=(122, 40, 52))
    return [*parts, card(tag, 0.98, 1.30, 0.36, 0.34, 0.30)]


def fish_floss() -> list[Part]:
    tag = Tag(name="Abon|tongkol", maker=SEA, weight="150 g", accent=(140, 70, 30))
    filling = paste((196, 128, 66), (238, 196, 130), 1.22, 26)
    parts = lidded_jar(tag, filling, (22, 92, 130))
    for x, z, r in ((1.02, 0.82, 0.44),):

        def field(px, py, pz, x=x, z=z, r=r):
            return ball(x, -0.02, z, r, 1, 0.5, 0.8)(px, py, pz) * 0.8

        def threads(px, py, pz):
            return noise(px * 18 + 8 * noise(px * 4, py * 4, pz * 4), py * 44, pz * 40)

        paint = plain((204, 138, 74), 0.06, 12, 0.35, 22)
        parts.append(Part(field, paint, (x, 0, z), r * 1.2, threads, 0.06))
    return [
        *parts,
        leaf(-1.02, 0.08, 0.86, 0.5, 0.12, 1.1),
        leaf(-0.86, 0.08, 1.12, 2.5, 0.12, 0.9),
    ]


TRAY = {"aim": (0.06, 0.12, 0.16), "zoom": 4.6, "eye": (0.0, 5.2, 5.2)}
GOODS = {
    "teri": Still(
        build=anchovies,
        alt="Teri nasi kering di atas tampah dengan kartu Teri Medan",
        alt_en="Tiny dried anchovies on a bamboo tray with a card",
        **TRAY,
    ),
    "ikan-asin": Still(
        build=salted_fish,
        alt="Ikan asin gembung belah di atas tampah dengan kartunya",
        alt_en="Split salted mackerel on a bamboo tray with a card",
        **TRAY,
    ),
    "cumi-asin": Still(
        build=dried_squid,
        alt="Cumi asin kering di atas tampah dengan kartunya",
        alt_en="Salted dried squid on a bamboo tray with a card",
        **TRAY,
    ),
    "terasi": Still(
        build=shrimp_paste,
        aim=(0.0, 0.42, 0.2),
        zoom=4.8,
        alt="Tiga balok terasi udang di atas daun pisang dengan kartunya",
        alt_en="Three blocks of shrimp paste on a banana leaf with a card",
    ),
    "ebi": Still(
        build=dried_shrimp,
        aim=(0.0, 0.60, 0.0),
        zoom=4.5,
        alt="Semangkuk udang kering dengan kartunya",
        alt_en="A bowl of dried shrimp with a card",
    ),
    "abon": Still(
        build=fish_floss,
        aim=(0.0, 0.78, 0.0),
        zoom=4.45,
        alt="Toples berlabel Abon tongkol dengan segumpal abon",
        alt_en="Jar labelled Abon tongkol with a tuft of fish floss",
    ),
    "tampah": Still(
        build=bamboo_tray,
        aim=(0.0, 0.92, 0.0),
        zoom=4.5,
        alt="Tampah bambu bulat berdiri dengan kartunya",
        alt_en="A round bamboo tray standing up, with a card",
    ),
}
