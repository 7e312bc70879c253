"""Wickerwork of pandan: baskets, mats, boxes, hats, and tools to move goods about the table."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from shop.demo.illustrations.loose import leaf
from shop.demo.illustrations.materials import basket_paint, plain, plait, weave
from shop.demo.illustrations.packs import Rgb, Tag, card
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.sea import bamboo_tray
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
)

MAKER = "Koperasi Anyam Pandan"
STRAW, DARK_STRAW = (220, 182, 120), (180, 132, 78)


def twist(x, y, z):
    return np.sin(np.arctan2(x, z) * 46 + y * 30)


def zigzag(a, r, y, colour):
    """Red and dark steps round a basket."""
    row, col = np.floor(r / math.pi), np.floor(a / math.pi)
    zig = np.abs((col % 6) - 3) + 3.0
    red = np.abs(row - zig) < 1
    dark = (np.abs(row - zig) >= 1) & (np.abs(row - zig) < 2)
    colour = np.where(red[:, None], linear((160, 24, 46)), colour)
    return np.where(dark[:, None], linear((58, 44, 52)), colour)


def basket() -> list[Part]:
    profile = [(0.0, 0.80), (0.3, 0.92), (0.8, 1.03), (1.15, 1.06)]
    paint = basket_paint(STRAW, DARK_STRAW, zigzag, 24, 30)
    straw = plain((186, 134, 76), 0.1, 16, 0.2, 20)

    def rim(x, y, z):
        return ring(0, 1.15, 0, 1.03, 0.06)(x, y, z / 0.86) * 0.85

    def lining(x, y, z):
        soft = 0.03 * np.sin(x * 7) * np.sin(z * 6 + x)
        return ball(0, 1.10, 0, 0.92, 1, 0.22, 0.8)(x, y + soft, z) * 0.8

    def grip(x, y, z):
        return np.sin(np.arctan2(x, y - 1.1) * 40 + z * 60)

    parts = [
        Part(lathe(profile, 0.86, hollow=0.07), paint, (0, 0.6, 0), 1.28, plait(30, 24), 0.05),
        Part(rim, straw, (0, 1.15, 0), 1.2, twist, 0.03),
        Part(lining, plain((244, 236, 222), 0.02, 8, 0.05), (0, 1.1, 0), 0.98, weave(110), 0.006),
    ]
    for cz in (0.62, -0.62):
        hoop = ring(0, 1.12, cz, 0.56, 0.05, upright=True, half=True)
        parts.append(Part(hoop, straw, (0, 1.4, cz), 0.85, grip, 0.03))
    tag = Tag(name="Keranjang|anyam", maker=MAKER, weight="40 × 30 cm")
    return [*parts, card(tag, 0.70, 0.98, 0.30, 0.29, 0.12)]


def flat_weave(accent: Rgb, pitch=16.0):
    """Paint and relief of a flat plaited sheet in the x-y and x-z planes."""

    def cells(x, y, z):
        v = y + z
        return np.floor(x * pitch), np.floor(v * pitch), (x * pitch) % 1, (v * pitch) % 1

    def paint(x, y, z, n):
        i, j, fx, fy = cells(x, y, z)
        over = (i + j) % 2
        edge = np.minimum(np.minimum(fx, 1 - fx), np.minimum(fy, 1 - fy))
        colour = mix(linear(DARK_STRAW), linear(STRAW), 0.35 + 0.65 * over)
        zig = np.abs((i % 8) - 4) + (j % 10)
        colour = np.where(((zig > 5.5) & (zig < 7.5))[:, None], linear(accent), colour)
        straw = 0.88 + 0.24 * noise(x * 30, y * 30, z * 30)
        return colour * (straw * (0.55 + 0.45 * smooth(0, 0.2, edge)))[:, None], 0.1, 16, 0

    def relief(x, y, z):
        i, j, fx, fy = cells(x, y, z)
        return np.where((i + j) % 2 == 0, np.sin(fx * math.pi), np.sin(fy * math.pi))

    return paint, relief


def mat() -> list[Part]:
    """Rolled up, its free end laid out before it."""
    paint, relief = flat_weave((160, 24, 46), 13)
    turned = lathe([(-1.16, 0.30), (1.16, 0.30)], rounding=0.02, safe=0.9)

    def rolled(x, y, z):
        return turned(y - 0.32, x, z + 0.25)

    def around(x, y, z, n):
        a = np.arctan2(y - 0.32, z + 0.25) * 0.30
        end = np.abs(n[:, 0]) > 0.7
        spiral = 0.5 + 0.5 * np.sin(np.hypot(y - 0.32, z + 0.25) * 95)
        cut = mix(linear((110, 78, 44)), linear(STRAW), spiral)
        body = paint(x, a, a * 0, n)[0]
        return np.where(end[:, None], cut, body), 0.1, 16, 0

    def round_relief(x, y, z):
        a = np.arctan2(y - 0.32, z + 0.25) * 0.30
        return relief(x, a, a * 0)

    def laid(x, y, z):
        wave = 0.008 * np.sin(x * 5) + 0.05 * np.exp(-(((z - 0.05) / 0.2) ** 2))
        return (
            np.maximum(
                np.maximum(np.abs(y - 0.02 - wave) - 0.016, np.abs(x) - 1.16),
                np.abs(z - 0.52) - 0.60,
            )
            * 0.7
        )

    tag = Tag(name="Tikar|pandan", maker=MAKER, weight="150 × 200 cm")
    return [
        Part(rolled, around, (0, 0.32, -0.25), 1.24, round_relief, 0.02),
        Part(laid, paint, (0, 0.04, 0.52), 1.4, relief, 0.02),
        card(tag, 0.74, 1.0, 0.34, 0.33, 0.3),
    ]


def lidded_box(accent: Rgb, main: Rgb) -> list[Part]:
    """One closed, one open with the lid leaning on it."""
    paint, relief = flat_weave(accent, 15)

    def tinted(x, y, z, n):
        colour, gloss, sharp, glow = paint(x, y, z + x * 0.0, n)
        return colour * (linear(main) / linear(STRAW)), gloss, sharp, glow

    body = box(-0.02, 0.36, 0.10, 0.92, 0.36, 0.62, 0.05, turn=0.18)
    lid = box(-0.02, 0.80, 0.10, 0.97, 0.13, 0.67, 0.06, turn=0.18)
    knob = (0.0, 0.98, 0.10)
    tag = Tag(name="Kotak|anyam", maker=MAKER, weight="20 × 15 cm", accent=accent)
    return [
        Part(body, tinted, (-0.02, 0.36, 0.1), 1.22, relief, 0.02),
        Part(lid, tinted, (-0.02, 0.80, 0.1), 1.24, relief, 0.02),
        Part(ball(*knob, 0.085), plain((120, 76, 42), 0.4, 34), knob, 0.09),
        card(tag, 0.72, 1.10, 0.33, 0.32),
        leaf(-1.05, 0.06, 1.02, 0.5, 0.08, 1.0, (108, 128, 56)),
    ]


def pot(cx, cz, s, with_plant: bool) -> list[Part]:
    profile = [(0.0, 0.34 * s), (0.2 * s, 0.40 * s), (0.62 * s, 0.46 * s), (0.66 * s, 0.45 * s)]
    paint_ = basket_paint(STRAW, DARK_STRAW, None, 14, 34 / s)

    def paint(x, y, z, n):
        colour, gloss, sharp, glow = paint_(x - cx, y, z - cz, n)
        band = ((y > 0.40 * s) & (y < 0.56 * s)).astype(np.float32)
        return mix(colour, linear((58, 44, 52)) * (0.4 + colour), band * 0.75), gloss, sharp, glow

    parts = [
        Part(
            lathe(profile, hollow=0.05, cx=cx, cz=cz),
            paint,
            (cx, 0.33 * s, cz),
            0.64 * s,
            plait(34 / s, 14, cx, cz),
            0.04,
        )
    ]
    soil = ball(cx, 0.54 * s, cz, 0.38 * s, 1, 0.18, 1)
    parts.append(Part(soil, plain((70, 50, 38), 0.03, 8, 0.4, 26), (cx, 0.54 * s, cz), 0.4 * s))
    if with_plant:
        for i in range(9):
            a, up = i * 0.698, 0.30 + 0.22 * ((i * 7) % 3)
            x, z = cx + 0.26 * s * math.cos(a), cz + 0.26 * s * math.sin(a)
            y = 0.62 * s + up * s
            stem = stick((cx, 0.5 * s, cz), (x, y, z), 0.014 * s)
            parts.append(
                Part(stem, plain((86, 124, 66)), ((cx + x) / 2, 0.75 * s, (cz + z) / 2), 0.5 * s)
            )
            parts.append(leaf(x, y, z, -a, 0.35, 0.72 * s, (62, 116 + (i % 3) * 14, 60)))
    return parts


def planters() -> list[Part]:
    tag = Tag(name="Sarung|pot", maker=MAKER, weight="isi 3", accent=(122, 66, 24))
    parts = pot(-0.46, -0.2, 1.25, True) + pot(0.62, 0.0, 1.0, True) + pot(-0.02, 0.92, 0.72, False)
    return [*parts, card(tag, 0.80, 1.04, 0.32, 0.30)]


def handbag() -> list[Part]:
    paint, relief = flat_weave((160, 24, 46), 15)

    def body(x, y, z):
        wide = 0.98 - 0.10 * np.clip(y, 0, 1.2)
        deep = 0.34 - 0.12 * np.clip(y, 0, 1.2)
        q = np.maximum(np.abs(x) - wide, np.abs(y - 0.60) - 0.60)
        return np.maximum(q, np.abs(z) - deep) * 0.8 - 0.03

    def flap(x, y, z):
        edge = 0.72 + 0.22 * (x / 0.9) ** 2
        q = np.maximum(np.abs(x) - 0.90, np.maximum(edge - y, y - 1.24))
        front = 0.40 - 0.12 * np.clip(y, 0, 1.2)
        return np.maximum(q, np.abs(z - front) - 0.02) * 0.7

    def plainer(x, y, z, n):
        colour, gloss, sharp, glow = paint(x + 0.1, y * 0 + 0.12, z * 0 + y * 0.08, n)
        return mix(linear((150, 98, 54)), colour, np.full(len(x), 0.4)), gloss, sharp, glow

    button = (0.0, 0.80, 0.36)

    def hoop(x, y, z):
        return np.hypot(np.hypot(x, (y - 1.18) * 0.9) - 0.46, z) - 0.045

    cane = plain((150, 98, 54), 0.15, 18, 0.2, 20)
    tag = Tag(name="Tas|pandan", maker=MAKER, weight="30 × 22 cm")
    return [
        Part(body, paint, (0, 0.60, 0), 1.28, relief, 0.02),
        Part(flap, plainer, (0, 0.98, 0.30), 1.0, relief, 0.02),
        Part(ball(*button, 0.085, 1, 1, 0.6), plain((96, 60, 36), 0.5, 40), button, 0.1),
        Part(hoop, cane, (0, 1.3, 0), 0.72),
        card(tag, 0.84, 0.82, 0.33, 0.33),
    ]


def hat() -> list[Part]:
    """Lying on the table, brim wide, a woven ribbon round the crown."""
    profile = [(0.05, 0.70), (0.22, 0.65), (0.60, 0.59), (0.74, 0.50), (0.81, 0.30), (0.83, 0.02)]
    straw = basket_paint((232, 204, 148), (206, 168, 108), None, 40, 60)

    def paint(x, y, z, n):
        r = np.hypot(x, z)
        a = np.arctan2(x, z)
        brim = 0.86 + 0.18 * np.sin(r * 70) * np.sin(a * 70)
        colour = straw(x, y, z, n)[0]
        flat = linear((228, 198, 142)) * brim[:, None]
        colour = np.where((r > 0.70)[:, None], flat, colour)
        lozenge = np.abs((a * 6) % 1 - 0.5) + np.abs(y - 0.31) * 5
        ribbon = (y > 0.20) & (y < 0.42) & (r < 0.70)
        band = mix(
            linear((150, 18, 42)), linear((236, 226, 208)), (lozenge < 0.34).astype(np.float32)
        )
        return np.where(ribbon[:, None], band, colour), 0.08, 14, 0

    def brim(x, y, z):
        r = np.hypot(x, z)
        lift = 0.07 + 0.05 * np.sin(np.arctan2(x, z) * 3 + 0.5) * smooth(0.7, 1.3, r)
        sheet = np.maximum(np.abs(y - lift) - 0.022, r - 1.32)
        return np.maximum(sheet, 0.55 - r) * 0.8

    crown = lathe(profile, safe=0.6, rounding=0.02)
    tag = Tag(name="Topi|pandan", maker=MAKER, weight="M dan L")
    return [
        Part(crown, paint, (0, 0.4, 0), 0.9),
        Part(brim, paint, (0, 0.08, 0), 1.36),
        card(tag, 0.92, 1.28, 0.34, 0.33),
    ]


def moved(parts: list[Part], dx: float, dz: float, turn=0.0, s=1.0, up=0.0) -> list[Part]:
    """The same goods elsewhere, turned about their own middle and made smaller."""
    c, sn = math.cos(turn), math.sin(turn)

    def local(x, y, z):
        px, pz = (x - dx) / s, (z - dz) / s
        return c * px - sn * pz, (y - up) / s, sn * px + c * pz

    def back(f, k=1.0):
        return lambda x, y, z: f(*local(x, y, z)) * k

    def repaint(paint):
        def turned(x, y, z, n):
            m = np.stack([c * n[:, 0] - sn * n[:, 2], n[:, 1], sn * n[:, 0] + c * n[:, 2]], 1)
            return paint(*local(x, y, z), m)

        return turned

    out = []
    for part in parts:
        x, y, z = part.centre
        centre = (s * (c * x + sn * z) + dx, s * y + up, s * (-sn * x + c * z) + dz)
        bump = back(part.bump) if part.bump else None
        out.append(
            Part(
                back(part.field, s),
                repaint(part.paint),
                centre,
                part.radius * s,
                bump,
                part.depth * s,
            )
        )
    return out


def wicker_table() -> list[Part]:
    """Cover of the weavers: basket, box, hat and tray side by side."""
    parts = moved(basket()[:-1], -0.45, -0.3, 0.0, 0.95)
    parts += moved(lidded_box((160, 24, 46), STRAW)[:3], 1.05, 0.75, -0.3, 0.72)
    parts += moved(hat()[:2], -1.85, 0.85, 0.0, 0.72)
    parts += moved(bamboo_tray()[:2], 1.75, -0.85, -0.25, 1.0)
    return parts


GOODS = {
    "keranjang": Still(
        build=basket,
        aim=(0.04, 0.82, 0.0),
        zoom=4.7,
        alt="Keranjang pandan bergagang dengan motif merah hitam",
        alt_en="Pandan basket with handles and a red and black pattern",
    ),
    "tikar": Still(
        build=mat,
        aim=(0.04, 0.30, 0.2),
        zoom=4.7,
        eye=(0.9, 3.2, 6.7),
        alt="Tikar pandan setengah tergulung dengan kartunya",
        alt_en="A half-rolled pandan mat with a card",
    ),
    "kotak-anyam": Still(
        build=partial(lidded_box, (122, 66, 24), STRAW),
        aim=(0.05, 0.48, 0.1),
        zoom=4.9,
        alt="Kotak anyam bertutup warna alam dengan kartunya",
        alt_en="A lidded woven box in natural straw with a card",
    ),
    "kotak-anyam-merah": Still(
        build=partial(lidded_box, (58, 44, 52), (176, 50, 58)),
        aim=(0.05, 0.48, 0.1),
        zoom=4.9,
        alt="Kotak anyam bertutup merah dengan kartunya",
        alt_en="A lidded woven box in red with a card",
    ),
    "sarung-pot": Still(
        build=planters,
        aim=(0.08, 0.72, 0.1),
        zoom=4.5,
        alt="Tiga sarung pot anyaman, dua berisi tanaman, dengan kartunya",
        alt_en="Three woven planters, two with plants, with a card",
    ),
    "tas-pandan": Still(
        build=handbag,
        aim=(0.06, 0.82, 0.0),
        zoom=4.6,
        alt="Tas tangan anyaman pandan bergagang rotan dengan kartunya",
        alt_en="Pandan handbag with cane handles and a card",
    ),
    "topi": Still(
        build=hat,
        aim=(0.04, 0.40, 0.2),
        zoom=4.5,
        eye=(0.0, 2.9, 7.0),
        alt="Topi pandan lebar berpita tenun merah dengan kartunya",
        alt_en="Wide pandan hat with a woven red ribbon and a card",
    ),
    "anyaman": Still(
        build=wicker_table,
        eye=(0.0, 2.45, 8.6),
        aim=(0.05, 0.70, 0.0),
        zoom=4.5,
        wide=True,
        alt="Keranjang, topi, kotak, dan tampah anyaman di atas meja",
        alt_en="Woven basket, hat, box and tray on a table",
    ),
}
