"""Gift boxes: goods of one cooperative in one box."""

from __future__ import annotations

from shop.demo.content.permits import halal, pirt
from shop.demo.content.shape import Product, StockItem, Variant

BOX = (320, 240, 140)

STOCK = (
    StockItem(
        key="kkl-hadiah-2",
        cooperative="KKL",
        name="Paket hadiah kopi isi 2",
        unit="pcs",
        on_hand=18,
        low=4,
    ),
    StockItem(
        key="kkl-hadiah-4",
        cooperative="KKL",
        name="Paket hadiah kopi isi 4",
        unit="pcs",
        on_hand=10,
        low=3,
    ),
    StockItem(
        key="krt-hadiah-dapur",
        cooperative="KRT",
        name="Paket dapur Toba",
        unit="pcs",
        on_hand=14,
        low=3,
    ),
    StockItem(
        key="kpb-hadiah-laut",
        cooperative="KPB",
        name="Paket laut Belawan",
        unit="pcs",
        on_hand=16,
        low=3,
    ),
    StockItem(
        key="kal-hadiah-manis",
        cooperative="KAL",
        name="Paket manis Langkat",
        unit="pcs",
        on_hand=12,
        low=3,
    ),
    StockItem(
        key="kth-hadiah-teh",
        cooperative="KTH",
        name="Paket sore Sidamanik",
        unit="pcs",
        on_hand=9,
        low=3,
    ),
)

PRODUCTS = (
    Product(
        slug="paket-hadiah-kopi-lintong",
        title="Paket hadiah Kopi Lintong",
        title_en="Lintong coffee gift box",
        category="paket-hadiah",
        cooperative="KKL",
        description=(
            (
                "Kantong-kantong kopi 200 g dalam kotak karton tebal dengan kartu cerita kebun. "
                "Isi dua untuk tetangga, isi empat untuk kantor."
            ),
            "Tulis ucapan Anda di catatan pesanan; kami salin dengan tangan.",
        ),
        product_class="Paket",
        origin="Lintong Nihuta, Humbang Hasundutan",
        choice="isi",
        attributes=(("ukuran", "32 × 24 × 14 cm"),),
        variants=(
            Variant(
                sku="KKL-HD-0002",
                option="2 kantong",
                unit="kotak",
                price=125_000,
                stock="kkl-hadiah-2",
                units_per_sale=1,
                weight_g=720,
                size_mm=BOX,
            ),
            Variant(
                sku="KKL-HD-0004",
                option="4 kantong",
                unit="kotak",
                price=235_000,
                stock="kkl-hadiah-4",
                units_per_sale=1,
                weight_g=1_260,
                size_mm=BOX,
            ),
        ),
        pictures=("hadiah-kopi",),
        lead_days=2,
        permits=(pirt(region="1216", food="06", product=9), halal(1)),
        shelf_life="8 minggu sejak tanggal sangrai",
        search_words=("hampers kopi", "kado kopi", "bingkisan"),
        is_featured=True,
    ),
    Product(
        slug="paket-dapur-toba",
        title="Paket dapur Toba",
        title_en="Toba kitchen box",
        category="paket-hadiah",
        cooperative="KRT",
        description=(
            (
                "Andaliman, lada hitam, bumbu arsik, dan sambal andaliman sedang. Semua yang "
                "dicari perantau saat rindu masakan rumah."
            ),
        ),
        product_class="Paket",
        origin="Laguboti, Toba",
        attributes=(("isi", "4 macam bumbu"), ("ukuran", "32 × 24 × 14 cm")),
        variants=(
            Variant(
                sku="KRT-HD-0001",
                unit="kotak",
                price=148_000,
                stock="krt-hadiah-dapur",
                units_per_sale=1,
                weight_g=1_350,
                size_mm=BOX,
            ),
        ),
        pictures=("hadiah-dapur",),
        lead_days=2,
        permits=(pirt(region="1212", food="12", product=9), halal(6)),
        shelf_life="5 bulan",
        search_words=("hampers bumbu", "paket bumbu batak", "oleh-oleh toba"),
    ),
    Product(
        slug="paket-laut-belawan",
        title="Paket laut Belawan",
        title_en="Belawan seafood box",
        category="paket-hadiah",
        cooperative="KPB",
        description=(
            (
                "Teri nasi, kerupuk udang, abon tongkol, dan terasi dalam satu kotak kedap. "
                "Oleh-oleh Medan tanpa antre."
            ),
        ),
        product_class="Paket",
        origin="Medan Belawan",
        attributes=(("isi", "4 macam hasil laut"), ("ukuran", "32 × 24 × 14 cm")),
        variants=(
            Variant(
                sku="KPB-HD-0001",
                unit="kotak",
                price=139_000,
                stock="kpb-hadiah-laut",
                units_per_sale=1,
                weight_g=1_050,
                size_mm=BOX,
            ),
        ),
        pictures=("hadiah-laut",),
        permits=(pirt(region="1271", food="02", product=8), halal(5)),
        shelf_life="4 bulan",
        search_words=("oleh-oleh medan", "hampers ikan", "bingkisan"),
    ),
    Product(
        slug="paket-manis-langkat",
        title="Paket manis Langkat",
        title_en="Langkat sweet box",
        category="paket-hadiah",
        cooperative="KAL",
        description=(
            (
                "Gula aren cetak, gula semut, gula aren cair, dan sekotak dodol. Untuk yang suka "
                "memasak dan yang suka mencicipi."
            ),
        ),
        product_class="Paket",
        origin="Bahorok, Langkat",
        attributes=(("isi", "4 macam"), ("ukuran", "32 × 24 × 14 cm")),
        variants=(
            Variant(
                sku="KAL-HD-0001",
                unit="kotak",
                price=118_000,
                stock="kal-hadiah-manis",
                units_per_sale=1,
                weight_g=2_150,
                size_mm=BOX,
            ),
        ),
        pictures=("hadiah-manis",),
        lead_days=2,
        permits=(pirt(region="1205", food="13", product=6), halal(7)),
        shelf_life="2 bulan",
        search_words=("hampers gula aren", "parsel", "bingkisan lebaran"),
    ),
    Product(
        slug="paket-sore-sidamanik",
        title="Paket sore Sidamanik",
        title_en="Sidamanik teatime box",
        category="paket-hadiah",
        cooperative="KTH",
        description=(
            (
                "Sekaleng teh hitam, sekaleng teh hijau, dan sekotak teh celup melati. Tinggal "
                "menjerang air."
            ),
        ),
        product_class="Paket",
        origin="Sidamanik, Simalungun",
        attributes=(("isi", "3 macam teh"), ("ukuran", "32 × 24 × 14 cm")),
        variants=(
            Variant(
                sku="KTH-HD-0001",
                unit="kotak",
                price=112_000,
                stock="kth-hadiah-teh",
                units_per_sale=1,
                weight_g=780,
                size_mm=BOX,
            ),
        ),
        pictures=("hadiah-teh",),
        permits=(pirt(region="1208", food="06", product=4), halal(9)),
        shelf_life="12 bulan",
        search_words=("hampers teh", "kado teh", "tea gift"),
    ),
)
