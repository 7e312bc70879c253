"""What is sewn from woven cloth: shirt, wallet, bag."""

from __future__ import annotations

import math

import numpy as np

from shop.demo.illustrations.cloth import MAKER, RED_DYE, THREAD, pattern, stripe_cloth
from shop.demo.illustrations.materials import plain, sample, weave
from shop.demo.illustrations.packs import Tag, card
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import Array, Part, ball, box, linear, mix, noise, smooth, stick


def inner_edge(px: Array, py: Array) -> Array:
    """Distance past the edge of a collar wing that runs from the neck down to its tip."""
    return ((0.02 - px) * 0.44 + (0.92 - py) * 0.30) / 0.5325


def outer_edge(px: Array, py: Array) -> Array:
    """The same for the edge from the tip up to the shoulder."""
    return ((px - 0.32) * 0.44 - (py - 0.48) * 0.16) / 0.468


def shirt() -> list[Part]:
    """Folded for the parcel: collar, placket, coconut buttons, short sleeve edges."""
    cloth = stripe_cloth((58, 84, 128), THREAD)
    lean, cy = 0.30, 0.86

    def at(x, y, z):
        c, s = math.cos(lean), math.sin(lean)
        y = y - cy
        return x, c * y - s * z, s * y + c * z

    def body(x, y, z):
        px, py, pz = at(x, y, z)
        soft = 0.012 * np.sin(px * 5 + py * 3) + 0.010 * np.sin(py * 8)
        return box(0, 0, 0, 0.92, 0.92, 0.10, 0.09)(px, py, pz - soft) * 0.8

    def paint(x, y, z, n):
        px, py, _ = at(x, y, z)
        colour = sample(cloth, np.clip(px / 2.6 + 0.5, 0, 1), np.clip(py / 4 + 0.5, 0, 1))
        placket = np.abs(px) < 0.10
        edge = np.abs(np.abs(px) - 0.10) < 0.010
        sleeve = np.abs(np.abs(px) - 0.60 - 0.10 * py) < 0.010
        colour = np.where(placket[:, None], colour * 0.96, colour)
        dark = (edge | (sleeve & (py > -0.3))).astype(np.float32)
        return mix(colour, linear((26, 36, 62)), dark * 0.7), 0.03, 8, 0

    parts = [Part(body, paint, (0, cy, 0), 1.4, weave(120), 0.004)]
    for sign in (-1, 1):

        def collar(x, y, z, sign=sign):
            px, py, pz = at(x, y, z)
            px = px * sign
            wing = np.maximum(np.maximum(py - 0.92, inner_edge(px, py)), outer_edge(px, py))
            return np.maximum(wing, np.abs(pz - 0.135) - 0.03) * 0.6 - 0.018

        parts.append(Part(collar, paint, (0.26 * sign, cy + 0.78, -0.12), 0.6, weave(120), 0.004))
    neck = stick((-0.34, cy + 0.88, -0.20), (0.34, cy + 0.88, -0.20), 0.075)
    parts.append(Part(neck, plain((44, 64, 104), 0.03), (0, cy + 0.88, -0.20), 0.45))
    for k in range(4):
        py = 0.42 - 0.36 * k
        c, s = math.cos(lean), math.sin(lean)
        spot = (0.0, cy + c * py + s * 0.115, -s * py + c * 0.115)
        parts.append(Part(ball(*spot, 0.045, 1, 1, 0.5), plain((110, 70, 44), 0.4, 34), spot, 0.06))
    prop = box(0, 0.5, -0.55, 0.6, 0.5, 0.05, 0.03, lean=0.3)
    parts.append(Part(prop, plain((206, 178, 140)), (0, 0.5, -0.55), 0.9))
    tag = Tag(name="Kemeja|tenun", maker=MAKER, weight="S sampai XL", accent=(40, 66, 116))
    return [*parts, card(tag, 0.86, 0.86, 0.34, 0.34)]


