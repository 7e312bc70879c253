"""The columns of the goods spreadsheet: heads, other names for them, what they mean.

Heads are part of the file and stay Indonesian in every language of the screens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(Enum):
    """How a cell of the column is read."""

    CODE = "code"
    TEXT = "text"
    LONG_TEXT = "long_text"
    PRICE = "price"
    AMOUNT = "amount"
    PACK = "pack"
    GRAMS = "grams"
    CENTIMETRES = "centimetres"
    DAYS = "days"
    YES_NO = "yes_no"
    CATEGORY = "category"
    SHOWN_ONLY = "shown_only"


class Of(Enum):
    """What a column describes: a whole product, one pack of it, its offer, or the store."""

    PAGE = "page"
    PACK = "pack"
    OFFER = "offer"
    STORE = "store"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``most`` is the longest text; ``other`` are heads that mean the same."""

    key: str
    head: str
    kind: Kind
    of: Of
    meaning: str | Promise
    example: str = ""
    other: tuple[str, ...] = ()
    most: int = 255
    needed: bool = False
    width: int = 14


COLUMNS = (
    Column(
        key="sku",
        head="Kode",
        kind=Kind.CODE,
        of=Of.NOTHING,
        needed=True,
        most=128,
        other=("sku", "kode barang", "kode produk", "kode sku", "id barang"),
        meaning=_("your own code; each code stands in one row only"),
        example="KOPI-250",
    ),
    Column(
        key="title",
        head="Nama barang",
        kind=Kind.TEXT,
        of=Of.PAGE,
        needed=True,
        other=("nama", "nama produk", "produk", "barang", "judul"),
        meaning=_("the name of the product; rows with the same name are packs of one product"),
        example="Kopi Arabika Lintong",
        width=32,
    ),
    Column(
        key="option",
        head="Kemasan",
        kind=Kind.TEXT,
        of=Of.PACK,
        most=80,
        other=("varian", "variasi", "ukuran kemasan", "pilihan"),
        meaning=_("what tells packs of one product apart; empty when there is only one"),
        example="250 g",
    ),
    Column(
        key="category",
        head="Kategori",
        kind=Kind.CATEGORY,
        of=Of.PAGE,
        needed=True,
        other=("kategori produk", "rak", "jenis"),
        meaning=_("a shelf of the shop, from the list; several with ; between them"),
        example="Kopi",
        width=20,
    ),
    Column(
        key="price",
        head="Harga",
        kind=Kind.PRICE,
        of=Of.OFFER,
        needed=True,
        other=("harga jual", "harga satuan", "harga jual satuan"),
        meaning=_("whole rupiah for one pack; 65000, 65.000 and Rp 65.000 are the same"),
        example="65000",
    ),
    Column(
        key="stock",
        head="Stok",
        kind=Kind.AMOUNT,
        of=Of.STORE,
        other=("jumlah stok", "stok akhir", "hasil hitung", "jumlah", "sisa stok", "qty"),
        meaning=_("what lies in the store, as you counted it; kilograms, litres or pieces"),
        example="12,5",
    ),
    Column(
        key="noted",
        head="Stok tercatat",
        kind=Kind.AMOUNT,
        of=Of.NOTHING,
        other=("stok saat diunduh",),
        meaning=_("what was noted when you downloaded the file; leave it, so that sales count"),
        example="10",
    ),
    Column(
        key="received",
        head="Barang masuk",
        kind=Kind.AMOUNT,
        of=Of.STORE,
        other=("masuk", "stok masuk", "tambah stok", "terima"),
        meaning=_("what came in and is added to the stock; fill in this or Stok, not both"),
        example="",
    ),
    Column(
        key="pack",
        head="Isi kemasan",
        kind=Kind.PACK,
        of=Of.OFFER,
        other=("isi", "isi bersih", "berat bersih", "netto"),
        meaning=_("what one pack holds: 250 g, 1 kg, 500 ml, 1 biji; empty for new goods: 1 biji"),
        example="250 g",
    ),
    Column(
        key="stock_name",
        head="Nama stok",
        kind=Kind.SHOWN_ONLY,
        of=Of.STORE,
        most=160,
        other=("stok bersama", "tumpukan"),
        meaning=_("packs with the same stock name share one stock; only for new goods"),
        example="Kopi Lintong sangrai",
        width=24,
    ),
    Column(
        key="unit_label",
        head="Satuan harga",
        kind=Kind.TEXT,
        of=Of.OFFER,
        most=40,
        other=("satuan",),
        meaning=_("the words behind the price, for example lembar; may stay empty"),
        example="",
    ),
    Column(
        key="weight_grams",
        head="Berat (g)",
        kind=Kind.GRAMS,
        of=Of.PACK,
        other=("berat", "berat kirim", "berat gram", "berat paket"),
        meaning=_("weight with packing in grams; without it nothing can be sent"),
        example="280",
    ),
    Column(
        key="length_mm",
        head="Panjang (cm)",
        kind=Kind.CENTIMETRES,
        of=Of.PACK,
        other=("panjang", "p"),
        meaning=_("length of the packed goods in centimetres"),
        example="20",
    ),
    Column(
        key="width_mm",
        head="Lebar (cm)",
        kind=Kind.CENTIMETRES,
        of=Of.PACK,
        other=("lebar", "l"),
        meaning=_("width of the packed goods in centimetres"),
        example="12,5",
    ),
    Column(
        key="height_mm",
        head="Tinggi (cm)",
        kind=Kind.CENTIMETRES,
        of=Of.PACK,
        other=("tinggi", "t"),
        meaning=_("height of the packed goods in centimetres"),
        example="6",
    ),
    Column(
        key="lead_days",
        head="Lama siap (hari)",
        kind=Kind.DAYS,
        of=Of.PAGE,
        other=("lama siap", "hari siap", "lama proses"),
        meaning=_("days to make it ready, at most 90"),
        example="1",
    ),
    Column(
        key="origin",
        head="Asal",
        kind=Kind.TEXT,
        of=Of.PAGE,
        most=160,
        other=("asal barang", "daerah asal"),
        meaning=_("where it comes from: village, district"),
        example="Lintong Nihuta, Humbang Hasundutan",
        width=28,
    ),
    Column(
        key="shelf_life",
        head="Masa simpan",
        kind=Kind.TEXT,
        of=Of.PAGE,
        most=120,
        other=("kedaluwarsa", "daya tahan"),
        meaning=_("how long it keeps"),
        example="12 bulan",
    ),
    Column(
        key="search_words",
        head="Nama lain",
        kind=Kind.TEXT,
        of=Of.PAGE,
        other=("kata cari", "kata kunci", "sinonim"),
        meaning=_("other names people search for, with commas between them"),
        example="kopi batak, kopi toba",
        width=24,
    ),
    Column(
        key="is_public",
        head="Tampil",
        kind=Kind.YES_NO,
        of=Of.PAGE,
        other=("tampil di toko", "aktif", "status"),
        meaning=_("ya or tidak: whether buyers see it; new goods without a word here: tidak"),
        example="ya",
    ),
    Column(
        key="summary",
        head="Ringkasan",
        kind=Kind.TEXT,
        of=Of.PAGE,
        other=("deskripsi singkat",),
        meaning=_("one line about it"),
        example="Kopi arabika giling basah, sangrai sedang.",
        width=40,
    ),
    Column(
        key="description",
        head="Keterangan",
        kind=Kind.LONG_TEXT,
        of=Of.PAGE,
        most=10_000,
        other=("deskripsi", "deskripsi produk", "penjelasan"),
        meaning=_("three to five sentences; an empty line begins a new paragraph"),
        example="Ditanam di ketinggian 1.400 meter.",
        width=60,
    ),
    Column(
        key="permits",
        head="Izin",
        kind=Kind.SHOWN_ONLY,
        of=Of.NOTHING,
        other=("izin edar", "pirt", "halal"),
        meaning=_("permits with numbers and dates, only to look at: they need their papers"),
        width=30,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
HEADS = tuple(column.head for column in COLUMNS)
NEEDED_FOR_NEW = tuple(column.key for column in COLUMNS if column.needed)


def plain(text: str) -> str:
    """A head as it is compared: without case, brackets, stars and blanks around."""
    bare = re.sub(r"\(.*?\)|[*:_\-/]|\brp\b", " ", text.casefold())
    return " ".join(bare.split())


MEANT = {
    plain(name): column for column in COLUMNS for name in (*column.other, column.head, column.key)
}
