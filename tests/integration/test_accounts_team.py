"""Inviting people to a cooperative's team: one link, one use, one address; who stays manager."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.accounts import team
from shop.accounts.models import Invitation, Role, StaffRole, User
from shop.partner.models import Partner
from tests.factories_accounts import (
    PASSWORD,
    code_in,
    forget_tries,
    letters,
    log_in,
    make_member,
)
from tests.factories_desk import client_of, make_staff
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db

INVITED = "rina@example.com"


@pytest.fixture(autouse=True)
def fresh_tries() -> Iterator[None]:
    forget_tries()
    yield
    forget_tries()


@pytest.fixture
def cooperative() -> Partner:
    return make_cooperative("Koperasi Kopi Lintong")


@pytest.fixture
def manager(cooperative: Partner) -> User:
    return make_staff(cooperative, Role.MANAGER)


def invite(manager: User, email: str = INVITED, role: str = Role.PACKER) -> Any:
    facts = {"email": email, "peran": role}
    return client_of(manager).post("/kerja/orang/undang/", facts, follow=True)


def link() -> str:
    """The address in the newest mail."""
    return re.findall(r"http://127.0.0.1:8000(/akun/undangan/\S+)", letters()[-1]["text"])[0]


def roles_of(user: User) -> set[str]:
    return set(StaffRole.objects.filter(user=user).values_list("role", flat=True))


def test_somebody_new_makes_an_account_and_works(manager: User, client: Client) -> None:
    page = invite(manager, "  Rina@Example.com ").content.decode()
    assert "Undangan sedang dikirim ke rina@example.com." in page
    letter = letters()[-1]
    assert (letter["to"], letter["subject"]) == (
        [INVITED],
        "Koperasi Kopi Lintong mengajak Anda masuk timnya",
    )
    assert "Tautan berlaku tujuh hari" in letter["text"]
    address = link()
    assert "Koperasi Kopi Lintong mengajak Anda" in client.get(address).content.decode()
    form = re.findall(r'href="(/akun/signup/[^"]+)"', client.get(address).content.decode())[0]
    assert f'value="{INVITED}"' in client.get(form.replace("&amp;", "&")).content.decode()
    client.post("/akun/signup/", {"email": INVITED, "password1": PASSWORD, "next": address})
    code = {"code": code_in(letters()[-1]), "action": "verify"}
    made: Any = client.post("/akun/confirm-email/", code, follow=True)
    assert made.redirect_chain[-1][0] == address
    assert client.post(address)["Location"] == "/kerja/"
    assert roles_of(User.objects.get(email=INVITED)) == {Role.PACKER}
    assert client.get("/kerja/").status_code == 200


def test_somebody_with_an_account_logs_in_and_takes_it(manager: User) -> None:
    user = make_member(INVITED)
    invite(manager, role=Role.TREASURER)
    log_in(INVITED).post(link())
    assert roles_of(user) == {Role.TREASURER}


def test_a_link_works_once(manager: User) -> None:
    make_member(INVITED)
    invite(manager)
    client = log_in(INVITED)
    client.post(link())
    StaffRole.objects.filter(user__email=INVITED).delete()
    again = client.post(link())
    assert again.status_code == 410
    assert "tidak berlaku lagi" in again.content.decode()
    assert not StaffRole.objects.filter(user__email=INVITED).exists()


def test_of_two_at_once_one_takes_it(manager: User) -> None:
    user = make_member(INVITED)
    invite(manager)
    seen = [team.find(link().split("/")[3]) for _ in range(2)]
    team.take(invitation=seen[0], user=user)
    with pytest.raises(team.CannotTake):
        team.take(invitation=seen[1], user=user)


def test_a_link_is_for_its_address_only(manager: User) -> None:
    other = make_member("budi@example.com")
    invite(manager)
    client = log_in("budi@example.com")
    assert "undangan ini untuk rina@example.com" in client.get(link()).content.decode()
    assert client.post(link()).status_code == 410
    assert roles_of(other) == set()
    assert Invitation.objects.get().taken_at is None


def test_the_link_proves_no_address(manager: User, client: Client) -> None:
    invite(manager)
    client.get(link())
    answer = client.post("/akun/signup/", {"email": INVITED, "password1": PASSWORD})
    assert answer["Location"] == "/akun/confirm-email/"


@pytest.mark.parametrize("fact", ["expires_at", "withdrawn_at"])
def test_old_and_withdrawn_links_open_nothing(manager: User, client: Client, fact: str) -> None:
    invite(manager)
    Invitation.objects.update(**{fact: timezone.now() - timedelta(seconds=1)})
    assert client.get(link()).status_code == 410


def test_a_link_ends_after_seven_days_whatever_the_row_says(
    manager: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(manager)
    monkeypatch.setattr(team, "GOOD_FOR", timedelta(seconds=-1))
    assert client.get(link()).status_code == 410


def test_inviting_again_ends_the_link_before(manager: User, client: Client) -> None:
    invite(manager)
    first = link()
    invite(manager, role=Role.EDITOR)
    assert client.get(first).status_code == 410
    assert client.get(link()).status_code == 200
    assert Invitation.objects.get().role == Role.EDITOR


@pytest.mark.parametrize("signed", ["x", "WzEsIngiXQ:1abc:def", "a" * 300, "1:2:3"])
def test_forged_links_open_nothing(client: Client, signed: str) -> None:
    assert client.get(f"/akun/undangan/{signed}/").status_code == 410


@pytest.mark.parametrize(
    ("email", "role"), [("bukan alamat", Role.PACKER), ("", Role.PACKER), (INVITED, "raja")]
)
def test_what_is_no_address_or_no_role_is_said_in_words(
    manager: User, email: str, role: str
) -> None:
    page = invite(manager, email, role).content.decode()
    assert "Ini bukan alamat e-mail" in page or "Pilih apa tugas orang ini" in page
    assert not Invitation.objects.exists()


def test_strangers_are_not_mailed_without_end(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "MOST_OPEN", 2)
    for number in range(3):
        page = invite(manager, f"orang{number}@example.org").content.decode()
    assert "belum dijawab" in page
    assert Invitation.objects.count() == 2
    assert "Undangan sedang dikirim" in invite(manager, "orang1@example.org").content.decode()


def test_an_invitation_is_withdrawn_by_its_own_cooperative(manager: User) -> None:
    invite(manager)
    path = f"/kerja/orang/undangan/{Invitation.objects.get().pk}/tarik/"
    stranger = make_staff(make_cooperative(), Role.MANAGER)
    assert client_of(stranger).post(path).status_code == 404
    assert client_of(manager).post(path).status_code == 302
    assert Invitation.objects.get().withdrawn_at is not None
    assert client_of(manager).post(path).status_code == 404


def test_roles_are_given_and_taken(manager: User, cooperative: Partner) -> None:
    packer = make_staff(cooperative, Role.PACKER)
    client = client_of(manager)
    path = f"/kerja/orang/{packer.pk}/"
    assert "Tidak melihat harga dan uang" in client.get(path).content.decode()
    client.post(path, {"peran": [Role.TREASURER, Role.EDITOR]})
    assert roles_of(packer) == {Role.TREASURER, Role.EDITOR}
    assert "Pilih apa tugas orang ini." in client.post(path, {"peran": []}).content.decode()
    client.post(f"{path}keluarkan/")
    assert roles_of(packer) == set()
    assert client_of(packer).get("/kerja/").status_code == 403
    assert client.get(path).status_code == 404


def test_the_last_manager_stays_unless_head_office_decides(
    manager: User, cooperative: Partner
) -> None:
    path = f"/kerja/orang/{manager.pk}/"
    client = client_of(manager)
    for answer in (client.post(f"{path}keluarkan/"), client.post(path, {"peran": [Role.PACKER]})):
        assert "perlu seorang pengurus" in answer.content.decode()
    assert roles_of(manager) == {Role.MANAGER}
    office = make_staff(None, is_staff=True)
    client_of(office).post(f"{path}keluarkan/")
    assert roles_of(manager) == set()


def test_a_manager_leaves_when_there_is_another(manager: User, cooperative: Partner) -> None:
    make_staff(cooperative, Role.MANAGER)
    client_of(manager).post(f"/kerja/orang/{manager.pk}/keluarkan/")
    assert roles_of(manager) == set()


def test_a_manager_who_may_not_log_in_does_not_count(manager: User, cooperative: Partner) -> None:
    make_staff(cooperative, Role.MANAGER, is_active=False)
    page = client_of(manager).post(f"/kerja/orang/{manager.pk}/keluarkan/").content.decode()
    assert "perlu seorang pengurus" in page


def test_the_team_of_another_cooperative_does_not_exist(manager: User) -> None:
    other = make_staff(make_cooperative(), Role.PACKER)
    client = client_of(manager)
    for path in (f"/kerja/orang/{other.pk}/", f"/kerja/orang/{other.pk}/keluarkan/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"peran": [Role.MANAGER]}).status_code == 404
    assert roles_of(other) == {Role.PACKER}
