"""Putting goods into the basket needs no token, but only our own pages may do it."""

import pytest
from django.test import Client

from shop.basket.models import Basket
from tests.factories_storefront import make_places, make_product

pytestmark = pytest.mark.django_db

ADD = "/keranjang/tambah/"


def press(client: Client, **headers: str) -> int:
    product = make_product()
    return client.post(ADD, {"product": product.pk, "quantity": 1}, **headers).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_REFERER": "http://testserver/produk/kopi/"},
    ],
)
def test_our_own_pages_may(client: Client, headers: dict[str, str]) -> None:
    assert press(client, **headers) == 303
    assert Basket.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "https://jahat.example"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_ORIGIN": "http://testserver:8080"},
        {"HTTP_ORIGIN": "http://testserver.jahat.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "https://jahat.example/http://testserver/"},
        {"HTTP_REFERER": "http://testserver@jahat.example/"},
        {"HTTP_REFERER": "http://[broken"},
        {},
    ],
)
def test_nobody_else_may_and_nothing_happens(client: Client, headers: dict[str, str]) -> None:
    assert press(client, **headers) == 403
    assert Basket.objects.count() == 0
    assert not client.cookies


def test_another_host_name_of_ours_is_not_enough(client: Client) -> None:
    product = make_product()
    data = {"product": product.pk, "quantity": 1}
    origin = {"HTTP_ORIGIN": "http://testserver", "HTTP_HOST": "localhost"}
    assert client.post(ADD, data, **origin).status_code == 403


def test_the_city_is_remembered_for_our_own_pages_only(client: Client) -> None:
    make_places()
    data = {"code": "31.74.07", "next": "/keranjang/"}
    assert client.post("/kirim-ke/", data, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert not client.cookies
    response = client.post("/kirim-ke/", data, HTTP_SEC_FETCH_SITE="same-origin")
    assert (response.status_code, response["Location"]) == (303, "/keranjang/")
    assert client.cookies["lapak_tujuan"].value == "31.74.07%7CKebayoran%20Baru"


@pytest.mark.parametrize(
    "target", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", "\\\\x", ""]
)
def test_after_choosing_a_city_nobody_is_sent_away(client: Client, target: str) -> None:
    make_places()
    data = {"code": "31.74.07", "next": target}
    response = client.post("/kirim-ke/", data, HTTP_SEC_FETCH_SITE="same-origin")
    assert response["Location"] == "/"


def test_everything_else_keeps_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/keranjang/ubah/", "/keranjang/rapikan/", "/checkout/", "/pesanan/"):
        response = strict.post(address, {}, HTTP_SEC_FETCH_SITE="same-origin")
        assert response.status_code == 403, address
