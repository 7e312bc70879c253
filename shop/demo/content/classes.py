"""Product classes and their attributes: what a buyer may want to know and filter by."""

from __future__ import annotations

from shop.demo.content.shape import Attribute, ProductClass

PRODUCT_CLASSES = (
    ProductClass(
        name="Kopi",
        slug="kopi",
        attributes=(
            Attribute(code="kemasan", name="Kemasan"),
            Attribute(code="sangrai", name="Sangrai"),
            Attribute(code="giling", name="Giling"),
            Attribute(code="varietas", name="Varietas"),
            Attribute(code="ketinggian", name="Ketinggian kebun"),
        ),
    ),
    ProductClass(
        name="Pangan",
        slug="pangan",
        attributes=(
            Attribute(code="kemasan", name="Kemasan"),
            Attribute(code="rasa", name="Rasa"),
            Attribute(code="isi", name="Isi"),
            Attribute(code="simpan", name="Cara simpan"),
        ),
    ),
    ProductClass(
        name="Bahan segar",
        slug="bahan-segar",
        attributes=(
            Attribute(code="kemasan", name="Kemasan"),
            Attribute(code="mutu", name="Mutu"),
            Attribute(code="simpan", name="Cara simpan"),
        ),
        tax_exempt=True,
    ),
    ProductClass(
        name="Kain",
        slug="kain",
        attributes=(
            Attribute(code="warna", name="Warna"),
            Attribute(code="ukuran", name="Ukuran"),
            Attribute(code="benang", name="Benang"),
            Attribute(code="cara_buat", name="Cara buat"),
            Attribute(code="rawat", name="Cara merawat"),
        ),
    ),
    ProductClass(
        name="Kerajinan",
        slug="kerajinan",
        attributes=(
            Attribute(code="ukuran", name="Ukuran"),
            Attribute(code="warna", name="Warna"),
            Attribute(code="bahan", name="Bahan"),
            Attribute(code="rawat", name="Cara merawat"),
        ),
    ),
    ProductClass(
        name="Paket",
        slug="paket",
        attributes=(
            Attribute(code="isi", name="Isi paket"),
            Attribute(code="ukuran", name="Ukuran"),
        ),
    ),
)
