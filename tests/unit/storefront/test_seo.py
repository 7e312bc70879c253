"""What machines read: facts that follow schema.org, addresses, feeds, the app's card."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from PIL import Image

from shop.partner.models import StockRecord
from shop.stock import harvests
from shop.storefront import open_graph, seo, sitemaps
from shop.storefront.models import ProductCard
from tests.factories_storefront import card_of, make_product, make_shelf, make_variants, many_cards

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# The rules we hold facts to: what must be there, and the types that may stand in a place.
REQUIRED = {
    "Product": {"name", "image", "description", "offers", "url"},
    "Offer": {"price", "priceCurrency", "availability", "url", "seller"},
    "AggregateRating": {"ratingValue", "reviewCount", "bestRating"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Organization": {"name"},
}
AVAILABILITIES = {"InStock", "LimitedAvailability", "PreOrder", "OutOfStock"}


def facts_of(text: str) -> list[dict[str, Any]]:
    """Every fact of a page's one block."""
    blocks = BLOCK.findall(text)
    assert len(blocks) == 1
    data = json.loads(blocks[0])
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def check_offer(offer: dict[str, Any]) -> None:
    """Whole rupiah, and one of the words search engines know."""
    assert isinstance(offer["price"], int)
    assert offer["priceCurrency"] == "IDR"
    assert offer["availability"].removeprefix("https://schema.org/") in AVAILABILITIES


def check_trail(trail: dict[str, Any]) -> None:
    """Counted from one."""
    places = [item["position"] for item in trail["itemListElement"]]
    assert places == list(range(1, len(places) + 1))


CHECKS = {"Offer": check_offer, "BreadcrumbList": check_trail}


def check(fact: Any) -> None:
    """Hold a fact and what is inside it to the rules."""
    if isinstance(fact, list):
        for each in fact:
            check(each)
    if not isinstance(fact, dict):
        return
    kind = fact.get("@type")
    if kind is not None:
        missing = REQUIRED.get(kind, set()) - fact.keys()
        assert not missing, f"{kind} lacks {missing}"
    CHECKS.get(kind, bool)(fact)
    for name in {"url", "item", "logo"} & fact.keys():
        assert fact[name].startswith(f"{settings.SITE_URL}/")
    for inside in fact.values():
        check(inside)


def product_fact(address: str) -> dict[str, Any]:
    """The Product on a page."""
    facts = facts_of(Client().get(address).content.decode())
    check(facts)
    return next(fact for fact in facts if fact["@type"] == "Product")


def test_a_product_says_price_stock_and_way() -> None:
    shelf = make_shelf("Kopi")
    product = make_product("Kopi Lintong", shelf=shelf, picture="kopi-lintong", summary="Sangrai")
    facts = facts_of(Client().get(f"/produk/{product.slug}/").content.decode())
    check(facts)
    fact = next(each for each in facts if each["@type"] == "Product")
    assert fact["offers"][0]["price"] == 95_000
    assert fact["offers"][0]["availability"].endswith("/InStock")
    assert fact["image"] == [f"{settings.SITE_URL}/media/pictures/kopi-lintong-640.jpg"]
    assert "aggregateRating" not in fact
    crumbs = next(each for each in facts if each["@type"] == "BreadcrumbList")
    assert [item["name"] for item in crumbs["itemListElement"]] == [
        "Beranda",
        "Kopi",
        "Kopi Lintong",
    ]


def test_every_pack_is_an_offer_and_sold_out_is_said() -> None:
    packs = [("250 g", 250, 27_000), ("1 kg", 1000, 95_000)]
    parent, _packs = make_variants("Kopi", packs, on_hand=500, picture="kopi-lintong")
    offers = product_fact(f"/produk/{parent.slug}/")["offers"]
    assert {(offer["price"], offer["availability"].rsplit("/")[-1]) for offer in offers} == {
        (27_000, "LimitedAvailability"),
        (95_000, "OutOfStock"),
    }


def test_a_pre_order_says_when_it_starts() -> None:
    day = timezone.localdate() + timedelta(days=20)
    product = make_product("Durian", picture="kopi-lintong", packs=0)
    item = StockRecord.objects.get(product=product).stock_item
    harvests.open_harvest(goods_id=item.pk, quota=50_000, harvest_date=day, closes_on=day)
    offer = product_fact(f"/produk/{product.slug}/")["offers"][0]
    assert offer["availability"].endswith("/PreOrder")
    assert offer["availabilityStarts"] == day.isoformat()


def test_a_rating_stands_there_only_with_reviews() -> None:
    product = make_product("Madu", picture="kopi-lintong")
    ProductCard.objects.filter(pk=product.pk).update(rating="4.5", review_count=12)
    rating = product_fact(f"/produk/{product.slug}/")["aggregateRating"]
    assert (rating["ratingValue"], rating["reviewCount"]) == (4.5, 12)


def test_no_text_can_end_the_block() -> None:
    nasty = "</script><script>alert(1)</script> & \u2028"
    product = make_product(nasty, slug="jahat", picture="kopi-lintong", summary=nasty)
    text = Client().get(f"/produk/{product.slug}/").content.decode()
    assert "<script>alert" not in text
    assert product_fact("/produk/jahat/")["name"] == nasty
    assert "</" not in seo.as_json({"a": nasty})


def test_addresses_are_whole_and_name_both_languages() -> None:
    product = make_product("Madu")
    text = Client().get(f"/en/produk/{product.slug}/").content.decode()
    path = f"{settings.SITE_URL}/produk/{product.slug}/"
    english = f"{settings.SITE_URL}/en/produk/{product.slug}/"
    assert f'<link rel="canonical" href="{english}">' in text
    assert f'hreflang="id" href="{path}"' in text
    assert f'hreflang="en" href="{english}"' in text
    assert f'hreflang="x-default" href="{path}"' in text


