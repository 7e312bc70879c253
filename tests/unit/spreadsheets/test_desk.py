"""The screens: upload, what is wrong, use, take back; another cooperative's file is not there."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from shop.accounts.models import Role
from shop.partner.models import StockRecord
from shop.spreadsheets import reading
from shop.spreadsheets.models import Import
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_storefront import make_product, make_seller, make_shelf
from tests.unit.spreadsheets.sheets import xlsx

pytestmark = pytest.mark.django_db


def send(client, content: bytes, name: str = "stok.xlsx"):
    return client.post(
        reverse("desk:spreadsheet_upload"), {"berkas": SimpleUploadedFile(name, content)}
    )


@pytest.fixture
def record() -> StockRecord:
    worker_beats()
    make_shelf("Kopi")
    product = make_product("Kopi Lintong", cooperative=make_seller(), price=95_000)
    return StockRecord.objects.select_related("partner").get(product=product)


def test_from_upload_to_undo(record: StockRecord) -> None:
    client = client_of(make_staff(record.partner))
    answer = send(client, xlsx((record.partner_sku, None, None, "Rp 105.000", None)))
    assert answer.status_code == 303
    shown = client.get(answer.url)
    page = shown.content.decode()
    assert "Rp95.000" in page
    assert "Rp105.000" in page
    seen = shown.context["plan"].fingerprint
    used = client.post(f"{answer.url}pakai/", {"dilihat": seen}, follow=True)
    assert "Batalkan impor" in used.content.decode()
    record.refresh_from_db()
    assert record.price == 105_000
    undone = client.post(f"{answer.url}batalkan/", follow=True)
    assert "Semua kembali" in undone.content.decode()
    record.refresh_from_db()
    assert record.price == 95_000
    assert client.get(f"{answer.url}bertanda/").status_code == 404


def test_what_is_wrong_is_shown_and_marked(record: StockRecord) -> None:
    client = client_of(make_staff(record.partner))
    answer = send(
        client,
        xlsx((record.partner_sku, None, None, 105_000, None), ("X", None, None, "murah", None)),
    )
    page = client.get(answer.url).content.decode()
    assert "1 baris siap, 1 perlu diperbaiki" in page
    assert "A3" in page
    assert "disabled" in page
    marked = b"".join(client.get(f"{answer.url}bertanda/"))
    assert load_workbook(io.BytesIO(marked)).active["A3"].comment is not None
    refused = client.post(f"{answer.url}pakai/", {"dilihat": "x"}, follow=True)
    assert "sudah berubah" in refused.content.decode()
    record.refresh_from_db()
    assert record.price == 95_000


def test_a_bad_file_is_explained(record: StockRecord) -> None:
    answer = send(client_of(make_staff(record.partner)), b"%PDF-1.7")
    assert answer.status_code == 422
    assert "bukan berkas Excel" in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_is_read_before_anything_is_locked(record: StockRecord, monkeypatch) -> None:
    """A large file takes seconds to read; nobody else's writing waits for it."""
    read, depths = reading.read, []

    def noted(content: bytes) -> reading.Table:
        depths.append(len(connection.savepoint_ids))
        return read(content)

    monkeypatch.setattr("shop.spreadsheets.imports.reading.read", noted)
    client = client_of(make_staff(record.partner))
    client.get(reverse("desk:spreadsheets"))
    outside = len(connection.savepoint_ids)
    answer = send(client, xlsx((record.partner_sku, None, None, 105_000, None)))
    seen = client.get(answer.url).context["plan"].fingerprint
    client.post(f"{answer.url}pakai/", {"dilihat": seen})
    assert Import.objects.get().state == Import.State.USED
    assert depths == [outside] * 3


def test_only_who_may_change_prices_brings_files(record: StockRecord) -> None:
    for role in (Role.PACKER, Role.TREASURER, Role.SUPERVISOR, Role.EDITOR):
        client = client_of(make_staff(record.partner, role))
        assert client.get(reverse("desk:spreadsheets")).status_code == 403, role
        assert send(client, xlsx((record.partner_sku, None, None, 1, 1))).status_code == 403, role


def test_downloads_hold_own_goods_only(record: StockRecord) -> None:
    other = make_product("Rahasia Orang", cooperative=make_seller())
    client = client_of(make_staff(record.partner))
    sheet = b"".join(client.get(reverse("desk:spreadsheet_download")))
    book = load_workbook(io.BytesIO(sheet))
    assert book.sheetnames == ["Barang", "Petunjuk", "Daftar"]
    codes = [row[0] for row in book["Barang"].iter_rows(min_row=2, values_only=True)]
    assert codes == [record.partner_sku]
    csv = b"".join(client.get(reverse("desk:spreadsheet_download") + "?bentuk=csv")).decode()
    assert record.partner_sku in csv
    assert other.title not in csv
    sample = b"".join(client.get(reverse("desk:spreadsheet_sample")))
    assert load_workbook(io.BytesIO(sample))["Barang"]["A2"].value == "KOPI-250"
