"""The studio: shapes, one lamp from the upper left, one camera, the same warm paper.

Every picture is built from solid shapes (signed distance functions) and photographed here, so
that shelves look like one photo session. Needs numpy (a development extra) and Pillow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

Array = np.ndarray
Field = Callable[[Array, Array, Array], Array]

PAPER_TOP, PAPER_LOW = (250, 243, 231), (236, 219, 195)
KEY = np.array([-0.62, 0.78, 0.52]) / np.linalg.norm([-0.62, 0.78, 0.52])
KEY_COLOUR, SKY_COLOUR, BOUNCE = (1.34, 1.24, 1.08), (0.42, 0.44, 0.50), (0.34, 0.27, 0.19)


# ---------------------------------------------------------------- small mathematics
def linear(rgb) -> Array:
    """sRGB 0..255 to linear light."""
    return (np.asarray(rgb, np.float32) / 255) ** 2.2


def smooth(a: float, b: float, x: Array) -> Array:
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a, b, t: Array) -> Array:
    """Blend two colours (or colour arrays) by a per-point weight."""
    t = np.asarray(t)[..., None]
    return a * (1 - t) + b * t


def lattice(x: Array, y: Array, z: Array) -> Array:
    h = x.astype(np.uint32) * np.uint32(374761393) + y.astype(np.uint32) * np.uint32(668265263)
    h += z.astype(np.uint32) * np.uint32(2246822519)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(1274126177)
    return ((h ^ (h >> np.uint32(16))) & np.uint32(0xFFFF)).astype(np.float32) / 65535


def noise(x: Array, y: Array, z: Array) -> Array:
    """Value noise, 0..1, smooth."""
    xi, yi, zi = (np.floor(v).astype(np.int64) + 4096 for v in (x, y, z))
    fx, fy, fz = (smooth(0, 1, v - np.floor(v)) for v in (x, y, z))
    total = 0
    for dx in (0, 1):
        for dy in (0, 1):
            for dz in (0, 1):
                weight = (fx if dx else 1 - fx) * (fy if dy else 1 - fy) * (fz if dz else 1 - fz)
                total = total + weight * lattice(xi + dx, yi + dy, zi + dz)
    return total


# ---------------------------------------------------------------- shapes (distance to the surface)
def box(cx, cy, cz, hx, hy, hz, r, turn=0.0, lean=0.0) -> Field:
    """Rounded box; `turn` about y and `lean` backwards, in radians."""
    ct, st, cl, sl = math.cos(turn), math.sin(turn), math.cos(lean), math.sin(lean)

    def field(x, y, z):
        x, y, z = x - cx, y - cy, z - cz
        x, z = ct * x - st * z, st * x + ct * z
        y, z = cl * y - sl * z, sl * y + cl * z
        qx, qy, qz = np.abs(x) - hx + r, np.abs(y) - hy + r, np.abs(z) - hz + r
        out = np.sqrt(np.maximum(qx, 0) ** 2 + np.maximum(qy, 0) ** 2 + np.maximum(qz, 0) ** 2)
        return out + np.minimum(np.maximum(np.maximum(qx, qy), qz), 0) - r

    return field


def ball(cx, cy, cz, r, sx=1.0, sy=1.0, sz=1.0, turn=0.0, lean=0.0) -> Field:
    """Sphere, or an ellipsoid when scaled (then the distance is a safe guess)."""
    small = min(sx, sy, sz)
    ct, st, cl, sl = math.cos(turn), math.sin(turn), math.cos(lean), math.sin(lean)

    def field(x, y, z):
        x, y, z = x - cx, y - cy, z - cz
        x, z = ct * x - st * z, st * x + ct * z
        y, z = cl * y - sl * z, sl * y + cl * z
        return (np.sqrt((x / sx) ** 2 + (y / sy) ** 2 + (z / sz) ** 2) - r) * small

    return field


def stick(a, b, r) -> Field:
    a, b = np.array(a, np.float32), np.array(b, np.float32)
    ab = b - a

    def field(x, y, z):
        px, py, pz = x - a[0], y - a[1], z - a[2]
        h = np.clip((px * ab[0] + py * ab[1] + pz * ab[2]) / (ab @ ab), 0, 1)
        return np.sqrt((px - ab[0] * h) ** 2 + (py - ab[1] * h) ** 2 + (pz - ab[2] * h) ** 2) - r

    return field


def ring(cx, cy, cz, big, small, upright=False, half=False) -> Field:
    def field(x, y, z):
        x, y, z = x - cx, y - cy, z - cz
        if upright:
            y, z = z, y
        d = np.sqrt((np.sqrt(x * x + z * z) - big) ** 2 + y * y) - small
        return np.maximum(d, -z) if half else d

    return field


def lathe(
    profile, squash=1.0, folds=None, cx=0.0, cz=0.0, safe=0.62, hollow=0.0, rounding=0.03
) -> Field:
    """A turned shape [(height, radius), ...]; `folds(angle, y)` adds to it; `hollow` = wall."""
    ys, rs = np.array(profile, np.float32).T

    def field(x, y, z):
        x, z = x - cx, (z - cz) / squash
        r = np.interp(y, ys, rs).astype(np.float32)
        if folds is not None:
            r = r + folds(np.arctan2(x, z), y)
        d = np.sqrt(x * x + z * z) - r
        if hollow:
            d = np.abs(d + hollow / 2) - hollow / 2
        qy = np.maximum(y - ys[-1], ys[0] - y) + rounding
        qd = d + rounding
        inside = np.minimum(np.maximum(qd, qy), 0)
        return (
            (np.sqrt(np.maximum(qd, 0) ** 2 + np.maximum(qy, 0) ** 2) + inside - rounding)
            * safe
            * min(squash, 1)
        )

    return field


def union(*fields: Field) -> Field:
    def field(x, y, z):
        d = fields[0](x, y, z)
        for other in fields[1:]:
            d = np.minimum(d, other(x, y, z))
        return d

    return field


@dataclass(slots=True)
class Part:
    """One thing of one material. `paint` returns linear rgb, gloss 0..1, sharpness, glow rgb."""

    field: Field
    paint: Callable
    centre: tuple[float, float, float]
    radius: float
    bump: Field | None = None
    depth: float = 0.0

    def distance(self, x, y, z, reach=0.25):
        """Exact within `reach` of the part, a safe lower bound beyond it (cheap)."""
        cx, cy, cz = self.centre
        d = np.sqrt((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) - self.radius
        near = d < reach
        if near.any():
            d[near] = self.field(x[near], y[near], z[near])
        return d


# ---------------------------------------------------------------- the studio
def scene_distance(parts, x, y, z, reach=0.25):
    d = parts[0].distance(x, y, z, reach)
    for part in parts[1:]:
        np.minimum(d, part.distance(x, y, z, reach), out=d)
    return d


def march(parts, origin, rays, limit, steps=110, start=3.2):
    t = np.full(len(rays), start, np.float32)
    hit = np.zeros(len(rays), bool)
    alive = np.arange(len(rays))
    for _ in range(steps):
        p = origin + rays[alive] * t[alive, None]
        d = scene_distance(parts, *p.T.copy())
        t[alive] += d
        hit[alive[d < 0.0016]] = True
        alive = alive[(d >= 0.0016) & (t[alive] < limit)]
        if not len(alive):
            break
    return t, hit


def reach_of(parts):
    """Radius of a ball about the middle of the table that holds every part and its shadow."""
    return max(math.dist((0, 0.9, 0), part.centre) + part.radius for part in parts) + 0.5


def shadow(parts, p, k=7.0, steps=34):
    """How much of the lamp a point sees, 0..1, with a soft edge."""
    light = np.ones(len(p), np.float32)
    t = 0.02 + 0.05 * lattice(*(np.abs(p) * 4096).astype(np.int64).T)  # a little jitter hides steps
    centre, radius = np.array([0, 0.9, 0], np.float32), reach_of(parts)
    oc = p - centre
    along = oc @ KEY.astype(np.float32)
    alive = np.flatnonzero((oc**2).sum(1) - np.minimum(along, 0) ** 2 < radius**2)
    for _ in range(steps):
        q = p[alive] + KEY.astype(np.float32) * t[alive, None]
        d = scene_distance(parts, *q.T.copy(), reach=0.95)
        light[alive] = np.minimum(light[alive], np.clip(k * d / t[alive], 0, 1))
        t[alive] += np.clip(d, 0.025, 0.24)
        alive = alive[(light[alive] > 0.01) & (t[alive] < 4.5)]
        if not len(alive):
            break
    return light * light * (3 - 2 * light)


def occlusion(parts, p, n):
    total, weight = np.zeros(len(p), np.float32), 1.0
    for step in (0.04, 0.11, 0.22, 0.38, 0.6):
        q = p + n * step
        near_ground = np.minimum(scene_distance(parts, *q.T.copy()), q[:, 1])
        total += weight * np.maximum(step - near_ground, 0)
        weight *= 0.62
    return np.clip(1 - 1.15 * total, 0, 1)


def normals(field, p, e=0.0018):
    n = np.zeros_like(p)
    for k in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
        k = np.array(k, np.float32)
        n += k * field(*(p + e * k).T.copy())[:, None]
    return n / (np.linalg.norm(n, axis=1, keepdims=True) + 1e-9)


def roughen(part, p, n):
    """Tilt the normals by the slope of the material's own relief."""
    if part.bump is None:
        return n
    e, h = 0.004, part.bump(*p.T)
    slope = np.stack(
        [(part.bump(*(p + e * np.eye(3, dtype=np.float32)[i]).T) - h) / e for i in range(3)], 1
    )
    slope -= n * (slope * n).sum(1, keepdims=True)
    out = n - part.depth * slope
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def backdrop(size, wide=1.0):
    v, u = np.mgrid[0:size, 0 : int(size * wide)].astype(np.float32) / size
    u = u / wide
    paper = mix(linear(PAPER_TOP), linear(PAPER_LOW), smooth(0.1, 1.0, v))
    glow = np.exp(-(((u - 0.36) / 0.5) ** 2 + ((v - 0.42) / 0.46) ** 2))
    vignette = 1 - 0.13 * smooth(0.42, 0.85, np.hypot(u - 0.5, v - 0.5))
    fibre = 0.985 + 0.03 * noise(u * 190, v * 190, u * 0) * noise(u * 40, v * 90, u * 0 + 7)
    return paper * (0.95 + 0.10 * glow)[..., None] * (vignette * fibre)[..., None]


