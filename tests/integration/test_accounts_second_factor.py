"""The second step: sealed at rest, a code once, and no back office without it where it is asked."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

from integrations.sync.secrets import rotate_keys
from shop.accounts import second_factor
from shop.accounts.middleware import BACK_OFFICES, is_back_office
from shop.accounts.models import Role, StaffRole, User
from shop.sealing import CannotOpen
from tests.factories_accounts import (
    app_code,
    forget_tries,
    letters,
    log_in,
    make_member,
    switch_on,
)
from tests.factories_stock import make_cooperative

pytestmark = pytest.mark.django_db

AUTHENTICATE = "/akun/dua-langkah/authenticate/"
ACTIVATE = "/akun/dua-langkah/totp/activate/"


@pytest.fixture(autouse=True)
def fresh_tries() -> Iterator[None]:
    forget_tries()
    yield
    forget_tries()


@pytest.fixture
def duty(settings: Any) -> None:
    settings.STAFF_NEEDS_SECOND_FACTOR = True


def is_in(client: Client) -> bool:
    return client.get("/akun/").status_code == 200


def secured() -> tuple[User, str]:
    """Somebody with the second step, and the key in the app."""
    user = make_member()
    key = switch_on(log_in())
    forget_tries()
    return user, key


# --- Setting up and logging in -----------------------------
def test_the_page_offers_a_picture_a_link_and_the_key_to_type() -> None:
    make_member()
    answer = log_in().get(ACTIVATE)
    page = answer.content.decode()
    key = answer.context["form"].secret
    picture = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)[0]
    assert base64.b64decode(picture).startswith(b"<svg")
    assert "style=" not in page
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]
    assert f"otpauth://totp/sari%40example.com?secret={key}&amp;issuer=Lapak%20Koperasi" in page
    assert " ".join(key[at : at + 4] for at in range(0, len(key), 4)) in page


def test_logging_in_asks_for_a_code_of_the_app() -> None:
    _user, key = secured()
    client = log_in()
    assert not is_in(client)
    assert client.post(AUTHENTICATE, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    client.post(AUTHENTICATE, {"code": app_code(key)})
    assert is_in(client)


def test_a_code_by_mail_does_not_replace_the_second_step() -> None:
    secured()
    client = Client()
    client.post("/akun/login/code/", {"email": "sari@example.com"})
    code = re.findall(r"^\d{6}$", letters()[-1]["text"], re.MULTILINE)[0]
    answer = client.post("/akun/login/code/confirm/", {"code": code})
    assert answer["Location"] == AUTHENTICATE
    assert not is_in(client)


def test_a_code_works_once_whatever_the_cache_forgets() -> None:
    _user, key = secured()
    code = app_code(key)
    first = log_in()
    first.post(AUTHENTICATE, {"code": code})
    assert is_in(first)
    forget_tries()
    for used in (code, app_code(key, later=-1)):
        second = log_in()
        assert "tidak cocok" in second.post(AUTHENTICATE, {"code": used}).content.decode()
        assert not is_in(second)


def test_of_two_logins_with_one_code_at_once_one_gets_in() -> None:
    user, key = secured()
    rows = [Authenticator.objects.get(user=user, type="totp") for _ in range(2)]
    assert [second_factor.use_once(row, app_code(key)) for row in rows] == [True, False]


def test_a_recovery_code_works_once() -> None:
    user, _key = secured()
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    for expected in (True, False):
        client = log_in()
        client.post(AUTHENTICATE, {"code": code})
        assert is_in(client) is expected
        forget_tries()


def test_guessing_codes_is_answered_with_429_and_words() -> None:
    secured()
    client = log_in()
    answers = [client.post(AUTHENTICATE, {"code": f"00000{n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Mohon tunggu sebentar" in answers[-1].content.decode()


def test_switching_on_and_off_is_told_by_mail(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        secured()
    client = log_in()
    row = Authenticator.objects.get(type="recovery_codes").wrap()
    client.post(AUTHENTICATE, {"code": row.get_unused_codes()[0]})
    client.post("/akun/dua-langkah/totp/deactivate/")
    assert not Authenticator.objects.exists()
    subjects = [letter["subject"] for letter in letters()]
    assert subjects == ["Langkah kedua menyala", "Langkah kedua dimatikan"]


# --- At rest -----------------------------
def test_the_key_lies_sealed_and_opens_for_its_owner_only() -> None:
    user, key = secured()
    row = Authenticator.objects.get(user=user, type="totp")
    assert key not in str(row.data)
    other = make_member("budi@example.com")
    Authenticator.objects.create(user=other, type="totp", data=dict(row.data))
    copied = Authenticator.objects.get(user=other)
    with pytest.raises(CannotOpen):
        copied.wrap().validate_code(app_code(key))


def test_keys_are_changed_without_anybody_losing_the_second_step(settings: Any) -> None:
    user, key = secured()
    old = list(settings.FIELD_KEYS)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    assert rotate_keys() == 2
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    row = Authenticator.objects.get(user=user, type="totp")
    assert row.wrap().validate_code(app_code(key))
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap()
    assert len(codes.get_unused_codes()) == 10


def test_where_the_keys_are_lost_the_page_says_whom_to_ask(settings: Any) -> None:
    _user, key = secured()
    client = log_in()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    answer = client.post(AUTHENTICATE, {"code": app_code(key)})
    assert answer.status_code == 503
    assert "tidak bisa dibaca" in answer.content.decode()
    assert not is_in(client)


def test_an_operator_helps_somebody_who_lost_everything() -> None:
    user, _key = secured()
    said = StringIO()
    call_command("forget_second_factor", "SARI@example.com", stdout=said)
    assert user.email in said.getvalue()
    assert is_in(log_in())
    with pytest.raises(CommandError):
        call_command("forget_second_factor", user.email)
    with pytest.raises(CommandError):
        call_command("forget_second_factor", "tidak.ada@example.com")


# --- The duty of staff -----------------------------
def back_office_paths(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address of the back offices, ``1`` where something is to be filled in."""
    for each in patterns:
        shape, names = normalize(each.pattern.regex.pattern)[0]
        path = before + shape % dict.fromkeys(names, "1")
        if isinstance(each, URLResolver):
            yield from back_office_paths(each.url_patterns, path)
        elif is_back_office("/" + path):
            yield "/" + path


