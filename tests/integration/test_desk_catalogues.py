"""Staff find the addresses of the files that catalogues of other companies fetch."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk.more.views import READERS
from shop.storefront.feed_formats import FORMATS
from tests.factories_desk import client_of, make_staff, make_world

pytestmark = pytest.mark.django_db

PAGE = "/kerja/katalog-luar/"


def test_every_file_has_a_reader() -> None:
    assert list(READERS) == list(FORMATS)


def test_staff_find_their_cooperatives_files_and_each_can_be_fetched() -> None:
    world = make_world()
    client = client_of(world.manager)
    assert PAGE in client.get(reverse("desk:more")).content.decode()
    text = client.get(PAGE).content.decode()
    for name in FORMATS:
        path = f"/umpan/{world.cooperative.slug}/{name}"
        assert f'href="{settings.SITE_URL}{path}"' in text
        assert Client().get(path).status_code == 200
    assert f"{settings.SITE_URL}/umpan/google.xml" not in text


def test_head_office_also_finds_the_files_of_all_goods() -> None:
    make_world()
    text = client_of(make_staff(None, is_staff=True)).get(PAGE).content.decode()
    for name in FORMATS:
        assert f'href="{settings.SITE_URL}/umpan/{name}"' in text


def test_a_cooperative_for_training_reads_that_it_has_no_file() -> None:
    world = make_world()
    type(world.cooperative).objects.filter(pk=world.cooperative.pk).update(is_training=True)
    text = client_of(world.manager).get(PAGE).content.decode()
    assert "belum tampil untuk umum" in text
    assert "/umpan/" not in text
