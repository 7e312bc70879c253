"""Tries are counted by visitor, also behind a proxy; a forged header gives no new ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from shop.storefront import guests
from shop.storefront.throttle import address_of


def look_for(client: Client, forwarded: str) -> int:
    """Ask for an order that is not there, as a visitor with this X-Forwarded-For."""
    asked = {"number": "LK-00000000", "digits": "0000"}
    return client.post("/pesanan/", asked, headers={"x-forwarded-for": forwarded}).status_code


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guests, "TRIES_PER_ADDRESS", 1)
    cache.clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("few_tries")
def test_visitors_behind_the_proxy_have_their_own_tries(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert look_for(client, "198.51.100.1") == 404
    assert look_for(client, "198.51.100.1") == 429
    assert look_for(client, "198.51.100.2") == 404
    assert look_for(client, "203.0.113.9, 198.51.100.1") == 429


@pytest.mark.django_db
@pytest.mark.usefixtures("few_tries")
def test_a_forged_header_gives_no_new_tries_without_a_proxy(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert look_for(client, "198.51.100.1") == 404
    assert look_for(client, "198.51.100.2") == 429


def test_a_server_on_a_socket_knows_no_address(rf: RequestFactory) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR="")) == ""
