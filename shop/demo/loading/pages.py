"""The demo's website: pages, pictures and news from ``shop.demo.content``. May be run again."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify
from wagtail.models import Collection

from catalog.models import Product
from cms import tenancy, website, writing
from cms.models import (
    ArticlePage,
    CooperativePage,
    GalleryPicture,
    HomePage,
    NewsIndexPage,
    Photo,
    RelatedArticle,
    StandardPage,
    Topic,
)
from shop.partner.models import Partner

MEDIA = Path(settings.BASE_DIR) / "shop" / "demo" / "media"
SUFFIXES = ("-1280.jpg", ".jpg", "-640.jpg", "-320.jpg")


@transaction.atomic
def load_pages(content: Any) -> None:
    """Fill the website with the demo's content; cooperatives and products must be loaded before.

    ``content`` is the package ``shop.demo.content``: ``COOPERATIVES``, ``ARTICLES``, ``PAGES`` and
    ``HOME``. Raises ``LookupError`` when it names a picture or product that does not exist.
    """
    home = website.set_up()
    shelf = Shelf(content)
    pages = {each.code: load_cooperative(each, shelf) for each in content.COOPERATIVES}
    news = NewsIndexPage.objects.child_of(home).get()
    articles = {
        each.slug: load_article(each, pages.get(each.cooperative, news), shelf)
        for each in content.ARTICLES
    }
    for each in content.ARTICLES:
        relate(articles[each.slug], [articles[slug] for slug in each.related])
    for each in content.PAGES:
        load_standard(each, home, shelf)
    load_home(content.HOME, home, pages, shelf)


class Shelf:
    """What pages refer to by name: products by slug, pictures by base name."""

    def __init__(self, content: Any) -> None:
        self.products = dict(
            Product.objects.filter(slug__in=[each.slug for each in content.PRODUCTS])
            .exclude(structure=Product.CHILD)
            .values_list("slug", "pk")
        )
        manifest = MEDIA / "pictures.json"
        self.captions: Mapping[str, Any] = (
            json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
        )

    def product_ids(self, slugs: Iterable[str]) -> list[int]:
        """Ids in the given order; an unknown slug raises."""
        return [self.products[slug] for slug in slugs]

    def photo(self, name: str, collection: Collection | None = None) -> Photo | None:
        """The picture as a photo in this collection, made once; no name gives no photo."""
        if not name:
            return None
        path = picture_file(name)
        place = collection or Collection.get_first_root_node()
        digest = hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
        photo = Photo.objects.filter(file_hash=digest, collection=place).first()
        return photo or self._store(name, path, place, digest)

    def _store(self, name: str, path: Path, place: Collection, digest: str) -> Photo:
        words = self.captions.get(name, {})
        alt = in_indonesian(words.get("alt", "")) or name.replace("-", " ").capitalize()
        with path.open("rb") as file:
            photo = Photo(
                title=alt[:255],
                description=alt[:255],
                credit=in_indonesian(words.get("caption", ""))[:120],
                collection=place,
                file=ImageFile(file, name=path.name),
                file_hash=digest,
                file_size=path.stat().st_size,
            )
            photo.save()
        return photo


def picture_file(name: str) -> Path:
    """The largest JPEG of a picture's family."""
    found = (MEDIA / f"{name}{suffix}" for suffix in SUFFIXES)
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        raise LookupError(f"There is no demo picture called {name}.")
    return path


def in_indonesian(words: Any) -> str:
    """The Indonesian one of a text in several languages; a plain text is Indonesian."""
    return str(words.get("id", "")) if isinstance(words, Mapping) else str(words)


def load_cooperative(each: Any, shelf: Shelf) -> CooperativePage:
    """The cooperative's corner of the CMS, its page, story and pictures."""
    partner = Partner.objects.get(slug=each.slug)
    space = tenancy.set_up_cooperative(partner)
    page = CooperativePage.objects.get(partner=partner)
    writing.update(
        page,
        {
            "title": each.name,
            "lead": each.lead,
            "story": "".join(format_html("<p>{}</p>", text) for text in each.story),
            "cover": shelf.photo(each.cover, space.collection),
        },
    )
    if not page.gallery.exists():
        for at, name in enumerate(each.pictures):
            photo = shelf.photo(name, space.collection)
            GalleryPicture.objects.create(page=page, photo=photo, sort_order=at)
    return page


