"""Head office takes a cooperative in and makes the shelves with screens alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Category
from catalog.shelves import CannotAdd, add_shelf
from cms import website
from cms.cooperatives import services
from cms.models import CooperativeIndexPage, CooperativePage
from shop.accounts.models import Invitation, Role, StaffRole, User
from shop.address.models import Region
from shop.outbox.models import Message
from shop.partner.models import Partner
from shop.payments.receiving import add_account
from shop.payments.selectors import can_be_paid
from tests.unit.storefront import test_translations

pytestmark = pytest.mark.django_db
LIST = "/pusat/koperasi/"
NEW = "/pusat/koperasi/baru/"
SHELVES = "/pusat/kategori/"
ADDRESSES = (LIST, NEW, SHELVES)
ANSWERS = {"name": "Koperasi Kopi Lintong", "place": "Lintongnihuta"}


@pytest.fixture
def places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    home = website.home_page()
    home.add_child(instance=CooperativeIndexPage(title="Koperasi", slug="koperasi"))
    regency = place("12.16", "Humbang Hasundutan", 2)
    place("12.16.01", "Parlilitan", 3, regency)
    place("12.16.02", "Lintongnihuta", 3, regency)
    other = place("12.12", "Toba", 2)
    place("12.12.07", "Parlilitan Julu", 3, other)


def place(code, name, level, parent=None):
    path = f"{name}, {parent.name}" if parent else name
    return Region.objects.create(
        code=code, name=name, level=level, parent=parent, path=path, search_name=name.lower()
    )


@pytest.fixture
def head_office(client, places):
    user = User.objects.create_user("pusat@example.com", "rahasia-sekali")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.refresh_from_db()
    client.force_login(user)
    return client


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_find_nothing_and_guests_are_asked_to_log_in(client, address, method):
    assert getattr(client, method)(address).url.startswith(reverse("account_login"))

    manager = User.objects.create_user("sari@example.com", "rahasia-sekali")
    cooperative = Partner.objects.create(name="Kopi", code="kopi", slug="kopi")
    StaffRole.objects.create(user=manager, cooperative=cooperative, role=Role.MANAGER)
    client.force_login(manager)
    assert getattr(client, method)(address, ANSWERS).status_code == 404
    assert Partner.objects.count() == 1
    assert Category.objects.count() == 0


def test_the_desk_before_the_first_cooperative_leads_to_the_form(head_office):
    desk = head_office.get("/kerja/")
    assert desk.status_code == 403
    assert f'href="{NEW}"' in text(desk)
    assert "Belum ada koperasi" in text(head_office.get(LIST))


def test_a_buyer_at_the_desk_is_not_led_there(client, places):
    client.force_login(User.objects.create_user("ani@example.com", "rahasia-sekali"))
    assert NEW not in text(client.get("/kerja/"))


def test_a_cooperative_is_added_with_its_page_and_its_desk_opens(head_office):
    added = head_office.post(NEW, ANSWERS | {"whatsapp": "0812 3456 7890"}, follow=True)
    assert "Koperasi Kopi Lintong sudah ditambahkan" in text(added)

    partner = Partner.objects.get()
    assert (partner.slug, partner.district_id) == ("kopi-lintong", "12.16.02")
    assert (partner.regency_name, partner.whatsapp) == ("Humbang Hasundutan", "+6281234567890")
    assert CooperativePage.objects.get().partner == partner
    assert head_office.get("/kerja/").status_code == 200
    assert "belum ada petugas" in text(head_office.get(LIST))


def test_the_manager_is_invited_and_not_put_in_unasked(head_office, settings):
    head_office.post(NEW, ANSWERS | {"manager": "Sari@Koperasi.example"})

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("sari@koperasi.example", Role.MANAGER)
    assert StaffRole.objects.count() == 0
    assert Message.objects.count() + len(mail.outbox) == 1


def test_several_places_of_a_name_are_offered_to_choose_from(head_office):
    asked = head_office.post(NEW, ANSWERS | {"place": "Parlilitan"})
    assert Partner.objects.count() == 0
    assert "Pilih kecamatan dari daftar" in text(asked)
    assert 'value="12.16.01"' in text(asked)
    assert 'value="12.12.07"' in text(asked)

    head_office.post(NEW, ANSWERS | {"place": "Parlilitan", "district": "12.12.07"})
    assert Partner.objects.get().regency_name == "Toba"


def test_a_choice_from_an_earlier_search_does_not_count(head_office):
    head_office.post(NEW, ANSWERS | {"district": "12.12.07"})
    assert Partner.objects.get().district_id == "12.16.02"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Tulis nama koperasinya"),
        ({"name": "!!!"}, "Tulis nama koperasinya"),
        ({"place": "Atlantis"}, "Tidak ada kecamatan"),
        ({"place": "Toba"}, "Pilih kecamatan"),
        ({"place": ""}, "Tidak ada kecamatan"),
        ({"whatsapp": "12"}, "terlalu pendek"),
        ({"manager": "sari"}, "bukan alamat e-mail"),
        ({"name": "Kopi\0"}, ""),
    ],
)
def test_wrong_answers_are_said_and_nothing_is_kept(head_office, wrong, said):
    place("12.12.08", "Balige", 3, Region.objects.get(pk="12.12"))
    response = head_office.post(NEW, ANSWERS | wrong)
    if not said:
        assert Partner.objects.get().name == "Kopi"
        return
    assert said in text(response)
    assert Partner.objects.count() == CooperativePage.objects.count() == 0
    assert Invitation.objects.count() == 0


def test_the_same_cooperative_again_is_refused(head_office):
    head_office.post(NEW, ANSWERS)
    again = head_office.post(NEW, ANSWERS)
    assert "sudah ada" in text(again)
    assert Partner.objects.count() == CooperativePage.objects.count() == 1


def test_a_place_in_the_tree_that_was_taken_meanwhile_is_said(head_office, monkeypatch):
    def clash(new):
        Partner.objects.create(name=new.name, code="twice")
        Partner.objects.create(name=new.name, code="twice")

    monkeypatch.setattr(services, "add", clash)
    assert "kirim lagi" in text(head_office.post(NEW, ANSWERS))
    assert Partner.objects.count() == 0


# --- Shelves -----------------------------------------------------------------------------------
def test_shelves_are_added_and_found_in_the_shop(head_office):
    head_office.post(SHELVES, {"name": "Kopi"})
    kopi = Category.objects.get()
    head_office.post(SHELVES, {"name": "Kopi bubuk", "parent": kopi.pk})
    assert "Kopi &gt; Kopi bubuk" in text(head_office.get(SHELVES))
    assert head_office.get("/kategori/kopi-bubuk/").status_code == 200


def test_the_same_name_below_another_shelf_gets_an_address_of_its_own():
    kopi, teh = add_shelf(name="Kopi"), add_shelf(name="Teh")
    assert add_shelf(name="Bubuk", parent_id=kopi.pk).slug == "bubuk"
    assert add_shelf(name="Bubuk", parent_id=teh.pk).slug == "bubuk-teh"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 61}, {"name": "Teh", "parent": 9}])
def test_shelves_that_make_no_sense_are_refused(wrong):
    answers = {"name": wrong["name"], "parent_id": wrong.get("parent")}
    with pytest.raises(CannotAdd):
        add_shelf(**answers)


def test_a_shelf_comes_once(head_office):
    add_shelf(name="Kopi")
    assert "sudah ada" in text(head_office.post(SHELVES, {"name": "kopi "}))
    assert "induknya" in text(head_office.post(SHELVES, {"name": "Teh", "parent": "x"}))
    assert Category.objects.count() == 1


@pytest.mark.parametrize("parent", ["9" * 5000, "9" * 10, "٣"])
def test_a_parent_that_is_no_key_is_gone(head_office, parent):
    answer = head_office.post(SHELVES, {"name": "Teh", "parent": parent})
    assert "induknya" in text(answer)
    assert Category.objects.count() == 0


def test_many_shelves_cost_no_more_queries(head_office):
    kopi = add_shelf(name="Kopi")
    asked = []
    for names in (range(2), range(2, 12)):
        for number in names:
            add_shelf(name=f"Bubuk {number}", parent_id=kopi.pk)
        with CaptureQueriesContext(connection) as queries:
            shown = text(head_office.get(SHELVES))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert "Kopi &gt; Bubuk 11" in shown


def test_every_word_is_translated(monkeypatch):
    area = "head_office"
    patterns = ("cms/cooperatives/*.py", "catalog/shelves.py", "templates/head_office/*.html")
    monkeypatch.setitem(test_translations.AREAS, area, patterns)
    path = Path("locale/head_office/id/LC_MESSAGES/django.po")
    with (test_translations.ROOT / path).open("rb") as handle:
        rows = read_po(handle, locale="id")
    known = {
        (row.context, row.id[0] if isinstance(row.id, tuple) else row.id) for row in rows if row.id
    }
    elsewhere = {(None, "Straight to the content"), (None, "Main menu")}
    assert test_translations.said(area) - known <= elsewhere


# --- Who can be paid ---------------------------------------------------------------------------
def test_the_desk_says_that_nobody_can_pay_until_an_account_is_there(head_office):
    head_office.post(NEW, ANSWERS)
    assert "Pembeli belum bisa membayar" in text(head_office.get("/kerja/"))

    partner = Partner.objects.get()
    facts = {"bank": "BRI", "number": "1234567890", "holder": "Koperasi"}
    add_account(cooperative_id=partner.pk, actor=None, **facts)
    assert "Pembeli belum bisa membayar" not in text(head_office.get("/kerja/"))


@pytest.mark.parametrize("way", ["own_account", "operators_account", "cash"])
def test_one_way_to_pay_is_enough(way):
    partner = Partner.objects.create(name="Kopi", code="kopi", slug="kopi")
    other = Partner.objects.create(name="Ulos", code="ulos", slug="ulos")
    facts = {"bank": "BRI", "number": "1234567890", "holder": "Koperasi", "actor": None}
    add_account(cooperative_id=other.pk, **facts)
    assert not can_be_paid(partner)
    partner.cod_limit = 0
    assert not can_be_paid(partner), "no amount is small enough for cash"
    if way == "cash":
        partner.cod_limit = 500_000
    else:
        owner = partner.pk if way == "own_account" else None
        add_account(cooperative_id=owner, **facts | {"number": "9876543210"})
    assert can_be_paid(partner)
