"""Packs: bags, sacks, jars, tins, bottles, boxes, bowls, and the card before loose goods."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from shop.demo.illustrations.materials import CREAM, INK, RED, label, labelled, plain
from shop.demo.illustrations.studio import (
    Array,
    Part,
    ball,
    box,
    lathe,
    lattice,
    linear,
    mix,
    noise,
    ring,
    smooth,
)

Rgb = tuple[int, int, int]
Paint = Callable[[Array, Array, Array, Array], tuple]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What is printed on a label. Lines of `name` are split by '|'."""

    name: str
    maker: str
    weight: str
    accent: Rgb = RED
    ground: Rgb = CREAM
    ink: Rgb = INK

    def draw(self, shape: tuple[int, int]) -> Image.Image:
        return label(
            self.name,
            self.maker,
            self.weight,
            ground=self.ground,
            ink=self.ink,
            accent=self.accent,
            shape=shape,
        )


def pouch(w, h, depth, material, cz=0.0, cx=0.0, relief=0.018) -> Part:
    """A stand-up bag: full at the foot, flat and folded at the top."""

    def field(x, y, z):
        x, z = x - cx, z - cz
        full = 1 - smooth(0.30 * h, 0.97 * h, y) * 0.93
        thick = depth * full * (1 - 0.30 * np.clip(np.abs(x) / w, 0, 1) ** 2) + 0.012
        thick = thick + 0.012 * np.sin(x * 9 + y * 3) * smooth(0.5 * h, 0.8 * h, y)
        wide = w * (1 - 0.05 * np.sin(np.clip(y / h, 0, 1) * math.pi))
        r = 0.05
        qx, qy = np.abs(x) - wide + r, np.abs(y - h / 2) - h / 2 + r
        qz = np.abs(z) - thick + r * 0.6
        out = np.sqrt(np.maximum(qx, 0) ** 2 + np.maximum(qy, 0) ** 2 + np.maximum(qz, 0) ** 2)
        return (out + np.minimum(np.maximum(np.maximum(qx, qy), qz), 0) - r * 0.6) * 0.72

    def crumple(x, y, z):
        creases = noise(x * 2.3, y * 7, z * 2) * smooth(0.55 * h, 0.9 * h, y)
        return noise(x * 5, y * 4, z * 5) + 0.5 * noise(x * 11, y * 10, z * 9) + 0.6 * creases

    middle, reach = (cx, h / 2, cz), math.hypot(w, h / 2) + 0.12
    return Part(field, material, middle, reach, crumple, relief * 2)


def bag(tag: Tag, colour: Rgb, fold: Rgb | None = None, clip: bool = True) -> list[Part]:
    """The house bag: a paper pouch, folded over, closed with a clip in the label's accent."""
    fold = fold or tuple(int(c * 0.9) for c in colour)
    print_ = labelled(plain(colour, 0.10, 14, 0.10, 7), tag.draw((520, 640)), -0.5, 0.5, 0.30, 1.48)
    top = box(0, 2.0, 0.03, 0.75, 0.10, 0.055, 0.045)
    parts = [pouch(0.74, 2.02, 0.40, print_), Part(top, plain(fold, 0.12, 16), (0, 2.0, 0.03), 0.8)]
    if clip:
        bar = box(0, 2.0, 0.09, 0.80, 0.028, 0.03, 0.02)
        parts.append(Part(bar, plain(tag.accent, 0.3, 30), (0, 2.0, 0.09), 0.85))
    return parts


def snack_bag(tag: Tag, colour: Rgb) -> list[Part]:
    """A plump bag with a paper header, for things that crunch."""
    print_ = plain(colour, 0.22, 30, 0.06)
    face = labelled(print_, tag.draw((520, 560)), -0.56, 0.56, 0.36, 1.54)
    header = box(0, 1.98, -0.08, 0.81, 0.12, 0.05, 0.04)
    return [
        pouch(0.80, 2.0, 0.44, face, cz=-0.1, relief=0.026),
        Part(header, plain(tag.accent, 0.2), (0, 1.98, -0.08), 0.86),
    ]


SACK_PROFILE = [
    (0.0, 0.86),
    (0.12, 0.98),
    (0.6, 1.03),
    (1.05, 0.92),
    (1.38, 0.62),
    (1.55, 0.30),
    (1.62, 0.24),
    (1.72, 0.30),
    (1.92, 0.46),
    (2.02, 0.50),
]


def rounded(profile: list[tuple[float, float]], soft=4) -> list[tuple[float, float]]:
    """The same outline without corners."""
    heights, radii = np.array(profile, np.float32).T
    fine = np.linspace(heights[0], heights[-1], 64)
    curve = np.interp(fine, heights, radii)
    padded = np.pad(curve, soft, mode="edge")
    window = np.ones(2 * soft + 1) / (2 * soft + 1)
    return list(zip(fine.tolist(), np.convolve(padded, window, "valid").tolist(), strict=True))


