"""Places: tea garden, orange garden under a volcano, rice terraces; and the list of all places."""

from __future__ import annotations

import numpy as np
from PIL import Image

from shop.demo.illustrations.picture import Scene
from shop.demo.illustrations.scenes import coffee_hill, hillside, landscape, loom, toba
from shop.demo.illustrations.studio import (
    Array,
    Part,
    lattice,
    linear,
    mix,
    noise,
    smooth,
)
from shop.demo.illustrations.woods_and_water import coast, forest, palms

W, H = 1280, 720
Rgb = tuple[int, int, int]


def rolling(x, z):
    return 0.16 * np.sin(x * 0.35 + 0.6) + 0.22 * np.sin(z * 0.17 + 1.2) + 0.035 * z


def grass_and_earth(x, y, z):
    earth = mix(linear((128, 88, 60)), linear((168, 126, 88)), noise(x * 7, y, z * 5))
    grass = smooth(0.52, 0.75, noise(x * 3, y, z * 2)) * 0.6
    return mix(earth, linear((112, 138, 66)), grass)


def foliage(x, y, z):
    return noise(x * 22, y * 22, z * 22) + 0.6 * noise(x * 44, y * 44, z * 44)


def tea_rows() -> Part:
    """Clipped tables of tea with narrow paths between them."""

    def pieces(x, y, z):
        height = y - rolling(x, z)
        bend = x + 0.35 * np.sin(z * 0.32)
        row = np.round(bend / 1.5)
        dx = bend - row * 1.5
        gap = np.abs(((z + row * 2.3) % 6.5) - 3.25)
        half = 0.60 * smooth(0.12, 0.5, gap)
        q = np.maximum(np.abs(dx) - half + 0.22, np.abs(height - 0.30) - 0.14)
        rough = 0.05 * noise(x * 5, y * 5, z * 5) + 0.03 * noise(x * 14, y * 14, z * 14)
        return q - 0.16 - rough, height

    def field(x, y, z):
        hedge, height = pieces(x, y, z)
        return np.minimum(hedge * 0.55, height * 0.8)

    def paint(x, y, z, n):
        hedge, height = pieces(x, y, z)
        leafy = 0.5 * noise(x * 11, y * 11, z * 11) + 0.5 * noise(x * 34, y * 34, z * 34)
        tips = smooth(0.25, 0.62, height) * smooth(0.35, 0.7, leafy)
        green = mix(linear((24, 74, 36)), linear((150, 190, 82)), tips)
        return np.where((hedge < height)[:, None], green, grass_and_earth(x, y, z)), 0.1, 14, 0

    return Part(field, paint, (0, 0, 0), 200, foliage, 0.05)


def orange_rows() -> Part:
    """Round trees in a grid, hung with fruit."""

    def pieces(x, y, z):
        height = y - rolling(x, z)
        row, nth = np.round(x / 2.1), np.round(z / 1.9)
        j = lattice(
            (row + 500).astype(np.int64), (nth + 500).astype(np.int64), np.zeros(len(x), np.int64)
        )
        dx, dz = x - row * 2.1 - (j - 0.5) * 0.2, z - nth * 1.9 - (j - 0.5) * 0.3
        crown = np.sqrt(dx**2 + ((height - 0.86) * 0.92) ** 2 + dz**2) - (0.60 + 0.14 * j)
        crown = crown + 0.05 * np.sin(x * 9 + z * 3) * np.sin(y * 10) * np.sin(z * 9)
        trunk = np.maximum(np.hypot(dx, dz) - 0.07, height - 0.7)
        return crown, trunk, height

    def field(x, y, z):
        crown, trunk, height = pieces(x, y, z)
        return np.minimum(np.minimum(crown * 0.5, trunk), height * 0.8)

    def paint(x, y, z, n):
        crown, trunk, height = pieces(x, y, z)
        leafy = 0.55 * noise(x * 8, y * 8, z * 8) + 0.45 * noise(x * 28, y * 28, z * 28)
        tone = smooth(0.3, 0.78, leafy) * 0.7 + 0.3 * smooth(0.3, 1.4, height)
        green = mix(linear((22, 64, 34)), linear((116, 158, 66)), tone)
        cell = [np.floor(v * 9).astype(np.int64) + 4000 for v in (x, y, z)]
        near = np.sqrt(sum((v * 9 - np.floor(v * 9) - 0.5) ** 2 for v in (x, y, z)))
        fruit = (lattice(*cell) > 0.62) & (near < 0.50)
        green = np.where(fruit[:, None], linear((240, 146, 30)), green)
        ground = grass_and_earth(x, y, z)
        wood = np.tile(linear((96, 68, 48)), (len(x), 1))
        lower = np.where((trunk < height)[:, None], wood, ground)
        return np.where((crown < np.minimum(trunk, height))[:, None], green, lower), 0.1, 14, 0

    return Part(field, paint, (0, 0, 0), 200, foliage, 0.05)


def tea_hill() -> Image.Image:
    hills = [
        (0.19, 0.20, (150, 170, 184)),
        (0.26, 0.14, (118, 150, 146)),
        (0.31, 0.08, (92, 132, 100)),
    ]
    sky = landscape(1920, 1080, hills, ((196, 214, 224), (250, 238, 214)), sun=(1.3, 0.10), seed=21)
    return hillside([tea_rows()], sky, H)


