"""Cancelling, and answering buyers who ask for it."""

from __future__ import annotations

import pytest

from integrations.channels.capabilities import takes_refusals
from integrations.channels.errors import Conflict, Rejected, Unavailable
from integrations.channels.words import CancelReason
from tests.contract.case import ConnectorCase

CAPABILITY = "CancelsOrders"


def test_cancelling_has_an_outcome(case: ConnectorCase):
    connector, transport = case.play("cancel")

    outcome = connector.cancel(case.order_refs[0], CancelReason.OUT_OF_STOCK, case.cancel_lines)

    assert outcome.is_ok
    assert outcome.subject == case.order_refs[0].external_order_id
    # Where units have names of their own, they are read before the one write.
    assert [request.is_write for request in transport.requests].count(True) == 1


def test_an_order_that_moved_on_is_a_conflict(case: ConnectorCase):
    connector, _ = case.play("cancel_conflict")

    outcome = connector.cancel(case.order_refs[0], CancelReason.BUYER_ASKED)

    assert isinstance(outcome.error, Conflict)


def test_a_channel_that_hears_no_refusal_says_so(case: ConnectorCase):
    assert takes_refusals(case.factory) == case.can_refuse_cancellation


@pytest.mark.parametrize("accept", [True, False])
def test_a_buyers_wish_is_answered(case: ConnectorCase, accept: bool):
    can_be_told = case.can_accept_cancellation and (accept or case.can_refuse_cancellation)
    if case.can_accept_cancellation:
        connector, _ = case.play("accept_cancellation" if accept else "refuse_cancellation")
    else:
        connector, _ = case.always(Unavailable("unreachable"))

    outcome = connector.answer_cancellation(case.order_refs[0], accept)

    if can_be_told:
        assert outcome.is_ok
    else:
        assert isinstance(outcome.error, Rejected)
        assert not outcome.is_sent


def test_a_lost_answer_is_an_outcome_and_no_second_try(case: ConnectorCase):
    connector, transport = case.always(Unavailable("no answer within 15 s"), times=5)

    cancelled = connector.cancel(case.order_refs[0], CancelReason.BUYER_ASKED)
    answered = connector.answer_cancellation(case.order_refs[0], True)

    assert isinstance(cancelled.error, Unavailable)
    if case.can_accept_cancellation:
        assert isinstance(answered.error, Unavailable)
    else:
        assert isinstance(answered.error, Rejected)
    # One call each, and none where the channel has no such question.
    assert len(transport.requests) == 1 + case.can_accept_cancellation
