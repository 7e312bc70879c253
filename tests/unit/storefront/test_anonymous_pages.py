"""Pages for everybody carry neither cookie nor token nor anything of a single visitor."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories_storefront import make_places, make_product, make_shelf

pytestmark = pytest.mark.django_db

PAGES = [
    "/produk/",
    "/produk/{product}/",
    "/kategori/",
    "/kategori/{shelf}/",
    "/cari/?q=kopi",
    "/cari/?q=tidakada",
    "/keranjang/",
    "/kirim-ke/?q=kebayoran",
    "/kirim-ke/daftar/?q=kebayoran",
    "/robots.txt",
    "/en/produk/",
    "/en/produk/{product}/",
    "/halaman-yang-tidak-ada/",
]


@pytest.fixture
def filled() -> dict[str, str]:
    make_places()
    shelf = make_shelf()
    return {"product": make_product("Kopi Lintong", shelf=shelf).slug, "shelf": shelf.slug}


@pytest.mark.parametrize("page", PAGES)
def test_no_cookie_is_set_and_no_token_is_written(
    client: Client, filled: dict[str, str], page: str
) -> None:
    response = client.get(page.format(**filled))
    assert response.status_code in {200, 404}
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()


@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs_or_is_styled_inline(
    client: Client, filled: dict[str, str], page: str
) -> None:
    text = client.get(page.format(**filled)).content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    for script in text.split("<script")[1:]:
        assert 'src="' in script.split(">")[0] or 'type="application/ld+json"' in script


@pytest.mark.parametrize("page", PAGES)
def test_no_other_host_is_asked_for_anything(
    client: Client, filled: dict[str, str], page: str
) -> None:
    text = client.get(page.format(**filled)).content.decode()
    assert 'src="http' not in text
    # Links that people follow by themselves: a chat, and sharing; and our own whole addresses.
    for link in ("https://wa.me/", "https://www.facebook.com/sharer/", f"{settings.SITE_URL}/"):
        text = text.replace(f'href="{link}', "")
    assert 'href="http' not in text


def test_the_policy_forbids_inline_code_on_every_page(client: Client) -> None:
    policy = client.get("/produk/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_badge_and_the_city_come_from_small_cookies(client: Client) -> None:
    client.cookies["lapak_jumlah"] = "3"
    client.cookies["lapak_tujuan"] = "31.74|Jakarta Selatan"
    text = client.get("/produk/").content.decode()
    assert '<span class="count">3<span class="sr"> barang</span></span>' in text
    assert "<b>Jakarta Selatan</b>" in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lapak_jumlah", "<b>1"),
        ("lapak_jumlah", "-1"),
        ("lapak_jumlah", "99999"),
        ("lapak_jumlah", "²"),
        ("lapak_tujuan", "31.74"),
        ("lapak_tujuan", "x|<script>"),
        ("lapak_tujuan", "31.74'--|Kota"),
        ("lapak_tujuan", "%%%|%"),
    ],
)
def test_a_broken_cookie_is_as_good_as_none(client: Client, name: str, value: str) -> None:
    client.cookies[name] = value
    text = client.get("/produk/").content.decode()
    assert 'class="count"' not in text
    assert "<b>Pilih kota</b>" in text


def test_a_name_in_the_city_cookie_is_only_text(client: Client) -> None:
    client.cookies["lapak_tujuan"] = "31.74|<script>alert(1)</script>"
    assert "<script>alert" not in client.get("/produk/").content.decode()


def test_english_lives_under_its_own_prefix_and_is_not_chosen_by_headers(client: Client) -> None:
    make_product()
    indonesian = client.get("/produk/", HTTP_ACCEPT_LANGUAGE="en")
    english = client.get("/en/produk/", HTTP_ACCEPT_LANGUAGE="id")
    assert "Semua produk" in indonesian.content.decode()
    assert "All products" in english.content.decode()
    assert 'href="/en/produk/"' in indonesian.content.decode()


def test_robots_keep_out_of_baskets_and_orders(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    for path in ("/keranjang/", "/checkout/", "/pesanan/", "/kerja/", "/pusat/", "/cms/"):
        assert f"Disallow: {path}\n" in text
        assert f"Disallow: /en{path}\n" in text
    assert "Sitemap: " in text


def test_the_old_address_of_the_sign_leads_to_the_symbol(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert response["Location"].endswith(".svg")
    assert "max-age=" in response["Cache-Control"]


def test_a_page_that_is_not_there_helps(client: Client) -> None:
    make_product("Kopi Lintong")
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert "Halaman ini tidak ada" in response.content.decode()
    assert "Kopi Lintong" in response.content.decode()
