"""Tea and drinks: Sidamanik tea, passion-fruit syrup, ginger, cascara."""

from __future__ import annotations

from shop.demo.content.permits import bpom, halal, pirt
from shop.demo.content.shape import Product, StockItem, Variant

TIN, POUCH, BOTTLE = (95, 95, 140), (130, 70, 200), (85, 85, 290)

STOCK = (
    StockItem(
        key="kth-hitam",
        cooperative="KTH",
        name="Teh hitam Sidamanik",
        unit="g",
        on_hand=38_000,
        low=3_000,
    ),
    StockItem(
        key="kth-hijau",
        cooperative="KTH",
        name="Teh hijau Sidamanik",
        unit="g",
        on_hand=9_600,
        low=1_000,
    ),
    StockItem(
        key="kth-celup-melati",
        cooperative="KTH",
        name="Teh celup melati, kotak isi 25",
        unit="pcs",
        on_hand=140,
        low=20,
    ),
    StockItem(
        key="kbk-sirup-markisa",
        cooperative="KBK",
        name="Sirup markisa Berastagi 600 ml",
        unit="pcs",
        on_hand=85,
        low=12,
    ),
    StockItem(
        key="krt-jahe-merah",
        cooperative="KRT",
        name="Bandrek jahe merah 250 g",
        unit="pcs",
        on_hand=58,
        low=10,
    ),
    StockItem(
        key="kkl-cascara",
        cooperative="KKL",
        name="Kulit ceri kopi kering 150 g",
        unit="pcs",
        on_hand=0,
        low=6,
    ),
)

