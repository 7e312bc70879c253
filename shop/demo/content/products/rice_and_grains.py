"""Rice and grains: the mill of Mandailing and the beans of Karo."""

from __future__ import annotations

from shop.demo.content.permits import halal, organic, sni
from shop.demo.content.shape import Product, StockItem, Variant

HALAL = halal(3)

STOCK = (
    StockItem(
        key="kts-beras-pulen",
        cooperative="KTS",
        name="Beras Mandailing pulen",
        unit="g",
        on_hand=1_850_000,
        low=100_000,
    ),
    StockItem(
        key="kts-beras-merah",
        cooperative="KTS",
        name="Beras merah Mandailing",
        unit="g",
        on_hand=240_000,
        low=20_000,
    ),
    StockItem(
        key="kts-ketan-hitam",
        cooperative="KTS",
        name="Ketan hitam 1 kg",
        unit="pcs",
        on_hand=72,
        low=10,
    ),
    StockItem(
        key="kts-beras-baru",
        cooperative="KTS",
        name="Beras baru panen, karung 10 kg",
        unit="pcs",
        on_hand=150,
        low=10,
    ),
    StockItem(
        key="kts-jagung",
        cooperative="KTS",
        name="Jagung pipil kuning",
        unit="g",
        on_hand=96_000,
        low=10_000,
    ),
    StockItem(
        key="kts-kacang-tanah",
        cooperative="KTS",
        name="Kacang tanah kupas",
        unit="g",
        on_hand=64_000,
        low=6_000,
    ),
    StockItem(
        key="kbk-kacang-merah",
        cooperative="KBK",
        name="Kacang merah Karo 1 kg",
        unit="pcs",
        on_hand=4,
        low=5,
    ),
)

