"""Special coffees of Koperasi Kopi Lintong: single lots, green beans, drip bags."""

from __future__ import annotations

from shop.demo.content.permits import halal, organic, pirt, sni
from shop.demo.content.shape import Product, StockItem, Variant

SMALL_BAG, BIG_BAG = (120, 80, 220), (180, 110, 320)
HALAL = halal(1)

STOCK = (
    StockItem(
        key="kkl-hijau",
        cooperative="KKL",
        name="Biji kopi hijau Lintong",
        unit="g",
        on_hand=420_000,
        low=30_000,
    ),
    StockItem(
        key="kkl-lot-terang",
        cooperative="KKL",
        name="Lot Nagasaribu, sangrai terang",
        unit="pcs",
        on_hand=18,
        low=5,
    ),
    StockItem(
        key="kkl-lot-sedang",
        cooperative="KKL",
        name="Lot Nagasaribu, sangrai sedang",
        unit="pcs",
        on_hand=26,
        low=5,
    ),
    StockItem(
        key="kkl-lot-gelap",
        cooperative="KKL",
        name="Lot Nagasaribu, sangrai gelap",
        unit="pcs",
        on_hand=3,
        low=5,
    ),
    StockItem(
        key="kkl-lanang",
        cooperative="KKL",
        name="Kopi lanang Lintong 200 g",
        unit="pcs",
        on_hand=22,
        low=4,
    ),
    StockItem(
        key="kkl-proses-madu",
        cooperative="KKL",
        name="Kopi Lintong proses madu 250 g",
        unit="pcs",
        on_hand=120,
        low=10,
    ),
    StockItem(
        key="kkl-seduh",
        cooperative="KKL",
        name="Kopi seduh kantong, kotak isi 10",
        unit="pcs",
        on_hand=64,
        low=10,
    ),
)

