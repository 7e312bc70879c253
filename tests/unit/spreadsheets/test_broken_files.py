"""Broken and hostile files, each built here, each answered with words that help."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from shop.partner.models import StockRecord
from shop.spreadsheets import cells, imports, planning, reading
from shop.spreadsheets.cells import WORDS
from shop.spreadsheets.columns import BY_KEY
from shop.spreadsheets.refusals import BadFile, Wrong
from shop.stock.models import StockMovement
from tests.factories_storefront import make_product, make_seller, make_shelf
from tests.unit.spreadsheets.sheets import changed, repacked, saved, text, without, xlsx

GOOD = xlsx(("A-1", "Kopi", "Kopi", 65000, 3))
SHEET = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(SHEET, b" " * 60_000_000)
    return out.getvalue()


def dense() -> bytes:
    return changed(GOOD, SHEET, lambda data: data + b" " * 3_000_000)


def lying_size() -> bytes:
    content = bytearray(GOOD)
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (40_000_000).to_bytes(4, "little")
    return bytes(content)


def far_cell() -> bytes:
    return changed(
        GOOD,
        SHEET,
        lambda data: data.replace(
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        ),
    )


def far_row() -> bytes:
    return changed(
        GOOD,
        SHEET,
        lambda data: data.replace(
            b"</sheetData>", b'<row r="900000"><c><v>1</v></c></row></sheetData>'
        ),
    )


def cell_as(start: bytes, row: bytes = b'r="100"') -> bytes:
    line = b"<row " + row + b">" + start + b"<v>1</v></c></row></sheetData>"
    return changed(GOOD, SHEET, lambda data: data.replace(b"</sheetData>", line))


def many_cells_without_places() -> bytes:
    line = b"<row>" + b"<c><v>1</v></c>" * 201 + b"</row></sheetData>"
    return changed(GOOD, SHEET, lambda data: data.replace(b"</sheetData>", line))


def many_rows_without_places() -> bytes:
    lines = b"<row/>" * 20_000 + b"</sheetData>"
    return changed(GOOD, SHEET, lambda data: data.replace(b"</sheetData>", lines))


def outside_entity() -> bytes:
    head = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return changed(GOOD, "xl/workbook.xml", lambda data: head + data)


def laughs() -> bytes:
    head = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return changed(GOOD, SHEET, lambda data: head + data)


def other_letters() -> bytes:
    return changed(GOOD, SHEET, lambda data: data.decode().encode("utf-16"))


def macros() -> bytes:
    return repacked(GOOD, {}, {"xl/vbaProject.bin": b"\0"})


def libre_office() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("foto.jpg", b"\xff\xd8\xff")
    return out.getvalue()


def many_parts() -> bytes:
    return repacked(GOOD, {}, {f"xl/media/{number}.png": b"" for number in range(2100)})


def hidden_sheet() -> bytes:
    return changed(
        GOOD, "xl/workbook.xml", lambda data: data.replace(b'state="visible"', b'state="hidden"')
    )


def twice_the_same_part() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<x/>")
    return out.getvalue()


def many_rows() -> bytes:
    return text(["Kode", "Harga"], *[[f"A-{n}", "1"] for n in range(20_001)])


def only_chart_words() -> bytes:
    book = Workbook()
    book.active.append(["Laporan", "Oktober"])
    return saved(book)


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "kosong"),
    "larger than allowed": (lambda: b"a" * (reading.LARGEST + 1), "10 MB"),
    "zip bomb": (bomb, "jauh terlalu besar"),
    "packed far too well": (dense, "jauh terlalu besar"),
    "lies about its size": (lying_size, "jauh terlalu besar"),
    "a cell in the last corner": (far_cell, "A1048576"),
    "a row far below": (far_row, "A900000"),
    "a far cell in other quotes": (lambda: cell_as(b"<c r='KN100'>"), "KN100"),
    "a far cell with blanks": (lambda: cell_as(b'<c\n r = "KN100">'), "KN100"),
    "a far cell in small letters": (lambda: cell_as(b'<c r="kn100">'), "rusak"),
    "a far cell spelled with signs": (lambda: cell_as(b'<c r="K&#78;100">'), "KN100"),
    "a far cell behind another name": (lambda: cell_as(b'<c t="n" s="0" r="XFD100">'), "XFD100"),
    "cells without places": (many_cells_without_places, "GS3"),
    "rows without places": (many_rows_without_places, "A20001"),
    "a cell of another row": (lambda: cell_as(b'<c r="A7">'), "rusak"),
    "a row that stood above": (lambda: cell_as(b'<c r="A1">', b'r="1"'), "rusak"),
    "a row that is no number": (lambda: cell_as(b"<c>", b'r="-1"'), "rusak"),
    "too many columns": (lambda: text(["Kode", "Harga"], ["A"] * 201), "200 kolom"),
    "outside entity": (outside_entity, "perintah untuk program lain"),
    "entities that grow": (laughs, "perintah untuk program lain"),
    "sheet in UTF-16": (other_letters, "perintah untuk program lain"),
    "macros": (macros, "makro"),
    "old Excel or password": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel lama"),
    "LibreOffice": (libre_office, ".ods"),
    "a zip of photos": (plain_zip, "bukan berkas Excel"),
    "thousands of parts": (many_parts, "jauh terlalu besar"),
    "the same part twice": (twice_the_same_part, "rusak"),
    "cut in the middle": (lambda: GOOD[: len(GOOD) // 2], "rusak"),
    "no sheet": (lambda: without(GOOD, SHEET), "rusak"),
    "no workbook": (lambda: without(GOOD, "xl/workbook.xml"), "bukan berkas Excel"),
    "all sheets hidden": (hidden_sheet, "lembar yang terlihat"),
    "broken XML": (lambda: changed(GOOD, SHEET, lambda data: data[:-40]), "rusak"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"a" * 50, "bukan berkas Excel"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "bukan berkas Excel"),
    "a web page": (lambda: b"<html><table><tr><td>Kode", "bukan berkas Excel"),
    "CSV with NUL": (lambda: b"Kode;Harga\r\nA\0;1", "bukan berkas Excel"),
    "half a UTF-16 letter": (lambda: b"\xff\xfeK\0o", "tidak terbaca"),
    "letters of no code page": (lambda: b"Kode;Harga\r\n\x81\x8d;1", "tidak terbaca"),
    "quotation mark left open": (lambda: b'Kode;Harga\r\n"A;1', "tanda kutip"),
    "too many rows": (many_rows, "20000"),
    "no heads": (only_chart_words, "Kepala kolom"),
    "only heads": (lambda: xlsx(), "Tidak ada barang"),
    "heads without a code": (lambda: xlsx(("Kopi", 1), heads=("Nama barang", "Harga")), "“Kode”"),
    "two columns of one meaning": (
        lambda: xlsx(("A", 1, 2), heads=("Kode", "Harga", "Harga jual")),
        "artinya sama: Harga",
    ),
    "only blanks": (lambda: b" ;\r\n ; \r\n", "kosong"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_with_words(name: str) -> None:
    build, words = FILES[name]
    with pytest.raises(BadFile) as refusal:
        reading.read(build())
    assert words in refusal.value.text


HEADS = ("Kode", "Nama barang", "Kategori", "Harga", "Stok", "Berat (g)", "Tampil")
# (cells beside the code of goods that are counted in pieces, where, words, what to do)
CELLS: dict[str, tuple[tuple, str, str, str]] = {
    "date as stock": ((None, None, None, date(2026, 10, 12)), "E2", "berisi tanggal", "angka"),
    "formula": ((None, None, "=1+1", None), "D2", "rumus", "Salin"),
    "half a piece": ((None, None, None, "1,5"), "E2", "dihitung satuan", "bulat"),
    "less than zero": ((None, None, None, -3), "E2", "kurang dari nol", "0"),
    "words as stock": ((None, None, None, "banyak"), "E2", "bukan jumlah", "angka"),
    "percent as stock": ((None, None, None, "10%"), "E2", "bukan jumlah", "angka"),
    "kilograms of pieces": ((None, None, None, "2 kg"), "E2", "bukan jumlah", "angka"),
    "price of nothing": ((None, None, 0, None), "D2", "lebih dari 0", "rupiah"),
    "price with cents": ((None, None, 1000.5, None), "D2", "bukan harga", "rupiah"),
    "price in percent": ((None, None, "10%", None), "D2", "bukan harga", "rupiah"),
    "price too long": ((None, None, "99.999.999.999", None), "D2", "sepuluh angka", "rupiah"),
    "true as price": ((None, None, True, None), "D2", "bukan harga", "rupiah"),
    "unknown category": ((None, "Kopy", None, None), "C2", "tidak dikenal", "“Kopi”"),
    "name too long": (("x" * 300, None, None, None), "B2", "terlalu panjang", "255"),
    "date as name": ((date(2026, 1, 2), None, None, None), "B2", "tanggal", "teks"),
    "weight in litres": ((None, None, None, None, "2 l"), "F2", "bukan berat", "gram"),
    "neither yes nor no": ((None, None, None, None, None, "mungkin"), "G2", "bukan ya", "ya"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", CELLS)
def test_the_cell_is_named_with_a_reason_and_a_way_out(name: str) -> None:
    beside, address, words, hint = CELLS[name]
    make_shelf("Kopi")
    product = make_product("Gelas", units_per_sale=1)
    record = StockRecord.objects.select_related("stock_item").get(product=product)
    type(record.stock_item).objects.filter(pk=record.stock_item_id).update(base_unit="pcs")
    table = reading.read(xlsx((record.partner_sku, *beside), heads=HEADS))
    plan = planning.plan(table=table, cooperative_id=product.partner_id, digest="0" * 64)
    (problem,) = plan.problems
    assert problem.address == address
    assert words in problem.text
    assert hint in problem.hint
    assert plan.steps == ()


LONG = "1" + " " * 50_000 + "!"


@pytest.mark.parametrize("key", [key for key, each in BY_KEY.items() if each.kind not in WORDS])
def test_no_number_is_looked_for_in_a_long_text(key: str) -> None:
    with pytest.raises(Wrong, match="bukan angka"):
        cells.value(BY_KEY[key], LONG)


def test_blanks_around_a_number_are_nothing() -> None:
    assert cells.value(BY_KEY["price"], f"{' ' * 50_000}Rp 65.000{' ' * 50_000}") == 65_000
    assert cells.value(BY_KEY["length_mm"], f"12,5 cm{' ' * 50_000}") == 125


@pytest.mark.django_db
def test_a_long_text_as_pack_of_new_goods_is_named() -> None:
    make_shelf("Kopi")
    heads = ("Kode", "Nama barang", "Kategori", "Harga", "Isi kemasan")
    table = reading.read(xlsx(("A-1", "Kopi", "Kopi", 1000, LONG[:30_000] + "!"), heads=heads))
    plan = planning.plan(table=table, cooperative_id=make_seller().pk, digest="0" * 64)
    assert [problem.address for problem in plan.problems] == ["E2"]


@pytest.mark.django_db
def test_rows_that_contradict_each_other() -> None:
    make_shelf("Kopi")
    seller = make_seller()
    table = reading.read(
        xlsx(
            ("A-1", "Kopi", "Kopi", 65000, 3),
            ("a-1", "Kopi", "Kopi", 65000, 3),
            (None, "Kopi", "Kopi", 65000, 3),
            ("B-1", None, None, 65000, 3),
        )
    )
    plan = planning.plan(table=table, cooperative_id=seller.pk, digest="0" * 64)
    assert [(each.address, each.row) for each in plan.problems] == [("A3", 3), ("A4", 4), ("A5", 5)]
    assert "baris 2" in plan.problems[0].text


@pytest.mark.parametrize("by", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_csv_is_read(by: str, encoding: str) -> None:
    content = text(
        ["KODE *", "Harga (Rp)"], ["A-1", "Rp 65.000"], ["", ""], by=by, encoding=encoding
    )
    table = reading.read(content)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, {"sku": "A-1", "price": "Rp 65.000"})
    ]


def test_titles_merged_above_the_heads_are_left_out() -> None:
    book = Workbook()
    sheet = book.active
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "DAFTAR BARANG OKTOBER"
    sheet.append([])
    sheet.append(["Kode Barang", "Harga Jual", "Catatan"])
    sheet.append(["A-1", 65000, "abaikan"])
    table = reading.read(saved(book))
    assert (table.head_row, table.ignored) == (3, ("Catatan",))
    assert table.rows[0].number == 4


@pytest.mark.django_db
def test_nothing_is_written_by_looking() -> None:
    product = make_product("Kopi")
    sku = StockRecord.objects.get(product=product).partner_sku
    moved = StockMovement.objects.count()
    batch = imports.look(
        content=xlsx((sku, None, None, 1, 1)),
        file_name="a.xlsx",
        cooperative_id=product.partner_id,
        actor=None,
    )
    assert imports.plan_of(batch).changed == 1
    assert StockMovement.objects.count() == moved
    assert StockRecord.objects.get(partner_sku=sku).price == 95_000