PRODUCTS = (
    Product(
        slug="teh-hitam-sidamanik",
        title="Teh hitam Sidamanik",
        title_en="Sidamanik black tea",
        category="teh-minuman",
        cooperative="KTH",
        description=(
            (
                "Seduhan merah tua, harum kayu manis tipis, dan rasa malt yang panjang. "
                "Enak polos, enak juga dengan susu."
            ),
            (
                "Daun pucuk dari kebun rakyat di dataran tinggi Sidamanik, dilayukan semalam lalu "
                "digulung."
            ),
        ),
        product_class="Pangan",
        origin="Sidamanik, Simalungun, 900 mdpl",
        choice="kemasan",
        attributes=(("simpan", "Wadah tertutup, jauh dari bumbu berbau"),),
        variants=(
            Variant(
                sku="KTH-HT-0100",
                option="Kaleng 100 g",
                unit="100 g",
                price=42_000,
                stock="kth-hitam",
                units_per_sale=100,
                weight_g=190,
                size_mm=TIN,
            ),
            Variant(
                sku="KTH-HT-0250",
                option="Isi ulang 250 g",
                unit="250 g",
                price=78_000,
                stock="kth-hitam",
                units_per_sale=250,
                weight_g=280,
                size_mm=POUCH,
                picture="teh-isi-ulang",
            ),
            Variant(
                sku="KTH-HT-1000",
                option="1 kg",
                unit="kg",
                price=285_000,
                stock="kth-hitam",
                units_per_sale=1_000,
                weight_g=1_070,
                size_mm=(200, 120, 320),
                picture="teh-isi-ulang",
            ),
        ),
        pictures=("teh", "teh-isi-ulang"),
        permits=(pirt(region="1208", food="06", product=1), halal(9)),
        shelf_life="18 bulan",
        search_words=("teh simalungun", "teh pucuk", "black tea", "teh tubruk"),
        is_featured=True,
    ),
    Product(
        slug="teh-hijau-sidamanik-80-g",
        title="Teh hijau Sidamanik",
        title_en="Sidamanik green tea",
        category="teh-minuman",
        cooperative="KTH",
        description=(
            (
                "Pucuk muda yang disangrai sebentar di wajan besar supaya tetap hijau. "
                "Rasanya segar seperti rumput basah, pahitnya ringan."
            ),
            "Seduh dengan air yang sudah turun panasnya, dua menit saja.",
        ),
        product_class="Pangan",
        origin="Sidamanik, Simalungun",
        attributes=(("kemasan", "Kaleng 80 g"), ("simpan", "Wadah tertutup, di tempat sejuk")),
        variants=(
            Variant(
                sku="KTH-HJ-0080",
                unit="80 g",
                price=46_000,
                stock="kth-hijau",
                units_per_sale=80,
                weight_g=170,
                size_mm=TIN,
            ),
        ),
        pictures=("teh-hijau",),
        permits=(pirt(region="1208", food="06", product=2), halal(9)),
        shelf_life="12 bulan",
        search_words=("green tea", "teh segar"),
    ),
    Product(
        slug="teh-celup-melati-isi-25",
        title="Teh celup melati, isi 25",
        title_en="Jasmine tea bags, box of 25",
        category="teh-minuman",
        cooperative="KTH",
        description=(
            (
                "Teh hitam Sidamanik yang diharumkan bunga melati segar selama tiga malam. "
                "Kantong kertas tanpa klip, dua puluh lima dalam satu kotak."
            ),
        ),
        product_class="Pangan",
        origin="Sidamanik, Simalungun",
        attributes=(("isi", "25 kantong × 2 g"),),
        variants=(
            Variant(
                sku="KTH-CM-0025",
                unit="kotak isi 25",
                price=18_500,
                stock="kth-celup-melati",
                units_per_sale=1,
                weight_g=95,
                size_mm=(140, 70, 80),
            ),
        ),
        pictures=("teh-celup",),
        permits=(pirt(region="1208", food="06", product=3, packing="4"), halal(9)),
        shelf_life="18 bulan",
        search_words=("teh melati", "teh kantong", "jasmine tea"),
    ),
    Product(
        slug="sirup-markisa-berastagi-600-ml",
        title="Sirup markisa Berastagi",
        title_en="Berastagi passion-fruit syrup",
        category="teh-minuman",
        cooperative="KBK",
        description=(
            (
                "Sari markisa ungu dan gula tebu, direbus pelan lalu disaring; sebagian "
                "bijinya kami sisakan. Satu sendok makan untuk segelas air es, atau tuang di "
                "atas es serut."
            ),
        ),
        product_class="Pangan",
        origin="Berastagi, Karo",
        attributes=(
            ("kemasan", "Botol kaca 600 ml"),
            ("simpan", "Simpan di kulkas setelah dibuka"),
        ),
        variants=(
            Variant(
                sku="KBK-SM-0600",
                unit="600 ml",
                price=48_000,
                stock="kbk-sirup-markisa",
                units_per_sale=1,
                weight_g=1_150,
                size_mm=BOTTLE,
            ),
        ),
        pictures=("sirup-markisa",),
        permits=(bpom(4), halal(4)),
        shelf_life="12 bulan, 6 minggu setelah dibuka",
        search_words=("marquisa", "sirop", "oleh-oleh medan", "minuman segar"),
        is_featured=True,
    ),
    Product(
        slug="bandrek-jahe-merah-250-g",
        title="Bandrek jahe merah bubuk",
        title_en="Red ginger bandrek powder",
        category="teh-minuman",
        cooperative="KRT",
        description=(
            (
                "Jahe merah, kayu manis, cengkih, dan gula aren, dikristalkan dalam wajan besi. "
                "Tiga sendok untuk segelas air panas; pedasnya hangat sampai ke dada."
            ),
        ),
        product_class="Pangan",
        origin="Laguboti, Toba",
        attributes=(("kemasan", "Kantong 250 g"),),
        variants=(
            Variant(
                sku="KRT-JM-0250",
                unit="250 g",
                price=32_000,
                stock="krt-jahe-merah",
                units_per_sale=1,
                weight_g=285,
                size_mm=POUCH,
            ),
        ),
        pictures=("jahe-merah",),
        permits=(pirt(region="1212", food="06", product=1), halal(6)),
        shelf_life="12 bulan",
        search_words=("bandrek", "wedang jahe", "jahe instan"),
    ),
    Product(
        slug="teh-kulit-kopi-cascara-150-g",
        title="Teh kulit kopi (cascara)",
        title_en="Coffee cherry tea (cascara)",
        category="teh-minuman",
        cooperative="KKL",
        description=(
            (
                "Kulit ceri kopi merah yang dijemur bersih lalu diayak. "
                "Diseduh seperti teh: manis asam seperti kismis dan bunga rosela."
            ),
        ),
        product_class="Pangan",
        origin="Lintong Nihuta, Humbang Hasundutan",
        attributes=(("kemasan", "Kantong 150 g"),),
        variants=(
            Variant(
                sku="KKL-CS-0150",
                unit="150 g",
                price=35_000,
                stock="kkl-cascara",
                units_per_sale=1,
                weight_g=185,
                size_mm=POUCH,
            ),
        ),
        pictures=("cascara",),
        permits=(pirt(region="1216", food="06", product=8), halal(1)),
        shelf_life="9 bulan",
        search_words=("cascara", "teh ceri kopi"),
    ),
)
