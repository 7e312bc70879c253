"""Fish and seafood: the drying racks of Belawan."""

from __future__ import annotations

from shop.demo.content.permits import bpom, halal, pirt
from shop.demo.content.shape import Product, StockItem, Variant

BAG, BIG_BAG = (200, 60, 260), (300, 180, 120)
HALAL = halal(5)
DRY = "Wadah tertutup di kulkas"

STOCK = (
    StockItem(
        key="kpb-teri",
        cooperative="KPB",
        name="Teri nasi Medan",
        unit="g",
        on_hand=34_000,
        low=4_000,
    ),
    StockItem(
        key="kpb-gembung",
        cooperative="KPB",
        name="Ikan asin gembung",
        unit="g",
        on_hand=27_000,
        low=4_000,
    ),
    StockItem(
        key="kpb-terasi",
        cooperative="KPB",
        name="Terasi udang Belawan 200 g",
        unit="pcs",
        on_hand=88,
        low=12,
    ),
    StockItem(
        key="kpb-ebi",
        cooperative="KPB",
        name="Udang kering (ebi) 250 g",
        unit="pcs",
        on_hand=35,
        low=6,
    ),
    StockItem(
        key="kpb-cumi", cooperative="KPB", name="Cumi asin 250 g", unit="pcs", on_hand=2, low=6
    ),
    StockItem(
        key="kpb-abon", cooperative="KPB", name="Abon tongkol 150 g", unit="pcs", on_hand=57, low=8
    ),
)

