"""Nobody sees or changes another cooperative's part of the website, on any screen of the CMS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.urls.resolvers import RoutePattern
from wagtail.documents.models import Document
from wagtail.models import Page

from catalog.models import Product
from cms import gate, tenancy, website
from cms.models import ArticlePage, CooperativePage, NewsIndexPage, Photo
from cms.urls import urlpatterns as cms_urlpatterns
from shop.accounts.models import Role, StaffRole, User
from tests import factories_cms as make

pytestmark = pytest.mark.django_db

SECRET = "RAHASIA"
BULK_MODELS = [("wagtailcore", "page"), ("cms", "photo"), ("wagtaildocs", "document")]
BULK_ACTIONS = ["delete", "move", "publish", "unpublish", "add_to_collection", "add_tags"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The other cooperative, with things only its own staff may know."""

    page: CooperativePage
    draft: ArticlePage
    changed: ArticlePage
    photo: Photo
    document: Document
    product: Product
    editor: User


@pytest.fixture
def other(settings: Any, tmp_path: Any) -> Other:
    settings.MEDIA_ROOT = tmp_path
    website.set_up()
    page = make.a_cooperative_with_page("Koperasi Lain")
    collection = page.partner.website_space.collection
    changed = make.an_article(page, "Artikel terbit")
    changed.title = f"{SECRET} perubahan"
    changed.save_revision()
    return Other(
        page=page,
        draft=make.an_article(page, f"{SECRET} draf", live=False),
        changed=changed,
        photo=make.a_photo(collection, f"{SECRET} foto"),
        document=make.a_document(collection, f"{SECRET} berkas"),
        product=make.a_product(page.partner, title=f"{SECRET} barang", is_public=False),
        editor=make.an_editor(page),
    )


@pytest.fixture
def own_page(other: Other) -> CooperativePage:
    return make.a_cooperative_with_page("Koperasi Sendiri")


@pytest.fixture
def editor(own_page: CooperativePage) -> User:
    return make.an_editor(own_page)


