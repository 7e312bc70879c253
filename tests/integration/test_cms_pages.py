"""What readers see of the website."""

from __future__ import annotations

import datetime
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, Site

from catalog.models import Permit
from cms import pictures, website, writing
from cms.models import (
    ArticlePage,
    CooperativePage,
    HomePage,
    NewsIndexPage,
    RelatedArticle,
    StandardPage,
    Topic,
)
from shop.storefront.models import ProductCard
from tests import factories_cms as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def home() -> HomePage:
    return website.set_up()


@pytest.fixture
def news(home: HomePage) -> NewsIndexPage:
    return NewsIndexPage.objects.get()


@pytest.fixture
def cooperative(home: HomePage) -> CooperativePage:
    return make.a_cooperative_with_page(
        "Koperasi Kopi Lintong",
        legal_number="AHU-0009901",
        registry_number="1216010990001",
        member_count=1212,
        founded_year=2014,
        whatsapp="+6281200000001",
        opening_hours={str(day): ["08:00", "17:00"] for day in range(6)},
    )


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def queries_of(client: Client, address: str) -> int:
    """Queries of a page that was seen before."""
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def card(article: ArticlePage, client: Client) -> str:
    return text_of(client, article.url)


def product_block(product: Any) -> tuple[str, Any]:
    return "product", {"product": product.pk}


def shelf_block(products: list[Any]) -> tuple[str, Any]:
    ids = writing.items("rak", [each.pk for each in products])
    return "shelf", {"title": "Pilihan", "products": ids}


def test_the_home_page_answers_before_set_up(client: Client) -> None:
    assert "Dari kebun dan alat tenun" in text_of(client, "/")


def test_set_up_makes_the_website_once(client: Client, home: HomePage, settings: Any) -> None:
    pages = "/ /berita/ /koperasi/ /cara-belanja/ /pengiriman-retur/ /tentang/ /kontak/ /bantuan/"
    for address in [*pages.split(), "/kebijakan-privasi/", "/en/", "/en/koperasi/"]:
        assert client.get(address).status_code == 200, address
    before = (home.get_descendants().count(), home.revisions.count())

    settings.SITE_URL = "https://lapak.example"
    website.set_up()

    assert (home.get_descendants().count(), home.revisions.count()) == before
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == ("lapak.example", 443, home.pk)


def test_set_up_keeps_what_people_wrote(home: HomePage) -> None:
    page = StandardPage.objects.get(slug="tentang")
    page.title = "Tentang kami"
    page.save_revision().publish()

    website.set_up()

    page.refresh_from_db()
    assert page.title == "Tentang kami"


def test_pages_set_no_cookie_and_have_no_inline_script_or_style(
    client: Client, news: NewsIndexPage, cooperative: CooperativePage
) -> None:
    article = make.an_article(news, blocks=[("text", "<p>Isi.</p>")], photo=make.a_photo())
    for address in ("/", "/berita/", article.url, "/koperasi/", cooperative.url, "/tentang/"):
        response = client.get(address)
        text = response.content.decode()
        assert not response.cookies, address
        assert "csrf" not in text.lower(), address
        assert " style=" not in text, address
        assert "<style" not in text, address
        data = text.count('<script type="application/ld+json">')
        assert text.count("<script") == text.count("<script src=") + data, address


def test_an_article_shows_the_card_of_this_moment(client: Client, news: NewsIndexPage) -> None:
    product = make.a_product(make.a_cooperative(), title="Kopi Lintong", price=95_000)
    article = make.an_article(news, blocks=[product_block(product)])
    assert "Rp95.000" in card(article, client)

    ProductCard.objects.filter(pk=product.pk).update(price=105_000, stock=ProductCard.Stock.OUT)

    text = card(article, client)
    assert "Rp105.000" in text
    assert "Rp95.000" not in text
    assert "card line gone" in text
    assert "Habis" in text


