"""Handing a parcel over."""

from __future__ import annotations

import pytest

from integrations.channels.capabilities import makes_labels
from integrations.channels.errors import (
    AuthRevoked,
    ChannelError,
    Conflict,
    NotFound,
    Rejected,
    Unavailable,
)
from tests.contract.case import ConnectorCase

CAPABILITY = "Ships"


def test_the_channel_says_what_can_be_chosen(case: ConnectorCase):
    connector, _ = case.play("ship_options")

    options = connector.ship_options(case.order_refs[0])

    assert options.methods
    assert case.ship_choice.method in options.methods
    assert options.external_order_id == case.order_refs[0].external_order_id


def test_arranging_makes_no_write_twice(case: ConnectorCase):
    connector, transport = case.play("ship")

    shipment = connector.ship(case.order_refs[0], case.ship_choice)

    assert shipment.external_order_id == case.order_refs[0].external_order_id
    # Some channels pack and call the courier in two steps; none of them may be repeated.
    written = [request.operation for request in transport.requests if request.is_write]
    assert written
    assert len(set(written)) == len(written)


def test_arranging_is_never_repeated(case: ConnectorCase):
    connector, transport = case.always(Unavailable("no answer within 15 s"), times=3)

    with pytest.raises(Unavailable):
        connector.ship(case.order_refs[0], case.ship_choice)
    assert len(transport.requests) == 1


def test_the_tracking_number_may_come_later(case: ConnectorCase):
    pending, _ = case.play("tracking_pending")
    given, _ = case.play("tracking")

    assert pending.tracking(case.order_refs[0]).tracking_number == ""
    assert given.tracking(case.order_refs[0]).tracking_number


def test_a_label_is_asked_for_then_fetched(case: ConnectorCase):
    if not makes_labels(case.factory):
        silent, transport = case.always(Unavailable("unreachable"))
        outcome = silent.request_label(case.order_refs[0])
        assert isinstance(outcome.error, Rejected)
        assert not outcome.is_sent
        assert silent.fetch_label(case.order_refs[0]) is None
        assert transport.requests == []
        return
    asked, _ = case.play("request_label")
    waiting, _ = case.play("label_pending")
    ready, _ = case.play("label")

    assert asked.request_label(case.order_refs[0]).is_ok
    assert waiting.fetch_label(case.order_refs[0]) is None
    label = ready.fetch_label(case.order_refs[0])
    assert label.content.startswith(b"%PDF")
    assert label.content_type == "application/pdf"


def test_a_label_that_cannot_be_made_is_an_outcome(case: ConnectorCase):
    connector, _ = case.always(Unavailable("unreachable"), times=3)

    outcome = connector.request_label(case.order_refs[0])

    if makes_labels(case.factory):
        assert isinstance(outcome.error, Unavailable)
    else:
        assert not outcome.is_sent


@pytest.mark.parametrize("kind", [NotFound, Conflict, AuthRevoked])
def test_errors_of_the_channel_come_through(case: ConnectorCase, kind: type[ChannelError]):
    connector, _ = case.always(case.answer(case.errors[kind][0]))

    with pytest.raises(ChannelError) as caught:
        connector.ship(case.order_refs[0], case.ship_choice)
    assert type(caught.value) is kind
