"""Whoever changes where money arrives proves again who they are."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.accounts.models import Role, User
from shop.partner.models import Partner
from shop.payments import receiving
from shop.payments.models import BankAccount, QrisCode
from tests.factories_desk import client_of, make_staff, worker_beats
from tests.factories_stock import make_cooperative
from tests.unit.payments.test_qris import STATIC

pytestmark = pytest.mark.django_db

FORM = {"bank": "BRI", "nomor": "012345678901", "nama": "Koperasi Maju"}
ASKED = "/akun/reauthenticate/"


@pytest.fixture
def shop() -> Partner:
    worker_beats()
    return make_cooperative()


@pytest.fixture
def treasurer(shop: Partner) -> User:
    return make_staff(shop, Role.TREASURER)


@pytest.fixture
def browser(treasurer: User) -> Client:
    """Logged in long ago."""
    return client_of(treasurer)


def test_a_new_account_asks_and_then_goes_on_with_what_was_typed(browser: Client) -> None:
    answer = browser.post(reverse("desk:receiving_account"), FORM)
    assert answer["Location"].startswith(ASKED)
    assert not BankAccount.objects.exists()
    wrong = browser.post(answer["Location"], {"password": "salah"})
    assert wrong.status_code == 200
    assert not BankAccount.objects.exists()
    done = browser.post(answer["Location"], {"password": "rahasia-sekali"})
    assert done["Location"] == reverse("desk:receiving")
    assert BankAccount.objects.get().number == "012345678901"
    more = browser.post(reverse("desk:receiving_account"), {**FORM, "nomor": "998877665544"})
    assert more["Location"] == reverse("desk:receiving"), "proven just now"


def test_a_qris_may_be_looked_at_but_not_kept(browser: Client, shop: Partner) -> None:
    address = reverse("desk:receiving_qris")
    assert browser.post(address, {"teks": STATIC}).status_code == 200
    kept = browser.post(address, {"teks": STATIC, "simpan": "1"})
    assert kept["Location"].startswith(ASKED)
    assert not QrisCode.objects.exists()
    browser.post(kept["Location"], {"password": "rahasia-sekali"})
    assert QrisCode.objects.get().cooperative == shop


@pytest.mark.parametrize("what", ["rekening", "qris"])
def test_taking_one_away_asks_too(browser: Client, shop: Partner, what: str) -> None:
    account = receiving.add_account(
        cooperative_id=shop.pk, bank="BRI", number="012345678901", holder="Maju", actor=None
    )
    receiving.save_qris(cooperative_id=shop.pk, payload=STATIC, actor=None)
    form = {"rekening": str(account.pk)} if what == "rekening" else {"qris": "1"}
    answer = browser.post(reverse("desk:receiving_close"), form)
    assert answer["Location"].startswith(ASKED)
    assert BankAccount.objects.get().is_active
    assert QrisCode.objects.get().is_active


def test_who_only_looks_is_not_asked(browser: Client) -> None:
    assert browser.get(reverse("desk:receiving")).status_code == 200


@pytest.mark.parametrize("step", ["change", "delete"])
def test_the_administration_asks_too(shop: Partner, step: str) -> None:
    account = receiving.add_account(
        cooperative_id=shop.pk, bank="BRI", number="012345678901", holder="Maju", actor=None
    )
    office = client_of(make_staff(None, is_staff=True, is_superuser=True))
    address = reverse(f"admin:payment_bankaccount_{step}", args=[account.pk])
    answer = office.post(address, {"bank": "BRI", "number": "999999999999", "post": "yes"})
    assert answer["Location"].startswith(ASKED)
    account.refresh_from_db()
    assert account.number == "012345678901"


def test_the_administration_deletes_no_accounts_by_the_dozen(shop: Partner) -> None:
    account = receiving.add_account(
        cooperative_id=shop.pk, bank="BRI", number="012345678901", holder="Maju", actor=None
    )
    office = client_of(make_staff(None, is_staff=True, is_superuser=True))
    form = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
    office.post(reverse("admin:payment_bankaccount_changelist"), form)
    assert BankAccount.objects.filter(pk=account.pk).exists()
