"""Logging in with a code, signing up, and that nobody learns who has an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from shop.accounts import mails
from shop.accounts.models import User
from shop.outbox.models import Message, State
from shop.outbox.services import deliver_due
from tests.factories_accounts import PASSWORD, code_in, forget_tries, letters, log_in, make_member

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "sari@example.com", "tidak.ada@example.com"
ASKING = {
    "login code": ("/akun/login/code/", {}),
    "new password": ("/akun/password/reset/", {}),
    "signing up": ("/akun/signup/", {"password1": "panjang-sekali-42"}),
}


@pytest.fixture(autouse=True)
def fresh_tries() -> Iterator[None]:
    forget_tries()
    yield
    forget_tries()


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def ask_code(client: Client, email: str = KNOWN) -> HttpResponse:
    return client.post("/akun/login/code/", {"email": email})


def test_a_code_by_mail_logs_in_once(client: Client) -> None:
    make_member()
    assert ask_code(client)["Location"] == "/akun/login/code/confirm/"
    code = code_in(letters()[0])
    answer = client.post("/akun/login/code/confirm/", {"code": code, "action": "verify"})
    assert answer.status_code == 302
    assert is_in(client)
    other = Client()
    other.post("/akun/login/code/confirm/", {"code": code})
    assert not is_in(other)


def test_three_wrong_codes_end_the_attempt(client: Client) -> None:
    make_member()
    ask_code(client)
    code = code_in(letters()[0])
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    answers = [client.post("/akun/login/code/confirm/", {"code": wrong}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    client.post("/akun/login/code/confirm/", {"code": code})
    assert not is_in(client)


def test_a_code_that_has_run_out_opens_nothing(client: Client, settings: Any) -> None:
    make_member()
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    ask_code(client)
    client.post("/akun/login/code/confirm/", {"code": code_in(letters()[0])})
    assert not is_in(client)


def test_a_new_code_ends_the_one_before(client: Client) -> None:
    make_member()
    ask_code(client)
    client.post("/akun/login/code/confirm/", {"action": "resend"})
    old, new = (code_in(letter) for letter in letters())
    client.post("/akun/login/code/confirm/", {"code": old})
    assert not is_in(client) or old == new
    client.post("/akun/login/code/confirm/", {"code": new})
    assert is_in(client)


@pytest.mark.parametrize("asked", ASKING)
def test_the_answer_is_the_same_for_known_and_unknown_addresses(asked: str) -> None:
    make_member(KNOWN)
    path, extra = ASKING[asked]
    seen = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        answer: Any = client.post(path, {"email": email, **extra}, follow=True)
        words = answer.content.decode().replace(email, "ALAMAT")
        start = words.index("<main")
        seen.append((answer.redirect_chain, answer.status_code, _without_tokens(words[start:])))
    assert seen[0] == seen[1]
    assert [letter["to"] for letter in letters()] == [[KNOWN], [UNKNOWN]]


def _without_tokens(page: str) -> str:
    parts = page.split('name="csrfmiddlewaretoken" value="')
    return "".join([parts[0], *(part.split('"', 1)[1] for part in parts[1:])])


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client) -> None:
    make_member()
    pages = [
        client.post("/akun/login/", {"login": email, "password": "bukan-ini-9"}).content.decode()
        for email in (KNOWN, UNKNOWN)
    ]
    assert all("Alamat e-mail atau kata sandi tidak cocok." in page for page in pages)


def test_signing_up_proves_the_address_first(client: Client) -> None:
    answer = client.post("/akun/signup/", {"email": KNOWN, "password1": PASSWORD})
    assert answer["Location"] == "/akun/confirm-email/"
    assert not is_in(client)
    client.post("/akun/confirm-email/", {"code": code_in(letters()[0]), "action": "verify"})
    assert is_in(client)
    assert EmailAddress.objects.get(email=KNOWN).verified


def test_a_password_of_an_unproven_address_asks_for_a_code(client: Client) -> None:
    User.objects.create_user(email=KNOWN, password=PASSWORD)
    answer = client.post("/akun/login/", {"login": KNOWN, "password": PASSWORD})
    assert answer["Location"] == "/akun/confirm-email/"
    assert not is_in(client)


def test_the_administrator_of_a_server_without_mail_gets_in(client: Client) -> None:
    User.objects.create_superuser(email=KNOWN, password=PASSWORD)
    client.post("/akun/login/", {"login": KNOWN, "password": PASSWORD})
    assert is_in(client)


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_asking_for_codes_too_often_is_answered_with_429_and_words(email: str) -> None:
    make_member()
    answers = [ask_code(Client(), email) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Mohon tunggu sebentar" in answers[-1].content.decode()
    assert len(letters()) == 5


def test_guessing_a_password_is_answered_with_429_and_words(client: Client) -> None:
    make_member()
    answers = [
        client.post("/akun/login/", {"login": KNOWN, "password": f"salah-{n}"}) for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    page = answers[-1].content.decode()
    assert "Mohon tunggu sebentar" in page
    assert "lapak.css" in page
    client.post("/akun/login/", {"login": KNOWN, "password": PASSWORD})
    assert not is_in(client)


def test_a_new_password_logs_the_other_devices_out() -> None:
    make_member()
    phone, laptop = log_in(), log_in()
    changed = phone.post(
        "/akun/password/change/",
        {"oldpassword": PASSWORD, "password1": "kata-baru-99", "password2": "kata-baru-99"},
    )
    assert changed.status_code == 302
    assert is_in(phone)
    assert not is_in(laptop)
    assert letters()[-1]["subject"] == "Kata sandi Anda diganti"


def test_devices_are_listed_and_the_others_logged_out() -> None:
    make_member()
    android = "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537 Chrome/126.0 Safari/537"
    phone, laptop = log_in(**{"user-agent": android}), log_in()
    page = phone.get("/akun/perangkat/").content.decode()
    assert "Chrome di Android" in page
    assert "Perangkat lain" in page
    assert page.count("Perangkat ini") == 1
    phone.post("/akun/perangkat/")
    assert is_in(phone)
    assert not is_in(laptop)
    assert UserSession.objects.count() == 1


def test_codes_lie_sealed_in_the_outbox_and_are_sent_while_they_work(client: Client) -> None:
    make_member()
    ask_code(client)
    row = Message.objects.get(kind=mails.KIND)
    code = code_in(letters()[0])
    assert code not in str(row.payload)
    deliver_due(clock=timezone.now, budget=timedelta(minutes=1), kinds=[mails.KIND])
    assert Message.objects.get(pk=row.pk).state == State.SENT
    sent: Any = mail.outbox[0]
    assert (sent.to, sent.subject) == ([KNOWN], "Kode masuk Anda")
    assert code in sent.body
    assert code in sent.alternatives[0][0]


def test_a_code_that_waited_too_long_is_not_sent(client: Client) -> None:
    make_member()
    ask_code(client)
    row = Message.objects.get(kind=mails.KIND)
    late = (timezone.now() - timedelta(seconds=1)).isoformat()
    Message.objects.filter(pk=row.pk).update(payload={**row.payload, "until": late})
    deliver_due(clock=timezone.now, budget=timedelta(minutes=1), kinds=[mails.KIND])
    found = Message.objects.get(pk=row.pk)
    assert (found.state, found.error_code) == (State.PARKED, "mail_too_late")
    assert mail.outbox == []


def test_a_link_for_a_new_password_is_on_the_sites_own_address(client: Client) -> None:
    make_member()
    client.post("/akun/password/reset/", {"email": KNOWN}, headers={"host": "localhost"})
    text = letters()[0]["text"]
    assert "http://127.0.0.1:8000/akun/password/reset/key/" in text
    path = text.split("http://127.0.0.1:8000")[1].split()[0]
    page = client.get(path, follow=True)
    new = {"password1": "kata-baru-99", "password2": "kata-baru-99"}
    client.post(page.redirect_chain[-1][0], new)
    assert User.objects.get(email=KNOWN).check_password("kata-baru-99")
    assert "sudah dipakai" in client.get(path, follow=True).content.decode()


def test_delicate_changes_ask_again_after_a_while(settings: Any) -> None:
    make_member()
    client = log_in()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = client.post("/akun/email/", {"action_add": "", "email": "baru@example.com"})
    assert answer["Location"].startswith("/akun/reauthenticate/?next=")
    assert letters() == []
