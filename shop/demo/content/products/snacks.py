"""Snacks and crackers: Belawan, Langkat, Karo, Toba."""

from __future__ import annotations

from shop.demo.content.permits import halal, pirt
from shop.demo.content.shape import Product, StockItem, Variant

BAG, BIG_BAG = (220, 80, 300), (350, 200, 450)

STOCK = (
    StockItem(
        key="kpb-kerupuk-udang",
        cooperative="KPB",
        name="Kerupuk udang mentah",
        unit="g",
        on_hand=72_000,
        low=8_000,
    ),
    StockItem(
        key="kpb-kerupuk-tenggiri",
        cooperative="KPB",
        name="Kerupuk tenggiri goreng 200 g",
        unit="pcs",
        on_hand=63,
        low=10,
    ),
    StockItem(
        key="kal-keripik-singkong",
        cooperative="KAL",
        name="Keripik singkong balado 180 g",
        unit="pcs",
        on_hand=94,
        low=12,
    ),
    StockItem(
        key="kbk-keripik-kentang",
        cooperative="KBK",
        name="Keripik kentang Karo 150 g",
        unit="pcs",
        on_hand=41,
        low=8,
    ),
    StockItem(
        key="krt-kacang-sihobuk",
        cooperative="KRT",
        name="Kacang sihobuk",
        unit="g",
        on_hand=39_000,
        low=5_000,
    ),
    StockItem(
        key="kal-dodol-polos",
        cooperative="KAL",
        name="Dodol gula aren 400 g",
        unit="pcs",
        on_hand=52,
        low=8,
    ),
    StockItem(
        key="kal-dodol-durian",
        cooperative="KAL",
        name="Dodol durian 400 g",
        unit="pcs",
        on_hand=19,
        low=8,
    ),
)