@pytest.mark.parametrize("change", [{"is_public": False}, None])
def test_a_hidden_or_deleted_product_shows_nothing(
    client: Client, news: NewsIndexPage, change: dict[str, Any] | None
) -> None:
    product = make.a_product(make.a_cooperative(), title="Kopi yang hilang")
    stays = make.a_product(make.a_cooperative(), title="Teh yang tetap")
    article = make.an_article(
        news,
        blocks=[product_block(product), shelf_block([product, stays]), ("text", "<p>Akhir.</p>")],
    )
    if change:
        ProductCard.objects.filter(pk=product.pk).update(**change)
    else:
        product.delete()

    text = card(article, client)

    assert "Kopi yang hilang" not in text
    assert text.count("Teh yang tetap") == 1
    assert "Akhir." in text


def test_a_shelf_of_gone_products_leaves_no_empty_box(client: Client, news: NewsIndexPage) -> None:
    product = make.a_product(make.a_cooperative())
    article = make.an_article(news, blocks=[shelf_block([product])])
    product.delete()
    assert "Pilihan" not in card(article, client)


def test_an_article_costs_the_same_with_one_card_and_with_forty(
    client: Client, news: NewsIndexPage
) -> None:
    partner = make.a_cooperative()
    few = make.an_article(news, blocks=[product_block(make.a_product(partner))])
    many = make.an_article(
        news,
        blocks=[
            *(product_block(make.a_product(partner)) for _ in range(20)),
            *(shelf_block([make.a_product(partner) for _ in range(10)]) for _ in range(2)),
        ],
    )
    assert queries_of(client, many.url) == queries_of(client, few.url) <= 10


def test_an_article_with_everything_stays_in_its_budget(
    client: Client, news: NewsIndexPage
) -> None:
    topic = Topic.objects.get(slug="panen")
    for _ in range(4):
        make.an_article(news, topic=topic, photo=make.a_photo())
    pictures = [("picture", {"photo": make.a_photo().pk, "caption": ""}) for _ in range(3)]
    article = make.an_article(
        news,
        topic=topic,
        photo=make.a_photo(),
        blocks=[*pictures, product_block(make.a_product(make.a_cooperative()))],
    )
    assert queries_of(client, article.url) <= 11


def test_the_home_page_stays_in_its_budget(
    client: Client, home: HomePage, news: NewsIndexPage
) -> None:
    def fill(count: int) -> None:
        partner = make.a_cooperative_with_page().partner
        ids = [make.a_product(partner).pk for _ in range(count)]
        home.refresh_from_db()
        home.hero_photo = make.a_photo()
        home.sections = website.home_sections(shelf=("Panen minggu ini", ids))
        home.save_revision().publish()

    for page in [make.a_cooperative_with_page() for _ in range(3)]:
        page.cover = make.a_photo()
        page.save_revision().publish()
        make.an_article(page, photo=make.a_photo())
    fill(3)
    few = queries_of(client, "/")
    fill(20)
    assert queries_of(client, "/") == few <= 12