def volcano(u: Array, v: Array, out: Array) -> None:
    """A cone with a broken rim, blue with distance, a little steam; drawn in place."""
    d = np.abs(u - 1.16)
    slope = 0.085 + 0.42 * d**0.82 + 0.012 * noise(u * 14, u * 0, u * 0)
    slope = np.maximum(slope, 0.10 + 0.015 * noise(u * 30 + 4, u * 0, u * 0))
    body = smooth(0, 0.004, v - slope)
    gully = noise(u * 26 + v * 6, v * 7, u * 0) * 0.22
    stone = linear((104, 122, 146)) * (0.9 + gully)[..., None]
    stone = mix(stone, linear((216, 220, 210)), np.clip((v - 0.16) / 0.20, 0, 1) * 0.85)
    out[:] = mix(out, stone, body)
    steam = noise(u * 9 + 3, v * 9, u * 0) * np.exp(-(((u - 1.22 - (0.1 - v) * 0.7) / 0.06) ** 2))
    out[:] = mix(out, linear((252, 246, 236)), np.clip(steam * smooth(0.12, 0.03, v), 0, 0.85))


def orange_hill() -> Image.Image:
    far = [(0.30, 0.10, (150, 170, 176))]
    light = ((176, 206, 228), (250, 236, 212))
    sky = landscape(1920, 1080, far, light, seed=5, rows=volcano)
    return hillside([orange_rows()], sky, H)


def terraces(horizon: float):
    """Rice in steps that follow the hill: ripe, green, under water; drawn in place."""

    def draw(u, v, out):
        line = horizon + 0.02 * np.sin(u * 3.1 + 0.6)
        depth = np.clip((v - line) / (1 - line), 0.003, 1)
        bend = (
            0.55 * np.sin(u * 2.2 + 0.8)
            + 0.28 * np.sin(u * 4.9 + 2.0)
            + 0.10 * noise(u * 6, depth * 2, u * 0)
        )
        steps = 4.6 * np.log(depth * 9 + 1) + bend
        index, inside = np.floor(steps), steps % 1
        plot = np.floor((u + 0.13 * index) * (1.1 + 0.35 * (index % 3)))
        kind = lattice(
            index.astype(np.int64) + 50, plot.astype(np.int64) + 50, np.zeros(u.shape, np.int64)
        )
        tall = 26 / (depth * 2.2 + 0.25)
        blade = noise(u * 90 / (depth + 0.22), v * tall * 6, u * 0)
        ripe = mix(linear((196, 158, 60)), linear((244, 214, 120)), blade)
        young = mix(linear((74, 126, 50)), linear((160, 196, 84)), blade)
        shine = noise(u * 6, v * 60, u * 0)
        water = mix(linear((150, 182, 196)), linear((246, 236, 214)), smooth(0.35, 0.9, shine))
        field = np.where(
            (kind < 0.45)[..., None], ripe, np.where((kind < 0.86)[..., None], young, water)
        )
        bank = smooth(0.80, 0.90, inside)
        earth = mix(linear((86, 96, 48)), linear((120, 106, 62)), noise(u * 40, v * 40, u * 0))
        field = mix(field, earth, bank)
        field = field * (0.82 + 0.22 * smooth(0.0, 0.5, inside))[..., None]
        haze = (1 - smooth(0.0, 0.42, depth)) * 0.72
        field = mix(field, linear((206, 214, 190)), haze)
        below = smooth(0, 0.004, v - line)
        out[:] = mix(out, field, below)

    return draw


def rice_terraces() -> Image.Image:
    hills = [
        (0.28, 0.26, (146, 166, 182)),
        (0.36, 0.18, (112, 146, 142)),
        (0.41, 0.08, (88, 128, 98)),
    ]
    light = ((178, 206, 226), (252, 234, 202))
    big = landscape(1920, 1080, hills, light, sun=(0.42, 0.20), seed=14, rows=terraces(0.44))
    return big.resize((W, H), Image.Resampling.LANCZOS)


PLACES = {
    "toba": Scene(
        paint=toba,
        alt="Danau berkabut di antara bukit, dengan kebun di tepinya",
        alt_en="A misty lake between hills, gardens on its shore",
    ),
    "kebun-kopi": Scene(
        paint=coffee_hill,
        alt="Barisan pohon kopi pada pagi berkabut, sekeranjang ceri merah di jalan setapak",
        alt_en="Rows of coffee on a misty morning, a basket of red cherries on the path",
    ),
    "tenun": Scene(
        paint=loom,
        alt="Kain tenun merah hitam dari dekat",
        alt_en="Red and black handwoven cloth, close up",
    ),
    "kebun-teh": Scene(
        paint=tea_hill,
        alt="Hamparan kebun teh hijau di bukit berkabut",
        alt_en="Green tea gardens on misty hills",
    ),
    "kebun-jeruk": Scene(
        paint=orange_hill,
        alt="Kebun jeruk berbuah di kaki gunung api",
        alt_en="Orange trees in fruit below a volcano",
    ),
    "sawah": Scene(
        paint=rice_terraces,
        alt="Sawah berundak, sebagian menguning, di kaki bukit",
        alt_en="Rice terraces, partly ripe, at the foot of hills",
    ),
    "hutan": Scene(
        paint=forest,
        alt="Hutan berkabut dengan cahaya pagi di antara pohon tinggi",
        alt_en="Misty forest with morning light between tall trees",
    ),
    "hutan-aren": Scene(
        paint=palms,
        alt="Pohon-pohon aren di tepi hutan",
        alt_en="Sugar palms at the edge of the forest",
    ),
    "pesisir": Scene(
        paint=coast,
        alt="Perahu nelayan di muara dan para-para jemur ikan di tepi",
        alt_en="Fishing boats in a river mouth and fish drying on racks",
    ),
}
