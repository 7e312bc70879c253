"""Consent and tokens."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from integrations.channels.errors import AuthRevoked, ChannelError
from tests.contract.case import NOW, ConnectorCase

CAPABILITY = "Authorizes"
REDIRECT = "https://lapak.example.id/kanal/kembali/?toko=7"


def test_the_consent_page_is_told_where_to_return_and_the_state(case: ConnectorCase):
    connector = case.factory(None, None, lambda: NOW, app=case.app)

    address = connector.authorize_url(REDIRECT, "state-123")

    assert address.startswith("https://")
    if case.consent_names_redirect:
        assert "lapak.example.id/kanal/kembali/" in unquote(address)
    assert "state-123" in unquote(address)
    assert parse_qs(urlsplit(address).query)
    assert case.app.secret.reveal() not in address


def test_a_code_becomes_tokens(case: ConnectorCase):
    connector, transport = case.play("exchange")

    grant = connector.exchange("code-once-55", case.credentials.external_shop_id)

    assert grant.external_shop_id == case.credentials.external_shop_id
    assert grant.tokens.access.reveal()
    assert grant.tokens.refresh.reveal()
    assert NOW < grant.tokens.access_expires_at <= NOW + timedelta(days=400)
    assert grant.tokens.access.reveal() not in repr(grant)
    assert grant.tokens.refresh.reveal() not in repr(grant)
    assert "code-once-55" not in repr(transport.requests)


def test_a_refresh_gives_a_new_pair(case: ConnectorCase):
    connector, transport = case.play("refresh")

    grant = connector.refresh("refresh-token-44")

    assert grant.external_shop_id == case.credentials.external_shop_id
    assert grant.tokens.refresh.reveal() != "refresh-token-44"
    assert len(transport.requests) == 1
    assert transport.requests[0].is_write
    assert "refresh-token-44" not in repr(transport.requests)


def test_a_dead_refresh_token_asks_for_a_person(case: ConnectorCase):
    connector, transport = case.play("refresh_revoked")

    with pytest.raises(AuthRevoked):
        connector.refresh("refresh-token-44")
    assert len(transport.requests) == 1


def test_no_error_repeats_a_refresh_token_that_the_channel_echoes(case: ConnectorCase):
    connector, transport = case.always(case.echoing("refresh-token-echo-77"))

    with pytest.raises(ChannelError) as caught:
        connector.refresh("refresh-token-echo-77", "226785001")

    assert "refresh-token-echo-77" not in f"{caught.value.__dict__} {transport.requests!r}"
