"""Wickerwork: Koperasi Anyam Pandan."""

from __future__ import annotations

from shop.demo.content.shape import Product, StockItem, Variant

DRY = "Lap kering; jemur sebentar bila lembap"

STOCK = (
    StockItem(
        key="kap-keranjang-kecil",
        cooperative="KAP",
        name="Keranjang pandan kecil",
        unit="pcs",
        on_hand=22,
        low=4,
    ),
    StockItem(
        key="kap-keranjang-sedang",
        cooperative="KAP",
        name="Keranjang pandan sedang",
        unit="pcs",
        on_hand=17,
        low=4,
    ),
    StockItem(
        key="kap-keranjang-besar",
        cooperative="KAP",
        name="Keranjang pandan besar",
        unit="pcs",
        on_hand=0,
        low=2,
    ),
    StockItem(
        key="kap-tikar-150",
        cooperative="KAP",
        name="Tikar pandan 150 × 200",
        unit="pcs",
        on_hand=11,
        low=3,
    ),
    StockItem(
        key="kap-tikar-200",
        cooperative="KAP",
        name="Tikar pandan 200 × 300",
        unit="pcs",
        on_hand=4,
        low=2,
    ),
    StockItem(
        key="kap-kotak-alam",
        cooperative="KAP",
        name="Kotak anyam warna alam",
        unit="pcs",
        on_hand=26,
        low=5,
    ),
    StockItem(
        key="kap-kotak-merah",
        cooperative="KAP",
        name="Kotak anyam merah",
        unit="pcs",
        on_hand=13,
        low=5,
    ),
    StockItem(
        key="kap-tampah",
        cooperative="KAP",
        name="Tampah bambu 45 cm",
        unit="pcs",
        on_hand=30,
        low=6,
    ),
    StockItem(
        key="kap-sarung-pot",
        cooperative="KAP",
        name="Sarung pot anyaman isi 3",
        unit="pcs",
        on_hand=12,
        low=3,
    ),
)

