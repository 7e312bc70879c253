"""Proofs: hostile files are refused in words, harmless ones are drawn anew and kept private."""

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image

from shop.order.models import Order
from shop.payments import proofs, selectors, services
from shop.payments.models import PaymentProof, PaymentRequest, RequestState
from tests.factories_payments import make_open_request, picture
from tests.unit.payments.test_requests import make_cod_order, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where private files go in this test."""
    storage = PaymentProof._meta.get_field("file").storage
    monkeypatch.setattr(storage, "location", str(tmp_path))
    return tmp_path


def add(request: PaymentRequest, upload: Any, note: str = "") -> PaymentProof:
    return services.add_proof(request_id=request.pk, upload=upload, note=note)


def stored(proof: PaymentProof) -> bytes:
    with proof.file.storage.open(proof.file.name) as file:
        return file.read()


def upload(raw: bytes, name: str = "bukti.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw, content_type="image/jpeg")


def bomb_png(width: int, height: int) -> bytes:
    """A few kilobytes that unpack to one colour on width × height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * ((width + 7) // 8)) * height, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_stored_as_a_clean_jpeg_in_the_private_place(
    kind: str, private_folder: Path
) -> None:
    request = make_open_request()
    proof = add(request, picture("../../bukti.php", kind=kind), note="BRI, atas nama Wati")
    with Image.open(io.BytesIO(stored(proof))) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (600, 800))
    [file] = [path for path in private_folder.rglob("*") if path.is_file()]
    assert file.parent == private_folder / "proofs"
    assert file.suffix == ".jpg"
    assert "bukti" not in file.name
    assert proof.note == "BRI, atas nama Wati"


def test_a_proof_marks_nothing_as_paid() -> None:
    request = make_open_request()
    add(request, picture())
    request.refresh_from_db()
    assert (request.state, request.paid_amount) == (RequestState.AWAITING, 0)


def test_place_and_camera_do_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010F] = "KAMERA-RAHASIA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (2.0, 20.0, 30.0)
    proof = add(make_open_request(), picture(exif=exif))
    with Image.open(io.BytesIO(stored(proof))) as drawn:
        assert dict(drawn.getexif()) == {}
    assert b"RAHASIA" not in stored(proof)


def test_a_photo_taken_sideways_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    proof = add(make_open_request(), picture(size=(800, 600), exif=exif))
    with Image.open(io.BytesIO(stored(proof))) as drawn:
        assert drawn.size == (600, 800)


def test_what_hides_behind_the_picture_is_gone() -> None:
    script = b"<script>alert(1)</script>"
    proof = add(make_open_request(), upload(picture().read() + script, "bukti.html"))
    assert b"script" not in stored(proof)


def test_a_see_through_picture_lies_on_white() -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(drawn, "PNG")
    proof = add(make_open_request(), upload(drawn.getvalue()))
    with Image.open(io.BytesIO(stored(proof))) as result:
        assert result.getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_becomes_small_enough() -> None:
    proof = add(make_open_request(), picture(size=(5000, 4000)))
    with Image.open(io.BytesIO(stored(proof))) as drawn:
        assert drawn.size == (2000, 1600)


NOT_A_PICTURE = (
    "Berkas ini bukan gambar yang bisa kami buka. Kirim foto atau tangkapan layar JPG atau PNG."
)


@pytest.mark.parametrize(
    "raw",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"GIF89a" + b"\x01\x00\x01\x00\x00\x00\x00;",
        b"\xff\xd8\xff\xe0" + b"\x00" * 40,
        picture().read()[:300],
        bomb_png(100, 100)[:40],
        b"PK\x03\x04" + b"\x00" * 100,
    ],
    ids=["html", "svg", "pdf", "gif", "empty-jpeg", "cut-jpeg", "cut-png", "zip"],
)
def test_what_is_no_picture_is_refused_in_words(raw: bytes, private_folder: Path) -> None:
    request = make_open_request()
    with pytest.raises(services.BadProof) as caught, translation.override("id"):
        add(request, upload(raw))
    assert (caught.value.code, caught.value.text) == ("not_a_picture", NOT_A_PICTURE)
    assert request.proofs.count() == 0
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("size", [(9000, 9000), (20_000, 20_000)])
def test_a_small_file_that_unpacks_to_millions_of_pixels_is_refused(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = bomb_png(*size)
    assert len(raw) < 100_000
    decoded = []
    load = Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda self: decoded.append(self) or load(self))
    with pytest.raises(services.BadProof) as caught, translation.override("id"):
        add(make_open_request(), upload(raw))
    assert caught.value.text == (
        "Gambar terlalu besar ukurannya. Tangkapan layar saja sudah cukup."
    )
    assert decoded == []