PRODUCTS = (
    Product(
        slug="kerupuk-udang-belawan-mentah",
        title="Kerupuk udang Belawan, mentah",
        title_en="Belawan prawn crackers, uncooked",
        category="camilan-kerupuk",
        cooperative="KPB",
        description=(
            (
                "Sepertiga adonannya udang segar, terasa sejak gigitan pertama. "
                "Jemur sebentar, goreng dalam minyak panas, mekar tiga kali lipat."
            ),
        ),
        product_class="Pangan",
        origin="Bagan Deli, Medan Belawan",
        choice="kemasan",
        attributes=(("simpan", "Wadah kedap udara"),),
        variants=(
            Variant(
                sku="KPB-KU-0250",
                option="250 g",
                unit="250 g",
                price=24_000,
                stock="kpb-kerupuk-udang",
                units_per_sale=250,
                weight_g=290,
                size_mm=BAG,
            ),
            Variant(
                sku="KPB-KU-1000",
                option="1 kg",
                unit="kg",
                price=88_000,
                stock="kpb-kerupuk-udang",
                units_per_sale=1_000,
                weight_g=1_080,
                size_mm=BIG_BAG,
            ),
            Variant(
                sku="KPB-KU-5000",
                option="Bal 5 kg",
                unit="bal 5 kg",
                price=415_000,
                stock="kpb-kerupuk-udang",
                units_per_sale=5_000,
                weight_g=5_250,
                size_mm=(500, 400, 400),
            ),
        ),
        pictures=("kerupuk",),
        permits=(pirt(region="1271", food="02", product=1), halal(5)),
        shelf_life="8 bulan",
        search_words=("krupuk", "keropok", "kerupuk mentah", "prawn crackers"),
        is_featured=True,
    ),
    Product(
        slug="kerupuk-tenggiri-goreng-200-g",
        title="Kerupuk tenggiri goreng",
        title_en="Fried mackerel crackers",
        category="camilan-kerupuk",
        cooperative="KPB",
        description=(
            (
                "Bulat kecil, renyah, gurih ikan tenggiri. Sudah digoreng dan ditiriskan, tinggal "
                "buka untuk teman soto atau nonton bola."
            ),
        ),
        product_class="Pangan",
        origin="Belawan Bahari, Medan Belawan",
        attributes=(("kemasan", "200 g"),),
        variants=(
            Variant(
                sku="KPB-KG-0200",
                unit="200 g",
                price=26_500,
                stock="kpb-kerupuk-tenggiri",
                units_per_sale=1,
                weight_g=250,
                size_mm=(260, 120, 340),
            ),
        ),
        pictures=("kerupuk-tenggiri",),
        permits=(pirt(region="1271", food="02", product=2), halal(5)),
        shelf_life="3 bulan",
        search_words=("krupuk ikan", "kerupuk ikan", "fish crackers"),
    ),
    Product(
        slug="keripik-singkong-balado-180-g",
        title="Keripik singkong balado",
        title_en="Chilli cassava chips",
        category="camilan-kerupuk",
        cooperative="KAL",
        description=(
            (
                "Singkong diiris setipis kertas, digoreng dua kali, lalu dibalut cabai dan gula "
                "aren. Pedasnya manis, renyahnya bertahan."
            ),
        ),
        product_class="Pangan",
        origin="Bahorok, Langkat",
        attributes=(("kemasan", "180 g"), ("rasa", "Balado")),
        variants=(
            Variant(
                sku="KAL-KS-0180",
                unit="180 g",
                price=17_500,
                stock="kal-keripik-singkong",
                units_per_sale=1,
                weight_g=220,
                size_mm=BAG,
            ),
        ),
        pictures=("keripik-singkong",),
        permits=(pirt(region="1205", food="02", product=1), halal(7)),
        shelf_life="5 bulan",
        search_words=("keripik ubi", "kripik", "keripik pedas", "cassava chips"),
    ),
    Product(
        slug="keripik-kentang-karo-150-g",
        title="Keripik kentang Karo",
        title_en="Karo potato chips",
        category="camilan-kerupuk",
        cooperative="KBK",
        description=(
            (
                "Kentang Berastagi diiris agak tebal dengan kulitnya, digoreng sampai cokelat "
                "muda. Hanya kentang, minyak, dan garam."
            ),
        ),
        product_class="Pangan",
        origin="Berastagi, Karo",
        attributes=(("kemasan", "150 g"), ("rasa", "Garam")),
        variants=(
            Variant(
                sku="KBK-KK-0150",
                unit="150 g",
                price=21_000,
                stock="kbk-keripik-kentang",
                units_per_sale=1,
                weight_g=190,
                size_mm=BAG,
            ),
        ),
        pictures=("keripik-kentang",),
        permits=(pirt(region="1206", food="02", product=1), halal(4)),
        shelf_life="5 bulan",
        search_words=("kripik kentang", "potato chips", "keripik"),
    ),
    Product(
        slug="kacang-sihobuk-sangrai-pasir",
        title="Kacang sihobuk, sangrai pasir",
        title_en="Sihobuk sand-roasted peanuts",
        category="camilan-kerupuk",
        cooperative="KRT",
        description=(
            (
                "Kacang tanah berkulit yang disangrai berjam-jam dalam pasir panas sampai "
                "matang merata. Garing, gurih, tanpa minyak. Sulit berhenti."
            ),
        ),
        product_class="Pangan",
        origin="Silangit, Tapanuli Utara",
        choice="kemasan",
        variants=(
            Variant(
                sku="KRT-SH-0250",
                option="250 g",
                unit="250 g",
                price=19_000,
                stock="krt-kacang-sihobuk",
                units_per_sale=250,
                weight_g=285,
                size_mm=(200, 90, 260),
            ),
            Variant(
                sku="KRT-SH-1000",
                option="1 kg",
                unit="kg",
                price=69_000,
                stock="krt-kacang-sihobuk",
                units_per_sale=1_000,
                weight_g=1_060,
                size_mm=BIG_BAG,
            ),
        ),
        pictures=("kacang-sihobuk",),
        permits=(pirt(region="1212", food="02", product=8), halal(6)),
        shelf_life="4 bulan",
        search_words=("kacang sihobuk", "kacang kulit", "kacang tarutung", "kacang garing"),
    ),
    Product(
        slug="dodol-langkat-400-g",
        title="Dodol Langkat",
        title_en="Langkat dodol toffee",
        category="camilan-kerupuk",
        cooperative="KAL",
        description=(
            (
                "Tepung ketan, santan, dan gula aren, diaduk enam jam di kuali besar sampai "
                "tidak lengket di tangan. Legit, dengan pilihan durian asli."
            ),
        ),
        product_class="Pangan",
        origin="Tanjung Pura, Langkat",
        choice="rasa",
        attributes=(("kemasan", "Kotak 400 g, 20 potong"),),
        variants=(
            Variant(
                sku="KAL-DD-ARN",
                option="Gula aren",
                unit="400 g",
                price=34_000,
                stock="kal-dodol-polos",
                units_per_sale=1,
                weight_g=470,
                size_mm=(200, 140, 50),
            ),
            Variant(
                sku="KAL-DD-DRN",
                option="Durian",
                unit="400 g",
                price=39_000,
                stock="kal-dodol-durian",
                units_per_sale=1,
                weight_g=470,
                size_mm=(200, 140, 50),
            ),
        ),
        pictures=("dodol",),
        permits=(pirt(region="1205", food="07", product=2), halal(7)),
        shelf_life="2 bulan",
        search_words=("dodol durian", "dodol tanjung pura", "oleh-oleh langkat"),
    ),
)
