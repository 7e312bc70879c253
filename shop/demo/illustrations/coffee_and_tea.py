"""Coffee and tea: bags with beans around, bowls, tins, boxes."""

from __future__ import annotations

from functools import partial

import numpy as np

from shop.demo.illustrations.loose import (
    AROUND,
    bean,
    berry,
    heaped,
    leaf,
    scattered,
    shade,
)
from shop.demo.illustrations.materials import CREAM, GOLD, LEAF, RED, label, labelled, plain
from shop.demo.illustrations.packs import (
    Rgb,
    Tag,
    bag,
    bowl,
    carton,
    mound,
    sack,
    tin,
)
from shop.demo.illustrations.picture import Still
from shop.demo.illustrations.studio import (
    Part,
    ball,
    box,
    lathe,
    linear,
    noise,
    stick,
)

COFFEE, TEA = "Koperasi Kopi Lintong", "Koperasi Teh Simalungun"
ROASTED, DARK, GREEN = (74, 44, 28), (46, 28, 20), (138, 146, 104)
KRAFT, NIGHT, GLAZE = (186, 140, 92), (44, 40, 52), (246, 236, 216)


def coffee(
    name: str,
    weight: str,
    colour: Rgb,
    accent: Rgb = RED,
    ground: Rgb = CREAM,
    ink: Rgb = (29, 27, 46),
    beans: Rgb = ROASTED,
) -> list[Part]:
    tag = Tag(name=name, maker=COFFEE, weight=weight, accent=accent, ground=ground, ink=ink)
    return bag(tag, colour) + scattered(bean, colour=beans)


def peaberries() -> list[Part]:
    tag = Tag(name="Kopi|lanang", maker=COFFEE, weight="200 g", accent=GOLD)
    round_ = scattered(bean, colour=ROASTED, long=1.0, s=0.92)
    return bag(tag, (238, 230, 214)) + round_


def bowl_of_beans() -> list[Part]:
    parts = bowl()
    for x, y, z, turn, tone in heaped(150, 1.08, 4, y=0.72):
        parts.append(bean(x, z, turn, shade((82, 48, 30), tone), y))
    core = ball(0, 0.55, 0, 1.05, 1, 0.25, 1)
    return [*parts, Part(core, plain((54, 32, 22)), (0, 0.55, 0), 1.1)]


def coffee_sack() -> list[Part]:
    tag = Tag(name="Kopi|Lintong", maker=COFFEE, weight="25 kg", ground=(232, 214, 178))
    spots = [(x * 1.05, z + 0.12, t) for x, z, t in AROUND if abs(x) > 0.8]
    return sack(tag, cloth=(190, 150, 100), cord=(120, 78, 40)) + scattered(bean, spots)


def green_beans() -> list[Part]:
    tag = Tag(name="Kopi|hijau", maker=COFFEE, weight="1 kg", accent=LEAF, ground=(236, 222, 188))
    parts = sack(tag, cloth=(196, 160, 110), cord=(96, 110, 60))
    for x, y, z, turn, tone in heaped(46, 0.42, 8, cx=1.0, cz=0.86, y=0.06, rise=0.16):
        parts.append(bean(x, z, turn, shade(GREEN, tone), y / 0.78, 0.78))
    return parts


def drip_bags() -> list[Part]:
    """The box, and two of its sachets leaning in front."""
    tag = Tag(name="Kopi|seduh", maker=COFFEE, weight="isi 10", accent=RED)
    parts = carton(tag, (150, 98, 58), 0.86, 0.70, 0.34)
    sachet = label("Lintong", "sekali seduh", "10 g", accent=RED, shape=(420, 460))
    for cx, cz, turn in ((-0.98, 0.62, 0.25), (1.02, 0.66, -0.22)):
        face = labelled(plain((244, 236, 220)), sachet, cx - 0.30, cx + 0.30, 0.10, 0.78)
        plate = box(cx, 0.44, cz, 0.34, 0.44, 0.035, 0.03, turn=turn, lean=0.14)
        parts.append(Part(plate, face, (cx, 0.44, cz), 0.62))
    return parts + scattered(bean, [s for s in AROUND if abs(s[0]) < 0.75])


