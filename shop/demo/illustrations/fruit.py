"""Fresh fruit in plaited baskets."""

from __future__ import annotations

import math

import numpy as np

from shop.demo.illustrations.loose import leaf, orange, shade
from shop.demo.illustrations.materials import basket_paint, plain, plait
from shop.demo.illustrations.packs import Rgb, Tag, card
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import (
    Part,
    ball,
    box,
    lathe,
    linear,
    mix,
    noise,
    ring,
    smooth,
    stick,
    union,
)

KARO, FOREST = "Koperasi Buah Karo", "Koperasi Hutan Sipirok"
PILE = (
    (-0.62, 0.70, 0.42),
    (0.0, 0.68, 0.66),
    (0.62, 0.71, 0.42),
    (-0.66, 0.72, -0.32),
    (0.02, 0.72, -0.02),
    (0.66, 0.70, -0.3),
    (-0.33, 1.12, 0.12),
    (0.34, 1.13, 0.14),
    (0.0, 1.10, -0.42),
    (0.02, 1.52, 0.02),
)


def basket() -> list[Part]:
    profile = [(0.0, 0.92), (0.3, 1.04), (0.56, 1.12)]

    def twist(x, y, z):
        return np.sin(np.arctan2(x, z) * 46 + y * 30)

    body = lathe(profile, hollow=0.09)
    rim = ring(0, 0.57, 0, 1.10, 0.065)
    return [
        Part(body, basket_paint(), (0, 0.3, 0), 1.25, plait(30, 22), 0.05),
        Part(rim, plain((176, 124, 70), 0.1), (0, 0.57, 0), 1.25, twist, 0.03),
    ]


def citrus() -> list[Part]:
    parts = basket()
    for i, (x, y, z) in enumerate(PILE):
        parts.append(orange(x, y, z, 0.36 if i < 9 else 0.33, (i * 37 % 10) / 10 - 0.4))
    parts += [
        leaf(0.26, 1.86, 0.10, 0.5, 0.25, 0.9),
        leaf(-0.24, 1.84, 0.06, 2.7, -0.2, 0.8),
        leaf(-0.86, 1.04, 0.40, 2.2, 0.5),
        orange(1.30, 0.31, 0.62, 0.33, 0.2),
        leaf(1.46, 0.64, 0.66, 0.3, 0.3, 0.8),
    ]
    tag = Tag(name="Jeruk|Berastagi", maker=KARO, weight="per kg", accent=(196, 92, 12))
    return [*parts, card(tag, -0.42, 1.23)]


def passion_fruit(x, y, z, r, tone=1.0) -> Part:
    base = shade((112, 52, 88), tone)

    def paint(px, py, pz, n):
        speck = smooth(0.70, 0.78, noise(px * 26, py * 26, pz * 26))
        colour = mix(linear(base), linear((196, 150, 150)), speck * 0.6)
        stem = smooth(0.985, 0.995, n[:, 1])
        return mix(colour, linear((150, 120, 60)), stem), 0.35, 30, 0

    return Part(ball(x, y, z, r, 1.0, 0.97, 1.0), paint, (x, y, z), r * 1.02)


def half_fruit(x, z, r, skin: Rgb, flesh: Rgb, seed: Rgb, lean=0.75) -> list[Part]:
    """A fruit cut in two, its face turned to the camera."""
    y = r * 0.92
    normal = np.array([0.0, math.sin(lean * 0.9), math.cos(lean * 0.9)])

    def field(px, py, pz):
        d = np.sqrt((px - x) ** 2 + (py - y) ** 2 + (pz - z) ** 2) - r
        cut = (px - x) * normal[0] + (py - y) * normal[1] + (pz - z) * normal[2]
        return np.maximum(d, cut)

    def paint(px, py, pz, n):
        d = np.sqrt((px - x) ** 2 + (py - y) ** 2 + (pz - z) ** 2) / r
        face = (n @ normal > 0.9).astype(np.float32)
        pips = smooth(0.60, 0.70, noise(px * 22 / r * 0.3, py * 22 / r * 0.3, pz * 22 / r * 0.3))
        inner = mix(linear(flesh), linear(seed), pips)
        rind = smooth(0.72, 0.80, d)
        inner = mix(inner, linear((244, 226, 214)), rind)
        edge = smooth(0.93, 0.97, d)
        inner = mix(inner, linear(skin), edge)
        return mix(linear(skin), inner, face), 0.35, 34, 0

    return [Part(field, paint, (x, y, z), r * 1.02)]


