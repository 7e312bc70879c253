"""Coffee: all from Koperasi Kopi Lintong."""

from __future__ import annotations

from shop.demo.content.permits import halal, pirt
from shop.demo.content.shape import Product, StockItem, Variant

SMALL_BAG, BIG_BAG, SACK = (120, 80, 220), (180, 110, 320), (500, 300, 750)
HALAL = halal(1)

STOCK = (
    StockItem(
        key="kkl-lintong-sedang",
        cooperative="KKL",
        name="Kopi Lintong sangrai sedang",
        unit="g",
        on_hand=86_000,
        low=5_000,
    ),
    StockItem(
        key="kkl-lintong-gelap",
        cooperative="KKL",
        name="Kopi Lintong sangrai gelap",
        unit="g",
        on_hand=31_500,
        low=4_000,
    ),
    StockItem(
        key="kkl-sidikalang-bubuk",
        cooperative="KKL",
        name="Kopi Sidikalang bubuk halus",
        unit="g",
        on_hand=24_500,
        low=2_500,
    ),
)

PRODUCTS = (
    Product(
        slug="kopi-arabika-lintong-sangrai-sedang",
        title="Kopi Arabika Lintong, sangrai sedang",
        title_en="Lintong arabica coffee, medium roast",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Manis gula merah dengan asam jeruk yang lembut, dan akhir rasa rempah. "
                "Cocok untuk tubruk, V60, atau kopi susu."
            ),
            (
                "Dipetik merah, digiling basah, dan disangrai dua kali seminggu. "
                "Tulis di catatan pesanan bila ingin digiling; tanpa catatan kami kirim biji utuh."
            ),
        ),
        product_class="Kopi",
        origin="Desa Sigompul, Lintong Nihuta, 1.400 mdpl",
        choice="kemasan",
        attributes=(
            ("sangrai", "Sedang"),
            ("giling", "Biji utuh"),
            ("varietas", "Sigarar utang dan lini S"),
            ("ketinggian", "1.300–1.450 mdpl"),
        ),
        variants=(
            Variant(
                sku="KKL-LS-0250",
                option="250 g",
                unit="250 g",
                price=27_000,
                stock="kkl-lintong-sedang",
                units_per_sale=250,
                weight_g=290,
                size_mm=SMALL_BAG,
            ),
            Variant(
                sku="KKL-LS-1000",
                option="1 kg",
                unit="kg",
                price=95_000,
                stock="kkl-lintong-sedang",
                units_per_sale=1_000,
                weight_g=1_080,
                size_mm=BIG_BAG,
            ),
            Variant(
                sku="KKL-LS-25000",
                option="Karung 25 kg",
                unit="karung 25 kg",
                price=2_250_000,
                stock="kkl-lintong-sedang",
                units_per_sale=25_000,
                weight_g=25_400,
                size_mm=SACK,
                picture="kopi-karung",
            ),
        ),
        pictures=("kopi-lintong", "kopi-lintong-dekat", "kopi-biji"),
        permits=(pirt(region="1216", food="06", product=1), HALAL),
        shelf_life="Paling enak dalam 8 minggu sejak tanggal sangrai",
        search_words=("kopi lintong", "arabika sumatra", "kopi toba", "kopi batak"),
        is_featured=True,
    ),
    Product(
        slug="kopi-robusta-sidikalang-bubuk-halus",
        title="Kopi Robusta Sidikalang, bubuk halus",
        title_en="Sidikalang robusta coffee, fine ground",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Pahit cokelat yang tebal, harum kacang sangrai, dan ampas yang cepat turun. "
                "Pasangan gula aren dan susu kental manis."
            ),
            "Bijinya dari anggota kami di Dairi. Digiling halus sekali, siap diseduh tubruk.",
        ),
        product_class="Kopi",
        origin="Sidikalang, Dairi, 1.000 mdpl",
        choice="kemasan",
        attributes=(
            ("sangrai", "Gelap"),
            ("giling", "Halus"),
            ("varietas", "Robusta"),
            ("ketinggian", "900–1.050 mdpl"),
        ),
        variants=(
            Variant(
                sku="KKL-SK-0250",
                option="250 g",
                unit="250 g",
                price=38_000,
                stock="kkl-sidikalang-bubuk",
                units_per_sale=250,
                weight_g=290,
                size_mm=SMALL_BAG,
            ),
            Variant(
                sku="KKL-SK-1000",
                option="1 kg",
                unit="kg",
                price=142_000,
                stock="kkl-sidikalang-bubuk",
                units_per_sale=1_000,
                weight_g=1_080,
                size_mm=BIG_BAG,
            ),
        ),
        pictures=("kopi-sidikalang",),
        permits=(pirt(region="1216", food="06", product=2), HALAL),
        shelf_life="12 bulan sejak tanggal giling",
        search_words=("kopi sidikalang", "kopi dairi", "kopi tubruk", "kopi bubuk"),
        is_featured=True,
    ),
    Product(
        slug="kopi-lintong-biji-utuh-sangrai-gelap",
        title="Kopi Lintong biji utuh, sangrai gelap",
        title_en="Lintong whole beans, dark roast",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Disangrai sampai minyaknya mulai keluar: cokelat pahit, tembakau manis, "
                "hampir tanpa asam. Kuat ditemani susu, enak untuk espreso dan moka pot."
            ),
        ),
        product_class="Kopi",
        origin="Lintong Nihuta, Humbang Hasundutan",
        choice="kemasan",
        attributes=(
            ("sangrai", "Gelap"),
            ("giling", "Biji utuh"),
            ("ketinggian", "1.300–1.450 mdpl"),
        ),
        variants=(
            Variant(
                sku="KKL-LG-0500",
                option="500 g",
                unit="500 g",
                price=52_000,
                stock="kkl-lintong-gelap",
                units_per_sale=500,
                weight_g=560,
                size_mm=(150, 90, 270),
            ),
            Variant(
                sku="KKL-LG-1000",
                option="1 kg",
                unit="kg",
                price=99_000,
                stock="kkl-lintong-gelap",
                units_per_sale=1_000,
                weight_g=1_080,
                size_mm=BIG_BAG,
            ),
        ),
        pictures=("kopi-gelap", "kopi-biji"),
        permits=(pirt(region="1216", food="06", product=3), HALAL),
        shelf_life="Paling enak dalam 10 minggu sejak tanggal sangrai",
        search_words=("kopi espresso", "kopi hitam", "dark roast"),
    ),
)
