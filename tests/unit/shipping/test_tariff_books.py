"""The tariff table as a workbook: the same rows as a CSV file, and nothing hostile gets in."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from shop.shipping import tariff_files as files
from shop.shipping.models import Tariff
from shop.spreadsheets.refusals import BadFile

ROW: dict[str, Any] = {
    "koperasi": None, "asal": "SUM", "tujuan": 12.1, "layanan": "reguler", "kurir": "JNE",
    "per_kg": 25_000, "minimum": 0, "tetap": None, "gratis_mulai": None, "minimal_belanja": 0,
    "hari_antar": 135, "hari_dari": 2, "hari_sampai": 4, "cod": True,
    "berlaku_dari": dt.date(2026, 12, 31), "berlaku_sampai": None, "aktif": "ya",
}  # fmt: skip


def book(*rows: dict[str, Any]) -> bytes:
    made = Workbook()
    made.active.append(list(files.HEADS))
    for row in rows:
        made.active.append([{**ROW, **row}[head] for head in files.HEADS])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_cells_of_every_kind_say_what_a_csv_file_would_say() -> None:
    (row,) = files.read(book({}))

    assert row == {
        "koperasi": "", "asal": "SUM", "tujuan": "12.10", "layanan": "reguler", "kurir": "JNE",
        "per_kg": "25000", "minimum": "0", "tetap": "", "gratis_mulai": "",
        "minimal_belanja": "0", "hari_antar": "135", "hari_dari": "2", "hari_sampai": "4",
        "cod": "ya", "berlaku_dari": "2026-12-31", "berlaku_sampai": "", "aktif": "ya",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"), [(12, "12"), (12.71, "12.71"), ("12.71.01", "12.71.01"), (12.345, "12.345")]
)
def test_places_stay_codes(cell: Any, text: str) -> None:
    assert files.read(book({"asal": cell}))[0]["asal"] == text


def test_a_part_of_a_rupiah_is_never_taken_for_thousands() -> None:
    assert files.read(book({"per_kg": 1.234}))[0]["per_kg"] == "1,234"


def test_what_is_written_reads_the_same_as_the_csv_file() -> None:
    rows = [
        Tariff(per_kilogram=9_000, days_from=1, days_to=2),
        Tariff(
            origin="12.10", destination="=KAB", service="antar", per_kilogram=0, fixed=0,
            free_from=150_000, weekdays="135", days_from=0, days_to=1, courier="=1+1",
            valid_from=dt.date(2026, 1, 1), is_active=False,
        ),
    ]  # fmt: skip

    found = files.read(files.as_workbook(rows))

    assert found == files.read(files.written(rows).encode())
    assert found[1]["kurir"] == "=1+1"


def test_no_cell_of_the_written_file_is_a_formula() -> None:
    content = files.as_workbook([Tariff(courier="=cmd|'/c calc'!A0", days_from=1, days_to=2)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert not any(b"<f>" in archive.read(name) for name in sheets)


def test_a_formula_is_refused_by_its_cell() -> None:
    with pytest.raises(BadFile) as refusal:
        files.read(book({}, {"per_kg": "=5000*5"}))

    assert "F3" in refusal.value.text


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    return out.getvalue()


def macros() -> bytes:
    out = io.BytesIO(book({}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb(), "terlalu besar"),
        (macros(), "makro"),
        (b"PK\x03\x04 cut off", "rusak"),
        (book(*[{}] * 5001), "5000 baris"),
        (book({"kurir": "K" * 201}), "Baris 2"),
    ],
)
def test_a_hostile_workbook_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BadFile) as refusal:
        files.read(content)

    assert words in refusal.value.text


def test_an_empty_workbook_is_refused() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(BadFile) as refusal:
        files.read(out.getvalue())

    assert "kosong" in refusal.value.text
