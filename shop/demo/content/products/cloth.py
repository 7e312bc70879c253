"""Woven cloth: Koperasi Tenun Ulos. No ceremonial cloth is named; see the article on ulos."""

from __future__ import annotations

from shop.demo.content.shape import Product, StockItem, Variant

FOLDED = (320, 240, 60)
CARE = "Cuci tangan dengan air dingin, jemur di tempat teduh"

STOCK = (
    StockItem(
        key="ktu-ulos-merah",
        cooperative="KTU",
        name="Ulos tenun merah hitam",
        unit="pcs",
        on_hand=9,
        low=2,
    ),
    StockItem(
        key="ktu-ulos-biru",
        cooperative="KTU",
        name="Ulos tenun biru hitam",
        unit="pcs",
        on_hand=6,
        low=2,
    ),
    StockItem(
        key="ktu-ulos-alam",
        cooperative="KTU",
        name="Ulos pewarna alam",
        unit="pcs",
        on_hand=3,
        low=1,
    ),
    StockItem(
        key="ktu-kain-kemeja",
        cooperative="KTU",
        name="Kain tenun bahan kemeja 2 m",
        unit="pcs",
        on_hand=21,
        low=4,
    ),
    StockItem(
        key="ktu-taplak-90",
        cooperative="KTU",
        name="Taplak tenun 90 cm",
        unit="pcs",
        on_hand=14,
        low=3,
    ),
    StockItem(
        key="ktu-taplak-150",
        cooperative="KTU",
        name="Taplak tenun 150 cm",
        unit="pcs",
        on_hand=7,
        low=3,
    ),
    StockItem(
        key="ktu-benang",
        cooperative="KTU",
        name="Benang katun pewarna alam",
        unit="pcs",
        on_hand=32,
        low=6,
    ),
)

