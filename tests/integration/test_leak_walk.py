"""Every address of the site belongs to a walk, and nobody finds what is not theirs.

The desk has its walk in ``test_desk_access.py`` and ``test_desk_roles.py``, the CMS (own and
foreign staff) in ``test_cms_tenancy.py``, login and account in ``test_accounts_walk.py``. Here:
that there is no other address, the back offices for people without a key, and ids of others in
links and fields.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db.models import FileField
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk.urls import urlpatterns as desk_urlpatterns
from integrations.sync.models import ChannelAccount, Listing
from shop.accounts.models import Invitation, Role, StaffRole
from shop.order.models import Order, Parcel
from shop.partner.models import StockRecord
from shop.payments.models import PaymentRequest
from shop.shipping.models import Tariff
from shop.spreadsheets.models import Import
from shop.stock.models import StockItem, StockMovement
from tests.factories_desk import World, client_of, make_staff, make_world, worker_beats
from tests.integration.test_desk_access import NAMES, PLAIN, address

METHODS = ("get", "post")
LOGIN = "/akun/login/?next="
DESK = Path(__file__).resolve().parent.parent.parent / "desk"

# First part of an address → who looks after it. A new one fails until somebody has decided.
WALKED = {
    "kerja": "tests/integration/test_desk_access.py",
    "cms": "tests/integration/test_cms_tenancy.py and below",
    "pusat": "below",
    "django-admin": "below",
    "api": "below",
    "metrics": "tests/integration/sync/test_metrics.py and below",
    "documents": "tests/integration/test_cms_documents.py",
    "akun": "tests/integration/test_accounts_walk.py, tests/unit/storefront, tests/unit/privacy",
}
# Pages for everybody: goods, baskets, and orders behind an address that only their buyer has.
PUBLIC = frozenset(
    {
        "", "_util", "asal", "barang-baru.xml", "cari", "checkout", "desain", "favicon.ico",
        "healthz", "i18n", "jsi18n", "kabar", "kategori", "keranjang", "kirim-ke",
        "lapak.webmanifest", "luring", "media", "pesanan", "produk", "promo", "robots.txt",
        "simpanan", "sitemap-barang-<int:section>.xml", "sitemap-rak.xml", "sitemap-situs.xml",
        "sitemap.xml", "sw.js", "ulasan", "umpan",
    }
)  # fmt: skip
# Files that anybody may fetch who knows the address, and why; all others lie in private storage.
PUBLIC_FILES = {
    "catalogue.ProductImage.original": "shown on the product page",
    "catalogue.Category.image": "shown on the shelf",
    "catalogue.Permit.document": "shown on the product page",
    "reviews.ReviewPhoto.file": "shown below the review",
    "cms.Photo.file": "shown on pages",
    "cms.PhotoRendition.file": "shown on pages",
    "wagtaildocs.Document.file": "kept from /media/, see test_cms_documents.py",
    "wagtailcore.UploadedFile.file": "kept from /media/, see test_cms_documents.py",
    "wagtailimages.Image.file": "Wagtail's own table, empty: ours is cms.Photo",
    "wagtailimages.Rendition.file": "Wagtail's own table, empty",
    "wagtailusers.UserProfile.avatar": "a picture somebody chose to be seen with in the CMS",
    "catalogue.ProductAttributeValue.value_file": "no class of goods has a file",
    "catalogue.ProductAttributeValue.value_image": "no class of goods has a picture",
}


def walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Route and pattern of every address."""
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, route)
        else:
            yield route, each


def routes(first: str) -> list[str]:
    """Every address that begins so, with 1 (or a word) in the place of its arguments."""
    found = []
    for route, _pattern in walk(get_resolver().url_patterns):
        if route.split("/")[0] == first:
            found.append("/" + filled(route))
    return found


def filled(route: str) -> str:
    """The route with arguments that an attacker would try first."""
    route = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "1", route)
    route = re.sub(r"<(?:\w+:)?\w+>", "1", route)
    return route.replace("^", "").replace("$", "").replace("\\Z", "").replace("?:", "")


