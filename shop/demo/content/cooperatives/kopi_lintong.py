"""Koperasi Kopi Lintong: arabica of the highland south of Lake Toba."""

from __future__ import annotations

from shop.demo.content.hours import week
from shop.demo.content.shape import (
    Address,
    Bank,
    ClosingDay,
    Cooperative,
    Permit,
    Product,
    StockItem,
    Variant,
)

CODE = "KKL"
HALAL = Permit(kind="HALAL", number="ID12110000990010126", valid_days=1240)

COOPERATIVE = Cooperative(
    code=CODE,
    slug="kopi-lintong",
    name="Koperasi Kopi Lintong",
    legal_name="Koperasi Produsen Kopi Lintong Sejahtera",
    legal_number="AHU-0009901.AH.01.26.TAHUN 2014",
    registry_number="1216010990001",
    kind="produsen",
    founded=2014,
    members=212,
    address=Address(
        kabupaten="Humbang Hasundutan",
        kecamatan="Lintong Nihuta",
        village="Sigompul",
        village_code="12.16.05.2014",
        street="Jalan Gudang Kopi No. 7",
        postal_code="22475",
    ),
    whatsapp="+6281200000001",
    reply_minutes=20,
    lead="Kopi dipetik merah oleh anggota di Desa Sigompul, lalu dijemur 14 hari di para-para.",
    story=(
        "Kebun anggota kami berada 1.300 sampai 1.450 meter di atas permukaan laut, di dataran "
        "tinggi selatan Danau Toba. Malam di sini dingin, jadi ceri kopi matang pelan-pelan. "
        "Itulah yang membuat rasa kopi Lintong penuh dan manis.",
        "Dulu setiap petani menjual sendiri ke tengkulak yang datang paling pagi. Harga ditentukan "
        "di pinggir jalan, dan kopi merah dibayar sama dengan kopi hijau. Tahun 2014 kami sepakat "
        "membuka satu gudang, satu timbangan, dan satu buku.",
        "Sekarang petani hanya menyetor ceri merah. Ceri dikupas hari itu juga, digiling basah, "
        "lalu dijemur di para-para sampai kadar airnya cukup rendah untuk disangrai. Setiap karung "
        "diberi nomor lot, sehingga Anda bisa tahu kebun mana yang menanamnya.",
        "Kami menyangrai dua kali seminggu dalam jumlah kecil. Tanggal sangrai ditulis tangan di "
        "setiap kantong. Separuh lebih harga yang Anda bayar kembali kepada petani, dan "
        "rinciannya dibacakan pada rapat anggota setiap tahun.",
    ),
    hours=week(opens="08:00", closes="17:00", saturday=("08:00", "14:00")),
    closing_days=(
        ClosingDay(in_days=12, reason="Rapat anggota"),
        ClosingDay(in_days=31, reason="Libur hari raya"),
    ),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000121600001",
        account_name="Koperasi Produsen Kopi Lintong Sejahtera",
    ),
    cod_limit=750_000,
    permits=(HALAL,),
    cover="kebun-kopi",
    pictures=("baki-kopi", "kopi-lintong"),
)

STOCK = (
    StockItem(
        key="kkl-lintong-sedang",
        cooperative=CODE,
        name="Kopi Lintong sangrai sedang",
        unit="g",
        on_hand=86_000,
        low=5_000,
    ),
    StockItem(
        key="kkl-sidikalang-bubuk",
        cooperative=CODE,
        name="Kopi Sidikalang bubuk halus",
        unit="g",
        on_hand=24_500,
        low=2_500,
    ),
)

PRODUCTS = (
    Product(
        slug="kopi-arabika-lintong-sangrai-sedang",
        title="Kopi Arabika Lintong, sangrai sedang",
        title_en="Lintong arabica coffee, medium roast",
        category="kopi",
        cooperative=CODE,
        description=(
            "Manis gula merah dengan asam jeruk yang lembut, dan akhir rasa rempah. "
            "Cocok untuk tubruk, V60, atau kopi susu.",
            "Dipetik merah, digiling basah, dan disangrai sedang dua kali seminggu. "
            "Tulis di catatan pesanan bila ingin digiling; tanpa catatan kami kirim biji utuh.",
        ),
        product_class="Kopi",
        origin="Desa Sigompul, Lintong Nihuta, 1.400 mdpl",
        choice="kemasan",
        attributes=(
            ("sangrai", "Sedang"),
            ("giling", "Biji utuh"),
            ("varietas", "Sigarar utang dan lini S"),
            ("ketinggian", "1.300–1.450 mdpl"),
        ),
        variants=(
            Variant(
                sku="KKL-LS-0250",
                option="250 g",
                unit="250 g",
                price=27_000,
                stock="kkl-lintong-sedang",
                units_per_sale=250,
                weight_g=290,
                size_mm=(120, 80, 220),
            ),
            Variant(
                sku="KKL-LS-1000",
                option="1 kg",
                unit="kg",
                price=95_000,
                stock="kkl-lintong-sedang",
                units_per_sale=1_000,
                weight_g=1_080,
                size_mm=(180, 110, 320),
            ),
            Variant(
                sku="KKL-LS-25000",
                option="Karung 25 kg",
                unit="karung 25 kg",
                price=2_250_000,
                stock="kkl-lintong-sedang",
                units_per_sale=25_000,
                weight_g=25_400,
                size_mm=(500, 300, 750),
            ),
        ),
        pictures=("kopi-lintong", "kopi-lintong-dekat", "kopi-biji"),
        permits=(
            Permit(kind="PIRT", number="2061216010001-31", valid_days=1520),
            HALAL,
        ),
        shelf_life="Paling enak dalam 8 minggu sejak tanggal sangrai",
        search_words=("kopi lintong", "arabika sumatra", "kopi toba", "kopi batak"),
        is_featured=True,
    ),
    Product(
        slug="kopi-robusta-sidikalang-bubuk",
        title="Kopi Robusta Sidikalang, bubuk halus",
        title_en="Sidikalang robusta coffee, fine ground",
        category="kopi",
        cooperative=CODE,
        description=(
            "Pahit cokelat yang tebal dengan busa cokelat muda. Teman gula aren dan susu kental.",
            "Bijinya dari anggota kami di Dairi. Digiling halus sekali, siap diseduh tubruk.",
        ),
        product_class="Kopi",
        origin="Sidikalang, Dairi, 1.000 mdpl",
        attributes=(
            ("sangrai", "Gelap"),
            ("giling", "Halus"),
            ("varietas", "Robusta"),
            ("ketinggian", "900–1.050 mdpl"),
        ),
        variants=(
            Variant(
                sku="KKL-SK-0250",
                unit="250 g",
                price=38_000,
                stock="kkl-sidikalang-bubuk",
                units_per_sale=250,
                weight_g=290,
                size_mm=(120, 80, 220),
            ),
        ),
        pictures=("kopi-sidikalang",),
        permits=(
            Permit(kind="PIRT", number="2061216020001-31", valid_days=1520),
            HALAL,
        ),
        shelf_life="12 bulan sejak tanggal giling",
        search_words=("kopi sidikalang", "kopi dairi", "kopi tubruk"),
    ),
)