def sack(tag: Tag, cloth: Rgb = (222, 204, 172), cord: Rgb = (150, 100, 52)) -> list[Part]:
    """A cloth sack, gathered with a cord; the print stays smooth."""

    def folds(a, y):
        gather = smooth(0.8, 1.55, y)
        pleats = 0.055 * np.sin(a * 11 + np.sin(y * 3)) + 0.03 * np.sin(a * 19 + 1)
        return gather * pleats + 0.018 * np.sin(a * 3 + y * 5)

    def sacking(x, y, z):
        printed = (np.abs(np.arctan2(x, z)) < 0.58) & (y > 0.18) & (y < 1.16) & (z > 0)
        around = np.arctan2(x, z)
        return np.where(printed, 0, np.sin(around * 120) * np.sin(y * 120))

    print_ = labelled(
        plain(cloth, 0.02, 8, 0.10, 26),
        tag.draw((640, 560)),
        -0.56,
        0.56,
        0.20,
        1.14,
        wrap=1.0,
    )

    def twist(x, y, z):
        return np.sin(np.arctan2(x, z) * 40 + y * 60)

    body = lathe(rounded(SACK_PROFILE), 0.74, folds, safe=0.5)
    return [
        Part(body, print_, (0, 1.0, 0), 1.5, sacking, 0.0035),
        Part(ring(0, 1.61, 0, 0.24, 0.045), plain(cord, 0.05), (0, 1.61, 0), 0.4, twist, 0.03),
    ]


def corked_jar(tag: Tag, filling: Paint) -> list[Part]:
    """A small glass jar with a cork; `filling` is what shows through the glass."""
    glass = [(0.0, 0.56), (0.07, 0.64), (1.0, 0.64), (1.14, 0.56), (1.22, 0.48), (1.30, 0.48)]
    face = labelled(filling, tag.draw((620, 420)), -0.5, 0.5, 0.26, 0.86, wrap=0.64, front=-0.2)
    cork = plain((206, 168, 118), 0.03, 8, 0.22, 30)
    return [
        Part(lathe(glass, safe=0.8), face, (0, 0.65, 0), 1.0),
        Part(lathe([(1.26, 0.44), (1.56, 0.5)], safe=0.9, rounding=0.04), cork, (0, 1.4, 0), 0.6),
    ]


def lidded_jar(tag: Tag, filling: Paint, lid: Rgb = (196, 150, 70)) -> list[Part]:
    glass = [(0.0, 0.70), (0.08, 0.80), (1.12, 0.80), (1.30, 0.72), (1.40, 0.62), (1.46, 0.60)]
    face = labelled(filling, tag.draw((620, 520)), -0.6, 0.6, 0.2, 1.06, wrap=0.8, front=-0.2)
    cap = [(1.40, 0.66), (1.44, 0.70), (1.66, 0.70), (1.72, 0.66)]

    def ribs(x, y, z):
        return np.abs(np.sin(np.arctan2(x, z) * 34)) * (y < 1.66)

    return [
        Part(lathe(glass, safe=0.8), face, (0, 0.72, 0), 1.1),
        Part(lathe(cap, safe=0.85), plain(lid, 0.5, 40), (0, 1.56, 0), 0.75, ribs, 0.012),
    ]


def bottle(tag: Tag, filling: Paint, cap: Rgb, slim: float = 1.0) -> list[Part]:
    """A tall bottle: round shoulder, short neck, screw cap."""
    r = 0.56 * slim
    glass = [
        (0.0, r - 0.08),
        (0.06, r),
        (1.22, r),
        (1.46, r * 0.82),
        (1.62, r * 0.46),
        (1.72, r * 0.36),
        (2.0, r * 0.34),
    ]
    half = min(0.44, r * 0.86)
    face = labelled(filling, tag.draw((520, 560)), -half, half, 0.22, 1.12, wrap=r, front=-0.2)
    top = [(1.94, r * 0.42), (1.96, r * 0.45), (2.16, r * 0.45), (2.19, r * 0.41)]

    def ribs(x, y, z):
        return np.abs(np.sin(np.arctan2(x, z) * 22)) * (y < 2.14)

    return [
        Part(lathe(glass, safe=0.75), face, (0, 1.0, 0), 1.2),
        Part(lathe(top, safe=0.85), plain(cap, 0.45, 40), (0, 2.06, 0), 0.4, ribs, 0.012),
    ]


def tin(tag: Tag, colour: Rgb) -> list[Part]:
    face = labelled(plain(colour, 0.32, 34, 0.05), tag.draw((520, 620)), -0.48, 0.48, 0.24, 1.40)
    lid = tuple(int(c * 0.8) for c in colour)
    return [
        Part(box(0, 0.86, 0, 0.66, 0.86, 0.46, 0.06), face, (0, 0.86, 0), 1.25),
        Part(box(0, 1.66, 0, 0.685, 0.15, 0.485, 0.05), plain(lid, 0.4, 40), (0, 1.66, 0), 0.9),
    ]