# --- the list of addresses -----------------------------------------------------------------------
def test_every_address_belongs_to_a_walk() -> None:
    first = {route.split("/")[0] for route, _pattern in walk(get_resolver().url_patterns)}
    first = {part for part in first if not part.startswith("^(")}  # Wagtail's pages, live ones only
    assert first == PUBLIC | set(WALKED)


def test_every_file_lies_where_it_may() -> None:
    media = storages["default"]
    loose = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField) and field.storage == media and not model._meta.proxy
    }
    assert loose == set(PUBLIC_FILES)


# --- back offices without a key ------------------------------------------------------------------
@pytest.fixture
def people(db: None) -> dict[str, Client]:
    """Everybody who is not head office."""
    worker_beats()
    world = make_world()
    roles = {role.value: client_of(make_staff(world.cooperative, role)) for role in Role}
    return {**roles, "buyer": client_of(make_staff(None)), "guest": client_of(None)}


@pytest.mark.parametrize("method", METHODS)
def test_the_head_offices_pages_exist_for_nobody_else(
    people: dict[str, Client], method: str
) -> None:
    doors = {"/pusat/masuk/", "/pusat/keluar/"}  # lead to the one login
    wrong = []
    for route in set(routes("pusat")) - doors:
        for who in (Role.MANAGER if method == "get" else "buyer", "guest"):
            answer = getattr(people[who], method)(route)
            is_sent = answer.status_code == 302 and answer["Location"].startswith(LOGIN)
            if not (is_sent if who == "guest" else answer.status_code == 404):
                wrong.append((method, route, who, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("method", METHODS)
def test_djangos_admin_opens_for_head_office_only(people: dict[str, Client], method: str) -> None:
    wrong = []
    for route in set(routes("django-admin")) - {"/django-admin/logout/"}:
        for who in (Role.MANAGER, "buyer", "guest"):
            answer = getattr(people[who], method)(route)
            if not turned_away(answer):
                wrong.append((method, route, who, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("method", METHODS)
def test_head_office_without_rights_to_a_table_does_not_see_it(db: None, method: str) -> None:
    """``is_staff`` opens the door of Django's admin; each table needs a right of its own."""
    client = client_of(make_staff(None, is_staff=True))
    own = {"", "logout/", "login/", "password_change/", "password_change/done/", "jsi18n/"}
    open_ones = {f"/django-admin/{each}" for each in own}
    wrong = []
    for route in set(routes("django-admin")) - open_ones:
        answer = getattr(client, method)(route)
        if answer.status_code not in {302, 403, 404, 405}:
            wrong.append((method, route, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("method", METHODS)
def test_the_cms_stays_shut_for_whoever_does_not_write(
    people: dict[str, Client], method: str
) -> None:
    wrong = []
    # Drawings and words of Wagtail, the same for all.
    open_to_all = {"/cms/logout/", "/cms/login/", "/cms/sprite/", "/cms/jsi18n/"}
    for route in set(routes("cms")) - open_to_all:
        for who in (Role.PACKER if method == "get" else "buyer", "guest"):
            answer = getattr(people[who], method)(route)
            if not turned_away(answer):
                wrong.append((method, route, who, answer.status_code))
    assert wrong == []


def turned_away(answer: Any) -> bool:
    """No page: to a login, not yours, not there, or no such way to ask."""
    if answer.status_code == 302:
        return "login" in answer["Location"] or answer["Location"] in {"/", "/kerja/"}
    return answer.status_code in {403, 404, 405}


@pytest.mark.parametrize("method", METHODS)
def test_machines_tell_people_nothing(people: dict[str, Client], method: str) -> None:
    office = client_of(make_staff(None, is_staff=True))
    for route in [*routes("api"), "/metrics", "/api/webhooks/shopee/", "/api/bayar/midtrans/"]:
        for who, client in {**people, "office": office}.items():
            answer = getattr(client, method)(route)
            assert answer.status_code in {400, 401, 403, 404, 405}, (route, who)
            assert "orang" not in answer.content.decode().lower(), (route, who)


# --- ids of others in links and fields -----------------------------------------------------------
def asked(kind: str) -> list[str]:
    """Every field name that a screen of the desk reads from GET or POST."""
    found: set[str] = set()
    for path in DESK.rglob("*.py"):
        found |= set(re.findall(rf'{kind}\.get(?:list)?\(\s*"(\w+)"', path.read_text()))
    return sorted(found)


def ids_of(world: World) -> list[int]:
    """What somebody would guess: ids of the other cooperative's rows."""
    return [
        world.account.pk,
        world.item.pk,
        world.record.pk,
        world.parcel.pk,
        world.listing.pk,
        world.payment.pk,
        world.cooperative.pk,
    ]


@pytest.fixture
def two(db: None) -> tuple[World, World]:
    """Two cooperatives; the first one's ids begin where none of the second one's are."""
    worker_beats()
    other = make_world()
    for _each in range(2):
        make_world()
    return make_world(), other


def secrets_of(world: World) -> list[str]:
    """Words that only this cooperative's people may read."""
    return [
        world.cooperative.name,
        world.parcel.order.number,
        world.account.label,
        world.payment.order.number,
        world.manager.email,
        world.invitation.cooperative.name,
    ]


def words(answer: Any) -> str:
    """Everything an answer says, inside of workbooks too."""
    body = b"".join(answer)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")


def test_a_link_with_ids_of_others_shows_nothing_of_theirs(two: tuple[World, World]) -> None:
    world, other = two
    client = client_of(other.manager)
    names = asked("GET")
    assert len(names) > 10
    told = []
    for name in PLAIN - {"linked", "link_keys"}:
        for value in ids_of(world):
            answer = client.get(address(other, name), dict.fromkeys(names, str(value)))
            text = words(answer) if answer.status_code == 200 else ""
            told += [(name, value, each) for each in secrets_of(world) if each in text]
    assert told == []


@pytest.mark.django_db(transaction=True)
def test_a_form_with_ids_of_others_changes_nothing_of_theirs() -> None:
    worker_beats()
    other = make_world()
    world = make_world()
    client = client_of(other.manager)
    names = asked("POST")
    assert len(names) > 20
    before = snapshot(world)
    for name in [each for each in NAMES if each not in {"choose"}]:
        for value in (world.record.pk, world.listing.pk, world.account.pk):
            fields = dict.fromkeys(names, str(value))
            client.post(f"{address(other, name)}", fields)
    assert snapshot(world) == before
    assert (
        client.post(reverse("desk:choose"), {"koperasi": world.cooperative.pk}).status_code == 404
    )


def snapshot(world: World) -> dict[str, list[Any]]:
    """Every row of the cooperative that a form could touch."""
    pk = world.cooperative.pk
    rows = {
        "account": ChannelAccount.objects.filter(cooperative_id=pk),
        "listing": Listing.objects.filter(account__cooperative_id=pk),
        "item": StockItem.objects.filter(cooperative_id=pk),
        "movement": StockMovement.objects.filter(item__cooperative_id=pk),
        "record": StockRecord.objects.filter(partner_id=pk),
        "parcel": Parcel.objects.filter(cooperative_id=pk),
        "order": Order.objects.filter(parcels__cooperative_id=pk),
        "payment": PaymentRequest.objects.filter(order__parcels__cooperative_id=pk),
        "role": StaffRole.objects.filter(cooperative_id=pk),
        "invitation": Invitation.objects.filter(cooperative_id=pk),
        "tariff": Tariff.objects.filter(cooperative_id=pk),
        "file": Import.objects.filter(cooperative_id=pk),
    }
    return {name: list(found.order_by("pk").values()) for name, found in rows.items()}


def test_every_address_of_the_desk_is_walked() -> None:
    assert {pattern.name for pattern in desk_urlpatterns} == set(NAMES)