def test_more_than_five_megabytes_is_refused_whatever_the_size_says() -> None:
    request = make_open_request()
    honest = upload(b"\xff" * (proofs.MAX_BYTES + 1))
    with pytest.raises(services.BadProof) as caught, translation.override("id"):
        add(request, honest)
    assert caught.value.text == "Gambar lebih besar dari 5 MB. Kirim yang lebih kecil."
    liar = upload(b"\xff" * (proofs.MAX_BYTES + 1))
    liar.size = 10
    with pytest.raises(services.BadProof) as caught:
        add(request, liar)
    assert caught.value.code == "too_big"


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(services.BadProof) as caught, translation.override("id"):
        add(make_open_request(), upload(b""))
    assert caught.value.text == "Berkasnya kosong. Pilih gambarnya sekali lagi."


def test_ten_pictures_are_enough() -> None:
    request = make_open_request()
    for _ in range(services.MAX_PROOFS):
        add(request, picture(size=(5, 5)))
    with pytest.raises(services.PaymentError) as caught:
        add(request, picture(size=(5, 5)))
    assert caught.value.code == "too_many_proofs"
    assert request.proofs.count() == services.MAX_PROOFS


def test_the_first_proof_keeps_the_order_for_a_day_more() -> None:
    request = make_open_request()
    soon = timezone.now() + timedelta(minutes=5)
    PaymentRequest.objects.filter(pk=request.pk).update(expires_at=soon)
    Order.objects.filter(pk=request.order_id).update(lapses_at=soon)
    add(request, picture())
    request.refresh_from_db()
    kept = request.expires_at
    assert kept - soon > timedelta(hours=23)
    assert Order.objects.get(pk=request.order_id).lapses_at == kept
    add(request, picture())
    request.refresh_from_db()
    assert request.expires_at == kept


def test_a_paid_request_and_cash_want_no_proof() -> None:
    request = make_open_request()
    services.confirm(request_id=request.pk, amount=request.amount, actor=None)
    for closed in (request, start(make_cod_order(), "cod")):
        with pytest.raises(services.PaymentError) as caught:
            add(closed, picture())
        assert caught.value.code == "no_proof_wanted"


def test_staff_reject_a_proof_with_a_reason_once() -> None:
    proof = add(make_open_request(), picture())
    assert list(selectors.proofs_waiting()) == [proof]
    assert services.reject_proof(proof_id=proof.pk, reason="Nominal beda", actor=None)
    assert services.reject_proof(proof_id=proof.pk, reason="lain", actor=None) is False
    proof.refresh_from_db()
    assert proof.rejected_reason == "Nominal beda"
    assert list(selectors.proofs_waiting()) == []


def test_an_order_is_being_paid_while_a_proof_stands() -> None:
    request = make_open_request()
    first, second = add(request, picture()), add(request, picture())
    orders = Order.objects.filter(pk=request.order_id, paying_since=None)
    assert not orders.exists()
    services.reject_proof(proof_id=first.pk, reason="buram", actor=None)
    assert not orders.exists()
    services.reject_proof(proof_id=second.pk, reason="buram", actor=None)
    assert orders.exists()


def test_a_proof_of_another_request_of_the_order_counts_too() -> None:
    request = make_open_request()
    first = add(request, picture())
    other = PaymentRequest.objects.get(pk=request.pk)
    other.pk, other.state = None, RequestState.CANCELLED
    other.holds_amount = False
    other.save()
    PaymentProof.objects.create(request=other, file="x.jpg")
    services.reject_proof(proof_id=first.pk, reason="buram", actor=None)
    assert Order.objects.get(pk=request.order_id).paying_since is not None


def test_proofs_do_not_lie_under_the_public_media_folder(settings: Any) -> None:
    private = Path(settings.STORAGES["private"]["OPTIONS"]["location"])
    storage = PaymentProof._meta.get_field("file").storage
    assert storage is storages["private"]
    assert not private.is_relative_to(settings.MEDIA_ROOT)
    assert not Path(settings.MEDIA_ROOT).is_relative_to(private)
