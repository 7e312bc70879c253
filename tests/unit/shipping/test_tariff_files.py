"""Tariffs as a file: out and in again, every problem by its row, all or nothing, and back."""

from __future__ import annotations

import contextlib
import csv
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.accounts.models import User
from shop.partner.models import Partner
from shop.shipping import tariff_files as files
from shop.shipping.models import Tariff, TariffChange, TariffImport
from shop.shipping.tariff_imports import CannotUse, last_used, look, plan_of, undo, use
from tests.factories_desk import make_staff
from tests.factories_storefront import make_places

pytestmark = pytest.mark.django_db

ROW = {
    "koperasi": "", "asal": "SUM", "tujuan": "31.74", "layanan": "reguler", "kurir": "JNE",
    "per_kg": "25.000", "minimum": "0", "tetap": "", "gratis_mulai": "", "minimal_belanja": "0",
    "hari_antar": "", "hari_dari": "2", "hari_sampai": "4", "cod": "ya", "berlaku_dari": "",
    "berlaku_sampai": "", "aktif": "ya",
}  # fmt: skip


@pytest.fixture
def office() -> User:
    make_places()
    return make_staff(None, is_staff=True)


def table() -> list[Tariff]:
    return list(Tariff.objects.select_related("cooperative").order_by("pk"))


def of(*rows: dict[str, str], heads: tuple[str, ...] = files.HEADS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**ROW, **row} for row in rows)
    return out.getvalue().encode()


def looked(office: User, content: bytes) -> TariffImport:
    return look(content=content, file_name="tarif.csv", actor=office)


def used(office: User, content: bytes) -> TariffImport:
    batch = looked(office, content)
    assert use(batch_id=batch.pk, seen=plan_of(batch).fingerprint, actor=office)
    batch.refresh_from_db()
    return batch


def problems(office: User, *rows: dict[str, str]) -> list[tuple[int, str]]:
    found = plan_of(looked(office, of(*rows)))
    assert not found.can_use or not found.problems
    return [(each.number, each.text) for each in found.problems]


def test_the_table_written_and_read_again_changes_nothing(office: User) -> None:
    Partner.objects.create(name="Kopi", code="kopi", slug="kopi")
    Tariff.objects.create(
        cooperative=Partner.objects.get(slug="kopi"), destination="=KAB", service="antar",
        per_kilogram=0, fixed=7_000, free_from=150_000, weekdays="135", days_from=0, days_to=1,
        valid_from="2026-01-01", courier="=cmd|'/c calc'!A0",
    )  # fmt: skip
    before = [row.facts() for row in table()]
    content = files.written(table()).encode("utf-8-sig")
    assert b";'=cmd" in content
    assert b"sama-kab" in content

    batch = looked(office, content)
    plan = plan_of(batch)

    assert (plan.steps, plan.problems, plan.same) == ((), (), len(before))
    assert not use(batch_id=batch.pk, seen=plan.fingerprint, actor=office)
    assert [row.facts() for row in table()] == before
    assert not TariffChange.objects.exists()


def test_rows_are_added_and_changed_together_and_remembered(office: User) -> None:
    general = Tariff.objects.get(origin="SUM", destination="JAW", service="reguler")
    rows = ({}, {"tujuan": "JAW", "per_kg": "Rp27.000", "hari_dari": "3", "hari_sampai": "7",
                 "kurir": ""})  # fmt: skip
    batch = used(office, of(*rows))

    assert (batch.added, batch.changed, batch.state) == (1, 1, "used")
    general.refresh_from_db()
    assert general.per_kilogram == 27_000
    assert Tariff.objects.get(destination="31.74").per_kilogram == 25_000
    changes = TariffChange.objects.order_by("pk")
    assert [(c.before and c.before["per_kilogram"], c.after["per_kilogram"]) for c in changes] == [
        (None, 25_000),
        (26_000, 27_000),
    ]
    assert {change.actor for change in changes} == {office}


def test_the_last_file_is_taken_back_as_a_whole(office: User) -> None:
    before = [row.facts() for row in table()]
    first = used(office, of({}))
    second = used(office, of({"tujuan": "JAW", "per_kg": "1"}))

    assert not undo(batch_id=first.pk, actor=office)
    assert last_used() == second
    assert undo(batch_id=second.pk, actor=office)
    assert not undo(batch_id=second.pk, actor=office)
    assert undo(batch_id=first.pk, actor=office)
    assert [row.facts() for row in table()] == before
    assert last_used() is None
    assert TariffChange.objects.count() == 4


