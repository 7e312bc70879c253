"""Loose goods: beans, nuts, leaves, fruit, chips, sticks; each one solid, scattered by seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from shop.demo.illustrations.materials import plain
from shop.demo.illustrations.packs import Rgb
from shop.demo.illustrations.studio import (
    Part,
    ball,
    linear,
    mix,
    noise,
    smooth,
    stick,
    union,
)

AROUND = (
    (-0.95, 0.62, 0.4),
    (-0.72, 0.88, 1.9),
    (-1.18, 0.98, 2.6),
    (0.98, 0.66, 0.2),
    (0.70, 0.93, 2.2),
    (1.20, 1.02, 1.1),
    (0.42, 1.10, 0.7),
    (-0.36, 1.16, 2.9),
    (0.92, 1.28, 1.6),
    (-0.82, 1.30, 0.1),
)


def shade(colour: Rgb, tone: float) -> Rgb:
    red, green, blue = (min(255, int(c * tone)) for c in colour)
    return red, green, blue


def heaped(
    count: int, radius: float, seed: int, *, cx=0.0, cz=0.0, y=0.7, rise=0.2
) -> Iterator[tuple[float, float, float, float, float]]:
    """Places on a round heap: x, y, z, turn, tone."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        a, r = rng.uniform(0, 6.28), radius * math.sqrt(rng.uniform(0, 1))
        height = y + rise * (1 - (r / radius) ** 2) + rng.uniform(-0.03, 0.05)
        yield (
            cx + r * math.cos(a),
            height,
            cz + r * math.sin(a),
            rng.uniform(0, 3.1),
            rng.uniform(0.8, 1.2),
        )


def bean(x, z, turn, colour: Rgb = (74, 44, 28), y=0.075, s=1.0, long=1.25) -> Part:
    field = ball(x, y * s, z, 0.1 * s, long, 0.72, 0.92, turn)
    c, sn = math.cos(turn), math.sin(turn)

    def paint(px, py, pz, n):
        local = sn * (px - x) + c * (pz - z)
        wander = 0.018 * s * np.sin((px - x) * 26 / s)
        crease = 1 - 0.75 * np.exp(-(((local + wander) / (0.013 * s)) ** 2)) * (n[:, 1] > 0.2)
        return linear(colour) * crease[:, None], 0.34, 22, 0

    return Part(field, paint, (x, y * s, z), 0.15 * s)


def kernel(x, y, z, turn, colour: Rgb, s=0.09, shape=(1.3, 0.8, 0.9), gloss=0.25) -> Part:
    """A smooth oval thing: peanut kernel, kidney bean, corn, candlenut."""
    field = ball(x, y, z, s, *shape, turn)
    return Part(field, plain(colour, gloss, 26, 0.1, 20), (x, y, z), s * max(shape) + 0.01)


def peanut(x, z, turn, s=1.0, y=0.11) -> Part:
    """In its shell: two lobes with a netted skin."""
    c, sn = math.cos(turn), math.sin(turn)
    y = y * s
    a, b = (x - 0.1 * s * c, y, z + 0.1 * s * sn), (x + 0.12 * s * c, y, z - 0.12 * s * sn)
    lobes = union(ball(*a, 0.115 * s), ball(*b, 0.10 * s), stick(a, b, 0.075 * s))

    def net(px, py, pz):
        return np.sin((px + pz) * 46 / s) * np.sin((px - pz + py) * 46 / s)

    paint = plain((214, 172, 112), 0.06, 12, 0.16, 18)
    return Part(lobes, paint, (x, y, z), 0.26 * s, net, 0.012)


def leaf(x, y, z, turn, lean=0.3, s=1.0, colour: Rgb = (56, 112, 52)) -> Part:
    lean = -math.copysign(abs(lean) + 0.34, math.cos(turn))  # the upper side looks at the camera
    y += 0.05
    field = ball(x, y, z, 0.3 * s, 1.15, 0.07, 0.48, turn, lean)

    def paint(px, py, pz, n):
        c, sn = math.cos(turn), math.sin(turn)
        across = sn * (px - x) + c * (pz - z)
        along = c * (px - x) - sn * (pz - z)
        ribs = np.abs(np.sin((along - np.abs(across)) * 38)) < 0.12
        vein = np.exp(-((across / 0.010) ** 2)) + 0.35 * ribs
        return mix(linear(colour), linear((140, 176, 96)), np.clip(vein, 0, 1) * 0.7), 0.28, 22, 0

    return Part(field, paint, (x, y, z), 0.4 * s)


