"""Every page a buyer can reach is ours: no template of Oscar, Wagtail or Django stands alone.

The walk takes every address of the resolver outside the back offices, as a guest and as somebody
with an account, in both languages. Oscar's own addresses are tried too, at the places where an
installation of Oscar would have them: none of them answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import oscar
import pytest
import wagtail
from django.apps import apps
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from shop.partner.models import StockRecord
from tests.factories_orders import make_order
from tests.factories_storefront import make_account, make_product

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
FOREIGN = (Path(oscar.__file__).parent, Path(wagtail.__file__).parent)
# Rooms with tests of their own: staff, editors, head office, machines, files.
BACK_OFFICES = ("cms/", "kerja/", "pusat/", "django-admin/", "api/", "documents/", "media/")
# Page is complete when it stands on one of these.
OURS = {"base.html", "plain.html"}
# Pieces that the shop's own script puts into a page.
FRAGMENTS = {"checkout/places.html"}
HTML = "text/html"

Address = tuple[str, list[str]]


def addresses(
    patterns: list[Any], before: str = "", outer: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Every address below, as ``kategori/%(slug)s/``, and the names to fill in."""
    for each in patterns:
        shape, names = normalize(each.pattern.regex.pattern)[0]
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, before + shape, (*outer, *names))
        elif isinstance(each, URLPattern):
            yield before + shape, [*outer, *names]


def filled(address: Address, facts: dict[str, str]) -> str:
    """The address with real things where there are some, ``1`` elsewhere."""
    shape, names = address
    return shape % {name: facts.get(name, "1") for name in names}


def open_addresses() -> list[Address]:
    """What the resolver has for buyers, in Indonesian and so without a prefix."""
    found = addresses(get_resolver().url_patterns)
    return [each for each in found if not each[0].startswith(BACK_OFFICES)]


@pytest.fixture
def facts() -> dict[str, str]:
    """Things that exist, for the parts of addresses."""
    make_account()
    product = make_product("Kopi Lintong", price=95_000)
    order = make_order((StockRecord.objects.get(product=product), 1))
    return {
        "slug": product.slug,
        "token": order.token,
        "kind": "svg",
        "section": "0",
        "sequence": "1",
        "signed": "contoh",
    }


def is_page(answer: HttpResponse) -> bool:
    """Something to read: not a file, a redirect, or the empty refusal of a form's target."""
    kind = answer.headers.get("Content-Type", "")
    moves = 300 <= answer.status_code < 400
    return kind.startswith(HTML) and not moves and answer.status_code != 405


def borrowed(answer: Any) -> list[str]:
    """Templates of Oscar and Wagtail that took part in a page."""
    origins = [Path(each.origin.name) for each in answer.templates if each.origin]
    return [str(path) for path in origins if any(root in path.parents for root in FOREIGN)]


def walk(client: Client, facts: dict[str, str], prefix: str) -> dict[str, str]:
    """Open everything; address → what is wrong with its page."""
    wrong = {}
    pages = 0
    for address in open_addresses():
        path = f"{prefix}/{filled(address, facts)}"
        answer: Any = client.get(path)
        if not is_page(answer):
            continue
        pages += 1
        used = {each.name for each in answer.templates}
        if not used & (OURS | FRAGMENTS):
            wrong[path] = f"{answer.status_code}, stands on {sorted(map(str, used))[:4]}"
        elif borrowed(answer):
            wrong[path] = f"borrows {borrowed(answer)}"
    assert pages > 25, pages
    return wrong


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_a_guest_reaches_is_ours(
    client: Client, facts: dict[str, str], prefix: str
) -> None:
    assert walk(client, facts, prefix) == {}


def test_every_page_somebody_with_an_account_reaches_is_ours(
    client: Client, facts: dict[str, str]
) -> None:
    client.force_login(get_user_model().objects.create_user(email="sari@example.com"))
    assert walk(client, facts, "") == {}


def oscar_addresses() -> list[Address]:
    """Where an installation of Oscar has its pages."""
    return list(addresses(apps.get_app_config("oscar").get_urls()))


@pytest.mark.parametrize("prefix", ["/", "/en/", "/shop/"])
def test_no_address_of_oscar_answers(client: Client, prefix: str) -> None:
    tried, answered = 0, {}
    for address in oscar_addresses():
        path = prefix + filled(address, {})
        answer: Any = client.get(path)
        tried += 1
        if answer.status_code == 404 or 300 <= answer.status_code < 400:
            continue
        used = {each.name for each in answer.templates}
        if not used & OURS or borrowed(answer):
            answered[path] = sorted(map(str, used))[:4]
    assert tried > 100
    assert answered == {}


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_every_refusal_has_words_of_ours(name: str) -> None:
    template: Any = get_template(name)
    assert Path(template.origin.name) == ROOT / "templates" / name
    page = template.render({}, RequestFactory().get("/"))
    assert "<h1>" in page
    assert "lapak.css" in page


def test_a_form_without_its_token_is_refused_in_our_words() -> None:
    answer: Any = Client(enforce_csrf_checks=True).post("/pesanan/", {"number": "1"})

    assert answer.status_code == 403
    assert "Silakan kirim sekali lagi" in answer.content.decode()
    assert "403_csrf.html" in [each.name for each in answer.templates]