def cascara() -> list[Part]:
    tag = Tag(name="Teh|kulit kopi", maker=COFFEE, weight="150 g", accent=(122, 28, 36))
    parts = bag(tag, (150, 62, 56))
    rng = np.random.default_rng(21)
    for x, z, turn in (*AROUND, (-1.02, 1.16, 1.0), (1.06, 1.20, 2.0), (-0.6, 1.1, 0.3)):
        r = 0.10 + 0.03 * rng.uniform()
        tone = shade((132, 36, 34), rng.uniform(0.7, 1.25))
        husk = ball(x, r * 0.5, z, r, 1.1, 0.55, 0.8, turn)

        def wrinkle(a, b, c):
            return noise(a * 22, b * 22, c * 22)

        parts.append(Part(husk, plain(tone, 0.2, 20), (x, r * 0.5, z), r * 1.2, wrinkle, 0.035))
    return parts


def cup(cx: float, cz: float, drink: Rgb) -> list[Part]:
    china = plain((246, 242, 232), 0.5, 50, 0.03)
    wall = [(0.04, 0.22), (0.10, 0.30), (0.30, 0.42), (0.50, 0.45)]
    saucer = [(0.0, 0.40), (0.03, 0.60), (0.07, 0.62)]
    surface = lathe([(0.36, 0.39), (0.42, 0.405)], cx=cx, cz=cz, rounding=0.01)

    def wet(x, y, z, n):
        return linear(drink), 0.7, 60, linear(drink) * 0.12

    return [
        Part(lathe(wall, cx=cx, cz=cz, hollow=0.04), china, (cx, 0.27, cz), 0.55),
        Part(lathe(saucer, cx=cx, cz=cz), china, (cx, 0.03, cz), 0.66),
        Part(surface, wet, (cx, 0.4, cz), 0.45),
    ]


def tea_leaves(cx=-1.02, cz=0.72, colour: Rgb = (58, 54, 40)) -> list[Part]:
    return [
        mound(cx, cz, colour, r=0.46, fine=30, squash=0.36),
        leaf(cx + 0.40, 0.08, cz + 0.38, 0.4, 0.12, 0.8, (70, 128, 62)),
        leaf(cx + 0.10, 0.10, cz + 0.46, 2.4, 0.16, 0.7, (84, 140, 70)),
    ]


def black_tea() -> list[Part]:
    tag = Tag(
        name="Teh|Sidamanik", maker=TEA, weight="100 g", accent=(28, 92, 66), ground=(240, 240, 226)
    )
    return tin(tag, (28, 92, 66)) + cup(1.08, 0.62, (176, 84, 22)) + tea_leaves()


def green_tea() -> list[Part]:
    tag = Tag(
        name="Teh|hijau", maker=TEA, weight="80 g", accent=(86, 122, 40), ground=(246, 244, 226)
    )
    return (
        tin(tag, (150, 170, 92))
        + cup(1.08, 0.62, (206, 200, 110))
        + tea_leaves(colour=(92, 104, 58))
    )


def tea_refill() -> list[Part]:
    tag = Tag(name="Teh|Sidamanik", maker=TEA, weight="isi ulang", accent=(28, 92, 66))
    return bag(tag, (74, 118, 92)) + tea_leaves(1.0, 0.76) + [leaf(-1.0, 0.08, 0.9, 0.5, 0.12, 1.0)]


def jasmine(cx: float, cz: float, s=1.0) -> list[Part]:
    petals = []
    for i in range(5):
        a = i * 1.2566
        x, z = cx + 0.11 * s * np.cos(a), cz + 0.11 * s * np.sin(a)
        field = ball(x, 0.07 * s, z, 0.1 * s, 1.1, 0.35, 0.6, -a)
        petals.append(Part(field, plain((252, 250, 240), 0.1), (x, 0.07 * s, z), 0.13 * s))
    return [*petals, berry(cx, 0.1 * s, cz, (226, 190, 70), 0.045 * s)]


