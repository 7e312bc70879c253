"""Spices and seasonings: Toba kitchen."""

from __future__ import annotations

from shop.demo.content.permits import halal, pirt
from shop.demo.content.shape import Product, StockItem, Variant

JAR, BOTTLE, BAG = (75, 75, 110), (65, 65, 170), (130, 60, 190)
HALAL = halal(6)

STOCK = (
    StockItem(
        key="krt-andaliman",
        cooperative="KRT",
        name="Andaliman kering 80 g",
        unit="pcs",
        on_hand=74,
        low=12,
    ),
    StockItem(
        key="krt-lada-hitam",
        cooperative="KRT",
        name="Lada hitam",
        unit="g",
        on_hand=42_000,
        low=4_000,
    ),
    StockItem(
        key="krt-kemiri",
        cooperative="KRT",
        name="Kemiri kupas",
        unit="g",
        on_hand=28_000,
        low=3_000,
    ),
    StockItem(
        key="khs-kayu-manis",
        cooperative="KHS",
        name="Kayu manis batang",
        unit="g",
        on_hand=18_500,
        low=2_000,
    ),
    StockItem(
        key="krt-sambal-sedang",
        cooperative="KRT",
        name="Sambal andaliman sedang",
        unit="pcs",
        on_hand=66,
        low=10,
    ),
    StockItem(
        key="krt-sambal-pedas",
        cooperative="KRT",
        name="Sambal andaliman pedas",
        unit="pcs",
        on_hand=3,
        low=10,
    ),
    StockItem(
        key="krt-bumbu-arsik",
        cooperative="KRT",
        name="Bumbu arsik 200 g",
        unit="pcs",
        on_hand=48,
        low=8,
    ),
    StockItem(
        key="krt-asam-gelugur",
        cooperative="KRT",
        name="Asam gelugur kering 250 g",
        unit="pcs",
        on_hand=37,
        low=6,
    ),
)

