"""What things are made of: plain colours, printed labels, woven cloth, plaited straw."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from shop.demo.illustrations.studio import Array, linear, mix, noise, smooth

FONT = Path(__file__).parent / "fonts" / "young-serif.ttf"
RED, INK, GOLD, LEAF = (158, 20, 44), (29, 27, 46), (201, 146, 43), (47, 107, 62)
CREAM = (250, 245, 235)


def plain(rgb, gloss=0.05, sharp=20, grain=0.08, scale=9.0):
    colour = linear(rgb)

    def paint(x, y, z, n):
        shade = 1 + grain * (noise(x * scale, y * scale, z * scale) - 0.5) * 2
        return colour * shade[:, None], gloss, sharp, 0

    return paint


def sample(image: Array, u: Array, v: Array) -> Array:
    """Bilinear look-up, u right and v down in 0..1."""
    h, w = image.shape[:2]
    x, y = np.clip(u, 0, 1) * (w - 1.001), np.clip(v, 0, 1) * (h - 1.001)
    xi, yi = x.astype(int), y.astype(int)
    fx, fy = (x - xi)[:, None], (y - yi)[:, None]
    top = image[yi, xi] * (1 - fx) + image[yi, xi + 1] * fx
    low = image[yi + 1, xi] * (1 - fx) + image[yi + 1, xi + 1] * fx
    return top * (1 - fy) + low * fy


def labelled(base, image: Image.Image, x0, x1, y0, y1, wrap=None, front=0.2):
    """Put a printed label over a material; `wrap` = radius when the label goes round a jar."""
    pixels = np.asarray(image.convert("RGB"), np.float32)
    pixels = (pixels / 255) ** 2.2

    def paint(x, y, z, n):
        albedo, gloss, sharp, glow = base(x, y, z, n)
        across = np.arctan2(x, z) * wrap if wrap else x
        inside = (across > x0) & (across < x1) & (y > y0) & (y < y1) & (n[:, 2] > front)
        albedo = np.array(albedo, np.float32)
        albedo[inside] = sample(
            pixels, (across[inside] - x0) / (x1 - x0), (y1 - y[inside]) / (y1 - y0)
        )
        glow = np.where(inside[:, None], 0, glow) if not np.isscalar(glow) else glow
        gloss = np.where(inside, 0.06, gloss)
        return albedo, gloss, sharp, glow

    return paint


def face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def woven_band(draw, x, y, width, height, colour):
    """The house motif: a row of lozenges between two lines (our own drawing, no named ulos)."""
    step = height
    draw.rectangle([x, y, x + width, y + height * 0.08], fill=colour)
    draw.rectangle([x, y + height * 0.92, x + width, y + height], fill=colour)
    count = int(width // step)
    pad = (width - count * step) / 2
    for i in range(count):
        cx, cy, r = x + pad + step * (i + 0.5), y + height / 2, height * 0.3
        draw.polygon([(cx, cy - r), (cx + r, cy), (cx, cy + r), (cx - r, cy)], fill=colour)


def label(name, maker, weight, ground=CREAM, ink=INK, accent=RED, shape=(520, 640)) -> Image.Image:
    """A product label: maker, name, woven band, weight. Lines of `name` are split by '|'."""
    w, h = shape
    image = Image.new("RGB", shape, ground)
    d = ImageDraw.Draw(image)
    d.rectangle([w * 0.035, w * 0.035, w * 0.965, h - w * 0.035], outline=accent, width=5)

    def line(text, y, size, colour):
        font = face(size)
        while font.getlength(text) > w * 0.84:
            size -= 2
            font = face(size)
        d.text((w / 2, y), text, font=font, fill=colour, anchor="mm")

    unit = min(w, int(h * 1.05))  # wide labels are set by their height
    line(maker, h * 0.13, int(unit * 0.078), accent)
    woven_band(d, w * 0.11, h * 0.20, w * 0.78, unit * 0.085, accent)
    rows = name.split("|")
    for i, row in enumerate(rows):
        place = h * (0.54 + 0.185 * (i - (len(rows) - 1) / 2))
        line(row, place, int(min(w * 0.25, h * 0.21)), ink)
    small = int(unit * 0.082)
    half = max(unit * 0.2, face(small).getlength(weight) / 2 + unit * 0.05)
    d.rounded_rectangle([w / 2 - half, h * 0.79, w / 2 + half, h * 0.90], 12, fill=accent)
    line(weight, h * 0.845, small, ground)
    return image


def ulos_pattern(size=(176, 352)) -> Image.Image:
    """A cloth of our own: dark centre, red sides, white weft lines, lozenges on a thread grid."""
    w, h = size
    x, y = np.meshgrid(np.arange(w), np.arange(h))
    m = np.minimum(x, w - 1 - x)
    cloth = np.empty((h, w, 3), np.float32)
    cloth[:] = (34, 26, 48)
    cloth[m < 44] = (150, 18, 42)
    for a, b, colour in (
        (0, 4, INK),
        (6, 8, (236, 226, 208)),
        (20, 21, GOLD),
        (37, 39, (236, 226, 208)),
        (42, 44, GOLD),
        (46, 47, (236, 226, 208)),
        (60, 61, (176, 40, 58)),
        (64, 65, (236, 226, 208)),
    ):
        cloth[(m >= a) & (m < b)] = colour
    lozenge = np.abs(m - 29) + np.abs(y % 16 - 8)
    cloth[(m > 21) & (m < 37) & (lozenge < 7)] = (236, 226, 208)
    cloth[(m > 21) & (m < 37) & (lozenge < 4)] = (150, 18, 42)
    dash = (m >= 11) & (m < 17) & ((y // 4 + m) % 4 < 2)
    cloth[dash] = (222, 170, 70)
    centre = m >= 66
    band = y % 88
    for a, b in ((6, 8), (30, 32)):
        cloth[centre & (band >= a) & (band < b)] = (236, 226, 208)
    big = np.abs((x - w / 2 + 11) % 22 - 11) + np.abs(band - 19)
    cloth[centre & (band > 9) & (band < 29) & (big < 9)] = (186, 38, 56)
    cloth[centre & (band > 9) & (band < 29) & (big < 5)] = (236, 226, 208)
    ikat = (
        centre
        & (band > 44)
        & (band < 76)
        & ((x // 3 + (band // 5) * 2) % 5 == 0)
        & ((band % 5) < 3)
    )
    cloth[ikat] = (150, 140, 170)
    image = Image.fromarray(cloth.astype(np.uint8)).resize((w * 4, h * 4), Image.NEAREST)
    return image.filter(ImageFilter.GaussianBlur(0.7))


def weave(scale):
    """Over-and-under relief for cloth and sacks."""
    return lambda x, y, z: np.sin(x * scale) * np.sin((y + z) * scale)


def plait(rows, cols, cx=0.0, cz=0.0):
    """Relief of a plaited basket: strips that pass over and under one another."""

    def height(x, y, z):
        a = np.arctan2(x - cx, z - cz) * cols
        r = y * rows
        over = np.where(
            (np.floor(a / math.pi) + np.floor(r / math.pi)) % 2 == 0,
            np.abs(np.sin(r)),
            np.abs(np.sin(a)),
        )
        return over * 0.9

    return height


def basket_paint(light=(206, 164, 104), dark=(150, 102, 54), band=None, cols=22, rows=30):
    def paint(x, y, z, n):
        a, r = np.arctan2(x, z) * cols, y * rows
        over = (np.floor(a / math.pi) + np.floor(r / math.pi)) % 2
        gap = np.minimum(np.abs(np.sin(a)), np.abs(np.sin(r)))
        colour = mix(linear(dark), linear(light), 0.35 + 0.65 * over)
        if band is not None:
            colour = band(a, r, y, colour)
        straw = 0.86 + 0.28 * noise(x * 40, y * 12, z * 40)
        return colour * (straw * (0.45 + 0.55 * smooth(0, 0.3, gap)))[:, None], 0.10, 16, 0

    return paint
