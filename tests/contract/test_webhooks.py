"""Notifications: proven over the raw body, and only hints."""

from __future__ import annotations

import pytest

from integrations.channels.errors import BadSignature, Unavailable
from tests.contract.case import NOW, ConnectorCase

CAPABILITY = "ReceivesWebhooks"


def _verifier(case: ConnectorCase):
    """A connector without an account: notifications belong to the whole app."""

    def no_calls(request):
        raise Unavailable(f"a notification must not cause a call: {request}")

    return case.factory(None, no_calls, lambda: NOW, app=case.app)


def test_recorded_notifications_are_proven(case: ConnectorCase):
    for name, hints in case.webhooks.items():
        headers, body, url = case.webhook(name)
        delivery = _verifier(case).verify_webhook(headers, body, url)
        assert delivery.delivery_key
        assert len(delivery.hints) == hints, name


def test_headers_may_come_in_any_case(case: ConnectorCase):
    [name, *_] = case.webhooks
    headers, body, url = case.webhook(name)
    shouted = {key.upper(): value for key, value in headers.items()}

    assert _verifier(case).verify_webhook(shouted, body, url)


def test_a_missing_signature_is_refused(case: ConnectorCase):
    [name, *_] = case.webhooks
    headers, body, url = case.webhook(name)
    without = {key: value for key, value in headers.items() if key != case.signature_header}

    with pytest.raises(BadSignature):
        _verifier(case).verify_webhook(without, body, url)
    with pytest.raises(BadSignature):
        _verifier(case).verify_webhook(without | {case.signature_header: ""}, body, url)


@pytest.mark.parametrize("forged", ["0" * 64, "Bearer x", "tanda-tangan", "\u00e9"])
def test_a_wrong_signature_is_refused(case: ConnectorCase, forged: str):
    [name, *_] = case.webhooks
    headers, body, url = case.webhook(name)

    with pytest.raises(BadSignature):
        _verifier(case).verify_webhook(headers | {case.signature_header: forged}, body, url)


def test_one_changed_byte_is_refused(case: ConnectorCase):
    [name, *_] = case.webhooks
    headers, body, url = case.webhook(name)

    with pytest.raises(BadSignature):
        _verifier(case).verify_webhook(headers, body + b" ", url)
    with pytest.raises(BadSignature):
        _verifier(case).verify_webhook(headers, body[:-1], url)


def test_a_refusal_tells_no_secret(case: ConnectorCase):
    [name, *_] = case.webhooks
    headers, body, url = case.webhook(name)

    with pytest.raises(BadSignature) as caught:
        _verifier(case).verify_webhook(headers | {case.signature_header: "0"}, body, url)
    assert case.app.secret.reveal() not in repr(caught.value)
    assert headers[case.signature_header] not in repr(caught.value)


def test_a_repeated_delivery_has_the_same_key(case: ConnectorCase):
    keys = []
    for name in case.webhooks:
        headers, body, url = case.webhook(name)
        first = _verifier(case).verify_webhook(headers, body, url)
        again = _verifier(case).verify_webhook(headers, body, url)
        assert first == again
        keys.append(first.delivery_key)

    assert len(set(keys)) == len(keys)
