"""Consent and tokens, call by call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.channels.errors import (
    Rejected,
)
from integrations.channels.words import (
    App,
)
from integrations.connectors.shopee import ShopeeConnector
from tests.connectors.shopee.case import CASE
from tests.connectors.shopee.recordings import SECRET, bodies, play
from tests.contract.case import NOW


def test_production_uses_the_new_consent_page():
    connector = ShopeeConnector(None, None, lambda: NOW, app=App(app_id="2001887", secret=SECRET))

    address = urlsplit(connector.authorize_url("https://lapak.example.id/kembali/", "s-1"))

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://open.shopee.com/auth"
    assert parse_qs(address.query) == {
        "partner_id": ["2001887"],
        "auth_type": ["seller"],
        "redirect_uri": ["https://lapak.example.id/kembali/"],
        "response_type": ["code"],
        "state": ["s-1"],
    }


def test_another_host_gets_the_classic_page_with_the_state_in_the_way_back():
    app = App(app_id="2001887", secret=SECRET, api_base="http://127.0.0.1:8901")
    connector = ShopeeConnector(None, None, lambda: NOW, app=app)

    address = urlsplit(connector.authorize_url("https://lapak.example.id/kembali/?a=1", "s-1"))

    query = parse_qs(address.query)
    assert address.netloc == "127.0.0.1:8901"
    assert address.path == "/api/v2/shop/auth_partner"
    assert query["redirect"] == ["https://lapak.example.id/kembali/?a=1&state=s-1"]
    assert query["timestamp"] == [str(int(NOW.timestamp()))]
    assert len(query["sign"][0]) == 64


def test_a_consent_host_may_be_set():
    app = App(app_id="1", secret=SECRET, auth_base="https://open.sandbox.test-stable.shopee.sg")
    connector = ShopeeConnector(None, None, lambda: NOW, app=app)

    assert connector.authorize_url("https://x.id/", "s").startswith(
        "https://open.sandbox.test-stable.shopee.sg/auth?"
    )


def test_exchange_sends_numbers_and_counts_life_from_before_the_call():
    connector, transport = play(auth__token__get=["token_get"])

    grant = connector.exchange("code-1", "226785001")

    assert bodies(transport) == [{"partner_id": 2001887, "code": "code-1", "shop_id": 226785001}]
    assert "access_token" not in dict(transport.requests[0].query)
    assert grant.tokens.access_expires_at == NOW + timedelta(seconds=14399)
    assert grant.tokens.refresh_expires_at == NOW + timedelta(days=30)
    assert grant.other_shop_ids == ("226785002",)


def test_a_seller_who_returns_without_a_shop_is_refused_before_any_call():
    connector, transport = play()

    with pytest.raises(Rejected):
        connector.exchange("code-1", "")
    assert transport.requests == []


def test_refresh_uses_the_accounts_own_shop():
    connector, transport = play(auth__access_token__get=["access_token_get"])

    connector.refresh("refresh-1")

    assert bodies(transport) == [
        {"partner_id": 2001887, "refresh_token": "refresh-1", "shop_id": 226785001}
    ]


def test_the_consents_end_is_told():
    connector, _ = CASE.play("shop_info")

    info = connector.shop_info()

    assert (info.name, info.region, info.is_open) == ("kopilintong.official", "ID", True)
    assert info.authorized_until == datetime.fromtimestamp(1786813744, UTC)