def passion_basket() -> list[Part]:
    parts = basket()
    for i, (x, y, z) in enumerate(PILE):
        parts.append(passion_fruit(x, y, z, 0.35 if i < 9 else 0.32, 0.85 + (i * 37 % 10) / 22))
    parts += half_fruit(1.16, 1.02, 0.30, (112, 52, 88), (240, 176, 40), (58, 44, 30))
    parts += half_fruit(0.52, 1.34, 0.28, (124, 60, 92), (240, 176, 40), (58, 44, 30))
    parts += [leaf(-1.2, 0.08, 0.86, 0.5, 0.1, 1.0), leaf(0.24, 1.84, 0.1, 0.5, 0.25, 0.8)]
    tag = Tag(name="Markisa|ungu", maker=KARO, weight="1 kg", accent=(112, 44, 84))
    return [*parts, card(tag, -0.50, 1.23)]


def tamarillo(x, y, z, turn, tone=1.0) -> list[Part]:
    base = shade((164, 30, 36), tone)
    field = ball(x, y, z, 0.25, 1.42, 1.0, 1.0, turn, 0.1)

    def paint(px, py, pz, n):
        streak = smooth(0.5, 0.9, noise(px * 3, py * 3, pz * 3))
        return mix(linear(base), linear((216, 96, 40)), streak * 0.5), 0.55, 44, 0

    c, s = math.cos(turn), math.sin(turn)
    stalk = stick((x + 0.33 * c, y, z - 0.33 * s), (x + 0.50 * c, y + 0.05, z - 0.50 * s), 0.022)
    return [
        Part(field, paint, (x, y, z), 0.37),
        Part(stalk, plain((104, 122, 54)), (x + 0.42 * c, y, z - 0.42 * s), 0.14),
    ]


def tamarillo_basket() -> list[Part]:
    parts = basket()
    for i, (x, y, z) in enumerate(PILE):
        parts += tamarillo(x * 0.98, y * 0.98, z, (i * 1.7) % 3.1, 0.85 + (i * 37 % 10) / 25)
    parts += tamarillo(1.18, 0.25, 0.92, 0.4)
    parts += half_fruit(0.52, 1.34, 0.25, (164, 30, 36), (232, 140, 50), (92, 24, 30))
    tag = Tag(name="Terong|belanda", maker=KARO, weight="1 kg", accent=RED_WINE)
    return [*parts, card(tag, -0.50, 1.23)]


RED_WINE = (136, 26, 36)


def snake_fruit(x, y, z, turn, tone=1.0) -> Part:
    """A drop with scales like a snake's."""
    c, s = math.cos(turn), math.sin(turn)

    def field(px, py, pz):
        px, py, pz = px - x, py - y, pz - z
        across, along = s * px + c * pz, c * px - s * pz
        taper = 1 - 0.34 * np.clip(along / 0.36, -1, 1.1)
        q = np.sqrt((along / 1.3) ** 2 + (py / taper) ** 2 + (across / taper) ** 2)
        return (q - 0.26) * 0.62

    def rows(px, py, pz):
        px, py, pz = px - x, py - y, pz - z
        across, along = s * px + c * pz, c * px - s * pz
        a = np.arctan2(py, across) * 5.0
        b = along * 22
        b = b + 0.5 * (np.floor(a / math.pi) % 2) * math.pi
        return a, b

    def scale(px, py, pz):
        a, b = rows(px, py, pz)
        return np.abs(np.sin(a)) * 0.5 + ((b / math.pi) % 1) * 0.8

    def paint(px, py, pz, n):
        a, b = rows(px, py, pz)
        edge = smooth(0.75, 1.0, (b / math.pi) % 1)
        colour = mix(linear(shade((148, 84, 44), tone)), linear((66, 34, 22)), edge)
        return colour * (0.75 + 0.35 * np.abs(np.sin(a)))[:, None], 0.25, 26, 0

    return Part(field, paint, (x, y, z), 0.42, scale, 0.02)