def test_a_row_changed_since_keeps_everything_as_it_is(office: User) -> None:
    batch = used(office, of({}, {"tujuan": "JAW", "per_kg": "1"}))
    Tariff.objects.filter(destination="31.74").update(per_kilogram=5)

    with pytest.raises(CannotUse) as refusal:
        undo(batch_id=batch.pk, actor=office)

    assert "SUM → 31.74 reguler" in refusal.value.text
    assert Tariff.objects.get(origin="SUM", destination="JAW").per_kilogram == 1
    batch.refresh_from_db()
    assert batch.state == "used"


def test_what_was_looked_at_is_what_is_used(office: User) -> None:
    batch = looked(office, of({"tujuan": "JAW", "per_kg": "1"}))
    seen = plan_of(batch).fingerprint
    Tariff.objects.filter(origin="SUM", destination="JAW").update(minimum=5)

    with pytest.raises(CannotUse):
        use(batch_id=batch.pk, seen=seen, actor=office)

    batch.refresh_from_db()
    assert (batch.state, TariffChange.objects.count()) == ("looked", 0)
    assert use(batch_id=batch.pk, seen=plan_of(batch).fingerprint, actor=office)
    assert not use(batch_id=batch.pk, seen=seen, actor=office)


def test_one_bad_row_stops_the_whole_file(office: User) -> None:
    batch = looked(office, of({}, {"tujuan": "99.99"}))
    plan = plan_of(batch)

    assert not plan.can_use
    with pytest.raises(CannotUse):
        use(batch_id=batch.pk, seen=plan.fingerprint, actor=office)
    assert not Tariff.objects.filter(destination="31.74").exists()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"koperasi": "tidak-ada"}, "koperasi: tidak ada koperasi"),
        ({"asal": "12.1"}, "asal: tempat"),
        ({"asal": "sama-kab"}, "asal: hanya"),
        ({"tujuan": "31.99"}, "tujuan: tempat"),
        ({"layanan": ""}, "layanan: tulis"),
        ({"layanan": "<b>"}, "layanan: tulis"),
        ({"per_kg": "9,5"}, "per_kg: “9,5”"),
        ({"per_kg": "-1"}, "per_kg: “-1”"),
        ({"minimum": "9999999999"}, "minimum: “9999999999”"),
        ({"per_kg": "0"}, "belum ada harga"),
        ({"hari_antar": "531"}, "hari_antar: tulis"),
        ({"hari_dari": "9"}, "hari_dari lebih besar"),
        ({"hari_sampai": "²"}, "hari_sampai: tulis"),
        ({"cod": "x"}, "cod: tulis ya atau tidak"),
        ({"aktif": ""}, "aktif: tulis ya atau tidak"),
        ({"berlaku_dari": "31/12/2026"}, "berlaku_dari: tulis tanggal"),
        ({"berlaku_dari": "2026-02-01", "berlaku_sampai": "2026-01-01"}, "berlaku_dari sesudah"),
        ({"kurir": "K" * 61}, "kurir: paling banyak"),
    ],
)
def test_every_problem_is_told_with_its_row(
    office: User, cells: dict[str, str], words: str
) -> None:
    ((number, text),) = problems(office, {"tujuan": "JAW"}, cells)

    assert number == 3
    assert words in text


def test_the_same_row_twice(office: User) -> None:
    assert problems(office, {}, {"per_kg": "1"}) == [(3, "baris yang sama juga ada di baris 2")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04", "rusak"),
        (b"a;\0b", "bukan tabel"),
        (b"asal;tujuan\n12;31\n", "Kolom ini tidak ada"),
        (of(heads=(*files.HEADS, "rumus")), "rumus"),
        (of({}) + b"1;2\n", "Baris 3"),
        (of({"kurir": "K" * 201}), "Baris 2"),
        (of() + b'"broken\n', "tanda kutip"),
        (of(*[{}] * 5001), "5000 baris"),
        (b"x" * (files.LARGEST_FILE + 1), "1 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused(office: User, content: bytes, words: str) -> None:
    with pytest.raises(files.BadFile) as refusal:
        looked(office, content)

    assert words in refusal.value.text
    assert not TariffImport.objects.exists()


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_spreadsheets_may_separate_as_they_like(office: User, delimiter: str) -> None:
    content = of({}).replace(b";", delimiter.encode())

    assert plan_of(looked(office, b"\xef\xbb\xbf" + content)).added == 1


def test_a_plan_costs_three_queries_whatever_the_size(
    office: User, django_assert_num_queries: Any
) -> None:
    batch = looked(office, files.written(table()).encode())
    with django_assert_num_queries(3):
        plan_of(batch)


@given(content=st.binary(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    heads = b";".join(head.encode() for head in files.HEADS)
    with contextlib.suppress(files.BadFile):
        assert all(set(row) == set(files.HEADS) for row in files.read(heads + content))


@given(cell=st.text(max_size=50))
def test_no_cell_leaves_as_a_formula(cell: str) -> None:
    assert not files.guarded(cell).startswith(files.FORMULA)