def test_the_news_are_paged_by_the_last_article(client: Client, news: NewsIndexPage) -> None:
    first_day = datetime.date(2026, 10, 1)
    for at in range(14):
        make.an_article(
            news, f"Kabar ke {at:02}", date=first_day + datetime.timedelta(days=at // 2)
        )

    screen = client.get("/berita/")
    older = screen.context["older"]
    second = client.get("/berita/", {"sebelum": older})

    titles = [page.title for page in (*screen.context["articles"], *second.context["articles"])]
    assert titles == [f"Kabar ke {at:02}" for at in range(13, -1, -1)]
    assert second.context["older"] == ""
    assert client.get("/berita/?sebelum=bukan-tanggal").context["is_first"]


def test_a_topic_shows_its_own_news(client: Client, news: NewsIndexPage) -> None:
    make.an_article(news, "Panen kopi", topic=Topic.objects.get(slug="panen"))
    make.an_article(news, "Sambal andaliman", topic=Topic.objects.get(slug="resep"))

    text = text_of(client, "/berita/topik/panen/")

    assert "Panen kopi" in text
    assert "Sambal andaliman" not in text
    assert client.get("/berita/topik/tidak-ada/").status_code == 404


def test_drafts_and_restricted_articles_are_nowhere(
    client: Client, news: NewsIndexPage, cooperative: CooperativePage
) -> None:
    make.an_article(news, "Masih draf", live=False)
    hidden = make.an_article(cooperative, "Hanya untuk anggota")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

    for address in ("/", "/berita/", "/berita/rss/", cooperative.url):
        text = text_of(client, address)
        assert "Masih draf" not in text, address
        assert "Hanya untuk anggota" not in text, address
    assert client.get(hidden.url).status_code == 302


def test_the_feed_is_rss_with_full_addresses(client: Client, news: NewsIndexPage) -> None:
    make.an_article(news, "Kopi & teh", author="Rina", date=datetime.date(2026, 10, 10))

    response = client.get("/berita/rss/")
    item = ElementTree.fromstring(response.content).find("channel/item")

    assert response.headers["Content-Type"].startswith("application/rss+xml")
    assert item is not None
    assert item.findtext("title") == "Kopi & teh"
    assert item.findtext("link", "").startswith("http://127.0.0.1:8000/berita/artikel-")
    assert item.findtext("pubDate") == "Sat, 10 Oct 2026 00:00:00 +0700"


def test_what_to_read_next_is_chosen_then_of_the_topic_then_the_newest(
    client: Client, news: NewsIndexPage
) -> None:
    topic = Topic.objects.get(slug="panen")
    chosen = make.an_article(news, "Pilihan", date=datetime.date(2020, 1, 1))
    make.an_article(news, "Panen lama", topic=topic, date=datetime.date(2026, 10, 1))
    make.an_article(news, "Kabar lama", date=datetime.date(2026, 10, 2))
    make.an_article(news, "Kabar baru", date=datetime.date(2026, 10, 3))
    article = make.an_article(news, "Utama", topic=topic)
    RelatedArticle.objects.create(page=article, article=chosen, sort_order=0)

    related = client.get(article.url).context["related"]

    assert [page.title for page in related] == ["Pilihan", "Panen lama", "Kabar baru"]


def test_an_article_without_a_picture_has_a_calm_pattern(
    client: Client, news: NewsIndexPage
) -> None:
    make.an_article(news, "Tanpa gambar")
    make.an_article(news, "Bergambar", photo=make.a_photo())
    html = client.get(make.an_article(news, "Utama").url).content.decode()
    assert html.count('<div class="bare" aria-hidden="true"></div>') == 1


def test_a_cooperatives_page_shows_its_facts_goods_and_news(
    client: Client, cooperative: CooperativePage
) -> None:
    product = make.a_product(cooperative.partner, title="Kopi Lintong")
    make.a_product(make.a_cooperative(), title="Barang lain")
    until = timezone.localdate() + datetime.timedelta(days=30)
    past = timezone.localdate() - datetime.timedelta(days=1)
    Permit.objects.create(product=product, kind="halal", number="ID121", valid_until=until)
    Permit.objects.create(product=product, kind="pirt", number="LAMA", valid_until=past)
    make.an_article(cooperative, "Panen raya")

    text = text_of(client, cooperative.url)

    for fact in ("AHU-0009901", "1216010990001", "1.212", "2014", "08.00–17.00", "ID121"):
        assert fact in text
    assert "https://wa.me/6281200000001" in text
    assert "Kopi Lintong" in text
    assert "Panen raya" in text
    assert "LAMA" not in text
    assert "Barang lain" not in text


def test_search_engines_get_facts_that_cannot_break_out(
    client: Client, news: NewsIndexPage, cooperative: CooperativePage
) -> None:
    article = make.an_article(news, "</script><b>Kopi</b>", author="Rina")
    for address, kind in ((article.url, "NewsArticle"), (cooperative.url, "Organization")):
        text = text_of(client, address)
        data = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
        facts = json.loads(data)["@graph"][0]
        assert facts["@type"] == kind
        assert facts["url"] == f"http://127.0.0.1:8000{address}"
    block = text_of(client, article.url).split('ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["@graph"][0]["headline"] == "</script><b>Kopi</b>"


def test_the_list_of_cooperatives_filters_by_regency(client: Client, home: HomePage) -> None:
    make.a_cooperative_with_page("Koperasi Karo", regency_name="Karo")
    make.a_cooperative_with_page("Koperasi Toba", regency_name="Toba")
    make.a_cooperative_with_page("Koperasi Tutup", regency_name="Karo", is_active=False)

    assert "Koperasi Toba" in text_of(client, "/koperasi/")
    karo = text_of(client, "/koperasi/?kabupaten=Karo")
    assert "Koperasi Karo" in karo
    assert "Koperasi Toba" not in karo
    assert "Koperasi Tutup" not in karo
    assert "Koperasi Toba" in text_of(client, "/koperasi/?kabupaten=<b>")


@pytest.mark.parametrize("slug", ["produk", "checkout", "en", "cms", "static", "rss"])
def test_a_page_keeps_off_the_shops_addresses(home: HomePage, slug: str) -> None:
    with pytest.raises(ValidationError) as refused:
        home.add_child(instance=StandardPage(title="Halaman", slug=slug))
    assert list(refused.value.message_dict) == ["slug"]


def test_pictures_come_in_two_formats_and_with_their_size(
    client: Client, news: NewsIndexPage
) -> None:
    photo = make.a_photo(description="Kebun kopi di pagi hari")
    article = make.an_article(news, photo=photo)

    text = card(article, client)

    assert 'type="image/avif"' in text
    assert 'alt="Kebun kopi di pagi hari"' in text
    assert 'width="64" height="36"' in text


def test_a_picture_whose_file_is_lost_does_not_break_the_page(
    client: Client, news: NewsIndexPage
) -> None:
    photo = make.a_photo()
    article = make.an_article(news, photo=photo)
    photo.renditions.all().delete()
    cache.clear()
    photo.file.storage.delete(photo.file.name)

    assert "<figure" in card(article, client)


def test_publishing_makes_the_pictures_ready(
    news: NewsIndexPage, django_capture_on_commit_callbacks: Any
) -> None:
    photo, inside = make.a_photo(), make.a_photo()
    with django_capture_on_commit_callbacks(execute=True):
        make.an_article(
            news, photo=photo, blocks=[("picture", {"photo": inside.pk, "caption": ""})]
        )
    assert photo.renditions.count() == len(pictures.WIDE) * len(pictures.FORMATS)
    assert inside.renditions.count() == len(pictures.FREE) * len(pictures.FORMATS)


def test_an_english_address_says_that_the_page_is_only_in_indonesian(home: HomePage) -> None:
    here = Client().get("/").content.decode()
    there = Client().get("/en/").content.decode()

    assert "only in Indonesian" not in here
    assert '<main id="isi" tabindex="-1">' in here
    assert "This page is so far only in Indonesian." in there
    # What the editors wrote is read out as Indonesian; the notice and the frame are English.
    assert '<html lang="en">' in there
    assert '<main id="isi" tabindex="-1" lang="id">' in there
    assert '<div class="banner note" lang="en">' in there


def test_a_page_written_in_english_says_nothing(home: HomePage) -> None:
    english = Locale.objects.get_or_create(language_code="en")[0]
    home.copy_for_translation(english).save_revision().publish()

    page = Client().get("/en/").content.decode()

    assert "only in Indonesian" not in page
    assert '<main id="isi" tabindex="-1">' in page
