"""Setting up the website: its address, its pages and who runs it. May be run again."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db import transaction
from wagtail.models import Page, Site

from cms import starting_pages as texts
from cms import tenancy, writing
from cms.models import CooperativeIndexPage, HomePage, NewsIndexPage, StandardPage, Topic
from shop.accounts.models import User

HTTP_PORT = 80
HTTPS_PORT = 443


@transaction.atomic
def set_up() -> HomePage:
    """Bring address, pages, groups and head office up to date; what people wrote is kept."""
    home = home_page()
    set_address(home)
    fill_home(home)
    for title, slug, lead, model in (
        (texts.NEWS_TITLE, "berita", texts.NEWS_LEAD, NewsIndexPage),
        (texts.COOPERATIVES_TITLE, "koperasi", texts.COOPERATIVES_LEAD, CooperativeIndexPage),
    ):
        writing.put(
            parent=home, model=model, slug=slug, title=title, fields={"lead": lead}, keep=True
        )
    for page in texts.PAGES:
        _put_standard(home, page)
    for slug, name in texts.TOPICS:
        Topic.objects.get_or_create(slug=slug, defaults={"name": name})
    group = tenancy.set_up_head_office()
    for user in User.objects.filter(is_active=True, is_staff=True).exclude(groups=group):
        user.groups.add(group)
    return home


def home_page() -> HomePage:
    """The site's home page; a lost one is made again below the root."""
    home = HomePage.objects.filter(depth=2).order_by("path").first()
    if home is not None:
        return home
    home = HomePage(title=texts.HOME_TITLE, slug="beranda", hero_title=texts.HERO_TITLE)
    Page.get_first_root_node().add_child(instance=home)
    return home


def set_address(home: HomePage) -> None:
    """Write the host and port of ``SITE_URL`` where Wagtail and Django look for them."""
    address = urlsplit(settings.SITE_URL)
    host = address.hostname or "localhost"
    default_port = HTTPS_PORT if address.scheme == "https" else HTTP_PORT
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": host,
            "port": address.port or default_port,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "root_page": home,
        },
    )
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": address.netloc, "name": settings.WAGTAIL_SITE_NAME},
    )
    DjangoSite.objects.clear_cache()


def fill_home(home: HomePage) -> None:
    """Give a home page without sections the usual ones."""
    if home.sections or home.latest_revision_id:
        return
    home.hero_text = home.hero_text or texts.HERO_TEXT
    home.hero_button = home.hero_button or texts.HERO_BUTTON
    home.sections = home_sections()
    home.save_revision().publish()


def home_sections(
    *,
    shelf: tuple[str, list[int]] = (texts.SHELF_TITLE, []),
    categories: list[str] | None = None,
    cooperatives: tuple[str, list[int]] = (texts.STRIP_TITLE, []),
    steps: tuple[str, list[dict[str, str]]] = (texts.STEPS_TITLE, []),
    news_title: str = texts.HOME_NEWS_TITLE,
) -> list[dict[str, Any]]:
    """The usual sections of the front page: categories, shelf, cooperatives, steps, news."""
    shelf_title, product_ids = shelf
    return writing.stream(
        "home",
        [
            ("categories", {"shelves": categories or []}),
            (
                "shelf",
                {
                    "title": shelf_title,
                    "rule": "chosen" if product_ids else "harvest",
                    "products": writing.items("home:shelf", product_ids),
                    "limit": max(10, len(product_ids)),
                },
            ),
            (
                "cooperatives",
                {
                    "title": cooperatives[0],
                    "pages": writing.items("home:cooperatives", cooperatives[1]),
                },
            ),
            ("steps", {"title": steps[0], "steps": writing.items("home:steps", steps[1])}),
            ("news", {"title": news_title, "limit": 3}),
        ],
    )


def _put_standard(home: HomePage, page: texts.StartingPage) -> None:
    body = writing.stream(
        page.slug, [("text", "".join(f"<p>{text}</p>" for text in page.paragraphs))]
    )
    writing.put(
        parent=home,
        model=StandardPage,
        slug=page.slug,
        title=page.title,
        fields={"lead": page.lead, "body": body},
        keep=True,
    )
