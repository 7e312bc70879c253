"""Who opens the address of a form reads what to do, in the shop's own look."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from shop.accounts.models import Role
from tests.factories_desk import client_of, make_staff
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/keranjang/tambah/", "/keranjang/ubah/", "/en/keranjang/ubah/"]
)
def test_an_address_that_only_takes_forms_has_words(client: Client, address: str) -> None:
    answer = client.get(address)
    words = answer.content.decode()
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert "no-store" in answer["Cache-Control"]
    assert (
        "Nothing was changed" if address.startswith("/en/") else "Tidak ada yang berubah"
    ) in words
    assert 'name="viewport"' in words
    assert "Content-Security-Policy" in answer


def test_the_desk_says_it_too() -> None:
    staff = client_of(make_staff(make_cooperative(), Role.MANAGER))
    answer = staff.get(reverse("desk:pack", args=[1]))
    assert answer.status_code == 405
    assert "Tidak ada yang berubah" in answer.content.decode()


def test_machines_get_no_page(client: Client) -> None:
    answer = client.get("/api/bayar/midtrans/")
    assert answer.status_code == 405
    assert answer.content == b""