def load_article(each: Any, parent: NewsIndexPage | CooperativePage, shelf: Shelf) -> ArticlePage:
    """One article; a cooperative's pictures lie in its own collection."""
    topic, _made = Topic.objects.get_or_create(
        slug=slugify(each.topic), defaults={"name": each.topic}
    )
    collection = None
    if isinstance(parent, CooperativePage):
        collection = parent.partner.website_space.collection
    date = timezone.localdate() + datetime.timedelta(days=each.in_days)
    existing = ArticlePage.objects.child_of(parent).filter(slug=each.slug).first()
    return writing.put(
        parent=parent,
        model=ArticlePage,
        slug=each.slug,
        title=each.title,
        fields={
            "lead": each.lead,
            "author": each.author,
            # The day of the first loading stays, so that loading again changes nothing.
            "date": existing.date if existing else date,
            "topic": topic,
            "photo": shelf.photo(each.picture, collection),
            "body": body(each.slug, each.body, shelf, collection),
        },
    )


def relate(article: ArticlePage, others: Iterable[ArticlePage]) -> None:
    """Put these articles under the article, in this order, once."""
    for at, other in enumerate(others):
        RelatedArticle.objects.get_or_create(
            page=article, article=other, defaults={"sort_order": at}
        )


def load_standard(each: Any, home: HomePage, shelf: Shelf) -> None:
    """One plain page; the demo's words replace the starting ones."""
    writing.put(
        parent=home,
        model=StandardPage,
        slug=each.slug,
        title=each.title,
        fields={
            "lead": each.lead,
            "photo": shelf.photo(each.picture),
            "body": body(each.slug, each.body, shelf, None),
        },
    )


def load_home(
    each: Any, home: HomePage, pages: Mapping[str, CooperativePage], shelf: Shelf
) -> None:
    """The front page with its greeting and sections."""
    writing.update(
        home,
        {
            "hero_title": each.title,
            "hero_text": each.lead,
            "hero_button": each.button,
            "hero_photo": shelf.photo(each.picture),
            "sections": website.home_sections(
                categories=list(each.categories),
                shelf=(each.shelf_title, shelf.product_ids(each.shelf)),
                cooperatives=(
                    each.cooperatives_title,
                    [pages[code].pk for code in each.cooperatives],
                ),
                steps=(
                    each.steps_title,
                    [{"title": step.title, "text": step.text} for step in each.steps],
                ),
                news_title=each.news_title,
            ),
        },
    )


def body(
    key: str, blocks: Iterable[Any], shelf: Shelf, collection: Collection | None
) -> list[dict[str, Any]]:
    """StreamField content; headings and paragraphs that follow each other are one text."""
    found: list[tuple[str, Any]] = []
    for block in blocks:
        kind, value = _block(f"{key}:{len(found)}", block, shelf, collection)
        if kind == "text" and found and found[-1][0] == "text":
            value = found.pop()[1] + value
        found.append((kind, value))
    return writing.stream(key, found)


def _block(key: str, block: Any, shelf: Shelf, collection: Collection | None) -> tuple[str, Any]:
    """One piece of the demo's text, named by its class: the demo stands above this room."""
    match type(block).__name__:
        case "Heading":
            return "text", str(format_html("<h2>{}</h2>", block.text))
        case "Paragraph":
            return "text", str(format_html("<p>{}</p>", block.text))
        case "Quote":
            return "quote", {"text": block.text, "source": block.source}
        case "Picture":
            photo = shelf.photo(block.name, collection)
            return "picture", {"photo": photo.pk if photo else None, "caption": block.caption}
        case "ProductCards":
            return _cards(key, shelf.product_ids(block.slugs))
        case unknown:
            raise TypeError(f"The website cannot show a {unknown}.")


def _cards(key: str, product_ids: list[int]) -> tuple[str, Any]:
    if len(product_ids) == 1:
        return "product", {"product": product_ids[0]}
    return "shelf", {"title": "", "products": writing.items(key, product_ids)}
