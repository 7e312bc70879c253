"""Every answer ends in exactly one kind of error, and no error tells a secret."""

from __future__ import annotations

import pickle
import re

import pytest

from integrations.channels.errors import ChannelError, RateLimited, Unavailable
from integrations.channels.transport import Response
from tests.contract.case import ConnectorCase


def test_recorded_errors_are_classified_as_what_they_are(case: ConnectorCase):
    for kind, names in case.errors.items():
        for name in names:
            answer = case.answer(name)
            error = case.classify(answer.status, answer.headers, answer.body)
            assert type(error) is kind, name


def test_a_good_answer_is_no_error(case: ConnectorCase):
    answer = case.answer(case.good_answer)

    assert case.classify(answer.status, answer.headers, answer.body) is None


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_unavailable_whatever_it_says(case: ConnectorCase, status: int):
    for body in (b"", b"<html>", b"{}", b"[]", b"null", b"\xff\xfe"):
        assert type(case.classify(status, {}, body)) is Unavailable


@pytest.mark.parametrize("body", [b"", b"<html>sedang dalam perbaikan</html>", b'{"a": ', b'"x"'])
def test_an_unreadable_answer_with_200_is_unavailable(case: ConnectorCase, body: bytes):
    assert type(case.classify(200, {}, body)) is Unavailable


def test_http_429_is_throttling_and_keeps_the_wait(case: ConnectorCase):
    error = case.classify(429, {"retry-after": "7"}, b"")

    assert isinstance(error, RateLimited)
    assert error.retry_after == 7.0


def test_http_429_without_a_wait_says_so(case: ConnectorCase):
    error = case.classify(429, {}, b"slow down")

    assert isinstance(error, RateLimited)
    assert error.retry_after is None


def test_errors_survive_pickling(case: ConnectorCase):
    for names in case.errors.values():
        for name in names:
            answer = case.answer(name)
            error = case.classify(answer.status, answer.headers, answer.body)
            copy = pickle.loads(pickle.dumps(error))
            assert type(copy) is type(error)
            assert copy.__dict__ == error.__dict__
            assert str(copy) == str(error)


def test_no_error_repeats_a_secret_that_the_channel_echoes(case: ConnectorCase):
    secrets = [case.app.secret.reveal(), case.credentials.access_token.reveal()]
    connector, transport = case.always(case.echoing(" ".join(secrets)))

    with pytest.raises(ChannelError) as caught:
        connector.shop_info()

    told = f"{caught.value} {caught.value!r} {caught.value.__dict__} {transport.requests!r}"
    assert [secret for secret in secrets if secret in told] == []
    assert "***" in told


def test_the_connector_shows_no_secret_of_its_own(case: ConnectorCase):
    connector, _ = case.always(case.answer(case.good_answer))
    shown = f"{connector!r} {vars(connector)!r}"

    assert case.app.secret.reveal() not in shown
    assert case.credentials.access_token.reveal() not in shown


def test_a_failed_call_is_made_once(case: ConnectorCase):
    for names in case.errors.values():
        for name in names:
            connector, transport = case.always(case.answer(name), times=3)
            with pytest.raises(ChannelError):
                connector.shop_info()
            assert len(transport.requests) == 1, name


def test_what_the_transport_raises_comes_through(case: ConnectorCase):
    connector, transport = case.always(Unavailable("no answer within 15 s"), times=3)

    with pytest.raises(Unavailable, match="no answer within 15 s"):
        connector.shop_info()
    assert len(transport.requests) == 1


def test_a_missing_field_names_its_path(case: ConnectorCase):
    connector, _ = case.always(Response(status=200, body=case.answer(case.good_answer).body))
    hollow, _ = case.always(Response(status=200, body=b'{"error": "", "request_id": "r"}'))

    connector.shop_info()
    # Where a list was expected, it is the whole answer that has the wrong shape: "$".
    with pytest.raises(ChannelError, match=re.escape("$")) as caught:
        hollow.shop_info()
    assert type(caught.value).__name__ == "BadPayload"
