"""The desk's screens about sending: head office's table, and how one cooperative sends."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from shop.accounts.models import Role
from shop.address.models import Region
from shop.partner.models import Partner
from shop.shipping.models import Tariff, TariffChange, TariffImport
from shop.shipping.quotes import Item, ParcelContents, quote
from tests.factories_desk import client_of, make_staff
from tests.factories_storefront import make_places, make_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    make_places()
    make_seller()
    return client_of(make_staff(None, is_staff=True))


@pytest.fixture
def cooperative() -> Partner:
    make_places()
    found = make_seller()
    regency = ".".join(found.district_id.split(".")[:2])
    Region.objects.get_or_create(code=regency, defaults={"name": "Uji", "level": 2, "path": "Uji"})
    Region.objects.get_or_create(
        code=f"{regency}.99",
        defaults={"name": "Lubuk Uji", "level": 3, "parent_id": regency, "path": "Lubuk Uji"},
    )
    return found


def sent(client: Client, text: bytes, name: str = "ongkir.csv"):
    return client.post(
        reverse("desk:tariff_upload"), {"berkas": SimpleUploadedFile(name, text)}, follow=True
    )


def test_out_changed_back_in_looked_at_used_and_taken_back(office: Client) -> None:
    table = office.get(reverse("desk:tariff_download"))
    assert table["Content-Disposition"] == 'attachment; filename="ongkir.csv"'
    changed = table.content.replace(b";JAW;reguler;;26000;", b";JAW;reguler;;27500;")
    assert changed != table.content

    look = sent(office, changed)
    words = look.content.decode()
    assert "0 baru, 1 berubah" in words
    assert "<s>Rp26.000</s> → <b>Rp27.500</b>" in words
    assert Tariff.objects.get(origin="SUM", destination="JAW").per_kilogram == 26_000

    plan, batch = look.context["plan"], look.context["batch"]
    use = reverse("desk:tariff_use", args=[batch.pk])
    done = office.post(use, {"dilihat": plan.fingerprint}, follow=True).content.decode()
    assert "Harga baru berlaku" in done
    assert "Urungkan file ini" in done
    assert Tariff.objects.get(origin="SUM", destination="JAW").per_kilogram == 27_500
    assert (
        "dua kali" in office.post(use, {"dilihat": plan.fingerprint}, follow=True).content.decode()
    )
    assert "Rp27.500" in office.get(reverse("desk:tariff_history")).content.decode()

    office.post(reverse("desk:tariff_undo", args=[batch.pk]))
    assert Tariff.objects.get(origin="SUM", destination="JAW").per_kilogram == 26_000
    assert TariffChange.objects.count() == 2


def test_problems_are_shown_and_nothing_can_be_used(office: Client) -> None:
    table = office.get(reverse("desk:tariff_download")).content
    look = sent(office, table.replace(b";JAW;reguler;;26000;", b";JAW;reguler;;mahal;"))

    words = look.content.decode()
    assert "“mahal” bukan jumlah dalam rupiah bulat" in words
    assert "1 baris bermasalah" in words
    assert 'form="pakai"' not in words


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Pilih file dulu"), (b"PK\x03\x04", "rusak"), (b"x" * 1_100_000, "1 MB")],
)
def test_a_hostile_file_gets_words(office: Client, content: bytes, words: str) -> None:
    answer = sent(office, content)

    assert answer.status_code == 422
    assert words in answer.content.decode() or content == b""
    assert not TariffImport.objects.exists()


def test_the_table_leaves_and_comes_back_as_a_workbook(office: Client) -> None:
    table = office.get(reverse("desk:tariff_download"), {"jenis": "xlsx"})
    assert table["Content-Disposition"] == 'attachment; filename="ongkir.xlsx"'
    assert "tidak ada yang perlu diubah" in sent(office, table.content).content.decode()

    book = load_workbook(io.BytesIO(table.content))
    sheet = book["Ongkir"]
    heads = [cell.value for cell in sheet[1]]
    row = next(
        cells
        for cells in sheet.iter_rows(min_row=2)
        if (cells[1].value, cells[2].value, cells[3].value) == ("SUM", "JAW", "reguler")
    )
    row[heads.index("per_kg")].value = 27_500
    out = io.BytesIO()
    book.save(out)
    look = sent(office, out.getvalue(), "ongkir.xlsx")

    assert "<s>Rp26.000</s> → <b>Rp27.500</b>" in look.content.decode()
    plan, batch = look.context["plan"], look.context["batch"]
    use = reverse("desk:tariff_use", args=[batch.pk])
    office.post(use, {"dilihat": plan.fingerprint})
    assert Tariff.objects.get(origin="SUM", destination="JAW").per_kilogram == 27_500
    office.post(reverse("desk:tariff_undo", args=[batch.pk]))
    assert Tariff.objects.get(origin="SUM", destination="JAW").per_kilogram == 26_000


def test_a_file_name_is_never_markup(office: Client) -> None:
    look = sent(office, office.get(reverse("desk:tariff_download")).content, "<img src=x>.csv")

    assert "<img src=x>" not in look.content.decode()
    assert "tidak ada yang perlu diubah" in look.content.decode()


@pytest.mark.parametrize("name", ["tariffs", "tariff_download", "tariff_history", "tariff_upload"])
def test_prices_for_all_are_head_offices(cooperative: Partner, name: str) -> None:
    manager = client_of(make_staff(cooperative))
    address = reverse(f"desk:{name}")
    answer = manager.post(address) if name == "tariff_upload" else manager.get(address)

    assert answer.status_code == 403
    assert "Ongkir" not in manager.get(reverse("desk:more")).content.decode()


def test_a_packer_does_not_decide_how_the_cooperative_sends(cooperative: Partner) -> None:
    packer = client_of(make_staff(cooperative, Role.PACKER))

    assert packer.get(reverse("desk:delivery")).status_code == 403
    assert packer.post(reverse("desk:delivery_save")).status_code == 403
    assert "Cara kita mengirim" not in packer.get(reverse("desk:more")).content.decode()


def test_ways_hours_and_days_are_kept(cooperative: Partner) -> None:
    manager = client_of(make_staff(cooperative))
    Partner.objects.filter(pk=cooperative.pk).update(
        closing_days=["2099-01-01", "2099-02-02"], services_off=["lain"]
    )
    typed = {
        "pakai_reguler": "1", "cod_ambil": "1", "hari_kemas": "2", "buka_0": "08:00",
        "tutup_0": "16:00", "buka_lagi_2099-01-01": "1", "libur_baru": "2099-03-03",
    }  # fmt: skip
    assert manager.post(reverse("desk:delivery_save"), typed).status_code == 303

    cooperative.refresh_from_db()
    assert cooperative.services_off == ["ambil", "lain"]
    assert cooperative.cash_off == ["reguler"]
    assert cooperative.packing_days == 2
    assert cooperative.opening_hours == {"0": ["08:00", "16:00"]}
    assert cooperative.closing_days == ["2099-02-02", "2099-03-03"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"hari_kemas": "0"}, "Periksa lagi"),
        ({"hari_kemas": "x"}, "Hari kemas: tulis angka"),
        ({"buka_0": "08:00"}, "Sen: isi jam buka"),
        ({"buka_0": "16:00", "tutup_0": "08:00"}, "Sen: isi jam buka"),
        ({"libur_baru": "besok"}, "sebagai tanggal"),
    ],
)
def test_what_cannot_be_is_told(cooperative: Partner, typed: dict[str, str], words: str) -> None:
    manager = client_of(make_staff(cooperative))
    answer = manager.post(reverse("desk:delivery_save"), {"hari_kemas": "1", **typed})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_own_delivery_by_district(cooperative: Partner) -> None:
    manager = client_of(make_staff(cooperative))
    regency = ".".join(cooperative.district_id.split(".")[:2])
    typed = {"daerah": f"{regency}.99", "harga": "7.000", "gratis": "150000", "hari": ["3", "1"]}
    assert manager.post(reverse("desk:delivery_area"), typed).status_code == 303

    contents = ParcelContents(
        cooperative_id=cooperative.pk,
        origin_code=cooperative.district_id,
        items=(Item(weight_grams=1_000),),
        goods=20_000,
    )
    found = {o.code: o for o in quote(contents=contents, destination_code=f"{regency}.99")}
    assert (found["antar"].price, found["antar"].weekdays) == (7_000, "13")
    shown = manager.get(reverse("desk:delivery")).content.decode()
    assert "Sen, Rab · gratis mulai Rp150.000" in shown

    row = Tariff.objects.get(service="antar")
    other = client_of(make_staff(make_seller()))
    assert other.post(reverse("desk:delivery_stop", args=[row.pk])).status_code == 404
    assert manager.post(reverse("desk:delivery_stop", args=[row.pk])).status_code == 303
    assert not Tariff.objects.filter(service="antar").exists()
    assert TariffChange.objects.count() == 2


@pytest.mark.parametrize(
    "typed", [{"daerah": "31.74"}, {"harga": "-1"}, {"harga": "999999999"}, {"hari": ["9"]}]
)
def test_an_area_that_cannot_be_is_refused(cooperative: Partner, typed: dict[str, str]) -> None:
    manager = client_of(make_staff(cooperative))
    answer = manager.post(
        reverse("desk:delivery_area"), {"daerah": "=KAB", "harga": "7000", **typed}
    )

    assert answer.status_code == 422
    assert not Tariff.objects.filter(service="antar").exists()
