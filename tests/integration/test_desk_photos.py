"""The desk's screen of a product's photos."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from catalog.models import Product, ProductImage
from catalog.photos import services
from shop.accounts.models import Role
from tests.factories_desk import client_of, make_staff
from tests.factories_orders import make_shelf
from tests.factories_payments import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """Where public files go in this test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def product() -> Product:
    return make_shelf().product


def url(name: str, *args: int) -> str:
    return reverse(f"desk:{name}", args=args)


def test_staff_add_order_and_delete_photos(product: Product) -> None:
    client = client_of(make_staff(product.partner, Role.CATALOGUE))
    page = client.get(url("photos", product.pk))
    assert "Belum ada foto" in page.content.decode()

    files = {"foto": [picture("satu.jpg"), picture("dua.jpg", size=(500, 500))]}
    answer = client.post(url("photo_add", product.pk), files, follow=True)
    text = answer.content.decode()
    assert "2 foto masuk" in text
    assert "Sedang disiapkan" in text
    first, second = ProductImage.objects.order_by("display_order")

    client.post(url("photo_move", product.pk, second.pk), {"ke": "depan"})
    assert ProductImage.objects.order_by("display_order").first() == second
    answer = client.post(url("photo_remove", product.pk, first.pk), follow=True)
    assert "Foto dihapus" in answer.content.decode()
    answer = client.post(url("photo_remove", product.pk, first.pk), follow=True)
    assert "sudah dihapus" in answer.content.decode()


def test_a_bad_file_is_named_and_the_good_one_kept(product: Product) -> None:
    client = client_of(make_staff(product.partner, Role.CATALOGUE))
    bad = picture("rusak.jpg")
    bad.file.seek(0)
    bad.file.truncate(40)
    answer = client.post(
        url("photo_add", product.pk), {"foto": [bad, picture("baik.jpg")]}, follow=True
    )
    text = answer.content.decode()
    assert "rusak.jpg" in text
    assert "1 foto masuk" in text
    assert ProductImage.objects.count() == 1


def test_nothing_chosen_and_too_many_are_told(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(make_staff(product.partner, Role.CATALOGUE))
    answer = client.post(url("photo_add", product.pk), follow=True)
    assert "Pilih foto dulu" in answer.content.decode()
    monkeypatch.setattr(services, "MOST", 1)
    files = {"foto": [picture(), picture(size=(500, 500))]}
    answer = client.post(url("photo_add", product.pk), files, follow=True)
    assert "paling banyak punya 1 foto" in answer.content.decode()


def test_only_who_may_change_goods_does(product: Product) -> None:
    packer = client_of(make_staff(product.partner, Role.SUPERVISOR))
    assert "Tambah foto" not in packer.get(url("photos", product.pk)).content.decode()
    assert packer.post(url("photo_add", product.pk), {"foto": [picture()]}).status_code == 403
    assert not ProductImage.objects.exists()


def test_another_cooperatives_product_does_not_exist(product: Product) -> None:
    stranger = client_of(make_staff(make_shelf().partner, Role.CATALOGUE))
    assert stranger.get(url("photos", product.pk)).status_code == 404
    assert stranger.post(url("photo_add", product.pk), {"foto": [picture()]}).status_code == 404
    for name in ("photo_move", "photo_remove"):
        assert stranger.post(url(name, product.pk, 1)).status_code == 404