@pytest.mark.parametrize("address", ["/keranjang/", "/cari/?q=madu", "/produk/?stok=ada"])
def test_pages_that_are_not_to_be_found_name_no_other_language(address) -> None:
    assert 'rel="alternate" hreflang' not in Client().get(address).content.decode()


def test_a_shared_link_shows_name_words_and_picture() -> None:
    product = make_product('Madu "hutan"', picture="madu", summary="Dari Sialagundi")
    text = Client().get(f"/produk/{product.slug}/").content.decode()
    assert '<meta property="og:title" content="Madu &quot;hutan&quot;">' in text
    assert '<meta property="og:description" content="Dari Sialagundi">' in text
    assert f'content="{settings.SITE_URL}/media/pictures/madu-640.jpg"' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text


@pytest.fixture
def media(settings, tmp_path):
    """A media folder with one photo."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (640, 640), "#7a4f00").save(tmp_path / "pictures" / "madu-640.jpg")
    return tmp_path


def now() -> datetime:
    return datetime.now(UTC)


def test_the_worker_draws_the_shared_picture_once_and_anew_for_a_new_name(media) -> None:
    product = make_product(
        "Madu hutan dari lereng Sibualbuali yang namanya panjang", picture="madu"
    )
    make_product("Tanpa foto")
    assert open_graph.address_of(card_of(product)) == ""
    assert open_graph.draw_missing(clock=now) == 0
    address = open_graph.address_of(card_of(product))
    with Image.open(media / address.removeprefix("/media/")) as drawn:
        assert (drawn.size, drawn.format) == ((1200, 630), "JPEG")
        assert drawn.getpixel((300, 300))[0] > drawn.getpixel((300, 300))[2]
    assert address in Client().get(f"/produk/{product.slug}/").content.decode()
    files = sorted(path.name for path in (media / "og").iterdir())
    assert len(files) == 2
    open_graph.draw_missing(clock=now)
    assert sorted(path.name for path in (media / "og").iterdir()) == files
    product.title = "Madu baru"
    product.save()
    assert open_graph.address_of(card_of(product)) == ""


def test_drawing_stops_when_its_time_is_over_and_goes_on_later(media, monkeypatch) -> None:
    monkeypatch.setattr(open_graph, "NEWEST", 0)
    many_cards(3)
    moments = iter([now(), now(), now() + timedelta(minutes=1)])
    reached = open_graph.draw_missing(clock=lambda: next(moments))
    assert len(list((media / "og").iterdir())) == 1
    assert open_graph.draw_missing(clock=now, after=reached) == 0
    assert len(list((media / "og").iterdir())) == 3


def test_sitemaps_cover_every_public_product_in_sections(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemaps, "SECTION", 7)
    many_cards(20)
    hidden = ProductCard.objects.order_by("pk").first()
    ProductCard.objects.filter(pk=hidden.pk).update(is_public=False)
    with django_assert_num_queries(1):
        sitemaps.sections()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    assert index.tag == f"{space}sitemapindex"
    found: list[str] = []
    for entry in index.iter(f"{space}sitemap"):
        address = entry.findtext(f"{space}loc").removeprefix(settings.SITE_URL)
        urls = ElementTree.fromstring(Client().get(address).content)
        for url in urls.iter(f"{space}url"):
            found.append(url.findtext(f"{space}loc").removeprefix(settings.SITE_URL))
            changed = url.findtext(f"{space}lastmod")
            assert not changed or datetime.fromisoformat(changed)
    goods = [path for path in found if path.startswith("/produk/b")]
    assert len(goods) == len(set(goods)) == 19
    assert f"/produk/{hidden.slug}/" not in goods
    assert Client().get("/sitemap-barang-999999.xml").status_code == 404


def test_new_goods_are_valid_rss(django_assert_max_num_queries) -> None:
    many_cards(40)
    make_product("Kopi & <teh>")
    with django_assert_max_num_queries(3):
        response = Client().get("/barang-baru.xml")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(response.content).find("channel")
    for name in ("title", "link", "description"):
        assert channel.findtext(name)
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own.get("href") == f"{settings.SITE_URL}/barang-baru.xml"
    items = channel.findall("item")
    assert len(items) == 30
    assert items[0].findtext("title") == "Kopi & <teh>"
    for item in items:
        assert item.findtext("link").startswith(settings.SITE_URL)
        assert item.findtext("guid") == item.findtext("link")
        assert parsedate_to_datetime(item.findtext("pubDate"))


def test_the_app_card_has_icons_for_every_shape_of_phone() -> None:
    text = Client().get("/produk/").content.decode()
    address = re.search(r'rel="manifest" href="([^"]+)"', text)[1]
    response = Client().get(address)
    card = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert card["start_url"] == "/"
    assert {icon["purpose"] for icon in card["icons"]} == {"any", "maskable"}
    for icon in card["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(path) as drawn:
            assert "{}x{}".format(*drawn.size) == icon["sizes"]


def test_the_service_worker_keeps_the_offline_page_and_no_other() -> None:
    response = Client().get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    text = response.content.decode()
    assert re.findall(r'"(/[^"]*)"', text)[:2] == ["/luring/", "/en/luring/"]
    assert "cache.put" not in text
    page = Client().get("/luring/")
    assert "tidak ada sinyal" in page.content.decode()
    assert "noindex" in page.content.decode()
    assert not page.cookies
