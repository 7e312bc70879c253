"""People with accounts, the mails they get, and the app on their phone."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from shop.accounts import mails
from shop.accounts.models import User
from shop.outbox.models import Message

PASSWORD = "rahasia-kopi-7"


def make_member(email: str = "sari@example.com", **facts: Any) -> User:
    """Somebody whose address is proven and whose password is ``PASSWORD``."""
    user = User.objects.create_user(email=email, password=PASSWORD, **facts)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def log_in(email: str = "sari@example.com", password: str = PASSWORD, **headers: str) -> Client:
    """A browser in which the login form was sent."""
    client = Client(headers=headers)
    client.post("/akun/login/", {"login": email, "password": password})
    return client


def letters() -> list[dict[str, Any]]:
    """The mails about accounts in the outbox, opened, the oldest first."""
    rows = Message.objects.filter(kind=mails.KIND).order_by("pk")
    return [mails.open_letter(row) for row in rows]


def code_in(letter: dict[str, Any]) -> str:
    """The six digits of a mail."""
    return re.findall(r"^\d{6}$", letter["text"], re.MULTILINE)[0]


def app_code(key: str, *, later: int = 0) -> str:
    """What the app shows now, or ``later`` half minutes on."""
    step = list(totp.yield_hotp_counters_from_time())[1] + later
    return totp.format_hotp_value(totp.hotp_value(key, step))


def switch_on(client: Client) -> str:
    """Set the second step up by its pages; returns the key in the app."""
    page = client.get("/akun/dua-langkah/totp/activate/")
    key = str(page.context["form"].secret)
    answer = client.post("/akun/dua-langkah/totp/activate/", {"code": app_code(key, later=-1)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return key


def forget_tries() -> None:
    """Counters of tries live in the cache, which tests share."""
    cache.clear()
