"""Orders: complete, stable, and one broken one spoils nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.channels.errors import BadPayload, NotFound
from integrations.channels.words import ChannelOrder, OrderRef, OrderState
from tests.contract.case import NOW, ConnectorCase

CAPABILITY = "ReadsOrders"


def _by_id(items: tuple[object, ...]) -> dict[str, ChannelOrder]:
    return {item.external_order_id: item for item in items if isinstance(item, ChannelOrder)}


def _read(case: ConnectorCase, scenario: str) -> tuple[object, ...]:
    connector, transport = case.play(scenario)
    page = connector.read_orders(NOW - timedelta(hours=1), NOW)
    assert transport.left_over() == {}
    return page.items


def test_a_page_holds_complete_orders_and_leads_on(case: ConnectorCase):
    connector, _ = case.play("read_orders")

    page = connector.read_orders(NOW - timedelta(hours=1), NOW)

    assert len(page.items) >= 2
    assert page.next_cursor
    for order in page.items:
        assert isinstance(order, ChannelOrder)
        assert order.created_at.utcoffset() == timedelta(0)
        assert order.updated_at.utcoffset() == timedelta(0)
        assert all(line.external_line_id for line in order.lines)


def test_an_unchanged_order_reads_the_same_again(case: ConnectorCase):
    before = _by_id(_read(case, "read_orders"))
    after = _by_id(_read(case, "read_orders_again"))

    assert after[case.unchanged_order] == before[case.unchanged_order]
    moved = after[case.changed_order].updated_at - before[case.changed_order].updated_at
    # Without a time the engine goes by the facts, and never backwards.
    assert moved > timedelta(0) if case.tells_when_changed else moved == timedelta(0)
    assert after[case.changed_order].raw_state != before[case.changed_order].raw_state
    assert after[case.changed_order].lines == before[case.changed_order].lines


def test_a_broken_order_is_an_error_in_the_page(case: ConnectorCase):
    items = _read(case, "read_orders_broken")

    [broken] = [item for item in items if not isinstance(item, ChannelOrder)]
    assert isinstance(broken, BadPayload)
    assert broken.ref == case.broken_order
    assert broken.path == case.broken_path
    assert case.broken_order in broken.raw
    assert len(_by_id(items)) == len(items) - 1 >= 1


def test_neither_payload_nor_error_keeps_the_buyer(case: ConnectorCase):
    kept = "".join(
        item.payload if isinstance(item, ChannelOrder) else f"{item.raw} {item}"
        for item in _read(case, "read_orders_broken")
    )
    shown = repr(_read(case, "read_orders"))

    assert case.personal
    assert [text for text in case.personal if text in kept] == []
    assert [text for text in case.personal if text in shown] == []


def test_an_unknown_state_is_kept_as_it_came(case: ConnectorCase):
    items = _read(case, "read_orders_unknown_state")

    states = {order.state: order.raw_state for order in _by_id(items).values()}
    assert states[OrderState.UNKNOWN] == case.unknown_raw_state
    assert len(states) == 2


def test_an_empty_window_is_a_last_page(case: ConnectorCase):
    connector, _ = case.play("read_nothing")

    page = connector.read_orders(NOW - timedelta(hours=1), NOW)

    assert page.items == ()
    assert page.next_cursor is None


def test_a_window_wider_than_the_channel_reads_is_refused_before_any_call(case: ConnectorCase):
    connector, transport = case.play("read_orders")
    too_wide = case.factory.limits.max_window + timedelta(minutes=1)

    with pytest.raises(ValueError, match="at most"):
        connector.read_orders(NOW - too_wide, NOW)
    assert transport.requests == []


def test_fetching_answers_every_ref_in_order(case: ConnectorCase):
    connector, _ = case.play("fetch_missing")
    [known, *_] = case.order_refs
    missing = OrderRef(external_order_id=case.missing_order)

    answers = connector.fetch_orders([missing, known, replace(missing)])

    assert isinstance(answers[0], NotFound)
    assert answers[1].external_order_id == known.external_order_id
    assert isinstance(answers[2], NotFound)


def test_fetching_nothing_is_no_call(case: ConnectorCase):
    connector, transport = case.play("read_orders")

    assert connector.fetch_orders([]) == []
    assert transport.requests == []


def test_reading_is_not_marked_as_writing(case: ConnectorCase):
    connector, transport = case.play("read_orders")

    connector.read_orders(NOW - timedelta(hours=1), NOW)

    assert {request.is_write for request in transport.requests} == {False}