def orange(x, y, z, r, tone=0.0) -> Part:
    base = linear((238, 138 + int(tone * 40), 28))

    def paint(px, py, pz, n):
        blush = noise(px * 3 + tone * 9, py * 3, pz * 3)
        green = smooth(0.86, 1.0, n[:, 1]) * 0.5
        colour = mix(base * (0.9 + 0.22 * blush)[:, None], linear((150, 150, 40)), green)
        stem = smooth(0.985, 0.995, n[:, 1])
        return mix(colour, linear((84, 92, 40)), stem), 0.30, 26, 0

    def pores(a, b, c):
        return noise(a * 34, b * 34, c * 34)

    return Part(ball(x, y, z, r, 1.03, 0.94, 1.03), paint, (x, y, z), r * 1.06, pores, 0.012)


def berry(x, y, z, colour: Rgb, r=0.062) -> Part:
    def pimples(a, b, c):
        return noise(a * 60, b * 60, c * 60)

    return Part(ball(x, y, z, r), plain(colour, 0.25, 22), (x, y, z), r * 1.07, pimples, 0.02)


def round_chip(cx, cy, cz, r, lean, turn, seed, colour: Rgb = (255, 226, 176), curl=0.055) -> Part:
    """A thin wavy disc: cracker, cassava or potato chip."""
    ct, st, cl, sl = math.cos(turn), math.sin(turn), math.cos(lean), math.sin(lean)

    def field(x, y, z):
        x, y, z = x - cx, y - cy, z - cz
        x, z = ct * x - st * z, st * x + ct * z
        y, z = cl * y - sl * z, sl * y + cl * z
        rad, a = np.sqrt(x * x + y * y), np.arctan2(y, x)
        edge = r * (1 + 0.05 * np.sin(a * 7 + seed) + 0.03 * np.sin(a * 13))
        bend = curl * np.clip(rad / r, 0, 1.15) ** 2 * np.sin(a * 3 + seed)
        bend = bend + 0.010 * np.sin(a * 8 + rad * 12)
        qr, qz = rad - edge, np.abs(z - bend) - 0.022
        out = np.sqrt(np.maximum(qr, 0) ** 2 + np.maximum(qz, 0) ** 2)
        return (out + np.minimum(np.maximum(qr, qz), 0) - 0.02) * 0.55

    def bubbles(x, y, z):
        return smooth(0.35, 0.8, noise(x * 15, y * 15, z * 15))

    return Part(field, plain(colour, 0.16, 18, 0.10, 12), (cx, cy, cz), r * 1.3, bubbles, 0.022)


def bent(a, b, c, r0, r1, colour: Rgb, gloss=0.5, steps=9) -> Part:
    """A curved, tapering stick through three points: chilli, pod, tail."""
    a, b, c = (np.array(p, np.float32) for p in (a, b, c))
    points, radii = [], []
    for i in range(steps):
        t = i / (steps - 1)
        points.append((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c)
        radii.append(r0 * (1 - t) + r1 * t)
    beads = [stick(p, q, r) for p, q, r in zip(points, points[1:], radii, strict=False)]
    middle = (a + b + c) / 3
    reach = max(float(np.linalg.norm(p - middle)) for p in points) + r0 + 0.02
    return Part(union(*beads), plain(colour, gloss, 40, 0.05), tuple(map(float, middle)), reach)


def chilli(x, z, turn, s=1.0, colour: Rgb = (196, 28, 30)) -> list[Part]:
    c, sn = math.cos(turn), math.sin(turn)
    y = 0.075 * s

    def at(along, across):
        return (x + s * (along * c + across * sn), y, z + s * (-along * sn + across * c))

    body = bent(at(-0.36, 0), at(0.0, 0.13), at(0.40, 0.02), 0.075 * s, 0.012 * s, colour, 0.6)
    stalk = bent(
        at(-0.37, 0), at(-0.46, -0.02), at(-0.54, 0.05), 0.03 * s, 0.02 * s, (76, 120, 48), 0.2, 5
    )
    return [body, stalk]


def scattered(make: Callable[..., Part], spots=AROUND, **options) -> list[Part]:
    """The same small thing at each spot (x, z, turn)."""
    return [make(x, z, turn, **options) for x, z, turn in spots]
