"""Batches of numbers: one outcome per input, in order, whatever happens."""

from __future__ import annotations

from integrations.channels.errors import RateLimited, Rejected, Unavailable
from integrations.channels.words import Outcome
from tests.contract.case import ConnectorCase

CAPABILITY = "PushesStock"


def _refused(outcomes: list[Outcome]) -> frozenset[int]:
    return frozenset(place for place, outcome in enumerate(outcomes) if not outcome.is_ok)


def test_one_outcome_per_level_in_order(case: ConnectorCase):
    connector, transport = case.play("push_stock")

    outcomes = connector.push_stock(case.stock_levels)

    assert [outcome.subject for outcome in outcomes] == [
        level.subject for level in case.stock_levels
    ]
    assert _refused(outcomes) == case.refused_stock
    assert 0 < len(case.refused_stock) < len(case.stock_levels)
    assert transport.left_over() == {}


def test_a_refused_level_says_why_and_spoils_no_other(case: ConnectorCase):
    connector, _ = case.play("push_stock")

    outcomes = connector.push_stock(case.stock_levels)

    for place in case.refused_stock:
        assert isinstance(outcomes[place].error, Rejected)
        assert outcomes[place].error.message
        assert outcomes[place].error.fields


def test_prices_follow_the_same_rules(case: ConnectorCase):
    connector, transport = case.play("push_price")

    outcomes = connector.push_price(case.price_levels)

    assert [outcome.subject for outcome in outcomes] == [
        level.subject for level in case.price_levels
    ]
    assert _refused(outcomes) == case.refused_prices
    assert transport.left_over() == {}


def test_throttling_is_an_outcome_and_stops_the_batch(case: ConnectorCase):
    [name, *_] = case.errors[RateLimited]
    connector, transport = case.always(case.answer(name), times=9)

    outcomes = connector.push_stock(case.stock_levels)

    assert len(outcomes) == len(case.stock_levels)
    assert {type(outcome.error) for outcome in outcomes} == {RateLimited}
    assert len(transport.requests) == 1
    assert outcomes[0].is_sent
    if case.levels_per_call < len(case.stock_levels):
        assert not outcomes[-1].is_sent


def test_a_lost_answer_leaves_the_outcome_unknown(case: ConnectorCase):
    connector, transport = case.always(Unavailable("no answer within 15 s"), times=9)

    outcomes = connector.push_stock(case.stock_levels)

    assert {type(outcome.error) for outcome in outcomes} == {Unavailable}
    assert len(transport.requests) == 1


def test_nothing_to_push_is_no_call(case: ConnectorCase):
    connector, transport = case.always(Unavailable("unreachable"))

    assert connector.push_stock([]) == []
    assert connector.push_price([]) == []
    assert transport.requests == []


def test_no_call_carries_more_than_the_channel_takes(case: ConnectorCase):
    levels = case.many_levels(2 * case.levels_per_call + 1)
    connector, transport = case.always(case.accept_all, times=len(levels))

    outcomes = connector.push_stock(levels)

    assert [outcome.subject for outcome in outcomes] == [level.subject for level in levels]
    assert [outcome.error for outcome in outcomes] == [None] * len(levels)
    carried = [case.levels_in(request) for request in transport.requests]
    assert sum(carried) == len(levels)
    assert max(carried) <= case.levels_per_call


def test_pushes_are_marked_as_writes(case: ConnectorCase):
    connector, transport = case.play("push_stock")

    connector.push_stock(case.stock_levels)

    assert {request.is_write for request in transport.requests} == {True}