def tea_bags() -> list[Part]:
    tag = Tag(name="Teh|melati", maker=TEA, weight="isi 25", accent=(28, 92, 66))
    parts = carton(tag, (214, 226, 200), 0.98, 0.60, 0.40)
    for cx, cz, turn in ((-1.12, 0.78, 0.5), (1.12, 0.84, -0.4)):
        paper = box(cx, 0.05, cz, 0.26, 0.045, 0.22, 0.04, turn=turn)
        parts.append(Part(paper, plain((226, 206, 170), 0.03, 8, 0.25, 20), (cx, 0.05, cz), 0.36))
        thread = stick((cx + 0.1, 0.06, cz + 0.2), (cx + 0.34, 0.02, cz + 0.44), 0.012)
        parts.append(Part(thread, plain((250, 246, 236)), (cx + 0.22, 0.04, cz + 0.32), 0.22))
        flag = box(cx + 0.38, 0.025, cz + 0.48, 0.09, 0.014, 0.09, 0.01, turn=turn)
        parts.append(Part(flag, plain((28, 92, 66)), (cx + 0.38, 0.025, cz + 0.48), 0.14))
    return parts + jasmine(-0.30, 1.02) + jasmine(0.22, 1.14, 0.85) + jasmine(0.52, 0.92, 0.7)


def mug() -> list[Part]:
    """Enamel, with a dark rim and the cooperative's label."""
    tag = Tag(
        name="Kopi|Lintong", maker=COFFEE, weight="350 ml", accent=RED, ground=(244, 240, 230)
    )
    wall = [(0.0, 0.62), (0.06, 0.70), (1.22, 0.72), (1.28, 0.74)]
    enamel = labelled(
        plain((244, 240, 230), 0.55, 46, 0.03),
        tag.draw((520, 520)),
        -0.5,
        0.5,
        0.14,
        1.08,
        wrap=0.7,
    )

    def rim(x, y, z):
        return np.hypot(np.hypot(x, z) - 0.72, y - 1.28) - 0.035

    def handle(x, y, z):
        return np.hypot(np.hypot((x - 0.74) * 0.9, y - 0.66) - 0.36, z) - 0.07

    def outside(x, y, z):
        return np.maximum(handle(x, y, z), 0.70 - np.hypot(x, z))

    dark = plain(RED, 0.5, 40)
    return [
        Part(lathe(wall, hollow=0.05), enamel, (0, 0.64, 0), 1.02),
        Part(rim, dark, (0, 1.28, 0), 0.80),
        Part(outside, plain((244, 240, 230), 0.55, 46, 0.03), (0.8, 0.66, 0), 0.55),
        *scattered(bean),
    ]