PRODUCTS = (
    Product(
        slug="keranjang-anyaman-pandan-bermotif",
        title="Keranjang anyaman pandan bermotif",
        title_en="Patterned pandan basket",
        category="kerajinan-anyaman",
        cooperative="KAP",
        description=(
            (
                "Pandan pantai yang direbus, dijemur, dan dianyam rapat dengan dua gagang. Kuat "
                "untuk belanja pasar, rapi untuk menaruh selimut."
            ),
        ),
        product_class="Kerajinan",
        origin="Pantai Cermin, Serdang Bedagai",
        choice="ukuran",
        attributes=(("bahan", "Daun pandan pantai"), ("rawat", DRY)),
        variants=(
            Variant(
                sku="KAP-KR-S",
                option="Kecil, 25 × 20 cm",
                unit="buah",
                price=78_000,
                stock="kap-keranjang-kecil",
                units_per_sale=1,
                weight_g=420,
                size_mm=(260, 210, 220),
            ),
            Variant(
                sku="KAP-KR-M",
                option="Sedang, 40 × 30 cm",
                unit="buah",
                price=110_000,
                stock="kap-keranjang-sedang",
                units_per_sale=1,
                weight_g=680,
                size_mm=(410, 310, 320),
            ),
            Variant(
                sku="KAP-KR-L",
                option="Besar, 50 × 40 cm",
                unit="buah",
                price=155_000,
                stock="kap-keranjang-besar",
                units_per_sale=1,
                weight_g=980,
                size_mm=(510, 410, 400),
            ),
        ),
        pictures=("keranjang", "anyaman"),
        lead_days=2,
        search_words=("keranjang belanja", "tas pasar", "basket", "anyaman pandan"),
        is_featured=True,
    ),
    Product(
        slug="tikar-pandan-lipat",
        title="Tikar pandan",
        title_en="Pandan mat",
        category="kerajinan-anyaman",
        cooperative="KAP",
        description=(
            (
                "Halus di kulit, dingin di siang hari, harum pandan. Dianyam dua lapis supaya "
                "tidak mudah sobek di lipatan."
            ),
        ),
        product_class="Kerajinan",
        origin="Pantai Cermin, Serdang Bedagai",
        choice="ukuran",
        attributes=(("bahan", "Daun pandan pantai"), ("rawat", DRY)),
        variants=(
            Variant(
                sku="KAP-TK-150",
                option="150 × 200 cm",
                unit="lembar",
                price=165_000,
                stock="kap-tikar-150",
                units_per_sale=1,
                weight_g=1_650,
                size_mm=(1_520, 120, 120),
            ),
            Variant(
                sku="KAP-TK-200",
                option="200 × 300 cm",
                unit="lembar",
                price=295_000,
                stock="kap-tikar-200",
                units_per_sale=1,
                weight_g=3_100,
                size_mm=(2_020, 150, 150),
            ),
        ),
        pictures=("tikar",),
        lead_days=3,
        search_words=("lage", "tikar anyam", "alas lesehan", "mat"),
    ),
    Product(
        slug="kotak-anyam-bertutup",
        title="Kotak anyam bertutup",
        title_en="Lidded woven box",
        category="kerajinan-anyaman",
        cooperative="KAP",
        description=(
            (
                "Kotak 20 × 15 × 10 cm untuk tisu, perhiasan, atau seserahan. Sudutnya dianyam "
                "menerus, tanpa lem."
            ),
        ),
        product_class="Kerajinan",
        origin="Pantai Cermin, Serdang Bedagai",
        choice="warna",
        attributes=(("ukuran", "20 × 15 × 10 cm"), ("bahan", "Daun pandan pantai"), ("rawat", DRY)),
        variants=(
            Variant(
                sku="KAP-KT-ALM",
                option="Warna alam",
                unit="buah",
                price=58_000,
                stock="kap-kotak-alam",
                units_per_sale=1,
                weight_g=240,
                size_mm=(210, 160, 110),
            ),
            Variant(
                sku="KAP-KT-MRH",
                option="Merah",
                unit="buah",
                price=62_000,
                stock="kap-kotak-merah",
                units_per_sale=1,
                weight_g=240,
                size_mm=(210, 160, 110),
                picture="kotak-anyam-merah",
            ),
        ),
        pictures=("kotak-anyam", "kotak-anyam-merah"),
        search_words=("kotak tisu", "kotak seserahan", "box anyaman"),
    ),
    Product(
        slug="tampah-bambu-45-cm",
        title="Tampah bambu, 45 cm",
        title_en="Bamboo winnowing tray, 45 cm",
        category="kerajinan-anyaman",
        cooperative="KAP",
        description=(
            (
                "Bambu dibelah tipis dan dianyam bulat, pinggirnya dijepit rotan. Untuk menampi "
                "beras, menjemur rempah, atau menyajikan nasi liwet."
            ),
        ),
        product_class="Kerajinan",
        origin="Perbaungan, Serdang Bedagai",
        attributes=(("ukuran", "Garis tengah 45 cm"), ("bahan", "Bambu dan rotan"), ("rawat", DRY)),
        variants=(
            Variant(
                sku="KAP-TM-045",
                unit="buah",
                price=48_000,
                stock="kap-tampah",
                units_per_sale=1,
                weight_g=520,
                size_mm=(470, 470, 60),
            ),
        ),
        pictures=("tampah",),
        search_words=("nyiru", "anduri", "tampi", "tampah nasi"),
    ),
    Product(
        slug="sarung-pot-anyaman-isi-3",
        title="Sarung pot anyaman, isi 3",
        title_en="Woven planter set of 3",
        category="kerajinan-anyaman",
        cooperative="KAP",
        description=(
            (
                "Tiga ukuran yang bertumpuk saat dikirim: 14, 18, dan 22 cm. Beri alas piring "
                "kecil supaya anyaman tidak basah."
            ),
        ),
        product_class="Kerajinan",
        origin="Pantai Cermin, Serdang Bedagai",
        attributes=(("ukuran", "14, 18, 22 cm"), ("bahan", "Daun pandan pantai"), ("rawat", DRY)),
        variants=(
            Variant(
                sku="KAP-SP-0003",
                unit="isi 3",
                price=125_000,
                stock="kap-sarung-pot",
                units_per_sale=1,
                weight_g=690,
                size_mm=(240, 240, 220),
            ),
        ),
        pictures=("sarung-pot",),
        lead_days=3,
        search_words=("pot tanaman", "planter", "pot anyaman"),
    ),
)