PRODUCTS = (
    Product(
        slug="andaliman-kering-80-g",
        title="Andaliman kering",
        title_en="Dried andaliman pepper",
        category="bumbu-rempah",
        cooperative="KRT",
        description=(
            (
                "Butiran kecil yang harum jeruk dan membuat lidah bergetar. Bumbu wajib arsik, "
                "naniura, dan sambal tuktuk."
            ),
            (
                "Dipetik dengan tangan dari ranting berduri, dijemur di tempat teduh supaya "
                "wanginya tinggal."
            ),
        ),
        product_class="Pangan",
        origin="Laguboti, Toba",
        attributes=(
            ("kemasan", "Toples 80 g"),
            ("simpan", "Tertutup rapat; beku bila ingin lebih lama"),
        ),
        variants=(
            Variant(
                sku="KRT-AD-0080",
                unit="80 g",
                price=45_000,
                stock="krt-andaliman",
                units_per_sale=1,
                weight_g=210,
                size_mm=JAR,
            ),
        ),
        pictures=("andaliman", "rempah"),
        permits=(pirt(region="1212", food="12", product=2, packing="1"), HALAL),
        shelf_life="10 bulan",
        search_words=("merica batak", "itir-itir", "tuba", "szechuan batak", "sichuan pepper"),
        is_featured=True,
    ),
    Product(
        slug="lada-hitam-toba",
        title="Lada hitam Toba",
        title_en="Toba black pepper",
        category="bumbu-rempah",
        cooperative="KRT",
        description=(
            (
                "Butir utuh yang dijemur sampai keriput. Pedasnya bersih, wanginya seperti kayu "
                "dan jeruk; tumbuk sesaat sebelum dipakai."
            ),
        ),
        product_class="Pangan",
        origin="Porsea, Toba",
        choice="kemasan",
        variants=(
            Variant(
                sku="KRT-LH-0100",
                option="Toples 100 g",
                unit="100 g",
                price=28_000,
                stock="krt-lada-hitam",
                units_per_sale=100,
                weight_g=230,
                size_mm=JAR,
            ),
            Variant(
                sku="KRT-LH-0500",
                option="Isi ulang 500 g",
                unit="500 g",
                price=118_000,
                stock="krt-lada-hitam",
                units_per_sale=500,
                weight_g=540,
                size_mm=BAG,
            ),
        ),
        pictures=("lada-hitam",),
        permits=(pirt(region="1212", food="12", product=3, packing="1"), HALAL),
        shelf_life="24 bulan",
        search_words=("merica hitam", "black pepper", "sahang"),
    ),
    Product(
        slug="kemiri-kupas",
        title="Kemiri kupas",
        title_en="Shelled candlenuts",
        category="bumbu-rempah",
        cooperative="KRT",
        description=(
            (
                "Kemiri utuh yang dipecah tangan, putih gading dan berminyak. Sangrai sebentar "
                "sebelum dihaluskan supaya gurihnya keluar."
            ),
        ),
        product_class="Pangan",
        origin="Balige, Toba",
        choice="kemasan",
        variants=(
            Variant(
                sku="KRT-KM-0250",
                option="250 g",
                unit="250 g",
                price=18_000,
                stock="krt-kemiri",
                units_per_sale=250,
                weight_g=280,
                size_mm=BAG,
            ),
            Variant(
                sku="KRT-KM-1000",
                option="1 kg",
                unit="kg",
                price=66_000,
                stock="krt-kemiri",
                units_per_sale=1_000,
                weight_g=1_040,
                size_mm=(200, 120, 80),
            ),
        ),
        pictures=("kemiri",),
        permits=(pirt(region="1212", food="12", product=4),),
        shelf_life="6 bulan",
        search_words=("kembiri", "gambiri", "candlenut", "buah keras"),
    ),
    Product(
        slug="kayu-manis-batang",
        title="Kayu manis batang",
        title_en="Cinnamon sticks",
        category="bumbu-rempah",
        cooperative="KHS",
        description=(
            (
                "Kulit kayu manis hutan yang digulung sendiri oleh matahari. Manis hangat, untuk "
                "rendang, kue, atau teh sore."
            ),
        ),
        product_class="Pangan",
        origin="Sipirok, Tapanuli Selatan",
        choice="kemasan",
        variants=(
            Variant(
                sku="KHS-KY-0100",
                option="100 g",
                unit="100 g",
                price=16_000,
                stock="khs-kayu-manis",
                units_per_sale=100,
                weight_g=130,
                size_mm=(180, 80, 60),
            ),
            Variant(
                sku="KHS-KY-0500",
                option="500 g",
                unit="500 g",
                price=69_000,
                stock="khs-kayu-manis",
                units_per_sale=500,
                weight_g=550,
                size_mm=(250, 150, 100),
            ),
        ),
        pictures=("kayu-manis",),
        permits=(pirt(region="1203", food="12", product=1), halal(10)),
        shelf_life="24 bulan",
        search_words=("cinnamon", "kulit manis", "kayu manis kerinci"),
    ),
    Product(
        slug="sambal-andaliman-siap-santap",
        title="Sambal andaliman siap santap",
        title_en="Andaliman chilli relish",
        category="bumbu-rempah",
        cooperative="KRT",
        description=(
            (
                "Cabai, bawang, dan andaliman segar yang ditumis sampai minyaknya terpisah. "
                "Pedas sedang untuk sehari-hari, pedas untuk yang rindu kampung."
            ),
            "Botol kaca 200 g, tanpa pengawet.",
        ),
        product_class="Pangan",
        origin="Laguboti, Toba",
        choice="rasa",
        attributes=(
            ("kemasan", "Botol 200 g"),
            ("simpan", "Kulkas setelah dibuka, habiskan dalam 3 minggu"),
        ),
        variants=(
            Variant(
                sku="KRT-SA-SDG",
                option="Sedang",
                unit="200 g",
                price=36_000,
                stock="krt-sambal-sedang",
                units_per_sale=1,
                weight_g=370,
                size_mm=BOTTLE,
            ),
            Variant(
                sku="KRT-SA-PDS",
                option="Pedas",
                unit="200 g",
                price=36_000,
                stock="krt-sambal-pedas",
                units_per_sale=1,
                weight_g=370,
                size_mm=BOTTLE,
            ),
        ),
        pictures=("sambal-andaliman",),
        permits=(pirt(region="1212", food="10", product=5, packing="1"), halal(6, valid_days=21)),
        shelf_life="6 bulan",
        search_words=("sambal batak", "sambal tuktuk", "sambel botol"),
        is_featured=True,
    ),
    Product(
        slug="bumbu-arsik-siap-masak-200-g",
        title="Bumbu arsik siap masak",
        title_en="Ready arsik spice paste",
        category="bumbu-rempah",
        cooperative="KRT",
        description=(
            (
                "Kunyit, kecombrang, andaliman, dan serai yang sudah dihaluskan. Satu bungkus "
                "cukup untuk ikan mas satu kilogram: tambahkan air, masak pelan sampai "
                "kuahnya meresap."
            ),
        ),
        product_class="Pangan",
        origin="Balige, Toba",
        attributes=(("kemasan", "Toples 200 g"), ("simpan", "Kulkas")),
        variants=(
            Variant(
                sku="KRT-BA-0200",
                unit="200 g",
                price=29_000,
                stock="krt-bumbu-arsik",
                units_per_sale=1,
                weight_g=340,
                size_mm=JAR,
            ),
        ),
        pictures=("bumbu-arsik",),
        permits=(pirt(region="1212", food="12", product=6, packing="1"), HALAL),
        shelf_life="5 bulan",
        search_words=("arsik", "ikan mas arsik", "bumbu batak", "bumbu kuning"),
    ),
    Product(
        slug="asam-gelugur-kering-250-g",
        title="Asam gelugur kering",
        title_en="Dried garcinia slices",
        category="bumbu-rempah",
        cooperative="KRT",
        description=(
            (
                "Irisan asam yang dijemur hitam. Dua keping cukup mengasamkan sepanci gulai ikan "
                "atau asam padeh."
            ),
        ),
        product_class="Pangan",
        origin="Porsea, Toba",
        attributes=(("kemasan", "250 g"),),
        variants=(
            Variant(
                sku="KRT-AG-0250",
                unit="250 g",
                price=22_000,
                stock="krt-asam-gelugur",
                units_per_sale=1,
                weight_g=280,
                size_mm=BAG,
            ),
        ),
        pictures=("asam-gelugur",),
        permits=(pirt(region="1212", food="12", product=7),),
        shelf_life="18 bulan",
        search_words=("asam potong", "asam keping", "asam kandis"),
    ),
)
