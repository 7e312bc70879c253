"""Fresh fruit: Karo highland, and snake fruit from South Tapanuli."""

from __future__ import annotations

from shop.demo.content.shape import Product, StockItem, Variant

CRATE, BOX = (400, 300, 250), (300, 220, 180)
COOL = "Tempat teduh; jangan ditumpuk dalam plastik"

STOCK = (
    StockItem(
        key="kbk-jeruk",
        cooperative="KBK",
        name="Jeruk Berastagi",
        unit="g",
        on_hand=380_000,
        low=40_000,
    ),
    StockItem(
        key="kbk-markisa",
        cooperative="KBK",
        name="Markisa ungu",
        unit="g",
        on_hand=62_000,
        low=8_000,
    ),
    StockItem(
        key="kbk-terong-belanda",
        cooperative="KBK",
        name="Terong belanda",
        unit="g",
        on_hand=45_000,
        low=6_000,
    ),
    StockItem(
        key="khs-salak",
        cooperative="KHS",
        name="Salak Sidimpuan",
        unit="g",
        on_hand=120_000,
        low=10_000,
    ),
    StockItem(
        key="kbk-alpukat",
        cooperative="KBK",
        name="Alpukat mentega, kotak 3 kg",
        unit="pcs",
        on_hand=90,
        low=8,
    ),
    StockItem(
        key="kbk-stroberi",
        cooperative="KBK",
        name="Stroberi Berastagi 500 g",
        unit="pcs",
        on_hand=0,
        low=6,
    ),
)