PRODUCTS = (
    Product(
        slug="kopi-lintong-lot-nagasaribu",
        title="Kopi Lintong lot tunggal Nagasaribu",
        title_en="Lintong single lot Nagasaribu",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Satu lot kecil dari kebun-kebun di Nagasaribu, dijemur terpisah. Sangrai "
                "terang harum bunga dan jeruk, sangrai sedang manis karamel, sangrai gelap "
                "cokelat pahit."
            ),
            "Kantong 200 g, biji utuh. Nomor lot dan tanggal sangrai tertulis di belakang.",
        ),
        product_class="Kopi",
        origin="Nagasaribu, Lintong Nihuta, 1.450 mdpl",
        choice="sangrai",
        attributes=(
            ("giling", "Biji utuh"),
            ("varietas", "Sigarar utang"),
            ("ketinggian", "1.450 mdpl"),
        ),
        variants=(
            Variant(
                sku="KKL-NG-TRG",
                option="Terang",
                unit="200 g",
                price=48_000,
                stock="kkl-lot-terang",
                units_per_sale=1,
                weight_g=240,
                size_mm=SMALL_BAG,
            ),
            Variant(
                sku="KKL-NG-SDG",
                option="Sedang",
                unit="200 g",
                price=48_000,
                stock="kkl-lot-sedang",
                units_per_sale=1,
                weight_g=240,
                size_mm=SMALL_BAG,
            ),
            Variant(
                sku="KKL-NG-GLP",
                option="Gelap",
                unit="200 g",
                price=48_000,
                stock="kkl-lot-gelap",
                units_per_sale=1,
                weight_g=240,
                size_mm=SMALL_BAG,
            ),
        ),
        pictures=("kopi-nagasaribu", "baki-kopi"),
        permits=(pirt(region="1216", food="06", product=4), HALAL),
        shelf_life="Paling enak dalam 6 minggu sejak tanggal sangrai",
        search_words=("single origin", "kopi filter", "light roast", "kopi spesialti"),
        is_featured=True,
    ),
    Product(
        slug="kopi-lanang-lintong-200-g",
        title="Kopi lanang Lintong, biji tunggal",
        title_en="Lintong peaberry coffee",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Biji bulat yang tumbuh sendirian dalam buahnya; hanya beberapa kilogram dari "
                "setiap kuintal. Rasanya padat dan manis, dengan asam yang bersih."
            ),
            "Sangrai sedang, biji utuh, kantong 200 g.",
        ),
        product_class="Kopi",
        origin="Lintong Nihuta, Humbang Hasundutan",
        attributes=(("kemasan", "200 g"), ("sangrai", "Sedang"), ("giling", "Biji utuh")),
        variants=(
            Variant(
                sku="KKL-LN-0200",
                unit="200 g",
                price=58_000,
                stock="kkl-lanang",
                units_per_sale=1,
                weight_g=240,
                size_mm=SMALL_BAG,
            ),
        ),
        pictures=("kopi-lanang",),
        permits=(pirt(region="1216", food="06", product=5), HALAL),
        shelf_life="Paling enak dalam 8 minggu sejak tanggal sangrai",
        search_words=("peaberry", "kopi jantan"),
    ),
    Product(
        slug="kopi-lintong-proses-madu-panen-baru",
        title="Kopi Lintong proses madu, panen baru",
        title_en="Lintong honey process, new harvest",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Dijemur bersama lendir buahnya, tanpa campuran madu: namanya dari rasa "
                "lengket manis saat dijemur. Harum nangka matang dan gula aren."
            ),
            "Masih di para-para. Kami sangrai dan kirim mulai hari panen yang tertulis.",
        ),
        product_class="Kopi",
        origin="Desa Sigompul, Lintong Nihuta",
        attributes=(("kemasan", "250 g"), ("sangrai", "Sedang"), ("giling", "Biji utuh")),
        variants=(
            Variant(
                sku="KKL-PM-0250",
                unit="250 g",
                price=64_000,
                stock="kkl-proses-madu",
                units_per_sale=1,
                weight_g=290,
                size_mm=SMALL_BAG,
            ),
        ),
        pictures=("kopi-proses-madu", "kopi-biji"),
        lead_days=2,
        harvest_in_days=18,
        permits=(pirt(region="1216", food="06", product=6), HALAL),
        shelf_life="Paling enak dalam 8 minggu sejak tanggal sangrai",
        search_words=("honey process", "panen baru", "po kopi"),
    ),
    Product(
        slug="biji-kopi-hijau-lintong",
        title="Biji kopi hijau Lintong, siap sangrai",
        title_en="Lintong green coffee beans",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Giling basah, kadar air 12 persen, disortir dua kali dengan tangan. "
                "Untuk Anda yang menyangrai sendiri di rumah atau di kedai."
            ),
            "Karung goni 30 kg memakai plastik dalam, aman disimpan enam bulan di tempat kering.",
        ),
        product_class="Kopi",
        origin="Lintong Nihuta, Humbang Hasundutan",
        choice="kemasan",
        attributes=(
            ("sangrai", "Belum disangrai"),
            ("giling", "Biji utuh"),
            ("varietas", "Campuran kebun anggota"),
        ),
        variants=(
            Variant(
                sku="KKL-GB-1000",
                option="1 kg",
                unit="kg",
                price=118_000,
                stock="kkl-hijau",
                units_per_sale=1_000,
                weight_g=1_060,
                size_mm=BIG_BAG,
            ),
            Variant(
                sku="KKL-GB-30000",
                option="Karung 30 kg",
                unit="karung 30 kg",
                price=3_150_000,
                stock="kkl-hijau",
                units_per_sale=30_000,
                weight_g=30_500,
                size_mm=(550, 320, 800),
            ),
        ),
        pictures=("kopi-hijau",),
        lead_days=2,
        permits=(sni("01-2907-2008"), organic(12)),
        shelf_life="6 bulan di tempat kering",
        search_words=("green bean", "kopi mentah", "kopi beras"),
    ),
    Product(
        slug="kopi-lintong-seduh-kantong-isi-10",
        title="Kopi Lintong seduh kantong, isi 10",
        title_en="Lintong drip bags, box of 10",
        category="kopi",
        cooperative="KKL",
        description=(
            (
                "Sepuluh kantong saring, masing-masing 10 g kopi yang baru digiling. "
                "Gantung di bibir gelas, tuang air panas, tunggu tiga menit."
            ),
        ),
        product_class="Kopi",
        origin="Lintong Nihuta, Humbang Hasundutan",
        attributes=(
            ("kemasan", "Kotak isi 10 × 10 g"),
            ("sangrai", "Sedang"),
            ("giling", "Sedang"),
        ),
        variants=(
            Variant(
                sku="KKL-SD-0010",
                unit="kotak isi 10",
                price=55_000,
                stock="kkl-seduh",
                units_per_sale=1,
                weight_g=190,
                size_mm=(150, 90, 120),
            ),
        ),
        pictures=("kopi-seduh",),
        permits=(pirt(region="1216", food="06", product=7), HALAL),
        shelf_life="9 bulan sejak tanggal giling",
        search_words=("drip bag", "kopi sachet", "kopi praktis"),
    ),
)
