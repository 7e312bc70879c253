"""Labels of many parcels in one file; what has none is named."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from integrations.sandbox.label import Label, render
from integrations.sync.models import ChannelOrder
from shop.order import services as orders
from shop.order.models import Parcel
from tests.factories_desk import (
    client_of,
    make_channel_order,
    make_shop,
    make_staff,
    parcel_of,
    worker_beats,
)
from tests.factories_orders import make_paid_order, make_shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = settings.PRIVATE_MEDIA_ROOT = str(tmp_path)
    worker_beats()
    return make_shelf(on_hand=30_000)


@pytest.fixture
def client(shelf):
    return client_of(make_staff(shelf.partner))


@pytest.fixture
def account(shelf):
    return make_shop(shelf.partner)


def pdf(number: str) -> bytes:
    label = Label(
        title="Shopee",
        order_number=number,
        tracking_number=f"RESI-{number}",
        sender=(),
        recipient=(),
        contents=(),
    )
    return render(labels=[label])


def channel_parcel(account, shelf, data: bytes | None) -> Parcel:
    parcel = parcel_of(make_channel_order(account, (shelf, 1)))
    if data is not None:
        parcel.label.save("resi.pdf", ContentFile(data))
    return parcel


def file_of(client, *parcels: Parcel):
    return client.get(reverse("desk:labels_file"), {"paket": [each.pk for each in parcels]})


def pages_of(answer) -> list[str]:
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_labels_of_channels_and_ours_are_one_file(shelf, account, client) -> None:
    theirs = channel_parcel(account, shelf, pdf("A1"))
    ours = parcel_of(make_paid_order((shelf, 2)))
    pages = pages_of(file_of(client, theirs, ours))
    assert len(pages) == 2
    assert sum("RESI-A1" in text for text in pages) == 1
    own = next(text for text in pages if "RESI-A1" not in text)
    assert ours.number in own
    assert f"2 × {shelf.product.title}" in own


def test_the_labels_of_an_order_in_several_parcels_are_unpacked(shelf, account, client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in ("Z1", "Z2"):
            archive.writestr(f"{number}.pdf", pdf(number))
    parcel = channel_parcel(account, shelf, packed.getvalue())
    pages = pages_of(file_of(client, parcel))
    assert ["RESI-Z1" in pages[0], "RESI-Z2" in pages[1], len(pages)] == [True, True, 2]


def test_what_has_no_label_is_named_on_the_screen_and_on_the_last_page(
    shelf, account, client
) -> None:
    there = channel_parcel(account, shelf, pdf("A1"))
    asked_for, not_sent, held, broken = (
        channel_parcel(account, shelf, data) for data in (None, None, pdf("H"), b"<html>")
    )
    ChannelOrder.objects.filter(order=asked_for.order).update(arranged_at=timezone.now())
    orders.hold_parcel(parcel_id=held.pk, reason="minta batal")
    parcels = (there, asked_for, not_sent, held, broken)
    first, last = pages_of(file_of(client, *parcels))
    assert "RESI-A1" in first
    assert "Tidak ada di berkas ini" in last
    reasons = " ".join(last.split())
    for words in ("masih membuatnya", "Tekan Kirim dulu", "belum boleh dikirim", "tidak bisa"):
        assert words in reasons
    for parcel in parcels[1:]:
        assert parcel.order.external_number in reasons
    screen = client.get(reverse("desk:labels"), {"paket": [each.pk for each in parcels]})
    text = screen.content.decode()
    assert "3 paket belum ada labelnya" in text
    assert "masih membuatnya" in text


def test_without_any_label_the_page_says_why(shelf, account, client) -> None:
    parcel = channel_parcel(account, shelf, None)
    answer = file_of(client, parcel)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('desk:labels')}?paket={parcel.pk}"
    text = client.get(answer.url).content.decode()
    assert "Tekan Kirim dulu" in text
    assert "Semua label dalam satu berkas" not in text


def test_a_file_that_is_gone_spoils_no_other(shelf, account, client) -> None:
    gone, there = (channel_parcel(account, shelf, pdf(name)) for name in ("G", "T"))
    Parcel.objects.filter(pk=gone.pk).update(label="labels/sudah-hilang.pdf")
    pages = pages_of(file_of(client, gone, there))
    assert "RESI-T" in pages[0]
    assert gone.order.external_number in pages[1]


def test_labels_of_another_cooperative_are_not_in_the_file(shelf, account) -> None:
    theirs = channel_parcel(account, shelf, pdf("A1"))
    other = client_of(make_staff(make_shelf().partner))
    answer = file_of(other, theirs)
    assert answer.status_code == 302
    assert theirs.order.external_number not in other.get(answer.url).content.decode()


def broken_zip() -> bytes:
    """An archive whose directory is whole and whose content is not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("resi.pdf", pdf("RUSAK"))
    data = bytearray(packed.getvalue())
    data[45:105] = b"\xff" * 60
    return bytes(data)


def broken_pdf() -> bytes:
    """A file whose pages are gone although it begins and ends well."""
    return pdf("RUSAK").replace(b"/Kids", b"/Kidz").replace(b"/Contents", b"/Kontents")


@pytest.mark.parametrize("broken", [broken_zip, broken_pdf])
def test_a_file_broken_inside_spoils_only_its_own_label(client, account, shelf, broken) -> None:
    bad = channel_parcel(account, shelf, broken())
    good = channel_parcel(account, shelf, pdf("BAIK"))
    answer = file_of(client, bad, good)
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(b"".join(answer))).pages
    assert any("RESI-BAIK" in page.extract_text() for page in pages)
    assert bad.order.external_number in pages[-1].extract_text()