PRODUCTS = (
    Product(
        slug="jeruk-berastagi",
        title="Jeruk Berastagi",
        title_en="Berastagi oranges",
        category="buah-segar",
        cooperative="KBK",
        description=(
            (
                "Kulitnya tipis, kadang masih ada hijaunya, dagingnya manis dengan sedikit asam. "
                "Dipetik pagi dan dikirim sore, jadi tahan seminggu lebih di rumah."
            ),
            "Satu kilogram berisi enam sampai delapan buah.",
        ),
        product_class="Bahan segar",
        origin="Berastagi, Karo, 1.350 mdpl",
        choice="kemasan",
        attributes=(("mutu", "Kelas A, 120–160 g per buah"), ("simpan", COOL)),
        variants=(
            Variant(
                sku="KBK-JR-02",
                option="2 kg",
                unit="2 kg",
                price=52_000,
                stock="kbk-jeruk",
                units_per_sale=2_000,
                weight_g=2_250,
                size_mm=BOX,
            ),
            Variant(
                sku="KBK-JR-05",
                option="5 kg",
                unit="5 kg",
                price=122_000,
                stock="kbk-jeruk",
                units_per_sale=5_000,
                weight_g=5_400,
                size_mm=CRATE,
            ),
            Variant(
                sku="KBK-JR-10",
                option="Dus 10 kg",
                unit="dus 10 kg",
                price=235_000,
                stock="kbk-jeruk",
                units_per_sale=10_000,
                weight_g=10_600,
                size_mm=(450, 350, 280),
            ),
        ),
        pictures=("jeruk",),
        shelf_life="8–10 hari di suhu ruang",
        search_words=("jeruk manis", "jeruk medan", "limau", "rimo", "orange"),
        is_featured=True,
    ),
    Product(
        slug="markisa-ungu-berastagi",
        title="Markisa ungu Berastagi",
        title_en="Purple passion fruit",
        category="buah-segar",
        cooperative="KBK",
        description=(
            (
                "Belah dua, sendok, habis: asam segar dengan wangi yang memenuhi dapur. "
                "Kulit yang mulai keriput justru tanda buahnya manis."
            ),
        ),
        product_class="Bahan segar",
        origin="Merdeka, Karo",
        choice="kemasan",
        attributes=(("mutu", "Matang pohon"), ("simpan", COOL)),
        variants=(
            Variant(
                sku="KBK-MK-01",
                option="1 kg",
                unit="kg",
                price=34_000,
                stock="kbk-markisa",
                units_per_sale=1_000,
                weight_g=1_150,
                size_mm=(220, 160, 120),
            ),
            Variant(
                sku="KBK-MK-03",
                option="3 kg",
                unit="3 kg",
                price=96_000,
                stock="kbk-markisa",
                units_per_sale=3_000,
                weight_g=3_300,
                size_mm=BOX,
            ),
        ),
        pictures=("markisa",),
        shelf_life="10 hari di suhu ruang",
        search_words=("marquisa", "passion fruit", "buah markisah"),
    ),
    Product(
        slug="terong-belanda-1-kg",
        title="Terong belanda",
        title_en="Tamarillo",
        category="buah-segar",
        cooperative="KBK",
        description=(
            (
                "Buah merah lonjong untuk jus khas Medan: kerok isinya, beri gula dan es, "
                "saring bila perlu. Asamnya tajam, warnanya merah tua."
            ),
        ),
        product_class="Bahan segar",
        origin="Berastagi, Karo",
        attributes=(("kemasan", "1 kg"), ("simpan", COOL)),
        variants=(
            Variant(
                sku="KBK-TB-01",
                unit="kg",
                price=29_000,
                stock="kbk-terong-belanda",
                units_per_sale=1_000,
                weight_g=1_150,
                size_mm=(220, 160, 120),
            ),
        ),
        pictures=("terong-belanda",),
        shelf_life="7 hari di suhu ruang",
        search_words=("tiung", "tamarillo", "martabe", "jus terong belanda"),
    ),
    Product(
        slug="salak-sidimpuan",
        title="Salak Sidimpuan",
        title_en="Sidimpuan snake fruit",
        category="buah-segar",
        cooperative="KHS",
        description=(
            (
                "Dagingnya putih kemerahan, berair, dengan rasa manis, asam, dan sepat yang khas. "
                "Kulitnya bersisik kasar; kupas dari ujung yang runcing."
            ),
        ),
        product_class="Bahan segar",
        origin="Angkola Barat, Tapanuli Selatan",
        choice="kemasan",
        attributes=(("mutu", "Disortir, tanpa buah memar"), ("simpan", COOL)),
        variants=(
            Variant(
                sku="KHS-SL-02",
                option="2 kg",
                unit="2 kg",
                price=38_000,
                stock="khs-salak",
                units_per_sale=2_000,
                weight_g=2_250,
                size_mm=BOX,
            ),
            Variant(
                sku="KHS-SL-05",
                option="Keranjang 5 kg",
                unit="5 kg",
                price=89_000,
                stock="khs-salak",
                units_per_sale=5_000,
                weight_g=5_450,
                size_mm=CRATE,
            ),
        ),
        pictures=("salak",),
        shelf_life="7 hari di suhu ruang",
        search_words=("salak padangsidimpuan", "snake fruit", "buah salak"),
        is_featured=True,
    ),
    Product(
        slug="alpukat-mentega-karo-3-kg",
        title="Alpukat mentega Karo, kotak 3 kg",
        title_en="Karo butter avocado, 3 kg box",
        category="buah-segar",
        cooperative="KBK",
        description=(
            (
                "Dagingnya tebal dan kuning seperti mentega, tanpa serat. "
                "Kami petik saat tua dan keras, lalu matang di rumah Anda dalam empat hari."
            ),
            "Pohonnya baru bisa dipetik mulai tanggal yang tertulis.",
        ),
        product_class="Bahan segar",
        origin="Tigapanah, Karo",
        attributes=(("kemasan", "Kotak 3 kg"), ("mutu", "250–400 g per buah"), ("simpan", COOL)),
        variants=(
            Variant(
                sku="KBK-AL-03",
                unit="3 kg",
                price=84_000,
                stock="kbk-alpukat",
                units_per_sale=1,
                weight_g=3_350,
                size_mm=BOX,
            ),
        ),
        pictures=("alpukat",),
        lead_days=1,
        harvest_in_days=11,
        shelf_life="4 hari sampai matang, lalu 3 hari",
        search_words=("avocado", "pokat", "alpokat", "po alpukat"),
    ),
    Product(
        slug="stroberi-berastagi-500-g",
        title="Stroberi Berastagi",
        title_en="Berastagi strawberries",
        category="buah-segar",
        cooperative="KBK",
        description=(
            (
                "Merah sampai pangkal, harum, sedikit asam. Dipetik pagi buta dan dikemas "
                "satu lapis supaya tidak memar. Pilih pengiriman yang sampai dalam satu hari."
            ),
        ),
        product_class="Bahan segar",
        origin="Berastagi, Karo",
        attributes=(("kemasan", "Kotak 500 g"), ("simpan", "Kulkas, jangan dicuci dulu")),
        variants=(
            Variant(
                sku="KBK-ST-0500",
                unit="500 g",
                price=38_000,
                stock="kbk-stroberi",
                units_per_sale=1,
                weight_g=620,
                size_mm=(220, 160, 90),
            ),
        ),
        pictures=("stroberi",),
        shelf_life="3 hari di kulkas",
        search_words=("strawberry", "arbei", "stroberi segar"),
    ),
)
