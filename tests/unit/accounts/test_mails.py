"""Mails about accounts: one for every occasion, in both languages, text and HTML alike."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.utils import translation

from shop.accounts import mails
from shop.accounts.devices import device_words
from shop.outbox.models import Message
from shop.sealing import CannotOpen
from tests.factories_accounts import letters

pytestmark = pytest.mark.django_db

TEMPLATES = Path(allauth.__file__).parent / "templates"
# Mails of what is not offered here.
NEVER_SENT = {
    "account/email/password_reset_code",
    "mfa/email/webauthn_added",
    "mfa/email/webauthn_removed",
}
FACTS: dict[str, Any] = {
    "code": "123456",
    "password_reset_url": "http://127.0.0.1:8000/akun/password/reset/key/1-abc/",
    "uid": "1",
    "from_email": "lama@example.com",
    "to_email": "baru@example.com",
    "deleted_email": "dulu@example.com",
    "timestamp": datetime(2026, 10, 10, 2, 15, tzinfo=UTC),
    "ip": "203.0.113.9",
    "user_agent": "Mozilla/5.0 (Linux; Android 13) Chrome/126.0 Mobile Safari/537.36",
}


def letter(occasion: str, language: str = "id", **facts: Any) -> dict[str, Any]:
    with translation.override(language):
        mails.send(occasion=occasion, to="sari@example.com", facts=FACTS | facts)
    return letters()[-1]


def test_every_occasion_of_allauth_has_its_mail() -> None:
    found = {
        str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for path in TEMPLATES.glob(f"{app}/email/*_subject.txt")
    }
    assert found - NEVER_SENT == set(mails.LETTERS)


@pytest.mark.parametrize("occasion", mails.LETTERS)
def test_both_parts_say_the_same_in_both_languages(occasion: str) -> None:
    seen = {language: letter(occasion, language) for language in ("id", "en")}
    for written in seen.values():
        assert written["to"] == ["sari@example.com"]
        assert written["subject"] in written["text"]
        assert written["subject"] in written["html"]
        assert "Lapak Koperasi" in written["html"]
        for fact in ("123456", "/akun/"):
            assert (fact in written["text"]) is (fact in written["html"]), fact
    assert seen["id"]["subject"] != seen["en"]["subject"]
    assert 'lang="id"' in seen["id"]["html"]
    assert 'lang="en"' in seen["en"]["html"]


def test_a_notice_says_when_and_from_where() -> None:
    text = letter("account/email/email_changed")["text"]
    assert "- Alamat lama: lama@example.com" in text
    assert "- Alamat baru: baru@example.com" in text
    assert "- Kapan: Sab, 10 Okt 09.15 WIB" in text
    assert "- Perangkat: Chrome di Android" in text
    assert "- Alamat internet: 203.0.113.9" in text
    assert "http://127.0.0.1:8000/akun/password/reset/" in text


def test_addresses_in_mails_are_written_out_safely() -> None:
    html = letter("account/email/email_changed", to_email='"<b>x</b>"@example.com')["html"]
    assert "<b>x</b>" not in html


def test_a_letter_copied_to_another_row_does_not_open() -> None:
    letter("account/email/login_code")
    letter("account/email/login_code")
    first, second = Message.objects.order_by("pk")
    second.payload = first.payload
    with pytest.raises(CannotOpen):
        mails.open_letter(second)


def test_an_occasion_without_words_is_an_error() -> None:
    with pytest.raises(KeyError):
        letter("account/email/password_reset_code")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/126 Safari Edg/126", "Edge di Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17 Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Linux; Android 12) SamsungBrowser/25", "Samsung Internet di Android"),
        ("curl/8.5", "Perangkat lain"),
        ("", "Perangkat lain"),
    ],
)  # fmt: skip
def test_browsers_are_named_as_people_know_them(user_agent: str, words: str) -> None:
    with translation.override("id"):
        assert device_words(user_agent) == words
