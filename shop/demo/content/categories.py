"""The twelve shelves of the shop, in the order in which they stand."""

from __future__ import annotations

from shop.demo.content.shape import Category

CATEGORIES = (
    Category(
        slug="kopi",
        name="Kopi",
        name_en="Coffee",
        line="Biji dan bubuk dari kebun anggota, tanggal sangrai tertulis di kemasan.",
        picture="kopi-biji",
    ),
    Category(
        slug="teh-minuman",
        name="Teh & minuman",
        name_en="Tea & drinks",
        line="Teh kebun tua, sirup markisa, dan minuman rempah untuk sore yang dingin.",
        picture="teh",
    ),
    Category(
        slug="beras-biji-bijian",
        name="Beras & biji-bijian",
        name_en="Rice & grains",
        line="Beras sawah kaki bukit, jagung, dan kacang, digiling setelah dipesan.",
        picture="beras",
    ),
    Category(
        slug="buah-segar",
        name="Buah segar",
        name_en="Fresh fruit",
        line="Dipetik pagi, disortir siang, berangkat sore dari dataran tinggi Karo.",
        picture="jeruk",
    ),
    Category(
        slug="bumbu-rempah",
        name="Bumbu & rempah",
        name_en="Spices & seasonings",
        line="Andaliman, lada, kemiri, dan sambal siap pakai untuk dapur Anda.",
        picture="andaliman",
    ),
    Category(
        slug="camilan-kerupuk",
        name="Camilan & kerupuk",
        name_en="Snacks & crackers",
        line="Kerupuk, keripik, dan kacang yang dibuat dalam jumlah kecil.",
        picture="kerupuk",
    ),
    Category(
        slug="ikan-hasil-laut",
        name="Ikan & hasil laut",
        name_en="Fish & seafood",
        line="Ikan asin, teri, terasi, dan udang kering dari nelayan Belawan.",
        picture="ikan-asin",
    ),
    Category(
        slug="madu-gula",
        name="Madu & gula",
        name_en="Honey & sugar",
        line="Madu hutan Sipirok dan gula aren Langkat, tanpa campuran.",
        picture="madu",
    ),
    Category(
        slug="ulos-tenun",
        name="Ulos & tenun",
        name_en="Ulos & woven cloth",
        line="Ditenun tangan di Tarutung, setiap helai membawa nama yang diberikan penenunnya.",
        picture="ulos",
    ),
    Category(
        slug="kerajinan-anyaman",
        name="Kerajinan anyaman",
        name_en="Wickerwork",
        line="Keranjang, tikar, dan kotak dari pandan yang dianyam rapat.",
        picture="keranjang",
    ),
    Category(
        slug="fesyen-aksesori",
        name="Fesyen & aksesori",
        name_en="Fashion & accessories",
        line="Selendang, tas, dan dompet tenun untuk dipakai setiap hari.",
        picture="selendang-merah",
    ),
    Category(
        slug="paket-hadiah",
        name="Paket hadiah",
        name_en="Gift boxes",
        line="Hasil beberapa anggota dalam satu kotak, siap diberikan.",
        picture="hadiah-kopi",
    ),
)
