"""Gift boxes: goods standing in an open carton; and the market table of the front page."""

from __future__ import annotations

from functools import partial

from shop.demo.illustrations import (
    cloth,
    coffee_and_tea,
    crunchy,
    fruit,
    packs,
    pantry,
    sea,
    sweets,
)
from shop.demo.illustrations.baskets import moved
from shop.demo.illustrations.loose import bean, leaf
from shop.demo.illustrations.materials import GOLD, LEAF, RED, labelled, plain
from shop.demo.illustrations.packs import Rgb, Tag
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import Part, box, noise, union

COFFEE, TEA = "Koperasi Kopi Lintong", "Koperasi Teh Simalungun"
SPICE, SEA, PALM = "Koperasi Rempah Toba", "Koperasi Pesisir Belawan", "Koperasi Aren Langkat"


def open_box(tag: Tag, colour: Rgb = (196, 152, 104)) -> list[Part]:
    """Low walls, a printed front, a band of paper shreds inside."""
    w, h, d = 1.20, 0.34, 0.56
    walls = union(
        box(0, h, -d, w, h, 0.03, 0.015),
        box(w, h, 0, 0.03, h, d, 0.015),
        box(-w, h, 0, 0.03, h, d, 0.015),
        box(0, 0.03, 0, w, 0.03, d, 0.015),
    )
    paper = plain(colour, 0.05, 12, 0.10, 14)
    front = labelled(paper, tag.draw((760, 460)), -0.52, 0.52, 0.03, 0.65)

    def shreds(x, y, z):
        return noise(x * 24 + 6 * noise(x * 5, y * 5, z * 5), y * 30, z * 24)

    filling = box(0, 0.30, 0, w - 0.05, 0.22, d - 0.05, 0.05)
    return [
        Part(walls, paper, (0, h, 0), 1.4),
        Part(box(0, h, d, w, h, 0.03, 0.015), front, (0, h, d), 1.28),
        Part(filling, plain((236, 222, 190), 0.03, 8, 0.4, 20), (0, 0.3, 0), 1.32, shreds, 0.06),
    ]


def coffee_box() -> list[Part]:
    tag = Tag(name="Hadiah kopi", maker=COFFEE, weight="200 g per kantong", accent=RED)
    bags = (
        (coffee_and_tea.coffee("Kopi|Lintong", "200 g", (186, 140, 92)), -0.84, 0.08),
        (coffee_and_tea.coffee("Lintong|gelap", "200 g", (84, 54, 40)), -0.28, -0.03),
        (coffee_and_tea.coffee("Lot|Nagasaribu", "200 g", (58, 92, 70), LEAF), 0.28, 0.03),
        (coffee_and_tea.peaberries(), 0.84, -0.08),
    )
    parts = open_box(tag)
    for goods, x, turn in bags:
        parts += moved(goods[:3], x, -0.06, turn, 0.54, 0.34)
    beans = [
        bean(x, z, t)
        for x, z, t in ((-1.0, 0.92, 0.4), (-0.8, 1.1, 1.9), (0.9, 0.96, 0.2), (1.1, 1.12, 2.0))
    ]
    return parts + beans


def kitchen_box() -> list[Part]:
    tag = Tag(name="Dapur Toba", maker=SPICE, weight="4 macam bumbu", accent=LEAF)
    parts = open_box(tag)
    parts += moved(pantry.relish()[:2], -0.76, -0.04, 0.1, 0.60, 0.34)
    parts += moved(pantry.andaliman()[:2], -0.22, -0.16, 0.0, 0.66, 0.34)
    parts += moved(pantry.pepper()[:2], 0.26, 0.0, -0.05, 0.62, 0.34)
    parts += moved(pantry.arsik()[:2], 0.78, -0.12, -0.1, 0.60, 0.34)
    return [*parts, leaf(-1.0, 0.08, 0.96, 0.5, 0.12, 1.0), leaf(1.06, 0.08, 1.02, 2.5, 0.12, 0.9)]


def sea_box() -> list[Part]:
    tag = Tag(name="Laut Belawan", maker=SEA, weight="4 macam", accent=(22, 92, 130))
    parts = open_box(tag)
    crackers = crunchy.chips(
        "Kerupuk|udang", "250 g", SEA, (190, 84, 24), (236, 198, 120), (255, 226, 176)
    )
    anchovy = packs.bag(
        Tag(name="Teri|Medan", maker=SEA, weight="250 g", accent=(22, 92, 130)), (206, 214, 212)
    )
    parts += moved(crackers[:2], -0.66, -0.12, 0.1, 0.66, 0.32)
    parts += moved(anchovy, 0.04, -0.14, -0.03, 0.64, 0.32)
    parts += moved(sea.fish_floss()[:2], 0.70, -0.04, -0.08, 0.62, 0.32)
    parts += moved([sea.paste_block(0, 0.2, 0, 0.3)], 0.86, 1.02, 0.2, 0.7)
    return [*parts, sea.shrimp(-0.95, 0.1, 1.0, 0.4), sea.shrimp(-0.68, 0.1, 1.16, 2.0)]


