"""Everything staff read in the CMS is Indonesian, Wagtail's own screens included."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.test import Client
from django.urls import reverse
from django.utils.translation import _trans, trans_real
from django.utils.translation.template import templatize

from cms import tenancy, website
from cms.models import CooperativePage
from tests import factories_cms as make

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# Names, codes and words that are the same in Indonesian.
SAME = {
    "URL",
    "ID",
    "WhatsApp",
    "P-IRT",
    "BPOM",
    "Halal",
    "SNI",
    "Avatar",
    "Status",
    "Slug",
    "slug",
    "Email",
    "Filter",
    "e.g.",
}


class Missing:
    """Remembers every text that was asked for in Indonesian and not found."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def look(self, message: str, key: Any) -> None:
        catalog = trans_real.translation("id")
        text = str(message).strip()
        if text and key not in catalog._catalog and text not in SAME:
            self.texts.add(str(message))


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Missing:
    seen = Missing()
    gettext, pgettext = trans_real.gettext, trans_real.pgettext
    ngettext, npgettext = trans_real.ngettext, trans_real.npgettext

    def normal(message: str) -> str:
        return str(message).replace("\r\n", "\n").replace("\r", "\n")

    def one(message: str) -> str:
        seen.look(message, normal(message))
        return gettext(message)

    def one_in(context: str, message: str) -> str:
        seen.look(message, f"{context}\x04{normal(message)}")
        return pgettext(context, message)

    def several(single: str, plural: str, number: float) -> str:
        seen.look(single, (normal(single), 0))
        return ngettext(single, plural, number)

    def several_in(context: str, single: str, plural: str, number: float) -> str:
        seen.look(single, (f"{context}\x04{normal(single)}", 0))
        return npgettext(context, single, plural, number)

    for name, spy in (
        ("gettext", one),
        ("pgettext", one_in),
        ("ngettext", several),
        ("npgettext", several_in),
    ):
        monkeypatch.setattr(_trans, name, spy)
    return seen


@pytest.fixture
def page(settings: Any, tmp_path: Any) -> CooperativePage:
    settings.MEDIA_ROOT = tmp_path
    website.set_up()
    return make.a_cooperative_with_page("Koperasi Kopi Lintong")


def screens_of_an_editor(page: CooperativePage) -> list[str]:
    """What an editor of a cooperative opens in a week."""
    collection = page.partner.website_space.collection
    photo, document = make.a_photo(collection), make.a_document(collection, "Berkas")
    make.a_product(page.partner)
    article = make.an_article(page, "Artikel", photo=photo, blocks=[("text", "<p>Isi.</p>")])
    draft = make.an_article(page, "Draf", live=False)
    pages, images, files = "wagtailadmin_pages:", "wagtailimages:", "wagtaildocs:"
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_account"),
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse(f"{pages}search") + "?q=Artikel",
        reverse(f"{pages}search") + "?q=tidakada",
        reverse(f"{pages}add_subpage", args=[page.pk]),
        reverse(f"{pages}add", args=["cms", "articlepage", page.pk]),
        *(
            reverse(f"{pages}{name}", args=[each.pk])
            for each in (page, article, draft)
            for name in ("edit", "history", "usage", "workflow_history", "delete")
        ),
        reverse(f"{pages}revisions_compare", args=[article.pk, "earliest", "latest"]),
        reverse(f"{images}index"),
        reverse(f"{images}index") + "?q=tidakada",
        reverse(f"{images}add_multiple"),
        *(
            reverse(f"{images}{name}", args=[photo.pk])
            for name in ("edit", "delete", "image_usage")
        ),
        reverse(f"{files}index"),
        reverse(f"{files}add_multiple"),
        *(
            reverse(f"{files}{name}", args=[document.pk])
            for name in ("edit", "delete", "document_usage")
        ),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs_chooser:choose"),
        reverse("cms_product_chooser:choose"),
        reverse("wagtailadmin_choose_page") + "?allow_external_link=true",
        reverse("wagtailadmin_choose_page_external_link"),
        bulk("wagtailcore", "page", "delete", draft.pk),
        bulk("wagtailcore", "page", "move", draft.pk),
        bulk("wagtailcore", "page", "publish", draft.pk),
        bulk("wagtailcore", "page", "unpublish", article.pk),
        bulk("cms", "photo", "delete", photo.pk),
        bulk("cms", "photo", "add_tags", photo.pk),
        bulk("cms", "photo", "add_to_collection", photo.pk),
        bulk("wagtaildocs", "document", "delete", document.pk),
    ]


