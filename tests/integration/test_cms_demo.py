"""Loading the demo's website from declarative content."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Revision

from cms.models import ArticlePage, CooperativePage, HomePage, Photo, StandardPage
from shop.demo import content as real
from shop.demo.content.shape import (
    Article,
    Heading,
    Home,
    Page,
    Paragraph,
    Picture,
    ProductCards,
    Quote,
)
from shop.demo.loading import pages as demo
from tests import factories_cms as make

pytestmark = pytest.mark.django_db

COOPERATIVE = real.COOPERATIVES[0]
PICTURE = "kopi-lintong"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def content() -> SimpleNamespace:
    partner = make.a_cooperative(
        COOPERATIVE.name, code=COOPERATIVE.code, slug=COOPERATIVE.slug, summary=COOPERATIVE.lead
    )
    products = [make.a_product(partner, title=title) for title in ("Kopi satu", "Kopi dua")]
    slugs = tuple(product.slug for product in products)
    return SimpleNamespace(
        COOPERATIVES=(COOPERATIVE,),
        PRODUCTS=products,
        ARTICLES=(
            article("panen", COOPERATIVE.code, related=("resep",), body=body(slugs)),
            article("resep", "", related=(), body=()),
        ),
        PAGES=(Page(slug="tentang", title="Tentang", lead="Siapa kami.", body=()),),
        HOME=Home(
            title="Sapaan",
            lead="Kalimat.",
            button="Lihat",
            picture=PICTURE,
            categories=(),
            shelf_title="Panen",
            shelf=slugs,
            cooperatives_title="Koperasi",
            cooperatives=(COOPERATIVE.code,),
            news_title="Kabar",
            steps_title="Cara",
            steps=(),
        ),
    )


def article(slug: str, cooperative: str, *, related: Any, body: Any) -> Article:
    return Article(
        slug=slug,
        title=f"Judul {slug}",
        lead="Kalimat pembuka.",
        in_days=-2,
        topic="Panen",
        author="Redaksi",
        picture=PICTURE,
        cooperative=cooperative,
        related=related,
        body=body,
    )


def body(slugs: tuple[str, ...]) -> tuple[Any, ...]:
    return (
        Heading(text="Judul <kecil>"),
        Paragraph(text="Paragraf & teks."),
        ProductCards(slugs=slugs[:1]),
        Picture(name=PICTURE, caption="Kopi"),
        Quote(text="Kata.", source="Petani"),
        ProductCards(slugs=slugs),
    )


def test_the_demo_fills_the_website(content: SimpleNamespace, client: Client) -> None:
    demo.load_pages(content)

    panen = ArticlePage.objects.get(slug="panen")
    assert panen.get_parent().specific == CooperativePage.objects.get()
    assert [block.block_type for block in panen.body] == [
        "text",
        "product",
        "picture",
        "quote",
        "shelf",
    ]
    text = client.get(panen.url).content.decode()
    assert "Judul &lt;kecil&gt;" in text
    assert text.count("Kopi satu") == 2
    assert "Gambar, bukan foto" in text
    assert "Judul resep" in text
    assert StandardPage.objects.get(slug="tentang").lead == "Siapa kami."
    assert "Kopi dua" in client.get("/").content.decode()


def test_loading_again_changes_nothing(content: SimpleNamespace) -> None:
    demo.load_pages(content)
    before = (
        Revision.objects.count(),
        Photo.objects.count(),
        HomePage.objects.get().get_descendants().count(),
    )

    demo.load_pages(content)

    assert (
        Revision.objects.count(),
        Photo.objects.count(),
        HomePage.objects.get().get_descendants().count(),
    ) == before


def test_pictures_lie_in_the_collection_of_their_cooperative(content: SimpleNamespace) -> None:
    demo.load_pages(content)
    space = CooperativePage.objects.get().partner.website_space
    panen, resep = ArticlePage.objects.get(slug="panen"), ArticlePage.objects.get(slug="resep")
    assert panen.photo.collection == space.collection
    assert resep.photo.collection.is_root()


def test_a_picture_that_does_not_exist_is_said(content: SimpleNamespace) -> None:
    content.PAGES = (Page(slug="kontak", title="Kontak", lead="", body=(), picture="tidak-ada"),)
    with pytest.raises(LookupError, match="tidak-ada"):
        demo.load_pages(content)


def test_a_piece_the_website_cannot_show_is_said(content: SimpleNamespace) -> None:
    content.PAGES = (Page(slug="kontak", title="Kontak", lead="", body=(content.HOME,)),)
    with pytest.raises(TypeError, match="Home"):
        demo.load_pages(content)
