"""Every address of login and account: known, in our look, in both languages, never a 500.

The walk takes the addresses from the URLconf. One that it does not know fails: whoever mounts one
says here what it shows to whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import translation

from shop.accounts import urls
from tests.factories_accounts import PASSWORD, forget_tries, log_in, make_member, switch_on

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
# Django draws single inputs with templates of its own; they hold no words.
INPUTS = "django/forms/"
OURS = {"base.html", "plain.html"}

GUEST = frozenset(
    {
        "account_login", "account_signup", "account_inactive", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key",
        "account_reset_password_from_key_done", "account_request_login_code",
    }
)  # fmt: skip
MEMBER = frozenset(
    {
        "account_logout", "account_email", "account_change_password", "account_reauthenticate",
        "mfa_index", "mfa_activate_totp", "usersessions_list",
    }
)  # fmt: skip
# Somebody with the second step.
SECURED = frozenset(
    {
        "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_reauthenticate",
    }
)  # fmt: skip
# Pages in the middle of something, and a file: each has a test of its own below.
BETWEEN = frozenset(
    {
        "account_confirm_login_code", "account_email_verification_sent", "mfa_authenticate",
        "account_set_password", "mfa_download_recovery_codes", "account_invitation",
    }
)  # fmt: skip
KNOWN = GUEST | MEMBER | SECURED | BETWEEN
ARGUMENTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "tidak-ada"},
    "account_invitation": {"signed": "tidak-ada"},
}
LANGUAGES = ("id", "en")


@pytest.fixture(autouse=True)
def fresh_tries() -> Iterator[None]:
    forget_tries()
    yield
    forget_tries()


def names(patterns: list[Any]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from names(each.url_patterns)
        else:
            yield each.name


def path_of(name: str) -> str:
    return reverse(name, kwargs=ARGUMENTS.get(name, {}))


def assert_ours(answer: Any, name: str) -> None:
    """The page stands on our templates alone."""
    used = [each for each in answer.templates if each.origin]
    assert {each.name for each in used} & OURS, name
    foreign = [
        str(each.name)
        for each in used
        if TEMPLATES not in Path(each.origin.name).parents and not str(each.name).startswith(INPUTS)
    ]
    assert foreign == [], name
    assert "no-store" in answer.headers["Cache-Control"], name


def pages(client: Client, which: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for language in LANGUAGES:
        for name in sorted(which):
            with translation.override(language):
                path = path_of(name)
            yield path, client.get(path)


def test_every_address_is_known_to_this_walk() -> None:
    found = list(names(urls.urlpatterns))
    assert set(found) == KNOWN
    assert len(found) == len(KNOWN)


def test_keys_of_devices_phones_and_other_companies_are_not_mounted() -> None:
    assert not [name for name in KNOWN if "webauthn" in name or "phone" in name or "social" in name]


def test_pages_for_guests_are_ours(client: Client) -> None:
    for name, answer in pages(client, GUEST):
        assert answer.status_code == 200, name
        assert_ours(answer, name)


def test_pages_for_members_are_ours() -> None:
    make_member()
    client = log_in()
    for name, answer in pages(client, MEMBER):
        assert answer.status_code == 200, name
        assert_ours(answer, name)


def test_pages_about_the_second_step_are_ours() -> None:
    make_member()
    client = log_in()
    switch_on(client)
    for name, answer in pages(client, SECURED | {"mfa_index"}):
        assert answer.status_code == 200, name
        assert_ours(answer, name)


def test_pages_in_the_middle_of_logging_in_are_ours(client: Client) -> None:
    make_member()
    client.post("/akun/login/code/", {"email": "sari@example.com"})
    assert_ours(client.get("/akun/login/code/confirm/"), "code")
    other = Client()
    other.post("/akun/signup/", {"email": "baru@example.com", "password1": PASSWORD})
    assert_ours(other.get("/akun/confirm-email/"), "signup code")
    switch_on(log_in())
    third = log_in()
    page = third.get("/akun/dua-langkah/authenticate/")
    assert page.status_code == 200
    assert_ours(page, "second step")


def test_somebody_without_a_password_is_offered_one() -> None:
    user = make_member()
    client = Client()
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/akun/password/change/")["Location"] == "/akun/password/set/"
    page = client.get("/akun/password/set/")
    assert page.status_code == 200
    assert_ours(page, "set")


def test_an_invitation_that_opens_nothing_is_ours(client: Client) -> None:
    answer = client.get(path_of("account_invitation"))
    assert answer.status_code == 410
    assert_ours(answer, "account_invitation")


def test_recovery_codes_as_a_file() -> None:
    make_member()
    client = log_in()
    switch_on(client)
    answer = client.get("/akun/dua-langkah/recovery-codes/download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kode-cadangan.txt"'
    assert "Kode cadangan Lapak Koperasi (sari@example.com)" in answer.content.decode()


@pytest.mark.parametrize("who", ["guest", "member", "secured"])
def test_any_post_is_answered_in_words(who: str) -> None:
    """Empty forms, addresses that take no form, keys that mean nothing."""
    user = make_member()
    if who == "secured":
        switch_on(log_in())
    for name in sorted(KNOWN):
        forget_tries()
        client = Client()
        if who != "guest":
            client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        for facts in ({}, {"code": "x", "email": "\0", "action": "?", "action_send": ""}):
            answer = client.post(path_of(name), facts)
            assert answer.status_code < 500, name
            if answer.status_code == 405:
                assert "<h1>" in answer.content.decode(), name
                assert answer.headers["Allow"], name
            elif answer.status_code not in {302, 303, 404}:
                assert_ours(answer, name)


def test_the_second_step_without_a_code_is_asked_again() -> None:
    make_member()
    switch_on(log_in())
    client = log_in()
    answer = client.post("/akun/dua-langkah/authenticate/", {})
    assert answer.status_code == 200
    assert_ours(answer, "mfa_authenticate")


@pytest.mark.parametrize("key", ["1-x", "zzzzzzzzzzzzz-abc", "0-set-password", "9" * 30 + "-a"])
def test_links_that_mean_nothing_say_so(client: Client, key: str) -> None:
    answer = client.get(f"/akun/password/reset/key/{key}/")
    assert "Tautan ini tidak berlaku lagi" in answer.content.decode()


def test_the_account_shows_how_it_is_protected() -> None:
    make_member()
    client = log_in()
    page = client.get("/akun/").content.decode()
    assert "Keamanan" in page
    for name in ("account_change_password", "account_email", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in page, name
    assert "Mati" in page
    switch_on(client)
    assert "Menyala" in client.get("/akun/").content.decode()
