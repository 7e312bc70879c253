"""From sending photos to taking them back, on the screens."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse

from shop.partner.models import Partner
from shop.transactions import opts_out
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_payments import picture
from tests.unit.spreadsheets.sent_photos import (
    goods,
    originals,
)

pytestmark = pytest.mark.django_db


def test_from_sending_to_taking_back(seller: Partner) -> None:
    worker_beats()
    product = goods(seller)
    client = client_of(make_staff(seller))
    assert "KOPI-250-2.jpg" in client.get(reverse("desk:photo_batches")).content.decode()
    answer = client.post(
        reverse("desk:photo_batch_upload"),
        {"foto": [picture("KOPI-250.jpg"), picture("lain.jpg", size=(80, 80))]},
    )
    assert answer.status_code == 303
    shown = client.get(answer.url)
    assert "1 foto siap, 1 perlu diperbaiki" in shown.content.decode()
    assert "disabled" in shown.content.decode()
    row = shown.context["plan"].added[0]
    small = client.get(f"{answer.url}kecil/{row.photo.pk}/")
    assert small["Content-Type"] == "image/jpeg"
    shown = client.post(f"{answer.url}tinggalkan/", follow=True)
    used = client.post(
        f"{answer.url}pakai/", {"dilihat": shown.context["plan"].fingerprint}, follow=True
    )
    assert "1 foto masuk" in used.content.decode()
    assert len(originals(product)) == 1
    undone = client.post(f"{answer.url}batalkan/", follow=True)
    assert "seperti sebelumnya" in undone.content.decode()
    assert originals(product) == []


def test_looking_for_names_holds_nobody_up() -> None:
    for name in ("photo_batch_use", "photo_batch_leave"):
        assert opts_out(resolve(reverse(f"desk:{name}", args=[1])).func), name


def test_an_empty_form_and_a_bad_zip_are_explained(seller: Partner) -> None:
    worker_beats()
    client = client_of(make_staff(seller))
    assert client.post(reverse("desk:photo_batch_upload")).status_code == 422
    bad = SimpleUploadedFile("foto.zip", b"PK\x03\x04" + b"\0" * 90)
    answer = client.post(reverse("desk:photo_batch_upload"), {"foto": [bad]})
    assert answer.status_code == 422
    assert "rusak" in answer.content.decode()
