"""Keys that a person copies from the channel's own pages."""

from __future__ import annotations

import pytest

from integrations.channels.errors import Rejected
from tests.contract.case import NOW, ConnectorCase

CAPABILITY = "TakesKeys"


def _nobody(case: ConnectorCase):
    """A connector without an account: there is none before the keys."""
    return case.factory(None, None, lambda: NOW, app=case.app)


def test_the_keys_become_an_account_without_any_call(case: ConnectorCase):
    grant = _nobody(case).grant_from_keys(case.keys)

    assert grant.external_shop_id == case.credentials.external_shop_id
    assert grant.tokens.access == case.credentials.access_token
    assert grant.tokens.access_expires_at is None


def test_no_key_is_shown(case: ConnectorCase):
    connector = _nobody(case)
    grant = connector.grant_from_keys(case.keys)

    secret = [case.keys[field.name] for field in connector.key_fields() if field.is_secret]
    assert secret
    assert [key for key in secret if key and key in repr(grant)] == []


def test_every_field_that_is_needed_is_asked_for(case: ConnectorCase):
    fields = _nobody(case).key_fields()

    assert {field.name for field in fields} == set(case.keys)
    for field in fields:
        if not field.is_required:
            continue
        with pytest.raises(Rejected) as caught:
            _nobody(case).grant_from_keys({**case.keys, field.name: ""})
        assert set(caught.value.fields) == {field.name}


def test_surrounding_blanks_of_a_copied_key_do_not_matter(case: ConnectorCase):
    pasted = {name: f" {value}\n" for name, value in case.keys.items()}

    assert _nobody(case).grant_from_keys(pasted) == _nobody(case).grant_from_keys(case.keys)
