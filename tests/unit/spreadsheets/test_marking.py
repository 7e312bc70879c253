"""The file given back: wrong cells are coloured and explained, whatever it looked like."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from shop.spreadsheets import marking, planning, reading
from tests.factories_storefront import make_seller
from tests.unit.spreadsheets.sheets import changed, repacked, text, xlsx

GOOD = xlsx(("A-1", "Kopi", "Kopi", 65000, 3))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.django_db
def test_the_marked_file_names_the_same_cells_and_reads_the_same() -> None:
    seller = make_seller()
    content = xlsx(("A-1", None, None, "=1+1", None), ("B-1", None, None, 1, None))
    for source in (content, text(["Kode", "Harga"], ["A-1", "x"])):
        table = reading.read(source)
        plan = planning.plan(table=table, cooperative_id=seller.pk, digest="0" * 64)
        again = marking.marked(content=source, table=table, problems=plan.problems)
        second = planning.plan(table=reading.read(again), cooperative_id=seller.pk, digest="0" * 64)
        assert second.problems == plan.problems
        sheet = load_workbook(io.BytesIO(again)).active
        for problem in plan.problems:
            assert problem.text in sheet[problem.address].comment.text
            assert sheet[problem.address].fill.fgColor.rgb.endswith("F8C9C4")


ODD = "<!DOCTYPE x [<!ENTITY e 'e'>]>"


def other_theme(data: bytes) -> bytes:
    return ODD.encode() + data


def odd_styles(data: bytes) -> bytes:
    return data.replace(b"<fonts", b'<fonts count="x" oddity="1"><font><sz val="big"/></font><f', 1)


def with_picture() -> bytes:
    link = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="' + link + b'/drawing" Target="../drawings/drawing1.xml"/>'
        b"</Relationships>"
    )
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": links,
        "xl/drawings/drawing1.xml": ODD.encode(),
        "xl/media/image1.png": b"no picture",
    }
    return repacked(WRONG_FILE, {}, parts)


WRONG_FILE = xlsx(("A-1", None, None, "murah", 7))
LOOKS: dict[str, tuple[Callable[[], bytes], bool]] = {
    "a theme with a document type": (
        lambda: changed(WRONG_FILE, "xl/theme/theme1.xml", other_theme),
        True,
    ),
    "styles of no kind": (lambda: changed(WRONG_FILE, "xl/styles.xml", odd_styles), False),
    "a picture that is none": (with_picture, True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LOOKS)
def test_a_file_with_odd_looks_is_marked_all_the_same(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    build, keeps_looks = LOOKS[name]
    content = build()
    table = reading.read(content)
    plan = planning.plan(table=table, cooperative_id=make_seller().pk, digest="0" * 64)
    again = marking.marked(content=content, table=table, problems=plan.problems)
    sheet = load_workbook(io.BytesIO(again)).active
    assert plan.problems[0].text in sheet[plan.problems[0].address].comment.text
    assert sheet["E2"].value == 7
    assert ("without its looks" in caplog.text) is not keeps_looks


def test_marking_makes_no_cells_that_were_not_there() -> None:
    book = load_workbook(io.BytesIO(WRONG_FILE))
    sheet = book["Barang"]
    sheet["GR20000"] = "jauh"
    there = len(sheet._cells)
    marking._with_notes(book, sheet, ())
    assert len(sheet._cells) == there


@pytest.mark.django_db
def test_marks_of_an_earlier_time_are_gone_once_put_right() -> None:
    seller = make_seller()
    table = reading.read(WRONG_FILE)
    plan = planning.plan(table=table, cooperative_id=seller.pk, digest="0" * 64)
    marked = marking.marked(content=WRONG_FILE, table=table, problems=plan.problems)
    right = marking.marked(content=marked, table=reading.read(marked), problems=())
    cell = load_workbook(io.BytesIO(right)).active[plan.problems[0].address]
    assert cell.comment is None
    assert not cell.fill.fgColor.rgb.endswith("F8C9C4")