def wallet() -> list[Part]:
    """One closed, one half open behind it."""
    cloth = pattern(RED_DYE)

    def face(x0, y0, wide):
        def paint(x, y, z, n):
            inside = sample(
                cloth, np.clip((x - x0) / wide * 0.9 + 0.5, 0, 1), ((y - y0) / wide + 0.3) % 1
            )
            edge = np.maximum(np.abs(x - x0) / 0.86, np.abs(y - y0) / 0.46)
            return mix(inside, linear((28, 24, 34)), smooth(0.93, 0.96, edge)), 0.06, 14, 0

        return paint

    front = box(-0.18, 0.46, 0.42, 0.86, 0.46, 0.085, 0.05, lean=0.34)
    back = box(0.26, 0.62, -0.18, 0.84, 0.46, 0.05, 0.04, turn=-0.2, lean=0.22)
    snap = (-0.18, 0.30, 0.60)
    return [
        Part(front, face(-0.18, 0.46, 1.9), (-0.18, 0.46, 0.42), 1.05, weave(120), 0.004),
        Part(back, face(0.26, 0.62, 1.9), (0.26, 0.62, -0.18), 1.05, weave(120), 0.004),
        Part(ball(*snap, 0.055, 1, 1, 0.5), plain((206, 170, 90), 0.8, 60), snap, 0.07),
        card(Tag(name="Dompet|tenun", maker=MAKER, weight="19 × 10 cm"), 0.84, 0.98, 0.33, 0.32),
    ]


def tote() -> list[Part]:
    """A soft bag, woven band in front, two long handles."""
    cloth = pattern(RED_DYE)

    def body(x, y, z):
        full = 0.26 * (1 - 0.45 * smooth(0.5, 1.5, y)) * (1 - 0.3 * (x / 0.85) ** 2)
        wide = 0.84 + 0.05 * smooth(0.2, 1.4, y)
        soft = 0.014 * np.sin(x * 6 + y * 4)
        q = np.maximum(np.abs(x) - wide, np.abs(y - 0.72) - 0.72)
        return np.maximum(q, np.abs(z + soft) - full) * 0.65 - 0.03

    def paint(x, y, z, n):
        woven = sample(cloth, np.clip(x / 1.8 + 0.5, 0, 1), ((1.4 - y) / 2.6) % 1)
        canvas = linear((66, 52, 50)) * (0.9 + 0.2 * noise(x * 30, y * 30, z * 30))[:, None]
        return np.where((y < 0.26)[:, None], canvas, woven), 0.04, 10, 0

    def handle(z0):
        def field(x, y, z):
            d = np.hypot(np.hypot(x, (y - 1.42) * 0.62) - 0.44, (z - z0) * 0.8) - 0.04
            return np.maximum(d, 1.32 - y) * 0.7

        return Part(field, plain((66, 46, 42), 0.1), (0, 1.8, z0), 0.95)

    tag = Tag(name="Tas|tenun", maker=MAKER, weight="38 × 34 cm")
    return [
        Part(body, paint, (0, 0.72, 0), 1.25, weave(110), 0.005),
        handle(0.16),
        handle(-0.16),
        card(tag, 0.82, 0.80, 0.33, 0.33),
    ]


GOODS = {
    "kemeja": Still(
        build=shirt,
        aim=(0.05, 0.86, 0.0),
        zoom=4.6,
        alt="Kemeja tenun biru bergaris yang dilipat, dengan kartunya",
        alt_en="A folded blue striped handwoven shirt, with a card",
    ),
    "dompet": Still(
        build=wallet,
        aim=(0.05, 0.52, 0.2),
        zoom=5.2,
        alt="Dua dompet tenun merah hitam dengan kartunya",
        alt_en="Two red and black handwoven wallets with a card",
    ),
    "tas-tenun": Still(
        build=tote,
        aim=(0.06, 1.08, 0.0),
        zoom=4.4,
        alt="Tas bahu dari kain tenun merah hitam dengan kartunya",
        alt_en="A tote bag of red and black handwoven cloth with a card",
    ),
}
