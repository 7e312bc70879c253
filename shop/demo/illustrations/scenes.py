"""Landscapes for covers and news: hills in mist, rows of plants, water, a loom."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from shop.demo.illustrations.materials import basket_paint, plain, plait, ulos_pattern
from shop.demo.illustrations.studio import (
    Part,
    ball,
    develop,
    lathe,
    lattice,
    linear,
    march,
    mix,
    noise,
    ring,
    shade_solids,
    smooth,
)


def ridge(u, seed, rough, scale):
    """Height of a hill line over u, about 0."""
    out = 0
    for octave in range(5):
        f = scale * 2**octave
        out = out + (noise(u * f + seed * 17.3, u * 0 + seed, u * 0) - 0.5) * rough * 0.52**octave
    return out


def landscape(width, height, layers, sky, sun=None, lake=None, rows=None, seed=1):
    """Hills in mist, one behind the other; `layers` = [(base height 0..1, roughness, rgb), ...]."""
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = u / height, v / height
    out = mix(linear(sky[0]), linear(sky[1]), smooth(0, 0.62, v))
    if sun:
        d = np.hypot(u - sun[0], v - sun[1])
        out = mix(out, linear((255, 232, 190)), np.exp(-((d / 0.34) ** 2)) * 0.75)
        out = mix(out, linear((255, 246, 226)), smooth(0.062, 0.056, d))
    band = 0.04 * noise(u * 2 + 5, v * 14, u * 0) + 0.03 * noise(u * 5, v * 30, u * 0 + 3)
    out = out * (0.97 + band)[..., None]
    for i, (base, rough, rgb) in enumerate(layers):
        line = base + ridge(u[0], seed + i * 3, rough, 1.1 + 0.5 * i)
        below = smooth(0, 0.0035, v - line[None, :])
        depth = np.clip((v - line[None, :]) / 0.34, 0, 1)
        tree = noise(u * (60 + 40 * i), v * (70 + 50 * i), u * 0 + i) * (0.10 + 0.07 * i)
        colour = linear(rgb) * (0.92 + tree)[..., None]
        mist = linear(sky[1]) * 0.96
        colour = mix(colour, mist, depth * (0.62 - 0.13 * i if i < len(layers) - 1 else 0))
        out = mix(out, colour, below)
    if lake:
        top, low = lake
        water = (v > top) & (v < low)
        flip = np.clip((2 * top - v), 0, 1)
        rowi = np.clip((flip * height).astype(int), 0, height - 1)
        wob = ((noise(u * 3, v * 90, u * 0) - 0.5) * 16 * (0.2 + (v - top) * 6)).astype(int)
        coli = np.clip((u * height).astype(int) + wob, 0, width - 1)
        mirror = out[rowi, coli] * np.array([0.80, 0.90, 0.98], np.float32)
        shine = smooth(0.62, 0.9, noise(u * 5, v * 150, u * 0 + 2)) * 0.25
        mirror = mix(mirror, linear((250, 240, 222)), shine)
        edge = smooth(low, low - 0.004, v) * water
        out = mix(out, mirror, edge)
    if rows:
        rows(u, v, out)
    return Image.fromarray((np.clip(out, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


def garden_rows(horizon, near, far_colour, crop, dot):
    """Planted rows that run to a vanishing point; drawn into the picture in place."""

    def draw(u, v, out):
        line = horizon + 0.012 * np.sin(u * 4 + 1)
        field = v > line
        depth = np.clip((v - line) / (1 - line), 0.004, 1)
        x = (u - near) / depth
        across = np.abs((x * 2.2) % 1 - 0.5)
        bush = noise(x * 16, 5.5 / depth, u * 0) * 0.16
        ripe = noise(x * 60, 16 / depth, u * 0 + 4)
        plant = smooth(0.13 + bush, 0.20 + bush, 0.5 - across)
        light = 0.72 + 0.5 * noise(x * 22, 9 / depth, u * 0 + 9)
        leafy = linear(crop) * light[..., None] * (0.75 + 0.4 * smooth(0.5, 0.1, across))[..., None]
        soil = linear((146, 104, 74)) * (0.85 + 0.3 * noise(x * 30, 20 / depth, u * 0))[..., None]
        colour = mix(soil, leafy, plant)
        berries = (ripe > 0.86) & (plant > 0.6) & (depth > 0.12)
        colour[berries] = linear(dot)
        colour = mix(linear(far_colour) * np.ones_like(out), colour, smooth(0.0, 0.30, depth))
        out[field] = colour[field]

    return draw


def toba(w=1280, h=560):
    return landscape(
        w,
        h,
        [(0.36, 0.30, (132, 152, 170)), (0.44, 0.22, (96, 128, 138)), (0.50, 0.10, (66, 106, 100))],
        ((168, 196, 214), (246, 226, 200)),
        sun=(1.62, 0.26),
        lake=(0.56, 0.80),
        seed=4,
        rows=garden_rows(0.79, 1.1, (96, 128, 84), (64, 108, 58), (176, 36, 44)),
    )


def coffee_rows():
    """Hedges of coffee on a gentle slope: one bush, repeated on a grid, each a little different."""

    def ground(x, z):
        return 0.16 * np.sin(x * 0.35 + 0.6) + 0.22 * np.sin(z * 0.17 + 1.2) + 0.035 * z

    def pieces(x, y, z):
        height = y - ground(x, z)
        row, nth = np.round(x / 1.7), np.round(z / 0.82)
        j = lattice(
            (row + 500).astype(np.int64), (nth + 500).astype(np.int64), np.zeros(len(x), np.int64)
        )
        dx, dz = x - row * 1.7 - (j - 0.5) * 0.14, z - nth * 0.82 - (j - 0.5) * 0.16
        bush = np.sqrt(dx**2 + ((height - 0.36) * 0.94) ** 2 + dz**2) - (0.47 + 0.15 * j)
        return bush + 0.035 * np.sin(x * 11 + z * 3) * np.sin(y * 12) * np.sin(z * 11), height

    def field(x, y, z):
        bush, height = pieces(x, y, z)
        return np.minimum(bush * 0.5, height * 0.8)

    def paint(x, y, z, n):
        bush, height = pieces(x, y, z)
        leafy = 0.55 * noise(x * 9, y * 9, z * 9) + 0.45 * noise(x * 30, y * 30, z * 30)
        green = mix(
            linear((20, 58, 30)),
            linear((124, 164, 74)),
            smooth(0.30, 0.78, leafy) * 0.75 + 0.25 * smooth(0.2, 0.9, height),
        )
        cell = [np.floor(v * 24).astype(np.int64) + 4000 for v in (x, y, z)]
        near = np.sqrt(sum((v * 24 - np.floor(v * 24) - 0.5) ** 2 for v in (x, y, z)))
        clump = noise(x * 3, y * 3 + 9, z * 3) > 0.5
        cherry = (lattice(*cell) > 0.72) & (near < 0.44) & clump
        green = np.where(cherry[:, None], linear((196, 30, 40)), green)
        earth = mix(linear((128, 88, 60)), linear((168, 126, 88)), noise(x * 7, y, z * 5))
        grass = smooth(0.52, 0.75, noise(x * 3, y, z * 2)) * 0.6
        earth = mix(earth, linear((112, 138, 66)), grass)
        return np.where((bush < height)[:, None], green, earth), 0.10, 14, 0

    leaves = lambda x, y, z: noise(x * 22, y * 22, z * 22) + 0.6 * noise(x * 44, y * 44, z * 44)  # noqa: E731
    return Part(field, paint, (0, 0, 0), 200, leaves, 0.055), ground


def rays_of(width, height, eye, aim):
    """Where a landscape camera looks: one ray per pixel."""
    forward = (aim - eye) / np.linalg.norm(aim - eye)
    right = np.cross(forward, [0, 1, 0]) * -1
    right /= np.linalg.norm(right)
    up = np.cross(forward, right)
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (u + 0.5) / height * 2 - width / height, 1 - (v + 0.5) / height * 2
    rays = (u[..., None] * right + v[..., None] * up + 1.75 * forward).reshape(-1, 3)
    return (rays / np.linalg.norm(rays, axis=1, keepdims=True)).astype(np.float32)


EYE = np.array((0.88, 2.55, -1.6), np.float32)
AIM = np.array((0.62, 1.12, 6.0), np.float32)
SUN, HAZE = (196, 206, 176), (122, 152, 118)


def hillside(parts, sky: Image.Image, h: int) -> Image.Image:
    """Planted ground under a painted sky, fading into mist with distance."""
    width, height = sky.size
    rays = rays_of(width, height, EYE, AIM)
    out = ((np.asarray(sky, np.float32) / 255) ** 2.2).reshape(-1, 3)
    t, hit = march(parts, EYE, rays, 46.0, steps=170, start=1.6)
    far = smooth(7, 44, t[hit])
    lit = shade_solids(parts, EYE + rays[hit] * t[hit][:, None], rays[hit])
    lit = lit * np.array([1.06, 1.0, 0.90])
    mist = mix(linear(SUN), linear(HAZE), smooth(0.5, 1.0, far))
    out[hit] = mix(lit, mist, far * 0.92)
    return develop(out.reshape(height, width, 3), h)


def harvest_basket(ground, bx=0.92, bz=3.3):
    """A basket of ripe cherries on the path."""
    floor = float(ground(np.float32(bx), np.float32(bz)))
    weave = basket_paint((216, 174, 112), (150, 104, 58), None, 20, 60)
    body = lathe([(0, 0.25), (0.18, 0.31), (0.42, 0.345)], cx=bx, cz=bz)
    rim = ring(bx, 0.42, bz, 0.345, 0.028)
    relief = plait(60, 20, bx, bz)

    def lifted(f):
        return lambda x, y, z: f(x, y - floor, z)

    def straw(x, y, z, n):
        return weave(x - bx, y - floor, z - bz, n)

    parts = [
        Part(lifted(body), straw, (bx, floor + 0.21, bz), 0.46, lifted(relief), 0.03),
        Part(lifted(rim), plain((180, 128, 72), 0.1), (bx, floor + 0.42, bz), 0.4),
    ]
    rng = np.random.default_rng(7)
    for _ in range(120):
        a, d = rng.uniform(0, 6.28), 0.31 * math.sqrt(rng.uniform())
        x, z = bx + d * math.cos(a), bz + d * math.sin(a)
        y = floor + 0.40 + 0.12 * (1 - (d / 0.32) ** 2)
        tone = (206, 34, 40) if rng.uniform() > 0.18 else (226, 150, 50)
        cherry = ball(x, y, z, 0.036)
        parts.append(Part(cherry, plain(tone, 0.45, 36, 0.04), (x, y, z), 0.038))
    return parts


def coffee_hill(w=1280, h=720, over=1.5):
    """The garden in the morning: hills in mist, rows of coffee, a basket of cherries."""
    hedge, ground = coffee_rows()
    hills = [
        (0.17, 0.26, (150, 170, 184)),
        (0.25, 0.18, (122, 152, 152)),
        (0.31, 0.10, (100, 138, 112)),
    ]
    light = ((190, 212, 226), (252, 234, 206))
    sky = landscape(int(w * over), int(h * over), hills, light, sun=(0.46, 0.11), seed=9)
    return hillside([hedge, *harvest_basket(ground)], sky, h)


def loom(w=1280, h=720):
    """A close look at a cloth on the loom: threads, weft, light from the left."""
    cloth = (
        ulos_pattern((220, 220))
        .resize((w + 200, w + 200), Image.BICUBIC)
        .rotate(-14, Image.BICUBIC)
        .crop((150, 330, 150 + w, 330 + h))
    )
    a = (np.asarray(cloth, np.float32) / 255) ** 2.2
    v, u = np.mgrid[0:h, 0:w].astype(np.float32)
    thread = 0.82 + 0.18 * np.sin(u * 1.05 + v * 0.26) * np.sin(v * 1.05 - u * 0.26)
    drape = 0.86 + 0.30 * np.sin((u * 0.9 + v * 0.5) / h * 4.2 + 0.8) * 0.6
    light = 1.25 - 0.55 * (u / w) - 0.15 * (v / h)
    a = a * (thread * drape * light)[..., None] * np.array([1.06, 1.0, 0.92], np.float32)
    return Image.fromarray((np.clip(a, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))