PRODUCTS = (
    Product(
        slug="teri-nasi-medan",
        title="Teri nasi Medan",
        title_en="Medan tiny anchovies",
        category="ikan-hasil-laut",
        cooperative="KPB",
        description=(
            (
                "Teri paling halus, putih bersih, dijemur satu hari saja supaya tidak terlalu "
                "asin. Goreng garing dengan kacang tanah, atau masak balado."
            ),
        ),
        product_class="Pangan",
        origin="Perairan Belawan, Selat Malaka",
        choice="kemasan",
        attributes=(("simpan", DRY),),
        variants=(
            Variant(
                sku="KPB-TR-0250",
                option="250 g",
                unit="250 g",
                price=48_000,
                stock="kpb-teri",
                units_per_sale=250,
                weight_g=285,
                size_mm=BAG,
            ),
            Variant(
                sku="KPB-TR-0500",
                option="500 g",
                unit="500 g",
                price=93_000,
                stock="kpb-teri",
                units_per_sale=500,
                weight_g=540,
                size_mm=BAG,
            ),
            Variant(
                sku="KPB-TR-1000",
                option="1 kg",
                unit="kg",
                price=179_000,
                stock="kpb-teri",
                units_per_sale=1_000,
                weight_g=1_060,
                size_mm=BIG_BAG,
            ),
        ),
        pictures=("teri",),
        permits=(pirt(region="1271", food="02", product=3), HALAL),
        shelf_life="6 bulan di kulkas",
        search_words=("ikan teri", "teri medan", "bilis", "anchovy"),
        is_featured=True,
    ),
    Product(
        slug="ikan-asin-gembung-belah",
        title="Ikan asin gembung belah",
        title_en="Split salted mackerel",
        category="ikan-hasil-laut",
        cooperative="KPB",
        description=(
            (
                "Gembung segar dibelah, digarami semalam, dijemur di para-para yang ditutup "
                "jaring. Dagingnya tebal, asinnya cukup."
            ),
        ),
        product_class="Pangan",
        origin="Bagan Deli, Medan Belawan",
        choice="kemasan",
        attributes=(("simpan", DRY),),
        variants=(
            Variant(
                sku="KPB-GB-0500",
                option="500 g",
                unit="500 g",
                price=39_000,
                stock="kpb-gembung",
                units_per_sale=500,
                weight_g=545,
                size_mm=BAG,
            ),
            Variant(
                sku="KPB-GB-1000",
                option="1 kg",
                unit="kg",
                price=74_000,
                stock="kpb-gembung",
                units_per_sale=1_000,
                weight_g=1_060,
                size_mm=BIG_BAG,
            ),
        ),
        pictures=("ikan-asin",),
        permits=(pirt(region="1271", food="02", product=4), HALAL),
        shelf_life="5 bulan di kulkas",
        search_words=("ikan asin", "kembung asin", "ikan kering", "salted fish"),
    ),
    Product(
        slug="terasi-udang-belawan-200-g",
        title="Terasi udang Belawan",
        title_en="Belawan shrimp paste",
        category="ikan-hasil-laut",
        cooperative="KPB",
        description=(
            (
                "Udang rebon dan garam, ditumbuk dan dijemur bergantian selama sebulan. Bakar "
                "sedikit sebelum diulek; wanginya langsung keluar."
            ),
        ),
        product_class="Pangan",
        origin="Belawan Bahagia, Medan Belawan",
        attributes=(("kemasan", "Dua balok, 200 g"),),
        variants=(
            Variant(
                sku="KPB-TS-0200",
                unit="200 g",
                price=21_000,
                stock="kpb-terasi",
                units_per_sale=1,
                weight_g=235,
                size_mm=(120, 80, 50),
            ),
        ),
        pictures=("terasi",),
        permits=(pirt(region="1271", food="02", product=5), HALAL),
        shelf_life="12 bulan",
        search_words=("belacan", "trasi", "shrimp paste"),
    ),
    Product(
        slug="udang-kering-ebi-250-g",
        title="Udang kering (ebi)",
        title_en="Dried shrimp",
        category="ikan-hasil-laut",
        cooperative="KPB",
        description=(
            (
                "Udang kecil direbus, dijemur, lalu dikupas. Rendam sebentar untuk sambal, sayur "
                "tauco, atau lontong Medan."
            ),
        ),
        product_class="Pangan",
        origin="Belawan Bahari, Medan Belawan",
        attributes=(("kemasan", "250 g"), ("simpan", DRY)),
        variants=(
            Variant(
                sku="KPB-EB-0250",
                unit="250 g",
                price=62_000,
                stock="kpb-ebi",
                units_per_sale=1,
                weight_g=285,
                size_mm=BAG,
            ),
        ),
        pictures=("ebi",),
        permits=(pirt(region="1271", food="02", product=6), HALAL),
        shelf_life="6 bulan di kulkas",
        search_words=("ebi", "udang rebon", "dried shrimp"),
    ),
    Product(
        slug="cumi-asin-250-g",
        title="Cumi asin",
        title_en="Salted dried squid",
        category="ikan-hasil-laut",
        cooperative="KPB",
        description=(
            (
                "Cumi kecil yang dijemur utuh. Rendam air panas sepuluh menit, tumis dengan cabai "
                "hijau dan tomat."
            ),
        ),
        product_class="Pangan",
        origin="Perairan Belawan, Selat Malaka",
        attributes=(("kemasan", "250 g"), ("simpan", DRY)),
        variants=(
            Variant(
                sku="KPB-CM-0250",
                unit="250 g",
                price=58_000,
                stock="kpb-cumi",
                units_per_sale=1,
                weight_g=285,
                size_mm=BAG,
            ),
        ),
        pictures=("cumi-asin",),
        permits=(pirt(region="1271", food="02", product=7), HALAL),
        shelf_life="6 bulan di kulkas",
        search_words=("sotong kering", "cumi kering", "dried squid"),
    ),
    Product(
        slug="abon-tongkol-150-g",
        title="Abon tongkol",
        title_en="Tuna floss",
        category="ikan-hasil-laut",
        cooperative="KPB",
        description=(
            (
                "Tongkol rebus yang disuwir, dimasak dengan santan dan serai sampai kering. Untuk "
                "nasi hangat, roti, atau bekal sekolah."
            ),
        ),
        product_class="Pangan",
        origin="Belawan Bahari, Medan Belawan",
        attributes=(("kemasan", "Toples 150 g"),),
        variants=(
            Variant(
                sku="KPB-AB-0150",
                unit="150 g",
                price=37_500,
                stock="kpb-abon",
                units_per_sale=1,
                weight_g=290,
                size_mm=(90, 90, 110),
            ),
        ),
        pictures=("abon",),
        permits=(bpom(5), HALAL),
        shelf_life="8 bulan",
        search_words=("abon ikan", "serundeng ikan", "fish floss"),
    ),
)