def staff_of(kind: str) -> User:
    user = make_member(f"{kind}@example.com")
    if kind == "desk":
        StaffRole.objects.create(user=user, cooperative=make_cooperative(), role=Role.PACKER)
    User.objects.filter(pk=user.pk).update(
        is_staff=kind in {"admin", "office"}, is_superuser=kind == "admin"
    )
    return user


DOORS = ("login/", "logout/", "masuk/", "keluar/")


@pytest.mark.usefixtures("duty")
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_of_a_back_office_opens_without_the_second_step(method: str) -> None:
    client = Client()
    client.force_login(staff_of("admin"), "django.contrib.auth.backends.ModelBackend")
    paths = sorted(set(back_office_paths(get_resolver().url_patterns)))
    assert {path.split("/")[1] for path in paths} == BACK_OFFICES
    assert len(paths) > 400
    wrong = {}
    for path in paths:
        if path.endswith(DOORS):
            continue
        answer = getattr(client, method)(path)
        if not answer.headers.get("Location", "").startswith(ACTIVATE):
            wrong[path] = answer.status_code
    assert wrong == {}


@pytest.mark.usefixtures("duty")
@pytest.mark.parametrize("kind", ["desk", "office", "admin"])
@pytest.mark.parametrize("path", ["/kerja/", "/cms/", "/pusat/", "/django-admin/", "/en/kerja/"])
def test_everybody_who_sees_more_than_a_buyer_must_have_it(kind: str, path: str) -> None:
    client = Client()
    client.force_login(staff_of(kind), "django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer["Location"].endswith(
        f"/dua-langkah/totp/activate/?next={path.replace('/', '%2F')}"
    )


@pytest.mark.usefixtures("duty")
def test_staff_set_it_up_and_come_back_to_their_work() -> None:
    staff_of("desk")
    client = log_in("desk@example.com")
    page: Any = client.get("/kerja/pesanan/", follow=True)
    assert "pengelola masuk dengan langkah kedua" in page.content.decode()
    address = page.redirect_chain[-1][0]
    key = page.context["form"].secret
    codes: Any = client.post(address, {"code": app_code(key)}, follow=True)
    assert codes.status_code == 200
    assert 'href="/kerja/pesanan/"' in codes.content.decode()
    assert client.get("/kerja/pesanan/").status_code == 200


@pytest.mark.usefixtures("duty")
def test_the_first_administrator_of_a_server_without_mail_sets_it_up() -> None:
    User.objects.create_superuser(email="kepala@example.com", password="rahasia-kopi-7")
    client = log_in("kepala@example.com")
    page: Any = client.get("/django-admin/", follow=True)
    assert page.status_code == 200
    client.post(page.redirect_chain[-1][0], {"code": app_code(page.context["form"].secret)})
    assert client.get("/django-admin/").status_code == 200


@pytest.mark.usefixtures("duty")
def test_buyers_and_guests_are_not_asked() -> None:
    make_member()
    buyer = log_in()
    assert buyer.get("/kerja/").status_code == 403
    assert is_in(buyer)
    assert Client().get("/kerja/")["Location"] == "/akun/login/?next=/kerja/"


@pytest.mark.usefixtures("duty")
def test_the_shop_and_the_way_out_stay_open_for_staff_without_it() -> None:
    client = Client()
    client.force_login(staff_of("admin"), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/produk/").status_code == 200
    assert is_in(client)
    client.post("/cms/logout/")
    assert not is_in(client)


def test_where_it_is_not_asked_staff_work_without() -> None:
    staff_of("desk")
    assert log_in("desk@example.com").get("/kerja/").status_code == 200


def test_the_administration_has_no_login_of_its_own() -> None:
    secured()
    client = Client()
    address = client.get("/django-admin/login/?next=/django-admin/")["Location"]
    assert address.startswith("/akun/login/")
    facts = {"username": "sari@example.com", "password": "rahasia-kopi-7"}
    assert client.post("/django-admin/login/", facts)["Location"].startswith("/akun/login/")
    assert not is_in(client)
