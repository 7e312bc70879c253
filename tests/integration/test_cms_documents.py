"""Files of the CMS are for everybody once a live page shows them, and before that for their own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.models import ReferenceIndex, UploadedFile

from cms import tenancy, website
from cms.models import CooperativePage
from shop.accounts.models import Role, StaffRole
from tests import factories_cms as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(settings: Any, tmp_path: Any) -> CooperativePage:
    settings.MEDIA_ROOT = tmp_path
    website.set_up()
    return make.a_cooperative_with_page("Koperasi Sendiri")


@pytest.fixture
def document(page: CooperativePage) -> Document:
    return make.a_document(page.partner.website_space.collection, "Laporan keuangan")


def status(document: Document, user: Any = None) -> int:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(f"/documents/{document.pk}/{document.filename}").status_code


def linked_from(page: Any, document: Document) -> None:
    page.body = [("text", f'<p><a linktype="document" id="{document.pk}">Unduh laporan</a></p>')]
    page.save()
    ReferenceIndex.create_or_update_for_object(page)


def test_a_file_that_no_page_shows_is_for_its_own_people(
    page: CooperativePage, document: Document
) -> None:
    other = make.a_cooperative_with_page("Koperasi Lain")
    packer = make.a_user()
    StaffRole.objects.create(user=packer, cooperative=page.partner, role=Role.PACKER)
    boss = make.a_user()
    tenancy.add_head_office(boss)

    assert status(document, make.an_editor(page)) == 200
    assert status(document, boss) == 200
    for user in (None, make.a_user(), make.an_editor(other), packer):
        assert status(document, user) == 404


def test_a_live_page_makes_it_public_and_a_draft_does_not(
    page: CooperativePage, document: Document
) -> None:
    article = make.an_article(page, "Laporan", live=False)
    linked_from(article, document)
    assert status(document) == 404

    article.live = True
    article.save()
    assert status(document) == 200

    article.unpublish()
    assert status(document) == 404


def test_the_file_is_not_found_by_its_name_alone(document: Document) -> None:
    assert document.file.name.startswith("documents/")
    for path in ("{}", "./{}", "/{}", "a/../{}", "a%5C..%5C{}"):
        address = f"/media/{path.format(document.file.name)}"
        assert Client().get(address).status_code == 404, address


def test_an_upload_in_the_middle_is_nobodys(page: CooperativePage) -> None:
    upload = UploadedFile.objects.create(file=ContentFile(b"asli", name="IMG_0001.jpg"))
    assert Client().get(f"/media/{upload.file.name}").status_code == 404


def test_pictures_are_still_there(page: CooperativePage) -> None:
    photo = make.a_photo()
    answer = Client().get(f"/media/{photo.file.name}")
    assert answer.status_code == 200
    assert "max-age" in answer["Cache-Control"]
