"""Honey and sugar: forest honey of Sipirok, palm sugar of Langkat."""

from __future__ import annotations

from shop.demo.content.permits import halal, organic, pirt, sni
from shop.demo.content.shape import Product, StockItem, Variant

STOCK = (
    StockItem(
        key="khs-madu-hutan",
        cooperative="KHS",
        name="Madu hutan Sipirok",
        unit="ml",
        on_hand=3_250,
        low=2_000,
    ),
    StockItem(
        key="khs-madu-kelulut",
        cooperative="KHS",
        name="Madu kelulut 250 ml",
        unit="pcs",
        on_hand=26,
        low=5,
    ),
    StockItem(
        key="kal-gula-aren",
        cooperative="KAL",
        name="Gula aren cetak",
        unit="g",
        on_hand=145_000,
        low=10_000,
    ),
    StockItem(
        key="kal-gula-semut",
        cooperative="KAL",
        name="Gula semut aren",
        unit="g",
        on_hand=58_000,
        low=5_000,
    ),
    StockItem(
        key="kal-aren-cair",
        cooperative="KAL",
        name="Gula aren cair 350 ml",
        unit="pcs",
        on_hand=73,
        low=10,
    ),
)

PRODUCTS = (
    Product(
        slug="madu-hutan-sipirok",
        title="Madu hutan Sipirok",
        title_en="Sipirok forest honey",
        category="madu-gula",
        cooperative="KHS",
        description=(
            (
                "Dari lebah liar di pohon tinggi, dipanen malam dengan asap kulit kayu; "
                "sepertiga sarang selalu ditinggal. Warnanya cokelat kemerahan, manisnya "
                "dalam dengan sedikit pahit bunga hutan."
            ),
            (
                "Disaring dua kali, tidak dipanaskan. Bisa mengkristal di tempat dingin: rendam "
                "botolnya di air hangat."
            ),
        ),
        product_class="Pangan",
        origin="Sipirok, Tapanuli Selatan",
        choice="kemasan",
        attributes=(("simpan", "Suhu ruang, tutup rapat"),),
        variants=(
            Variant(
                sku="KHS-MH-0250",
                option="250 ml",
                unit="250 ml",
                price=72_000,
                stock="khs-madu-hutan",
                units_per_sale=250,
                weight_g=520,
                size_mm=(75, 75, 120),
            ),
            Variant(
                sku="KHS-MH-0500",
                option="500 ml",
                unit="500 ml",
                price=135_000,
                stock="khs-madu-hutan",
                units_per_sale=500,
                weight_g=930,
                size_mm=(95, 95, 140),
            ),
            Variant(
                sku="KHS-MH-1000",
                option="1 liter",
                unit="liter",
                price=258_000,
                stock="khs-madu-hutan",
                units_per_sale=1_000,
                weight_g=1_700,
                size_mm=(120, 120, 180),
            ),
        ),
        pictures=("madu",),
        permits=(
            pirt(region="1203", food="13", product=2, packing="1"),
            halal(10),
            sni("8664:2018"),
        ),
        shelf_life="24 bulan",
        search_words=("madu asli", "madu murni", "madu sialang", "honey"),
        is_featured=True,
    ),
    Product(
        slug="madu-kelulut-250-ml",
        title="Madu kelulut",
        title_en="Stingless bee honey",
        category="madu-gula",
        cooperative="KHS",
        description=(
            (
                "Madu lebah kecil tanpa sengat, encer dan asam segar seperti jeruk nipis. Minum "
                "satu sendok dengan air dingin."
            ),
        ),
        product_class="Pangan",
        origin="Sipirok, Tapanuli Selatan",
        attributes=(("kemasan", "Botol 250 ml"), ("simpan", "Kulkas; buka tutupnya perlahan")),
        variants=(
            Variant(
                sku="KHS-MK-0250",
                unit="250 ml",
                price=118_000,
                stock="khs-madu-kelulut",
                units_per_sale=1,
                weight_g=510,
                size_mm=(75, 75, 120),
            ),
        ),
        pictures=("madu-kelulut",),
        permits=(pirt(region="1203", food="13", product=3, packing="1"), halal(10)),
        shelf_life="12 bulan di kulkas",
        search_words=("madu trigona", "madu asam", "klanceng"),
    ),
    Product(
        slug="gula-aren-cetak-langkat",
        title="Gula aren cetak Langkat",
        title_en="Langkat moulded palm sugar",
        category="madu-gula",
        cooperative="KAL",
        description=(
            (
                "Nira aren dimasak di tungku kayu dan dicetak dalam tempurung kelapa. "
                "Hanya nira, tanpa gula pasir: mudah disisir, harum asap tipis."
            ),
        ),
        product_class="Pangan",
        origin="Bahorok, Langkat",
        choice="kemasan",
        attributes=(("simpan", "Tempat kering, terbungkus rapat"),),
        variants=(
            Variant(
                sku="KAL-GA-0500",
                option="500 g",
                unit="500 g",
                price=32_000,
                stock="kal-gula-aren",
                units_per_sale=500,
                weight_g=550,
                size_mm=(160, 120, 80),
            ),
            Variant(
                sku="KAL-GA-1000",
                option="1 kg",
                unit="kg",
                price=61_000,
                stock="kal-gula-aren",
                units_per_sale=1_000,
                weight_g=1_080,
                size_mm=(220, 160, 90),
            ),
            Variant(
                sku="KAL-GA-10000",
                option="Dus 10 kg",
                unit="dus 10 kg",
                price=570_000,
                stock="kal-gula-aren",
                units_per_sale=10_000,
                weight_g=10_500,
                size_mm=(400, 300, 220),
            ),
        ),
        pictures=("gula-aren",),
        permits=(pirt(region="1205", food="13", product=3), halal(7)),
        shelf_life="10 bulan",
        search_words=("gula merah", "gula batok", "gula bargot", "palm sugar", "gula jawa"),
        is_featured=True,
    ),
    Product(
        slug="gula-semut-aren",
        title="Gula semut aren",
        title_en="Granulated palm sugar",
        category="madu-gula",
        cooperative="KAL",
        description=(
            (
                "Gula aren yang digerus saat hangat dan diayak dua kali. Larut cepat dalam kopi, "
                "pas untuk adonan kue."
            ),
        ),
        product_class="Pangan",
        origin="Bahorok, Langkat",
        choice="kemasan",
        attributes=(("simpan", "Wadah kedap udara"),),
        variants=(
            Variant(
                sku="KAL-GS-0250",
                option="250 g",
                unit="250 g",
                price=19_000,
                stock="kal-gula-semut",
                units_per_sale=250,
                weight_g=280,
                size_mm=(130, 70, 200),
            ),
            Variant(
                sku="KAL-GS-1000",
                option="1 kg",
                unit="kg",
                price=68_000,
                stock="kal-gula-semut",
                units_per_sale=1_000,
                weight_g=1_060,
                size_mm=(180, 110, 300),
            ),
        ),
        pictures=("gula-semut",),
        permits=(pirt(region="1205", food="13", product=4), halal(7), organic(9, valid_days=55)),
        shelf_life="12 bulan",
        search_words=("palm sugar", "gula aren bubuk", "brown sugar"),
    ),
    Product(
        slug="gula-aren-cair-350-ml",
        title="Gula aren cair",
        title_en="Liquid palm sugar",
        category="madu-gula",
        cooperative="KAL",
        description=(
            (
                "Gula aren dan air, direbus sampai kental. Untuk kopi susu, cendol, dan pisang "
                "goreng; tuang saja dari botolnya."
            ),
        ),
        product_class="Pangan",
        origin="Bahorok, Langkat",
        attributes=(("kemasan", "Botol 350 ml"),),
        variants=(
            Variant(
                sku="KAL-AC-0350",
                unit="350 ml",
                price=27_500,
                stock="kal-aren-cair",
                units_per_sale=1,
                weight_g=640,
                size_mm=(70, 70, 220),
            ),
        ),
        pictures=("gula-aren-cair",),
        permits=(pirt(region="1205", food="13", product=5, packing="1"), halal(7)),
        shelf_life="9 bulan",
        search_words=("sirup gula aren", "gula cair", "kinca"),
    ),
)
