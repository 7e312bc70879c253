"""Photos sent together find their goods by name; all are used or none; a day to take them back."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.utils import timezone

from catalog.models import ProductImage
from catalog.photos import services as photos
from shop.partner.models import Partner
from shop.spreadsheets.imports import KEPT_UNUSED, CannotUse
from shop.spreadsheets.models import BatchPhoto, PhotoBatch
from shop.spreadsheets.photos import batches, naming, unpacking
from shop.spreadsheets.refusals import BadFile, Wrong
from shop.transactions import opts_out
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_payments import picture
from tests.factories_storefront import make_product, make_seller, make_variants

pytestmark = pytest.mark.django_db

S = PhotoBatch.State


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files of this test lie, public and private."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(
        BatchPhoto._meta.get_field("file"), "storage", FileSystemStorage(tmp_path / "private")
    )


@pytest.fixture
def seller() -> Partner:
    return make_seller()


def goods(seller: Partner, title: str = "Kopi Lintong", sku: str = "KOPI-250"):
    product = make_product(title, cooperative=seller)
    product.stockrecords.update(partner_sku=sku)
    return product


def zipped(**files: bytes) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("foto.zip", packed.getvalue())


def jpg(height: int = 400) -> bytes:
    return picture(size=(300, height)).read()


def look(seller: Partner, *files: SimpleUploadedFile) -> PhotoBatch:
    return batches.look(files=files, cooperative_id=seller.pk, actor=make_staff(seller))


def use(batch: PhotoBatch) -> bool:
    seen = batches.plan_of(batch).fingerprint
    return batches.use(batch_id=batch.pk, seen=seen, actor=batch.actor)


def originals(product) -> list[str]:
    rows = ProductImage.objects.filter(product=product).order_by("display_order")
    return [row.original.name for row in rows]


def private_files() -> list[str]:
    try:
        return BatchPhoto._meta.get_field("file").storage.listdir("photo-batches")[1]
    except FileNotFoundError:
        return []


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("KOPI-250.jpg", 0),
        ("kopi_250 (2).JPEG", 2),
        ("KOPI-250-03.png", 3),
        ("Kopi Lintong.webp", 0),
        ("kopi lintong 2.jpg", 2),
        ("kopi-250", 0),
    ],
)
def test_a_name_finds_its_goods(seller: Partner, name: str, number: int) -> None:
    product = goods(seller)
    found, place = naming.names_of(seller.pk).find(name)
    assert (found.product_id, place) == (product.pk, number)


def test_a_code_that_ends_in_a_number_is_that_code(seller: Partner) -> None:
    goods(seller, "Beras", "BERAS")
    five = goods(seller, "Beras karung", "BERAS-5")
    found, place = naming.names_of(seller.pk).find("BERAS-5.jpg")
    assert (found.product_id, place) == (five.pk, 0)


def test_a_pack_gives_its_photo_to_the_product() -> None:
    parent, packs = make_variants("Kopi Sidikalang", [("250 g", 250, 60_000)], on_hand=1000)
    sku = packs[0].stockrecords.get().partner_sku
    found, _place = naming.names_of(parent.partner_id).find(f"{sku}.jpg")
    assert found.product_id == parent.pk


def test_unknown_and_doubtful_names_say_what_to_do(seller: Partner) -> None:
    goods(seller)
    goods(seller, "Ulos Ragi", "ULOS-1")
    goods(seller, "Ulos Ragi", "ULOS-2")
    names = naming.names_of(seller.pk)
    with pytest.raises(Wrong) as near:
        names.find("KOPI-25O.jpg")
    assert "KOPI-250" in near.value.hint
    with pytest.raises(Wrong) as far:
        names.find("IMG_20260101.jpg")
    assert "kode" in far.value.hint
    with pytest.raises(Wrong) as several:
        names.find("ulos ragi.jpg")
    assert "kode" in several.value.hint


def test_goods_of_others_are_unknown(seller: Partner) -> None:
    goods(make_seller(), "Kopi lain", "LAIN-1")
    with pytest.raises(Wrong):
        naming.names_of(seller.pk).find("LAIN-1.jpg")


# --- looking -------------------------------------------------------------------------------------


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


# --- using ---------------------------------------------------------------------------------------


def test_all_photos_come_in_the_order_of_their_numbers(seller: Partner) -> None:
    product, other = goods(seller), goods(seller, "Ulos", "ULOS-1")
    files = [
        picture("KOPI-250-2.jpg", size=(300, 302)),
        picture("KOPI-250.jpg", size=(300, 301)),
        picture("ULOS-1.jpg", size=(300, 303)),
    ]
    batch = look(seller, *files)
    digests = {row.photo.file_name: row.photo.digest for row in batches.plan_of(batch).rows}
    assert use(batch)
    wanted = [
        f"originals/{photos.name_of(product_id=product.pk, digest=digests[name])}.jpg"
        for name in ("KOPI-250.jpg", "KOPI-250-2.jpg")
    ]
    assert originals(product) == wanted
    assert len(originals(other)) == 1
    assert private_files() == []
    assert use(batch) is False


def test_the_same_photo_again_is_there_already(seller: Partner) -> None:
    product = goods(seller)
    assert use(look(seller, picture("KOPI-250.jpg")))
    again = look(seller, picture("KOPI-250.jpg"), picture("kopi lintong.jpg"))
    assert batches.plan_of(again).same == 2
    assert use(again) is False
    assert len(originals(product)) == 1


def test_more_photos_than_fit_are_refused_together(seller: Partner) -> None:
    product = goods(seller)
    files = [picture(f"KOPI-250-{n}.jpg", size=(60, 60 + n)) for n in range(photos.MOST + 1)]
    batch = look(seller, *files)
    assert len(batches.plan_of(batch).wrong) == 1
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(product) == []
    wrong = [row.photo.pk for row in batches.plan_of(batch).wrong]
    assert batches.leave_out(batch_id=batch.pk, wrong=wrong) == 1
    assert use(batch)
    assert len(originals(product)) == photos.MOST


def test_goods_filled_by_another_hand_meanwhile_get_none(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    product, other = goods(seller), goods(seller, "Andaliman", "ANDALIMAN")
    batch = look(seller, picture("ANDALIMAN.jpg"), picture("KOPI-250.jpg", size=(300, 301)))
    attach = batches._attach_all

    def fill_first(*args):
        for n in range(photos.MOST):
            photos.add(product_id=product.pk, upload=picture(size=(60, 60 + n)))
        return attach(*args)

    monkeypatch.setattr(batches, "_attach_all", fill_first)
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(other) == []
    batch.refresh_from_db()
    assert batch.state == S.LOOKED


def test_photos_left_out_meanwhile_are_looked_at_again(
    seller: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = goods(seller)
    files = [picture("KOPI-250.jpg"), picture("KOPI-250-2.jpg", size=(300, 301))]
    batch = look(seller, *files)
    attach = batches._attach_all

    def leave_first(*args):
        batches.leave_out(batch_id=batch.pk, wrong=[batch.photos.earliest("pk").pk])
        return attach(*args)

    monkeypatch.setattr(batches, "_attach_all", leave_first)
    with pytest.raises(CannotUse):
        use(batch)
    assert originals(product) == []


def test_taking_back_leaves_what_was_there_before(seller: Partner) -> None:
    product = goods(seller)
    photos.add(product_id=product.pk, upload=picture(size=(50, 50)))
    before = originals(product)
    batch = look(seller, picture("KOPI-250.jpg"))
    assert use(batch)
    assert len(originals(product)) == 2
    assert batches.undo(batch_id=batch.pk, actor=batch.actor)
    assert originals(product) == before
    assert batches.undo(batch_id=batch.pk, actor=batch.actor) is False


def test_after_a_day_it_is_too_late(seller: Partner) -> None:
    product = goods(seller)
    batch = look(seller, picture("KOPI-250.jpg"))
    assert use(batch)
    PhotoBatch.objects.update(used_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(CannotUse):
        batches.undo(batch_id=batch.pk, actor=batch.actor)
    assert len(originals(product)) == 1


def test_batches_nobody_used_go_with_their_files(
    seller: Partner, django_capture_on_commit_callbacks
) -> None:
    goods(seller)
    old = look(seller, picture("KOPI-250.jpg"))
    PhotoBatch.objects.update(created_at=timezone.now() - KEPT_UNUSED - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        look(seller, picture("KOPI-250-2.jpg", size=(300, 301)))
    assert not PhotoBatch.objects.filter(pk=old.pk).exists()
    assert len(private_files()) == BatchPhoto.objects.count() == 1


def test_files_a_dead_process_left_go_with_the_next_photos(
    seller: Partner, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    goods(seller)
    batch = look(seller, picture("KOPI-250.jpg"))
    with monkeypatch.context() as patch:
        patch.setattr(batches, "_drop_files", lambda rows: None)
        assert use(batch)
    assert len(private_files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        look(seller, picture("KOPI-250-2.jpg", size=(300, 301)))
    assert len(private_files()) == 1
    assert not batch.photos.exclude(file="").exists()


# --- the screens ---------------------------------------------------------------------------------


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
