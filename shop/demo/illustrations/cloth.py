"""Woven cloth. The pattern is our own: stripe, line, lozenge; no named ulos."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np
from PIL import Image, ImageFilter

from shop.demo.illustrations.loose import shade
from shop.demo.illustrations.materials import GOLD, INK, plain, sample, weave
from shop.demo.illustrations.packs import Rgb, Tag, card
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import (
    Array,
    Part,
    ball,
    box,
    lathe,
    linear,
    mix,
    stick,
    union,
)

MAKER = "Koperasi Tenun Ulos"
THREAD = (236, 226, 208)


@dataclass(frozen=True, slots=True)
class Dye:
    """The colours of one cloth: centre, sides, small lozenges, fine lines."""

    centre: Rgb
    side: Rgb
    spot: Rgb
    line: Rgb = GOLD


RED_DYE = Dye((34, 26, 48), (150, 18, 42), (186, 38, 56))
BLUE_DYE = Dye((26, 26, 42), (34, 66, 124), (70, 116, 176), (190, 170, 110))
EARTH_DYE = Dye((92, 62, 44), (150, 104, 66), (196, 140, 76), (224, 196, 130))
GREEN_DYE = Dye((26, 40, 38), (36, 96, 70), (86, 150, 110), (214, 190, 110))


@cache
def pattern(dye: Dye, size: tuple[int, int] = (176, 352)) -> Array:
    """The cloth as linear light, four pixels to a thread."""
    w, h = size
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    m = np.minimum(x, w - 1 - x)
    cloth = np.empty((h, w, 3), np.float32)
    cloth[:] = dye.centre
    cloth[m < 44] = dye.side
    stripes = (
        (0, 4, INK),
        (6, 8, THREAD),
        (20, 21, dye.line),
        (37, 39, THREAD),
        (42, 44, dye.line),
        (46, 47, THREAD),
        (60, 61, dye.spot),
        (64, 65, THREAD),
    )
    for a, b, colour in stripes:
        cloth[(m >= a) & (m < b)] = colour
    lozenge = np.abs(m - 29) + np.abs(y % 16 - 8)
    cloth[(m > 21) & (m < 37) & (lozenge < 7)] = THREAD
    cloth[(m > 21) & (m < 37) & (lozenge < 4)] = dye.side
    cloth[(m >= 11) & (m < 17) & ((y // 4 + m) % 4 < 2)] = shade(dye.line, 1.1)
    weft_bands(cloth, x, y, m, dye)
    image = Image.fromarray(cloth.astype(np.uint8)).resize((w * 4, h * 4), Image.Resampling.NEAREST)
    soft = image.filter(ImageFilter.GaussianBlur(0.7))
    return (np.asarray(soft, np.float32) / 255) ** 2.2


def weft_bands(cloth: Array, x: Array, y: Array, m: Array, dye: Dye) -> None:
    """The bands across the middle, drawn in place."""
    centre, band = m >= 66, y % 88
    for a, b in ((6, 8), (30, 32)):
        cloth[centre & (band >= a) & (band < b)] = THREAD
    big = np.abs((x - cloth.shape[1] / 2 + 11) % 22 - 11) + np.abs(band - 19)
    cloth[centre & (band > 9) & (band < 29) & (big < 9)] = dye.spot
    cloth[centre & (band > 9) & (band < 29) & (big < 5)] = THREAD
    dots = ((x // 3 + (band // 5) * 2) % 5 == 0) & ((band % 5) < 3)
    cloth[centre & (band > 44) & (band < 76) & dots] = mixed(dye.spot, THREAD)


def mixed(a: Rgb, b: Rgb) -> Rgb:
    return (a[0] + b[0]) // 2, (a[1] + b[1]) // 2, (a[2] + b[2]) // 2


def folded(cx, cy, hx, hy, hz, cz=0.0):
    def field(x, y, z):
        wave = 0.016 * np.sin(x * 4.1 + cy * 9) + 0.012 * np.sin(z * 6 + x * 2)
        return box(cx, cy, cz, hx, hy, hz, hy * 0.96)(x, y - wave, z) * 0.85

    return field


def striped(base: Rgb, stripe: Rgb):
    def paint(x, y, z, n):
        wide = np.abs((x * 9) % 1 - 0.5) < 0.09
        fine = np.abs((x * 3 + 0.3) % 1 - 0.5) < 0.05
        return mix(linear(base), linear(stripe), (wide | fine).astype(np.float32)), 0.03, 8, 0

    return paint


def draped(cloth: Array, fold=0.98):
    """Cloth that lies on top and hangs over the front edge."""

    def paint(x, y, z, n):
        along = np.where(n[:, 1] > 0.55, 0.75 - z, 0.72 + (fold - y))
        return sample(cloth, x / 2.3 + 0.5, (along / 3.2) % 1), 0.03, 8, 0

    return paint


def fringe(z=0.845, low=0.02, high=0.18, count=11, pitch=0.062) -> Part:
    def field(x, y, zz):
        i = np.clip(np.round(x / pitch), -count, count)
        sway = 0.012 * np.sin(i * 2.7) * (0.2 - y) * 8
        px, pz = x - i * pitch - sway, zz - z - 0.012 * np.sin(i * 1.3)
        middle, half = (low + high) / 2, (high - low) / 2
        out = np.maximum(np.abs(y - middle) - half, 0)
        return (np.sqrt(px**2 + pz**2 + out**2) - 0.017) * 0.8

    return Part(field, plain((226, 214, 192), 0.02), (0, (low + high) / 2, z), count * pitch + 0.15)


def roll(cloth: Array, y=1.115, z=-0.15, radius=0.19, half=1.0, core: Rgb = (120, 14, 34)) -> Part:
    """A rolled cloth that lies across."""
    turned = lathe([(-half, radius), (half, radius)], rounding=0.05, safe=0.9)

    def field(px, py, pz):
        return turned(py - y, px, pz - z)

    def paint(px, py, pz, n):
        a = np.arctan2(py - y, pz - z) / 6.283 + 0.5
        end = np.abs(n[:, 0]) > 0.7
        spiral = 0.5 + 0.5 * np.sin(np.hypot(py - y, pz - z) * 150)
        side = sample(cloth, np.clip(px / 2.3 + 0.5, 0, 1), (a * 0.5 + 0.2) % 1)
        cut = mix(linear(core), linear((220, 205, 180)), spiral)
        return np.where(end[:, None], cut, side), 0.03, 8, 0

    return Part(field, paint, (0, y, z), half + 0.06, weave(120), 0.004)


def ulos(dye: Dye, name: str, accent: Rgb) -> list[Part]:
    cloth = pattern(dye)
    layers = ((0.15, THREAD, dye.side), (0.44, dye.centre, dye.line))
    parts = []
    for cy, base, stripe in layers:
        layer = folded(0, cy, 1.22, 0.145, 0.78)
        parts.append(Part(layer, striped(base, stripe), (0, cy, 0), 1.5, weave(120), 0.004))

    def drop(x, y, z):  # the free end hangs over the front
        wave = 0.018 * np.sin(x * 8) + 0.02 * np.sin(y * 5)
        return box(0.0, 0.52, 0.83, 0.74, 0.36, 0.035, 0.03)(x, y, z - wave) * 0.85

    top = folded(0, 0.75, 1.17, 0.165, 0.80)
    parts.append(Part(top, draped(cloth), (0, 0.75, 0), 1.48, weave(120), 0.004))
    parts.append(Part(drop, draped(cloth), (0.0, 0.52, 0.83), 0.9, weave(120), 0.004))
    parts.append(fringe())
    tag = Tag(name=name, maker=MAKER, weight="200 × 60 cm", accent=accent)
    parts.append(card(tag, 0.80, 1.04, 0.30, 0.33, 0.16))
    return [*parts, roll(cloth, core=shade(dye.side, 0.8))]


def shawl(dye: Dye, name: str) -> list[Part]:
    """Light cloth in soft folds over a rail, fringe below."""
    cloth = pattern(dye)

    def field(x, y, z):
        drop = np.clip((1.72 - y) / 1.5, 0, 1)
        folds = (0.02 + 0.09 * drop) * np.sin(x * 7.5 + 0.6 * np.sin(y * 2))
        body = box(0, 1.0, 0.06, 0.80 + 0.06, 0.74, 0.03, 0.03)(x, y, z - folds)
        return body * 0.7

    def over(x, y, z):
        q = np.hypot(y - 1.76, z - 0.0) - 0.11
        return np.maximum(q, np.abs(x) - 0.86) * 0.85

    def paint(x, y, z, n):
        return sample(cloth, np.clip(x / 1.72 + 0.5, 0, 1), ((1.9 - y) / 2.5) % 1), 0.04, 10, 0

    def hanging(x, y, z):
        i = np.clip(np.round(x / 0.062), -13, 13)
        folds = 0.11 * np.sin(i * 0.062 * 7.5)
        px, pz = x - i * 0.062, z - 0.06 - folds
        return (np.sqrt(px**2 + pz**2 + np.maximum(np.abs(y - 0.18) - 0.10, 0) ** 2) - 0.016) * 0.8

    rail = stick((-1.25, 1.76, 0), (1.25, 1.76, 0), 0.055)
    legs = union(
        stick((-1.20, 1.76, 0), (-1.34, 0.03, -0.25), 0.05),
        stick((1.20, 1.76, 0), (1.34, 0.03, -0.25), 0.05),
        stick((-1.20, 1.76, 0), (-1.20, 0.03, 0.3), 0.05),
        stick((1.20, 1.76, 0), (1.20, 0.03, 0.3), 0.05),
    )
    wood = plain((176, 124, 74), 0.15, 20, 0.2, 10)
    tag = Tag(name=name, maker=MAKER, weight="180 × 50 cm", accent=dye.side)
    return [
        Part(union(rail, legs), wood, (0, 0.9, 0), 1.7),
        Part(field, paint, (0, 1.0, 0.06), 1.25, weave(120), 0.003),
        Part(over, paint, (0, 1.76, 0), 0.92, weave(120), 0.003),
        Part(hanging, plain(shade(dye.side, 0.95), 0.03), (0, 0.18, 0.06), 1.0),
        card(tag, 0.82, 0.92, 0.32, 0.30),
    ]


def shirting() -> list[Part]:
    """A bolt of striped cotton on a folded length of the same."""
    stripes = stripe_cloth((58, 84, 128), THREAD)

    def plainly(x, y, z, n):
        return sample(stripes, x / 2.6 + 0.5, ((z + y) / 3 + 0.5) % 1), 0.03, 8, 0

    parts = []
    for cy, hz in ((0.13, 0.80), (0.38, 0.78), (0.63, 0.76)):
        layer = folded(0, cy, 1.16, 0.125, hz)
        parts.append(Part(layer, plainly, (0, cy, 0), 1.46, weave(130), 0.004))
    parts.append(roll(stripes, y=0.97, z=-0.05, radius=0.22, half=1.16, core=(40, 58, 92)))
    tag = Tag(name="Kain|tenun", maker=MAKER, weight="2 m", accent=(40, 66, 116))
    return [*parts, card(tag, -0.62, 1.02, 0.34, 0.36)]


@cache
def stripe_cloth(base: Rgb, stripe: Rgb) -> Array:
    w, h = 400, 200
    x = np.arange(w)
    row = np.empty((w, 3), np.float32)
    row[:] = base
    row[(x % 40) < 6] = stripe
    row[(x % 40) == 20] = stripe
    row[(x % 40) == 22] = GOLD
    cloth = np.repeat(row[None], h, 0)
    return (cloth / 255) ** 2.2


def table_cloth() -> list[Part]:
    """A square table laid with it: cream, red woven border near the hem."""
    red = linear((150, 18, 42))

    def skirt(x, y, z):
        a = np.arctan2(x, z)
        drop = np.clip((1.1 - y) / 1.1, 0, 1)
        wave = drop * (0.07 * np.sin(a * 12) + 0.04 * np.sin(a * 7 + 1))
        return (
            box(0, 0.56, 0, 1.06, 0.56, 1.06, 0.08)(x / (1 + 0.10 * drop), y, z / (1 + 0.10 * drop))
            * 0.7
            - wave * 0.5
        )

    def paint(x, y, z, n):
        top = n[:, 1] > 0.75
        edge = np.where(top, 1.06 - np.maximum(np.abs(x), np.abs(z)), 0)
        low = np.where(top, 9.0, y - 0.04)
        along = np.where(np.abs(n[:, 0]) > np.abs(n[:, 2]), z, x)
        lozenge = np.abs((along * 7) % 1 - 0.5) + np.abs(low - 0.18) * 4.5
        band = (
            ((low > 0.06) & (low < 0.085))
            | ((low > 0.28) & (low < 0.305))
            | (lozenge < 0.42) & (low < 0.6)
        )
        inner = top & (edge > 0.30) & (edge < 0.335)
        colour = mix(linear((246, 238, 220)), red, (band | inner).astype(np.float32))
        return colour, 0.03, 8, 0

    bowl_ = lathe([(1.12, 0.2), (1.16, 0.30), (1.30, 0.42)], hollow=0.04, cx=0.3, cz=-0.1)
    parts = [
        Part(skirt, paint, (0, 0.6, 0), 1.8, weave(110), 0.003),
        Part(bowl_, plain((58, 84, 128), 0.4, 40), (0.3, 1.22, -0.1), 0.5),
    ]
    for x, z in ((0.2, -0.2), (0.42, -0.06), (0.2, 0.06)):
        parts.append(
            Part(ball(x, 1.34, z, 0.15), plain((238, 150, 34), 0.3, 30), (x, 1.34, z), 0.16)
        )
    tag = Tag(name="Taplak|tenun", maker=MAKER, weight="90 × 90 cm")
    return [*parts, card(tag, -0.94, 1.62, 0.36, 0.34)]


def yarn_ball(x, z, r, colour: Rgb, seed) -> Part:
    rng = np.random.default_rng(seed)
    axes = rng.normal(size=(3, 3))
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)

    def winding(px, py, pz):
        q = np.stack([px - x, py - r, pz - z], 1)
        patch = np.argmax(np.abs(q @ axes.T), axis=1)
        along = np.take_along_axis(q @ np.roll(axes, 1, 0).T, patch[:, None], 1)[:, 0]
        return np.abs(np.sin(along * 62 / r * 0.42))

    def paint(px, py, pz, n):
        groove = winding(px, py, pz)
        return linear(colour) * (0.55 + 0.5 * groove)[:, None], 0.04, 10, 0

    return Part(ball(x, r, z, r), paint, (x, r, z), r + 0.02, winding, 0.02)


def yarn() -> list[Part]:
    parts = [
        yarn_ball(-0.70, 0.10, 0.50, (170, 34, 48), 1),
        yarn_ball(0.56, 0.0, 0.52, (42, 74, 132), 2),
        yarn_ball(-0.06, 0.74, 0.42, (222, 170, 50), 3),
    ]
    for colour, pts in (
        ((222, 170, 50), ((0.20, 0.03, 1.08), (0.62, 0.03, 1.3), (1.1, 0.03, 1.02))),
    ):
        a, b, c = (np.array(p) for p in pts)
        line = [(1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c for t in np.linspace(0, 1, 9)]
        thread = union(*(stick(p, q, 0.016) for p, q in pairwise(line)))
        parts.append(Part(thread, plain(colour, 0.05), (0.66, 0.03, 1.16), 0.6))
    tag = Tag(name="Benang|alam", maker=MAKER, weight="3 × 50 g")
    return [*parts, card(tag, 0.78, 0.98, 0.36, 0.34)]


STACK = {"aim": (0.05, 0.60, 0.0), "zoom": 4.9}
GOODS = {
    "ulos": Still(
        build=partial(ulos, RED_DYE, "Ulos|tenun", (158, 20, 44)),
        alt="Tumpukan ulos merah hitam yang dilipat, dengan kartu Ulos tenun",
        alt_en="Folded red and black ulos with a card reading Ulos tenun",
        **STACK,
    ),
    "ulos-biru": Still(
        build=partial(ulos, BLUE_DYE, "Ulos|biru", (34, 66, 124)),
        alt="Tumpukan ulos biru hitam yang dilipat, dengan kartunya",
        alt_en="Folded blue and black ulos with a card",
        **STACK,
    ),
    "ulos-alam": Still(
        build=partial(ulos, EARTH_DYE, "Warna|alam", (122, 76, 40)),
        alt="Tumpukan ulos cokelat pewarna alam, dengan kartunya",
        alt_en="Folded ulos in natural brown dyes, with a card",
        **STACK,
    ),
    "kain-kemeja": Still(
        build=shirting,
        aim=(0.0, 0.62, 0.0),
        zoom=4.9,
        alt="Gulungan kain tenun biru bergaris, dengan kartunya",
        alt_en="A bolt of blue striped handwoven cotton, with a card",
    ),
    "taplak": Still(
        build=table_cloth,
        aim=(0.0, 0.72, 0.2),
        zoom=4.0,
        eye=(-1.3, 3.2, 7.0),
        alt="Meja dengan taplak krem bertepi merah dan semangkuk jeruk",
        alt_en="A table laid with a cream cloth with a red border and a bowl of oranges",
    ),
    "benang": Still(
        build=yarn,
        aim=(0.0, 0.52, 0.1),
        zoom=4.8,
        alt="Tiga gulung benang merah, biru, dan kuning dengan kartunya",
        alt_en="Three balls of red, blue and yellow yarn with a card",
    ),
    "selendang-merah": Still(
        build=partial(shawl, RED_DYE, "Selendang|merah"),
        aim=(0.0, 0.98, 0.0),
        zoom=4.5,
        alt="Selendang tenun merah digantung di palang kayu",
        alt_en="A red handwoven shawl hung over a wooden rail",
    ),
    "selendang-biru": Still(
        build=partial(shawl, BLUE_DYE, "Selendang|biru"),
        aim=(0.0, 0.98, 0.0),
        zoom=4.5,
        alt="Selendang tenun biru digantung di palang kayu",
        alt_en="A blue handwoven shawl hung over a wooden rail",
    ),
    "selendang-hijau": Still(
        build=partial(shawl, GREEN_DYE, "Selendang|hijau"),
        aim=(0.0, 0.98, 0.0),
        zoom=4.5,
        alt="Selendang tenun hijau digantung di palang kayu",
        alt_en="A green handwoven shawl hung over a wooden rail",
    ),
    "lipatan-ulos": Still(
        build=partial(ulos, RED_DYE, "Ulos|tenun", (158, 20, 44)),
        eye=(1.9, 1.9, 6.6),
        aim=(-0.25, 0.62, 0.2),
        zoom=4.6,
        wide=True,
        alt="Tumpukan ulos yang dilipat, dilihat dari samping",
        alt_en="A stack of folded ulos seen from the side",
    ),
}
