"""Lists: filters, orders, keyset paging in both directions, and addresses nobody expected."""

import re

import pytest
from django.http import QueryDict
from django.test import Client

from catalog.models import Permit
from shop.storefront import listing
from shop.storefront.models import ProductCard
from tests.factories_storefront import make_product, make_seller, make_shelf, many_cards

pytestmark = pytest.mark.django_db
CANONICAL = re.compile(r'<link rel="canonical" href="[^"?]*/produk/">')


def titles(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [card.title for card in response.context["cards"]]


def walk(client: Client, address: str) -> list[list[int]]:
    """Ids page by page, following "Berikutnya"."""
    pages, query = [], ""
    while len(pages) < 50:
        context = client.get(address + query).context
        pages.append([card.product_id for card in context["cards"]])
        query = context["next_url"]
        if not query:
            return pages
        query = query.replace("?", "&") if "?" in address else query
    raise AssertionError("the pages go round in a circle")


@pytest.mark.parametrize("sort", ["terbaru", "terlaris", "termurah", "termahal"])
def test_paging_shows_every_product_once_in_every_order(client: Client, sort: str) -> None:
    many_cards(60)
    ProductCard.objects.filter(pk__gte=0).update(sold=1)
    pages = walk(client, f"/produk/?urut={sort}")
    assert [len(page) for page in pages] == [24, 24, 12]
    assert len({each for page in pages for each in page}) == 60


def test_equal_prices_are_kept_apart_by_the_product(client: Client) -> None:
    many_cards(50)
    ProductCard.objects.update(price=5_000)
    pages = walk(client, "/produk/?urut=termurah")
    flat = [each for page in pages for each in page]
    assert flat == sorted(flat)
    assert len(flat) == 50


def test_going_back_shows_the_page_one_came_from(client: Client) -> None:
    many_cards(60)
    first = client.get("/produk/").context
    second = client.get(f"/produk/{first['next_url']}").context
    third = client.get(f"/produk/{second['next_url']}").context
    back = client.get(f"/produk/{third['previous_url']}").context
    assert [c.pk for c in back["cards"]] == [c.pk for c in second["cards"]]
    start = client.get(f"/produk/{back['previous_url']}").context
    assert [c.pk for c in start["cards"]] == [c.pk for c in first["cards"]]
    assert start["previous_url"] == ""


def test_the_first_page_has_no_way_back_and_the_last_none_forward(client: Client) -> None:
    many_cards(24)
    context = client.get("/produk/").context
    assert (context["previous_url"], context["next_url"]) == ("", "")


def test_filters_narrow_and_can_be_combined(client: Client) -> None:
    near = make_seller(regency_name="Toba")
    make_product("Murah Toba", price=10_000, cooperative=near)
    make_product("Mahal Toba", price=90_000, cooperative=near)
    make_product("Murah Karo", price=10_000, cooperative=make_seller(regency_name="Karo"))
    make_product("Habis Toba", price=10_000, packs=0, cooperative=near)
    found = titles(client, "/produk/?asal=Toba&sampai=50.000&stok=siap")
    assert found == ["Murah Toba"]
    assert set(titles(client, f"/produk/?koperasi={near.slug}&dari=Rp+50.000")) == {"Mahal Toba"}


def test_a_certificate_is_a_filter(client: Client) -> None:
    product = make_product("Bersertifikat")
    make_product("Tanpa")
    Permit.objects.create(product=product, kind="halal", number="ID1")
    assert titles(client, "/produk/?izin=halal") == ["Bersertifikat"]


def test_a_category_shows_what_stands_below_it(client: Client) -> None:
    top = make_shelf("Minuman")
    below = make_shelf("Kopi", parent=top)
    make_product("Di bawah", shelf=below)
    make_product("Di atas", shelf=top)
    make_product("Lain", shelf=make_shelf("Kain"))
    assert set(titles(client, f"/kategori/{top.slug}/")) == {"Di bawah", "Di atas"}
    assert titles(client, f"/kategori/{below.slug}/") == ["Di bawah"]


def test_a_hidden_category_is_not_there(client: Client) -> None:
    shelf = make_shelf(is_public=False)
    assert client.get(f"/kategori/{shelf.slug}/").status_code == 404


def test_hidden_products_are_in_no_list(client: Client) -> None:
    make_product("Kopi rahasia", is_public=False)
    assert titles(client, "/produk/") == []
    assert "cards" not in client.get("/cari/?q=rahasia").context


@pytest.mark.parametrize(
    "query", ["?sesudah=1-1", "?sebelum=4611686018427387904-1", "?sesudah=-5", "?sebelum=x-y"]
)
def test_a_cursor_that_leads_nowhere_answers_the_first_page(client: Client, query: str) -> None:
    many_cards(30)
    first = client.get("/produk/").context
    found = client.get(f"/produk/{query}").context
    assert [card.pk for card in found["cards"]] == [card.pk for card in first["cards"]]
    assert found["next_url"].startswith("?sesudah=")


def test_new_goods_do_not_shuffle_the_pages_somebody_is_reading(client: Client) -> None:
    many_cards(40)
    first = client.get("/produk/").context
    seen = [card.pk for card in first["cards"]]
    make_product("Baru datang")
    rest = client.get(f"/produk/{first['next_url']}").context["cards"]
    assert len(rest) == 16
    assert not set(seen) & {card.pk for card in rest}


def test_filtered_and_cut_lists_are_kept_out_of_search_engines(client: Client) -> None:
    many_cards(30)
    plain = client.get("/produk/")
    assert CANONICAL.search(plain.content.decode())
    assert "noindex" not in plain.content.decode()
    for query in ("?asal=Toba", "?harga=1", plain.context["next_url"]):
        text = client.get(f"/produk/{query}").content.decode()
        assert '<meta name="robots" content="noindex, follow">' in text
        assert CANONICAL.search(text)


@pytest.mark.parametrize(
    "query",
    [
        "?kategori=tidak-ada&harga=99&harga=x",
        "?sesudah=abc",
        "?sesudah=1-",
        "?sesudah=99999999999999999999999-1",
        "?sesudah=9223372036854775807-9223372036854775807",
        "?sebelum=0-0",
        "?urut=paling-aneh",
        "?stok=x&asal=%00&koperasi='%3B--",
        "?dari=-5&sampai=abc",
        "?dari=99999999999999999999",
        "?asal=" + "x" * 5000,
        "?izin=halal&izin=palsu",
        "?sesudah=4611686018427387904-1&urut=termurah",
    ],
)
def test_no_address_breaks_a_list(client: Client, query: str) -> None:
    make_product()
    assert client.get(f"/produk/{query}").status_code == 200


def test_the_total_stops_counting_at_a_thousand(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNTED", 30)
    many_cards(40)
    page = listing.page(listing.read(QueryDict("")))
    assert (page.total, page.has_more_than_counted) == (31, True)


def test_chips_take_one_filter_away_and_start_from_the_first_page(client: Client) -> None:
    make_product(cooperative=make_seller(regency_name="Toba"))
    chips = client.get("/produk/?asal=Toba&stok=siap&sesudah=9-9").context["chips"]
    assert [(chip.label, chip.url) for chip in chips] == [
        ("Siap kirim", "?asal=Toba"),
        ("Toba", "?stok=siap"),
    ]


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    make_product()
    text = client.get("/produk/?asal=Mars").content.decode()
    assert "Hapus semua saringan" in text


def test_search_shows_what_can_be_had_before_what_is_sold_out(client: Client) -> None:
    make_product("Kopi satu", packs=0)
    make_product("Kopi dua")
    assert titles(client, "/cari/?q=kopi") == ["Kopi dua", "Kopi satu"]


def test_search_without_a_result_offers_shelves_and_whatsapp(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    settings.SHOP_WHATSAPP = "+6281200000000"  # type: ignore[attr-defined]
    make_shelf("Kopi")
    make_product("Kopi")
    text = client.get("/cari/?q=<script>").content.decode()
    assert "Tidak ada hasil untuk “&lt;script&gt;”" in text
    assert "/kategori/rak-" in text
    assert "https://wa.me/6281200000000" in text


def test_search_pages_follow_each_other(client: Client) -> None:
    for number in range(30):
        make_product(f"Madu {number}")
    first = client.get("/cari/?q=madu").context
    assert (len(first["cards"]), first["total"]) == (24, 30)
    second = client.get(f"/cari/{first['next_url']}").context
    assert len(second["cards"]) == 6
    assert second["next_url"] == ""
    back = client.get(f"/cari/{second['previous_url']}").context
    assert [card.pk for card in back["cards"]] == [card.pk for card in first["cards"]]


@pytest.mark.parametrize(
    "address",
    [
        "/cari/?q=%00",
        "/kirim-ke/?q=%00a",
        "/kirim-ke/daftar/?q=a%00b",
        "/produk/x%00/",
        "/kategori/x%00/",
        "/kirim-ke/?q=%27%3B--",
        "/kirim-ke/?q=" + "k" * 3000,
    ],
)
def test_odd_text_breaks_no_page(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 404}


def test_an_empty_search_is_the_list_of_everything(client: Client) -> None:
    make_product("Satu")
    assert titles(client, "/cari/?q=++") == ["Satu"]