def sweet_box() -> list[Part]:
    tag = Tag(name="Manis Langkat", maker=PALM, weight="4 macam", accent=(122, 66, 24))
    parts = open_box(tag)
    parts += moved(sweets.sugar_grains()[:3], -0.70, -0.10, 0.1, 0.62, 0.32)
    parts += moved(sweets.sugar_syrup()[:2], -0.06, -0.10, 0.0, 0.64, 0.32)
    parts += moved(
        [sweets.cake(0, 0, 0), sweets.cake(0, 0, 0.40, 0.94)], 0.70, -0.06, 0.0, 0.56, 0.42
    )
    parts += sweets.dodol_roll(-0.92, 1.0, 0.3, 1.0) + sweets.dodol_roll(0.95, 1.02, -0.3, 0.95)
    return parts


def tea_box() -> list[Part]:
    tag = Tag(name="Sore Sidamanik", maker=TEA, weight="3 macam teh", accent=(28, 92, 66))
    parts = open_box(tag, (206, 176, 132))
    parts += moved(coffee_and_tea.black_tea()[:2], -0.66, -0.10, 0.1, 0.66, 0.32)
    parts += moved(coffee_and_tea.green_tea()[:2], 0.12, -0.12, -0.04, 0.66, 0.32)
    parts += moved(coffee_and_tea.tea_bags()[:1], 0.80, -0.04, -1.2, 0.56, 0.36)
    return [
        *parts,
        *coffee_and_tea.jasmine(-0.95, 0.98),
        *coffee_and_tea.jasmine(-0.66, 1.12, 0.8),
        leaf(0.98, 0.08, 1.0, 2.5, 0.12, 0.9),
    ]


def market_table() -> list[Part]:
    """The still life of the front page: goods of six cooperatives on one table."""
    bag = coffee_and_tea.coffee("Kopi|Lintong", "1 kg", (186, 140, 92))
    dark = coffee_and_tea.coffee(
        "Kopi|Sidikalang", "250 g", (44, 40, 52), GOLD, (38, 34, 46), (246, 236, 216)
    )
    stack = cloth.ulos(cloth.RED_DYE, "Ulos|tenun", RED)
    jar, oranges = sweets.honey(), fruit.citrus()
    loose = (
        (-2.9, 0.75, 0.4),
        (-2.55, 1.0, 1.9),
        (-2.1, 0.85, 2.6),
        (-3.2, 1.1, 1.0),
        (-2.3, 1.3, 0.2),
    )
    parts = moved(stack[:-2] + stack[-1:], 0.62, -0.45)
    parts += moved(bag[:3], -2.05, -0.25, 0.14) + moved(dark[:3], -3.42, -0.75, 0.22)
    parts += moved(oranges[:-1], 3.05, -0.1) + moved(jar[:2], -0.98, 0.75, 0.1)
    parts += moved(jar[2:8], -0.62, 0.95) + [bean(*spot) for spot in loose]
    sugar = sweets.palm_sugar()
    return parts + moved(sugar[:1] + sugar[4:5], 2.02, 1.0) + [leaf(2.5, 0.06, 1.55, 0.4, 0.1, 1.1)]


BOX = {"aim": (0.0, 0.74, 0.0), "zoom": 4.5, "eye": (0.0, 2.7, 7.1)}
GOODS = {
    "hadiah-kopi": Still(
        build=coffee_box,
        alt="Kotak karton berisi empat kantong kopi",
        alt_en="A carton with four bags of coffee",
        **BOX,
    ),
    "hadiah-dapur": Still(
        build=kitchen_box,
        alt="Kotak karton berisi sambal, andaliman, lada, dan bumbu arsik",
        alt_en="A carton with relish, andaliman, pepper and spice paste",
        **BOX,
    ),
    "hadiah-laut": Still(
        build=sea_box,
        alt="Kotak karton berisi kerupuk, teri, dan abon, dengan terasi di depannya",
        alt_en="A carton with crackers, anchovies and fish floss, shrimp paste in front",
        **BOX,
    ),
    "hadiah-manis": Still(
        build=sweet_box,
        alt="Kotak karton berisi gula semut, gula cair, gula cetak, dan dodol",
        alt_en="A carton with palm sugar in three forms and dodol",
        **BOX,
    ),
    "hadiah-teh": Still(
        build=tea_box,
        alt="Kotak karton berisi dua kaleng teh dan sekotak teh celup",
        alt_en="A carton with two tins of tea and a box of tea bags",
        **BOX,
    ),
    "meja": Still(
        build=partial(market_table),
        eye=(0.0, 2.45, 8.6),
        aim=(-0.08, 0.80, 0.0),
        zoom=3.68,
        wide=True,
        alt="Kopi, madu, ulos, gula aren, dan jeruk di satu meja",
        alt_en="Coffee, honey, ulos, palm sugar and oranges on one table",
    ),
}
