"""Shelves of a new shop come from a command, once each."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from catalog.models import Category

pytestmark = pytest.mark.django_db


def test_shelves_are_made_once_with_those_above_them():
    said = StringIO()
    call_command("add_category", "Kopi", "Beras > Beras merah", stdout=said)
    call_command("add_category", "Kopi", "Beras > Beras putih", stdout=said)

    assert sorted(Category.objects.values_list("name", "depth")) == [
        ("Beras", 1),
        ("Beras merah", 2),
        ("Beras putih", 2),
        ("Kopi", 1),
    ]
    assert "Kopi: /kategori/kopi/" in said.getvalue()
    assert Client().get("/kategori/kopi/").status_code == 200
