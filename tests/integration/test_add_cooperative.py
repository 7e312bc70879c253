"""A real shop begins with a cooperative and somebody who keeps it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms import website
from cms.models import CooperativePage
from shop.accounts.models import Role, StaffRole
from shop.address.models import Region
from shop.partner.models import Partner

pytestmark = pytest.mark.django_db
EMAIL = "sari@koperasi.example"


def add(name="Koperasi Kopi Lintong", *, slug="kopi-lintong", manager=EMAIL, **more):
    said = StringIO()
    facts = {"slug": slug, "manager": manager, "district": "12.16.01", **more}
    call_command("add_cooperative", name, stdout=said, **facts)
    return said.getvalue()


@pytest.fixture
def user(django_user_model, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    website.set_up()
    regency = Region.objects.create(code="12.16", name="Humbang Hasundutan", level=2)
    Region.objects.create(code="12.16.01", name="Parlilitan", level=3, parent=regency)
    return django_user_model.objects.create_user(EMAIL, "rahasia-sekali-2026")


def test_the_manager_of_a_new_cooperative_reaches_its_desk(user):
    assert "pengurus sari@koperasi.example" in add()

    client = Client()
    client.force_login(user)
    desk = client.get("/kerja/")
    assert desk.status_code == 200
    assert "Kopi Lintong" in desk.content.decode()
    assert CooperativePage.objects.get().partner.slug == "kopi-lintong"
    assert Partner.objects.get().regency_name == "Humbang Hasundutan"


def test_a_second_run_changes_nothing(user):
    add()
    add(manager=EMAIL.upper())

    assert Partner.objects.count() == 1
    assert list(StaffRole.objects.values_list("user__email", "role")) == [(EMAIL, Role.MANAGER)]
    assert CooperativePage.objects.count() == 1


def test_a_manager_without_an_account_is_named_and_nothing_is_kept(user):
    with pytest.raises(CommandError, match=r"Belum ada akun lain@koperasi\.example"):
        add(manager="lain@koperasi.example")

    assert Partner.objects.count() == 0


def test_an_address_that_is_no_address_is_refused(user):
    with pytest.raises(CommandError):
        add(slug="kopi lintong")

    assert Partner.objects.count() == 0


def test_a_district_that_does_not_exist_is_refused(user):
    with pytest.raises(CommandError, match="kecamatan"):
        add(district="12.16")

    assert Partner.objects.count() == 0