PRODUCTS = (
    Product(
        slug="beras-mandailing-pulen",
        title="Beras Mandailing pulen",
        title_en="Mandailing soft rice",
        category="beras-biji-bijian",
        cooperative="KTS",
        description=(
            (
                "Nasi yang pulen, harum, dan tetap lembut sampai sore. "
                "Digiling setelah dipesan, tanpa pemutih dan tanpa pewangi."
            ),
            "Sawahnya diairi mata air dari kaki Gunung Sorik Marapi.",
        ),
        product_class="Bahan segar",
        origin="Panyabungan, Mandailing Natal",
        choice="kemasan",
        attributes=(
            ("mutu", "Medium, patah di bawah 15 persen"),
            ("simpan", "Tempat kering, wadah tertutup"),
        ),
        variants=(
            Variant(
                sku="KTS-BP-05",
                option="5 kg",
                unit="5 kg",
                price=79_000,
                stock="kts-beras-pulen",
                units_per_sale=5_000,
                weight_g=5_080,
                size_mm=(300, 200, 120),
            ),
            Variant(
                sku="KTS-BP-10",
                option="10 kg",
                unit="10 kg",
                price=154_000,
                stock="kts-beras-pulen",
                units_per_sale=10_000,
                weight_g=10_120,
                size_mm=(400, 280, 140),
            ),
            Variant(
                sku="KTS-BP-25",
                option="Karung 25 kg",
                unit="karung 25 kg",
                price=377_500,
                stock="kts-beras-pulen",
                units_per_sale=25_000,
                weight_g=25_200,
                size_mm=(600, 380, 180),
            ),
        ),
        pictures=("beras",),
        permits=(sni("6128:2020"),),
        shelf_life="3 bulan di tempat kering",
        search_words=("beras pulen", "beras sumut", "beras madina", "boras"),
        is_featured=True,
    ),
    Product(
        slug="beras-merah-mandailing",
        title="Beras merah Mandailing",
        title_en="Mandailing red rice",
        category="beras-biji-bijian",
        cooperative="KTS",
        description=(
            (
                "Kulit arinya hanya dikikis tipis, jadi warnanya merah bata dan rasanya "
                "seperti kacang. Rendam satu jam sebelum dimasak supaya empuk."
            ),
        ),
        product_class="Bahan segar",
        origin="Panyabungan, Mandailing Natal",
        choice="kemasan",
        attributes=(("mutu", "Pecah kulit"), ("simpan", "Tempat kering, wadah tertutup")),
        variants=(
            Variant(
                sku="KTS-BM-01",
                option="1 kg",
                unit="kg",
                price=26_000,
                stock="kts-beras-merah",
                units_per_sale=1_000,
                weight_g=1_040,
                size_mm=(200, 120, 80),
            ),
            Variant(
                sku="KTS-BM-05",
                option="5 kg",
                unit="5 kg",
                price=122_000,
                stock="kts-beras-merah",
                units_per_sale=5_000,
                weight_g=5_080,
                size_mm=(300, 200, 120),
            ),
        ),
        pictures=("beras-merah",),
        permits=(organic(7),),
        shelf_life="4 bulan di tempat kering",
        search_words=("beras merah organik", "red rice", "beras sehat"),
    ),
    Product(
        slug="ketan-hitam-mandailing-1-kg",
        title="Ketan hitam Mandailing",
        title_en="Mandailing black glutinous rice",
        category="beras-biji-bijian",
        cooperative="KTS",
        description=(
            (
                "Hitam ungu, lengket, dan harum. Untuk bubur ketan hitam, tapai, atau lemang. "
                "Rendam semalam, lalu kukus."
            ),
        ),
        product_class="Bahan segar",
        origin="Panyabungan, Mandailing Natal",
        attributes=(("kemasan", "1 kg"),),
        variants=(
            Variant(
                sku="KTS-KH-01",
                unit="kg",
                price=34_000,
                stock="kts-ketan-hitam",
                units_per_sale=1,
                weight_g=1_040,
                size_mm=(200, 120, 80),
            ),
        ),
        pictures=("ketan-hitam",),
        shelf_life="4 bulan di tempat kering",
        search_words=("pulut hitam", "sipulut", "beras ketan"),
    ),
    Product(
        slug="beras-baru-panen-10-kg",
        title="Beras baru panen, karung 10 kg",
        title_en="New harvest rice, 10 kg sack",
        category="beras-biji-bijian",
        cooperative="KTS",
        description=(
            (
                "Padi musim ini masih menguning. Begitu dipanen, dijemur dua hari, digiling, dan "
                "langsung kami kirim."
            ),
            "Beras baru menyerap lebih sedikit air: kurangi seperempat gelas dari takaran biasa.",
        ),
        product_class="Bahan segar",
        origin="Panyabungan, Mandailing Natal",
        attributes=(("kemasan", "10 kg"), ("mutu", "Panen musim ini")),
        variants=(
            Variant(
                sku="KTS-BB-10",
                unit="10 kg",
                price=162_000,
                stock="kts-beras-baru",
                units_per_sale=1,
                weight_g=10_120,
                size_mm=(400, 280, 140),
            ),
        ),
        pictures=("beras-baru", "sawah"),
        lead_days=3,
        harvest_in_days=24,
        permits=(sni("6128:2020"),),
        shelf_life="3 bulan di tempat kering",
        search_words=("beras baru", "po beras", "panen padi"),
    ),
    Product(
        slug="jagung-pipil-kuning",
        title="Jagung pipil kuning",
        title_en="Dried yellow corn kernels",
        category="beras-biji-bijian",
        cooperative="KTS",
        description=(
            (
                "Jagung tua yang dijemur sampai berbunyi kering. Ditumbuk untuk nasi jagung, "
                "direbus untuk bubur, atau digiling kasar untuk ayam di halaman."
            ),
        ),
        product_class="Bahan segar",
        origin="Siabu, Mandailing Natal",
        choice="kemasan",
        attributes=(("mutu", "Kadar air di bawah 14 persen"),),
        variants=(
            Variant(
                sku="KTS-JG-02",
                option="2 kg",
                unit="2 kg",
                price=23_000,
                stock="kts-jagung",
                units_per_sale=2_000,
                weight_g=2_060,
                size_mm=(250, 150, 90),
            ),
            Variant(
                sku="KTS-JG-20",
                option="Karung 20 kg",
                unit="karung 20 kg",
                price=205_000,
                stock="kts-jagung",
                units_per_sale=20_000,
                weight_g=20_180,
                size_mm=(550, 350, 170),
            ),
        ),
        pictures=("jagung",),
        shelf_life="6 bulan di tempat kering",
        search_words=("jagung kering", "corn", "nasi jagung"),
    ),
    Product(
        slug="kacang-tanah-kupas",
        title="Kacang tanah kupas",
        title_en="Shelled peanuts",
        category="beras-biji-bijian",
        cooperative="KTS",
        description=(
            (
                "Bijinya kecil dan manis, kulit arinya merah muda. "
                "Untuk bumbu kacang, rempeyek, atau digoreng bersama teri."
            ),
        ),
        product_class="Bahan segar",
        origin="Panyabungan, Mandailing Natal",
        choice="kemasan",
        attributes=(("simpan", "Tempat kering dan sejuk"),),
        variants=(
            Variant(
                sku="KTS-KT-0500",
                option="500 g",
                unit="500 g",
                price=19_500,
                stock="kts-kacang-tanah",
                units_per_sale=500,
                weight_g=530,
                size_mm=(160, 100, 70),
            ),
            Variant(
                sku="KTS-KT-1000",
                option="1 kg",
                unit="kg",
                price=37_000,
                stock="kts-kacang-tanah",
                units_per_sale=1_000,
                weight_g=1_040,
                size_mm=(200, 120, 80),
            ),
        ),
        pictures=("kacang-tanah",),
        shelf_life="4 bulan",
        search_words=("kacang", "peanut", "kacang kupas"),
    ),
    Product(
        slug="kacang-merah-karo-1-kg",
        title="Kacang merah Karo",
        title_en="Karo red kidney beans",
        category="beras-biji-bijian",
        cooperative="KBK",
        description=(
            (
                "Besar, merah tua, dan cepat empuk. Direbus untuk sup tulang, es kacang merah, "
                "atau dimasak dengan santan."
            ),
        ),
        product_class="Bahan segar",
        origin="Berastagi, Karo",
        attributes=(("kemasan", "1 kg"),),
        variants=(
            Variant(
                sku="KBK-KM-01",
                unit="kg",
                price=31_000,
                stock="kbk-kacang-merah",
                units_per_sale=1,
                weight_g=1_040,
                size_mm=(200, 120, 80),
            ),
        ),
        pictures=("kacang-merah",),
        shelf_life="6 bulan di tempat kering",
        search_words=("kacang merah", "red beans", "kidney bean"),
    ),
)