def snake_fruit_basket() -> list[Part]:
    parts = basket()
    for i, (x, y, z) in enumerate(PILE):
        parts.append(snake_fruit(x * 0.95, y * 0.96, z, (i * 1.9) % 6.2, 0.85 + (i * 37 % 10) / 25))
    parts.append(snake_fruit(1.18, 0.24, 0.94, 0.5))
    for i in range(2):  # one peeled: pale segments
        seg = ball(0.52 + 0.2 * i, 0.15, 1.30 + 0.06 * i, 0.15, 1.25, 0.95, 0.9, 0.6 + i)
        parts.append(
            Part(seg, plain((246, 232, 206), 0.4, 40, 0.04), (0.52 + 0.2 * i, 0.15, 1.30), 0.22)
        )
    tag = Tag(name="Salak|Sidimpuan", maker=FOREST, weight="2 kg", accent=(122, 66, 24))
    return [*parts, card(tag, -0.50, 1.23)]


def avocado_shape(x, y, z, turn, k=1.0):
    c, s = math.cos(turn), math.sin(turn)

    def field(px, py, pz):
        px, py, pz = (px - x) / k, (py - y) / k, (pz - z) / k
        across, along = s * px + c * pz, c * px - s * pz
        taper = 1 - 0.30 * np.clip(along / 0.42, -1, 1.2)
        return (
            (np.sqrt((along / 1.38) ** 2 + (py / taper) ** 2 + (across / taper) ** 2) - 0.29)
            * 0.62
            * k
        )

    return field


def avocado(x, y, z, turn, tone=1.0) -> Part:
    def paint(px, py, pz, n):
        speck = smooth(0.60, 0.75, noise(px * 30, py * 30, pz * 30))
        colour = mix(linear(shade((70, 104, 44), tone)), linear((124, 150, 70)), speck * 0.7)
        return colour, 0.28, 24, 0

    def pores(a, b, c):
        return noise(a * 26, b * 26, c * 26)

    return Part(avocado_shape(x, y, z, turn), paint, (x, y, z), 0.48, pores, 0.018)


def half_avocado(x, z) -> list[Part]:
    """Leaning back, its cut face to the camera: butter flesh, one stone."""
    y = 0.29
    body = avocado_shape(x, y, z, 2.5)
    normal = np.array([0.12, 0.62, 0.775])

    def field(px, py, pz):
        cut = (px - x) * normal[0] + (py - y) * normal[1] + (pz - z) * normal[2]
        return np.maximum(body(px, py, pz), cut)

    def paint(px, py, pz, n):
        face = (n @ normal > 0.9).astype(np.float32)
        depth = -body(px, py, pz)
        flesh = mix(linear((168, 184, 70)), linear((246, 228, 136)), smooth(0.01, 0.08, depth))
        return mix(linear((70, 104, 44)), flesh, face), 0.35, 30, 0

    c, s = math.cos(2.5), math.sin(2.5)
    stone = (x - 0.06 * c, y + 0.02, z + 0.06 * s)
    return [
        Part(field, paint, (x, y, z), 0.48),
        Part(ball(*stone, 0.135), plain((130, 82, 48), 0.4, 34), stone, 0.14),
    ]


def avocado_basket() -> list[Part]:
    parts = basket()
    for i, (x, y, z) in enumerate(PILE[:9]):
        parts.append(avocado(x * 0.96, y, z, (i * 1.9) % 6.2, 0.85 + (i * 37 % 10) / 25))
    parts.append(avocado(0.02, 1.46, 0.02, 0.6))
    parts += half_avocado(0.92, 1.20)
    tag = Tag(name="Alpukat|mentega", maker=KARO, weight="3 kg", accent=(60, 92, 40))
    return [*parts, card(tag, -0.50, 1.23)]