def photograph(parts, size, eye=(0.0, 2.35, 7.2), aim=(0.0, 0.95, 0.0), zoom=4.3, wide=1.0):
    """One picture, `size` high and `wide` times as broad, as linear light."""
    eye, aim = np.array(eye, np.float32), np.array(aim, np.float32)
    forward = (aim - eye) / np.linalg.norm(aim - eye)
    right = np.cross(forward, [0, 1, 0])
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    v, u = np.mgrid[0:size, 0 : int(size * wide)].astype(np.float32)
    u, v = (u + 0.5) / size * 2 - wide, 1 - (v + 0.5) / size * 2
    rays = (
        (u[..., None] * right + v[..., None] * up + zoom * forward)
        .reshape(-1, 3)
        .astype(np.float32)
    )
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    picture = backdrop(size, wide).reshape(-1, 3)
    floor_t = np.where(rays[:, 1] < -1e-3, -eye[1] / np.minimum(rays[:, 1], -1e-3), 60).astype(
        np.float32
    )

    seen = np.zeros(len(rays), bool)
    for part in parts:  # only rays that can meet something
        oc = eye - np.array(part.centre, np.float32)
        b = rays @ oc
        seen |= (oc @ oc) - b * b < (part.radius + 0.02) ** 2
    index = np.flatnonzero(seen)
    t, hit = march(parts, eye, rays[index], 12.0)
    hit &= t < floor_t[index]
    solid = index[hit]
    points = eye + rays[solid] * t[hit][:, None]

    floor = np.setdiff1d(np.flatnonzero(floor_t < 14), solid)
    ground = eye + rays[floor] * floor_t[floor][:, None]
    near = np.abs(ground).max(1) < 6.5
    floor, ground = floor[near], ground[near]
    flat = np.tile(np.array([0, 1, 0], np.float32), (len(ground), 1))
    lit = 0.50 + 0.50 * shadow(parts, ground, k=5.0)
    contact = 0.45 + 0.55 * occlusion(parts, ground, flat)
    shade = np.minimum(lit, 1) * contact
    tint = np.stack([shade**0.93, shade, shade**1.06], 1)  # shadows on paper stay warm
    picture[floor] *= tint

    picture[solid] = shade_solids(parts, points, rays[solid])
    return picture.reshape(size, -1, 3)


