"""Simpanan: kept without an account, taken along when logging in, shared by a secret link."""

import pytest
from django.test import Client

from shop.accounts.models import User
from shop.storefront import keeping
from shop.wishlists.models import Line
from tests.factories_storefront import SAME_ORIGIN, make_product

pytestmark = pytest.mark.django_db


def press(client: Client, product, **more: str) -> None:
    answer = client.post("/simpanan/", {"product": product.pk, **more}, **SAME_ORIGIN)
    assert answer.status_code == 303


def titles(client: Client, address: str = "/simpanan/") -> list[str]:
    return [card.title for card in client.get(address).context["cards"]]


def customer() -> User:
    return User.objects.create_user(email="sari@example.com", password="x")


def test_looking_opens_no_session(client: Client) -> None:
    assert titles(client) == []
    assert not client.cookies


def test_a_guest_keeps_and_lets_go(client: Client) -> None:
    first, second = make_product("Kopi"), make_product("Madu")
    for product in (first, second, first):
        press(client, product)
    assert titles(client) == ["Kopi", "Madu"]
    press(client, first, remove="1")
    assert titles(client) == ["Madu"]
    assert Line.objects.count() == 0


def test_an_account_keeps_in_its_own_list_once(client: Client) -> None:
    product = make_product("Kopi")
    client.force_login(customer())
    press(client, product)
    press(client, product)
    assert titles(client) == ["Kopi"]
    assert Line.objects.count() == 1
    press(client, product, remove="1")
    assert Line.objects.count() == 0


def test_what_a_guest_kept_is_there_after_logging_in(client: Client) -> None:
    user, mine, guests = customer(), make_product("Madu"), make_product("Kopi")
    keeping.keep_for(user=user, product_ids=[mine.pk])
    press(client, guests)
    press(client, mine)
    assert client.login(username=user.email, password="x")
    assert sorted(titles(client)) == ["Kopi", "Madu"]
    assert keeping.SESSION_KEY not in client.session


def test_a_shared_link_shows_the_list_to_anybody_and_changes_nothing(client: Client) -> None:
    product = make_product("Kopi")
    press(client, product)
    share = client.get("/simpanan/").context["share_url"].partition("testserver")[2]
    stranger = Client()
    assert titles(stranger, share) == ["Kopi"]
    assert not stranger.cookies
    assert stranger.get(f"{share[:-3]}x/").status_code == 404
    user = customer()
    client.force_login(user)
    keeping.keep_for(user=user, product_ids=[make_product("Madu").pk])
    share = client.get("/simpanan/").context["share_url"].partition("testserver")[2]
    keeping.keep_for(user=user, product_ids=[make_product("Ulos").pk])
    assert titles(stranger, share)[0] == "Ulos"


def test_another_site_cannot_keep_anything(client: Client) -> None:
    product = make_product()
    answer = client.post("/simpanan/", {"product": product.pk}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403


def test_hidden_and_unknown_goods_are_not_kept(client: Client) -> None:
    hidden = make_product(is_public=False)
    press(client, hidden)
    client.post("/simpanan/", {"product": "999999999"}, **SAME_ORIGIN)
    assert titles(client) == []


def test_the_oldest_of_too_many_is_let_go(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    user = customer()
    products = [make_product(name) for name in ("Satu", "Dua", "Tiga")]
    for product in products:
        press(client, product)
        keeping.keep_for(user=user, product_ids=[product.pk])
    assert titles(client) == ["Tiga", "Dua"]
    assert keeping._ids_of(user.pk) == [products[2].pk, products[1].pk]