def strawberry(x, y, z, turn, k=1.0) -> list[Part]:
    """Tip down or sideways; seeds pressed in, a star of green on top."""

    def field(px, py, pz):
        qx, qy, qz = (px - x) / k, (py - y) / k, (pz - z) / k
        wide = 0.17 * (1.0 - 0.55 * np.clip(-qy / 0.24, 0, 1) ** 1.4)
        d = np.sqrt(qx * qx + qz * qz + (qy * 0.62) ** 2) - wide
        return d * 0.55 * k

    def seeds(px, py, pz):
        a = np.arctan2(px - x, pz - z) * 6
        b = (py - y) / k * 24
        b = b + 0.5 * math.pi * (np.floor(a / math.pi) % 2)
        return -smooth(0.75, 1.0, np.abs(np.sin(a) * np.sin(b)))

    def paint(px, py, pz, n):
        pip = smooth(0.90, 0.99, -seeds(px, py, pz)) * 0.8
        colour = mix(linear((200, 26, 38)), linear((236, 170, 80)), pip)
        return colour, 0.5, 36, 0

    parts = [Part(field, paint, (x, y, z), 0.34 * k, seeds, 0.02)]
    for i in range(5):
        a = turn + i * 1.2566
        lx, lz = x + 0.08 * k * math.cos(a), z + 0.08 * k * math.sin(a)
        blade = ball(lx, y + 0.19 * k, lz, 0.09 * k, 1.1, 0.22, 0.5, -a, 0.2)
        parts.append(Part(blade, plain((74, 132, 58), 0.2), (lx, y + 0.19 * k, lz), 0.11 * k))
    return parts


def strawberries() -> list[Part]:
    """A shallow wooden tray with two layers, some berries in front."""
    wood = plain((214, 174, 120), 0.08, 14, 0.25, 10)
    walls = union(
        box(0, 0.24, 0.62, 1.08, 0.24, 0.03, 0.02),
        box(0, 0.24, -0.62, 1.08, 0.24, 0.03, 0.02),
        box(1.06, 0.24, 0, 0.03, 0.24, 0.62, 0.02),
        box(-1.06, 0.24, 0, 0.03, 0.24, 0.62, 0.02),
        box(0, 0.03, 0, 1.06, 0.03, 0.62, 0.02),
    )
    parts = [Part(walls, wood, (0, 0.24, 0), 1.32)]
    rng = np.random.default_rng(6)
    for row, z in enumerate((-0.38, 0.0, 0.36)):
        for col in range(6):
            x = -0.85 + 0.34 * col + (0.12 if row % 2 else 0.0)
            if abs(x) < 0.98:
                parts += strawberry(x, 0.44 + rng.uniform(0, 0.1), z, rng.uniform(0, 3), 1.12)
    for x, z in ((0.52, 1.14), (0.86, 1.06)):
        parts += strawberry(x, 0.24, z, rng.uniform(0, 3), 1.05)
    tag = Tag(name="Stroberi|Berastagi", maker=KARO, weight="500 g", accent=(176, 24, 40))
    return [*parts, card(tag, -0.40, 1.0, 0.42, 0.38)]


CAMERA = {"aim": (0.10, 0.88, 0.0), "zoom": 4.15}
GOODS = {
    "jeruk": Still(
        build=citrus,
        alt="Sekeranjang jeruk berdaun dengan kartu Jeruk Berastagi",
        alt_en="A basket of oranges with leaves and a card reading Jeruk Berastagi",
        **CAMERA,
    ),
    "markisa": Still(
        build=passion_basket,
        alt="Sekeranjang markisa ungu, dua dibelah, dengan kartunya",
        alt_en="A basket of purple passion fruit, two cut open, with a card",
        **CAMERA,
    ),
    "terong-belanda": Still(
        build=tamarillo_basket,
        alt="Sekeranjang terong belanda merah dengan kartunya",
        alt_en="A basket of red tamarillos with a card",
        **CAMERA,
    ),
    "salak": Still(
        build=snake_fruit_basket,
        alt="Sekeranjang salak bersisik cokelat dengan kartu Salak Sidimpuan",
        alt_en="A basket of brown scaly snake fruit with a card",
        **CAMERA,
    ),
    "alpukat": Still(
        build=avocado_basket,
        alt="Sekeranjang alpukat hijau, satu dibelah, dengan kartunya",
        alt_en="A basket of green avocados, one cut open, with a card",
        **CAMERA,
    ),
    "stroberi": Still(
        build=strawberries,
        aim=(0.02, 0.40, 0.1),
        zoom=5.1,
        alt="Stroberi merah dalam baki kayu dengan kartunya",
        alt_en="Red strawberries in a wooden tray with a card",
    ),
}
