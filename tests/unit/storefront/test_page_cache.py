"""Open pages are kept whole, and no one ever sees an old one after something changed."""

import brotli
import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Product
from shop.accounts.models import User
from shop.partner.models import StockRecord
from shop.stock import services as stock
from shop.storefront import page_cache, page_versions
from shop.storefront.models import PageChange
from tests.factories_storefront import make_product, make_shelf, many_cards, put_in_basket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_pages(settings):
    """Pages are kept as on a running shop."""
    settings.CACHES = {
        **settings.CACHES,
        "pages": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages-under-test",
        },
    }
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def statements(client: Client, address: str, **headers: str) -> tuple[int, int]:
    """Status and number of queries."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers)
    return response.status_code, len(captured)


@pytest.fixture
def product() -> Product:
    return make_product("Kopi Lintong", packs=2, shelf=make_shelf("Kopi", slug="kopi"))


PAGES = ["/produk/", "/kategori/kopi/", "/produk/{slug}/", "/kategori/", "/asal/", "/en/produk/"]


@pytest.mark.parametrize("page", PAGES)
def test_the_second_visitor_costs_one_query_and_gets_the_same_page(product, page) -> None:
    address = page.format(slug=product.slug)
    first = Client().get(address)
    assert statements(Client(), address) == (200, 1)
    second = Client().get(address)
    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"
    assert second["Cache-Control"] == "public, max-age=15, stale-while-revalidate=60"
    assert not second.cookies


@pytest.mark.parametrize("page", PAGES)
def test_who_has_the_page_is_told_so_without_rendering(product, page) -> None:
    address = page.format(slug=product.slug)
    tag = Client().get(address)["ETag"]
    caches["pages"].clear()
    assert statements(Client(), address, if_none_match=tag) == (304, 1)
    assert statements(Client(), address, if_none_match='W/"something-else"')[0] == 200


@pytest.mark.parametrize("page", ["/produk/", "/kategori/kopi/", "/produk/{slug}/"])
def test_a_sale_shows_its_word_at_once(product, page) -> None:
    address = page.format(slug=product.slug)
    before = Client().get(address)
    record = StockRecord.objects.get(product=product)
    sell_all(record)
    after = Client().get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Habis" not in before.content.decode()
    assert "Habis" in after.content.decode()


def sell_all(record: StockRecord) -> None:
    """Everything of the item goes at once."""
    take(record, record.stock_item.on_hand)


def take(record: StockRecord, amount: int) -> None:
    """Goods leave the heap."""
    assert stock.adjust(
        item_id=record.stock_item_id, difference=-amount, ref="keluar", reason="rusak", actor=None
    )


def test_one_pack_of_many_leaves_lists_kept_and_renews_the_products_page() -> None:
    product = make_product("Madu", packs=50)
    lists, page = Client().get("/produk/"), Client().get(f"/produk/{product.slug}/")
    record = StockRecord.objects.get(product=product)
    take(record, 1000)
    assert Client().get("/produk/")["ETag"] == lists["ETag"]
    assert Client().get(f"/produk/{product.slug}/")["ETag"] != page["ETag"]


def test_a_new_price_and_a_hidden_product_show_at_once(product) -> None:
    Client().get("/produk/")
    record = StockRecord.objects.get(product=product)
    record.price = 123_000
    record.save()
    assert "Rp123.000" in Client().get("/produk/").content.decode()
    product.is_public = False
    product.save()
    assert "Kopi Lintong" not in Client().get("/produk/").content.decode()
    assert Client().get(f"/produk/{product.slug}/").status_code == 404


def test_a_renamed_shelf_shows_at_once(product) -> None:
    Client().get("/produk/")
    shelf = product.categories.get()
    shelf.name = "Kopi dan teh"
    shelf.save()
    assert "Kopi dan teh" in Client().get("/produk/").content.decode()


def test_what_a_transaction_takes_back_was_never_a_change() -> None:
    before = page_versions.current()
    with transaction.atomic():
        page_versions.bump()
        assert page_versions.current() != before
        transaction.set_rollback(True)
    assert page_versions.current() == before


def test_tidying_keeps_no_page_alive(monkeypatch) -> None:
    monkeypatch.setattr(page_versions, "MANY", 5)
    seen = {page_versions.current()}
    for _each in range(6):
        page_versions.bump()
        seen.add(page_versions.current())
    assert page_versions.tidy() >= 6
    assert PageChange.objects.count() == 1
    assert page_versions.current() not in seen
    assert page_versions.tidy() == 0


def test_city_and_badge_are_shown_to_those_who_have_them_only(product) -> None:
    Client().get("/produk/")
    visitor = Client()
    visitor.cookies["lapak_jumlah"] = "3"
    visitor.cookies["lapak_tujuan"] = "31.74|Jakarta Selatan"
    mine = visitor.get("/produk/")
    assert "<b>Jakarta Selatan</b>" in mine.content.decode()
    assert mine["Cache-Control"].startswith("private")
    assert "Cookie" in mine["Vary"]
    assert statements(visitor, "/produk/") == (200, 1)
    other = Client().get("/produk/").content.decode()
    assert "Jakarta" not in other
    assert 'class="count"' not in other


def test_a_basket_keeps_the_same_pages(product) -> None:
    visitor = Client()
    put_in_basket(visitor, product)
    visitor.get("/produk/")
    assert statements(visitor, "/produk/") == (200, 1)


def test_people_who_are_logged_in_and_unknown_cookies_are_answered_on_their_own(product) -> None:
    visitor = Client()
    visitor.force_login(User.objects.create_user(email="a@b.id", password="rahasia-sekali"))
    assert not visitor.get("/produk/").has_header("ETag")
    stranger = Client()
    stranger.cookies["sesuatu"] = "1"
    assert not stranger.get("/produk/").has_header("ETag")
    assert statements(Client(), "/produk/")[1] > 1


@pytest.mark.parametrize(
    "address", ["/keranjang/", "/checkout/", "/pesanan/", "/cari/?q=kopi", "/produk/?lain=1"]
)
def test_personal_pages_searches_and_unknown_addresses_are_not_kept(product, address) -> None:
    assert not Client().get(address).has_header("ETag")


def test_a_page_that_is_missing_is_not_kept(product) -> None:
    assert not Client().get("/produk/tidak-ada/").has_header("ETag")
    make_product("Tidak ada", slug="tidak-ada")
    assert Client().get("/produk/tidak-ada/").status_code == 200


def test_kept_pages_and_searches_are_compressed_pages_with_tokens_never(product) -> None:
    many_cards(30)
    for address in ("/produk/", "/cari/?q=borongan"):
        plain = Client().get(address).content
        for _visit in range(2):
            packed = Client().get(address, headers={"Accept-Encoding": "gzip, br"})
            assert packed["Content-Encoding"] == "br"
            assert brotli.decompress(packed.content) == plain
            assert "Accept-Encoding" in packed["Vary"]
            assert int(packed["Content-Length"]) == len(packed.content) < len(plain) / 3
    visitor = Client()
    put_in_basket(visitor, product)
    basket = visitor.get("/keranjang/", headers={"Accept-Encoding": "gzip, br"})
    assert not basket.has_header("Content-Encoding")


def test_languages_and_hosts_have_their_own_pages(product, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "toko.example"]
    tags = {
        Client().get("/produk/")["ETag"],
        Client().get("/en/produk/")["ETag"],
        Client().get("/produk/", headers={"Host": "toko.example"})["ETag"],
    }
    assert len(tags) == 3


def test_what_the_clock_changes_is_five_minutes_old_at_most(product, monkeypatch) -> None:
    first = Client().get("/produk/")["ETag"]
    now = page_cache.time.time()
    monkeypatch.setattr(page_cache.time, "time", lambda: now + page_cache.SLOT_SECONDS)
    assert Client().get("/produk/")["ETag"] != first
