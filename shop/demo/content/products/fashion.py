"""Fashion and accessories: woven things to wear and carry."""

from __future__ import annotations

from shop.demo.content.shape import Product, StockItem, Variant

FOLDED_SHIRT = (340, 260, 50)
CARE = "Cuci tangan, jangan diperas, setrika hangat"

STOCK = (
    StockItem(
        key="ktu-selendang-merah",
        cooperative="KTU",
        name="Selendang tenun merah",
        unit="pcs",
        on_hand=15,
        low=3,
    ),
    StockItem(
        key="ktu-selendang-biru",
        cooperative="KTU",
        name="Selendang tenun biru",
        unit="pcs",
        on_hand=12,
        low=3,
    ),
    StockItem(
        key="ktu-selendang-hijau",
        cooperative="KTU",
        name="Selendang tenun hijau",
        unit="pcs",
        on_hand=2,
        low=3,
    ),
    StockItem(
        key="ktu-kemeja-s", cooperative="KTU", name="Kemeja tenun S", unit="pcs", on_hand=5, low=2
    ),
    StockItem(
        key="ktu-kemeja-m", cooperative="KTU", name="Kemeja tenun M", unit="pcs", on_hand=11, low=2
    ),
    StockItem(
        key="ktu-kemeja-l", cooperative="KTU", name="Kemeja tenun L", unit="pcs", on_hand=9, low=2
    ),
    StockItem(
        key="ktu-kemeja-xl", cooperative="KTU", name="Kemeja tenun XL", unit="pcs", on_hand=0, low=2
    ),
    StockItem(
        key="ktu-dompet", cooperative="KTU", name="Dompet tenun", unit="pcs", on_hand=33, low=6
    ),
    StockItem(
        key="ktu-tas-tenun", cooperative="KTU", name="Tas bahu tenun", unit="pcs", on_hand=16, low=4
    ),
    StockItem(
        key="kap-tas-pandan",
        cooperative="KAP",
        name="Tas pandan tangan",
        unit="pcs",
        on_hand=19,
        low=4,
    ),
    StockItem(
        key="kap-topi-m", cooperative="KAP", name="Topi pandan M", unit="pcs", on_hand=14, low=3
    ),
    StockItem(
        key="kap-topi-l", cooperative="KAP", name="Topi pandan L", unit="pcs", on_hand=8, low=3
    ),
)