PRODUCTS = (
    Product(
        slug="ulos-tenun-tarutung",
        title="Ulos tenun Tarutung, 200 × 60 cm",
        title_en="Tarutung handwoven ulos, 200 × 60 cm",
        category="ulos-tenun",
        cooperative="KTU",
        description=(
            (
                "Ditenun di alat gedogan selama tiga minggu oleh satu penenun, dari benang "
                "pertama sampai rumbai terakhir. Merah dan hitam dengan garis putih, atau "
                "biru tua untuk acara yang lebih teduh."
            ),
            "Nama kain dan nama penenunnya ditulis di kartu yang ikut dikirim.",
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        choice="warna",
        attributes=(
            ("ukuran", "200 × 60 cm"),
            ("benang", "Katun mersis"),
            ("cara_buat", "Tenun gedogan"),
            ("rawat", CARE),
        ),
        variants=(
            Variant(
                sku="KTU-UL-MRH",
                option="Merah hitam",
                unit="helai",
                price=850_000,
                stock="ktu-ulos-merah",
                units_per_sale=1,
                weight_g=620,
                size_mm=FOLDED,
            ),
            Variant(
                sku="KTU-UL-BIR",
                option="Biru hitam",
                unit="helai",
                price=850_000,
                stock="ktu-ulos-biru",
                units_per_sale=1,
                weight_g=620,
                size_mm=FOLDED,
                picture="ulos-biru",
            ),
        ),
        pictures=("ulos", "ulos-biru", "lipatan-ulos"),
        lead_days=2,
        shelf_life="",
        search_words=("kain ulos", "ulos batak", "selendang ulos", "tenun batak"),
        is_featured=True,
    ),
    Product(
        slug="ulos-pewarna-alam",
        title="Ulos pewarna alam, 200 × 60 cm",
        title_en="Naturally dyed ulos, 200 × 60 cm",
        category="ulos-tenun",
        cooperative="KTU",
        description=(
            (
                "Cokelat dari kulit jengkol, kuning dari kunyit, biru dari tarum. Warnanya tidak "
                "pernah sama persis, dan makin lembut dipakai."
            ),
            "Tiga helai sebulan dari satu kelompok penenun; karena itu dikemas dalam tiga hari.",
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        attributes=(
            ("warna", "Cokelat alam"),
            ("ukuran", "200 × 60 cm"),
            ("benang", "Katun pintal tangan"),
            ("cara_buat", "Tenun gedogan, celup alam"),
            ("rawat", CARE),
        ),
        variants=(
            Variant(
                sku="KTU-UA-CKL",
                unit="helai",
                price=1_450_000,
                stock="ktu-ulos-alam",
                units_per_sale=1,
                weight_g=680,
                size_mm=FOLDED,
            ),
        ),
        pictures=("ulos-alam", "benang"),
        lead_days=3,
        search_words=("pewarna alami", "natural dye", "kain tenun alam"),
    ),
    Product(
        slug="kain-tenun-bahan-kemeja-2-m",
        title="Kain tenun bahan kemeja, 2 m",
        title_en="Handwoven shirting, 2 m",
        category="ulos-tenun",
        cooperative="KTU",
        description=(
            (
                "Katun tenun tangan yang jatuh dan tidak panas, lebar 110 cm. Dua meter cukup "
                "untuk satu kemeja lengan panjang."
            ),
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        attributes=(
            ("warna", "Biru bergaris"),
            ("ukuran", "200 × 110 cm"),
            ("benang", "Katun"),
            ("cara_buat", "Alat tenun bukan mesin"),
            ("rawat", CARE),
        ),
        variants=(
            Variant(
                sku="KTU-KK-0200",
                unit="2 m",
                price=285_000,
                stock="ktu-kain-kemeja",
                units_per_sale=1,
                weight_g=540,
                size_mm=(340, 260, 50),
            ),
        ),
        pictures=("kain-kemeja",),
        search_words=("kain tenun", "bahan baju", "tenun meteran"),
    ),
    Product(
        slug="taplak-meja-tenun",
        title="Taplak meja tenun",
        title_en="Handwoven tablecloth",
        category="ulos-tenun",
        cooperative="KTU",
        description=(
            (
                "Dasar krem dengan tepi merah tenun. Katun tebal yang jatuh rapi di sudut meja "
                "dan boleh dicuci berkali-kali."
            ),
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        choice="ukuran",
        attributes=(("warna", "Krem tepi merah"), ("benang", "Katun"), ("rawat", CARE)),
        variants=(
            Variant(
                sku="KTU-TP-090",
                option="90 × 90 cm",
                unit="helai",
                price=195_000,
                stock="ktu-taplak-90",
                units_per_sale=1,
                weight_g=380,
                size_mm=(300, 220, 40),
            ),
            Variant(
                sku="KTU-TP-150",
                option="150 × 150 cm",
                unit="helai",
                price=375_000,
                stock="ktu-taplak-150",
                units_per_sale=1,
                weight_g=820,
                size_mm=(340, 260, 60),
            ),
        ),
        pictures=("taplak",),
        search_words=("alas meja", "table cloth", "taplak etnik"),
    ),
    Product(
        slug="benang-katun-pewarna-alam",
        title="Benang katun pewarna alam, 3 gulung",
        title_en="Naturally dyed cotton yarn, 3 balls",
        category="ulos-tenun",
        cooperative="KTU",
        description=(
            (
                "Merah mengkudu, kuning kunyit, dan biru tarum, masing-masing 50 g. Untuk belajar "
                "menenun, menyulam, atau merajut."
            ),
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        attributes=(("benang", "Katun dua lapis, 3 × 50 g"), ("cara_buat", "Celup tangan")),
        variants=(
            Variant(
                sku="KTU-BN-0003",
                unit="3 gulung",
                price=68_000,
                stock="ktu-benang",
                units_per_sale=1,
                weight_g=200,
                size_mm=(180, 120, 90),
            ),
        ),
        pictures=("benang",),
        search_words=("benang tenun", "yarn", "benang sulam"),
    ),
)
