"""A walk past every screen of the people who work here, found from the addresses themselves.

Nobody lists the screens: each address of the desk is filled with one of everything a cooperative
can have (``World``), each one of head office and of the account is taken as it stands, and
whatever answers with a page is a stop. Addresses that cannot be a stop are named with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.regex_helper import normalize
from playwright.sync_api import Page

from desk.urls import urlpatterns as desk_patterns
from shop.accounts.models import User
from shop.demo.loading.people import HEAD_OFFICE, PASSWORD
from tests.factories_desk import World, client_of

# Parts that do not belong on the walk, and why.
LEFT_OUT = {
    "/akun/reauthenticate/": "asks again for the password; the same form as the login",
    "/pusat/offers/": "Oscar's own screens: colours, landmarks and headings are not mended yet",
    "/pusat/ranges/": "the same",
    "/pusat/vouchers/": "the same",
    "/pusat/reports/": "the same",
}
PARTS = ("pusat/", "akun/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One stop: what it is called, where it is, and who can see it."""

    name: str
    address: str
    head_office: bool


def screens(world: World) -> list[Screen]:
    """Every address that shows a page, seen by the manager where she can, else by head office."""
    manager, office = client_of(world.manager), client_of(User.objects.get(email=HEAD_OFFICE))
    found = []
    for name, address in (*desk_addresses(world), *plain_addresses()):
        for head_office, client in ((False, manager), (True, office)):
            if shows_a_page(client, address):
                found.append(Screen(name=name, address=address, head_office=head_office))
                break
    return found


def desk_addresses(world: World) -> Iterator[tuple[str, str]]:
    """Each name of the desk with things of this cooperative."""
    for pattern in desk_patterns:
        wanted = set(re.findall(r"<int:(\w+)>", str(pattern.pattern)))
        yield (
            f"desk:{pattern.name}",
            reverse(f"desk:{pattern.name}", kwargs=world.kwargs(str(pattern.name), wanted)),
        )


def plain_addresses() -> Iterator[tuple[str, str]]:
    """What lies under ``/pusat/`` and ``/akun/`` without anything to fill in."""
    for address, name in sorted(dict(below(get_resolver().url_patterns)).items()):
        left_out = f"/{address}".startswith(tuple(LEFT_OUT))
        if address.startswith(PARTS) and "%" not in address and not left_out:
            yield name, f"/{address}"


def below(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Addresses with their names."""
    for each in patterns:
        address = before + normalize(each.pattern.regex.pattern)[0][0]
        if isinstance(each, URLResolver):
            yield from below(each.url_patterns, address)
        else:
            yield address, str(each.name)


def shows_a_page(client: Client, address: str) -> bool:
    """Neither a file, a form's target, a redirect, nor something that is not there."""
    answer = client.get(address)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def may_log_in(world: World) -> None:
    """The manager gets a proven address and the password of the demo, kept as the site keeps it."""
    EmailAddress.objects.create(
        user=world.manager, email=world.manager.email, verified=True, primary=True
    )
    world.manager.password = User.objects.get(email=HEAD_OFFICE).password
    world.manager.save(update_fields=["password"])


def log_in(page: Page, site: str, email: str) -> None:
    """With the password of the demo."""
    page.goto(f"{site}/akun/login/?next=/kerja/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")


def stops(page: Page, site: str, wanted: list[Screen], people: dict[bool, str]) -> Iterator[str]:
    """Open screen after screen; one login for each of the two people."""
    for head_office, email in people.items():
        page.context.clear_cookies()
        log_in(page, site, email)
        for screen in wanted:
            if screen.head_office == head_office:
                answer = page.goto(site + screen.address)
                assert answer is not None, screen.address
                assert answer.status == 200, f"{screen.address}: {answer.status}"
                yield screen.name
