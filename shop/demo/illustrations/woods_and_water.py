"""Forest, sugar palms, the coast: painted flat, layer behind layer."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from shop.demo.illustrations.scenes import landscape, ridge
from shop.demo.illustrations.studio import Array, linear, mix, noise, smooth

W, H = 1280, 720
Rgb = tuple[int, int, int]


def canopy(u: Array, seed: int, size: float) -> Array:
    """A tree line: round tops of different height, about 0."""
    tops = (
        np.abs(np.sin(u * 9 / size + seed)) * 0.5
        + np.abs(np.sin(u * 5.3 / size + seed * 2.1)) * 0.5
    )
    leafy = noise(u * 46 / size + seed, u * 0, u * 0) - 0.5
    return -(0.055 * tops + 0.03 * leafy) * size


def forest_layers(w: int, h: int, layers, sky) -> Array:
    """Tree lines one behind the other, mist between them; linear light."""
    v, u = np.mgrid[0:h, 0:w].astype(np.float32)
    u, v = u / h, v / h
    out = mix(linear(sky[0]), linear(sky[1]), smooth(0, 0.6, v))
    glow = np.exp(-(((u - 1.22) / 0.5) ** 2 + ((v - 0.22) / 0.32) ** 2))
    out = mix(out, linear((255, 244, 214)), glow * 0.8)
    for i, (base, rgb, size) in enumerate(layers):
        line = base + ridge(u[0], 30 + i * 5, 0.14, 0.9) + canopy(u[0], i * 7 + 2, size)
        below = smooth(0, 0.006, v - line[None, :])
        depth = np.clip((v - line[None, :]) / 0.30, 0, 1)
        leaf = noise(u * 50 / size, v * 50 / size, u * 0 + i) * 0.5
        leaf = leaf + noise(u * 130 / size, v * 130 / size, u * 0 + i) * 0.4
        colour = linear(rgb) * (0.60 + 0.85 * leaf)[..., None]
        mist = 0.85 - 0.20 * i if i < len(layers) - 1 else 0.0
        colour = mix(colour, linear((226, 230, 206)), depth * max(mist, 0.0))
        out = mix(out, colour, below)
    return out


def picture_of(light: Array) -> Image.Image:
    return Image.fromarray((np.clip(light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


def trunks(image: Image.Image, spots, colour: Rgb, light: Rgb) -> None:
    """Tall stems from the lower edge upward, lit from the left; drawn in place."""
    d = ImageDraw.Draw(image, "RGBA")
    h = image.height
    for x, top, wide, lean in spots:
        for k in range(wide):
            t = k / wide
            tone = tuple(
                int(light[c] * (1 - t) ** 1.4 + colour[c] * (1 - (1 - t) ** 1.4)) for c in range(3)
            )
            d.line(
                [(x + k - wide / 2 + lean, top * h), (x + (k - wide / 2) * 1.5, h)],
                fill=(*tone, 255),
                width=3,
            )


def forest() -> Image.Image:
    layers = (
        (0.34, (150, 172, 158), 0.7),
        (0.44, (112, 146, 116), 0.9),
        (0.56, (74, 116, 76), 1.2),
        (0.72, (46, 86, 52), 1.6),
        (0.93, (26, 54, 36), 1.4),
    )
    sky = ((196, 214, 206), (250, 240, 212))
    out = forest_layers(W * 2, H * 2, layers[:4], sky)
    image = picture_of(out)
    trunks(
        image,
        ((330, 0.0, 86, 26), (2210, 0.0, 120, -40), (1860, 0.0, 46, 14)),
        (38, 32, 30),
        (150, 122, 92),
    )
    front = forest_layers(W * 2, H * 2, layers[4:], sky)
    v, u = np.mgrid[0 : H * 2, 0 : W * 2].astype(np.float32) / (H * 2)
    line = 0.93 + ridge(u[0], 30, 0.14, 0.9) + canopy(u[0], 2, 1.4)
    below = smooth(0.008, 0.012, v - line[None, :])  # inside the front's own soft edge
    base = (np.asarray(image, np.float32) / 255) ** 2.2
    rays = beams(u, v)
    image = picture_of(mix(mix(base, linear((255, 246, 214)), rays), front, below))
    return image.resize((W, H), Image.Resampling.LANCZOS)


def beams(u: Array, v: Array) -> Array:
    """Morning light between the stems."""
    along = (u - 1.22) + 0.55 * (v - 0.2)
    bars = 0.5 + 0.5 * np.sin(along * 17 + 2 * np.sin(along * 6))
    return np.clip(bars**3 * 0.22 * smooth(0.95, 0.2, v) * np.exp(-((along / 0.8) ** 2)), 0, 0.3)


def palm(
    d: ImageDraw.ImageDraw, x: float, y: float, s: float, tones: tuple[Rgb, Rgb], seed: int
) -> None:
    """A sugar palm: rough stem, a fountain of feathered leaves."""
    rng = np.random.default_rng(seed)
    d.line([(x, y), (x + s * 0.04, y + s * 2.2)], fill=(82, 66, 54), width=max(3, int(s * 0.12)))
    for k in range(9):
        yy = y + s * 0.2 * k
        d.line(
            [(x - s * 0.06, yy), (x + s * 0.09, yy + s * 0.06)],
            fill=(54, 44, 38),
            width=max(1, int(s * 0.03)),
        )
    for i in range(15):
        a = -math.pi * (0.02 + 0.96 * i / 14) + rng.uniform(-0.08, 0.08)
        reach = s * rng.uniform(0.85, 1.15)
        tone = tuple(
            int(tones[0][c] + (tones[1][c] - tones[0][c]) * rng.uniform()) for c in range(3)
        )
        ex, ey = (
            x + reach * math.cos(a),
            y + reach * math.sin(a) * 0.8 + s * 0.25 * abs(math.cos(a)),
        )
        mx, my = (x + ex) / 2, (y + ey) / 2 - s * 0.28
        last = (x, y)
        for k in range(1, 22):
            t = k / 21
            px = (1 - t) ** 2 * x + 2 * t * (1 - t) * mx + t * t * ex
            py = (1 - t) ** 2 * y + 2 * t * (1 - t) * my + t * t * ey
            d.line([last, (px, py)], fill=tone, width=max(1, int(s * 0.025)))
            long = s * 0.26 * math.sin(math.pi * min(1, t * 0.9 + 0.12))
            for side in (-1, 1):
                b = math.atan2(py - last[1], px - last[0]) + side * 1.05
                d.line(
                    [(px, py), (px + long * math.cos(b), py + long * math.sin(b) + long * 0.25)],
                    fill=tone,
                    width=max(1, int(s * 0.016)),
                )
            last = (px, py)


def palms() -> Image.Image:
    layers = (
        (0.36, (156, 176, 150), 0.7),
        (0.47, (116, 150, 108), 0.9),
        (0.60, (82, 124, 74), 1.1),
    )
    big = picture_of(forest_layers(W * 2, H * 2, layers, ((190, 214, 220), (252, 238, 206))))
    d = ImageDraw.Draw(big)
    rows = (
        (0.40, 120, ((96, 130, 92), (128, 158, 108)), (420, 760, 1180, 1540, 2080)),
        (0.44, 220, ((52, 96, 54), (96, 140, 72)), (180, 980, 1760, 2380)),
        (0.40, 380, ((26, 66, 38), (92, 138, 62)), (620, 2040)),
    )
    for n, (top, s, tones, places) in enumerate(rows):
        for k, x in enumerate(places):
            palm(d, x, top * H * 2 + 40 * math.sin(x), s, tones, n * 10 + k)
        if n < 2:
            mist = Image.new("RGB", big.size, (226, 230, 204))
            fade = np.linspace(0, 1, big.height) ** 1.6 * (70 - 30 * n)
            mask = Image.fromarray(np.repeat(fade[:, None], big.width, 1).astype(np.uint8))
            big.paste(mist, (0, 0), mask)
            d = ImageDraw.Draw(big)
    v, u = np.mgrid[0 : H * 2, 0 : W * 2].astype(np.float32) / (H * 2)
    line = 0.86 + ridge(u[0], 11, 0.10, 1.2) + canopy(u[0], 5, 0.5)
    grass = noise(u * 60, v * 60, u * 0) * 0.6 + noise(u * 160, v * 160, u * 0) * 0.4
    ground = mix(linear((34, 70, 38)), linear((120, 150, 66)), grass)
    base = (np.asarray(big, np.float32) / 255) ** 2.2
    out = mix(base, ground, smooth(0, 0.006, v - line[None, :]))
    return picture_of(out).resize((W, H), Image.Resampling.LANCZOS)


def boat(d: ImageDraw.ImageDraw, x: float, y: float, s: float, hull: Rgb, band: Rgb) -> None:
    """A fishing boat with high stem, mast and a small awning; its reflection below."""
    d.polygon(
        [(x - s, y - 0.30 * s), (x + s, y - 0.36 * s), (x + 0.72 * s, y), (x - 0.70 * s, y)],
        fill=hull,
    )
    d.polygon(
        [
            (x - s, y - 0.30 * s),
            (x + s, y - 0.36 * s),
            (x + 0.95 * s, y - 0.27 * s),
            (x - 0.94 * s, y - 0.21 * s),
        ],
        fill=band,
    )
    d.line(
        [(x + 0.05 * s, y - 0.3 * s), (x + 0.05 * s, y - 1.35 * s)],
        fill=(92, 72, 58),
        width=max(2, int(s * 0.03)),
    )
    d.line(
        [(x + 0.05 * s, y - 1.3 * s), (x + 0.9 * s, y - 0.36 * s)],
        fill=(120, 100, 84),
        width=max(1, int(s * 0.012)),
    )
    d.line(
        [(x + 0.05 * s, y - 1.3 * s), (x - 0.95 * s, y - 0.3 * s)],
        fill=(120, 100, 84),
        width=max(1, int(s * 0.012)),
    )
    d.rectangle([x - 0.62 * s, y - 0.66 * s, x - 0.16 * s, y - 0.60 * s], fill=(226, 206, 160))
    for leg in (-0.60, -0.19):
        d.line(
            [(x + leg * s, y - 0.62 * s), (x + leg * s, y - 0.30 * s)],
            fill=(92, 72, 58),
            width=max(2, int(s * 0.02)),
        )
    d.polygon(
        [
            (x - 0.70 * s, y),
            (x + 0.72 * s, y),
            (x + 0.86 * s, y + 0.14 * s),
            (x - 0.84 * s, y + 0.12 * s),
        ],
        fill=(*[int(c * 0.55) for c in hull], 120),
    )


def racks(image: Image.Image) -> None:
    """Drying racks in front: bamboo tables with rows of fish; drawn in place."""
    d = ImageDraw.Draw(image, "RGBA")
    rng = np.random.default_rng(8)
    for x0, y0, wide, deep, skew in ((-90, 1130, 1120, 150, 150), (1330, 1090, 1330, 165, -170)):
        far = [(x0 + skew, y0), (x0 + wide + skew, y0)]
        near = [(x0 + wide, y0 + deep), (x0, y0 + deep)]
        for t in (0.04, 0.35, 0.66, 0.97):
            foot = x0 + wide * t
            d.line([(foot, y0 + deep), (foot - 6, 1440)], fill=(104, 78, 54), width=22)
        d.polygon([*far, *near], fill=(208, 172, 112))
        for k in range(24):
            t = k / 23
            d.line(
                [(far[0][0] + t * wide, y0), (near[1][0] + t * wide, y0 + deep)],
                fill=(168, 128, 78),
                width=4,
            )
        d.rectangle([x0, y0 + deep, x0 + wide, y0 + deep + 22], fill=(150, 110, 68))
        for row in range(4):
            t = (row + 0.5) / 4
            y, left = y0 + deep * t, x0 + skew * (1 - t)
            size = 20 + 12 * t
            for k in range(int(wide / (size * 3.4))):
                cx = left + size * 2 + k * size * 3.4 + rng.uniform(-4, 4)
                fish_flat(d, cx, y, size)


def shore(image: Image.Image) -> None:
    """The near bank: wet sand, then dry; drawn in place."""
    h, w = image.height, image.width
    v, u = np.mgrid[0:h, 0:w].astype(np.float32)
    u, v = u / h, v / h
    line = 0.845 + 0.018 * np.sin(u * 3.3 + 0.4) + 0.006 * np.sin(u * 11)
    grain = 0.9 + 0.2 * noise(u * 240, v * 240, u * 0)
    wet = mix(linear((150, 126, 98)), linear((222, 194, 150)), smooth(0.0, 0.07, v - line))
    sand = wet * grain[..., None]
    base = (np.asarray(image, np.float32) / 255) ** 2.2
    foam = np.exp(-(((v - line + 0.004) / 0.004) ** 2)) * 0.6
    out = mix(mix(base, linear((250, 246, 236)), foam), sand, smooth(0, 0.004, v - line))
    image.paste(picture_of(out))


def fish_flat(d: ImageDraw.ImageDraw, x: float, y: float, s: float) -> None:
    d.ellipse(
        [x - s * 1.2 + 4, y - s * 0.30 + 6, x + s * 1.1 + 4, y + s * 0.34 + 6],
        fill=(90, 66, 44, 110),
    )
    d.polygon(
        [(x + s * 0.9, y), (x + s * 1.5, y - s * 0.3), (x + s * 1.5, y + s * 0.3)],
        fill=(150, 148, 146),
    )
    d.ellipse([x - s * 1.2, y - s * 0.34, x + s * 1.1, y + s * 0.34], fill=(176, 176, 172))
    d.ellipse([x - s * 1.0, y - s * 0.20, x + s * 0.95, y + s * 0.26], fill=(238, 214, 172))
    d.ellipse([x - s * 1.0, y - s * 0.09, x - s * 0.86, y + s * 0.05], fill=(40, 36, 38))


def coast() -> Image.Image:
    """Boats in the river mouth, drying racks on the near bank."""
    hills = [(0.40, 0.05, (150, 172, 176)), (0.435, 0.03, (104, 142, 120))]
    light = ((172, 204, 226), (253, 232, 198))
    big = landscape(W * 2, H * 2, hills, light, sun=(1.32, 0.24), lake=(0.45, 1.0), seed=33)
    d = ImageDraw.Draw(big, "RGBA")
    boat(d, 620, 800, 190, (176, 54, 50), (236, 226, 208))
    boat(d, 1180, 745, 120, (44, 92, 128), (230, 186, 84))
    boat(d, 2010, 830, 230, (52, 104, 92), (236, 226, 208))
    boat(d, 1590, 710, 80, (150, 104, 60), (220, 200, 170))
    shore(big)
    racks(big)
    return big.filter(ImageFilter.GaussianBlur(0.8)).resize((W, H), Image.Resampling.LANCZOS)