SACK = (0.12, 0.92, 0.0)
GOODS = {
    "mug": Still(
        build=mug,
        aim=(0.08, 0.66, 0.0),
        zoom=4.7,
        alt="Mug enamel putih bertepi merah dengan label Kopi Lintong",
        alt_en="White enamel mug with a red rim and the Kopi Lintong label",
    ),
    "kopi-lintong": Still(
        build=partial(coffee, "Kopi|Lintong", "1 kg", KRAFT),
        alt="Kantong kertas cokelat berlabel Kopi Lintong dengan biji kopi di sekelilingnya",
        alt_en="Brown paper bag labelled Kopi Lintong with coffee beans around it",
    ),
    "kopi-lintong-dekat": Still(
        build=partial(coffee, "Kopi|Lintong", "1 kg", KRAFT),
        eye=(-1.5, 2.0, 5.2),
        aim=(0.0, 1.02, 0.2),
        zoom=4.1,
        alt="Label kantong Kopi Lintong dari dekat",
        alt_en="The label of the Kopi Lintong bag, close up",
    ),
    "kopi-sidikalang": Still(
        build=partial(coffee, "Kopi|Sidikalang", "250 g", NIGHT, GOLD, (38, 34, 46), GLAZE),
        alt="Kantong hitam berlabel Kopi Sidikalang dengan biji kopi di sekelilingnya",
        alt_en="Black bag labelled Kopi Sidikalang with coffee beans around it",
    ),
    "kopi-gelap": Still(
        build=partial(coffee, "Lintong|gelap", "500 g", (84, 54, 40), RED, beans=DARK),
        alt="Kantong cokelat tua berlabel Lintong gelap dengan biji kopi hitam mengilap",
        alt_en="Dark brown bag labelled Lintong gelap with shiny black beans",
    ),
    "kopi-nagasaribu": Still(
        build=partial(coffee, "Lot|Nagasaribu", "200 g", (58, 92, 70), LEAF),
        alt="Kantong hijau tua berlabel Lot Nagasaribu dengan biji kopi",
        alt_en="Dark green bag labelled Lot Nagasaribu with coffee beans",
    ),
    "kopi-lanang": Still(
        build=peaberries,
        alt="Kantong putih gading berlabel Kopi lanang dengan biji kopi bulat",
        alt_en="Ivory bag labelled Kopi lanang with round peaberries",
    ),
    "kopi-proses-madu": Still(
        build=partial(coffee, "Lintong|proses madu", "250 g", (222, 172, 74), (150, 84, 16)),
        alt="Kantong kuning berlabel Lintong proses madu dengan biji kopi",
        alt_en="Yellow bag labelled Lintong proses madu with coffee beans",
    ),
    "kopi-karung": Still(
        build=coffee_sack,
        aim=SACK,
        alt="Karung goni berlabel Kopi Lintong 25 kg",
        alt_en="Burlap sack labelled Kopi Lintong 25 kg",
    ),
    "kopi-hijau": Still(
        build=green_beans,
        aim=SACK,
        alt="Karung goni berlabel Kopi hijau dengan biji kopi mentah kehijauan",
        alt_en="Burlap sack labelled Kopi hijau with greenish raw beans",
    ),
    "kopi-seduh": Still(
        build=drip_bags,
        aim=(0.0, 0.70, 0.0),
        zoom=4.6,
        alt="Kotak berlabel Kopi seduh dengan dua kantong saring di depannya",
        alt_en="Box labelled Kopi seduh with two drip bags in front",
    ),
    "kopi-biji": Still(
        build=bowl_of_beans,
        aim=(0.02, 0.48, 0),
        zoom=4.7,
        alt="Biji kopi sangrai di mangkuk tanah liat",
        alt_en="Roasted coffee beans in an earthen bowl",
    ),
    "cascara": Still(
        build=cascara,
        alt="Kantong merah bata berlabel Teh kulit kopi dengan kulit ceri kering",
        alt_en="Brick red bag labelled Teh kulit kopi with dried coffee cherry husks",
    ),
    "teh": Still(
        build=black_tea,
        aim=(0.12, 0.88, 0),
        zoom=4.25,
        alt="Kaleng hijau berlabel Teh Sidamanik, secangkir teh, dan daun teh",
        alt_en="Green tin labelled Teh Sidamanik, a cup of tea and tea leaves",
    ),
    "teh-isi-ulang": Still(
        build=tea_refill,
        aim=(0.06, 0.95, 0),
        alt="Kantong isi ulang Teh Sidamanik dengan daun teh kering",
        alt_en="Refill bag of Sidamanik tea with dried leaves",
    ),
    "teh-hijau": Still(
        build=green_tea,
        aim=(0.12, 0.88, 0),
        zoom=4.25,
        alt="Kaleng hijau muda berlabel Teh hijau dan secangkir teh kuning pucat",
        alt_en="Light green tin labelled Teh hijau and a cup of pale tea",
    ),
    "teh-celup": Still(
        build=tea_bags,
        aim=(0.0, 0.60, 0.0),
        zoom=4.6,
        alt="Kotak berlabel Teh melati dengan kantong teh celup dan bunga melati",
        alt_en="Box labelled Teh melati with tea bags and jasmine flowers",
    ),
    "baki-kopi": Still(
        build=bowl_of_beans,
        eye=(-1.4, 2.6, 6.4),
        aim=(0.35, 0.60, 0.2),
        zoom=4.6,
        wide=True,
        alt="Semangkuk biji kopi sangrai di atas kertas",
        alt_en="A bowl of roasted coffee beans on paper",
    ),
}
