"""Photos are looked at before they count, and a bad archive is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.photos import services as photos
from shop.partner.models import Partner
from shop.spreadsheets.imports import CannotUse
from shop.spreadsheets.models import PhotoBatch
from shop.spreadsheets.photos import batches, unpacking
from shop.spreadsheets.refusals import BadFile
from tests.factories_payments import picture
from tests.unit.spreadsheets.sent_photos import (
    goods,
    jpg,
    look,
    originals,
    private_files,
    use,
    zipped,
)

pytestmark = pytest.mark.django_db


def test_looking_changes_no_goods(seller: Partner) -> None:
    product = goods(seller)
    batch = look(seller, picture("KOPI-250.jpg"), picture("lain.jpg", size=(200, 200)))
    plan = batches.plan_of(batch)
    assert [row.goods.product_id for row in plan.added] == [product.pk]
    assert [row.photo.file_name for row in plan.wrong] == ["lain.jpg"]
    assert originals(product) == []
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(product) == []


def test_a_zip_is_read_without_what_computers_add(seller: Partner) -> None:
    goods(seller)
    archive = zipped(
        **{
            "foto/KOPI-250-2.jpg": jpg(300),
            "foto/KOPI-250.jpg": jpg(301),
            "__MACOSX/foto/._KOPI-250.jpg": b"x",
            "foto/.DS_Store": b"x",
            "Thumbs.db": b"x",
        }
    )
    plan = batches.plan_of(look(seller, archive))
    assert [row.photo.file_name for row in plan.added] == ["KOPI-250.jpg", "KOPI-250-2.jpg"]
    assert not plan.wrong


def test_a_name_with_a_path_or_strange_signs_is_only_a_name(seller: Partner) -> None:
    goods(seller)
    batch = look(seller, zipped(**{"../../etc/KOPI-250\x07.jpg": jpg()}))
    assert batch.photos.get().file_name == "KOPI-250.jpg"


def test_what_is_no_photo_is_named(seller: Partner) -> None:
    goods(seller)
    batch = look(seller, zipped(**{"KOPI-250.jpg": b"<svg/>", "KOPI-250-2.jpg": jpg()}))
    plan = batches.plan_of(batch)
    assert [row.photo.file_name for row in plan.wrong] == ["KOPI-250.jpg"]
    assert "bukan gambar" in plan.wrong[0].wrong.text
    assert len(plan.added) == 1


def _locked_zip() -> bytes:
    """An archive whose entry says it has a password."""
    data = bytearray(zipped(**{"KOPI-250.jpg": jpg()}).read())
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_locked_zip(), "kata sandi"),
        (b"PK\x03\x04" + b"\0" * 200, "rusak"),
        (zipped(**{f"{n}.jpg": b"x" for n in range(unpacking.MOST + 1)}).read(), "paling banyak"),
        (
            zipped(**{f"f/{n}/": b"" for n in range(unpacking.MOST_ENTRIES + 1)}).read(),
            "paling banyak",
        ),
    ],
)
def test_a_bad_zip_is_refused_and_nothing_is_kept(
    seller: Partner, content: bytes, words: str
) -> None:
    with pytest.raises(BadFile) as refusal:
        look(seller, picture("KOPI-250.jpg"), SimpleUploadedFile("foto.zip", content))
    assert words in refusal.value.text
    assert not PhotoBatch.objects.exists()
    assert private_files() == []


def _broken_inside() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("KOPI-250.jpg", jpg())
    data = bytearray(packed.getvalue())
    data[44:104] = b"\xff" * 60
    return bytes(data)


def test_an_archive_that_is_broken_inside_is_refused(seller: Partner) -> None:
    with pytest.raises(BadFile):
        look(seller, SimpleUploadedFile("foto.zip", _broken_inside()))
    assert private_files() == []


def test_an_archive_without_photos_is_refused(seller: Partner) -> None:
    with pytest.raises(BadFile) as refusal:
        look(seller, zipped(**{".DS_Store": b"x"}))
    assert "Tidak ada foto" in refusal.value.text


def test_a_photo_that_unpacks_to_too_much_is_not_read_to_its_end(seller: Partner) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("KOPI-250.jpg", bytes(photos.SIZE.most_bytes + 10))
    batch = look(seller, SimpleUploadedFile("foto.zip", packed.getvalue()))
    assert "lebih besar" in batch.photos.get().refusal
