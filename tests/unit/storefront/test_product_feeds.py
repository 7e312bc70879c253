"""Files for the catalogues of other companies say what database and product pages say."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Product
from shop.partner.models import Partner, StockRecord
from shop.stock import harvests
from shop.stock import services as stock
from shop.storefront import cards, feed_formats, product_feeds
from shop.storefront.feed_formats import FORMATS
from tests.factories_stock import make_item
from tests.factories_storefront import (
    make_product,
    make_record,
    make_seller,
    make_shelf,
    make_variants,
)

pytestmark = pytest.mark.django_db

G = "{http://base.google.com/ns/1.0}"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SAME_WORD = {
    "InStock": "in_stock",
    "LimitedAvailability": "in_stock",
    "PreOrder": "preorder",
    "OutOfStock": "out_of_stock",
}
HOSTILE = 'Kopi ]]> <b>&amp; "enak", \x0b\nbaris; =1+1'


@pytest.fixture
def kept_files(settings):
    """Files are kept as on a running shop."""
    pages = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "feeds"}
    settings.CACHES = {**settings.CACHES, "pages": pages}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def body(address: str) -> str:
    """The whole file."""
    response = Client().get(address)
    assert response.status_code == 200
    return b"".join(response).decode()


def google(address: str = "/umpan/google.xml") -> dict[str, dict[str, str]]:
    """Entries of the RSS by their name, without the name space."""
    found = {}
    for item in ElementTree.fromstring(body(address)).iter("item"):
        facts = {fact.tag.removeprefix(G): fact.text or "" for fact in item}
        assert len(facts) == len(item)
        found[facts["id"]] = facts
    return found


def table(name: str, address: str = "/umpan/") -> dict[str, dict[str, str]]:
    """Rows of a CSV by the first column."""
    rows = list(csv.DictReader(io.StringIO(body(f"{address}{name}"), newline="")))
    return {next(iter(row.values())): row for row in rows}


def page_fact(link: str) -> dict[str, Any]:
    """The Product in the JSON-LD of the page behind a link."""
    parts = urlsplit(link)
    text = Client().get(f"{parts.path}?{parts.query}").content.decode()
    facts = json.loads(BLOCK.findall(text)[0])["@graph"]
    return next(fact for fact in facts if fact["@type"] == "Product")


def sku(product: Product) -> str:
    """Of a product of one pack."""
    return StockRecord.objects.get(product=product).partner_sku


@pytest.fixture
def goods() -> list[Product]:
    """Goods in store, few, sold out, before the harvest, and in two packs."""
    shelf = make_shelf("Kopi", make_shelf("Makanan"))
    day = timezone.localdate() + timedelta(days=20)
    plain = make_product("Kopi Lintong", shelf=shelf, picture="kopi", description="Baris\n\ndua")
    few = make_product("Madu", packs=2, picture="madu", summary="Manis")
    out = make_product("Teh", packs=0, picture="teh")
    early = make_product("Durian", packs=0, picture="durian")
    heap = StockRecord.objects.get(product=early).stock_item
    harvests.open_harvest(goods_id=heap.pk, quota=50_000, harvest_date=day, closes_on=day)
    sizes = [("250 g", 250, 27_000), ("1 kg", 1000, 95_000)]
    _parent, packs = make_variants("Gula", sizes, on_hand=500, picture="gula")
    return [plain, few, out, early, *packs]


def test_google_reads_what_database_and_pages_say(goods) -> None:
    entries = google()
    assert entries.keys() == {sku(product) for product in goods}
    for product in goods:
        record = StockRecord.objects.get(product=product)
        entry = entries[record.partner_sku]
        page = page_fact(entry["link"])
        offer = next(each for each in page["offers"] if each["sku"] == record.partner_sku)
        assert entry["price"] == f"{offer['price']} {offer['priceCurrency']}"
        assert entry["price"] == f"{int(record.price)} IDR"
        assert entry["availability"] == SAME_WORD[offer["availability"].rsplit("/")[-1]]
        starts = entry.get("availability_date", "")
        assert starts[:10] == offer.get("availabilityStarts", "")
        assert entry["image_link"] in page["image"]
        assert entry["brand"] == page["brand"]["name"] == product.partner.name
        assert entry["title"] == product.title
        assert entry.get("product_type", "") == page.get("category", "")
        assert (entry["condition"], entry["identifier_exists"]) == ("new", "no")
        assert entry["shipping_weight"] == "1080 g"
        assert entry["link"].startswith(f"{settings.SITE_URL}/produk/")


def test_google_reads_the_words_it_knows(goods) -> None:
    entries = google()
    words = [entries[sku(product)]["availability"] for product in goods]
    assert words == [
        "in_stock", "in_stock", "out_of_stock", "preorder", "in_stock", "out_of_stock",
    ]  # fmt: skip
    early = entries[sku(goods[3])]["availability_date"]
    day = timezone.localdate() + timedelta(days=20)
    assert early == f"{day.isoformat()}T00:00+0700"
    assert entries[sku(goods[0])]["product_type"] == "Makanan > Kopi"
    assert entries[sku(goods[0])]["description"] == "Baris dua"
    assert entries[sku(goods[1])]["description"] == "Manis"
    assert entries[sku(goods[2])]["description"] == "Teh"


def test_packs_of_one_product_are_a_group_and_open_their_own_price(goods) -> None:
    small, large = (google()[sku(product)] for product in goods[-2:])
    assert small["item_group_id"] == large["item_group_id"] != ""
    assert (small["size"], large["size"]) == ("250 g", "1 kg")
    assert "item_group_id" not in google()[sku(goods[0])]
    parts = urlsplit(large["link"])
    page = Client().get(f"{parts.path}?{parts.query}")
    assert page.context["page"].chosen.sku == large["id"]


@pytest.mark.parametrize("name", ["meta.csv", "tiktok.csv"])
def test_tables_say_the_same_as_google(goods, name) -> None:
    rows, entries = table(name), google()
    assert rows.keys() == entries.keys()
    preorder = {"meta.csv": "out of stock", "tiktok.csv": "preorder"}[name]
    for key, row in rows.items():
        entry = entries[key]
        same = ("title", "description", "price", "link", "image_link", "brand", "condition")
        assert [row[each] for each in same] == [entry[each] for each in same]
        assert row["item_group_id"] == entry.get("item_group_id", "")
        word = entry["availability"]
        expected = preorder if word == "preorder" else word.replace("_", " ")
        assert row["availability"] == expected


def test_a_table_names_its_columns() -> None:
    first = [body(f"/umpan/{name}").splitlines()[0] for name in ("meta.csv", "tiktok.csv")]
    rest = '"title","description","availability","condition","price","link","image_link","brand"'
    assert first[0] == f'"id",{rest},"item_group_id","size"'
    assert first[1] == f'"sku_id",{rest},"item_group_id"'


def test_a_cooperative_offers_its_own_goods_only() -> None:
    ours, theirs = make_product(picture="a"), make_product(picture="b")
    address = f"/umpan/{ours.partner.slug}/"
    assert google(f"{address}google.xml").keys() == {sku(ours)}
    assert table("meta.csv", address).keys() == {sku(ours)}
    assert table("tiktok.csv", address).keys() == {sku(ours)}
    assert google().keys() == {sku(ours), sku(theirs)}


@pytest.mark.parametrize("field", [{"is_active": False}, {"is_training": True}])
def test_goods_of_closed_and_training_cooperatives_stay_inside(field) -> None:
    product = make_product(picture="a")
    Partner.objects.filter(pk=product.partner_id).update(**field)
    cards.refresh([product.pk])
    assert google() == {}
    for name in FORMATS:
        address = f"/umpan/{product.partner.slug}/{name}"
        assert Client().get(address).status_code == 404


def test_what_no_page_sells_is_in_no_file() -> None:
    make_product(picture="a", is_public=False)
    make_product(picture="a", price=None)
    make_product(picture="")
    _parent, (shown, hidden) = make_variants(
        "Gula", [("250 g", 250, 1), ("1 kg", 1000, 2)], on_hand=500, picture="gula"
    )
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    assert google().keys() == {sku(shown)}


@pytest.mark.parametrize("address", ["umpan/nobody/google.xml", "umpan/bing.xml", "umpan/a/b.csv"])
def test_an_unknown_file_or_cooperative_is_not_found(address) -> None:
    assert Client().get(f"/{address}").status_code == 404


def test_two_packs_of_one_sku_keep_two_names_and_the_first_keeps_its_own() -> None:
    first, second, third = (make_product(picture="a") for _each in range(3))
    StockRecord.objects.filter(product__in=[first, second]).update(partner_sku="KOPI")
    StockRecord.objects.filter(product=third).update(partner_sku="S" * 60)
    number, long = (StockRecord.objects.get(product=each).pk for each in (second, third))
    names = {"KOPI", f"KOPI-{number}", f"{'S' * (49 - len(str(long)))}-{long}"}
    assert google().keys() == names
    address = f"/umpan/{second.partner.slug}/google.xml"
    assert google(address).keys() == {f"KOPI-{number}"}


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_words_arrive_as_one_plain_line(name) -> None:
    seller = make_seller(name="Koperasi & <Anak>")
    product = make_product(HOSTILE, picture="a", description=HOSTILE, cooperative=seller)
    address = f"/umpan/{seller.slug}/"
    found = google(f"{address}{name}") if name == "google.xml" else table(name, address)
    entry = found[sku(product)]
    line = 'Kopi ]]> <b>&amp; "enak", baris; =1+1'
    assert (entry["title"], entry["description"]) == (line, line)
    assert entry["brand"] == "Koperasi & <Anak>"


def test_characters_that_xml_cannot_hold_are_gone() -> None:
    make_product(picture="a")
    entry = replace(next(product_feeds.entries()), title="A\0B\ud800C\uffffD\x1f😀", price=5)
    text = "".join(feed_formats.google([entry], "x\0"))
    item = ElementTree.fromstring(text.encode()).find("channel/item")
    assert item.findtext("title") == "A B C D 😀"


def test_long_words_end_where_the_reader_stops() -> None:
    make_product("K" * 255, picture="a", description="panjang " * 2000)
    (entry,) = google().values()
    assert entry["title"] == f"{'K' * 149}…"
    assert len(entry["description"]) <= 5000
    (row,) = table("meta.csv").values()
    assert row["title"] == f"{'K' * 199}…"
    assert len(row["description"]) <= 9999


@pytest.mark.parametrize("name", FORMATS)
def test_who_has_the_file_is_told_so_until_something_changes(name, kept_files) -> None:
    product = make_product(picture="a", packs=2)
    address = f"/umpan/{name}"
    tag = Client().get(address)["ETag"]
    again = Client().get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    sell_all(StockRecord.objects.get(product=product))
    response = Client().get(address, headers={"If-None-Match": tag})
    text = b"".join(response).decode()
    assert response.status_code == 200
    assert response["ETag"] != tag
    assert "out of stock" in text.replace("_", " ")


def test_a_small_pack_sells_out_while_the_card_stays_as_it_is(kept_files) -> None:
    parent, (_first, second) = make_variants(
        "Gula", [("250 g", 250, 1), ("1 kg", 1000, 2)], on_hand=50_000, picture="gula"
    )
    heap = make_item(on_hand=1000, cooperative=parent.partner)
    StockRecord.objects.filter(product=second).update(stock_item=heap)
    cards.refresh([parent.pk])
    assert google()[sku(second)]["availability"] == "in_stock"
    sell_all(StockRecord.objects.get(product=second))
    assert google()[sku(second)]["availability"] == "out_of_stock"


def test_a_kept_file_is_the_same_and_reads_no_goods(kept_files) -> None:
    make_product(picture="a")
    first = body("/umpan/google.xml")
    with CaptureQueriesContext(connection) as captured:
        assert body("/umpan/google.xml") == first
    assert not [each for each in captured if "partner_stockrecord" in each["sql"]]
    assert "/en/produk/" in body("/en/umpan/google.xml")


def test_a_file_too_large_to_keep_is_made_again(kept_files, monkeypatch) -> None:
    monkeypatch.setattr("shop.storefront.views.product_feeds.MOST_KEPT_BYTES", 10)
    make_product(picture="a")
    first = body("/umpan/google.xml")
    with CaptureQueriesContext(connection) as captured:
        assert body("/umpan/google.xml") == first
    assert [each for each in captured if "partner_stockrecord" in each["sql"]]


def test_more_goods_cost_no_more_queries() -> None:
    seller = make_seller()
    make_more(seller, 2)
    few = queries()
    make_more(seller, 5)
    assert len(google()) == 14
    assert queries() == few


def test_a_file_carries_no_cookie_and_may_be_kept_by_anybody() -> None:
    make_product(picture="a")
    response = Client().get("/umpan/google.xml")
    assert response.streaming
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=300"
    assert Client().post("/umpan/google.xml").status_code == 405


def make_more(seller: Partner, count: int) -> None:
    """So many goods of one pack, and so many of two."""
    for _each in range(count):
        product = make_product(picture="a", cooperative=seller)
        twin = Product.objects.create(
            title=f"{product.title}, kecil", partner=seller, structure="child", parent=product
        )
        make_record(twin, StockRecord.objects.get(product=product).stock_item, units_per_sale=250)


def queries() -> int:
    """What one file costs, with the shelves known."""
    body("/umpan/google.xml")
    with CaptureQueriesContext(connection) as captured:
        body("/umpan/google.xml")
    return len(captured)


def sell_all(record: StockRecord) -> None:
    """Promise all that is free to somebody."""
    heap = record.stock_item
    heap.refresh_from_db()
    stock.reserve(item_id=heap.pk, quantity=heap.free, ref="shop:uji")
