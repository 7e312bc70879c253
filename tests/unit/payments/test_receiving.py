"""Where money arrives: several accounts with one amount, and a QRIS read from a photo."""

from __future__ import annotations

import io

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFilter

from shop.accounts.models import Role
from shop.payments import qris, receiving, selectors
from shop.payments.models import BankAccount, PaymentRequest, QrisCode
from shop.payments.proofs import BadProof
from shop.payments.providers.base import NoCodeLeft, PaymentError
from shop.payments.qris_picture import read_picture
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_orders import make_order, make_shelf
from tests.factories_payments import make_account, make_open_request
from tests.unit.payments.test_qris import STATIC

pytestmark = pytest.mark.django_db


def photo(*texts: str, blur: float = 1.5, angle: float = 6, size: int = 6) -> SimpleUploadedFile:
    """Printed codes on a table, photographed by hand."""
    table = Image.new("L", (1400, 1000 * max(1, len(texts))), 190)
    for number, text in enumerate(texts):
        drawn = io.BytesIO()
        segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=size, border=4)
        code = Image.open(drawn).convert("L").rotate(angle, expand=True, fillcolor=255)
        table.paste(code, (200, 120 + 1000 * number))
    taken = io.BytesIO()
    table.filter(ImageFilter.GaussianBlur(blur)).save(taken, "JPEG", quality=60)
    return SimpleUploadedFile("qris.jpg", taken.getvalue(), content_type="image/jpeg")


def proven(client: Client) -> Client:
    """The password was typed just now."""
    client.post("/akun/reauthenticate/", {"password": "rahasia-sekali"})
    return client


# --- the photo ---


def test_a_photo_taken_by_hand_is_read() -> None:
    assert read_picture(photo(STATIC)) == STATIC


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((), "tidak terbaca"),
        (("https://contoh.example/",), "bukan QRIS"),
        ((STATIC, STATIC.replace("6304", "6304")[:-4] + "0000"), "Fotolah satu"),
    ],
)
def test_other_pictures_say_what_is_wrong(texts: tuple[str, ...], words: str) -> None:
    with pytest.raises(qris.BadQris, match=words):
        read_picture(photo(*texts))


def test_what_is_no_picture_is_refused_before_anything_reads_it() -> None:
    with pytest.raises(BadProof):
        read_picture(SimpleUploadedFile("qris.jpg", b"<svg/>", content_type="image/jpeg"))


# --- the desk ---


@pytest.fixture
def staff() -> Client:
    worker_beats()
    return proven(client_of(make_staff(make_shelf().partner, Role.TREASURER)))


def test_whose_qris_it_is_is_shown_before_it_is_kept(staff: Client) -> None:
    address = reverse("desk:receiving_qris")
    asked = staff.post(address, {"gambar": photo(STATIC)})
    merchant = qris.merchant(STATIC)
    assert merchant.name in asked.content.decode()
    assert QrisCode.objects.count() == 0
    assert staff.post(address, {"teks": STATIC, "simpan": "1"}).status_code == 302
    assert QrisCode.objects.get().payload == STATIC
    assert merchant.name in staff.get(reverse("desk:receiving")).content.decode()
    staff.post(reverse("desk:receiving_close"), {"qris": "1"})
    assert not QrisCode.objects.get().is_active
    staff.post(address, {"teks": STATIC, "simpan": "1"})
    assert QrisCode.objects.get().is_active


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"teks": "halo"},
        {"teks": STATIC[:-1] + "0"},
        {"teks": STATIC[:-1] + "0", "simpan": "1"},
        {"teks": "0" * 9_000},
    ],
)
def test_a_wrong_text_is_refused_in_words_and_stays_in_the_form(staff: Client, data: dict) -> None:
    answer = staff.post(reverse("desk:receiving_qris"), data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert QrisCode.objects.count() == 0


def test_a_code_of_somebody_else_is_not_taken_over(staff: Client) -> None:
    receiving.save_qris(cooperative_id=None, payload=STATIC, actor=None)
    answer = staff.post(reverse("desk:receiving_qris"), {"teks": STATIC, "simpan": "1"})
    assert answer.status_code == 422
    assert "pihak lain" in answer.content.decode()


def test_accounts_are_opened_and_closed_for_ones_own_cooperative_only(staff: Client) -> None:
    operators = make_account()
    form = {"bank": "BRI", "nomor": "0123 4567 8901", "nama": "Koperasi Kopi"}
    staff.post(reverse("desk:receiving_account"), form)
    own = BankAccount.objects.exclude(cooperative=None).get()
    assert (own.bank, own.number, own.holder) == ("BRI", "0123 4567 8901", "Koperasi Kopi")
    shown = staff.get(reverse("desk:receiving")).content.decode()
    assert "0123 4567 8901" in shown
    assert operators.number not in shown
    for account in (operators, own):
        staff.post(reverse("desk:receiving_close"), {"rekening": str(account.pk)})
    assert BankAccount.objects.get(is_active=True) == operators
    taken = staff.post(reverse("desk:receiving_account"), {**form, "nomor": operators.number})
    assert taken.status_code == 422
    wrong = staff.post(reverse("desk:receiving_account"), {**form, "nomor": "12a"})
    assert 'value="12a"' in wrong.content.decode()


def test_head_office_looks_after_the_operators_own() -> None:
    make_shelf()
    office = proven(client_of(make_staff(None, is_staff=True)))
    office.post(
        reverse("desk:receiving_account"),
        {"bank": "BCA", "nomor": "987654321", "nama": "Lapak Koperasi"},
    )
    assert BankAccount.objects.get().cooperative_id is None


# --- several accounts, one amount ---


def test_the_buyer_sees_every_account_of_who_receives_with_one_amount(client: Client) -> None:
    first, second = make_account(bank="BRI"), make_account(bank="Mandiri")
    closed = make_account(bank="BNI", is_active=False)
    request = make_open_request()
    page = client.get(f"/pesanan/{request.order.token}/bayar/").content.decode()
    for account in (first, second):
        assert f'data-copy="{account.number}"' in page
        assert account.bank in page
    assert closed.number not in page
    assert page.count(f'data-copy="{request.amount}"') == 1
    pay = selectors.how_to_pay(PaymentRequest.objects.get(pk=request.pk))
    assert pay is not None
    assert [value for _name, value in pay.rows if value in {"BRI", "Mandiri", "BNI"}] == [
        "BRI",
        "Mandiri",
    ]


def test_an_amount_is_taken_on_all_accounts_of_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the first account is closed and another one stands first."""
    first = make_account(bank="BRI")
    make_account(bank="Mandiri")
    shelf = make_shelf(price=147_000)
    codes = "shop.payments.providers.unique_amount.CODES"
    monkeypatch.setattr(codes, range(1, 2))
    earlier = make_open_request(order=make_order((shelf, 1)))
    receiving.close_account(account_id=first.pk, cooperative_id=None, actor=None)
    waiting = make_order((shelf, 1))
    with pytest.raises(NoCodeLeft):
        make_open_request(order=waiting)
    monkeypatch.setattr(codes, range(1, 3))
    later = make_open_request(order=waiting)
    assert later.account != earlier.account
    assert (earlier.unique_code, later.unique_code) == (1, 2)


def test_no_account_is_taken_twice() -> None:
    receiving.add_account(
        cooperative_id=None, bank="BRI", number="12345", holder="Lapak", actor=None
    )
    cooperative = make_shelf().partner
    with pytest.raises(PaymentError):
        receiving.add_account(
            cooperative_id=cooperative.pk, bank="BRI", number="12345", holder="X", actor=None
        )
    assert BankAccount.objects.get().holder == "Lapak"