def screens_of_head_office(page: CooperativePage) -> list[str]:
    """What head office opens besides."""
    article = make.an_article(page, "Untuk disetujui", live=False)
    article.get_workflow().start(article, make.an_editor(page))
    state = article.current_workflow_task_state
    pages = "wagtailadmin_pages:"
    action = [article.pk, "approve", state.pk]
    return [
        *screens_of_an_editor(page),
        reverse("wagtailadmin_explore_root"),
        reverse(f"{pages}edit", args=[article.pk]),
        reverse(f"{pages}edit", args=[website.home_page().pk]),
        reverse(f"{pages}workflow_action", args=action),
        reverse(f"{pages}workflow_action", args=[article.pk, "reject", state.pk]),
        reverse(f"{pages}confirm_workflow_cancellation", args=[article.pk]),
        reverse(f"{pages}workflow_history", args=[article.pk]),
        reverse(f"{pages}move", args=[article.pk]),
        reverse(f"{pages}copy", args=[article.pk]),
        reverse(f"{pages}unpublish", args=[page.pk]),
        reverse(f"{pages}set_privacy", args=[page.pk]),
        reverse("wagtailsnippets_cms_topic:list"),
        reverse("wagtailsnippets_cms_topic:add"),
        reverse("wagtailadmin_reports:site_history"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:locked_pages"),
        reverse("wagtailadmin_reports:aging_pages"),
        reverse("wagtailredirects:index"),
        reverse("wagtailredirects:add"),
        reverse("wagtailadmin_collections:index"),
    ]


def bulk(app: str, model: str, action: str, row: int) -> str:
    return f"{reverse('wagtail_bulk_action', args=[app, model, action])}?id={row}&next=/cms/"


def visit(client: Client, addresses: list[str]) -> None:
    for address in addresses:
        assert client.get(address, follow=True).status_code == 200, address


def test_editors_read_indonesian_on_every_screen(page: CooperativePage, missing: Missing) -> None:
    client = Client()
    client.force_login(make.an_editor(page))
    visit(client, screens_of_an_editor(page))
    assert sorted(missing.texts) == []


def test_head_office_reads_indonesian_on_every_screen(
    page: CooperativePage, missing: Missing
) -> None:
    boss = make.a_user()
    tenancy.add_head_office(boss)
    client = Client()
    client.force_login(boss)
    visit(client, screens_of_head_office(page))
    assert sorted(missing.texts) == []


def our_texts() -> set[tuple[str | None, str]]:
    """Context and text of everything our code and templates say."""
    sources = [path.read_text("utf-8") for path in (ROOT / "cms").glob("**/*.py")]
    for folder in ("cms", "wagtailadmin"):
        pages = (ROOT / "templates" / folder).glob("**/*.html")
        sources += [templatize(path.read_text("utf-8")) for path in pages]
    found = set()
    for source in sources:
        texts = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in texts:
            single = message if isinstance(message, str) else message[0]
            found.add((context, single))
    return found


def test_everything_we_say_is_translated(missing: Missing) -> None:
    catalog = trans_real.translation("id")._catalog
    untranslated = [
        (context, text)
        for context, text in our_texts()
        for key in [f"{context}\x04{text}" if context else text]
        if key not in catalog and (key, 0) not in catalog
    ]
    assert untranslated == []