def shade_solids(parts, points, rays):
    distances = np.stack([part.distance(*points.T.copy()) for part in parts])
    owner = distances.argmin(0)
    lamp = shadow(parts, points + 0.006 * KEY.astype(np.float32), k=11)
    out = np.zeros_like(points)
    for number, part in enumerate(parts):
        mine = owner == number
        if not mine.any():
            continue
        p = points[mine]
        n = normals(part.field, p)
        ao = occlusion(parts, p, n)
        n = roughen(part, p, n)
        albedo, gloss, sharp, glow = part.paint(p[:, 0], p[:, 1], p[:, 2], n)
        facing = np.clip(n @ KEY.astype(np.float32), 0, 1) * lamp[mine]
        sky = (0.5 + 0.5 * n[:, 1]) * ao
        bounce = (0.5 - 0.5 * n[:, 1]) * ao
        light = facing[:, None] * np.array(KEY_COLOUR) + sky[:, None] * np.array(SKY_COLOUR)
        light = light + bounce[:, None] * np.array(BOUNCE)
        half = KEY - rays[mine]
        half /= np.linalg.norm(half, axis=1, keepdims=True)
        shine = np.clip((n * half).sum(1), 0, 1) ** sharp * lamp[mine]
        rim = (1 - np.clip(-(n * rays[mine]).sum(1), 0, 1)) ** 4 * ao
        spark = (gloss * shine * 1.3 + (0.05 + 0.35 * gloss) * rim * 0.6)[:, None]
        out[mine] = albedo * light + spark + glow * ao[:, None]
    return out


def develop(light: Array, size: int) -> Image.Image:
    """Tone curve, gamma, downsample, a breath of grain."""
    grey = light.mean(2, keepdims=True)
    x = grey + (light - grey) * 1.08
    x = np.where(x > 0.72, 0.72 + 0.28 * (1 - np.exp(-(x - 0.72) / 0.28)), x)
    data = (np.clip(x, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    picture = Image.fromarray(data)
    picture = picture.resize((round(size * picture.width / picture.height), size), Image.LANCZOS)
    return picture.filter(ImageFilter.UnsharpMask(0.8, 45, 2))