PRODUCTS = (
    Product(
        slug="selendang-tenun-tangan",
        title="Selendang tenun tangan, 180 × 50 cm",
        title_en="Handwoven shawl, 180 × 50 cm",
        category="fesyen-aksesori",
        cooperative="KTU",
        description=(
            (
                "Katun ringan dengan rumbai yang dipilin satu per satu. Dipakai di bahu, di "
                "leher, atau sebagai penutup kepala."
            ),
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        choice="warna",
        attributes=(("ukuran", "180 × 50 cm"), ("benang", "Katun halus"), ("rawat", CARE)),
        variants=(
            Variant(
                sku="KTU-SL-MRH",
                option="Merah",
                unit="helai",
                price=245_000,
                stock="ktu-selendang-merah",
                units_per_sale=1,
                weight_g=260,
                size_mm=(280, 200, 40),
            ),
            Variant(
                sku="KTU-SL-BIR",
                option="Biru",
                unit="helai",
                price=245_000,
                stock="ktu-selendang-biru",
                units_per_sale=1,
                weight_g=260,
                size_mm=(280, 200, 40),
                picture="selendang-biru",
            ),
            Variant(
                sku="KTU-SL-HIJ",
                option="Hijau",
                unit="helai",
                price=245_000,
                stock="ktu-selendang-hijau",
                units_per_sale=1,
                weight_g=260,
                size_mm=(280, 200, 40),
                picture="selendang-hijau",
            ),
        ),
        pictures=("selendang-merah", "selendang-biru", "selendang-hijau"),
        search_words=("syal", "scarf", "selendang etnik", "pashmina tenun"),
        is_featured=True,
    ),
    Product(
        slug="kemeja-tenun-lengan-pendek",
        title="Kemeja tenun lengan pendek",
        title_en="Short-sleeved handwoven shirt",
        category="fesyen-aksesori",
        cooperative="KTU",
        description=(
            (
                "Dijahit anggota dari kain tenun kami sendiri, kancing batok kelapa, potongan "
                "longgar. Ukuran mengikuti kemeja Indonesia pada umumnya."
            ),
        ),
        product_class="Kain",
        origin="Tarutung, Tapanuli Utara",
        choice="ukuran",
        attributes=(("warna", "Biru bergaris"), ("benang", "Katun"), ("rawat", CARE)),
        variants=(
            Variant(
                sku="KTU-KJ-S",
                option="S",
                unit="helai",
                price=340_000,
                stock="ktu-kemeja-s",
                units_per_sale=1,
                weight_g=330,
                size_mm=FOLDED_SHIRT,
            ),
            Variant(
                sku="KTU-KJ-M",
                option="M",
                unit="helai",
                price=340_000,
                stock="ktu-kemeja-m",
                units_per_sale=1,
                weight_g=345,
                size_mm=FOLDED_SHIRT,
            ),
            Variant(
                sku="KTU-KJ-L",
                option="L",
                unit="helai",
                price=340_000,
                stock="ktu-kemeja-l",
                units_per_sale=1,
                weight_g=360,
                size_mm=FOLDED_SHIRT,
            ),
            Variant(
                sku="KTU-KJ-XL",
                option="XL",
                unit="helai",
                price=355_000,
                stock="ktu-kemeja-xl",
                units_per_sale=1,
                weight_g=375,
                size_mm=FOLDED_SHIRT,
            ),
        ),
        pictures=("kemeja",),
        lead_days=2,
        search_words=("baju tenun", "kemeja batak", "shirt", "kemeja pria"),
    ),
    Product(
        slug="dompet-tenun-lipat",
        title="Dompet tenun lipat",
        title_en="Handwoven folding wallet",
        category="fesyen-aksesori",
        cooperative="KTU",
        description=(
            (
                "Dari sisa tepi kain yang terlalu bagus untuk dibuang. Enam saku kartu, satu saku "
                "uang, pelapis katun hitam."
            ),
        ),
        product_class="Kerajinan",
        origin="Tarutung, Tapanuli Utara",
        attributes=(
            ("ukuran", "19 × 10 cm"),
            ("bahan", "Kain tenun, katun"),
            ("rawat", "Lap basah"),
        ),
        variants=(
            Variant(
                sku="KTU-DP-0001",
                unit="buah",
                price=85_000,
                stock="ktu-dompet",
                units_per_sale=1,
                weight_g=140,
                size_mm=(200, 110, 30),
            ),
        ),
        pictures=("dompet",),
        search_words=("dompet wanita", "wallet", "dompet etnik"),
    ),
    Product(
        slug="tas-bahu-tenun",
        title="Tas bahu tenun",
        title_en="Handwoven tote bag",
        category="fesyen-aksesori",
        cooperative="KTU",
        description=(
            (
                "Muat laptop 14 inci dan botol minum. Kain tenun di luar, kanvas di dalam, gagang "
                "panjang yang dijahit silang."
            ),
        ),
        product_class="Kerajinan",
        origin="Tarutung, Tapanuli Utara",
        attributes=(
            ("ukuran", "38 × 34 × 12 cm"),
            ("bahan", "Kain tenun, kanvas"),
            ("rawat", CARE),
        ),
        variants=(
            Variant(
                sku="KTU-TS-0001",
                unit="buah",
                price=225_000,
                stock="ktu-tas-tenun",
                units_per_sale=1,
                weight_g=480,
                size_mm=(380, 340, 60),
            ),
        ),
        pictures=("tas-tenun",),
        search_words=("totebag", "tas etnik", "tas kain"),
    ),
    Product(
        slug="tas-tangan-anyaman-pandan",
        title="Tas tangan anyaman pandan",
        title_en="Pandan handbag",
        category="fesyen-aksesori",
        cooperative="KAP",
        description=(
            (
                "Anyaman halus dua warna dengan tutup dan kancing kayu. Ringan, kaku, dan tahan "
                "dibawa ke kondangan."
            ),
        ),
        product_class="Kerajinan",
        origin="Pantai Cermin, Serdang Bedagai",
        attributes=(
            ("ukuran", "30 × 22 × 10 cm"),
            ("bahan", "Daun pandan pantai"),
            ("rawat", "Lap kering"),
        ),
        variants=(
            Variant(
                sku="KAP-TS-0001",
                unit="buah",
                price=145_000,
                stock="kap-tas-pandan",
                units_per_sale=1,
                weight_g=380,
                size_mm=(310, 230, 110),
            ),
        ),
        pictures=("tas-pandan",),
        search_words=("tas anyaman", "handbag", "tas rotan"),
    ),
    Product(
        slug="topi-pandan-lebar",
        title="Topi pandan lebar",
        title_en="Wide-brimmed pandan hat",
        category="fesyen-aksesori",
        cooperative="KAP",
        description=(
            (
                "Pinggir 9 cm yang meneduhkan sampai ke bahu, pita tenun yang bisa dilepas. Boleh "
                "ditekuk, kembali rata setelah dijemur."
            ),
        ),
        product_class="Kerajinan",
        origin="Pantai Cermin, Serdang Bedagai",
        choice="ukuran",
        attributes=(("bahan", "Daun pandan pantai"), ("rawat", "Lap kering")),
        variants=(
            Variant(
                sku="KAP-TO-M",
                option="M, lingkar 56 cm",
                unit="buah",
                price=92_000,
                stock="kap-topi-m",
                units_per_sale=1,
                weight_g=190,
                size_mm=(380, 380, 140),
            ),
            Variant(
                sku="KAP-TO-L",
                option="L, lingkar 59 cm",
                unit="buah",
                price=92_000,
                stock="kap-topi-l",
                units_per_sale=1,
                weight_g=205,
                size_mm=(390, 390, 140),
            ),
        ),
        pictures=("topi",),
        search_words=("topi pantai", "topi anyaman", "caping", "straw hat"),
    ),
)