def carton(tag: Tag, colour: Rgb, w=0.78, h=0.62, d=0.42, cx=0.0, cz=0.0) -> list[Part]:
    """A printed cardboard box; the label covers most of its front."""
    lh = h * 0.84
    lw = min(w * 0.80, lh * 1.22)
    shape = (int(520 * lw / lh), 520)
    face = labelled(
        plain(colour, 0.08, 16, 0.06, 14), tag.draw(shape), cx - lw, cx + lw, h - lh, h + lh
    )
    body = box(cx, h, cz, w, h, d, 0.025)
    return [Part(body, face, (cx, h, cz), math.sqrt(w * w + h * h + d * d) + 0.05)]


def card(tag: Tag, cx: float, cz: float, hw=0.42, hh=0.39, lean=0.17) -> Part:
    """A label card that leans on the goods."""
    face = labelled(
        plain(CREAM), tag.draw((int(520 * hw / hh), 520)), cx - hw, cx + hw, 0.0, 2 * hh - 0.02
    )
    plate = box(cx, hh - 0.01, cz, hw, hh, 0.014, 0.012, lean=lean)
    return Part(plate, face, (cx, hh - 0.01, cz), math.hypot(hw, hh) + 0.06)


def bowl(cx=0.0, cz=0.0, s=1.0, colour: Rgb = (214, 200, 178)) -> list[Part]:
    """An earthen bowl with a dark core, so that what lies on top looks deep."""
    profile = [(0.0, 0.55), (0.06, 0.62), (0.3, 0.98), (0.62, 1.22), (0.74, 1.26)]
    turned = [(y * s, r * s) for y, r in profile]
    shell = lathe(turned, hollow=0.07 * s, cx=cx, cz=cz)
    return [Part(shell, plain(colour, 0.25, 40, 0.1, 14), (cx, 0.37 * s, cz), 1.36 * s)]


def mound(cx: float, cz: float, colour: Rgb, r=0.5, fine=46.0, squash=0.44) -> Part:
    """A heap of something small (rice, sugar, tea) on the paper."""

    def field(x, y, z):
        return ball(cx, -0.02, cz, r, 1, squash, 0.72)(x, y, z) * 0.9

    def grains(x, y, z):
        wander = 9 * noise(x * 6, y * 6, z * 6)
        return noise(x * fine + wander, y * fine, z * fine * 0.52)

    paint = plain(colour, 0.16, 24, 0.22, fine)
    return Part(field, paint, (cx, 0, cz), r * 1.24, grains, 0.045)


def pieces_behind_glass(colours: tuple[Rgb, ...], r: float, per_unit=11.0, top=1.08) -> Paint:
    """Round things (berries, beans) pressed against the glass of a jar of radius `r`."""

    def paint(x, y, z, n):
        u, v = np.arctan2(x, z) * r * per_unit, y * per_unit
        v = v + (np.floor(u) % 2) * 0.5
        cell = np.hypot((u % 1) - 0.5, (v % 1) - 0.5)
        tone = lattice(
            np.floor(u).astype(int) + 99, np.floor(v).astype(int) + 99, np.zeros(len(u), int)
        )
        colour = mix(linear(colours[0]), linear(colours[1]), tone)
        colour = mix(colour, linear(colours[2]), (tone > 0.82).astype(np.float32))
        lamp = np.hypot((u % 1) - 0.38, (v % 1) - 0.64)
        round_ = (1 - smooth(0.30, 0.50, cell)) * (1.25 - 1.3 * np.clip(lamp, 0, 0.7))
        colour = colour * (0.16 + 0.95 * round_)[:, None]
        return np.where((y > top)[:, None], linear((226, 226, 210)), colour), 0.95, 90, 0

    return paint


def liquid(light: Rgb, deep: Rgb, top: float, clear=0.55) -> Paint:
    """Something to see through: light leaves on the far side of the lamp."""
    bright, dark = linear(light), linear(deep)

    def paint(x, y, z, n):
        edge = np.clip(n[:, 2], 0, 1)
        through = np.clip(smooth(-0.9, 0.9, x) * 0.65 + 0.35 * edge, 0, 1)
        colour = mix(dark, bright, through)
        empty = mix(bright, linear((240, 232, 214)), np.full(len(x), 0.8))
        colour = np.where((y > top)[:, None], empty, colour)
        return colour * 0.55, 0.95, 90, colour * (clear * through)[:, None]

    return paint


def paste(colour: Rgb, fleck: Rgb, top: float, fine=16.0) -> Paint:
    """A thick, flecked filling behind glass: relish, spice paste, floss."""

    def paint(x, y, z, n):
        grain = noise(x * fine, y * fine, z * fine)
        seed = noise(x * fine * 2.3 + 5, y * fine * 2.3, z * fine * 2.3)
        tone = linear(colour) * (0.7 + 0.6 * grain)[:, None]
        tone = mix(tone, linear(fleck), smooth(0.66, 0.8, seed) * 0.8)
        return np.where((y > top)[:, None], linear((232, 226, 212)), tone), 0.9, 80, 0

    return paint
