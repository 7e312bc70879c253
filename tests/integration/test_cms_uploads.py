"""Pictures that staff upload are written anew."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from cms import website
from cms.models import CooperativePage, Photo
from tests import factories_cms as make

pytestmark = pytest.mark.django_db

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
TURNED_RIGHT = 6


@pytest.fixture
def page(settings: Any, tmp_path: Any) -> CooperativePage:
    settings.MEDIA_ROOT = tmp_path
    website.set_up()
    return make.a_cooperative_with_page()


@pytest.fixture
def client(page: CooperativePage) -> Client:
    client = Client()
    client.force_login(make.an_editor(page))
    return client


def phone_picture(size: tuple[int, int] = (80, 40)) -> bytes:
    """A JPEG with orientation, maker and place, as a phone writes it."""
    picture = Image.new("RGB", size, "#1e6a3f")
    exif = picture.getexif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif[MAKER] = "RAHASIA"
    exif[GPS] = {2: (IFDRational(2), IFDRational(16), IFDRational(59))}
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    return data.getvalue()


def upload(client: Client, page: CooperativePage, name: str, data: bytes) -> Any:
    file = SimpleUploadedFile(name, data)
    collection = page.partner.website_space.collection_id
    return client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Foto", "files[]": file, "collection": collection},
        headers={"x-requested-with": "XMLHttpRequest"},
    )


def test_a_phone_picture_loses_its_place_and_stands_upright(
    client: Client, page: CooperativePage
) -> None:
    assert upload(client, page, "IMG_2026.jpg", phone_picture()).json()["success"]

    photo = Photo.objects.get()
    stored = photo.file.read()
    with Image.open(io.BytesIO(stored)) as picture:
        assert picture.size == (40, 80)
        assert dict(picture.getexif()) == {}
    assert b"RAHASIA" not in stored
    assert "IMG_2026" not in photo.file.name
    assert (photo.width, photo.height) == (40, 80)
    assert photo.collection_id == page.partner.website_space.collection_id


def test_a_large_picture_is_made_smaller(client: Client, page: CooperativePage) -> None:
    assert upload(client, page, "besar.jpg", phone_picture((4000, 1000))).json()["success"]
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (640, 2560)


def test_transparency_is_kept(client: Client, page: CooperativePage) -> None:
    data = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(data, "PNG")
    assert upload(client, page, "logo.png", data.getvalue()).json()["success"]
    assert Photo.objects.get().file.name.endswith(".png")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("gambar.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("gambar.jpg", b"bukan gambar"),
    ],
)
def test_what_is_no_picture_is_refused(
    client: Client, page: CooperativePage, name: str, data: bytes
) -> None:
    assert not upload(client, page, name, data).json()["success"]
    assert not Photo.objects.exists()


def test_too_many_pixels_are_refused(client: Client, page: CooperativePage, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000
    answer = upload(client, page, "besar.jpg", phone_picture((80, 40))).json()
    assert not answer["success"]
    assert not Photo.objects.exists()