@pytest.fixture
def as_editor(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def every_pattern(
    patterns: list[Any], prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """View name, route and the arguments it takes, of everything below ``/cms/``."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_pattern(entry.url_patterns, route, inside)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}", route, dict.fromkeys(arguments(entry), "")


def arguments(entry: URLPattern) -> list[str]:
    if isinstance(entry.pattern, RoutePattern):
        return list(entry.pattern.converters)
    return list(entry.pattern.regex.groupindex)


def values_for(other: Other) -> dict[str, list[Any]]:
    """What an attacker would put in each argument: ids of the other cooperative's rows."""
    pages = [other.draft.pk, other.changed.pk, other.page.pk]
    revision = other.draft.latest_revision_id
    return {
        "page_id": pages,
        "parent_page_id": pages,
        "page_to_move_id": pages,
        "page_pk": pages,
        "destination_id": [other.page.pk],
        "object_id": pages,
        "pk": [*pages, other.photo.pk, other.document.pk, other.product.pk, other.editor.pk],
        "image_id": [other.photo.pk],
        "document_id": [other.document.pk],
        "doc_id": [other.document.pk],
        "revision_id": [revision],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "redirect_id": [1],
        "collection_id": [other.photo.collection_id],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["articlepage"],
        "app_label": ["wagtailcore"],
        "app_name": ["cms"],
        "model_name": ["page"],
        "action": ["delete"],
        "action_name": ["approve", "publish"],
        "filter_spec": ["max-165x165"],
        "task_state_id": [1],
        "task_id": [1],
        "workflow_state_id": [1],
        "workflow_pk": [1],
        "uploaded_file_id": [1],
        "session_id": [1],
        "uidb64": ["x"],
        "token": ["x"],
    }


def addresses(other: Other) -> list[tuple[str, str, bool]]:
    """Every address of the CMS with the other's ids in it; whether it names one of them."""
    values = values_for(other)
    found = []
    for name, _route, wanted in every_pattern(cms_urlpatterns):
        for chosen in product(*(values[argument] for argument in wanted)):
            kwargs = dict(zip(wanted, chosen, strict=True))
            found.append((name, reverse(name, kwargs=kwargs), bool(kwargs)))
    return found + bulk_addresses(other) + chooser_addresses(other)


def bulk_addresses(other: Other) -> list[tuple[str, str, bool]]:
    ids = {"page": other.draft.pk, "photo": other.photo.pk, "document": other.document.pk}
    return [
        (
            "wagtail_bulk_action",
            f"{reverse('wagtail_bulk_action', args=[app, model, action])}?id={row}",
            True,
        )
        for (app, model), action in product(BULK_MODELS, BULK_ACTIONS)
        for row in (ids[model], f"all&childOf={other.page.pk}")
    ]


def chooser_addresses(other: Other) -> list[tuple[str, str, bool]]:
    queries = {
        "wagtailadmin_choose_page_chosen_multiple": [other.draft.pk, other.changed.pk],
        "wagtailimages_chooser:chosen_multiple": [other.photo.pk],
        "wagtaildocs_chooser:chosen_multiple": [other.document.pk],
        "cms_product_chooser:chosen_multiple": [other.product.pk],
    }
    found = [
        (name, f"{reverse(name)}?id={row}", False) for name, rows in queries.items() for row in rows
    ]
    for name in (
        "wagtailadmin_choose_page_search",
        "wagtailadmin_pages:search",
        "wagtailimages:index",
        "wagtaildocs:index",
        "wagtailimages_chooser:choose_results",
        "wagtaildocs_chooser:choose_results",
        "cms_product_chooser:choose_results",
        "wagtailadmin_api:pages:listing",
    ):
        found.append((name, f"{reverse(name)}?q={SECRET}&search={SECRET}", False))
    return found


def told(body: bytes) -> list[str]:
    """Lines that say something secret; a search term that is echoed back is not a leak."""
    return [
        line
        for line in body.decode("utf-8", "replace").splitlines()
        for said in [line.replace(f"“{SECRET}”", "").replace(f'"{SECRET}"', "")]
        if any(
            f"{SECRET} {word}" in said for word in ("draf", "perubahan", "foto", "berkas", "barang")
        )
    ]


def read(response: Any) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)
    return bytes(response.content)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_screen_of_the_cms_tells_or_does_anything_to_another_cooperative(
    other: Other, editor: User, method: str
) -> None:
    before = snapshot(other)
    leaks, open_doors = [], []
    client = Client(raise_request_exception=False)
    for name, address, names_a_row in addresses(other):
        if "_auth_user_id" not in client.session:
            client.force_login(editor)
        response = getattr(client, method)(address)
        body = read(response)
        if told(body):
            leaks.append((name, address, told(body)[0][:200]))
        if names_a_row and response.status_code not in {302, 403, 404, 405}:
            open_doors.append((name, address, response.status_code))
    assert leaks == []
    assert [door for door in open_doors if door[0] not in HARMLESS] == []
    assert snapshot(other) == before


def test_every_screen_of_the_cms_answers_its_own_staff(
    own_page: CooperativePage, editor: User
) -> None:
    """With the ids of their own rows: a page, a way on, or a plain "not here"; never a fault."""
    collection = own_page.partner.website_space.collection
    mine = Other(
        page=own_page,
        draft=make.an_article(own_page, "Draf", live=False),
        changed=make.an_article(own_page, "Artikel"),
        photo=make.a_photo(collection, "Foto"),
        document=make.a_document(collection, "Berkas"),
        product=make.a_product(own_page.partner, title="Barang"),
        editor=editor,
    )
    client = Client(raise_request_exception=False)
    faults = []
    once = {name: address for name, address, _names_a_row in reversed(addresses(mine))}
    for name, address in once.items():
        if "_auth_user_id" not in client.session:
            client.force_login(editor)
        answer = client.get(address)
        if answer.status_code >= 500:
            faults.append((name, address, answer.status_code))
    assert faults == []


HARMLESS = {
    # Ends only the asker's own editing session, whatever id is asked.
    "wagtailadmin_editing_sessions:release",
    # Published pages may be linked to; drafts are tested below.
    "wagtailadmin_choose_page_child",
}


def snapshot(other: Other) -> list[Any]:
    """Everything of the other cooperative that could be changed."""
    pages = Page.objects.descendant_of(other.page, inclusive=True).order_by("pk")
    return [
        list(pages.values_list("pk", "path", "title", "live", "locked", "latest_revision_id")),
        list(Photo.objects.filter(pk=other.photo.pk).values_list("title", "collection_id")),
        list(Document.objects.filter(pk=other.document.pk).values_list("title", "collection_id")),
        list(other.editor.groups.values_list("pk", flat=True)),
    ]


@pytest.mark.parametrize(
    "name", ["edit", "delete", "history", "view_draft", "usage", "copy", "move", "unpublish"]
)
def test_another_cooperatives_page_does_not_exist(
    as_editor: Client, other: Other, name: str
) -> None:
    assert (
        as_editor.get(reverse(f"wagtailadmin_pages:{name}", args=[other.draft.pk])).status_code
        == 404
    )


def test_another_cooperatives_draft_cannot_be_linked_to(as_editor: Client, other: Other) -> None:
    chosen = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert as_editor.get(f"{chosen}?id={other.draft.pk}").status_code == 404
    assert (
        as_editor.get(reverse("wagtailadmin_choose_page_child", args=[other.draft.pk])).status_code
        == 404
    )
    assert (
        as_editor.get(f"{chosen}?id={other.changed.pk}").json()["result"][0]["adminTitle"]
        == "Artikel terbit"
    )


def test_every_screen_that_is_open_exists() -> None:
    known = {name for name, _route, _arguments in every_pattern(cms_urlpatterns)}
    assert gate.OPEN_TO_COOPERATIVES - known == set()


def test_an_editor_sees_own_pages_and_pictures(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    article = make.an_article(own_page, "Artikel sendiri", live=False)
    photo = make.a_photo(own_page.partner.website_space.collection, "Foto sendiri")

    listing = as_editor.get(reverse("wagtailadmin_explore", args=[own_page.pk])).content.decode()
    pictures = as_editor.get(reverse("wagtailimages:index")).content.decode()
    found = as_editor.get(f"{reverse('wagtailadmin_pages:search')}?q=Artikel").content.decode()

    assert "Artikel sendiri" in listing
    assert "Foto sendiri" in pictures
    assert "Artikel sendiri" in found
    assert "Artikel terbit" not in found
    assert as_editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code == 200
    assert as_editor.get(reverse("wagtailimages:edit", args=[photo.pk])).status_code == 200


def test_the_start_screen_leads_to_the_own_page(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    screen = as_editor.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[own_page.pk]) in screen
    assert reverse("wagtailadmin_pages:edit", args=[other.page.pk]) not in screen
    assert reverse("wagtailadmin_reports:site_history") not in screen


def test_the_product_chooser_offers_only_own_products(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    mine = make.a_product(own_page.partner, title="Kopi sendiri")
    theirs = make.a_product(other.page.partner, title="Ulos lain")

    window = as_editor.get(reverse("cms_product_chooser:choose")).json()["html"]

    assert "Kopi sendiri" in window
    assert "Ulos lain" not in window
    assert as_editor.get(reverse("cms_product_chooser:chosen", args=[mine.pk])).status_code == 200
    assert as_editor.get(reverse("cms_product_chooser:chosen", args=[theirs.pk])).status_code == 404


def test_products_are_found_by_their_other_names(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    kopi = make.a_product(own_page.partner, title="Kopi sendiri")
    make.a_product(own_page.partner, title="Teh sendiri")
    Product.objects.filter(pk=kopi.pk).update(search_words="arabika, kopi toba")

    results = as_editor.get(f"{reverse('cms_product_chooser:choose_results')}?q=toba+kopi")

    assert "Kopi sendiri" in results.content.decode()
    assert "Teh sendiri" not in results.content.decode()


def test_the_preview_may_be_framed_by_the_editor_only(
    as_editor: Client, own_page: CooperativePage
) -> None:
    article = make.an_article(own_page, "Artikel sendiri", live=False)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    data = form_data(own_page, [], title="Judul pratinjau", slug=article.slug)

    assert as_editor.post(preview, data).json()["is_valid"]
    shown = as_editor.get(preview)

    assert "Judul pratinjau" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert "script-src 'self';" in shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in as_editor.get("/berita/").headers["Content-Security-Policy"]


def test_head_office_sees_every_product_and_page(other: Other) -> None:
    client = Client()
    boss = make.a_user(is_staff=True)
    tenancy.add_head_office(boss)
    client.force_login(boss)

    assert f"{SECRET} barang" in client.get(reverse("cms_product_chooser:choose")).json()["html"]
    assert client.get(reverse("wagtailadmin_pages:edit", args=[other.draft.pk])).status_code == 200
    assert (
        f"{SECRET} draf"
        in client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    )


def form_data(page: CooperativePage, blocks: list[dict[str, Any]], **extra: Any) -> dict[str, Any]:
    """What the browser posts for a new article below ``page``."""
    data: dict[str, Any] = {
        "title": "Artikel baru",
        "slug": "artikel-baru",
        "lead": "Kalimat pembuka.",
        "date": "2026-10-10",
        "body-count": str(len(blocks)),
        "related_articles-TOTAL_FORMS": "0",
        "related_articles-INITIAL_FORMS": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for at, block in enumerate(blocks):
        data[f"body-{at}-type"] = block["type"]
        data[f"body-{at}-order"] = str(at)
        data[f"body-{at}-deleted"] = ""
        for key, value in block["value"].items():
            data[f"body-{at}-value-{key}"] = value
    return {**data, **extra}


def add_address(page: CooperativePage) -> str:
    return reverse("wagtailadmin_pages:add", args=["cms", "articlepage", page.pk])


def test_a_second_article_of_the_same_title_gets_a_number(
    as_editor: Client, own_page: CooperativePage
) -> None:
    for _time in range(3):
        assert as_editor.post(add_address(own_page), form_data(own_page, [])).status_code == 302
    slugs = ArticlePage.objects.child_of(own_page).filter(title="Artikel baru").order_by("pk")
    expected = ["artikel-baru", "artikel-baru-2", "artikel-baru-3"]
    assert list(slugs.values_list("slug", flat=True)) == expected


def test_a_typed_slug_that_is_taken_is_refused(
    as_editor: Client, own_page: CooperativePage
) -> None:
    for status in (302, 200):
        data = form_data(own_page, [], slug="pilihan-saya")
        assert as_editor.post(add_address(own_page), data).status_code == status
    assert ArticlePage.objects.filter(slug__startswith="pilihan-saya").count() == 1


def test_a_posted_product_of_another_cooperative_is_refused(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    theirs = [{"type": "product", "value": {"product": other.product.pk}}]
    own = [{"type": "product", "value": {"product": make.a_product(own_page.partner).pk}}]

    refused = as_editor.post(add_address(own_page), form_data(own_page, theirs))
    assert refused.status_code == 404
    assert not ArticlePage.objects.filter(slug="artikel-baru").exists()

    accepted = as_editor.post(add_address(own_page), form_data(own_page, own))
    assert accepted.status_code == 302
    assert ArticlePage.objects.get(slug="artikel-baru").get_parent().pk == own_page.pk


@pytest.mark.parametrize("field", ["photo", "block", "related"])
def test_a_posted_picture_or_draft_of_another_cooperative_is_refused(
    as_editor: Client, own_page: CooperativePage, other: Other, field: str
) -> None:
    block = [{"type": "picture", "value": {"photo": other.photo.pk, "caption": ""}}]
    extra = {
        "photo": {"photo": other.photo.pk},
        "block": {},
        "related": {
            "related_articles-TOTAL_FORMS": "1",
            "related_articles-0-article": other.draft.pk,
            "related_articles-0-ORDER": "1",
        },
    }[field]

    data = form_data(own_page, block if field == "block" else [], **extra)
    for mistake in ({}, {"title": ""}, {"date": "besok"}):
        response = as_editor.post(add_address(own_page), {**data, **mistake})
        assert response.status_code == 404
    assert not ArticlePage.objects.filter(slug="artikel-baru").exists()


def test_a_picture_that_head_office_put_there_may_stay(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    page = make.an_article(
        own_page, "Dengan gambar pusat", photo=make.a_photo(title="Gambar pusat")
    )
    data = form_data(own_page, [], title="Judul diperbaiki", slug=page.slug, photo=page.photo_id)

    response = as_editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    assert response.status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Judul diperbaiki"


def test_cooperative_staff_hand_in_and_head_office_publishes(
    as_editor: Client, own_page: CooperativePage, other: Other
) -> None:
    as_editor.post(add_address(own_page), form_data(own_page, [], **{"action-publish": "1"}))
    page = ArticlePage.objects.get(slug="artikel-baru")
    assert not page.live

    as_editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form_data(own_page, [], **{"action-submit": "1"}),
    )
    state = page.current_workflow_state
    assert state.workflow.name == tenancy.APPROVAL

    boss = make.a_user()
    tenancy.add_head_office(boss)
    state.current_task_state.approve(user=boss)
    page.refresh_from_db()
    assert page.live


def test_buyers_and_guests_do_not_enter(other: Other) -> None:
    guest = Client().get(reverse("wagtailadmin_home"), follow=True)
    assert guest.redirect_chain[-1][0] == "/akun/login/?next=/cms/"

    buyer = Client()
    buyer.force_login(make.a_user())
    refused = buyer.get(reverse("wagtailadmin_home"), follow=True)
    assert refused.status_code == 403
    assert refused.redirect_chain == [("/cms/login/?next=/cms/", 302)]
    assert buyer.get(reverse("wagtailadmin_pages:edit", args=[other.draft.pk])).status_code == 404


def test_the_login_never_sends_staff_to_another_site(as_editor: Client, other: Other) -> None:
    response = as_editor.get("/cms/login/?next=https://jahat.example/")
    assert response.headers["Location"] == "/cms/"


def test_a_role_given_or_taken_is_a_right_given_or_taken(
    own_page: CooperativePage, other: Other
) -> None:
    group = own_page.partner.website_space.group
    user = make.a_user()

    packer = StaffRole.objects.create(user=user, cooperative=own_page.partner, role=Role.PACKER)
    assert group not in user.groups.all()
    manager = StaffRole.objects.create(user=user, cooperative=own_page.partner, role=Role.MANAGER)
    assert group in user.groups.all()
    manager.delete()
    packer.delete()
    assert group not in user.groups.all()


def test_setting_up_again_changes_nothing(own_page: CooperativePage, editor: User) -> None:
    first = own_page.partner.website_space
    before = (first.group.page_permissions.count(), first.group.collection_permissions.count())

    again = tenancy.set_up_cooperative(own_page.partner)

    assert again.pk == first.pk
    assert (
        again.group.page_permissions.count(),
        again.group.collection_permissions.count(),
    ) == before
    assert CooperativePage.objects.filter(partner=own_page.partner).count() == 1
    assert editor.groups.count() == 1


def test_two_cooperatives_of_the_same_name_are_apart(other: Other) -> None:
    one = make.a_cooperative_with_page("Koperasi Kembar")
    two = make.a_cooperative_with_page("Koperasi Kembar")
    assert one.partner.website_space.group_id != two.partner.website_space.group_id


def test_a_cooperatives_page_is_never_copied(other: Other) -> None:
    boss = make.a_user(is_superuser=True, is_staff=True)
    assert not other.page.permissions_for_user(boss).can_copy()


def test_cooperative_staff_write_no_news_for_everyone(as_editor: Client, other: Other) -> None:
    news = NewsIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", news.pk])
    assert as_editor.get(address).status_code in {302, 404}
